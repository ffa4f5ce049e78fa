package access

import (
	"context"
	"errors"
	"slices"

	"jinlin/engine"
	"jinlin/service/registry"
)

// Tree is what Guard reads of the store; a registry.Tx is one. What is asked in a transaction is as true as the transaction.
type Tree interface {
	Region(ctx context.Context, id registry.RegionID) (registry.Region, error)
	Below(ctx context.Context, regions ...registry.RegionID) ([]registry.RegionID, error)
	Area(ctx context.Context, id engine.AreaID) (registry.Area, error)
}

// A Target is where something is to be done: the whole store (the zero Target), a region with all below it, or an area.
type Target struct {
	region registry.RegionID
	area   engine.AreaID
	placed bool // region is the area's
}

// InRegion is a region and all below it; the region "" is the whole store.
func InRegion(id registry.RegionID) Target { return Target{region: id} }

// InArea is an area that has been read.
func InArea(a registry.Area) Target { return Target{region: a.Region, area: a.ID, placed: true} }

// AtArea is an area that Guard looks up.
func AtArea(id engine.AreaID) Target { return Target{area: id} }

// String names the target for the audit trail.
func (t Target) String() string {
	switch {
	case t.area != "":
		return "area/" + string(t.area)
	case t.region != "":
		return "region/" + string(t.region)
	}
	return "store"
}

// Leave tells how far a caller may go. The zero Leave is a no.
type Leave struct {
	Extent Extent
	// Members are those as whom the caller acts under Own, sorted.
	Members []engine.MemberID
}

// OK reports whether anything is allowed.
func (l Leave) OK() bool { return l.Extent != Nothing }

// Answers reports whether a home for which the member answers is within reach: always under All, under Own if the caller is that member.
func (l Leave) Answers(member engine.MemberID) bool {
	return l.Extent == All || l.Extent == Own && member != "" && slices.Contains(l.Members, member)
}

// A RefusedError tells what was not allowed. It is ErrNobody, ErrForbidden, or, where the caller may not even know that it is there,
// registry.ErrNotFound.
type RefusedError struct {
	Action Action
	Target Target
	why    error
}

func (r *RefusedError) Error() string {
	if errors.Is(r.why, registry.ErrNotFound) {
		return "no such " + r.Target.kind()
	}
	return r.why.Error() + ": " + string(r.Action)
}

func (r *RefusedError) Unwrap() error { return r.why }

func (t Target) kind() string {
	switch {
	case t.area != "":
		return "area"
	case t.region != "":
		return "region"
	}
	return "thing"
}

// Guard decides by the policy and the tree. It keeps nothing: an answer is as true as the transaction in which it was asked for.
type Guard struct{}

// May tells how far the caller may go with an action at a target. It climbs from the target towards the root, so it costs one read a level, and none
// for who was granted everywhere or that very place. An error is the store's, registry.ErrNotFound where there is no such target.
func (g *Guard) May(ctx context.Context, t Tree, c Caller, a Action, at Target) (Leave, error) {
	var l Leave
	grants := c.granted(a)
	if len(grants) == 0 {
		return l, nil
	}
	rest := grants[:0]
	for _, x := range grants {
		switch {
		case x.everywhere() || at.area != "" && x.Area == at.area || at.area == "" && x.Region != "" && x.Region == at.region:
			l.add(x)
		case x.Region != "":
			rest = append(rest, x)
		}
	}
	if l.Extent == All || len(rest) == 0 {
		return l.done(), nil
	}
	above, err := lineage(ctx, t, at)
	if err != nil {
		return Leave{}, err
	}
	for _, x := range rest {
		if slices.Contains(above, x.Region) {
			l.add(x)
		}
	}
	return l.done(), nil
}

// Must is May with a RefusedError in place of a no.
func (g *Guard) Must(ctx context.Context, t Tree, c Caller, a Action, at Target) (Leave, error) {
	if !c.Known() {
		return Leave{}, &RefusedError{a, at, ErrNobody}
	}
	l, err := g.May(ctx, t, c, a, at)
	if err != nil || l.OK() {
		return l, err
	}
	why := ErrForbidden
	if at != (Target{}) {
		open := c
		open.Scopes = Scopes() // what a token leaves out is no secret
		seen, err := g.May(ctx, t, open, ReadRegions, at)
		if err != nil {
			return Leave{}, err
		}
		if !seen.OK() {
			why = registry.ErrNotFound
		}
	}
	return Leave{}, &RefusedError{a, at, why}
}

// Need is Must for what only All will do.
func (g *Guard) Need(ctx context.Context, t Tree, c Caller, a Action, at Target) error {
	l, err := g.Must(ctx, t, c, a, at)
	if err == nil && l.Extent != All {
		return &RefusedError{a, at, ErrForbidden}
	}
	return err
}

// A held grant is one that counts for an action.
type held struct {
	registry.Grant
	extent Extent
}

func (h held) everywhere() bool { return h.Region == "" && h.Area == "" }

// granted are the grants that count for an action, whatever the place. A grant that contradicts itself counts for nothing.
func (c Caller) granted(a Action) []held {
	row := rowOf(a)
	if !c.allows(row.Scope) {
		return nil
	}
	var out []held
	for _, x := range c.Grants {
		if e := row.For(x.Role); e != Nothing && CheckGrant(x) == nil {
			out = append(out, held{x, e})
		}
	}
	return out
}

// add takes a grant that covers the target.
func (l *Leave) add(h held) {
	l.Extent = max(l.Extent, h.extent)
	if h.extent == Own {
		l.Members = append(l.Members, h.Member)
	}
}

func (l Leave) done() Leave {
	slices.Sort(l.Members)
	l.Members = slices.Compact(l.Members)
	if l.Extent != Own {
		l.Members = nil
	}
	return l
}

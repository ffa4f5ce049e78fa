package engine

import (
	"cmp"
	"context"
	"slices"

	"jinlin/geo"
	"jinlin/policy"
)

// fixes says what would serve the homes that are unserved: more places where members are full, allowing a pair, or helpers at
// places found greedily, the one that serves most first.
func (s *State) fixes(ctx context.Context, d *Draft) {
	if len(d.Unserved) == 0 || s.policy.Links.Within == policy.WithinNone {
		return
	}
	counted := make(map[*Cut]int)
	var alone []int32
	pairs := -1
	for _, u := range d.Unserved {
		h, _ := s.homeOf(u.Household)
		switch u.Reason {
		case ReasonFull:
			i, ok := counted[u.Cut]
			if !ok {
				i = len(d.Fixes)
				counted[u.Cut] = i
				d.Fixes = append(d.Fixes, Fix{Kind: FixAddPlaces, Household: u.Household})
			}
			d.Fixes[i].Homes++
			d.Fixes[i].Places += int(s.homes[h].weight)
		case ReasonForbidden:
			if pairs < 0 {
				pairs = len(d.Fixes)
				d.Fixes = append(d.Fixes, Fix{Kind: FixAllowPair, Household: u.Household})
			}
			d.Fixes[pairs].Homes++
		default:
			alone = append(alone, h)
		}
	}
	d.Fixes = append(d.Fixes, s.helpers(ctx, alone)...)
}

// helpers places new members at homes that nobody serves, each with the policy's largest load and reach, and with what the hard rules ask there
// (Nemhauser, Wolsey, Fisher 1978: the greedy cover). A cancelled context ends it early; the caller reports that.
func (s *State) helpers(ctx context.Context, alone []int32) []Fix {
	places := make([]geo.Place, len(alone))
	for i, h := range alone {
		places[i] = s.homes[h].place
	}
	near, err := s.ground.Arcs(ctx, places, places, s.helperReachMM(s.associateReachMM()))
	if err != nil {
		return nil
	}
	near = s.helpable(alone, near)
	into := near.Turned(len(alone))
	served := make([]bool, len(alone))
	open := make([]int, len(alone))
	for i := range open {
		to, _ := near.Row(i)
		open[i] = len(to)
	}
	var fixes []Fix
	most := max(s.policy.Links.Load.Max, 1)
	for left := len(alone); left > 0 && ctx.Err() == nil; {
		at := bestHelper(served, open, most)
		if open[at] == 0 {
			break // a matrix may have a home so far from itself that nobody there could serve even it
		}
		f := s.helper(alone[at])
		for _, o := range nearestFirst(near, at) {
			if served[o] || f.Homes == most {
				continue
			}
			served[o] = true
			f.Homes++
			from, _ := into.Row(int(o))
			for _, k := range from {
				open[k]--
			}
		}
		left -= f.Homes
		fixes = append(fixes, f)
	}
	return fixes
}

func bestHelper(served []bool, open []int, most int) int {
	best := -1
	for i := range open {
		if !served[i] && (best < 0 || min(open[i], most) > min(open[best], most)) {
			best = i
		}
	}
	return best
}

func nearestFirst(near geo.Arcs, i int) []int32 {
	to, mm := near.Row(i)
	order := make([]int32, len(to))
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(mm[a], mm[b]) })
	for k, o := range order {
		order[k] = to[o]
	}
	return order
}

// helperReachMM is how far a new member could serve: within the reach given, and within the circle that could stand at his home.
func (s *State) helperReachMM(reach int64) int64 {
	for _, l := range []int64{s.policy.Circles.Radius.MM(), s.policy.Circles.Diameter.MM()} {
		if s.policy.Links.Within == policy.WithinCircle && l >= 0 && (reach < 0 || l < reach) {
			reach = l
		}
	}
	return reach
}

// helper is a member who lives at a home and has what the hard rules ask there.
func (s *State) helper(h int32) Fix {
	f := Fix{Kind: FixAddMember, Household: s.homes[h].ID}
	if s.requires.services {
		f.Services = slices.Clone(s.homes[h].services)
	}
	if s.requires.association {
		f.Association = s.homes[h].Association
	}
	return f
}

// helpable keeps of the ways between homes those on which a helper at the first could serve the second. One who belongs to an association
// has its reach.
func (s *State) helpable(alone []int32, near geo.Arcs) geo.Arcs {
	reach, wider := s.helperReachMM(s.policy.Links.Reach.MM()), s.helperReachMM(s.associateReachMM())
	if reach == wider && s.requires == (requirements{}) {
		return near
	}
	kept := geo.Arcs{Start: make([]int32, 1, len(alone)+1)}
	for i, at := range alone {
		to, mm := near.Row(i)
		f := s.helper(at)
		for k, o := range to {
			h := &s.homes[alone[o]]
			together := f.Association != "" && f.Association == h.Association
			if (together || reach < 0 || mm[k] <= reach) && s.suits(&f, h) {
				kept.To, kept.MM = append(kept.To, o), append(kept.MM, mm[k])
			}
		}
		kept.Start = append(kept.Start, int32(len(kept.To)))
	}
	return kept
}

// suits reports whether a helper has what the hard rules ask at a home.
func (s *State) suits(f *Fix, h *home) bool {
	lacks := func(service string) bool { return !slices.Contains(f.Services, service) }
	return !(s.requires.association && h.Association != "" && h.Association != f.Association) && !(s.requires.services && slices.ContainsFunc(h.services, lacks))
}

package verify

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/engine"
)

// CheckChange judges a plan that followed another one: against the records
// after, as Check does, and beside the standing plan of the records before.
// Of the repair of circles it finds what docs/model.md says without leaving a
// choice. The standing plan is taken as it is. The error is only ever
// ctx.Err(). Time and memory are those of Check.
func CheckChange(ctx context.Context, before engine.Problem, standing engine.Plan, after engine.Problem, plan engine.Plan) (Report, error) {
	f, err := followed(ctx, &before, standing, &after, plan)
	if err != nil {
		return Report{}, err
	}
	return f.close(), nil
}

// A follower is a judge of a plan that followed another.
type follower struct {
	*judge
	before   *engine.Problem
	standing engine.Draft
	was      map[engine.HouseholdID]*engine.Home // the rows of the standing plan
	next     int                                 // the number that the standing plan would give next

	lived []standingCircle // by their order in the standing plan
	heir  []int            // per circle of the plan, the standing one with its id: an index of lived, -1 for a new one
}

// A standingCircle is what became of a circle.
type standingCircle struct {
	*engine.Circle
	all   []int // its homes that are still in the area
	homes []int // those of them that it held on to when homes moved
	moved bool  // some of them moved
	team  int   // the eligible residents anchored in homes
	site  int   // its site if that is still allowed, else -1
	now   int   // the circle of the plan with its id, -1 if it ended
}

// followed judges all but the moves.
func followed(ctx context.Context, before *engine.Problem, standing engine.Plan, after *engine.Problem, plan engine.Plan) (*follower, error) {
	j, whole, err := judged(ctx, after, plan)
	if err != nil {
		return nil, err
	}
	f := &follower{judge: j, before: before, standing: standing.Draft(), was: map[engine.HouseholdID]*engine.Home{}}
	for i := range f.standing.Homes {
		if r := &f.standing.Homes[i]; f.was[r.ID] == nil {
			f.was[r.ID] = r
		}
	}
	f.layStanding(whole)
	if !f.checkStanding() || !whole {
		return f, nil
	}
	for _, step := range []func(){f.checkBefore, f.checkGiven, f.checkRepair, f.checkHolders, f.checkGroupsKept, f.checkChoicesKept, f.checkCentersKept} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		step()
	}
	return f, nil
}

// layStanding finds the number that the standing plan would give next and what
// became of its circles.
func (f *follower) layStanding(whole bool) {
	f.next = 1
	for i := range f.standing.Circles {
		f.next = max(f.next, f.standing.Circles[i].Number+1)
	}
	if r := f.standing.Rebalance; r != nil {
		f.next = max(f.next, r.NextCircle)
	}
	if whole {
		f.layCircles()
	}
}

func (f *follower) layCircles() {
	at := map[engine.CircleID]int{}
	for i := range f.standing.Circles {
		c := &f.standing.Circles[i]
		s := standingCircle{Circle: c, site: -1, now: -1}
		if k, ok := f.siteAt[c.Site]; ok && f.circled() {
			s.site = k
		}
		if now, ok := f.circleAt[c.ID]; ok {
			s.now = now
		}
		at[c.ID] = i
		f.lived = append(f.lived, s)
	}
	for h := range f.homes {
		if r := f.was[f.homes[h].id]; r != nil && r.Circle != "" {
			if i, ok := at[r.Circle]; ok {
				f.lived[i].all = append(f.lived[i].all, h)
			}
		}
	}
	f.layHeld()
	f.heir = make([]int, len(f.d.Circles))
	for c := range f.heir {
		f.heir[c] = -1
		if i, ok := at[f.d.Circles[c].ID]; ok {
			f.heir[c] = i
		}
	}
}

// layHeld leaves out the homes that moved to where their circle cannot hold
// them: beyond the radius, or too far from a home that did not move. The home
// that is the site is not left out.
func (f *follower) layHeld() {
	at := make(map[engine.HouseholdID]orb.Point, len(f.before.Households))
	for i := range f.before.Households {
		at[f.before.Households[i].ID] = f.before.Households[i].Location
	}
	for i := range f.lived {
		s := &f.lived[i]
		var still []int
		for _, h := range s.all {
			if at[f.homes[h].id] == f.homes[h].rec.Location {
				still = append(still, h)
			}
		}
		s.moved = len(still) < len(s.all)
		for _, h := range s.all {
			beyond := s.site >= 0 && !f.reach[h].has(s.site) || f.apartFromAny(h, still)
			if beyond && !slices.Contains(still, h) && (s.site < 0 || f.sites[s.site].home != h) {
				continue
			}
			s.homes = append(s.homes, h)
			s.team += len(f.homes[h].anchored)
		}
	}
}

// checkStanding checks that the plan followed this plan of these records; it
// is false if it followed none.
func (f *follower) checkStanding() bool {
	from := fingerprint(*f.before)
	if f.standing.Area != f.d.Area || f.standing.Input != from {
		f.add(Finding{Code: WrongStanding}, "the standing plan is of area %q and input %q; expected area %q and %q, the hash of the problem before", f.standing.Area, f.standing.Input, f.d.Area, from)
	}
	r := f.d.Rebalance
	if r == nil {
		f.add(Finding{Code: NotRebalanced}, "the plan does not say that it followed another; expected to find what it followed")
		return false
	}
	if r.From != from {
		f.add(Finding{Code: WrongFrom}, "the plan followed a plan of %q; the problem before has the hash %q", r.From, from)
	}
	return true
}

// checkBefore checks who answered for each home.
func (f *follower) checkBefore() {
	for h := range f.homes {
		id, got := f.homes[h].id, f.rows[h].Before
		want := engine.MemberID("")
		if r := f.was[id]; r != nil {
			want = linkOf(r)
		}
		if got != want && !f.missing[h] {
			f.add(Finding{Code: WrongBefore, Household: id, Member: got}, "home %q is said to have had the member %q before; it was linked to %q", id, got, want)
		}
	}
}

// linkOf is the member to whom a home is linked, by lock, choice or neither, "" for none.
func linkOf(r *engine.Home) engine.MemberID {
	if r.State == engine.HomeLinked || r.State == engine.HomeLocked || r.State == engine.HomeChosen {
		return r.Member
	}
	return ""
}

// checkGiven checks the numbers of circles that ended, live on or are new.
func (f *follower) checkGiven() {
	fresh := 0
	for c := range f.d.Circles {
		x := &f.d.Circles[c]
		switch {
		case f.heir[c] >= 0:
		case x.Number < f.next:
			f.add(Finding{Code: NumberReused, Circle: x.ID}, "circle %q is new and has number %d, which was given before; expected %d or more", x.ID, x.Number, f.next)
		default:
			fresh++
		}
	}
	if got, want := f.d.Rebalance.NextCircle, f.next+fresh; got != want {
		f.add(Finding{Code: WrongNextCircle}, "the next new circle is said to get number %d; after %d new ones from %d on it is %d", got, fresh, f.next, want)
	}
	if f.d.Rebalance.Resited {
		f.checkInherited()
	}
}

// checkInherited checks that circles made anew have the numbers of standing
// ones at their sites, and no new number while a standing one with a home of
// theirs goes without.
func (f *follower) checkInherited() {
	at := map[engine.SiteID]int{}
	for i := range f.lived {
		at[f.lived[i].Site] = i
	}
	of := map[int]int{} // home -> standing circle
	for i := range f.lived {
		for _, h := range f.lived[i].all {
			of[h] = i
		}
	}
	for c := range f.d.Circles {
		x := &f.d.Circles[c]
		if i, same := at[x.Site]; same {
			if s := &f.lived[i]; s.ID != x.ID {
				f.add(Finding{Code: NumberChanged, Circle: x.ID}, "circle %q is centred at site %q, where circle %q stood; expected that number", x.ID, x.Site, s.ID)
			}
			continue
		}
		if f.heir[c] >= 0 {
			continue
		}
		for _, h := range f.homesIn[c] {
			if i, held := of[h]; held && f.lived[i].now < 0 {
				f.add(Finding{Code: NumberChanged, Circle: x.ID}, "circle %q has a new number and shares home %q with circle %q, whose number nobody has", x.ID, f.homes[h].id, f.lived[i].ID)
				break
			}
		}
	}
}

package verify

import (
	"cmp"
	"fmt"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// checkCircles checks each circle by itself: its site, its extent, its team
// and the figures it gives.
func (j *judge) checkCircles() {
	j.siteOf = make([]int, len(j.d.Circles))
	if !j.circled() {
		if len(j.d.Circles)+len(j.d.Slots) > 0 {
			j.add(Finding{Code: CircleUnasked}, "the plan has %d circles and %d slots; the policy asks for none", len(j.d.Circles), len(j.d.Slots))
		}
		for c := range j.siteOf {
			j.siteOf[c] = -1
		}
		return
	}
	if n, most := len(j.d.Circles), j.policy.Circles.Count; most > 0 && n > most {
		j.add(Finding{Code: CirclesOverCount}, "the plan has %d circles; circles.count is %d", n, most)
	}
	for c := range j.d.Circles {
		j.siteOf[c] = j.checkSite(c)
		j.checkExtent(c)
		j.checkTeam(c)
		j.checkRoom(c)
		j.checkFigures(c)
	}
}

func (j *judge) checkSite(c int) int {
	x := &j.d.Circles[c]
	at := Finding{Circle: x.ID}
	k, ok := j.siteAt[x.Site]
	if !ok {
		at.Code = SiteNotAllowed
		j.add(at, "circle %q is centred at site %q; no circle may be centred there", x.ID, x.Site)
		return -1
	}
	s := &j.sites[k]
	household := engine.HouseholdID("")
	if s.home >= 0 {
		household = j.homes[s.home].id
	}
	at.Code = WrongCenter
	if x.Center != s.point {
		j.add(at, "circle %q has its centre at %v; site %q is at %v", x.ID, x.Center, s.id, s.point)
	}
	if x.Household != household {
		j.add(at, "circle %q has the centre home %q; expected %q", x.ID, x.Household, household)
	}
	if x.Public != s.public {
		j.add(at, "circle %q is public: %t; expected %t", x.ID, x.Public, s.public)
	}
	return k
}

// checkExtent checks the radius and, in O(k^2) for k homes, the diameter.
func (j *judge) checkExtent(c int) {
	x, k := &j.d.Circles[c], j.siteOf[c]
	for _, h := range j.homesIn[c] {
		if k < 0 || j.reach[h].has(k) {
			continue
		}
		j.add(Finding{Code: HomeOutsideRadius, Household: j.homes[h].id, Circle: x.ID}, "home %q is %s from the centre of circle %q; the radius is %s",
			j.homes[h].id, meters(j.fromSite(h, k)), x.ID, limitText(j.policy.Circles.Radius))
	}
	if !j.policy.Circles.Diameter.Set {
		return
	}
	for i, g := range j.homesIn[c] {
		for _, h := range j.homesIn[c][:i] {
			if j.apart(g, h) {
				j.add(Finding{Code: HomesTooFarApart, Household: j.homes[h].id, Circle: x.ID}, "homes %q and %q of circle %q are %s apart; the diameter is %s",
					j.homes[h].id, j.homes[g].id, x.ID, meters(j.betweenHomes(g, h)), limitText(j.policy.Circles.Diameter))
			}
		}
	}
}

func (j *judge) checkTeam(c int) {
	x, n := &j.d.Circles[c], len(j.teamIn[c])
	switch most := j.policy.Team.Max; {
	case len(j.homesIn[c]) == 0:
		j.add(Finding{Code: CircleEmpty, Circle: x.ID}, "circle %q holds no home", x.ID)
	case n == 0 && j.policy.Team.Min > 0:
		j.add(Finding{Code: CircleWithoutMember, Circle: x.ID}, "no eligible resident is anchored in the %d homes of circle %q; expected at least one", len(j.homesIn[c]), x.ID)
	case most > 0 && n > most:
		j.add(Finding{Code: TeamOverMax, Circle: x.ID}, "%d eligible residents are anchored in circle %q; team.max is %d", n, x.ID, most)
	}
}

func (j *judge) checkRoom(c int) {
	x, k := &j.d.Circles[c], j.siteOf[c]
	if k < 0 {
		return
	}
	if held := j.heldIn(c); held > j.sites[k].room {
		j.add(Finding{Code: CircleOverCapacity, Circle: x.ID}, "circle %q holds %d; the capacity of site %q is %d", x.ID, held, x.Site, j.sites[k].room)
	}
}

// heldIn adds up the sizes of what a circle holds.
func (j *judge) heldIn(c int) int64 {
	sum := int64(0)
	for _, h := range j.homesIn[c] {
		sum += j.size(h)
	}
	return sum
}

// checkFigures recomputes what a circle says of itself.
func (j *judge) checkFigures(c int) {
	x := &j.d.Circles[c]
	same := func(what string, got, want int64) {
		if got != want {
			j.add(Finding{Code: WrongCircleFigure, Circle: x.ID}, "circle %q has %s %d; expected %d", x.ID, what, got, want)
		}
	}
	same("homes", int64(x.Homes), int64(len(j.homesIn[c])))
	weight := int64(0)
	for _, h := range j.homesIn[c] {
		weight += j.homes[h].weight
	}
	same("weight", int64(x.Weight), weight)
	same("members", int64(x.Members), int64(len(j.teamIn[c])))
	same("capacity", int64(x.Capacity), j.capacity(j.teamIn[c]))
	if radius, total, ok := j.checkCenters(c); ok {
		same("radius_mm", x.RadiusMM, radius)
		same("total_mm", x.TotalMM, total)
	}
	same("diameter_mm", x.DiameterMM, j.diameter(c))
}

// checkCenters checks the distances home to centre and returns the largest
// and the sum; ok is false where the site is not known.
func (j *judge) checkCenters(c int) (radius, total int64, ok bool) {
	k := j.siteOf[c]
	if k < 0 {
		return 0, 0, false
	}
	var e exact
	for _, h := range j.homesIn[c] {
		d := j.fromSite(h, k)
		radius, total = max(radius, d), e.add(total, d)
		if got := j.rows[h].CenterMM; got != d {
			j.add(Finding{Code: WrongCenterDistance, Household: j.homes[h].id, Circle: j.d.Circles[c].ID}, "home %q is said to be %s from its centre; it is %s", j.homes[h].id, meters(got), meters(d))
		}
	}
	return radius, total, !e.overflow
}

func (j *judge) diameter(c int) int64 {
	if !j.policy.Circles.Diameter.Set {
		return -1
	}
	most := int64(0)
	for i, g := range j.homesIn[c] {
		for _, h := range j.homesIn[c][:i] {
			most = max(most, j.betweenHomes(g, h))
		}
	}
	return most
}

// capacity is the sum of the members' maximum loads.
func (j *judge) capacity(team []int) int64 {
	sum := int64(0)
	for _, k := range team {
		sum += int64(j.members[k].load.Max)
	}
	return sum
}

// checkSeats checks that no site has two circles, that every required one has
// one, and that homes without a circle have no centre.
func (j *judge) checkSeats() {
	used := map[int]engine.CircleID{}
	for c, k := range j.siteOf {
		if k < 0 {
			continue
		}
		if first, twice := used[k]; twice {
			j.add(Finding{Code: SiteTwice, Circle: j.d.Circles[c].ID}, "circles %q and %q are both centred at site %q", first, j.d.Circles[c].ID, j.sites[k].id)
		}
		used[k] = j.d.Circles[c].ID
	}
	for k := range j.sites {
		if _, ok := used[k]; !ok && j.sites[k].required {
			j.add(Finding{Code: SiteUnused}, "no circle is centred at the required site %q", j.sites[k].id)
		}
	}
	for h, r := range j.rows {
		if j.circleOf[h] < 0 && r.CenterMM != 0 {
			j.add(Finding{Code: WrongCenterDistance, Household: r.ID}, "home %q is in no circle and said to be %s from its centre; expected 0", r.ID, meters(r.CenterMM))
		}
	}
}

// checkNumbers checks that the circles are numbered from west to east, or, in
// a plan that followed another, each with a number of its own that has been
// given out.
func (j *judge) checkNumbers() {
	for _, x := range j.d.Circles {
		if want := fmt.Sprintf("%s-%d", j.p.Area, x.Number); string(x.ID) != want {
			j.add(Finding{Code: WrongNumber, Circle: x.ID}, "circle number %d has id %q; expected %q", x.Number, x.ID, want)
		}
	}
	if r := j.d.Rebalance; r != nil {
		j.checkGivenNumbers(r.NextCircle)
		return
	}
	order := make([]int, len(j.d.Circles))
	for c := range order {
		order[c] = c
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &j.d.Circles[a], &j.d.Circles[b]
		return cmp.Or(cmp.Compare(x.Center[0], y.Center[0]), cmp.Compare(x.Center[1], y.Center[1]), cmp.Compare(x.Site, y.Site))
	})
	for i, c := range order {
		if x := &j.d.Circles[c]; x.Number != i+1 {
			j.add(Finding{Code: WrongNumber, Circle: x.ID}, "circle %q has number %d; from west to east it is %d", x.ID, x.Number, i+1)
		}
	}
}

func (j *judge) checkGivenNumbers(next int) {
	seen := map[int]bool{}
	most := 0
	for _, x := range j.d.Circles {
		if x.Number < 1 || seen[x.Number] {
			j.add(Finding{Code: WrongNumber, Circle: x.ID}, "circle %q has number %d; expected a number from 1 that no other circle has", x.ID, x.Number)
		}
		seen[x.Number] = true
		most = max(most, x.Number)
	}
	if next <= most {
		j.add(Finding{Code: WrongNextCircle}, "the next new circle is said to get number %d; expected %d or more", next, most+1)
	}
}

// limitText writes a limit for a message.
func limitText(l policy.Limit) string {
	if !l.Set {
		return "unlimited"
	}
	return fmt.Sprintf("%v m", l.Meters)
}

// meters writes a distance for a message.
func meters(mm int64) string {
	if mm == noWay {
		return "no way"
	}
	return fmt.Sprintf("%d.%03d m", mm/1000, max(mm, -mm)%1000)
}

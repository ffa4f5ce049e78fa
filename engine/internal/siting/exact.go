package siting

import (
	"slices"

	"jinlin/engine/internal/siting/cover"
	"jinlin/engine/internal/siting/median"
)

// exact solves a part that nothing but radius, number, costs and capacity limits with the solvers for such problems. done is false where the part
// is not of that kind, or the outcome misses an aim that those do not know; what they proved stands all the same.
func (t *part) exact(goal Value, stop func() bool) (done, ok bool) {
	if !t.plain() || len(t.Sites) == 0 {
		return false, true
	}
	x := &exactly{part: t, work: t.Work, stop: stop}
	switch {
	case t.limited() && t.TeamMin > 0:
		return false, true
	case t.limited():
		x.withRooms()
	case t.Objective == Fewest:
		x.fewest()
	case t.Objective == Center:
		x.center()
	case t.Objective == Cover:
		x.rank = t.ranks()
		x.cover()
	default:
		x.median(nil, t.Distance)
	}
	if x.stopped {
		return false, false
	}
	if x.open == nil {
		return false, true
	}
	return x.adopt(goal), true
}

// plain reports whether circles have neither diameter nor team nor least size to keep.
func (t *part) plain() bool {
	members := 0
	for i := range t.Homes {
		members += t.Homes[i].Members
	}
	return t.near == nil && (t.TeamMax == 0 || members <= t.TeamMax) && t.MinHeld == 0
}

// rivals reports whether homes of several priorities may be left out, which the exact solvers do not tell apart.
func (t *part) rivals() bool {
	return (t.Objective != Fewest || t.Target > 0) &&
		slices.ContainsFunc(t.Homes, func(h Home) bool { return h.Priority != t.Homes[0].Priority })
}

// ranks are the sizes of rivals, each counted so often that a home of a higher priority is worth more than all of lower ones; nil where there are no rivals, or
// numbers do not suffice.
func (t *part) ranks() []int64 {
	if !t.rivals() {
		return nil
	}
	total := int64(1)
	for i := range t.Homes {
		total += t.Homes[i].size()
	}
	if total > 1_000_000 {
		return nil
	}
	rank := make([]int64, len(t.Homes))
	for i := range t.Homes {
		times := int64(1)
		for range t.Homes[i].Priority {
			times = times*total + 1
		}
		rank[i] = t.Homes[i].size() * times
	}
	return rank
}

// worth is what holding a home counts.
func (x *exactly) worth(h int) int64 {
	if x.rank != nil {
		return x.rank[h]
	}
	return x.Homes[h].size()
}

func (p *Problem) limited() bool {
	return slices.ContainsFunc(p.Sites, func(s Site) bool { return s.Limited })
}

// An exactly runs the solvers: what they open, which site takes each home, and what they can say of it.
type exactly struct {
	*part
	open, of   []int32
	claims     Claims
	argument   *Argument
	multiplier []int64
	work       int64
	stop       func() bool
	stopped    bool
	// rank is what each home is worth where several priorities are rivals: more than all homes of lower ones together. Nil otherwise.
	rank []int64
}

// adopt makes circles of the outcome if they are valid, and tells whether all aims that the solvers do not know are met at their bounds.
func (x *exactly) adopt(goal Value) bool {
	t := x.part
	if x.argument != nil && int64(x.argument.Bound) > t.argument.cost(t.cheapest()) {
		t.argument = *x.argument
	}
	w := searchAt(t, slices.Clone(x.open))
	copy(w.of, x.of)
	if !w.seatAll() {
		return false
	}
	w.level()
	v := t.value(w.open, w.of)
	t.open, t.of = w.open, w.of
	if t.TeamMin > 0 && (v.Counted != goal.Counted || v.Shortfall != goal.Shortfall) || t.rivals() && v.Placed != goal.Placed && !(x.rank != nil && x.claims.Held.Searched) {
		return false
	}
	t.claims, t.multiplier = x.claims, x.multiplier
	if t.Anywhere {
		t.claims = Claims{Held: Claim{Searched: x.claims.Held.Searched && t.Objective != Cover}, Cost: x.anywhere()}
	}
	return true
}

// anywhere claims the number of circles that may stand anywhere: what the widest lists need is a bound.
func (x *exactly) anywhere() Claim {
	if x.Objective != Fewest || x.Wide == nil || !x.alike() {
		return Claim{}
	}
	s, ok := cover.Fewest(&cover.Problem{Homes: len(x.Homes), Reach: x.Wide}, x.work, x.stop)
	if !ok {
		return Claim{}
	}
	return Claim{Searched: s.Bound >= int64(len(x.open)), Known: true, Bound: s.Bound}
}

func (p *Problem) cheapest() int64 {
	least := p.Sites[0].Cost
	for _, s := range p.Sites {
		least = min(least, s.Cost)
	}
	return least
}

// seatAll gives each circle what makes it one: circles that homes pass by get the nearest home that costs nothing, or, where the site is required, any; else they end. It
// reports false if that cannot be.
func (w *search) seatAll() bool {
	w.tally()
	for c := len(w.open) - 1; c >= 0; c-- {
		if w.tallies[c].lives(&w.Problem) || w.invite(int32(c)) {
			continue
		}
		if w.Sites[w.open[c]].Required || w.TeamMin > 0 && w.tallies[c].homes > 0 {
			return false
		}
	}
	w.dissolveEmpty()
	return true
}

// invite moves to a circle the home that makes it one for the least distance, from a circle that can spare it.
func (w *search) invite(c int32) bool {
	best, at := Far, None
	for _, h := range w.hosts() {
		from := w.of[h]
		if from == None || w.Distance[w.open[c]][h] == Far || !w.frees(h) || !w.hasRoom(c, w.Homes[h].size()) {
			continue
		}
		if d := w.Distance[w.open[c]][h] - w.Distance[w.open[from]][h]; d < best {
			best, at = d, h
		}
	}
	if at == None || best > 0 && !w.Sites[w.open[c]].Required {
		return false
	}
	w.shift(at, c)
	return true
}

// fewest covers all that some site reaches, or the target, at the least cost; then as many homes as that many circles can; then nearest.
func (x *exactly) fewest() {
	p := x.covering()
	s, ok := cover.Fewest(p, x.work/2, x.stop)
	if x.stopped = !ok; x.stopped || s.Open == nil {
		return
	}
	scale := x.costScale()
	x.claims.Held = Claim{Searched: true}
	x.claims.Cost = Claim{Searched: s.Proven, Known: true, Bound: s.Bound / scale}
	if s.Dual != nil && s.Most > 0 && scale == 1 && x.Target == 0 && !x.Anywhere {
		x.argument = dual(s.Dual, s.Most)
	}
	x.spend(s.Work)
	if x.alike() {
		x.medianOf(len(s.Open), s.Open, x.Distance)
		x.claims.Distance.Searched = x.claims.Distance.Searched && s.Proven
		return
	}
	x.nearest(s.Open)
	if x.Target == 0 {
		x.nearestAtCost(p.Cost, &s)
	}
}

// nearestAtCost looks for less distance at the same cost, if sites differ in more than distance: facility location with costs so large that none can be
// traded for distance.
func (x *exactly) nearestAtCost(cost []int64, found *cover.Solution) {
	skip := x.skip()
	dear := int64(1)
	for h := range skip {
		dear = max(dear, skip[h]/x.Homes[h].size()) // more than all distances together
	}
	total := int64(1)
	for _, c := range cost {
		total += c
	}
	if dear > (1<<60)/total {
		return
	}
	p := &median.Problem{Distance: x.Distance, Cost: make([]int64, len(cost)), Required: x.requiredSites(), Start: [][]int32{found.Open}}
	for s, c := range cost {
		p.Cost[s] = c * dear
	}
	s, ok := median.Solve(p, x.work, x.stop)
	if x.stopped = !ok; x.stopped || !s.Feasible {
		return
	}
	sum := int64(0)
	for _, o := range s.Open {
		sum += cost[o]
	}
	if sum <= found.Value {
		x.open, x.of = s.Open, s.Of
		x.claims.Distance.Searched = s.Proven && found.Proven
	}
}

// dual states weights as an argument, without the homes that weigh nothing.
func dual(weights []int64, most int64) *Argument {
	a := &Argument{Kind: Dual, Most: most}
	sum := int64(0)
	for h, u := range weights {
		if u > 0 {
			a.Homes, a.Weights = append(a.Homes, int32(h)), append(a.Weights, u)
			sum += u
		}
	}
	if sum == 0 {
		return nil
	}
	a.Bound = int((sum-1)/most + 1)
	return a
}

// covering lists what each site reaches. Where some sites stand, costs are scaled so that, among equally cheap sets, the one with the fewest new
// circles is cheapest.
func (x *exactly) covering() *cover.Problem {
	p := &cover.Problem{Homes: len(x.Homes), Reach: make([][]int32, len(x.Sites)), Target: x.Target, Required: x.requiredSites()}
	for s, row := range x.Distance {
		for h, d := range row {
			if d != Far {
				p.Reach[s] = append(p.Reach[s], int32(h))
			}
		}
	}
	scale := x.costScale()
	if scale > 1 || !x.unitCosts() {
		p.Cost = make([]int64, len(x.Sites))
		for s := range x.Sites {
			p.Cost[s] = x.Sites[s].Cost * scale
			if scale > 1 && !x.Sites[s].Standing {
				p.Cost[s]++
			}
		}
	}
	if x.uneven() || x.rank != nil {
		p.Weight = make([]int64, len(x.Homes))
		for h := range x.Homes {
			p.Weight[h] = x.worth(h)
		}
	}
	return p
}

func (x *exactly) costScale() int64 {
	if slices.ContainsFunc(x.Sites, func(s Site) bool { return s.Standing }) {
		return int64(len(x.Sites)) + 1
	}
	return 1
}

func (p *Problem) unitCosts() bool {
	return !slices.ContainsFunc(p.Sites, func(s Site) bool { return s.Cost != 1 })
}

// alike reports whether any site is as good as any other but for distance, so that only their number counts.
func (x *exactly) alike() bool { return x.unitCosts() && x.costScale() == 1 }

func (x *exactly) requiredSites() []bool {
	if x.required() == 0 {
		return nil
	}
	required := make([]bool, len(x.Sites))
	for s := range x.Sites {
		required[s] = x.Sites[s].Required
	}
	return required
}

func (x *exactly) spend(work int64) { x.work = max(x.work-work, 1) }

// cover holds as much as Count circles can, then nearest.
func (x *exactly) cover() {
	p := x.covering()
	p.Target, p.Cost = 0, nil
	s, ok := cover.Most(p, x.Count, x.work/2, x.stop)
	if x.stopped = !ok; x.stopped {
		return
	}
	x.spend(s.Work)
	if open, value := x.coverFrom(x.Start); !s.Proven && value > s.Value {
		s.Open, s.Value = open, value
	}
	x.median(s.Open, x.Distance)
	held := int64(0)
	for h, c := range x.of {
		if c != None {
			held += x.worth(h)
		}
	}
	if held < s.Value {
		x.nearest(s.Open)
		held = s.Value
		x.claims.Distance = Claim{}
	}
	x.claims.Held = Claim{Searched: s.Proven && held == s.Value, Known: x.rank == nil, Bound: s.Bound}
	x.claims.Distance.Searched = x.claims.Distance.Searched && x.claims.Held.Searched
}

// coverFrom adds to sites, as long as there may be more, the one that holds most of what is left; it returns them, ascending, and what they hold. Nothing
// without sites to start from, or where too many are required beside them.
func (x *exactly) coverFrom(start []int32) (open []int32, value int64) {
	if len(start) == 0 {
		return nil, 0
	}
	open = slices.Clone(start)
	for s := range x.Sites {
		if x.Sites[s].Required && !slices.Contains(open, int32(s)) {
			open = append(open, int32(s))
		}
	}
	if len(open) > x.Count {
		return nil, 0
	}
	held := make([]bool, len(x.Homes))
	take := func(s int32) {
		for h, d := range x.Distance[s] {
			if d != Far && !held[h] {
				held[h], value = true, value+x.worth(h)
			}
		}
	}
	for _, s := range open {
		take(s)
	}
	for len(open) < min(x.Count, len(x.Sites)) {
		best, at := int64(0), None
		for s, row := range x.Distance {
			gain := int64(0)
			for h, d := range row {
				if d != Far && !held[h] {
					gain += x.worth(h)
				}
			}
			if gain > best {
				best, at = gain, int32(s)
			}
		}
		if at == None {
			break
		}
		open = append(open, at)
		take(at)
	}
	slices.Sort(open)
	return open, value
}

// center finds the least farthest distance, then the least total within it.
func (x *exactly) center() {
	rows := x.Distance
	if x.weighted() {
		rows = make([][]int64, len(x.Sites))
		for s := range rows {
			rows[s] = slices.Clone(x.Distance[s])
			for h, d := range rows[s] {
				if d != Far {
					rows[s][h] = d / x.Homes[h].times()
				}
			}
		}
	}
	s, ok := cover.Center(&cover.CenterProblem{Distance: rows, Count: x.Count, Required: x.requiredSites()}, x.work/2, x.stop)
	if x.stopped = !ok; x.stopped || s.Open == nil || s.Radius == cover.Far {
		return
	}
	x.spend(s.Work)
	x.medianOf(min(x.Count, len(x.Sites)), s.Open, x.part.shortened(s.Radius).Distance)
	x.claims.Held = Claim{Searched: true}
	x.claims.Farthest = Claim{Searched: s.Proven, Known: true, Bound: s.Bound}
	x.claims.Distance.Searched = x.claims.Distance.Searched && s.Proven
	x.multiplier = nil // they are about the shorter reach, which nobody can check
}

// median finds the least distance with Count circles, or none given, the least of distances and costs.
func (x *exactly) median(start []int32, rows [][]int64) {
	x.medianOf(min(x.Count, len(x.Sites)), start, rows)
}

// medianOf does so with a number of circles. Homes that cannot all be reached are left out by size, the least first.
func (x *exactly) medianOf(count int, start []int32, rows [][]int64) {
	p := &median.Problem{Distance: rows, Count: count, Required: x.requiredSites()}
	if x.Objective == Median {
		p.Cost = x.costs()
	}
	for _, open := range [][]int32{start, x.Start} {
		if len(open) > 0 {
			p.Start = append(p.Start, open)
		}
	}
	p.Skip = x.skips(rows)
	sites := x.keepStanding(p)
	s, ok := median.Solve(p, x.work, x.stop)
	if x.stopped = !ok; x.stopped || len(s.Open) == 0 || !s.Feasible {
		if start != nil && !x.stopped {
			x.nearest(start)
		}
		return
	}
	x.spend(s.Work)
	x.open, x.of = s.Open, s.Of
	for i, o := range x.open {
		x.open[i] = sites[o]
	}
	x.multiplier = s.Multiplier
	x.claims.Held.Searched = x.claims.Held.Searched || s.Proven || p.Skip == nil
	x.claims.Distance = Claim{Searched: s.Proven, Known: p.Skip == nil, Bound: s.Bound}
	if len(sites) < len(x.Sites) || p.Skip != nil || x.Objective != Median && x.Objective != Fewest {
		x.multiplier = nil
	}
}

func (x *exactly) costs() []int64 {
	cost := make([]int64, len(x.Sites))
	for s := range x.Sites {
		cost[s] = x.Sites[s].Cost
	}
	return cost
}

// skips is skip where some home may be out of reach; nil where all homes will be reached.
func (x *exactly) skips(rows [][]int64) []int64 {
	if x.Objective == Fewest && x.Target == 0 || x.Objective == Center {
		return nil
	}
	for _, row := range rows {
		if slices.Contains(row, Far) {
			return x.skip()
		}
	}
	return nil
}

// skip is what leaving a home out costs: more than all distances together, times its size.
func (x *exactly) skip() []int64 {
	sum, size := int64(1), int64(0)
	for h := range x.Homes {
		most := int64(0)
		for _, row := range x.Distance {
			if row[h] != Far {
				most = max(most, row[h])
			}
		}
		sum += most
		size += x.worth(h)
	}
	skip := make([]int64, len(x.Homes))
	for h := range skip {
		skip[h] = x.worth(h) * min(sum, (1<<60)/size)
	}
	return skip
}

// keepStanding makes the sites that stand required if there may be as many circles; if there may be fewer, it leaves only those to choose from. It returns the number of each
// site that the problem has.
func (x *exactly) keepStanding(p *median.Problem) []int32 {
	all := make([]int32, len(x.Sites))
	var kept []int32
	for s := range x.Sites {
		all[s] = int32(s)
		if x.Sites[s].Standing || x.Sites[s].Required {
			kept = append(kept, int32(s))
		}
	}
	if x.Objective == Fewest || p.Count == 0 || x.costScale() == 1 {
		return all
	}
	if len(kept) <= p.Count {
		p.Required = make([]bool, len(x.Sites))
		for _, s := range kept {
			p.Required[s] = true
		}
		return all
	}
	p.Distance, p.Cost, p.Required = chosen(p.Distance, kept), chosen(p.Cost, kept), chosen(p.Required, kept)
	p.Start = nil
	return kept
}

func chosen[T any](list []T, at []int32) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(at))
	for i, k := range at {
		out[i] = list[k]
	}
	return out
}

// nearest opens sites and gives every home to the nearest of them.
func (x *exactly) nearest(open []int32) {
	w := searchAt(x.part, slices.Clone(open))
	for h := range w.of {
		w.of[h] = w.nearestCircle(int32(h))
	}
	x.open, x.of, x.multiplier = w.open, w.of, nil
}

// level evens out the circles along homes that are as near to another: each step takes a size from a larger circle to one that stays smaller. Distances stay
// as they are.
func (w *search) level() {
	if w.TeamMin > 0 {
		return
	}
	for range maxRounds {
		again := false
		for h, from := range w.of {
			if from == None {
				continue
			}
			size := w.Homes[h].size()
			for c, s := range w.open {
				to := int32(c)
				if w.Distance[s][h] == w.Distance[w.open[w.of[h]]][h] && w.tallies[to].held+size < w.tallies[w.of[h]].held && w.hasRoom(to, size) {
					w.shift(int32(h), to)
					again = true
				}
			}
		}
		if !again {
			return
		}
	}
}

package siting

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawProblem lays homes and sites on a line of whole numbers, or draws every way for itself, some of them missing; where circles need members, the homes with
// members are the sites.
func drawProblem(t *rapid.T) *Problem {
	n := rapid.IntRange(1, 6).Draw(t, "homes")
	radius, diameter := int64(rapid.IntRange(3, 12).Draw(t, "radius")), int64(rapid.IntRange(3, 15).Draw(t, "diameter"))
	p := &Problem{TeamMin: rapid.IntRange(0, 1).Draw(t, "team min"), TeamMax: rapid.IntRange(0, 2).Draw(t, "team"), HasRadius: rapid.Bool().Draw(t, "radius on"), Work: 1 << 24}
	drawAims(t, p)
	weighed := rapid.Bool().Draw(t, "weighed")
	at := make([]int64, n)
	for h := range at {
		at[h] = int64(rapid.IntRange(0, 25).Draw(t, "x"))
		home := Home{Weight: 1, Members: rapid.IntRange(0, 1).Draw(t, "members")}
		if p.TeamMin > 0 && rapid.Bool().Draw(t, "ranked") {
			home.Priority = rapid.IntRange(0, 2).Draw(t, "priority")
		}
		if weighed {
			home.Size, home.Times = int64(rapid.IntRange(1, 3).Draw(t, "size")), int64(rapid.IntRange(1, 3).Draw(t, "times"))
		}
		home.Own = home.Members > 0
		home.Capacity = int64(home.Members * rapid.IntRange(0, 3).Draw(t, "capacity"))
		p.Homes = append(p.Homes, home)
		if home.Members > 0 || p.TeamMin == 0 && rapid.Bool().Draw(t, "site") {
			p.Sites = append(p.Sites, Site{Home: int32(h), Cost: 1})
		}
	}
	drawSites(t, p)
	table := rapid.IntRange(0, 2).Draw(t, "table") == 0
	for _, s := range p.Sites {
		row := make([]int64, n)
		for h := range row {
			row[h] = abs(at[s.Home] - at[h])
			if table {
				row[h] = rapid.SampledFrom([]int64{0, 1, 2, 4, 7, Far}).Draw(t, "way")
			}
			if p.HasRadius && row[h] > radius {
				row[h] = Far
			}
		}
		p.Distance = append(p.Distance, row)
	}
	if rapid.Bool().Draw(t, "diameter on") {
		for h := range at {
			near := NewBits(n)
			for o := range at {
				if abs(at[o]-at[h]) <= diameter {
					near.Add(int32(o))
				}
			}
			p.Near = append(p.Near, near)
		}
	}
	p = holdableOnly(p)
	if !p.seats(0, make([]bool, len(p.Homes))) || p.Count > 0 && p.required() > p.Count {
		for s := range p.Sites {
			p.Sites[s].Required = false
		}
	}
	return p
}

// seats reports whether each required site from the s-th on can have a home that makes a circle there, as the caller promises.
func (p *Problem) seats(s int, taken []bool) bool {
	if s == len(p.Sites) {
		return true
	}
	if !p.Sites[s].Required {
		return p.seats(s+1, taken)
	}
	for h := range p.Homes {
		if !taken[h] && p.couldHold(s, p.Distance[s], h, h) {
			taken[h] = true
			if p.seats(s+1, taken) {
				return true
			}
			taken[h] = false
		}
	}
	return false
}

// drawAims draws what is asked for.
func drawAims(t *rapid.T, p *Problem) {
	if rapid.Bool().Draw(t, "classic") {
		return
	}
	p.Objective = Objective(rapid.IntRange(0, 3).Draw(t, "objective"))
	if p.Objective != Fewest {
		p.Count = rapid.IntRange(1, 3).Draw(t, "count")
	} else if p.TeamMin == 0 {
		p.Target = int64(rapid.IntRange(0, 5).Draw(t, "target"))
	}
	if rapid.Bool().Draw(t, "min") {
		p.MinHeld = int64(rapid.IntRange(0, 3).Draw(t, "min held"))
	}
}

// drawSites draws what sites are like.
func drawSites(t *rapid.T, p *Problem) {
	if rapid.Bool().Draw(t, "plain sites") {
		return
	}
	costs := p.Objective == Fewest || p.Objective == Median
	if p.Objective == Median && rapid.Bool().Draw(t, "free") {
		p.Count = 0
	}
	for s := range p.Sites {
		site := &p.Sites[s]
		site.Standing = rapid.IntRange(0, 3).Draw(t, "standing") == 0
		site.Required = rapid.IntRange(0, 3).Draw(t, "required") == 0
		if costs && p.MinHeld == 0 {
			site.Cost = int64(rapid.IntRange(0, 3).Draw(t, "cost"))
		}
		if site.Limited = rapid.Bool().Draw(t, "limited"); site.Limited {
			site.Room = int64(rapid.IntRange(3, 8).Draw(t, "room"))
		}
	}
}

func abs(x int64) int64 { return max(x, -x) }

// holdableOnly drops the homes that no circle of one or two homes can hold, as the caller promises.
func holdableOnly(p *Problem) *Problem {
	keep := make([]bool, len(p.Homes))
	for h := range p.Homes {
		for s, row := range p.Distance {
			for m := range p.Homes {
				keep[h] = keep[h] || p.couldHold(s, row, h, m)
			}
		}
	}
	q := *p
	q.Homes, q.Sites, q.Distance, q.Near = nil, nil, nil, nil
	var kept []int
	for h, k := range keep {
		if k {
			kept = append(kept, h)
			q.Homes = append(q.Homes, p.Homes[h])
		}
	}
	for i, s := range p.Sites {
		row := make([]int64, len(kept))
		site, reach := s, false
		site.Home = None
		for k, h := range kept {
			row[k] = p.Distance[i][h]
			reach = reach || row[k] != Far
			if int(s.Home) == h {
				site.Home = int32(k)
			}
		}
		if reach {
			q.Sites = append(q.Sites, site)
			q.Distance = append(q.Distance, row)
		}
	}
	for _, h := range kept {
		if p.Near == nil {
			break
		}
		near := NewBits(len(kept))
		for k, o := range kept {
			if p.Near[h].Has(int32(o)) {
				near.Add(int32(k))
			}
		}
		q.Near = append(q.Near, near)
	}
	return &q
}

// couldHold tells of a circle of homes h and m, or of one of them.
func (p *Problem) couldHold(s int, row []int64, h, m int) bool {
	a, b := &p.Homes[h], &p.Homes[m]
	if row[h] == Far || row[m] == Far || p.TeamMin > 0 && b.Members == 0 || p.Near != nil && !p.Near[h].Has(int32(m)) {
		return false
	}
	size, members := a.size(), a.Members
	if h != m {
		size, members = size+b.size(), members+b.Members
	}
	return (p.TeamMax == 0 || members <= p.TeamMax) && (!p.Sites[s].Limited || size <= p.Sites[s].Room)
}

// best tries every set of sites and every way to deal out the homes.
func best(p *Problem) Value {
	var top Value
	found := false
	for set := range 1 << len(p.Sites) {
		var open []int32
		for s := range p.Sites {
			if set>>s&1 == 1 {
				open = append(open, int32(s))
			}
		}
		of := unplaced(len(p.Homes))
		var walk func(h int)
		walk = func(h int) {
			if h == len(of) {
				if v := p.value(open, of); valid(p, open, of) == "" && (!found || v.Better(top)) {
					top, found = v, true
				}
				return
			}
			of[h] = None
			walk(h + 1)
			for c := range open {
				of[h] = int32(c)
				walk(h + 1)
			}
			of[h] = None
		}
		walk(0)
	}
	return top
}

func valid(p *Problem, open, of []int32) string {
	if p.Count > 0 && len(open) > p.Count {
		return "too many circles"
	}
	for s, site := range p.Sites {
		if site.Required && !slices.Contains(open, int32(s)) {
			return "a required site has no circle"
		}
	}
	team, homes, held := make([]int, len(open)), make([]int, len(open)), make([]int64, len(open))
	for h, c := range of {
		if c == None {
			continue
		}
		team[c] += p.Homes[h].Members
		held[c] += p.Homes[h].size()
		homes[c]++
		if p.Distance[open[c]][h] == Far {
			return "out of radius"
		}
		for o := range h {
			if p.Near != nil && of[o] == c && !p.Near[h].Has(int32(o)) {
				return "out of diameter"
			}
		}
	}
	for c, n := range team {
		switch site := p.Sites[open[c]]; {
		case homes[c] == 0:
			return "no home"
		case n == 0 && p.TeamMin > 0:
			return "no member"
		case p.TeamMax > 0 && n > p.TeamMax:
			return "team too large"
		case site.Limited && held[c] > site.Room:
			return "no room"
		}
	}
	return ""
}

func TestSolutionsAreValidAndBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		if p.TeamMin == 0 && rapid.Bool().Draw(t, "rivals") {
			for h := range p.Homes {
				p.Homes[h].Priority = rapid.IntRange(0, 2).Draw(t, "priority")
			}
		}
		s, ok := Solve(p, func() bool { return false })
		if !ok {
			t.Fatal("stopped without being asked")
		}
		if why := valid(p, s.Open, s.Of); why != "" {
			t.Fatal(why)
		}
		if v := p.value(s.Open, s.Of); v != s.Value {
			t.Fatalf("says %+v, is %+v", s.Value, v)
		}
		top := best(p)
		if s.Value.Better(top) {
			t.Fatalf("%+v beats brute force %+v", s.Value, top)
		}
		for i := range top.Counted {
			if top.Counted[i] > s.Bound.Counted[i] || top.Placed[i] > s.Bound.Placed[i] {
				t.Fatalf("bound %+v, brute force %+v", s.Bound, top)
			}
		}
		checkClaims(t, p, &s, top)
	})
}

// checkClaims holds what is said of each aim against brute force: bounds and searched aims, as long as the aims before are met.
func checkClaims(t rapid.TB, p *Problem, s *Solution, top Value) {
	c := &s.Claims
	if c.Held.Searched && (s.Value.Counted != top.Counted || s.Value.Placed != top.Placed) {
		t.Fatalf("searched to hold %+v, brute force %+v", s.Value, top)
	}
	if s.Value.Counted != top.Counted || s.Value.Placed != top.Placed || s.Value.Lacking != top.Lacking {
		return
	}
	if top.Shortfall < s.Bound.Shortfall {
		t.Fatalf("bound %d short, brute force %d", s.Bound.Shortfall, top.Shortfall)
	}
	if s.Value.Shortfall != top.Shortfall {
		return
	}
	if top.Cost < s.Bound.Cost || c.Cost.Known && top.Cost < c.Cost.Bound || c.Cost.Searched && s.Value.Cost != top.Cost {
		t.Fatalf("bound %d, claim %+v, value %d of cost, brute force %d", s.Bound.Cost, c.Cost, s.Value.Cost, top.Cost)
	}
	if s.Value.Cost != top.Cost || s.Value.Beyond != top.Beyond || s.Value.New != top.New {
		return
	}
	if c.Farthest.Known && top.Farthest < c.Farthest.Bound || c.Farthest.Searched && s.Value.Farthest != top.Farthest {
		t.Fatalf("claim %+v, farthest %d, brute force %d", c.Farthest, s.Value.Farthest, top.Farthest)
	}
	if s.Value.Farthest != top.Farthest {
		return
	}
	if top.Distance < s.Bound.Distance || c.Distance.Known && top.Distance < c.Distance.Bound || c.Distance.Searched && s.Value.Distance != top.Distance {
		t.Fatalf("bound %d, claim %+v, distance %d, brute force %d", s.Bound.Distance, c.Distance, s.Value.Distance, top.Distance)
	}
}

// The search is no proof, but on the tiny problems it should nearly always find the optimum: of the usual kind above all.
func TestSearchFindsTheOptimumMostly(t *testing.T) {
	var tried, missed [2]int
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		kind := 0
		if p.Objective != Fewest || p.Target > 0 || p.limited() {
			kind = 1
		}
		s, _ := Solve(p, func() bool { return false })
		tried[kind]++
		if best(p).Better(s.Value) {
			missed[kind]++
		}
	})
	if missed[0]*10 > tried[0]+10 || missed[1]*3 > tried[1]+10 {
		t.Fatalf("missed the optimum in %d of %d usual and %d of %d other tiny problems", missed[0], tried[0], missed[1], tried[1])
	}
}

func TestOddRing(t *testing.T) {
	near := make([]Bits, 5) // five homes, each too far from its two neighbours in a ring
	for h := range near {
		near[h] = NewBits(5)
		for o := range near {
			if d := (h - o + 5) % 5; d != 1 && d != 4 {
				near[h].Add(int32(o))
			}
		}
	}
	ring := oddRing(near)
	if len(ring)%2 == 0 {
		t.Fatalf("ring %v", ring)
	}
	for i, h := range ring {
		if near[h].Has(ring[(i+1)%len(ring)]) {
			t.Fatalf("%d and %d of ring %v are near", h, ring[(i+1)%len(ring)], ring)
		}
	}
	near[0].Add(1)
	near[1].Add(0)
	if ring := oddRing(near); ring != nil {
		t.Fatalf("found ring %v in a path", ring)
	}
}

func TestStops(t *testing.T) {
	p := &Problem{Homes: []Home{{Weight: 1, Members: 1, Own: true}}, Sites: []Site{{Home: 0}}, Distance: [][]int64{{0}}}
	if _, ok := Solve(p, func() bool { return true }); ok {
		t.Fatal("not stopped")
	}
}

// A required site that nobody is nearest to has to take some home. The solvers that let it stand empty have proven nothing then: two homes stand together
// at the sites 1 and 3, the third at site 2, and the required site 0 with its little room is nearest to the third.
func TestARequiredSiteThatNobodyTakesIsNoProof(t *testing.T) {
	p := &Problem{
		Objective: Center, Count: 3, Work: 1e6, Homes: make([]Home, 3),
		Sites:    []Site{{Required: true, Limited: true, Room: 1}, {Cost: 1}, {Cost: 1}, {Cost: 1}},
		Distance: [][]int64{{141, 100, 141}, {0, 101, 0}, {101, 0, 101}, {0, 101, 0}},
	}
	s, ok := Solve(p, func() bool { return false })
	top := best(p)
	if !ok || top.Farthest != 100 || s.Value.Farthest != top.Farthest && s.Claims.Farthest.Searched || s.Claims.Farthest.Bound > top.Farthest {
		t.Fatalf("%+v with the claim %+v; brute force %+v", s.Value, s.Claims.Farthest, top)
	}
}

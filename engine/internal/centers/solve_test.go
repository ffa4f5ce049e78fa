package centers

import (
	"slices"
	"testing"
)

// made draws an instance: points in a square, some sites, a reach that may be short.
func made(r *random, n, sites, count, square, reach int) *Problem {
	p := &Problem{Members: n, Count: count, Start: []int32{0}}
	x, y := make([]int, n), make([]int, n)
	for i := range x {
		x[i], y[i] = r.below(square), r.below(square)
	}
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	for i := range all {
		k := i + r.below(n-i)
		all[i], all[k] = all[k], all[i]
	}
	p.Sites = slices.Clone(all[:sites])
	slices.Sort(p.Sites)
	p.Fixed = make([]bool, sites)
	for _, s := range p.Sites {
		for i := range n {
			dx, dy := x[i]-x[s], y[i]-y[s]
			if d := dx*dx + dy*dy; d <= reach*reach {
				p.To, p.MM = append(p.To, int32(i)), append(p.MM, int64(root(d)))
			}
		}
		p.Start = append(p.Start, int32(len(p.To)))
	}
	return p
}

func root(n int) int {
	r := 0
	for (r+1)*(r+1) <= n {
		r++
	}
	return r
}

// tiny draws an instance that can be solved by trying everything.
func tiny(r *random) *Problem {
	n := 1 + r.below(7)
	sites := 1 + r.below(n)
	p := made(r, n, sites, 1+r.below(min(sites, 3)), 5+r.below(40), 3+r.below(60))
	for s := range p.Fixed {
		p.Fixed[s] = r.below(6) == 0 && fixedOf(p) < p.Count
	}
	p.Min = int64(r.below(4))
	if p.Max = int64(r.below(6)); p.Max > 0 {
		p.Max = max(p.Max, p.Min)
	}
	return p
}

func fixedOf(p *Problem) (n int) {
	for _, f := range p.Fixed {
		if f {
			n++
		}
	}
	return n
}

// optimum tries every choice and every way to give members to it.
func optimum(p *Problem) Value {
	best, found := Value{}, false
	for set := range 1 << len(p.Sites) {
		var open []int32
		ok := true
		for s := range p.Sites {
			if set>>s&1 == 1 {
				open = append(open, int32(s))
			} else if p.Fixed[s] {
				ok = false
			}
		}
		if !ok || len(open) != p.Count {
			continue
		}
		of := make([]int32, p.Members)
		for i := range of {
			of[i] = None
		}
		for k, s := range open {
			of[p.Sites[s]] = int32(k)
		}
		var walk func(i int)
		walk = func(i int) {
			if i == p.Members {
				if v, ok := weigh(p, open, of); ok && (!found || v.Less(best)) {
					best, found = v, true
				}
				return
			}
			if of[i] != None {
				walk(i + 1)
				return
			}
			walk(i + 1)
			for k := range open {
				of[i] = int32(k)
				walk(i + 1)
			}
			of[i] = None
		}
		walk(0)
	}
	return best
}

// weigh says what a plan comes to; false if it is none.
func weigh(p *Problem, open, of []int32) (v Value, ok bool) {
	size := make([]int64, len(open))
	for i, k := range of {
		if k == None {
			v.Out++
			continue
		}
		size[k]++
		if s := open[k]; p.Sites[s] != int32(i) {
			to, mm := p.row(s)
			a, in := slices.BinarySearch(to, int32(i))
			if !in {
				return v, false
			}
			v.Distance += mm[a]
		}
	}
	for k, s := range open {
		if of[p.Sites[s]] != int32(k) || p.Max > 0 && size[k] > p.Max {
			return v, false
		}
		v.Missing += max(p.Min-size[k], 0)
	}
	return v, true
}

// bound is the relaxation by its definition.
func bound(p *Problem, s *Solution) int64 {
	sum := int64(0)
	for _, v := range s.Multiplier {
		sum += v
	}
	at := p.atFixed()
	var others []int64
	left := p.Count
	for j, own := range p.Sites {
		value := s.Multiplier[own]
		var gains []int64
		to, mm := p.row(int32(j))
		for k, i := range to {
			if i != own && !at[i] {
				gains = append(gains, s.Multiplier[i]-mm[k])
			}
		}
		slices.Sort(gains)
		slices.Reverse(gains)
		seats := int64(p.Members)
		if p.Max > 0 {
			seats = p.Max
		}
		for seat := int64(2); seat <= max(seats, p.Min); seat++ {
			g, floor := -s.MissingPrice, int64(0)
			if seat <= p.Min {
				floor = -s.MissingPrice
			}
			if k := seat - 2; seat <= seats && k < int64(len(gains)) {
				g = gains[k]
			}
			value += max(g, floor)
		}
		if p.Fixed[j] {
			sum -= value
			left--
		} else {
			others = append(others, value)
		}
	}
	slices.Sort(others)
	slices.Reverse(others)
	for _, v := range others[:left] {
		sum -= v
	}
	return sum
}

func judge(t *testing.T, p *Problem, s *Solution) {
	t.Helper()
	v, ok := weigh(p, s.Open, s.Of)
	if !ok || v != s.Value || len(s.Open) != p.Count || !slices.IsSorted(s.Open) {
		t.Errorf("not a plan: %v %v is worth %v, said to be %v", s.Open, s.Of, v, s.Value)
	}
	for j, f := range p.Fixed {
		if f && !slices.Contains(s.Open, int32(j)) {
			t.Errorf("fixed site %d is no centre", j)
		}
	}
	for _, v := range s.Multiplier {
		if v > s.OutPrice {
			t.Errorf("multiplier %d above the price %d of having no centre", v, s.OutPrice)
		}
	}
	if b := bound(p, s); b < s.Dual {
		t.Errorf("the multipliers give %d, said to be %d", b, s.Dual)
	}
	if s.Cover != nil {
		near := *p
		near.MM, near.Min = make([]int64, len(p.MM)), 0
		if b := bound(&near, &Solution{Multiplier: s.Cover, OutPrice: s.CoverScale}); b <= (s.Bound.Out-1)*s.CoverScale {
			t.Errorf("the multipliers of the covering give %d of %d, which is less than %d members", b, s.CoverScale, s.Bound.Out)
		}
	}
}

// TestOracle tries everything on tiny instances: values are never better than possible, bounds never above, and what is said to be searched is best.
func TestOracle(t *testing.T) {
	r := random(1)
	found, searched := 0, 0
	const n = 4000
	for k := range n {
		p := tiny(&r)
		want := optimum(p)
		s, ok := Solve(p, 1_000_000, nil)
		if !ok {
			t.Fatal("stopped")
		}
		judge(t, p, &s)
		if s.Value.Less(want) {
			t.Fatalf("%d: %+v: %v is better than the best %v", k, p, s.Value, want)
		}
		if s.Bound.Out > want.Out || want.Out == s.Value.Out && s.Bound.Missing > want.Missing || want.Out == s.Value.Out && want.Missing == s.Value.Missing && s.Bound.Distance > want.Distance {
			t.Fatalf("%d: %+v: bound %v over the best %v", k, p, s.Bound, want)
		}
		if s.Value == want {
			found++
		}
		if s.Searched {
			searched++
			if s.Value != want {
				t.Fatalf("%d: %+v: %v is said to be the best; that is %v", k, p, s.Value, want)
			}
		}
	}
	t.Logf("%d of %d optimal, %d searched", found, n, searched)
	if found < n*99/100 || searched < n*3/4 {
		t.Errorf("%d of %d optimal, %d searched", found, n, searched)
	}
}

// TestVillages solves villages of usual size, where the relaxation leaves little.
func TestVillages(t *testing.T) {
	r := random(3)
	for _, c := range []struct {
		n, sites, count, reach int
		min, max               int64
		gap                    int64 // in tenths of a percent
	}{
		{40, 40, 4, 9999, 10, 0, 30}, {90, 90, 8, 9999, 10, 0, 20}, {100, 30, 9, 9999, 10, 15, 20}, {150, 150, 12, 150, 10, 14, 30}, {150, 150, 15, 9999, 10, 0, 40},
	} {
		p := made(&r, c.n, c.sites, c.count, 600, c.reach)
		p.Min, p.Max = c.min, c.max
		for i := range p.MM {
			p.MM[i] *= 1000
		}
		s, ok := Solve(p, 40_000_000, nil)
		if !ok {
			t.Fatal("stopped")
		}
		judge(t, p, &s)
		if s.Value.Out > s.Bound.Out || s.Value.Missing > s.Bound.Missing {
			t.Errorf("%+v: %v, bound %v", c, s.Value, s.Bound)
		}
		if gap := (s.Value.Distance - s.Bound.Distance) * 1000 / max(s.Value.Distance, 1); gap > c.gap {
			t.Errorf("%+v: a gap of %d thousandths, expected at most %d", c, gap, c.gap)
		}
		if s.Work > 60_000_000 {
			t.Errorf("%+v: %d looks at distances, expected about 40 million", c, s.Work)
		}
	}
}

// TestSame solves the same twice.
func TestSame(t *testing.T) {
	r := random(5)
	p := made(&r, 60, 60, 5, 300, 9999)
	p.Min, p.Max = 10, 13
	a, _ := Solve(p, 20_000_000, nil)
	b, _ := Solve(p, 20_000_000, nil)
	if !slices.Equal(a.Open, b.Open) || !slices.Equal(a.Of, b.Of) || !slices.Equal(a.Multiplier, b.Multiplier) || a.Work != b.Work {
		t.Errorf("two solves differ: %v and %v", a, b)
	}
}

// TestEdges has instances with nothing in them.
func TestEdges(t *testing.T) {
	for _, p := range []*Problem{
		{Start: []int32{0}},
		{Members: 3, Start: []int32{0}, Count: 2, Min: 10},
		{Members: 1, Sites: []int32{0}, Start: []int32{0, 0}, Count: 1, Min: 10, Max: 1},
		{Members: 4, Sites: []int32{1, 3}, Start: []int32{0, 0, 0}, Count: 2, Min: 2, Max: 3},
		{Members: 4, Sites: []int32{1, 3}, Start: []int32{0, 1, 2}, To: []int32{0, 0}, MM: []int64{1e12, 1e12}, Count: 9, Min: 10, Max: 2},
		{Members: 4, Sites: []int32{1, 3}, Fixed: []bool{true, true}, Start: []int32{0, 1, 2}, To: []int32{0, 0}, MM: []int64{0, 0}, Count: 2},
	} {
		s, ok := Solve(p, 0, nil)
		if !ok {
			t.Fatal("stopped")
		}
		v, plan := weigh(p, s.Open, s.Of)
		if !plan || v != s.Value || s.Bound.Out > v.Out || s.Bound.Missing > v.Missing || s.Bound.Distance > v.Distance {
			t.Errorf("%+v: %+v", p, s)
		}
	}
}

// TestStop asks for the end again and again, at another moment each time.
func TestStop(t *testing.T) {
	r := random(9)
	p := made(&r, 40, 40, 4, 300, 9999)
	p.Min = 10
	for n := range 60 {
		asked := 0
		_, ok := Solve(p, 3_000_000, func() bool { asked++; return asked > n })
		if ok && asked > n {
			t.Fatalf("stopped at question %d, and there is a solution", n)
		}
	}
}

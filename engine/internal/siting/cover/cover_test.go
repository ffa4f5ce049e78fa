package cover

import (
	"math/bits"
	"slices"
	"testing"
)

const plenty = 1 << 40

// made draws a small problem; kinds differ in density, costs, weights and required sites.
func made(r *random) *Problem {
	p := &Problem{Homes: r.below(13)}
	sites, density := r.below(13), 1+r.below(60)
	for range sites {
		var reach []int32
		for h := range p.Homes {
			if r.below(100) < density {
				reach = append(reach, int32(h))
			}
		}
		p.Reach = append(p.Reach, reach)
	}
	if r.below(2) == 0 {
		for range sites {
			p.Cost = append(p.Cost, int64(r.below(1+r.below(9))))
		}
	}
	if r.below(7) == 0 {
		for s := range p.Cost {
			p.Cost[s] *= 1 << 55 // sums come near the limit
		}
	}
	if r.below(3) == 0 {
		for range sites {
			p.Required = append(p.Required, r.below(6) == 0)
		}
	}
	if r.below(2) == 0 {
		for range p.Homes {
			p.Weight = append(p.Weight, int64(r.below(6)))
		}
	}
	return p
}

// masks are the reach lists as bits.
func (p *Problem) masks() []uint {
	out := make([]uint, len(p.Reach))
	for s, reach := range p.Reach {
		for _, h := range reach {
			out[s] |= 1 << h
		}
	}
	return out
}

// every calls f for every set of sites that holds the required ones, with what it costs, how many they are and what they reach.
func (p *Problem) every(f func(cost int64, count int, reached uint)) {
	masks := p.masks()
	for set := range uint(1) << len(p.Reach) {
		var cost int64
		var reached uint
		right := true
		for s := range p.Reach {
			if set>>s&1 == 0 {
				right = right && !p.required(s)
				continue
			}
			cost += p.cost(s)
			reached |= masks[s]
		}
		if right {
			f(cost, bits.OnesCount(set), reached)
		}
	}
}

func (p *Problem) weigh(reached uint) int64 {
	var sum int64
	for h := range p.Homes {
		if reached>>h&1 == 1 {
			sum += p.weight(h)
		}
	}
	return sum
}

// reached is what the sites reach, and their cost.
func (p *Problem) reached(open []int32) (reached uint, cost int64) {
	masks := p.masks()
	for _, s := range open {
		reached |= masks[s]
		cost += p.cost(int(s))
	}
	return reached, cost
}

func TestFewestIsTheCheapest(t *testing.T) {
	r := seed
	for k := range 3000 {
		p := made(&r)
		var whole uint
		for _, m := range p.masks() {
			whole |= m
		}
		want := int64(1) << 62
		p.every(func(cost int64, _ int, reached uint) {
			if reached == whole {
				want = min(want, cost)
			}
		})
		s, ok := Fewest(p, plenty, nil)
		reached, cost := p.reached(s.Open)
		if !ok || s.Value != want || cost != want || s.Bound != want || !s.Proven || reached != whole || !slices.IsSorted(s.Open) {
			t.Fatalf("problem %d: %+v\ngives %+v, reaches %b of %b, want cost %d", k, p, s, reached, whole, want)
		}
		checkDual(t, p, &s)
	}
}

// checkDual holds the certificate against the problem.
func checkDual(t *testing.T, p *Problem, s *Solution) {
	t.Helper()
	if s.Dual == nil {
		if p.unit() {
			t.Fatalf("no dual: %+v", p)
		}
		return
	}
	open := map[int32]bool{}
	var required, total int64
	for site, reach := range p.Reach {
		if p.required(site) {
			required += p.cost(site)
			for _, h := range reach {
				open[h] = true
			}
		}
	}
	for h, u := range s.Dual {
		if u < 0 || u > 0 && open[int32(h)] {
			t.Fatalf("home %d has dual %d", h, u)
		}
		total += u
	}
	for site, reach := range p.Reach {
		var sum int64
		for _, h := range reach {
			sum += s.Dual[h]
		}
		if sum > s.Most {
			t.Fatalf("site %d is offered %d of %d", site, sum, s.Most)
		}
	}
	if bound := required + (total+s.Most-1)/s.Most; bound > s.Value {
		t.Fatalf("the dual bounds %d, the value is %d", bound, s.Value)
	}
}

// Even a budget of nothing gives a cover and a bound, and the same every time.
func TestFewestWithLittleWork(t *testing.T) {
	r := seed
	for k := range 600 {
		p := made(&r)
		limit := int64(r.below(400))
		s, ok := Fewest(p, limit, nil)
		best, _ := Fewest(p, plenty, nil)
		reached, cost := p.reached(s.Open)
		whole, _ := p.reached(best.Open)
		if !ok || s.Value < best.Value || s.Bound > best.Value || cost != s.Value || reached != whole || s.Proven != (s.Bound == s.Value) {
			t.Fatalf("problem %d, limit %d: %+v, best %+v", k, limit, s, best)
		}
		again, _ := Fewest(p, limit, nil)
		if !slices.Equal(again.Open, s.Open) || again.Bound != s.Bound || again.Work != s.Work {
			t.Fatalf("problem %d, limit %d: %+v, then %+v", k, limit, s, again)
		}
	}
}

func TestFewestStops(t *testing.T) {
	p := &Problem{Homes: 3, Reach: [][]int32{{0, 1}, {1, 2}, {0, 2}}}
	if s, ok := Fewest(p, plenty, func() bool { return true }); ok {
		t.Errorf("went on: %+v", s)
	}
}

func TestOddLists(t *testing.T) {
	p := &Problem{Homes: 3, Reach: [][]int32{{2, 0, 0, -1, 7}, {1, 1}, nil}, Cost: []int64{1}, Required: []bool{false, false, true}, Weight: []int64{-5}}
	s, ok := Fewest(p, plenty, nil)
	if !ok || s.Value != 3 || !slices.Equal(s.Open, []int32{0, 1, 2}) {
		t.Errorf("%+v", s)
	}
	if got := p.Reach[0]; !slices.Equal(got, []int32{2, 0, 0, -1, 7}) {
		t.Errorf("changed the problem: %v", got)
	}
}

// triples are the blocks of a Steiner triple system on 3^n points (the product construction from one block); covering all blocks by points
// is the classic small problem with a large gap between bound and optimum (Fulkerson, Nemhauser, Trotter 1974).
func triples(n int) *Problem {
	points := 1
	for range n {
		points *= 3
	}
	p := &Problem{Reach: make([][]int32, points)}
	for a := range points {
		for b := a + 1; b < points; b++ {
			if c := third(a, b, n); c > b {
				for _, x := range []int{a, b, c} {
					p.Reach[x] = append(p.Reach[x], int32(p.Homes))
				}
				p.Homes++
			}
		}
	}
	return p
}

// third is the point in line with a and b in the space over three elements.
func third(a, b, n int) int {
	c, place := 0, 1
	for range n {
		c += (6 - a%3 - b%3) % 3 * place
		a, b, place = a/3, b/3, place*3
	}
	return c
}

func TestTriples(t *testing.T) {
	for n, want := range []int64{0, 1, 5, 18} {
		s, ok := Fewest(triples(n), plenty, nil)
		if !ok || s.Value != want || !s.Proven {
			t.Errorf("3^%d points: %+v, want %d", n, s, want)
		}
		checkDual(t, triples(n), &s)
	}
}

package linking

import (
	"testing"

	"pgregory.net/rapid"
)

// bruteForce tries every assignment.
func bruteForce(p *Problem) Vec {
	load := make([]int64, len(p.Servers))
	for j, s := range p.Servers {
		load[j] = s.Base
	}
	var best Vec
	found := false
	var walk func(h int, sum Vec)
	walk = func(h int, sum Vec) {
		if h == p.homes() {
			for j := range p.Servers {
				sum = sum.Plus(p.load(j, load[j]))
			}
			if !found || sum.Less(&best) {
				best, found = sum, true
			}
			return
		}
		walk(h+1, sum.Plus(p.Skip[h]))
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			j, w := p.To[a], p.weight(h)
			if load[j]+w <= p.Servers[j].Max {
				load[j] += w
				walk(h+1, sum.Plus(p.Cost[a]))
				load[j] -= w
			}
		}
	}
	walk(0, Vec{})
	return best
}

func drawProblem(t *rapid.T, weighted bool) *Problem {
	n, m := rapid.IntRange(0, 6).Draw(t, "homes"), rapid.IntRange(0, 3).Draw(t, "servers")
	p := &Problem{Start: []int32{0}}
	minimum, target := int64(rapid.IntRange(0, 3).Draw(t, "min")), int64(rapid.IntRange(0, 3).Draw(t, "target"))
	p.Load = func(j int, y int64) Vec { return Vec{2: max(minimum-y, 0), 3: (y - target) * (y - target)} }
	for range m {
		base := int64(rapid.IntRange(0, 2).Draw(t, "base"))
		p.Servers = append(p.Servers, Server{base, base + int64(rapid.IntRange(0, 4).Draw(t, "room"))})
	}
	for range n {
		var skip Vec
		skip[rapid.IntRange(0, 1).Draw(t, "tier")] = 1
		p.Skip = append(p.Skip, skip)
		if weighted {
			p.Weight = append(p.Weight, int64(rapid.IntRange(1, 3).Draw(t, "weight")))
		}
		for j := range m {
			if rapid.IntRange(0, 3).Draw(t, "arc") > 0 {
				p.To = append(p.To, int32(j))
				p.Cost = append(p.Cost, Vec{4: int64(rapid.IntRange(0, 2).Draw(t, "fit")), 5: int64(rapid.IntRange(0, 9).Draw(t, "mm"))})
			}
		}
		p.Start = append(p.Start, int32(len(p.To)))
	}
	return p
}

func never() bool { return false }

func TestUnitIsLeastAndProven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, false)
		s, ok := Solve(p, never)
		if !ok {
			t.Fatal("stopped without being asked")
		}
		if want := bruteForce(p); s.Value != want || s.Bound != want {
			t.Fatalf("value %v, bound %v, brute force %v", s.Value, s.Bound, want)
		}
		checkLoads(t, p, &s)
	})
}

func TestWeightedIsFeasibleAndBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, true)
		s, _ := Solve(p, never)
		want := bruteForce(p)
		if s.Value.Less(&want) || want.Less(&s.Bound) {
			t.Fatalf("value %v, bound %v, brute force %v", s.Value, s.Bound, want)
		}
		checkLoads(t, p, &s)
	})
}

func checkLoads(t *rapid.T, p *Problem, s *Solution) {
	load := make([]int64, len(p.Servers))
	for j, sv := range p.Servers {
		load[j] = sv.Base
	}
	for h, a := range s.Arc {
		if a >= 0 {
			load[p.To[a]] += p.weight(h)
			if p.To[a] != s.Server[h] || a < p.Start[h] || a >= p.Start[h+1] {
				t.Fatalf("home %d: server %d by arc %d", h, s.Server[h], a)
			}
		}
	}
	for j, y := range load {
		if y != s.Load[j] || y > p.Servers[j].Max && y != p.Servers[j].Base {
			t.Fatalf("server %d: load %d, told %d, max %d", j, y, s.Load[j], p.Servers[j].Max)
		}
	}
}

func TestStops(t *testing.T) {
	p := &Problem{Start: []int32{0, 0}, Skip: []Vec{{1}}}
	if _, ok := Solve(p, func() bool { return true }); ok {
		t.Fatal("not stopped")
	}
}

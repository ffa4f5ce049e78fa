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

// The packed solver must not lean on the plain one behind it.
func TestPackedIsLeastAndProvenAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, false)
		s, done, ok := solveByComponent(p, never)
		if !done || !ok {
			t.Fatalf("done %v, ok %v", done, ok)
		}
		s = p.proven(s)
		if want := bruteForce(p); s.Value != want || s.Bound != want {
			t.Fatalf("value %v, bound %v, brute force %v", s.Value, s.Bound, want)
		}
		checkLoads(t, p, &s)
	})
}

// Larger problems: both solvers, one value.
func TestPackedAgreesWithPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawLarge(t)
		plain, _ := solveUnit(p, never)
		packed, done, _ := solveByComponent(p, never)
		plain, packed = p.proven(plain), p.proven(packed)
		if !done || plain.Value != packed.Value || packed.Bound != packed.Value || plain.Bound != plain.Value {
			t.Fatalf("done %v, packed %v and %v, plain %v and %v", done, packed.Value, packed.Bound, plain.Value, plain.Bound)
		}
		checkLoads(t, p, &packed)
	})
}

func drawLarge(t *rapid.T) *Problem {
	n, m := rapid.IntRange(0, 120).Draw(t, "homes"), rapid.IntRange(1, 14).Draw(t, "servers")
	p := &Problem{Start: []int32{0}}
	low, high := int64(rapid.IntRange(0, 12).Draw(t, "low")), int64(rapid.IntRange(0, 16).Draw(t, "high"))
	minimum, even := int64(rapid.IntRange(0, 9).Draw(t, "min")), rapid.Bool().Draw(t, "even")
	p.Load = func(_ int, y int64) Vec {
		below, above := max(low-y, 0), max(y-low-high, 0)
		if even {
			return Vec{3: max(minimum-y, 0), 4: y * y}
		}
		return Vec{3: max(minimum-y, 0), 4: below*below + above*above}
	}
	for range m {
		base := int64(rapid.IntRange(0, 3).Draw(t, "base"))
		p.Servers = append(p.Servers, Server{base, base + int64(rapid.IntRange(0, 30).Draw(t, "room"))})
	}
	far := rapid.IntRange(1, 500_000).Draw(t, "far")
	dense := rapid.IntRange(1, 10).Draw(t, "dense")
	for range n {
		var skip Vec
		skip[rapid.IntRange(0, 2).Draw(t, "tier")] = 1
		p.Skip = append(p.Skip, skip)
		for j := range m {
			if rapid.IntRange(1, 10).Draw(t, "arc") <= dense {
				p.To = append(p.To, int32(j))
				p.Cost = append(p.Cost, Vec{5: int64(rapid.IntRange(0, far).Draw(t, "mm"))})
			}
		}
		p.Start = append(p.Start, int32(len(p.To)))
	}
	return p
}

func TestPackingKeepsOrderAndComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var spread, skip, marginal Vec
		for i := range spread {
			spread[i], skip[i] = int64(rapid.IntRange(0, 20).Draw(t, "spread")), int64(rapid.IntRange(0, 3).Draw(t, "skip"))
		}
		k, ok := newPacking(1, spread, skip, marginal)
		if !ok {
			return
		}
		draw := func(name string) (v Vec) {
			for i := range v {
				v[i] = rapid.Int64Range(-k.reach[i]/2, k.reach[i]/2).Draw(t, name)
			}
			return v
		}
		a, b := draw("a"), draw("b")
		if a.Less(&b) != (k.pack(a) < k.pack(b)) {
			t.Fatalf("%v, %v: %d, %d", a, b, k.pack(a), k.pack(b))
		}
		if got := k.unpack(k.pack(a)); got != a {
			t.Fatalf("%v came back as %v", a, got)
		}
	})
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	if _, ok := newPacking(10, Vec{1 << 40, 1 << 40}, Vec{}, Vec{}); ok {
		t.Error("two tiers of 40 bits fit")
	}
	p := &Problem{Start: []int32{0, 1}, To: []int32{0}, Skip: []Vec{{1}}, Servers: []Server{{0, 1}}, Cost: []Vec{{1: 1 << 40, 2: 1 << 40}}}
	s, ok := Solve(p, never)
	if !ok || s.Server[0] != 0 || s.Value != s.Bound {
		t.Errorf("%+v", s)
	}
}

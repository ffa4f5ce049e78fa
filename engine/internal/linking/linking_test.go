package linking

import (
	"slices"
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
		walk(h+1, sum.Plus(p.skip(int32(h))))
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			j, w := p.To[a], p.weight(h)
			if load[j]+w <= p.Servers[j].Max {
				load[j] += w
				walk(h+1, sum.Plus(p.cost(int32(h), a)))
				load[j] -= w
			}
		}
	}
	walk(0, Vec{})
	return best
}

func drawProblem(t *rapid.T, weighted bool) *Problem {
	n, m := rapid.IntRange(0, 6).Draw(t, "homes"), rapid.IntRange(0, 3).Draw(t, "servers")
	p := &Problem{
		Start: []int32{0}, ShortfallTier: 2, LoadTier: 4, SkipCost: []Vec{{1}, {0, 1}}, Change: Vec{3: 1},
		Columns: []Column{{Tier: 5}, {Tier: 6}},
	}
	minimum, low := int64(rapid.IntRange(0, 3).Draw(t, "min")), int64(rapid.IntRange(0, 3).Draw(t, "low"))
	band := int64(rapid.IntRange(0, 2).Draw(t, "band"))
	for range m {
		base := int64(rapid.IntRange(0, 2).Draw(t, "base"))
		p.Servers = append(p.Servers, Server{base, base + int64(rapid.IntRange(0, 4).Draw(t, "room")), minimum, low, low + band})
	}
	for range n {
		p.Skip = append(p.Skip, uint16(rapid.IntRange(0, 1).Draw(t, "tier")))
		if weighted {
			p.Weight = append(p.Weight, int64(rapid.IntRange(1, 3).Draw(t, "weight")))
		}
		for j := range m {
			if rapid.IntRange(0, 3).Draw(t, "arc") > 0 {
				p.To = append(p.To, int32(j))
				p.Columns[0].Cost = append(p.Columns[0].Cost, int64(rapid.IntRange(0, 2).Draw(t, "fit")))
				p.Columns[1].Cost = append(p.Columns[1].Cost, int64(rapid.IntRange(0, 9).Draw(t, "mm")))
			}
		}
		p.Start = append(p.Start, int32(len(p.To)))
	}
	if rapid.Bool().Draw(t, "standing") {
		for h := range n {
			p.Standing = append(p.Standing, int32(rapid.IntRange(-1, int(p.Start[h+1]-p.Start[h])-1).Draw(t, "stood")))
			if p.Standing[h] >= 0 {
				p.Standing[h] += p.Start[h]
			}
		}
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

// A policy may rank nothing at all.
func TestNoColumns(t *testing.T) {
	p := &Problem{Start: []int32{0, 2, 4, 6}, To: []int32{0, 1, 0, 1, 0, 1}, Skip: make([]uint16, 3), SkipCost: []Vec{{1}}, Servers: []Server{{Max: 1}, {Max: 1}}}
	for _, limit := range []int{0, -1} {
		v := limited(limit)
		s, ok := v.Solve(p, Options{}, never)
		if !ok || s.Value != (Vec{1}) || s.Bound != s.Value {
			t.Errorf("limit %d: %+v", limit, s)
		}
	}
}

func TestStops(t *testing.T) {
	p := &Problem{Start: []int32{0, 0}, Skip: []uint16{0}, SkipCost: []Vec{{1}}}
	if _, ok := Solve(p, func() bool { return true }); ok {
		t.Fatal("not stopped")
	}
}

// The packed solver must not lean on the plain one behind it.
func TestPackedIsLeastAndProvenAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, false)
		v := drawSolver(t)
		s, done, ok := v.packed(p, Options{}, never)
		if !done || !ok {
			t.Fatalf("done %v, ok %v", done, ok)
		}
		s.Bound = p.Bound(s.Price)
		if want := bruteForce(p); s.Value != want || s.Bound != want {
			t.Fatalf("value %v, bound %v, brute force %v", s.Value, s.Bound, want)
		}
		checkLoads(t, p, &s)
	})
}

func limited(bytes int) *Solver { return &Solver{nets: []network{{limit: bytes}}} }

// drawSolver has full matrices, matrices of the nodes alone, or lists.
func drawSolver(t *rapid.T) *Solver {
	return limited(rapid.SampledFrom([]int{maxDense, 6000, 1, -1}).Draw(t, "limit"))
}

// Larger problems: both solvers, one value.
func TestPackedAgreesWithPlain(t *testing.T) { rapid.Check(t, checkPacked) }

func checkPacked(t *rapid.T) {
	p := drawLarge(t)
	plain, _ := solveUnit(p, never)
	v := drawSolver(t)
	packed, done, _ := v.packed(p, Options{}, never)
	plain.Value, plain.Bound, packed.Bound = p.value(&plain), p.Bound(plain.Price), p.Bound(packed.Price)
	if !done || plain.Value != packed.Value || packed.Bound != packed.Value || plain.Bound != plain.Value {
		t.Fatalf("done %v, packed %v and %v, plain %v and %v", done, packed.Value, packed.Bound, plain.Value, plain.Bound)
	}
	checkLoads(t, p, &packed)
}

func drawLarge(t *rapid.T) *Problem {
	n, m := rapid.IntRange(0, 120).Draw(t, "homes"), rapid.IntRange(1, 14).Draw(t, "servers")
	p := &Problem{Start: []int32{0}, ShortfallTier: 3, LoadTier: 5, SkipCost: []Vec{{1}, {0, 1}, {0, 0, 1}}, Change: Vec{4: 1}, Columns: []Column{{Tier: 6}}}
	low, high := int64(rapid.IntRange(0, 12).Draw(t, "low")), int64(rapid.IntRange(0, 16).Draw(t, "high"))
	minimum := int64(rapid.IntRange(0, 9).Draw(t, "min"))
	if rapid.Bool().Draw(t, "even") {
		low, high = 0, 0
	}
	for range m {
		base := int64(rapid.IntRange(0, 3).Draw(t, "base"))
		p.Servers = append(p.Servers, Server{base, base + int64(rapid.IntRange(0, 30).Draw(t, "room")), minimum, low, low + high})
	}
	far := rapid.IntRange(1, 500_000).Draw(t, "far")
	dense := rapid.IntRange(1, 10).Draw(t, "dense")
	stood := rapid.IntRange(0, 10).Draw(t, "stood")
	for range n {
		p.Skip = append(p.Skip, uint16(rapid.IntRange(0, 2).Draw(t, "tier")))
		standing := int32(-1)
		for j := range m {
			if rapid.IntRange(1, 10).Draw(t, "arc") <= dense {
				if rapid.IntRange(1, 10).Draw(t, "was") <= stood {
					standing = int32(len(p.To))
				}
				p.To = append(p.To, int32(j))
				p.Columns[0].Cost = append(p.Columns[0].Cost, int64(rapid.IntRange(0, far).Draw(t, "mm")))
			}
		}
		p.Start = append(p.Start, int32(len(p.To)))
		p.Standing = append(p.Standing, standing)
	}
	return p
}

// Numbers as large as fit, just about, and larger: either they fit and everything holds, or they are refused.
func TestExtremes(t *testing.T) {
	fitted, unproven := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawLarge(t)
		bits := rapid.IntRange(1, 50).Draw(t, "bits")
		for tier := 7; tier < MaxTiers; tier++ {
			cost := make([]int64, len(p.To))
			for a := range cost {
				cost[a] = rapid.Int64Range(-1<<(bits/2), 1<<(bits/2)).Draw(t, "cost")
			}
			p.Columns = append(p.Columns, Column{Tier: tier, Cost: cost})
		}
		for j := range p.Servers {
			p.Servers[j].High += rapid.Int64Range(0, 100_000).Draw(t, "high")
		}
		p.LoadScale = rapid.Int64Range(1, 1<<(bits/3)).Draw(t, "scale")
		v := drawSolver(t)
		packed, done, _ := v.packed(p, Options{}, never)
		if !done {
			return
		}
		fitted++
		plain, _ := solveUnit(p, never)
		if want := p.value(&plain); packed.Value != want || p.Bound(packed.Price) != want {
			t.Fatalf("packed %v, bound %v, plain %v", packed.Value, p.Bound(packed.Price), want)
		}
		if v.unproven {
			unproven++
		}
	})
	// Packed costs alone need not tell (the vectors do then), but nearly always should.
	if fitted == 0 || unproven > fitted/10 {
		t.Errorf("%d fitted, %d of them unproven by packed costs", fitted, unproven)
	}
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
	p := &Problem{Start: []int32{0, 1}, To: []int32{0}, Skip: []uint16{0}, SkipCost: []Vec{{1}}, Servers: []Server{{Max: 1}},
		Columns: []Column{{Tier: 1, Cost: []int64{1 << 40}}, {Tier: 2, Cost: []int64{1 << 40}}}}
	s, ok := Solve(p, never)
	if !ok || s.Server[0] != 0 || s.Value != s.Bound {
		t.Errorf("%+v", s)
	}
}

// Many parts, enough pairs to be shared: as many workers as one likes give the same.
func TestWorkersAgree(t *testing.T) {
	const villages, homes, servers = 12, 1500, 20
	p := &Problem{Start: []int32{0}, LoadTier: 4, SkipCost: []Vec{{1}}, Columns: []Column{{Tier: 5}}}
	x := uint32(7)
	for v := range int32(villages) {
		for range servers {
			p.Servers = append(p.Servers, Server{Max: 60})
		}
		for range homes {
			for j := range int32(servers) {
				x = x*1664525 + 1013904223
				p.To = append(p.To, v*servers+j)
				p.Columns[0].Cost = append(p.Columns[0].Cost, int64(x>>16))
			}
			p.Start, p.Skip = append(p.Start, int32(len(p.To))), append(p.Skip, 0)
		}
	}
	if len(p.To) < worthSharing {
		t.Fatal("too few pairs to share")
	}
	var one, many Solver
	want, _ := one.Solve(p, Options{Workers: 1}, never)
	got, _ := many.Solve(p, Options{Workers: 5}, never)
	if len(many.nets) != 5 || got.Value != want.Value || got.Bound != want.Value || !slices.Equal(got.Arc, want.Arc) || !slices.Equal(got.Price, want.Price) {
		t.Errorf("%d workers: %v and %v, alone %v", len(many.nets), got.Value, got.Bound, want.Value)
	}
	if _, ok := many.Solve(p, Options{Workers: 5}, func() bool { return true }); ok {
		t.Error("not stopped")
	}
}

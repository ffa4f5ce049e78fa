package linking

import (
	"testing"

	"pgregory.net/rapid"
)

// Small problems are searched to the end, and the search finds what trying everything finds.
func TestWeightedIsLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, true)
		checkWeighted(t, p)
	})
}

func TestExtremeWeightsAreLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, true)
		weights := []int64{1, 2, 7, 97, 9973, 99_991, 100_000}
		for h := range p.Weight {
			p.Weight[h] = rapid.SampledFrom(weights).Draw(t, "heavy")
		}
		for j := range p.Servers {
			s := &p.Servers[j]
			s.Max = s.Base + int64(rapid.SampledFrom([]int{0, 1, 50, 10_000, 100_000}).Draw(t, "max"))
			s.Min = min(s.Min, s.Max)
			if rapid.Bool().Draw(t, "wide") {
				s.Low, s.High = s.Max/3, s.Max/2
			}
		}
		for _, c := range p.Columns {
			for a := range c.Cost {
				c.Cost[a] *= rapid.SampledFrom([]int64{1, 50_000, 1_000_000_000}).Draw(t, "far")
			}
		}
		checkWeighted(t, p)
	})
}

func checkWeighted(t *rapid.T, p *Problem) {
	s, ok := Solve(p, never)
	if !ok {
		t.Fatal("stopped without being asked")
	}
	want := bruteForce(p)
	if want.Less(&s.Bound) {
		t.Fatalf("bound %v over the optimum %v", s.Bound, want)
	}
	if s.Value != want || !s.Searched && s.Bound != want {
		t.Fatalf("searched %v, value %v, brute force %v", s.Searched, s.Value, want)
	}
	checkLoads(t, p, &s)
}

// Larger problems: feasible, bounded, and never better than themselves with homes split.
func TestLargeWeightedIsFeasibleAndBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawLarge(t)
		for range p.homes() {
			p.Weight = append(p.Weight, max(1, int64(rapid.IntRange(-6, 4).Draw(t, "weight"))))
		}
		s, ok := Solve(p, never)
		if !ok || s.Value.Less(&s.Bound) {
			t.Fatalf("ok %v, value %v, bound %v", ok, s.Value, s.Bound)
		}
		checkLoads(t, p, &s)
	})
}

func TestWeightedStopsWhenAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawLarge(t)
		p.Weight = nil
		for h := range p.homes() {
			p.Weight = append(p.Weight, 1+int64(h%3))
		}
		left := rapid.IntRange(0, 40).Draw(t, "answers")
		asked := false
		_, ok := Solve(p, func() bool {
			left--
			asked = asked || left < 0
			return left < 0
		})
		if ok == asked {
			t.Fatalf("asked to stop: %v, ended: %v", asked, ok)
		}
	})
}

// Where whole prices are blunt, fractions bound better, and never over the optimum.
func TestFinePricesBound(t *testing.T) {
	fine := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, true)
		s, _ := Solve(p, never)
		if s.Fine == nil {
			return
		}
		fine++
		want, coarse := bruteForce(p).Times(s.Fine.Scale), s.Bound.Times(s.Fine.Scale)
		if want.Less(&s.Fine.Bound) || s.Fine.Bound.Less(&coarse) {
			t.Fatalf("scale %d: fine bound %v, whole prices %v, optimum %v", s.Fine.Scale, s.Fine.Bound, coarse, want)
		}
	})
	if fine == 0 {
		t.Error("no fractions needed")
	}
}

package grouping

import (
	"testing"

	"pgregory.net/rapid"
)

// grid is a map of w by h units of weight 1, neighbours left, right, up and down, a metre apart.
func grid(w, h int) *Problem {
	p := &Problem{Start: []int32{0}}
	for y := range h {
		for x := range w {
			p.Weight = append(p.Weight, 1)
			p.X, p.Y = append(p.X, int64(x)*1000), append(p.Y, int64(y)*1000)
			u := int32(y*w + x)
			if x > 0 {
				p.To = append(p.To, u-1)
			}
			if x < w-1 {
				p.To = append(p.To, u+1)
			}
			if y > 0 {
				p.To = append(p.To, u-int32(w))
			}
			if y < h-1 {
				p.To = append(p.To, u+int32(w))
			}
			p.Start = append(p.Start, int32(len(p.To)))
		}
	}
	return p
}

// any draws a small problem, sound or not.
func drawn(t *rapid.T, n int) *Problem {
	p := &Problem{
		Count: rapid.IntRange(0, n+1).Draw(t, "count"), Min: rapid.Int64Range(0, 8).Draw(t, "min"), Max: rapid.Int64Range(0, 12).Draw(t, "max"),
		Target: rapid.Int64Range(0, 10).Draw(t, "target"), Balance: rapid.Bool().Draw(t, "balance"),
		Compact: Compact(rapid.IntRange(0, 1).Draw(t, "compact")), Start: []int32{0},
	}
	near := make([][]int32, n)
	for range rapid.IntRange(0, 3*n).Draw(t, "edges") {
		a, b := rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b")
		near[a] = append(near[a], int32(b))
		near[b] = append(near[b], int32(a))
	}
	for u := range n {
		p.Weight = append(p.Weight, rapid.Int64Range(0, 5).Draw(t, "weight"))
		p.X = append(p.X, rapid.Int64Range(0, 30).Draw(t, "x"))
		p.Y = append(p.Y, rapid.Int64Range(0, 30).Draw(t, "y"))
		p.To = append(p.To, near[u]...)
		p.Start = append(p.Start, int32(len(p.To)))
	}
	for range rapid.IntRange(0, 2).Draw(t, "sets") {
		p.Same = append(p.Same, rapid.SliceOfN(rapid.Int32Range(0, int32(n-1)), 0, 3).Draw(t, "same"))
	}
	return p
}

// TestGrids knows the answers: ten groups of ten on 10 by 10 cut at least 180 - 10*13 edges, as ten cells have at most 13 edges between them.
func TestGrids(t *testing.T) {
	for _, c := range []struct {
		w, h, k int
		size    int64
		cut     int64
		proven  bool
	}{{10, 10, 10, 10, 50, false}, {5, 5, 5, 5, 16, true}, {4, 4, 4, 4, 8, true}, {6, 1, 3, 2, 2, true}} {
		p := grid(c.w, c.h)
		p.Count, p.Min, p.Max = c.k, c.size, c.size
		s, ok := Solve(p, 50_000_000, nil)
		if !ok || s.Violation != 0 || s.Compactness != c.cut || s.Proven != c.proven {
			t.Errorf("%d by %d: ok %v violation %d cut %d proven %v, want cut %d", c.w, c.h, ok, s.Violation, s.Compactness, s.Proven, c.cut)
		}
		judge(t, p, &s)
	}
}

func TestSolveIsValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, rapid.IntRange(1, 14).Draw(t, "n"))
		s, ok := Solve(p, 200_000, nil)
		if !ok {
			t.Fatal("called off by nobody")
		}
		if !Contiguous(p, s.Of) {
			t.Fatalf("a group is not connected: %v", s.Of)
		}
		judge(t, p, &s)
	})
}

// judge adds everything up again, by hand.
func judge(t rapid.TB, p *Problem, s *Solution) {
	t.Helper()
	weight := make([]int64, s.Groups)
	size := make([]int, s.Groups)
	for u, at := range s.Of {
		weight[at] += p.Weight[u]
		size[at]++
	}
	var bad int64
	low, high := weight[0], weight[0]
	for i, w := range weight {
		if size[i] == 0 {
			t.Fatalf("group %d is empty", i)
		}
		if w < p.Min {
			bad += p.Min - w
		}
		if p.Max > 0 && w > p.Max {
			bad += w - p.Max
		}
		low, high = min(low, w), max(high, w)
	}
	if bad != s.Violation || high-low != s.Spread {
		t.Fatalf("violation %d spread %d, told %d %d", bad, high-low, s.Violation, s.Spread)
	}
	if c := compactness(p, s); c != s.Compactness {
		t.Fatalf("compactness %d, told %d", c, s.Compactness)
	}
	if s.SpreadBound > s.Spread && p.Balance || s.CompactnessBound > s.Compactness {
		t.Fatalf("a bound is not one: %+v", s)
	}
}

func compactness(p *Problem, s *Solution) int64 {
	var sum int64
	if p.Compact == Cut {
		seen := map[[2]int32]bool{}
		for u := range p.Weight {
			for _, v := range p.To[p.Start[u]:p.Start[u+1]] {
				if s.Of[u] != s.Of[v] && !seen[[2]int32{int32(u), v}] {
					seen[[2]int32{v, int32(u)}] = true
					seen[[2]int32{int32(u), v}] = true
					sum++
				}
			}
		}
		return sum
	}
	for at := range s.Groups {
		least := int64(-1)
		for m := range s.Of {
			var d int64
			for u := range s.Of {
				if int(s.Of[u]) == at {
					d += Between(p.X[m], p.Y[m], p.X[u], p.Y[u])
				}
			}
			if int(s.Of[m]) == at && (least < 0 || d < least) {
				least = d
			}
		}
		sum += least
	}
	return sum
}

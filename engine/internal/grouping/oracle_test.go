package grouping

import (
	"testing"

	"pgregory.net/rapid"
)

// TestProvenIsOptimal tries all groupings of small maps: what is told as proven is best, and bounds hold.
func TestProvenIsOptimal(t *testing.T) {
	proven := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, rapid.IntRange(1, 7).Draw(t, "n"))
		s, ok := Solve(p, 2_000_000, nil)
		if !ok {
			t.Fatal("called off by nobody")
		}
		best, found := everything(p, &s)
		if !found {
			t.Fatalf("the oracle finds no grouping, Solve %v", s.Of)
		}
		got := score{s.Violation, 0, s.Compactness, 0}
		if p.Balance {
			got.spread = s.Spread
		}
		if got.less(best) {
			t.Fatalf("better than all groupings: %v, %v", got, best)
		}
		if s.Proven {
			proven++
			if best.less(got) {
				t.Fatalf("proven %v, but there is %v", got, best)
			}
		}
		if p.Balance && s.Violation == best.violation && s.SpreadBound > best.spread || s.SpreadBound > s.Spread {
			t.Fatalf("spread %d is below the bound %d", best.spread, s.SpreadBound)
		}
		if got.violation == best.violation && got.spread == best.spread && s.CompactnessBound > best.compact {
			t.Fatalf("compactness %d is below the bound %d", best.compact, s.CompactnessBound)
		}
		if len(s.Infeasible) > 0 && best.violation == 0 && s.Groups == p.Count && len(p.Same) == 0 {
			t.Fatalf("told impossible: %+v, but it is not", s.Infeasible)
		}
	})
	if proven == 0 {
		t.Fatal("nothing was ever proven")
	}
}

// everything tries all groupings with connected groups, sets of Same together as far as they are connected in the map, and in every piece as many
// groups as the solution has.
func everything(p *Problem, s *Solution) (best score, found bool) {
	n := len(p.Weight)
	piece, pieces := units(p).components()
	want := make([]int, pieces)
	for g := range s.Groups {
		for u, at := range s.Of {
			if int(at) == g {
				want[piece[u]]++
				break
			}
		}
	}
	of := make([]int32, n)
	var try func(u int, groups int32)
	try = func(u int, groups int32) {
		if u < n {
			for g := int32(0); g <= groups && int(g) < s.Groups; g++ {
				of[u] = g
				try(u+1, max(groups, g+1))
			}
			return
		}
		if int(groups) != s.Groups || !Contiguous(p, of) || !kept(p, of, piece) || !counted(of, piece, want, s.Groups) {
			return
		}
		if now := marks(p, of, s.Groups); !found || now.less(best) {
			best, found = now, true
		}
	}
	try(0, 0)
	return best, found
}

func kept(p *Problem, of, piece []int32) bool {
	for _, set := range p.Same {
		for _, u := range set {
			for _, v := range set {
				if piece[u] == piece[v] && of[u] != of[v] {
					return false
				}
			}
		}
	}
	return true
}

func counted(of, piece []int32, want []int, groups int) bool {
	have := make([]int, len(want))
	for g := range groups {
		for u, at := range of {
			if int(at) == g {
				have[piece[u]]++
				break
			}
		}
	}
	for i := range want {
		if have[i] != want[i] {
			return false
		}
	}
	return true
}

func marks(p *Problem, of []int32, groups int) score {
	weight := make([]int64, groups)
	for u, at := range of {
		weight[at] += p.Weight[u]
	}
	var s score
	low, high := weight[0], weight[0]
	for _, w := range weight {
		s.violation += max(p.Min-w, 0)
		if p.Max > 0 {
			s.violation += max(w-p.Max, 0)
		}
		low, high = min(low, w), max(high, w)
	}
	if p.Balance {
		s.spread = high - low
	}
	s.compact = compactness(p, &Solution{Of: of, Groups: groups})
	return s
}

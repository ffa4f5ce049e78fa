package cover

import (
	"slices"
	"testing"
)

func TestMostReachesTheMost(t *testing.T) {
	r := seed
	for k := range 3000 {
		p := made(&r)
		count := r.below(7) - 1
		want := p.mostOf(count)
		s, ok := Most(p, count, plenty, nil)
		reached, _ := p.reached(s.Open)
		if !ok || s.Value != want || s.Bound != want || !s.Proven || p.weigh(reached) != want || len(s.Open) > p.least(count) || !slices.IsSorted(s.Open) {
			t.Fatalf("problem %d, %d sites: %+v\ngives %+v, want %d", k, count, p, s, want)
		}
		little, ok := Most(p, count, int64(r.below(500)), nil)
		reached, _ = p.reached(little.Open)
		if !ok || little.Value != p.weigh(reached) || little.Value > want || little.Bound < want || len(little.Open) > p.least(count) {
			t.Fatalf("problem %d, %d sites: %+v\ngives %+v with little work, want %d", k, count, p, little, want)
		}
	}
}

// least is how many sites may be open: count, or the required ones if they are more.
func (p *Problem) least(count int) int {
	n := 0
	for s := range p.Reach {
		if p.required(s) {
			n++
		}
	}
	return max(n, count)
}

// mostOf tries every set.
func (p *Problem) mostOf(count int) int64 {
	var best int64
	p.every(func(_ int64, n int, reached uint) {
		if n <= p.least(count) {
			best = max(best, p.weigh(reached))
		}
	})
	return best
}

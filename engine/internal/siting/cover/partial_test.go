package cover

import (
	"slices"
	"testing"
)

func TestPartialCoverIsTheCheapest(t *testing.T) {
	r := seed
	for k := range 3000 {
		p := made(&r)
		p.Target = int64(1 + r.below(16))
		var whole uint
		for _, m := range p.masks() {
			whole |= m
		}
		need := min(p.Target, p.weigh(whole))
		want := int64(1) << 62
		p.every(func(cost int64, _ int, reached uint) {
			if p.weigh(reached) >= need && (p.Target < p.weigh(whole) || reached == whole) {
				want = min(want, cost)
			}
		})
		s, ok := Fewest(p, plenty, nil)
		reached, cost := p.reached(s.Open)
		if !ok || s.Value != want || cost != want || s.Bound != want || !s.Proven || p.weigh(reached) < need || !slices.IsSorted(s.Open) {
			t.Fatalf("problem %d: %+v\ngives %+v, reaches %d of %d, want cost %d", k, p, s, p.weigh(reached), need, want)
		}
		little, ok := Fewest(p, int64(r.below(500)), nil)
		reached, cost = p.reached(little.Open)
		if !ok || little.Value != cost || cost < want || little.Bound > want || p.weigh(reached) < need {
			t.Fatalf("problem %d: %+v\ngives %+v with little work, want cost %d", k, p, little, want)
		}
	}
}

package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"jinlin/engine"
	"jinlin/fixtures"
)

// weigh lets every tenth home count 2 to 4, spread by a hash of its number so that it is the same everywhere.
func weigh(p *engine.Problem) {
	for i := range p.Households {
		if x := uint32(i+1) * 2654435761 >> 8; x%10 == 0 {
			p.Households[i].Weight = 2 + int(x/10%3)
		}
	}
}

func TestWeightedVillagesAreProvenOrNearlySo(t *testing.T) {
	sets := [][]string{
		{"links.within=area", "links.load.max=20"},
		{"links.within=area", "links.load.max=25", "links.load.balance=even"},
		{"links.within=area", "links.load.max=22", "links.load.balance=none"},
		{"links.load.max=30"},
	}
	searched := 0
	for _, set := range sets {
		for _, homes := range []int{300, 540, 900} {
			t.Run(fmt.Sprint(set, homes), func(t *testing.T) {
				p := village(fixtures.StylePlain, homes, 5).Problem(scheme(t, "yuanshi", set...))
				weigh(&p)
				l := solve(t, p).Proof().Links
				t.Log(l.Kind, l.Value, l.Bound)
				if l.Kind == engine.Searched || l.Kind == engine.Certified {
					searched++
				}
				last := len(l.Value) - 1
				if !slices.Equal(l.Value[:last], l.Bound[:last]) {
					t.Errorf("value %v, bound %v", l.Value, l.Bound)
				}
				if gap := l.Value[last] - l.Bound[last]; gap*100 > l.Value[last] {
					t.Errorf("%s with a gap of %d in %d mm", l.Kind, gap, l.Value[last])
				}
			})
		}
	}
	if searched < 6 {
		t.Errorf("%d of 12 are proven", searched)
	}
}

// TestTightWeightedVillagesServeAsManyAsCanBe: where places lack, leaving one heavy home frees several; the bound rounded up is the number
// of homes that go without.
func TestTightWeightedVillagesServeAsManyAsCanBe(t *testing.T) {
	for _, homes := range []int{300, 540} {
		p := village(fixtures.StylePlain, homes, 5).Problem(scheme(t, "yuanshi", "links.within=area", "links.load.max=14", "links.load.target_max=14"))
		weigh(&p)
		l := solve(t, p).Proof().Links
		const unserved = 2 // the tier of homes without priority
		if scale := max(l.Scale, 1); l.Value[unserved] == 0 || (l.Bound[unserved]+scale-1)/scale != l.Value[unserved] {
			t.Errorf("%d homes: value %v, bound %v / %d", homes, l.Value, l.Bound, l.Scale)
		}
	}
}

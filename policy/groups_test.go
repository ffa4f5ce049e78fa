package policy

import (
	"testing"

	"pgregory.net/rapid"
)

func TestGroupsNameEverythingAtOnce(t *testing.T) {
	p := Default()
	p.Groups = Groups{
		By: "fate", Measure: "people", Min: 5, Max: 4, Count: -1, Tolerance: Around(101), Balance: "luck", Compactness: "round",
		Neighbor: AtMost(-1), Roles: []Role{{Max: 1}}, Effort: 0,
	}
	got := map[string]bool{}
	for _, v := range p.Validate() {
		got[v.Path] = true
	}
	for _, path := range []string{"groups.by", "groups.measure", "groups.min", "groups.count", "groups.tolerance_percent", "groups.balance",
		"groups.compactness", "groups.neighbor_m", "groups.roles[0].name", "groups.effort"} {
		if !got[path] {
			t.Errorf("nothing about %s in %v", path, got)
		}
	}
	p = Default()
	p.Groups.By = GroupsDrawn
	if wrong := p.Validate(); len(wrong) != 1 || wrong[0].Path != "groups.max" {
		t.Error(wrong)
	}
}

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		groups      Groups
		total       int64
		least, most int64
	}{
		{Groups{}, 100, 0, -1},
		{Groups{Min: 20, Max: 40}, 100, 20, 40},
		{Groups{Min: 20, Max: 40, Tolerance: Around(1)}, 100, 20, 40},
		{Groups{Count: 4}, 100, 0, -1},
		{Groups{Count: 4, Tolerance: Around(10)}, 100, 23, 27},
		{Groups{Count: 4, Tolerance: Around(0)}, 100, 25, 25},
		{Groups{Count: 4, Tolerance: Around(0.5)}, 103, 25, 26},
		{Groups{Count: 4, Tolerance: Around(10), Min: 24, Max: 26}, 100, 24, 26},
		{Groups{Count: 18, Tolerance: Around(0.5)}, 39_538_223, 2_185_586, 2_207_550},
		{Groups{Count: 7, Tolerance: Around(100)}, 0, 0, 0},
	} {
		if least, most := c.groups.Bounds(c.total); least != c.least || most != c.most {
			t.Errorf("%+v of %d: %d to %d, expected %d to %d", c.groups, c.total, least, most, c.least, c.most)
		}
	}
}

// Groups as even as whole numbers allow are always within the tolerance.
func TestBoundsHoldTheAverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total, k := rapid.Int64Range(0, 5e12).Draw(t, "total"), rapid.IntRange(1, MaxGroups).Draw(t, "count")
		g := Groups{Count: k, Tolerance: Around(rapid.Float64Range(0, 100).Draw(t, "percent"))}
		least, most := g.Bounds(total)
		if least > total/int64(k) || most < ceilDiv(total, int64(k)) || least < 0 {
			t.Fatalf("%d to %d", least, most)
		}
	})
}

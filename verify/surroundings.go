package verify

import (
	"jinlin/engine"
	"jinlin/policy"
)

// surroundings checks given neighbours and barriers.
func (v *validator) surroundings() {
	length := map[[2]engine.HouseholdID]int{}
	for i, p := range v.p.Adjacency {
		if v.homes[p.A] == nil || v.homes[p.B] == nil || p.A == p.B {
			v.add("adjacency[%d]", i, "%q and %q are not two households of the area", p.A, p.B)
		}
		if p.Length < 0 || p.Length > engine.MaxBorder {
			v.add("adjacency[%d].length", i, "%d is out of range; expected 0 to %d", p.Length, engine.MaxBorder)
		}
		key := [2]engine.HouseholdID{min(p.A, p.B), max(p.A, p.B)}
		if was, twice := length[key]; twice && was != max(p.Length, 1) {
			v.add("adjacency[%d]", i, "%q and %q are listed twice, with two lengths", p.A, p.B)
		}
		length[key] = max(p.Length, 1)
	}
	if v.p.Adjacency != nil && len(v.p.Barriers) > 0 {
		v.add("barriers%.0d", 0, "stand beside given neighbours")
	}
	for i, line := range v.p.Barriers {
		for _, at := range line {
			v.point("barriers[%d]", i, at)
		}
	}
	if v.p.Policy.Groups.By == policy.GroupsDrawn && v.p.Policy.Metric == policy.MetricMatrix && v.p.Adjacency == nil {
		v.add("adjacency%.0d", 0, "is needed to draw groups under the metric matrix")
	}
}

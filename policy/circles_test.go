package policy

import "testing"

func TestLocationProblemsAreValidated(t *testing.T) {
	for _, c := range []struct {
		name string
		path string // "" for valid
		set  func(x *Circles)
	}{
		{"a number for the fewest", "circles.count", func(x *Circles) { x.Count = 3 }},
		{"no number for p-median", "circles.count", func(x *Circles) { x.Objective = ObjectiveMedian }},
		{"costs instead", "", func(x *Circles) { x.Objective, x.CostMeters = ObjectiveMedian, 500 }},
		{"costs under p-center", "circles.cost_m", func(x *Circles) { x.Objective, x.Count, x.CostMeters = ObjectiveCenter, 2, 500 }},
		{"p-center", "", func(x *Circles) { x.Objective, x.Count, x.Radius = ObjectiveCenter, 2, Limit{} }},
		{"max-cover without radius", "circles.radius_m", func(x *Circles) { x.Objective, x.Count, x.Radius = ObjectiveCover, 2, Limit{} }},
		{"a share of nothing", "circles.hold_percent", func(x *Circles) { x.HoldPercent = 0 }},
		{"a share over all", "circles.hold_percent", func(x *Circles) { x.HoldPercent = 100.5 }},
		{"a share of p circles", "circles.hold_percent", func(x *Circles) { x.Objective, x.Count, x.HoldPercent = ObjectiveCenter, 2, 98 }},
		{"a share", "", func(x *Circles) { x.HoldPercent = 98 }},
		{"a minimum over the capacity", "circles.min", func(x *Circles) { x.Min, x.Capacity = 5, 4 }},
		{"a negative capacity", "circles.capacity", func(x *Circles) { x.Capacity = -1 }},
		{"no effort", "circles.effort", func(x *Circles) { x.Effort = 0 }},
		{"an unknown objective", "circles.objective", func(x *Circles) { x.Objective = "best" }},
		{"an unknown measure", "circles.measure", func(x *Circles) { x.Measure = "people" }},
		{"the plane", "", func(x *Circles) { x.Sites = SitesPlane }},
	} {
		p := Default()
		c.set(&p.Circles)
		wrong := p.Validate()
		if c.path == "" && len(wrong) > 0 || c.path != "" && (len(wrong) != 1 || wrong[0].Path != c.path) {
			t.Errorf("%s: %v; expected %q", c.name, wrong, c.path)
		}
	}
	p := Default()
	p.Metric, p.Circles.Sites = MetricMatrix, SitesPlane
	if wrong := p.Validate(); len(wrong) != 1 || wrong[0].Path != "circles.sites" {
		t.Errorf("plane under a matrix: %v", wrong)
	}
	p = Default()
	p.Links.Within, p.Deputies.Max = WithinNone, 2
	if wrong := p.Validate(); len(wrong) != 1 || wrong[0].Path != "deputies.max" {
		t.Errorf("deputies without links: %v", wrong)
	}
}

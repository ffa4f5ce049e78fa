package service

import (
	"jinlin/engine"
)

// A Reference is a figure that was published of a scheme, beside ours. Nothing is tuned to it: the records are others.
type Reference struct {
	// Name is one of the Reference names.
	Name string `json:"name"`
	// Label says in words what was counted.
	Label   string `json:"label"`
	LabelZh string `json:"label_zh"`
	Value   int    `json:"value"`
	// Ours is the same of the plans; Summary counts it.
	Ours int `json:"ours"`
}

// What a Reference may count; those that Figures has go by its JSON name.
const (
	RefAreas    = "areas"
	RefHomes    = "homes"
	RefMembers  = "members"
	RefEligible = "eligible"
	RefCircles  = "circles"
	RefGroups   = "groups"
	// RefHeads counts the roles of groups that are taken.
	RefHeads   = "group_heads"
	RefCenters = "centers"
	// RefServing counts the members who answer for a home, RefPriority the homes of priority 1 and 2 that somebody answers for.
	RefServing  = "serving"
	RefPriority = "priority_served"
	// RefLoadMin and RefLoadMax are the smallest and largest load of an eligible member.
	RefLoadMin = "load_min"
	RefLoadMax = "load_max"
)

// publishedSample counts what references speak of and Figures do not.
type publishedSample struct{ heads, centers, priority int }

func (s *publishedSample) add(p *engine.Problem, plan engine.Plan) {
	for slot := range plan.GroupSlots() {
		if slot.Member != "" {
			s.heads++
		}
	}
	for range plan.Centers() {
		s.centers++
	}
	served := map[engine.HouseholdID]bool{}
	for h := range plan.Homes() {
		served[h.ID] = h.Member != ""
	}
	for _, h := range p.Households {
		if h.Priority > 0 && served[h.ID] {
			s.priority++
		}
	}
}

func (s *publishedSample) join(o *publishedSample) {
	s.heads += o.heads
	s.centers += o.centers
	s.priority += o.priority
}

// beside fills in our figures; references to what is not counted are left out.
func (s *publishedSample) beside(areas int, f *Figures, published []Reference) []Reference {
	ours := map[string]int{
		RefAreas: areas, RefHomes: f.Homes, RefMembers: f.Members, RefEligible: f.Eligible, RefCircles: f.Circles, RefGroups: f.Groups.Groups,
		RefHeads: s.heads, RefCenters: s.centers, RefServing: f.Eligible - f.Idle, RefPriority: s.priority, RefLoadMin: f.Loads.Min, RefLoadMax: f.Loads.Max,
	}
	out := []Reference{}
	for _, r := range published {
		if n, counted := ours[r.Name]; counted {
			r.Ours = n
			out = append(out, r)
		}
	}
	return out
}

func (t *text) published() {
	if len(t.s.References) == 0 {
		return
	}
	t.line("%s", t.word.beside)
	for _, r := range t.s.References {
		label := r.Label
		if t.word == &chinese {
			label = r.LabelZh
		}
		t.line("  %s %9d %9d", pad(label, column), r.Value, r.Ours)
	}
	t.line("")
}

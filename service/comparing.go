package service

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"jinlin/engine"
	"jinlin/verify"
)

// MaxContenders is how many plans can be compared at once: more fit on no page.
const MaxContenders = 8

// CompareOptions steer a comparison. None of them changes a figure.
type CompareOptions struct {
	// Workers is how many areas are worked on at once; 0: one per core.
	Workers int
	// Names are the names of areas, where they are known.
	Names map[engine.AreaID]string
	// Step, if any, hears of every area that is done, one after the other.
	Step func()
}

// Compare plans what is to be planned, judges every plan whose records are at hand, and sets all of them side by side. It takes one solve and one
// judgement an area and contender, and keeps some 8 bytes a home and contender. The error is a *TwiceError, an *InvalidError or the context's.
func Compare(ctx context.Context, contenders []Contender, o CompareOptions) (Comparison, error) {
	c := &comparing{contenders: contenders, options: o, entries: make([]map[areaID]entry, len(contenders)), findings: make([]int, len(contenders))}
	for i := range contenders {
		if err := c.index(i); err != nil {
			return Comparison{}, err
		}
	}
	areas := c.areas()
	var all []compared
	for done, err := range ordered(ctx, len(areas), o.Workers, func(ctx context.Context, i int) (compared, error) { return c.area(ctx, areas[i]) }) {
		if err != nil {
			return Comparison{}, err
		}
		all = append(all, done)
		if o.Step != nil {
			o.Step()
		}
	}
	return c.comparison(all), nil
}

// comparing is a comparison while it is made.
type comparing struct {
	contenders []Contender
	options    CompareOptions
	// entries is what each contender has of each area, findings what is wrong with its list of plans.
	entries  []map[areaID]entry
	findings []int
}

// An entry is what a contender has of an area: its records, its plan, or both.
type entry struct {
	problem *engine.Problem
	plan    *engine.Plan
}

func (c *comparing) index(i int) error {
	k := &c.contenders[i]
	at := make(map[areaID]entry, max(len(k.Problems), len(k.Plans)))
	for n := range k.Problems {
		at[k.Problems[n].Area] = entry{problem: &k.Problems[n]}
	}
	for n := range k.Plans {
		area := k.Plans[n].Area()
		e := at[area]
		if e.plan != nil {
			return &TwiceError{area}
		}
		e.plan = &k.Plans[n]
		at[area] = e
	}
	if k.Plans != nil && k.Problems != nil {
		_, found := match(k.Problems, k.Plans)
		c.findings[i] = len(found)
	}
	c.entries[i] = at
	return nil
}

// areas are those that any contender has.
func (c *comparing) areas() []areaID {
	known := map[areaID]bool{}
	for _, at := range c.entries {
		for area := range at {
			known[area] = true
		}
	}
	return slices.Sorted(maps.Keys(known))
}

// compared is one area: a side for each contender.
type compared struct {
	area  areaID
	sides []side
	// everywhere tells that every contender has a plan of the area, homes how many homes all of them have, and leftOut how many only some have.
	everywhere     bool
	homes, leftOut int
}

func (c *comparing) area(ctx context.Context, area areaID) (compared, error) {
	out := compared{area: area, sides: make([]side, len(c.contenders)), everywhere: true}
	plans := make([]*engine.Plan, len(c.contenders))
	for i := range c.contenders {
		plan, err := c.plan(ctx, i, area)
		if err != nil {
			return compared{}, err
		}
		plans[i], out.everywhere = plan, out.everywhere && plan != nil
		if plan == nil {
			continue
		}
		for range plan.Homes() {
			out.sides[i].homesOfPlan++
		}
		if p := c.entries[i][area].problem; p != nil {
			report, err := verify.Check(ctx, *p, *plan)
			if err != nil {
				return compared{}, err
			}
			out.sides[i].findings = len(report.Findings)
		}
	}
	if out.everywhere {
		c.measure(&out, plans)
	}
	return out, ctx.Err()
}

// plan is the plan of a contender for an area: the one that stands, or, where there are none, a new one; nil without records.
func (c *comparing) plan(ctx context.Context, i int, area areaID) (*engine.Plan, error) {
	e := c.entries[i][area]
	if e.plan != nil || e.problem == nil || c.contenders[i].Plans != nil {
		return e.plan, nil
	}
	plan, err := engine.Solve(ctx, *e.problem, engine.Options{Workers: 1})
	if err != nil {
		return nil, told(err)
	}
	return &plan, nil
}

// measure takes the measures of one area.
func (c *comparing) measure(out *compared, plans []*engine.Plan) {
	homes := make([]map[engine.HouseholdID]engine.Home, len(plans))
	everyone := map[engine.HouseholdID]int{}
	for i, plan := range plans {
		homes[i] = make(map[engine.HouseholdID]engine.Home, out.sides[i].homesOfPlan)
		for h := range plan.Homes() {
			if _, twice := homes[i][h.ID]; !twice {
				homes[i][h.ID] = h
				everyone[h.ID]++
			}
		}
	}
	common := make([]engine.HouseholdID, 0, len(everyone))
	for id, n := range everyone {
		if n == len(plans) {
			common = append(common, id)
		}
	}
	slices.Sort(common)
	out.homes, out.leftOut = len(common), len(everyone)-len(common)
	for i, plan := range plans {
		s := &out.sides[i]
		s.measure(&c.contenders[i], c.entries[i][out.area].problem, *plan, homes[i], common)
		s.change(homes[0], homes[i], common)
	}
}

// names tells contenders apart: the second of a name gets a number.
func names(contenders []Contender) []string {
	out := make([]string, len(contenders))
	for i := range contenders {
		name := contenders[i].Name
		for n := 2; slices.Contains(out[:i], name); n++ {
			name = fmt.Sprintf("%s (%d)", contenders[i].Name, n)
		}
		out[i] = name
	}
	return out
}

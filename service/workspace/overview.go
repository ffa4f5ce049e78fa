package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// An Overview is a plan with its figures, as far as the caller sees its areas.
type Overview struct {
	// Plan is without its areas. Note and By are only for who sees an area of it whole.
	registry.Plan
	// Areas are those that he sees, by id; Total adds up their figures.
	Areas []AreaOverview
	Total Sums
	// Whole tells that he sees all areas of the plan, each of them whole.
	Whole bool
	// Tag changes whenever anything here does: other areas in force, other grants, another revision.
	Tag string
}

// An AreaOverview is what a plan came to in one area.
type AreaOverview struct {
	Area engine.AreaID
	// Hash and Records are those of registry.PlanArea; "" and 0 where the caller sees only what is in force.
	Hash    registry.Hash
	Records int64
	// Figures are nil where the area has too few homes for what the caller sees.
	Figures *Sums
	// Outcome, Foreign, Voluntary and Forced are those of AreaSummary, for who sees the area whole.
	Outcome           service.Outcome
	Foreign           bool
	Voluntary, Forced int
}

// Overview reads a plan for who wants to see what it comes to. The figures of plans that were read before are kept in memory.
func (w *Workspace) Overview(ctx context.Context, c access.Caller, id registry.PlanID) (o Overview, err error) {
	err = w.read(ctx, func(tx registry.Tx) error {
		o = Overview{}
		head, err := tx.PlanHead(ctx, id)
		if err != nil && c.Known() {
			return orMissing(err, "plan")
		}
		v, err := w.planViews(ctx, tx, c)
		if err != nil {
			return err
		}
		areas, err := w.figures.of(ctx, tx, id)
		if err != nil {
			return err
		}
		if o.Plan = head; v.all.Everything() {
			o.Areas, o.Whole = areas, true
		} else if err := o.narrow(ctx, tx, v, areas); err != nil {
			return err
		}
		return o.sum()
	})
	if err != nil {
		return Overview{}, err
	}
	return o, nil
}

// narrow leaves the areas of the plan that the views show.
func (o *Overview) narrow(ctx context.Context, tx registry.Tx, v planViews, areas []AreaOverview) error {
	ids := make([]engine.AreaID, len(areas))
	for i := range areas {
		ids[i] = areas[i].Area
	}
	there, err := tx.Areas(ctx, registry.AreaQuery{Areas: ids, Brief: true})
	if err != nil {
		return err
	}
	whole := 0
	for _, a := range there {
		i, ok := slices.BinarySearchFunc(areas, a.ID, func(x AreaOverview, id engine.AreaID) int { return compare(x.Area, id) })
		switch {
		case !ok:
		case v.all.HasArea(a):
			o.Areas = append(o.Areas, areas[i])
			whole++
		case v.some.HasArea(a) && a.Published == o.ID:
			o.Areas = append(o.Areas, areas[i].public())
		}
	}
	o.Whole = whole == len(areas)
	if whole == 0 {
		o.Note, o.By = "", ""
	}
	return nil
}

// public is what everybody may know: sums, if there are homes enough.
func (x AreaOverview) public() AreaOverview {
	out := AreaOverview{Area: x.Area}
	if x.Figures != nil && x.Figures.Homes >= FewHomes {
		out.Figures = x.Figures
	}
	return out
}

// sum adds up what is seen and tags it.
func (o *Overview) sum() error {
	if len(o.Areas) == 0 {
		return missing("plan")
	}
	h := fnv.New64a()
	for i := range o.Areas {
		x := &o.Areas[i]
		if x.Figures != nil {
			o.Total.add(*x.Figures)
		}
		_, _ = fmt.Fprintf(h, "%q %t\n", x.Area, x.Hash != "") // a hash takes everything
	}
	o.Tag = fmt.Sprint(o.Revision)
	if !o.Whole {
		o.Tag += fmt.Sprintf("-%x", h.Sum64())
	}
	return nil
}

// planViews are where a caller sees plans whole, and where what is in force.
type planViews struct{ all, some access.View }

func (w *Workspace) planViews(ctx context.Context, tx registry.Tx, c access.Caller) (v planViews, err error) {
	if v.all, err = w.seen(ctx, tx, c, access.ReadPlans, access.All); err == nil {
		v.some, err = w.seen(ctx, tx, c, access.ReadPlans, access.Shapes)
	}
	return v, err
}

// mostFigures is how many areas of plans have their figures in memory, some 300 bytes each.
const mostFigures = 100_000

// figures keeps those of plans: what a plan holds of its areas never changes.
type figures struct {
	mu    sync.Mutex
	at    map[registry.PlanID][]AreaOverview
	order []registry.PlanID // the oldest first
	areas int
}

// of returns the areas of a plan, by id; only to be read.
func (f *figures) of(ctx context.Context, tx registry.Tx, id registry.PlanID) ([]AreaOverview, error) {
	f.mu.Lock()
	list, ok := f.at[id]
	f.mu.Unlock()
	if ok {
		return list, nil
	}
	p, err := tx.Plan(ctx, id)
	if err != nil {
		return nil, orMissing(err, "plan")
	}
	list = make([]AreaOverview, len(p.Areas))
	for i, x := range p.Areas {
		if list[i], err = overviewOf(x); err != nil {
			return nil, err
		}
	}
	f.put(id, list)
	return list, nil
}

func (f *figures) put(id registry.PlanID, list []AreaOverview) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.at[id]; ok || len(list) > mostFigures {
		return
	}
	for f.areas+len(list) > mostFigures {
		f.areas -= len(f.at[f.order[0]])
		delete(f.at, f.order[0])
		f.order = f.order[1:]
	}
	if f.at == nil {
		f.at = map[registry.PlanID][]AreaOverview{}
	}
	f.at[id], f.order, f.areas = list, append(f.order, id), f.areas+len(list)
}

func overviewOf(x registry.PlanArea) (AreaOverview, error) {
	out := AreaOverview{Area: x.Area, Hash: x.Hash, Records: x.Records}
	if len(x.Summary) == 0 {
		return out, nil
	}
	var s AreaSummary
	if err := json.Unmarshal(x.Summary, &s); err != nil {
		return out, fmt.Errorf("summary of area %q: %w", x.Area, err)
	}
	sums := sumsOf(&s.Figures)
	out.Figures, out.Outcome, out.Foreign, out.Voluntary, out.Forced = &sums, s.Outcome, s.Foreign, s.Voluntary, s.Forced
	return out, nil
}

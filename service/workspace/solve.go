package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// Ask asks for a plan of areas.
type Ask struct {
	// Areas are named, or are all that lie in the regions and below them.
	Areas   []engine.AreaID     `json:"areas,omitempty"`
	Regions []registry.RegionID `json:"regions,omitempty"`
	// Policy names the policy; "" plans every area by the one that applies to it.
	Policy string `json:"policy,omitempty"`
	Note   string `json:"note,omitempty"`
	// Rebalance lets the plans that are in force follow the records; without it, plans are made anew.
	Rebalance bool `json:"rebalance,omitempty"`
	// MaxChanges, Resite and Everywhere are those of a rebalance (service.Rebalance).
	MaxChanges *int `json:"max_changes,omitempty"`
	Resite     bool `json:"resite,omitempty"`
	Everywhere bool `json:"everywhere,omitempty"`
}

// Asked is what became of an Ask: a plan, or the job that makes it.
type Asked struct {
	Plan registry.Plan
	Job  *registry.Job
}

// Solve makes a draft. Above JobHomes homes it becomes a job.
func (w *Workspace) Solve(ctx context.Context, c access.Caller, ask Ask) (Asked, error) {
	if err := ask.check(); err != nil {
		return Asked{}, err
	}
	id, err := w.newID("p")
	if err != nil {
		return Asked{}, err
	}
	var areas []registry.Area
	if err := w.read(ctx, func(tx registry.Tx) (err error) {
		areas, err = w.asked(ctx, tx, c, ask)
		return err
	}); err != nil {
		return Asked{}, err
	}
	if homesOf(areas) > w.JobHomes {
		job, err := w.queue(ctx, c, ask, areas)
		return Asked{Job: &job}, err
	}
	m := making{w: w, ask: ask}
	parts, err := m.all(ctx, idsOf(areas), nil)
	if err != nil {
		return Asked{}, err
	}
	var out Asked
	err = w.Store.Write(ctx, func(tx registry.Tx) error {
		if _, err := w.asked(ctx, tx, c, ask); err != nil { // he may still do it
			return err
		}
		if err := keep(ctx, tx, parts, w.Now()); err != nil {
			return err
		}
		p := w.assembled(registry.PlanID(id), ask, parts, c.Account)
		out.Plan, err = w.addPlan(ctx, tx, p)
		return err
	})
	if err != nil {
		return Asked{}, err
	}
	return out, nil
}

func (a Ask) check() error {
	switch {
	case len(a.Areas) == 0 && len(a.Regions) == 0:
		return &service.ContradictionError{Problem: "no areas are named; expected areas or regions"}
	case !a.Rebalance && (a.MaxChanges != nil || a.Resite || a.Everywhere):
		return &service.ContradictionError{Problem: "max_changes, resite and everywhere are for a rebalance; expected rebalance beside them"}
	case a.MaxChanges != nil && *a.MaxChanges < 0:
		return &service.ContradictionError{Problem: "max_changes is negative; expected 0 or more"}
	}
	return nil
}

// asked are the areas that are asked for, by id, each once; in all of them the caller must be one who may plan.
func (w *Workspace) asked(ctx context.Context, tx registry.Tx, c access.Caller, ask Ask) ([]registry.Area, error) {
	var out []registry.Area
	for _, id := range ask.Areas {
		a, err := w.need(ctx, tx, c, access.Solve, id)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	for _, id := range ask.Regions {
		if err := w.Guard.Need(ctx, tx, c, access.Solve, access.InRegion(id)); err != nil {
			return nil, orMissing(err, "region")
		}
		q := registry.AreaQuery{Brief: true} // everything
		if id != "" {
			regions, err := tx.Below(ctx, id)
			if err != nil {
				return nil, err
			}
			q.Regions = append([]registry.RegionID{}, regions...)
		}
		list, err := tx.Areas(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	slices.SortFunc(out, func(a, b registry.Area) int { return compare(a.ID, b.ID) })
	out = slices.CompactFunc(out, func(a, b registry.Area) bool { return a.ID == b.ID })
	if len(out) == 0 {
		return nil, &service.ContradictionError{Problem: "there is no area in these regions"}
	}
	return out, nil
}

func homesOf(areas []registry.Area) int {
	n := 0
	for i := range areas {
		n += areas[i].Households
	}
	return n
}

func idsOf(areas []registry.Area) []engine.AreaID {
	ids := make([]engine.AreaID, len(areas))
	for i := range areas {
		ids[i] = areas[i].ID
	}
	return ids
}

// A making makes the plans of areas.
type making struct {
	w   *Workspace
	ask Ask
}

// A part is the plan of one area, ready to be kept.
type part struct {
	registry.PlanArea
	content []byte
	drawing registry.Drawing
	policy  policy.Policy
	// parent is the plan that it followed from.
	parent registry.PlanID
}

// all plans areas, several at once, and returns their plans in the same order; done hears how many are ready. The error is that of the first area,
// or lists all areas whose records are not valid.
func (m making) all(ctx context.Context, ids []engine.AreaID, done func(int)) ([]part, error) {
	workers := m.w.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	parts, errs := make([]part, len(ids)), make([]error, len(ids))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	next := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex
	ready := 0
	for range min(workers, len(ids)) {
		wg.Go(func() {
			for i := range next {
				if parts[i], errs[i] = m.guarded(ctx, ids[i]); errs[i] != nil && !isInvalid(errs[i]) {
					cancel()
				}
				mu.Lock()
				if ready++; done != nil {
					done(ready)
				}
				mu.Unlock()
			}
		})
	}
	for i := range ids {
		next <- i
	}
	close(next)
	wg.Wait()
	return parts, firstOf(errs)
}

func isInvalid(err error) bool {
	var invalid *service.InvalidError
	return errors.As(err, &invalid)
}

// firstOf is the first error that is not the consequence of another; those of records are joined.
func firstOf(errs []error) error {
	var all service.InvalidError
	var stopped error
	for _, err := range errs {
		var invalid *service.InvalidError
		switch {
		case err == nil:
		case errors.As(err, &invalid):
			all.Areas = append(all.Areas, invalid.Areas...)
		case errors.Is(err, context.Canceled):
			stopped = err
		default:
			return err
		}
	}
	if stopped == nil && all.Areas != nil {
		return &all
	}
	return stopped
}

// guarded turns a panic into an error: a programming error in one area must not end the server.
func (m making) guarded(ctx context.Context, id engine.AreaID) (p part, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &FaultError{Area: id, Fault: engine.Fault{Value: v, Stack: debug.Stack()}}
		}
	}()
	if err := ctx.Err(); err != nil {
		return part{}, err
	}
	return m.one(ctx, id)
}

// A FaultError is a panic while an area was planned: a programming error.
type FaultError struct {
	Area engine.AreaID
	engine.Fault
}

func (e *FaultError) Error() string { return fmt.Sprintf("planning area %q failed", e.Area) }

// one plans one area on one consistent state of its records.
func (m making) one(ctx context.Context, id engine.AreaID) (part, error) {
	var g ground
	if err := m.w.read(ctx, func(tx registry.Tx) (err error) {
		g, err = m.read(ctx, tx, id)
		return err
	}); err != nil {
		return part{}, err
	}
	out := part{PlanArea: registry.PlanArea{Area: id, Records: g.area.Records}, policy: g.now.Policy}
	s := AreaSummary{}
	var plan engine.Plan
	if m.ask.Rebalance {
		done, err := m.rebalance(ctx, g)
		if err != nil {
			return part{}, err
		}
		plan, out.parent = done.Plan, g.area.Published
		s.Outcome, s.Foreign = done.Outcome, done.Foreign
		if r, ok := plan.Rebalance(); ok && done.Outcome == service.Touched {
			s.Voluntary, s.Forced = r.Voluntary, r.Forced
		}
		if done.Outcome == service.Untouched {
			return out.untouched(g)
		}
	} else {
		var err error
		if plan, err = engine.Solve(ctx, g.now, engine.Options{Workers: 1}); err != nil {
			return part{}, invalid(err)
		}
	}
	return out.finish(ctx, g.now, plan, s)
}

// untouched is the very plan that stood: neither counted nor written again.
func (p part) untouched(g ground) (part, error) {
	p.PlanArea, p.policy = g.standing, g.before.Problem.Policy
	var s AreaSummary
	if err := json.Unmarshal(p.Summary, &s); err != nil {
		return p, fmt.Errorf("summary of area %q: %w", p.Area, err)
	}
	s.Outcome, s.Foreign, s.Voluntary, s.Forced = service.Untouched, false, 0, 0
	var err error
	p.Summary, err = json.Marshal(s)
	return p, err
}

// invalid gives what is wrong with an area the type that lists areas.
func invalid(err error) error {
	var one *engine.InvalidError
	if errors.As(err, &one) {
		return &service.InvalidError{Areas: []*engine.InvalidError{one}}
	}
	return err
}

func (p part) finish(ctx context.Context, problem engine.Problem, plan engine.Plan, s AreaSummary) (part, error) {
	var tally service.Tally
	if err := tally.Add(ctx, problem, plan); err != nil {
		return p, err
	}
	s.AreaFigures = tally.Summary().ByArea[0]
	var err error
	if p.Summary, err = json.Marshal(s); err != nil {
		return p, err
	}
	p.content, err = encode(plan, p.policy)
	p.Hash, p.drawing = registry.HashOf(p.content), drawingOf(plan)
	return p, err
}

// A ground is what an area is planned from.
type ground struct {
	area registry.Area
	now  engine.Problem
	// before is the plan in force with its records, standing how that plan names it; zero values without one.
	before   engine.Solved
	standing registry.PlanArea
}

func (m making) read(ctx context.Context, tx registry.Tx, id engine.AreaID) (g ground, err error) {
	if g.area, err = tx.Area(ctx, id); err != nil {
		return g, orMissing(err, "area")
	}
	var pol policy.Policy
	if m.ask.Policy != "" {
		pol, err = policyNamed(ctx, tx, m.ask.Policy)
	} else {
		pol, err = m.w.policyOf(ctx, tx, g.area)
	}
	if err != nil {
		return g, err
	}
	records, err := tx.Records(ctx, id, 0, false)
	if err != nil {
		return g, err
	}
	g.now = problemOf(id, g.area.Datum, records, pol)
	if !m.ask.Rebalance || g.area.Published == "" {
		return g, nil
	}
	if g.standing, err = areaOf(ctx, tx, g.area.Published, id); err != nil {
		return g, err
	}
	g.before, err = m.w.solved(ctx, tx, g.standing)
	return g, err
}

func (m making) rebalance(ctx context.Context, g ground) (service.Rebalanced, error) {
	r := service.Rebalance{After: []engine.Problem{g.now}, Everywhere: m.ask.Everywhere,
		Options: engine.Options{Workers: 1, MaxChanges: m.ask.MaxChanges, Resite: m.ask.Resite}}
	if g.area.Published == "" {
		r.Options.MaxChanges, r.Options.Resite = nil, false
	} else {
		r.Plans, r.Before = []engine.Plan{g.before.Plan}, []engine.Problem{g.before.Problem}
	}
	for done, err := range r.Run(ctx) {
		return done, invalid(err)
	}
	return service.Rebalanced{}, missing("area")
}

// assembled is the plan that parts come to.
func (w *Workspace) assembled(id registry.PlanID, ask Ask, parts []part, by registry.AccountID) registry.Plan {
	p := registry.Plan{ID: id, Note: ask.Note, By: by, At: w.Now()}
	for i := range parts {
		x := &parts[i]
		p.Areas = append(p.Areas, x.PlanArea)
		document := string(codec.JSON(x.policy))
		if i == 0 {
			p.Scheme, p.Policy, p.Parent = x.policy.Scheme, []byte(document), x.parent
		}
		// Areas that are planned by several policies name none; each keeps its own.
		if p.Scheme != x.policy.Scheme {
			p.Scheme = ""
		}
		if string(p.Policy) != document {
			p.Policy = nil
		}
		if p.Parent != x.parent {
			p.Parent = ""
		}
	}
	return p
}

// addPlan keeps a plan whose area plans are kept, and tells so.
func (w *Workspace) addPlan(ctx context.Context, tx registry.Tx, p registry.Plan) (registry.Plan, error) {
	if err := tx.AddPlan(ctx, p); err != nil {
		return p, err
	}
	detail, err := toJSON(facts{"areas": len(p.Areas), "parent": p.Parent})
	if err != nil {
		return p, err
	}
	err = tx.AddEntry(ctx, registry.Entry{At: p.At, By: p.By, Action: string(access.Solve), Object: "plan/" + string(p.ID), Area: onlyArea(p), Detail: detail})
	if err != nil {
		return p, err
	}
	return tx.Plan(ctx, p.ID)
}

// onlyArea is the area of a plan of one, "" for others.
func onlyArea(p registry.Plan) engine.AreaID {
	if len(p.Areas) == 1 {
		return p.Areas[0].Area
	}
	return ""
}

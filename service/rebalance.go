package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// A Rebalance makes standing plans follow what happened to the records.
type Rebalance struct {
	// Plans are the plans that stand.
	Plans []engine.Plan
	// Before are the areas as the plans found them. Where they are not those that a plan names (its fingerprint), the plan still tells who
	// had whom, and what happened is told by comparing it with these records; see Rebalanced.Foreign.
	Before []engine.Problem
	// After are the areas as they are now, under the policy that holds now.
	After []engine.Problem
	// Everywhere rebalances areas too where nothing changed: with MaxChanges or Resite their plan may become better.
	Everywhere bool
	// Options are the engine's: MaxChanges, for each area; Resite; Trades; NoProof; Workers.
	Options engine.Options
}

// Outcome tells what became of the plan of an area.
type Outcome string

const (
	// Untouched: nothing changed; the plan is the very one that stood.
	Untouched Outcome = "untouched"
	// Touched: the plan followed the changes.
	Touched Outcome = "touched"
	// Fresh: the area had no plan before.
	Fresh Outcome = "new"
	// Gone: the area has no records any more.
	Gone Outcome = "gone"
)

// A Rebalanced is an area and what became of its plan.
type Rebalanced struct {
	Area    engine.AreaID
	Outcome Outcome
	// Foreign tells that the plan was made from other records than those given as before.
	Foreign bool
	// Problem and Plan are the area's from now on; both are zero for an area that is gone.
	Problem engine.Problem
	Plan    engine.Plan
	// Standing is the plan before; zero for a new area.
	Standing engine.Plan
	// Moves are the homes whose answer is another than before, or that came or went, by id; Next is what more voluntary changes would buy.
	Moves []engine.Move
	Next  []engine.Trade
}

// A ForeignError says that plans have nothing to do with the records.
type ForeignError struct{ Homes int }

func (e *ForeignError) Error() string {
	return fmt.Sprintf("the plan was made for other villages: none of its %d homes is in the records; expected the records that it was made from, or those of today", e.Homes)
}

// A TwiceError says that an area has more than one plan.
type TwiceError struct{ Area engine.AreaID }

func (e *TwiceError) Error() string {
	return fmt.Sprintf("area %q has more than one plan; expected one", e.Area)
}

// Run rebalances all areas, several at once, and yields them by area. An area whose records are those of its plan keeps it, the same
// value. The first error ends it: a *ForeignError, a *TwiceError, an *InvalidError, or the context's.
func (r Rebalance) Run(ctx context.Context) iter.Seq2[Rebalanced, error] {
	return func(yield func(Rebalanced, error) bool) {
		jobs, err := r.jobs()
		if err != nil {
			yield(Rebalanced{}, err)
			return
		}
		each := r
		// Several areas at once: none needs several workers, and Trace is not to be called from all of them.
		each.Options.Trace, each.Options.Workers = nil, 1
		all := ordered(ctx, len(jobs), r.Options.Workers, func(ctx context.Context, i int) (Rebalanced, error) { return each.one(ctx, jobs[i]) })
		for done, err := range all {
			if !yield(done, err) {
				return
			}
		}
	}
}

// A job is one area: what there is of it before and after.
type job struct {
	area          engine.AreaID
	before, after *engine.Problem
	standing      *engine.Plan
}

func (r *Rebalance) jobs() ([]job, error) {
	at := map[engine.AreaID]*job{}
	of := func(area engine.AreaID) *job {
		if at[area] == nil {
			at[area] = &job{area: area}
		}
		return at[area]
	}
	for i := range r.After {
		of(r.After[i].Area).after = &r.After[i]
	}
	for i := range r.Plans {
		j := of(r.Plans[i].Area())
		if j.standing != nil {
			return nil, &TwiceError{j.area}
		}
		j.standing = &r.Plans[i]
	}
	for i := range r.Before {
		if j := at[r.Before[i].Area]; j != nil {
			j.before = &r.Before[i]
		}
	}
	jobs := make([]job, 0, len(at))
	for _, j := range at {
		jobs = append(jobs, *j)
	}
	slices.SortFunc(jobs, func(a, b job) int { return cmp.Compare(a.area, b.area) })
	return jobs, r.akin()
}

// akin refuses plans none of whose homes is in the records: the wrong file was given.
func (r *Rebalance) akin() error {
	known := map[engine.HouseholdID]bool{}
	for _, problems := range [][]engine.Problem{r.Before, r.After} {
		for i := range problems {
			for k := range problems[i].Households {
				known[problems[i].Households[k].ID] = true
			}
		}
	}
	planned := 0
	for i := range r.Plans {
		for h := range r.Plans[i].Homes() {
			if known[h.ID] {
				return nil
			}
			planned++
		}
	}
	if planned == 0 {
		return nil
	}
	return &ForeignError{planned}
}

func (r *Rebalance) one(ctx context.Context, j job) (Rebalanced, error) {
	out := Rebalanced{Area: j.area}
	if j.standing != nil {
		out.Standing = *j.standing
		out.Foreign = j.before == nil || engine.Fingerprint(*j.before) != j.standing.Input()
	}
	if j.after == nil {
		out.Outcome, out.Moves = Gone, leaving(out.Standing)
		return out, nil
	}
	out.Problem = *j.after
	if j.standing == nil {
		plan, err := engine.Solve(ctx, *j.after, r.Options)
		out.Outcome, out.Plan, out.Moves = Fresh, plan, arriving(plan)
		return out, told(err)
	}
	if !r.Everywhere && engine.Fingerprint(*j.after) == j.standing.Input() {
		out.Outcome, out.Plan, out.Foreign = Untouched, out.Standing, false
		return out, nil
	}
	before, standing := j.before, *j.standing
	if out.Foreign {
		recalled := recall(standing, cmp.Or(j.before, j.after), j.after)
		before, standing = &recalled, renamed(standing, engine.Fingerprint(recalled))
	}
	out.Outcome = Touched
	_, delta, err := engine.Apply(ctx, *before, standing, engine.Changes(*before, *j.after), r.Options)
	out.Plan, out.Moves, out.Next = delta.Plan, delta.Moves, delta.Next
	if out.Foreign && err == nil {
		out.Plan = followedFrom(out.Plan, j.standing.Input())
	}
	return out, told(err)
}

// renamed is a plan under the name of other records.
func renamed(plan engine.Plan, input string) engine.Plan {
	d := plan.Draft()
	d.Input = input
	return d.Build()
}

// followedFrom says that a plan followed the one of another problem: the one that the standing plan names, not the one recalled.
func followedFrom(plan engine.Plan, input string) engine.Plan {
	d := plan.Draft()
	if d.Rebalance == nil {
		return plan
	}
	d.Rebalance.From = input
	return d.Build()
}

// told gives what is wrong with an area the type that lists areas.
func told(err error) error {
	var invalid *engine.InvalidError
	if errors.As(err, &invalid) {
		return &InvalidError{Areas: []*engine.InvalidError{invalid}}
	}
	return err
}

// leaving are the moves of an area that is gone.
func leaving(standing engine.Plan) []engine.Move {
	loads := loadsOf(standing)
	var moves []engine.Move
	for h := range standing.Homes() {
		m := engine.Move{Household: h.ID, Kind: engine.MoveGone, Cause: engine.Cause{Code: engine.CauseGone}}
		if h.State.Linked() {
			m.Before, m.BeforeMM, m.LoadBefore = h.Member, h.DistanceMM, loads[h.Member]
		}
		moves = append(moves, m)
	}
	return moves
}

// arriving are the moves of an area that had no plan.
func arriving(plan engine.Plan) []engine.Move {
	loads := loadsOf(plan)
	var moves []engine.Move
	for h := range plan.Homes() {
		m := engine.Move{Household: h.ID, Kind: engine.MoveArrived, Cause: engine.Cause{Code: engine.CauseArrived}}
		if h.State.Linked() {
			m.After, m.AfterMM, m.LoadAfter = h.Member, h.DistanceMM, loads[h.Member]
		}
		moves = append(moves, m)
	}
	return moves
}

func loadsOf(plan engine.Plan) map[engine.MemberID]int {
	loads := map[engine.MemberID]int{}
	for m := range plan.Members() {
		loads[m.ID] = m.Load
	}
	return loads
}

// recall builds the records that a plan was made from as far as that can be told: the homes and members of the plan, as the lists at hand
// have them. A home or member who is in no list stands for itself: where it was does not matter, since it has left. Locks are left out, since
// who was locked to whom is in the plan, and no site is required, since the plan may not have been asked for it.
func recall(standing engine.Plan, listed, after *engine.Problem) engine.Problem {
	p := engine.Problem{Area: after.Area, Policy: listed.Policy, Ground: after.Ground, Datum: after.Datum}
	homes, members := map[engine.HouseholdID]engine.Household{}, map[engine.MemberID]engine.Member{}
	for _, list := range []*engine.Problem{after, listed} { // the older one counts
		for _, h := range list.Households {
			homes[h.ID] = h
		}
		for _, m := range list.Members {
			members[m.ID] = m
		}
	}
	circles := map[engine.CircleID]engine.Circle{}
	for c := range standing.Circles() {
		circles[c.ID] = c
	}
	planned := map[engine.HouseholdID]bool{}
	for h := range standing.Homes() {
		record, known := homes[h.ID]
		if !known {
			record = engine.Household{ID: h.ID, Area: p.Area, Location: circles[h.Circle].Center, Weight: 1}
		}
		p.Households, planned[h.ID] = append(p.Households, record), true
	}
	for m := range standing.Members() {
		record, known := members[m.ID]
		if !known {
			record = engine.Member{ID: m.ID, Area: p.Area, Household: m.Anchor}
		}
		visits := record.Area != p.Area && p.Policy.Metric == policy.MetricMatrix // the matrix may know him by his household
		if !visits && (!planned[record.Household] || record.Area != p.Area) {
			record.Household = ""
		}
		p.Members = append(p.Members, record)
	}
	for _, s := range listed.Sites {
		if s.Use == engine.SiteRequired {
			s.Use = engine.SiteCandidate
		}
		if s.Household == "" || planned[s.Household] {
			p.Sites = append(p.Sites, s)
		}
	}
	return p
}

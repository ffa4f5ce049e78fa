package service

import (
	"cmp"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// A RebalanceSummary tells planners what a rebalance did. Lengths are metres.
type RebalanceSummary struct {
	Mode engine.RebalanceMode `json:"mode"`
	// MaxChanges is the most voluntary changes allowed in each area, under at_most.
	MaxChanges int  `json:"max_changes"`
	Resited    bool `json:"resited"`
	// Areas counts the areas, by what became of their plans; Foreign those whose plan was made from other records than those given.
	Areas     int `json:"areas"`
	Touched   int `json:"touched"`
	Untouched int `json:"untouched"`
	New       int `json:"new"`
	Gone      int `json:"gone"`
	Foreign   int `json:"foreign"`
	// Moves count the homes whose answer is another than before, by kind and by cause.
	Moves  MoveFigures    `json:"moves"`
	Causes []CauseFigures `json:"causes"`
	// Before and After are over all areas but the untouched ones.
	Before StateFigures `json:"before"`
	After  StateFigures `json:"after"`
	// Next is what more voluntary changes would buy.
	Next []TradeFigures `json:"next"`
}

// MoveFigures count homes by engine.MoveKind.
type MoveFigures struct {
	Arrived   int `json:"arrived"`
	Gone      int `json:"gone"`
	Forced    int `json:"forced"`
	Voluntary int `json:"voluntary"`
	Served    int `json:"served"`
}

// CauseFigures count moves by a cause.
type CauseFigures struct {
	Cause engine.CauseCode `json:"cause"`
	Homes int              `json:"homes"`
}

// StateFigures describe the links of some areas.
type StateFigures struct {
	Homes    int `json:"homes"`
	Unserved int `json:"unserved"`
	Circles  int `json:"circles"`
	// Centers counts centre households.
	Centers int `json:"centers"`
	Links   int `json:"links"`
	// MeanM and MaxM are over the links.
	MeanM float64 `json:"mean_m"`
	MaxM  float64 `json:"max_m"`
	// Loads is over the eligible members.
	Loads Spread `json:"loads"`
}

// TradeFigures are a corner of the trade between changes and quality in one area.
type TradeFigures struct {
	Area    engine.AreaID `json:"area"`
	Changes int           `json:"changes"`
	// Member would take most of the homes that move, Homes how many; New: he answers for nobody yet.
	Member engine.MemberID `json:"member"`
	Homes  int             `json:"homes"`
	New    bool            `json:"new"`
	// Gains is what the plan would gain (negative) or pay, for the tiers that would change, in their order.
	Gains []GainFigures `json:"gains"`
}

// A GainFigures is what a tier would be more; of distances in metres.
type GainFigures struct {
	Tier  policy.Tier `json:"tier"`
	Delta float64     `json:"delta"`
}

// A RebalanceTally makes a RebalanceSummary, area after area.
type RebalanceTally struct {
	s             RebalanceSummary
	causes        map[engine.CauseCode]int
	before, after stateSample
}

// NewRebalanceTally begins a tally of what a Rebalance yields.
func NewRebalanceTally(o engine.Options) *RebalanceTally {
	t := &RebalanceTally{causes: map[engine.CauseCode]int{}, s: RebalanceSummary{Mode: engine.RebalanceLeast, Resited: o.Resite, Next: []TradeFigures{}}}
	if o.MaxChanges != nil {
		t.s.Mode, t.s.MaxChanges = engine.RebalanceAtMost, *o.MaxChanges
	}
	return t
}

// Add counts one area.
func (t *RebalanceTally) Add(r *Rebalanced) {
	t.s.Areas++
	if r.Foreign {
		t.s.Foreign++
	}
	switch r.Outcome {
	case Untouched:
		t.s.Untouched++
		return
	case Touched:
		t.s.Touched++
	case Fresh:
		t.s.New++
	case Gone:
		t.s.Gone++
	}
	t.before.add(r.Standing)
	t.after.add(r.Plan)
	for i := range r.Moves {
		t.move(&r.Moves[i])
	}
	for i := range r.Next {
		t.s.Next = append(t.s.Next, trade(r.Area, r.Plan, &r.Next[i]))
	}
}

func (t *RebalanceTally) move(m *engine.Move) {
	f := &t.s.Moves
	switch m.Kind {
	case engine.MoveArrived:
		f.Arrived++
	case engine.MoveGone:
		f.Gone++
	case engine.MoveForced:
		f.Forced++
	case engine.MoveVoluntary:
		f.Voluntary++
	case engine.MoveServed:
		f.Served++
	}
	t.causes[m.Cause.Code]++
}

// trade compares a corner with the plan, tier by tier.
func trade(area engine.AreaID, plan engine.Plan, t *engine.Trade) TradeFigures {
	f := TradeFigures{Area: area, Changes: t.Changes, Member: t.Member, Homes: t.Homes, New: t.New, Gains: []GainFigures{}}
	p := plan.Proof().Links
	k := 0
	for i, tier := range p.Tiers {
		if tier == policy.TierChanges || i >= len(p.Value) {
			continue
		}
		if k < len(t.Value) && t.Value[k] != p.Value[i] {
			delta := float64(t.Value[k] - p.Value[i])
			if tier == policy.TierDistance {
				delta /= 1000
			}
			f.Gains = append(f.Gains, GainFigures{tier, delta})
		}
		k++
	}
	return f
}

// Summary returns what was counted so far.
func (t *RebalanceTally) Summary() RebalanceSummary {
	s := t.s
	s.Causes = []CauseFigures{}
	for code, n := range t.causes {
		s.Causes = append(s.Causes, CauseFigures{code, n})
	}
	slices.SortFunc(s.Causes, func(a, b CauseFigures) int { return cmp.Or(b.Homes-a.Homes, cmp.Compare(a.Cause, b.Cause)) })
	s.Before, s.After = t.before.figures(), t.after.figures()
	return s
}

// stateSample is what StateFigures are made of.
type stateSample struct {
	f     StateFigures
	sumMM int64
	maxMM int64
	loads []int
}

func (s *stateSample) add(plan engine.Plan) {
	for h := range plan.Homes() {
		s.f.Homes++
		if h.State == engine.HomeUnserved {
			s.f.Unserved++
		}
	}
	for range plan.Centers() {
		s.f.Centers++
	}
	for range plan.Circles() {
		s.f.Circles++
	}
	for h := range plan.Links() {
		s.f.Links++
		s.sumMM += h.DistanceMM
		s.maxMM = max(s.maxMM, h.DistanceMM)
	}
	for m := range plan.Members() {
		if m.Eligible {
			s.loads = append(s.loads, m.Load)
		}
	}
}

func (s *stateSample) figures() StateFigures {
	f := s.f
	f.MeanM, f.MaxM, f.Loads = mean(s.sumMM, f.Links), meters(s.maxMM), spread(s.loads)
	return f
}

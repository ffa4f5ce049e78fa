package service

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"jinlin/engine"
)

// GroupFigures tell what the groups amount to; all 0 without any.
type GroupFigures struct {
	Groups int `json:"groups"`
	// Homes is over the homes of groups, Weights over their weights.
	Homes   Spread `json:"homes"`
	Weights Spread `json:"weights"`
	// Violation adds up how far sizes are outside their bounds; ViolationBound is how far they have to be.
	Violation      int64 `json:"violation"`
	ViolationBound int64 `json:"violation_bound"`
	// Compactness is the length of cut neighbourhoods, or the distance to the middles in millimetres, and what so many groups need at least.
	Compactness      int64 `json:"compactness"`
	CompactnessBound int64 `json:"compactness_bound"`
	// Reasons tell why sizes cannot be within their bounds.
	Reasons []GroupReasonFigures `json:"reasons"`
}

// GroupReasonFigures count the pieces, homes or areas for which a reason holds.
type GroupReasonFigures struct {
	Kind  engine.GroupReasonKind `json:"kind"`
	Times int                    `json:"times"`
}

// groupSample is what GroupFigures are made of.
type groupSample struct {
	homes, weights []int
	proof          engine.GroupProof // only its plain numbers
	reasons        map[engine.GroupReasonKind]int
}

func (s *groupSample) add(plan engine.Plan) {
	for g := range plan.Groups() {
		s.homes, s.weights = append(s.homes, g.Homes), append(s.weights, int(g.Weight))
	}
	s.proof = plan.Proof().Groups
	s.reasons = map[engine.GroupReasonKind]int{}
	for _, r := range s.proof.Reasons {
		s.reasons[r.Kind]++
	}
}

func (s *groupSample) join(o *groupSample) {
	s.homes, s.weights = append(s.homes, o.homes...), append(s.weights, o.weights...)
	s.proof.Violation += o.proof.Violation
	s.proof.ViolationBound += o.proof.ViolationBound
	s.proof.Compactness += o.proof.Compactness
	s.proof.CompactnessBound += o.proof.CompactnessBound
	if s.reasons == nil {
		s.reasons = map[engine.GroupReasonKind]int{}
	}
	addCounts(s.reasons, o.reasons)
}

func (s *groupSample) figures() GroupFigures {
	f := GroupFigures{
		Groups: len(s.homes), Homes: spread(s.homes), Weights: spread(s.weights), Violation: s.proof.Violation, ViolationBound: s.proof.ViolationBound,
		Compactness: s.proof.Compactness, CompactnessBound: s.proof.CompactnessBound, Reasons: []GroupReasonFigures{},
	}
	for _, kind := range slices.Sorted(maps.Keys(s.reasons)) {
		f.Reasons = append(f.Reasons, GroupReasonFigures{kind, s.reasons[kind]})
	}
	slices.SortStableFunc(f.Reasons, func(a, b GroupReasonFigures) int { return cmp.Compare(b.Times, a.Times) })
	return f
}

func (t *text) groups() {
	g := &t.s.Total.Groups
	if g.Groups == 0 {
		return
	}
	t.line("%s", t.word.groups)
	t.row(t.word.groups, g.Groups, "")
	t.line("  %s "+t.word.spread, pad(t.word.groupHomes, column), g.Homes.Min, g.Homes.Median, g.Homes.Max)
	if g.Weights != g.Homes {
		t.line("  %s "+t.word.spread, pad(t.word.groupWeights, column), g.Weights.Min, g.Weights.Median, g.Weights.Max)
	}
	t.row(t.word.outside, int(g.Violation), fmt.Sprintf(t.word.outsideBound, g.ViolationBound))
	for _, r := range g.Reasons {
		t.row(fmt.Sprintf("  "+t.word.groupReason, t.word.code(string(r.Kind))), r.Times, "")
	}
	t.row(t.word.compact, int(g.Compactness), fmt.Sprintf(t.word.compactBound, g.CompactnessBound))
	t.line("")
}

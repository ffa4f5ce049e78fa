package verify

import (
	"slices"

	"jinlin/engine"
)

// A claim is what a plan says of one stage: a vector to be minimised and a
// lower bound of it, beside what they really are. Entries to be maximised come
// with the sign turned. A bound counts lexicographically, or, where each entry
// is bounded by itself, entry by entry.
type claim struct {
	stage        string
	kind         engine.ProofKind
	value, bound []int64
	truth        []int64 // the plan's real value
	derived      []int64 // the strongest bound that the certificate gives
	each         bool
	unsound      bool // the certificate has been found wanting already
}

// judgeClaim notes what is false of a claim, and the stage in the report.
func (j *judge) judgeClaim(c claim) {
	before := len(j.report.Findings)
	if !slices.Equal(c.value, c.truth) {
		j.add(Finding{Code: WrongValue}, "the value of stage %s is said to be %v; it is %v", c.stage, c.value, c.truth)
	}
	switch c.kind {
	case engine.Certified:
		if !slices.Equal(c.value, c.bound) || !slices.Equal(c.derived, c.value) {
			j.add(Finding{Code: FalseClaim}, "stage %s is said to be certified with value %v and bound %v; the certificate gives %v", c.stage, c.value, c.bound, c.derived)
		}
	case engine.Bounded:
		if !c.atMost(c.bound, c.derived) {
			j.add(Finding{Code: FalseBound}, "stage %s claims the bound %v; the certificate gives %v", c.stage, c.bound, c.derived)
		}
	case engine.Searched:
		if !c.atMost(c.bound, c.value) {
			j.add(Finding{Code: FalseBound}, "stage %s claims the bound %v, past its value %v", c.stage, c.bound, c.value)
		}
	default:
		j.add(Finding{Code: ProofMissing}, "stage %s has a proof of kind %q; expected certified, bounded or searched", c.stage, c.kind)
	}
	j.noteStage(c.stage, c.kind, !c.unsound && before == len(j.report.Findings))
}

func (c *claim) atMost(a, b []int64) bool {
	if len(a) != len(b) {
		return false
	}
	if !c.each {
		return slices.Compare(a, b) <= 0
	}
	for i := range a {
		if a[i] > b[i] {
			return false
		}
	}
	return true
}

func (j *judge) noteStage(name string, kind engine.ProofKind, holds bool) {
	s := Stage{Name: name, Claimed: kind}
	if holds {
		s.Confirmed = kind
	}
	j.report.Stages = append(j.report.Stages, s)
}

// judgeUnasked checks that nothing is claimed of a stage that the policy does
// not ask for.
func (j *judge) judgeUnasked(stage string, kind engine.ProofKind) {
	holds := kind == engine.NotSolved || kind == ""
	if !holds {
		j.add(Finding{Code: ProofUnasked}, "stage %s has a proof of kind %q; the policy does not ask for the stage", stage, kind)
	}
	j.noteStage(stage, engine.NotSolved, holds)
}

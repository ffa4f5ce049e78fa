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
	reached      []int64 // the bound that certifies truth: truth, or truth times the scale of the certificate
	each         bool
	unsound      bool // the certificate has been found wanting already
}

// judgeClaim notes what is false of a claim, and the stage in the report.
func (j *judge) judgeClaim(c claim) {
	before := len(j.report.Findings)
	if c.reached == nil {
		c.reached = c.truth
	}
	j.judgeValue(&c)
	switch c.kind {
	case engine.Certified:
		if !slices.Equal(c.reached, c.bound) || !slices.Equal(c.derived, c.reached) {
			j.add(Finding{Code: FalseClaim}, "stage %s is said to be certified with value %v and bound %v; the certificate gives %v", c.stage, c.value, c.bound, c.derived)
		}
	case engine.Bounded:
		if !c.atMost(c.bound, c.derived) {
			j.add(Finding{Code: FalseBound}, "stage %s claims the bound %v; the certificate gives %v", c.stage, c.bound, c.derived)
		}
	case engine.Searched, engine.Narrowed:
		if !c.atMost(c.bound, c.reached) {
			j.add(Finding{Code: FalseBound}, "stage %s claims the bound %v, past its value %v", c.stage, c.bound, c.reached)
		}
	case engine.Unchecked:
	default:
		j.add(Finding{Code: ProofMissing}, "stage %s has a proof of kind %q; expected certified, bounded, searched, narrowed or unchecked", c.stage, c.kind)
	}
	kind := c.kind
	if kind == engine.Unchecked && !c.unsound && slices.Equal(c.derived, c.reached) {
		kind = engine.Certified
	}
	holds := before == len(j.report.Findings) && (!c.unsound || kind == engine.Unchecked)
	j.noteStage(c.stage, c.kind, kind, holds)
}

func (j *judge) judgeValue(c *claim) {
	if !slices.Equal(c.value, c.truth) {
		j.add(Finding{Code: WrongValue}, "the value of stage %s is said to be %v; it is %v", c.stage, c.value, c.truth)
	}
}

// judgeKept checks the claim of a stage that stands as it did: its value is
// true, and nothing more is claimed. parts counts the arguments given.
func (j *judge) judgeKept(c claim, parts int) {
	before := len(j.report.Findings)
	j.judgeValue(&c)
	if !j.frozen() {
		j.add(Finding{Code: KeptUnasked}, "stage %s is said to be kept; circles are kept only in a plan that followed another and was not resited", c.stage)
	}
	if slices.ContainsFunc(c.bound, func(n int64) bool { return n != 0 }) || parts > 0 {
		j.add(Finding{Code: FalseBound}, "stage %s is said to be kept, with bound %v and %d arguments; expected none", c.stage, c.bound, parts)
	}
	j.noteStage(c.stage, c.kind, c.kind, before == len(j.report.Findings))
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

// noteStage notes what is claimed, and what of it was confirmed if it holds.
func (j *judge) noteStage(name string, claimed, confirmed engine.ProofKind, holds bool) {
	s := Stage{Name: name, Claimed: claimed}
	if holds {
		s.Confirmed = confirmed
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
	j.noteStage(stage, engine.NotSolved, engine.NotSolved, holds)
}

package verify_test

import (
	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

var (
	gatherCodes = []string{
		verify.CenterUnknown, verify.CenterMember, verify.CenterNotOwn, verify.CenterTooFar, verify.CenterOverfull, verify.WrongCenterFigure, verify.WrongMemberDistance,
		verify.CentersUnasked, verify.ShortfallMissing, verify.ShortfallFalse, verify.WrongShortfall, verify.WrongValue,
	}
	centerCodes = append([]string{
		verify.CenterTwice, verify.CenterNotCandidate, verify.ForeignMember, verify.WrongCenters, verify.WrongCenterNumber, verify.MentorNotAllowed, verify.MentorOverload,
		verify.WrongMentorDistance,
	}, gatherCodes...)
)

func gathered(s *engine.Server) bool            { return s.Center != "" }
func gathering(d *engine.Draft) []engine.Center { return d.Centers }
func mentored(x *engine.Center) bool            { return x.Mentor != "" }
func onCenters(do func(chooser, *engine.CenterProof)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		if p.Policy.Centers.By == policy.CentersChosen {
			do(c, &d.Proof.Centers)
		}
		return p.Policy.Centers.By == policy.CentersChosen
	}
}

// claimOf picks one of the claims of the choice.
func claimOf(c chooser, p *engine.CenterProof) *engine.BoundProof {
	return pick(c, &p.Number, &p.Ranks, &p.Out, &p.Missing, &p.Distance)
}

func init() { mutations = append(mutations, centerMutations...) }

var centerMutations = []mutation{
	{"another centre", gatherCodes, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		m, x := anyOf(c, d.Members), anyOf(c, d.Members)
		if m == nil || m.Center == x.ID {
			return false
		}
		m.Center = x.ID
		return true
	}},
	{"no centre", gatherCodes, on(servers, gathered, func(m *engine.Server) { m.Center, m.CenterMM = "", 0 })},
	{"distance to the centre", gatherCodes, on(servers, always, func(m *engine.Server) { m.CenterMM++ })},
	{"a centre less", centerCodes, func(c chooser, _ *engine.Problem, d *engine.Draft) bool { return without(&d.Centers, c) }},
	{"a centre twice", centerCodes, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x := anyOf(c, d.Centers)
		if x != nil {
			d.Centers = append(d.Centers, *x)
		}
		return x != nil
	}},
	{"somebody else as centre", centerCodes, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x, m := anyOf(c, d.Centers), anyOf(c, d.Members)
		if x == nil || x.Member == m.ID {
			return false
		}
		x.Member = m.ID
		return true
	}},
	{"an unasked centre", centerCodes, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		m := anyOf(c, d.Members)
		if m == nil || p.Policy.Centers.By == policy.CentersChosen {
			return false
		}
		d.Centers = append(d.Centers, engine.Center{Number: 1, Member: m.ID})
		return true
	}},
	{"number of a centre", centerCodes, on(gathering, always, func(x *engine.Center) { x.Number++ })},
	{"figures of a centre", centerCodes, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x := anyOf(c, d.Centers)
		if x != nil {
			*pick(c, &x.Members, &x.Homes, &x.Weight) += pick(c, 1, -1)
		}
		return x != nil
	}},
	{"distances of a centre", centerCodes, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x := anyOf(c, d.Centers)
		if x != nil {
			nudge(c, pick(c, &x.RadiusMM, &x.TotalMM, &x.MentorMM))
		}
		return x != nil
	}},
	{"another mentor", centerCodes, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x, m := anyOf(c, d.Centers), anyOf(c, d.Members)
		if x == nil || x.Mentor == m.ID {
			return false
		}
		x.Mentor = m.ID
		return true
	}},
	{"no mentor", centerCodes, on(gathering, mentored, func(x *engine.Center) { x.Mentor, x.MentorMM = "", 0 })},
	{"value of centres", []string{verify.WrongValue}, onCenters(func(c chooser, p *engine.CenterProof) { nudge(c, &claimOf(c, p).Value) })},
	{"bound of centres", proofs, onCenters(func(c chooser, p *engine.CenterProof) {
		x := claimOf(c, p)
		x.Kind = engine.Bounded
		nudge(c, &x.Bound)
	})},
	{"certified centres", append([]string{verify.WrongValue}, proofs...), onCenters(func(c chooser, p *engine.CenterProof) {
		x := claimOf(c, p)
		x.Kind, x.Bound = engine.Certified, x.Value-int64(c(2))
	})},
	{"kind of centres", append([]string{verify.KeptUnasked, verify.ProofMissing}, proofs...), onCenters(func(c chooser, p *engine.CenterProof) {
		claimOf(c, p).Kind = pick(c, engine.Kept, engine.NotSolved, engine.Searched)
	})},
	{"multiplier of a member", proofs, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		m := anyOf(c, d.Members)
		if m != nil {
			nudge(c, &m.CenterPriceMM)
		}
		return m != nil
	}},
	{"multiplier of a member for who is out", proofs, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		m := anyOf(c, d.Members)
		if m != nil {
			m.CenterOutPrice += pick(c, int64(1<<19), -1<<19, -1<<23)
		}
		return m != nil && d.Proof.Centers.OutScale > 0
	}},
	{"scale of who is out", proofs, onCenters(func(c chooser, p *engine.CenterProof) { p.OutScale = pick(c, int64(0), 1, -1, p.OutScale/2) })},
	{"price of centres", proofs, onCenters(func(c chooser, p *engine.CenterProof) { nudge(c, pick(c, &p.OutPriceMM, &p.MissingPriceMM)) })},
	{"claim of mentors", append([]string{verify.WrongValue, verify.ProofMissing, verify.KeptUnasked}, proofs...), onCenters(func(c chooser, p *engine.CenterProof) {
		if len(p.Mentors.Value) == 3 && len(p.Mentors.Bound) == 3 {
			switch c(3) {
			case 0:
				nudge(c, &p.Mentors.Value[c(3)])
			case 1:
				nudge(c, &p.Mentors.Bound[c(3)])
			case 2:
				p.Mentors.Kind = pick(c, engine.Kept, engine.NotSolved, engine.Bounded)
			}
		}
	})},
	{"price of a mentor", append([]string{verify.PriceMissing}, proofs...), func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		m := some(c, d.Members, func(m *engine.Server) bool { return len(m.MentorPrice) > 0 })
		if m == nil {
			return false
		}
		if c.one(4) {
			m.MentorPrice = m.MentorPrice[1:]
		} else {
			nudge(c, &m.MentorPrice[c(3)])
		}
		return true
	}},
}

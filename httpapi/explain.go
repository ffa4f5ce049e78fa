package httpapi

import (
	"context"
	"errors"

	"github.com/gin-gonic/gin"

	"jinlin/engine"
)

// postExplain answers a problem and its plan with why a home or a member has what the plan gives.
func (s *server) postExplain(ctx context.Context, c *gin.Context) error {
	t, err := s.request(c, explainAsk())
	if err != nil {
		return err
	}
	q, err := t.question()
	if err != nil {
		return err
	}
	var answer Explained
	err = s.limited(ctx, func(ctx context.Context) error {
		answer, err = t.explain(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	return s.writeJSON(c, answer)
}

// A question is what is to be explained: one of a home and a member.
type question struct {
	household engine.HouseholdID
	member    engine.MemberID
	best      bool
}

func (t *task) question() (question, error) {
	var v violations
	q := question{engine.HouseholdID(t.body.text("household", &v)), engine.MemberID(t.body.text("member", &v)), t.body.flag("best", &v)}
	switch {
	case len(v.details) > 0:
	case q.household == "" && q.member == "":
		v.add("body.household", nil, "is missing, and so is member; expected the id of one of the two")
	case q.household != "" && q.member != "":
		v.add("body.member", string(q.member), "stands beside household; expected one of the two")
	}
	return q, v.err()
}

// explain answers for every area whose plan knows the home or the member: a member may serve several.
func (t *task) explain(ctx context.Context, q question) (Explained, error) {
	if err := t.validate(); err != nil {
		return Explained{}, err
	}
	byArea := make(map[engine.AreaID]*engine.Problem, len(t.problems))
	for i := range t.problems {
		byArea[t.problems[i].Area] = &t.problems[i]
	}
	out := Explained{Explanations: []AreaExplanation{}}
	for _, plan := range t.doc.Plans {
		p := byArea[plan.Area()]
		if p == nil || !q.concerns(plan) {
			continue
		}
		x, err := q.answer(ctx, p, plan)
		if err != nil {
			return Explained{}, planProblem(ctx, err)
		}
		out.Explanations = append(out.Explanations, x)
	}
	if len(out.Explanations) == 0 {
		var v violations
		if q.household != "" {
			v.add("body.household", string(q.household), "is not in the plan of any area that has records; expected the id of a household of the plan")
		} else {
			v.add("body.member", string(q.member), "is not in the plan of any area that has records; expected the id of a member of the plan")
		}
		return Explained{}, v.err()
	}
	return out, nil
}

func (q *question) concerns(plan engine.Plan) bool {
	for h := range plan.Homes() {
		if h.ID == q.household && q.household != "" {
			return true
		}
	}
	for m := range plan.Members() {
		if m.ID == q.member && q.member != "" {
			return true
		}
	}
	return false
}

func (q *question) answer(ctx context.Context, p *engine.Problem, plan engine.Plan) (AreaExplanation, error) {
	out := AreaExplanation{Area: string(plan.Area())}
	if q.household != "" {
		x, err := engine.Explain(ctx, *p, plan, q.household, engine.ExplainOptions{Best: q.best})
		if err == nil {
			out.Home = homeExplanation(x)
		}
		return out, err
	}
	x, err := engine.ExplainMember(ctx, *p, plan, q.member)
	if err == nil {
		out.Member = memberExplanation(x)
	}
	return out, err
}

// planProblem says that a plan does not belong to the records, unless something else failed.
func planProblem(ctx context.Context, err error) error {
	var invalid *engine.InvalidError
	if ctx.Err() != nil || errors.As(err, &invalid) {
		return err
	}
	var v violations
	v.add("body.plan", nil, "%v; expected the plan of the records given", err)
	return v.err()
}

func homeExplanation(x engine.Explanation) *HomeExplanation {
	out := &HomeExplanation{HomeReport: homeReport(x.Home), Tiers: texts(x.Tiers), Alternatives: []AlternativeReport{}}
	if u := x.Unserved; u != nil {
		out.Unserved = &UnservedReport{Stage: string(u.Stage), Reason: string(u.Reason), Nearest: string(u.Nearest), Services: u.Services,
			Cut: cutReport(u.Cut)}
		if u.Nearest != "" {
			out.Unserved.NearestM = new(metres(u.NearestMM))
		}
	}
	if x.Wishes != nil {
		out.Wishes = &WishesReport{Rank: x.Wishes.Rank, Missed: []WishReport{}}
		for _, m := range x.Wishes.Missed {
			out.Wishes.Missed = append(out.Wishes.Missed, WishReport{string(m.Member), m.Rank, string(m.Verdict)})
		}
	}
	for _, a := range x.Alternatives {
		out.Alternatives = append(out.Alternatives, AlternativeReport{Member: string(a.Member), DistanceM: metres(a.DistanceMM), Load: a.Load,
			Verdict: string(a.Verdict), Delta: a.Delta, Best: a.Best, Moves: relinks(a.Moves)})
	}
	return out
}

func homeReport(h engine.Home) HomeReport {
	r := HomeReport{Household: string(h.ID), State: string(h.State), Circle: string(h.Circle), Member: string(h.Member), Before: string(h.Before),
		Deputy: string(h.Deputy), OpenMember: string(h.OpenMember)}
	for _, x := range []struct {
		into  **float64
		mm    int64
		known bool
	}{{&r.CenterM, h.CenterMM, h.Circle != ""}, {&r.DistanceM, h.DistanceMM, h.Member != ""}, {&r.DeputyM, h.DeputyMM, h.Deputy != ""}, {&r.OpenM, h.OpenMM, h.OpenMember != ""}} {
		if x.known {
			*x.into = new(metres(x.mm))
		}
	}
	return r
}

func memberExplanation(x engine.MemberExplanation) *MemberExplanation {
	m := x.Member
	out := &MemberExplanation{Member: string(m.ID), Eligible: m.Eligible, Excluded: m.Excluded, Circle: string(m.Circle), Load: m.Load, Deputised: m.Deputised,
		Tiers: texts(x.Tiers), Bounds: LoadBounds{x.Load.Min, x.Load.TargetMin, x.Load.TargetMax, x.Load.Max}, Homes: []HomeReport{}, Nearby: []NearbyReport{},
		More: loadStep(x.More), Fewer: loadStep(x.Fewer), TakeOver: handover(x.TakeOver), HandOver: handover(x.HandOver)}
	for _, h := range x.Homes {
		out.Homes = append(out.Homes, homeReport(h))
	}
	if c := x.Center; c != nil {
		out.Center = &CenterReport{Number: c.Number, Member: string(c.Member), CenterM: metres(m.CenterMM), Members: c.Members, Homes: c.Homes, Mentor: string(c.Mentor)}
		if c.Mentor != "" {
			out.Center.MentorM = new(metres(c.MentorMM))
		}
	}
	if s := x.Shortfall; s != nil {
		out.Shortfall = &ShortfallReport{s.Missing, cutReport(s.Cut)}
	}
	for _, n := range x.Nearby {
		r := NearbyReport{Household: string(n.Household), DistanceM: metres(n.DistanceMM), State: string(n.State), Other: string(n.Other), Verdict: string(n.Verdict), Delta: n.Delta}
		if n.Other != "" {
			r.OtherM = new(metres(n.OtherMM))
		}
		out.Nearby = append(out.Nearby, r)
	}
	return out
}

func loadStep(s *engine.LoadStep) *LoadStepReport {
	if s == nil {
		return nil
	}
	return &LoadStepReport{Load: s.Load, Over: s.Over, Own: s.Own, Delta: s.Delta, Moves: relinks(s.Moves)}
}

func handover(h *engine.Handover) *HandoverReport {
	if h == nil {
		return nil
	}
	return &HandoverReport{RelinkReport: relink(h.Relink), Delta: h.Delta}
}

func relinks(all []engine.Relink) []RelinkReport {
	var out []RelinkReport
	for _, r := range all {
		out = append(out, relink(r))
	}
	return out
}

func relink(r engine.Relink) RelinkReport {
	out := RelinkReport{Household: string(r.Household), From: string(r.From), To: string(r.To)}
	if r.From != "" {
		out.FromM = new(metres(r.FromMM))
	}
	if r.To != "" {
		out.ToM = new(metres(r.ToMM))
	}
	return out
}

func cutReport(c *engine.Cut) *CutReport {
	if c == nil {
		return nil
	}
	return &CutReport{texts(c.Homes), texts(c.Members), c.Room, c.Missing}
}

// texts turns a list of typed strings into plain ones.
func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

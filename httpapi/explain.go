package httpapi

import (
	"context"
	"errors"

	"github.com/gin-gonic/gin"

	"jinlin/engine"
	"jinlin/httpapi/internal/told"
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
			out.Home = told.Home(x)
		}
		return out, err
	}
	x, err := engine.ExplainMember(ctx, *p, plan, q.member)
	if err == nil {
		out.Member = told.Member(x)
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

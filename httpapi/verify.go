package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"github.com/gin-gonic/gin"

	"jinlin/engine"
	"jinlin/httpapi/internal/packed"
	"jinlin/service"
	"jinlin/verify"
)

// postVerify answers a problem and a plan with what of the plan is true.
func (s *server) postVerify(ctx context.Context, c *gin.Context) error {
	t, err := s.request(c, verifyAsk())
	if err != nil {
		return err
	}
	var report Report
	err = s.limited(ctx, func(ctx context.Context) error {
		report, err = s.judge(ctx, t, t.doc.Plans)
		return err
	})
	if err != nil {
		return err
	}
	return s.writeJSON(c, report)
}

func (s *server) writeJSON(c *gin.Context, answer any) error {
	s.writeBy(c)
	out, done := packed.Writer(c)
	c.Header("Content-Type", "application/json")
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(answer); err != nil {
		return err
	}
	return done()
}

// judge refuses an invalid problem as /v1/solve does.
func (s *server) judge(ctx context.Context, t *task, plans []engine.Plan) (Report, error) {
	if err := prepareAll(ctx, t); err != nil {
		return Report{}, err
	}
	verdict, err := service.Check(ctx, t.problems, plans, s.Workers)
	if err != nil {
		return Report{}, err
	}
	r := Report{OK: verdict.OK(), Findings: findings(verdict.Findings), Areas: []AreaReport{}}
	for _, a := range verdict.Reports {
		r.Areas = append(r.Areas, areaReport(a))
	}
	return r, nil
}

func prepareAll(ctx context.Context, t *task) error {
	var v violations
	places := sync.OnceValue(func() *bodyPlaces { return newBodyPlaces(t) })
	for i := range t.problems {
		_, err := engine.Prepare(ctx, t.problems[i])
		var invalid *engine.InvalidError
		if errors.As(err, &invalid) {
			places().invalid(&t.problems[i], invalid, &v)
		} else if err != nil {
			return err
		}
	}
	return v.err()
}

func areaReport(r verify.Report) AreaReport {
	a := AreaReport{Area: string(r.Area), OK: r.OK(), Homes: r.Homes, Members: r.Members, Eligible: r.Eligible, Circles: r.Circles, Groups: r.Groups,
		Linked: r.Linked, Locked: r.Locked, Own: r.Own, Unserved: r.Unserved, Deputised: r.Deputised, OpenLinked: r.OpenLinked,
		Slots: r.SlotsFilled, Findings: findings(r.Findings), Stages: []StageReport{}}
	for _, s := range r.Stages {
		a.Stages = append(a.Stages, StageReport{s.Name, string(s.Claimed), string(s.Confirmed)})
	}
	return a
}

func findings(all []verify.Finding) []FindingReport {
	out := []FindingReport{}
	for _, f := range all {
		out = append(out, FindingReport{f.Code, string(f.Household), string(f.Member), string(f.Circle), string(f.Group), f.Message})
	}
	return out
}

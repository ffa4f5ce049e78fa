package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gin-gonic/gin"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/service"
)

// postWhatIf answers a problem with what numbers of circles and radii would come to.
func (s *server) postWhatIf(ctx context.Context, c *gin.Context) error {
	t, err := s.request(c, whatIfAsk())
	if err != nil {
		return err
	}
	q, err := t.body.whatIf()
	if err != nil {
		return err
	}
	var answer service.WhatIfReport
	err = s.limited(ctx, func(ctx context.Context) error {
		if err := t.validate(); err != nil {
			return err
		}
		total, byArea, err := service.WhatIf(ctx, t.problems, q, s.Workers)
		answer = service.ReportWhatIf(t.problems, total, byArea)
		return t.whatIfError(err)
	})
	if err != nil {
		return err
	}
	return s.writeJSON(c, answer)
}

func whatIfAsk() ask { return solveAsk().with("counts", "radii_m") }

// whatIf reads the numbers and radii of a body; neither means the usual numbers.
func (b *body) whatIf() (engine.WhatIf, error) {
	var v violations
	q := engine.WhatIf{}
	for i, n := range numbers(b, "counts", "whole numbers from 1", &v) {
		count := 0
		if n != nil && *n == float64(int(*n)) {
			count = int(*n)
		}
		if count < 1 || count > policy.MaxCount {
			v.add(fmt.Sprintf("body.counts[%d]", i), plainNumber(n), "expected a whole number from 1 to %d", policy.MaxCount)
			continue
		}
		q.Counts = append(q.Counts, count)
	}
	for i, m := range numbers(b, "radii_m", "metres, or null for no limit", &v) {
		switch {
		case m == nil:
			q.Radii = append(q.Radii, policy.Limit{})
		case *m < 0 || *m > policy.MaxMeters:
			v.add(fmt.Sprintf("body.radii_m[%d]", i), *m, "expected metres from 0 to %d, or null for no limit", policy.MaxMeters)
		default:
			q.Radii = append(q.Radii, policy.AtMost(*m))
		}
	}
	if q.Counts == nil && q.Radii == nil {
		q.Counts = service.UsualCounts()
	}
	return q, v.err()
}

// numbers reads a member that is an array of numbers or null.
func numbers(b *body, name, expected string, v *violations) []*float64 {
	var list []*float64
	if raw := b.heads[name]; raw != nil && json.Unmarshal(raw, &list) != nil {
		v.add("body."+name, nil, "expected an array of %s", expected)
		return nil
	}
	return list
}

func plainNumber(n *float64) any {
	if n == nil {
		return nil
	}
	return *n
}

// whatIfError gives what is wrong with the question its place in the body.
func (t *task) whatIfError(err error) error {
	var invalid *service.InvalidError
	if !errors.As(err, &invalid) {
		return err
	}
	var v violations
	for _, a := range invalid.Areas {
		for _, x := range a.Violations {
			at := map[string]string{"counts": "body.counts", "radii": "body.radii_m", "what_if": "body.counts"}[x.Path]
			if at == "" {
				at = "body." + x.Path
			}
			v.add(at, nil, "%s", x.Message)
		}
	}
	return v.err()
}

package httpapi

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/gin-gonic/gin"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/httpapi/internal/packed"
	"jinlin/policy/codec"
	"jinlin/service"
)

// A solver plans areas, several at once, and returns their plans in the same order. The error is a *violationsError with what
// is wrong in all areas, or the context's.
type solver func(ctx context.Context, t *task, workers int) ([]engine.Plan, error)

// postSolve answers a problem with its plan. Nothing is written before every area is solved: the status must be true.
func (s *server) postSolve(ctx context.Context, c *gin.Context) error {
	t, err := s.request(c, solveAsk())
	if err != nil {
		return err
	}
	var plans []engine.Plan
	err = s.limited(ctx, func(ctx context.Context) error {
		plans, err = s.work(ctx, t, s.Workers)
		return err
	})
	if err != nil {
		return err
	}
	return s.writePlans(ctx, c, t, plans)
}

// request reads what an operation on the areas of one data set asks.
func (s *server) request(c *gin.Context, a ask) (*task, error) {
	b, err := s.readBody(c, a)
	if err != nil {
		return nil, err
	}
	t, err := s.task(b, a)
	if err != nil {
		return nil, err
	}
	return t, t.areas()
}

func (s *server) writePlans(ctx context.Context, c *gin.Context, t *task, plans []engine.Plan) error {
	summary, err := summarise(ctx, t.problems, plans)
	if err != nil {
		return err
	}
	s.writeBy(c)
	out, done := packed.Writer(c)
	c.Header("Content-Type", "application/geo+json")
	w := geojson.NewPlanWriter(out, geojson.Header{Metric: t.policy.Metric, Datum: t.data.Datum, Policy: codec.JSON(t.policy)})
	for i := range plans {
		if err := w.Area(t.problems[i], plans[i]); err != nil {
			return err
		}
	}
	if err := w.Close(summary); err != nil {
		return err
	}
	return done()
}

func summarise(ctx context.Context, problems []engine.Problem, plans []engine.Plan) (json.RawMessage, error) {
	var tally service.Tally
	for i := range plans {
		if err := tally.Add(ctx, problems[i], plans[i]); err != nil {
			return nil, err
		}
	}
	return json.Marshal(tally.Summary())
}

// solve is the solver in use: first everything that is wrong with any area, then the plans.
func solve(ctx context.Context, t *task, workers int) ([]engine.Plan, error) {
	if err := t.validate(); err != nil {
		return nil, err
	}
	plans := make([]engine.Plan, 0, len(t.problems))
	for solved, err := range engine.SolveAll(ctx, engine.Each(t.problems), engine.Options{Workers: workers}) {
		if err != nil {
			return nil, err
		}
		plans = append(plans, solved.Plan)
	}
	return plans, nil
}

// validate tells what is wrong with the areas, each violation at its place in the body.
func (t *task) validate() error {
	var invalid *service.InvalidError
	if !errors.As(service.Validate(t.problems), &invalid) {
		return nil
	}
	var v violations
	t.invalid(invalid, &v)
	return v.err()
}

func (t *task) invalid(e *service.InvalidError, v *violations) {
	byArea := make(map[engine.AreaID]*engine.Problem, len(t.problems))
	for i := range t.problems {
		byArea[t.problems[i].Area] = &t.problems[i]
	}
	places := newBodyPlaces(t)
	for _, a := range e.Areas {
		places.invalid(byArea[a.Area], a, v)
	}
}

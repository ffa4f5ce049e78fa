package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"github.com/gin-gonic/gin"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/policy/codec"
	"jinlin/service"
)

// A solver plans areas, several at once, and returns their plans in the same order. The error is a *violationsError with what
// is wrong in all areas, or the context's.
type solver func(ctx context.Context, t *task, workers int) ([]engine.Plan, error)

// postSolve answers a problem with its plan. Nothing is written before every area is solved: the status must be true.
func (s *server) postSolve(ctx context.Context, c *gin.Context) error {
	t, err := s.request(c, false)
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

func (s *server) request(c *gin.Context, withPlan bool) (*task, error) {
	b, err := s.readBody(c, withPlan)
	if err != nil {
		return nil, err
	}
	return s.task(b, withPlan)
}

func (s *server) writePlans(ctx context.Context, c *gin.Context, t *task, plans []engine.Plan) error {
	summary, err := summarise(ctx, t.problems, plans)
	if err != nil {
		return err
	}
	s.writeBy(c)
	out, done := compressed(c)
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

// solve is the solver in use. After the first invalid area the others are only prepared, to tell what is wrong with them too.
func solve(ctx context.Context, t *task, workers int) ([]engine.Plan, error) {
	r := &run{task: t, plans: make([]engine.Plan, len(t.problems)), errs: make([]error, len(t.problems))}
	var wg sync.WaitGroup
	for range min(workers, len(t.problems)) {
		wg.Go(func() { r.work(ctx) })
	}
	wg.Wait()
	return r.plans, r.err()
}

type run struct {
	mu   sync.Mutex
	next int
	// invalid: some area is. broken: nothing more is worth doing.
	invalid, broken bool

	task  *task
	plans []engine.Plan
	errs  []error
}

func (r *run) work(ctx context.Context) {
	for {
		i, prepareOnly, ok := r.take()
		if !ok {
			return
		}
		plan, err := solveOne(ctx, r.task.problems[i], prepareOnly)
		r.put(i, plan, err)
	}
}

func (r *run) take() (i int, prepareOnly, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken || r.next == len(r.task.problems) {
		return 0, false, false
	}
	r.next++
	return r.next - 1, r.invalid, true
}

func (r *run) put(i int, p engine.Plan, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.plans[i], r.errs[i] = p, err
	if as[*engine.InvalidError](err) {
		r.invalid = true
	} else if err != nil {
		r.broken = true
	}
}

// err is the first error that is not about the problem, else all violations.
func (r *run) err() error {
	var v violations
	places := sync.OnceValue(func() *bodyPlaces { return newBodyPlaces(r.task) })
	for i, err := range r.errs {
		var invalid *engine.InvalidError
		if errors.As(err, &invalid) {
			places().invalid(&r.task.problems[i], invalid, &v)
		} else if err != nil {
			return err
		}
	}
	return v.err()
}

// solveOne turns a panic into an error: it runs on a goroutine of its own, where nobody else would.
func solveOne(ctx context.Context, p engine.Problem, prepareOnly bool) (plan engine.Plan, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = panicked(fault)
		}
	}()
	state, err := engine.Prepare(ctx, p)
	if err != nil || prepareOnly {
		return engine.Plan{}, err
	}
	return state.Solve(ctx, engine.Options{})
}

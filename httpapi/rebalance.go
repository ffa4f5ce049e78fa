package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"github.com/gin-gonic/gin"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/httpapi/internal/packed"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
)

// postRebalance answers a standing plan and what happened since with the plan that follows, and what changed.
func (s *server) postRebalance(ctx context.Context, c *gin.Context) error {
	b, err := s.readBody(c, rebalanceAsk())
	if err != nil {
		return err
	}
	r, err := s.succession(b)
	if err != nil {
		return err
	}
	err = s.limited(ctx, r.run)
	if err != nil {
		return err
	}
	return s.writeFollowed(ctx, c, r)
}

// A succession is a request to rebalance understood: what was, and what is now.
type succession struct {
	before *task
	// now has the records and the policy of now.
	now       *task
	lang      service.Lang
	rebalance service.Rebalance
	done      []service.Rebalanced
}

// succession reads the records of before and what happened since. The error is a *violationsError.
func (s *server) succession(b *body) (*succession, error) {
	var v violations
	r := &succession{lang: service.Lang(b.choice("lang", "en", []string{"en", "zh"}, &v))}
	r.rebalance.Options = engine.Options{Workers: s.Workers, MaxChanges: b.count("max_changes", &v), Trades: defaultTrades}
	if n := b.count("trades", &v); n != nil {
		r.rebalance.Options.Trades = *n
	}
	r.rebalance.Options.Resite, r.rebalance.Everywhere = b.flag("resite", &v), b.flag("everywhere", &v)
	given := b.newLists()
	if _, changes := b.lists["changes"]; changes && given != (service.Lists{}) {
		v.add("body.changes", nil, "stands beside new lists; expected one of the two")
	}
	t, err := s.task(b, rebalanceAsk())
	if wrong := new(violationsError); errors.As(err, &wrong) {
		v.details = append(v.details, wrong.details...)
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	r.before, r.now = t, &task{policy: t.policy, body: b, options: t.options}
	if t.standing != nil {
		t.policy = *t.standing
	}
	if t.policy.Metric != r.now.policy.Metric {
		v.add("body.policy", nil, "its metric %s is not that of the plan, %s; expected the same", r.now.policy.Metric, t.policy.Metric)
	}
	s.records(r, given, &v)
	return r, v.err()
}

// defaultTrades is how many steps of what more changes would buy are looked for unless the body says otherwise.
const defaultTrades = 2

// records makes the records of now, and the areas of before and now.
func (s *server) records(r *succession, given service.Lists, v *violations) {
	t, b := r.before, r.before.body
	var issues []exchange.Issue
	if _, changes := b.lists["changes"]; changes {
		var c service.Changes
		c.List, c.Places = s.decode.changes.all(b, "", t.options, v)
		if len(v.details) > 0 {
			return
		}
		r.now.data, issues = c.Apply(t.data)
	} else {
		next := exchange.Dataset{Datum: t.data.Datum}
		s.decode.lists(b, "new_", t.options, &next, v)
		if len(v.details) > 0 {
			return
		}
		r.now.data, _ = service.Replace(t.data, next, given)
	}
	if fresh := b.matrix("new_matrix", v); fresh != nil {
		r.now.data.Matrix = fresh
	}
	for _, i := range issues {
		if i.Severity == exchange.Rejected {
			v.issue(i)
		}
	}
	oneArea(&t.data, &r.now.data)
	t.sort(v)
	if len(v.details) == 0 {
		r.now.sort(v)
	}
}

// newLists tells which new lists a body has.
func (b *body) newLists() service.Lists {
	has := func(name string) bool { _, ok := b.lists["new_"+name]; return ok }
	return service.Lists{Households: has("households"), Members: has("members"), Sites: has("sites"), Locks: has("locks")}
}

// choice reads a member that is one of a few words.
func (b *body) choice(name, missing string, words []string, v *violations) string {
	word := b.text(name, v)
	if word == "" {
		return missing
	}
	for _, w := range words {
		if w == word {
			return word
		}
	}
	v.add("body."+name, word, "is not known; expected one of %q", words)
	return missing
}

// count reads a member that is a whole number, 0 or more; nil without one.
func (b *body) count(name string, v *violations) *int {
	raw := b.heads[name]
	if raw == nil || string(raw) == "null" {
		return nil
	}
	var n int
	if json.Unmarshal(raw, &n) != nil || n < 0 || n > policy.MaxCount {
		v.add("body."+name, nil, "expected a whole number from 0 to %d", policy.MaxCount)
		return nil
	}
	return &n
}

// flag reads a member that is true or false.
func (b *body) flag(name string, v *violations) bool {
	var yes bool
	if raw := b.heads[name]; raw != nil && json.Unmarshal(raw, &yes) != nil {
		v.add("body."+name, nil, "expected true or false")
	}
	return yes
}

// run rebalances. The error is a *violationsError or the context's.
func (r *succession) run(ctx context.Context) error {
	if err := r.now.validate(); err != nil {
		return err
	}
	r.rebalance.Plans, r.rebalance.Before, r.rebalance.After = r.before.doc.Plans, r.before.problems, r.now.problems
	for done, err := range r.rebalance.Run(ctx) {
		if err != nil {
			return r.refused(err)
		}
		r.done = append(r.done, done)
	}
	return nil
}

// refused gives errors that the body caused their places.
func (r *succession) refused(err error) error {
	var v violations
	var foreign *service.ForeignError
	var twice *service.TwiceError
	var invalid *service.InvalidError
	switch {
	case errors.As(err, &foreign), errors.As(err, &twice):
		v.add("body.plan", nil, "%v", err)
	case errors.As(err, &invalid):
		// The areas of now are valid; what is wrong is in those of before.
		r.before.invalid(invalid, &v)
	default:
		return err
	}
	return v.err()
}

// writeFollowed writes the plan, the moves and the summary: an object around the document of /v1/solve.
func (s *server) writeFollowed(ctx context.Context, c *gin.Context, r *succession) error {
	moves, summary, err := r.report()
	if err != nil {
		return err
	}
	var problems []engine.Problem
	var plans []engine.Plan
	for i := range r.done {
		if r.done[i].Outcome != service.Gone {
			problems, plans = append(problems, r.done[i].Problem), append(plans, r.done[i].Plan)
		}
	}
	figures, err := summarise(ctx, problems, plans)
	if err != nil {
		return err
	}
	s.writeBy(c)
	out, end := packed.Writer(c)
	c.Header("Content-Type", "application/json")
	if _, err := out.Write([]byte(`{"plan":`)); err != nil {
		return err
	}
	w := geojson.NewPlanWriter(out, geojson.Header{Metric: r.now.policy.Metric, Datum: r.now.data.Datum, Policy: codec.JSON(r.now.policy)})
	for i := range plans {
		if err := w.Area(problems[i], plans[i]); err != nil {
			return err
		}
	}
	if err := w.Close(figures); err != nil {
		return err
	}
	for _, part := range [][]byte{[]byte(`,"moves":`), moves, []byte(`,"summary":`), summary, []byte("}\n")} {
		if _, err := out.Write(part); err != nil {
			return err
		}
	}
	return end()
}

// report tells what changed, in JSON.
func (r *succession) report() (moves, summary []byte, err error) {
	tally := service.NewRebalanceTally(r.rebalance.Options)
	all := []MoveReport{}
	for i := range r.done {
		tally.Add(&r.done[i])
		for _, m := range r.done[i].MovedHomes(r.lang) {
			all = append(all, moveReport(&m))
		}
	}
	if moves, err = plainJSON(all); err == nil {
		summary, err = plainJSON(tally.Summary())
	}
	return moves, summary, err
}

// plainJSON is JSON as the other answers have it: nothing in it is escaped for HTML.
func plainJSON(value any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(value)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func moveReport(m *service.MovedHome) MoveReport {
	r := MoveReport{Area: string(m.Area), Household: string(m.Household), Kind: string(m.Kind), BeforeMember: string(m.Before), AfterMember: string(m.After),
		Cause: string(m.Cause.Code), CauseMember: string(m.Cause.Member), CauseHome: string(m.Cause.Household), Reason: m.Reason}
	if m.Before != "" {
		r.BeforeM, r.LoadBefore = new(metres(m.BeforeMM)), new(m.LoadBefore)
	}
	if m.After != "" {
		r.AfterM, r.LoadAfter = new(metres(m.AfterMM)), new(m.LoadAfter)
	}
	return r
}

func metres(mm int64) float64 { return float64(mm) / 1000 }

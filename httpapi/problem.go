package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
)

// onlyArea is the area where no record names a village.
const onlyArea = "area"

// A task is a request understood: the areas to plan, and the data set they come from, with the places of its records.
type task struct {
	policy   policy.Policy
	data     exchange.Dataset
	problems []engine.Problem
	// doc is the plan that came with the problem, if the operation asks for one.
	doc geojson.Document
	// standing is the plan's policy, where that holds unless the body names another.
	standing *policy.Policy
	// body is what was sent, options how its records are meant.
	body    *body
	options exchange.Options
}

// task reads the plan, the policy and the records. The error is a *violationsError with everything that can be told before the records are
// spread over areas.
func (s *server) task(b *body, a ask) (*task, error) {
	var v violations
	b.shape(a, &v)
	t := &task{body: b}
	o := b.options(&v)
	t.readPlan(a, &v)
	t.standing = t.planPolicy(a, &v)
	p, ok := b.policy(t.standing, &v)
	if !ok {
		return nil, v.err() // whether coordinates are degrees or metres is not known
	}
	t.data.Matrix = b.matrix("matrix", &v)
	t.checkMetric(&p, &v)
	t.policy, o.Metric = p, p.Metric
	t.options = o
	t.data.Datum = o.Datum
	if t.planar() {
		t.data.Datum = ""
	}
	s.decode.all(b, o, &t.data, &v)
	return t, v.err()
}

// readPlan reads the plan of a body that has one.
func (t *task) readPlan(a ask, v *violations) {
	raw := t.body.heads["plan"]
	if !a.planned || raw == nil {
		return
	}
	doc, err := geojson.ReadPlans(bytes.NewReader(raw), "plan")
	var file *exchange.FileError
	switch {
	case errors.As(err, &file):
		v.add("body.plan", nil, "%s", file.Problem)
	case err != nil:
		v.add("body.plan", nil, "%v", err)
	}
	t.doc = doc
	delete(t.body.heads, "plan") // it may be large
}

// planPolicy is the policy of the plan, where that holds until the body names another; nil where it does not.
func (t *task) planPolicy(a ask, v *violations) *policy.Policy {
	if !a.planPolicy || t.doc.Policy == nil {
		return nil
	}
	p, err := codec.FromJSON(t.doc.Policy)
	v.policy("body.plan.policy", err)
	if err != nil {
		return nil
	}
	return &p
}

// areas spreads the records over areas.
func (t *task) areas() error {
	var v violations
	oneArea(&t.data)
	t.sort(&v)
	return v.err()
}

func (t *task) planar() bool { return t.policy.Metric == policy.MetricPlanar }

// oneArea makes one area of records none of which names a village.
func oneArea(all ...*exchange.Dataset) {
	if slices.ContainsFunc(all, namesVillages) {
		return
	}
	for _, d := range all {
		nameArea(d)
	}
}

func namesVillages(d *exchange.Dataset) bool {
	return slices.ContainsFunc(d.Households, func(h engine.Household) bool { return h.Area != "" }) ||
		slices.ContainsFunc(d.Members, func(m engine.Member) bool { return m.Area != "" || len(m.Duty) > 0 }) ||
		slices.ContainsFunc(d.Sites, func(s engine.Site) bool { return s.Area != "" })
}

func nameArea(d *exchange.Dataset) {
	for i := range d.Households {
		d.Households[i].Area = onlyArea
	}
	for i := range d.Members {
		d.Members[i].Area = onlyArea
	}
	for i := range d.Sites {
		d.Sites[i].Area = onlyArea
	}
}

// sort spreads the records over areas.
func (t *task) sort(v *violations) {
	problems, issues, err := service.Problems(t.data, t.policy)
	t.problems = problems
	before := len(v.details)
	for _, i := range issues {
		if i.Severity == exchange.Rejected {
			v.issue(i)
		}
	}
	if err != nil && len(v.details) == before {
		v.add("body", nil, "%v", err)
	}
}

// issue adds an issue of a record.
func (v *violations) issue(i exchange.Issue) {
	at := i.Path
	if i.Column != "" {
		at += "." + i.Column
	}
	var value any
	if i.Value != "" {
		value = i.Value
	}
	v.add(at, value, "%s", i.Expected)
}

// shape checks the members of the body.
func (b *body) shape(a ask, v *violations) {
	all := slices.Concat(a.heads, a.lists)
	for _, name := range b.unknown {
		v.add("body."+name, nil, "unexpected field; expected %s", strings.Join(all, ", "))
	}
	for _, name := range b.twice {
		v.add("body."+name, nil, "is given twice; leave one")
	}
	for _, name := range b.mistyped {
		v.add("body."+name, nil, "is not an array; expected an array of objects")
	}
	_, grouped := b.lists["units"]
	for _, name := range []string{"households", "members"} {
		if grouped || a.recordless {
			break
		}
		if _, given := b.lists[name]; !given {
			v.add("body."+name, nil, "is missing; expected an array, which may be empty")
		}
	}
	if a.planned && b.heads["plan"] == nil {
		v.add("body.plan", nil, "is missing; expected the FeatureCollection that /v1/solve answered")
	}
}

// text reads a member that is a string; "" without one.
func (b *body) text(name string, v *violations) string {
	var s string
	if raw := b.heads[name]; raw != nil && json.Unmarshal(raw, &s) != nil {
		v.add("body."+name, nil, "expected a string")
	}
	return s
}

func (b *body) options(v *violations) exchange.Options {
	o := exchange.Options{File: "body", Datum: geo.WGS84}
	if name := b.text("datum", v); name != "" {
		d, err := geo.ParseDatum(name)
		if err != nil {
			v.add("body.datum", name, "%v", err)
		} else {
			o.Datum = d
		}
	}
	name := b.text("in_china", v)
	in, err := geo.ParseInChina(name)
	if err != nil {
		v.add("body.in_china", name, "%v", err)
	}
	o.InChina = in
	return o
}

// policy reads the policy that the body names or holds, else the base (nil: none), with what it sets on top.
func (b *body) policy(base *policy.Policy, v *violations) (policy.Policy, bool) {
	before := len(v.details)
	p := b.basePolicy(base, v)
	if len(v.details) == before {
		b.set(&p, v)
	}
	return p, len(v.details) == before
}

func (b *body) basePolicy(base *policy.Policy, v *violations) policy.Policy {
	scheme, raw := b.text("scheme", v), b.heads["policy"]
	given := raw != nil && string(raw) != "null"
	switch {
	case scheme != "" && given:
		v.add("body.policy", nil, `stands beside scheme; give one, or extends: %q in the policy`, scheme)
	case scheme != "":
		p, err := codec.Scheme(scheme)
		if err != nil {
			v.add("body.scheme", scheme, "%v", err)
		}
		return p
	case given:
		p, err := codec.FromJSON(raw)
		v.policy("body.policy", err)
		return p
	case base != nil:
		return base.Clone()
	default:
		v.add("body.scheme", nil, "is missing, and so is policy; expected one of the two, such as %q", codec.Schemes()[0].Name)
	}
	return policy.Policy{}
}

func (b *body) set(p *policy.Policy, v *violations) {
	raw := b.heads["set"]
	if raw == nil {
		return
	}
	var settings map[string]string
	if err := json.Unmarshal(raw, &settings); err != nil {
		v.add("body.set", nil, `expected an object of strings, such as {"links.load.max": "20"}`)
		return
	}
	var assignments []string
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		assignments = append(assignments, key+"="+settings[key])
	}
	v.policy("body.set", codec.Set(p, assignments...))
}

// policy adds the violations of a policy.
func (v *violations) policy(at string, err error) {
	var faults *codec.Error
	switch {
	case errors.As(err, &faults):
		for _, f := range faults.Violations {
			place := at
			if f.Key != "" {
				place += "." + f.Key
			}
			v.add(place, nil, "%s", f.Message)
		}
	case err != nil:
		v.add(at, nil, "%v", err)
	}
}

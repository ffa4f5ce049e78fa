package httpapi

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"jinlin/engine"
	"jinlin/exchange"
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
	plan     json.RawMessage
}

// task reads the records. The error is a *violationsError with everything that can be told before the areas are prepared.
func (s *server) task(b *body, withPlan bool) (*task, error) {
	var v violations
	b.shape(withPlan, &v)
	t := &task{plan: b.heads["plan"]}
	o := b.options(&v)
	p, ok := b.policy(&v)
	if !ok {
		return nil, v.err() // whether coordinates are degrees or metres is not known
	}
	t.policy, o.Metric = p, p.Metric
	t.data.Datum = o.Datum
	if t.planar() {
		t.data.Datum = ""
	}
	s.decode.all(b, o, &t.data, &v)
	if err := v.err(); err != nil {
		return nil, err
	}
	oneArea(&t.data)
	t.sort(&v)
	return t, v.err()
}

func (t *task) planar() bool { return t.policy.Metric == policy.MetricPlanar }

// oneArea makes one area of records none of which names a village.
func oneArea(d *exchange.Dataset) {
	named := slices.ContainsFunc(d.Households, func(h engine.Household) bool { return h.Area != "" }) ||
		slices.ContainsFunc(d.Members, func(m engine.Member) bool { return m.Area != "" || len(m.Duty) > 0 }) ||
		slices.ContainsFunc(d.Sites, func(s engine.Site) bool { return s.Area != "" })
	if named {
		return
	}
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
func (b *body) shape(withPlan bool, v *violations) {
	all := append(headNames(withPlan), listNames()...)
	for _, name := range b.unknown {
		v.add("body."+name, nil, "unexpected field; expected %s", strings.Join(all, ", "))
	}
	for _, name := range b.twice {
		v.add("body."+name, nil, "is given twice; leave one")
	}
	for _, name := range b.mistyped {
		v.add("body."+name, nil, "is not an array; expected an array of objects")
	}
	for _, name := range []string{"households", "members"} {
		if _, given := b.lists[name]; !given {
			v.add("body."+name, nil, "is missing; expected an array, which may be empty")
		}
	}
	if withPlan && b.heads["plan"] == nil {
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

// policy reads the policy that the body names or holds, with what it sets on top.
func (b *body) policy(v *violations) (policy.Policy, bool) {
	before := len(v.details)
	p := b.basePolicy(v)
	if len(v.details) == before {
		b.set(&p, v)
	}
	return p, len(v.details) == before
}

func (b *body) basePolicy(v *violations) policy.Policy {
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

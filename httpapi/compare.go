package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/httpapi/internal/packed"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/service/report"
)

// postCompare answers plans, or schemes and policies for one data set, with the comparison.
func (s *server) postCompare(ctx context.Context, c *gin.Context) error {
	b, err := s.readBody(c, compareAsk())
	if err != nil {
		return err
	}
	k, err := s.comparison(b)
	if err != nil {
		return err
	}
	var done service.Comparison
	err = s.limited(ctx, func(ctx context.Context) error {
		if err := k.validate(); err != nil {
			return err
		}
		done, err = service.Compare(ctx, k.contenders, service.CompareOptions{Workers: s.Workers})
		return k.refused(err)
	})
	if err != nil {
		return err
	}
	if k.format == "html" {
		return s.writeReport(c, done, k.langs)
	}
	return s.writeJSON(c, done)
}

func compareAsk() ask {
	return ask{heads: []string{"schemes", "set", "datum", "in_china", "matrix", "barriers", "format", "lang"},
		lists: slices.Concat(solveAsk().lists, []string{"policies", "plans"}), recordless: true}
}

// A comparison is a request to compare understood.
type comparison struct {
	*task
	contenders []service.Contender
	// places are where the contenders stand in the body.
	places []string
	format string
	langs  []service.Lang
}

// comparison reads what is to be compared, and the records. The error is a *violationsError.
func (s *server) comparison(b *body) (*comparison, error) {
	var v violations
	b.shape(compareAsk(), &v)
	k := &comparison{task: &task{body: b, options: b.options(&v)}, format: b.choice("format", "json", []string{"json", "html"}, &v)}
	k.langs = []service.Lang{service.Chinese, service.English}
	if lang := b.choice("lang", "both", []string{"en", "zh", "both"}, &v); lang != "both" {
		k.langs = []service.Lang{service.Lang(lang)}
	}
	k.readPlans(&v)
	k.readPolicies(&v)
	k.count(&v)
	k.data.Matrix = b.matrix("matrix", &v)
	if !k.metrics(&v) {
		return nil, v.err() // whether coordinates are degrees or metres is not known
	}
	k.options.Metric = k.policy.Metric
	if k.data.Datum = k.options.Datum; k.planar() {
		k.data.Datum = ""
	}
	s.decode.all(b, k.options, &k.data, &v)
	if err := v.err(); err != nil || !k.recorded() {
		return k, err
	}
	oneArea(&k.data)
	return k, k.spread()
}

// recorded tells whether there are records.
func (k *comparison) recorded() bool {
	_, homes := k.body.lists["households"]
	_, units := k.body.lists["units"]
	return homes || units
}

func (k *comparison) readPlans(v *violations) {
	for i, raw := range k.body.lists["plans"] {
		at := fmt.Sprintf("body.plans[%d]", i)
		doc, err := geojson.ReadPlans(bytes.NewReader(raw), "plan")
		var file *exchange.FileError
		switch {
		case errors.As(err, &file):
			v.add(at, nil, "%s", file.Problem)
			continue
		case err != nil:
			v.add(at, nil, "%v", err)
			continue
		}
		p, err := codec.FromJSON(doc.Policy)
		if err != nil {
			v.policy(at+".policy", err)
			continue
		}
		x := service.SchemeContender(p)
		x.Name = fmt.Sprintf("plans[%d]", i)
		if p.Scheme != "" {
			x.Name += " (" + p.Scheme + ")"
		}
		if x.Plans = doc.Plans; x.Plans == nil {
			x.Plans = []engine.Plan{}
		}
		k.add(x, at)
	}
	delete(k.body.lists, "plans") // they may be large
}

func (k *comparison) add(x service.Contender, at string) {
	k.contenders, k.places = append(k.contenders, x), append(k.places, at)
}

func (k *comparison) readPolicies(v *violations) {
	var names []string
	if raw := k.body.heads["schemes"]; raw != nil && json.Unmarshal(raw, &names) != nil {
		v.add("body.schemes", nil, "expected an array of strings, such as [%q]", codec.Schemes()[0].Name)
	}
	for i, name := range names {
		at := fmt.Sprintf("body.schemes[%d]", i)
		p, err := codec.Scheme(name)
		if err != nil {
			v.add(at, name, "%v", err)
			continue
		}
		k.addPolicy(p, name, at, v)
	}
	for i, raw := range k.body.lists["policies"] {
		at := fmt.Sprintf("body.policies[%d]", i)
		p, err := codec.FromJSON(raw)
		if err != nil {
			v.policy(at, err)
			continue
		}
		name := p.Scheme
		if name == "" {
			name = fmt.Sprintf("policies[%d]", i)
		}
		k.addPolicy(p, name, at, v)
	}
}

// addPolicy adds a policy, with what the body sets on top; what is wrong with that is told once.
func (k *comparison) addPolicy(p policy.Policy, name, at string, v *violations) {
	before := len(v.details)
	if k.body.set(&p, v); len(v.details) > before {
		delete(k.body.heads, "set")
	}
	x := service.SchemeContender(p)
	x.Name = name
	k.add(x, at)
}

// count checks how many contenders there are, and that those to be planned have records.
func (k *comparison) count(v *violations) {
	if len(v.details) > 0 {
		return // some may be missing because they could not be read
	}
	if n := len(k.contenders); n < 2 || n > service.MaxContenders {
		v.add("body", n, "plans to compare; expected 2 to %d in plans, schemes and policies together", service.MaxContenders)
	}
	for _, list := range compareAsk().lists {
		if _, given := k.body.lists[list]; given && !k.recorded() && list != "plans" && list != "policies" {
			v.add("body."+list, nil, "stands without homes; expected households beside it")
		}
	}
	planned := slices.ContainsFunc(k.contenders, func(x service.Contender) bool { return x.Plans == nil })
	if planned && !k.recorded() {
		v.add("body.households", nil, "is missing, and schemes and policies plan records; expected an array, which may be empty")
	}
}

// metrics makes all contenders measure the same way, by the matrix if there is one; false if the way is not known.
func (k *comparison) metrics(v *violations) bool {
	given, before := len(k.body.given) > 0, len(v.details)
	for i := range k.contenders {
		p := &k.contenders[i].Policy
		switch {
		case given && k.contenders[i].Plans == nil:
			p.Metric = policy.MetricMatrix
		case given && p.Metric != policy.MetricMatrix:
			v.add("body.matrix", nil, "stands beside %s, a plan of the metric %s; expected none, or plans made anew", k.places[i], p.Metric)
			continue
		case !given && p.Metric == policy.MetricMatrix && k.recorded():
			v.add("body.matrix", nil, "is missing, and the metric of %s is matrix; expected an object with from, to and values", k.places[i])
			continue
		}
		if first := k.contenders[0].Policy.Metric; p.Metric != first {
			v.add(k.places[i], nil, "its metric %s is not that of %s, %s; expected one metric", p.Metric, k.places[0], first)
		}
	}
	if len(k.contenders) > 0 {
		k.policy = k.contenders[0].Policy
	}
	return len(k.contenders) > 0 && len(v.details) == before
}

// spread gives every contender its areas. What is wrong with the records is told once.
func (k *comparison) spread() error {
	var v violations
	for i := range k.contenders {
		var own violations
		t := task{policy: k.contenders[i].Policy, data: k.data}
		t.sort(&own)
		v.join(own)
		if k.contenders[i].Problems = t.problems; t.problems == nil {
			k.contenders[i].Problems = []engine.Problem{}
		}
	}
	return v.err()
}

// join adds what is not listed yet.
func (v *violations) join(more violations) {
	for _, d := range more.details {
		known := slices.ContainsFunc(v.details, func(x *huma.ErrorDetail) bool { return x.Location == d.Location && x.Message == d.Message })
		if !known {
			v.details = append(v.details, d)
		}
	}
}

// validate tells what is wrong with the areas under any of the policies.
func (k *comparison) validate() error {
	var v violations
	for i := range k.contenders {
		t := task{policy: k.contenders[i].Policy, data: k.data, problems: k.contenders[i].Problems, body: k.body}
		err := t.validate()
		if wrong := new(violationsError); errors.As(err, &wrong) {
			v.join(violations{details: wrong.details})
		}
	}
	return v.err()
}

// refused gives errors that the body caused their places.
func (k *comparison) refused(err error) error {
	var twice *service.TwiceError
	if !errors.As(err, &twice) {
		return err
	}
	var v violations
	v.add("body.plans", nil, "%v", err)
	return v.err()
}

// reportPolicy lets a report show itself and sort its table, and nothing else.
var reportPolicy = func() string {
	hash := sha256.Sum256([]byte(report.Script))
	return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) +
		"'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
}()

func (s *server) writeReport(c *gin.Context, done service.Comparison, langs []service.Lang) error {
	var page bytes.Buffer
	if err := report.HTML(&page, done, langs...); err != nil {
		return err
	}
	s.writeBy(c)
	c.Header("Content-Security-Policy", reportPolicy)
	out, end := packed.Writer(c)
	c.Header("Content-Type", "text/html; charset=utf-8")
	if _, err := page.WriteTo(out); err != nil {
		return err
	}
	return end()
}

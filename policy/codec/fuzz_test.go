package codec

import (
	"errors"
	"reflect"
	"testing"

	"jinlin/policy"
)

// FuzzParse: no input panics; what is read is valid and comes back from its JSON; what is not read gives an *Error.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "extends: yuanshi", "links: {load: {max: 20}}", "a: [1", "? x\n: y", "k: !!str 3\n&a b: *a",
		"team.roles:\n- {name: x, min: 1, max: 2}\n", "{\"own_home\": \"linked\"}", "---\na: 1\n---\nb: 2", "circles.radius_m: .nan"} {
		f.Add([]byte(s))
	}
	for _, s := range Schemes() {
		src, _ := Source(s.Name)
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, read := range []func() (policy.Policy, error){
			func() (policy.Policy, error) { return Parse(data, "f.yaml") },
			func() (policy.Policy, error) { return FromJSON(data) },
		} {
			p, err := read()
			checkOutcome(t, p, err)
		}
	})
}

// FuzzSet: no assignment panics, and a refused one leaves the policy as it was.
func FuzzSet(f *testing.F) {
	for _, s := range []string{"links.load.max=20", "links.order=load,distance", "team.roles=[{name: x, max: 1}]", "=", "titles=[",
		"circles.radius_m=none", "extends=yuanshi", "team=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, assignment string) {
		p, _ := Scheme("yuanshi")
		before := p.Clone()
		err := Set(&p, assignment)
		if err != nil && !reflect.DeepEqual(p, before) {
			t.Fatalf("refused (%v), but changed", err)
		}
		checkOutcome(t, p, err)
	})
}

func checkOutcome(t *testing.T, p policy.Policy, err error) {
	t.Helper()
	if err != nil {
		var e *Error
		if !errors.As(err, &e) || len(e.Violations) == 0 || e.Error() == "" {
			t.Fatalf("error without violations: %v", err)
		}
		return
	}
	if v := p.Validate(); len(v) > 0 {
		t.Fatalf("read an invalid policy: %v", v)
	}
	back, err := FromJSON(JSON(p))
	if err != nil || string(JSON(back)) != string(JSON(p)) {
		t.Fatalf("does not come back: %v\n%s\n%s", err, JSON(p), JSON(back))
	}
}

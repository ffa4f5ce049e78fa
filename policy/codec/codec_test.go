package codec

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jinlin/policy"
)

var update = flag.Bool("update", false, "rewrite the golden files; read the difference before committing it")

func TestSchemesAreWhatWasPublished(t *testing.T) {
	y, err := Scheme("yuanshi")
	if err != nil {
		t.Fatal(err)
	}
	want := policy.Load{Min: 1, TargetMin: 10, TargetMax: 16, Max: 30, Balance: policy.BalanceBand}
	switch {
	case y.Scheme != "yuanshi", y.Circles.Sites != policy.SitesMembers, y.Circles.Radius != policy.AtMost(500),
		y.Circles.Diameter.Set, y.Links.Reach != policy.AtMost(500), y.Links.Load != want, y.Team.Max != 24,
		len(y.Team.Roles) != 2, y.Links.Within != policy.WithinCircle, y.OwnHome != policy.OwnCovered,
		!reflect.DeepEqual(y.Links.Order, []policy.Tier{policy.TierLoad, policy.TierDistance}):
		t.Errorf("yuanshi = %+v", y)
	}
	z, err := Scheme("yuanshi-zone")
	if err != nil {
		t.Fatal(err)
	}
	y.Scheme, y.Circles.Radius, y.Circles.Diameter, y.Team.Max = "yuanshi-zone", policy.Limit{}, policy.AtMost(500), 0
	if !reflect.DeepEqual(y, z) {
		t.Errorf("yuanshi-zone = %+v, want %+v", z, y)
	}
}

func TestSchemesAreListedWithTheirFigures(t *testing.T) {
	for _, info := range Schemes() {
		p, err := Scheme(info.Name)
		if err != nil || len(p.Validate()) > 0 || p.Scheme != info.Name {
			t.Errorf("%s: %v, violations %v", info.Name, err, p.Validate())
		}
		if info.Title == "" || info.TitleZh == "" || info.Describe == "" || info.DescribeZh == "" || (info.Place != "") != (len(info.Published) > 0) {
			t.Errorf("%s tells too little: %+v", info.Name, info)
		}
		if src, err := Source(info.Name); err != nil || !bytes.HasPrefix(src, []byte("# "+info.Name)) {
			t.Errorf("%s: source %q, %v", info.Name, src, err)
		}
	}
	if _, err := Scheme("yuansi"); err == nil || !strings.Contains(err.Error(), "nearest: yuanshi") {
		t.Errorf("unknown scheme: %v", err)
	}
}

// TestSchemesNameTheirSources: in the file of a published scheme every value has a comment; where it has none, the nearest one above says that it was
// published or assumed.
func TestSchemesNameTheirSources(t *testing.T) {
	for _, info := range Schemes() {
		src, _ := Source(info.Name)
		named, sources := false, 0
		for i, line := range strings.Split(strings.TrimSpace(string(src)), "\n") {
			setting, comment, commented := strings.Cut(line, "#")
			setting = strings.TrimSpace(setting)
			if commented {
				named = strings.Contains(comment, "published") || strings.Contains(comment, "assumed")
			}
			if named && setting != "" {
				sources++
			}
			value := setting != "" && !strings.HasSuffix(setting, ":") && !strings.HasPrefix(setting, "scheme:") && !strings.HasPrefix(setting, "extends:")
			if info.Place != "" && value && !commented && !named {
				t.Errorf("%s.yaml:%d: %s: published or assumed?", info.Name, i+1, setting)
			}
		}
		if info.Place != "" && sources < 3 {
			t.Errorf("%s names %d sources", info.Name, sources)
		}
	}
}

func TestASchemeCannotBeSpoilt(t *testing.T) {
	a, _ := Scheme("yuanshi")
	a.Team.Roles[0].Titles[0], a.Titles[0][0], a.Links.Order[0] = "x", "x", "x"
	if b, _ := Scheme("yuanshi"); b.Team.Roles[0].Titles[0] == "x" || b.Titles[0][0] == "x" || b.Links.Order[0] == "x" {
		t.Error("a change of one copy shows in the next")
	}
}

func TestParse(t *testing.T) {
	yuanshi, _ := Scheme("yuanshi")
	yuanshi.Scheme = ""
	with := func(p policy.Policy, change func(*policy.Policy)) policy.Policy {
		p = p.Clone()
		change(&p)
		return p
	}
	for _, c := range []struct {
		name, yaml string
		want       policy.Policy
	}{
		{"nothing", "", policy.Default()},
		{"comments only", "# nothing\n", policy.Default()},
		{"extends", "extends: yuanshi", yuanshi},
		{"nested", "extends: yuanshi\nlinks:\n  load:\n    max: 20\n",
			with(yuanshi, func(p *policy.Policy) { p.Links.Load.Max = 20 })},
		{"dots", "links.load.max: 20\ncircles: {radius_m: 400.5}\n",
			with(policy.Default(), func(p *policy.Policy) { p.Links.Load.Max, p.Circles.Radius = 20, policy.AtMost(400.5) })},
		{"dots in a section", "links:\n  load.max: 20\n",
			with(policy.Default(), func(p *policy.Policy) { p.Links.Load.Max = 20 })},
		{"no limit", "circles.radius_m: none", with(policy.Default(), func(p *policy.Policy) { p.Circles.Radius = policy.Limit{} })},
		{"zero limit", "circles.radius_m: 0", with(policy.Default(), func(p *policy.Policy) { p.Circles.Radius = policy.AtMost(0) })},
		{"a list replaces", "extends: yuanshi\nteam.roles: [{name: 网格长, min: 1, max: 2}]",
			with(yuanshi, func(p *policy.Policy) { p.Team.Roles = []policy.Role{{Name: "网格长", Min: 1, Max: 2}} })},
		{"empty list", "eligibility.exclude: []", with(policy.Default(), func(p *policy.Policy) { p.Eligibility.Exclude = nil })},
		{"quoted words", "titles: [\"1\", 'a b']", with(policy.Default(), func(p *policy.Policy) { p.Titles = [][]string{{"1"}, {"a b"}} })},
		{"levels", "titles: [a, [b, c]]", with(policy.Default(), func(p *policy.Policy) { p.Titles = [][]string{{"a"}, {"b", "c"}} })},
		{"JSON is YAML", string(JSON(yuanshi)), yuanshi},
		{"byte order mark", "\ufeffextends: yuanshi", yuanshi},
		{"Windows lines", "extends: yuanshi\r\nlinks:\r\n  reach_m: 500\r\n", yuanshi},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Read(strings.NewReader(c.yaml), "my.yaml")
			if err != nil || !same(got, c.want) {
				t.Errorf("got %+v, %v\nwant %+v", got, err, c.want)
			}
		})
	}
}

// TestErrors compares the messages of testdata/*.yaml with the .txt beside each: all faults at once, in place.
func TestErrors(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Parse(data, filepath.Base(file))
		compareErrors(t, err, strings.TrimSuffix(file, ".yaml")+".txt")
	}
}

func TestJSONErrors(t *testing.T) {
	for name, doc := range map[string]string{
		"key":      "{\n  \"links\": {\"load\": {\"mx\": 20}},\n  \"circles\": {\"radius_m\": \"500 m\"}}",
		"syntax":   "{\"links\": {\"load\"",
		"trailing": "{} {}",
		"array":    "[]",
		"twice":    "{\"own_home\": \"linked\",\n \"own_home\": \"other\"}",
	} {
		_, err := FromJSON([]byte(doc))
		compareErrors(t, err, "testdata/json_"+name+".txt")
	}
}

func compareErrors(t *testing.T, err error, golden string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || len(e.Violations) == 0 {
		t.Errorf("%s: error = %v, want an *Error", golden, err)
		return
	}
	got := []byte(err.Error() + "\n")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s (%v)\ngot\n%s\nwant\n%s", golden, err, got, want)
	}
}

func TestSet(t *testing.T) {
	p, _ := Scheme("yuanshi")
	err := Set(&p, "links.load.max=20", "circles.diameter_m=none", "circles.radius_m=400", "links.order=load, distance",
		"eligibility.exclude=", "titles=[a, \"b,c\"]", "own_home=other", "eligibility.require_capable=true", "scheme=12",
		"team.roles=[{name: 组长, min: 0, max: 1, titles: []}]")
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case p.Links.Load.Max != 20, p.Circles.Diameter.Set, p.Circles.Radius != policy.AtMost(400), len(p.Links.Order) != 2,
		len(p.Eligibility.Exclude) != 0, !reflect.DeepEqual(p.Titles, [][]string{{"a"}, {"b,c"}}), p.OwnHome != policy.OwnOther,
		!p.Eligibility.RequireCapable, p.Scheme != "12", !reflect.DeepEqual(p.Team.Roles, []policy.Role{{Name: "组长", Max: 1}}):
		t.Errorf("%+v", p)
	}
}

func TestSetTogether(t *testing.T) {
	p := policy.Default()
	if err := Set(&p, "links.load.min=40", "links.load.max=50"); err != nil {
		t.Errorf("a minimum and its maximum cannot move together: %v", err)
	}
}

func TestSetErrors(t *testing.T) {
	p, _ := Scheme("yuanshi")
	before := p.Clone()
	err := Set(&p, "links.load.mx=20", "links.load.max=many", "own_home", "own_home=lnked", "team.max=-1",
		"circles.radius_m=500 m", "team.roles=[{name: 3}]", "links.order=[load", "nothing.like.it=1")
	compareErrors(t, err, "testdata/set.txt")
	if !reflect.DeepEqual(p, before) {
		t.Error("the policy changed although the assignments were refused")
	}
}

func TestJSONIsStable(t *testing.T) {
	p, _ := Scheme("yuanshi")
	golden := "testdata/yuanshi.json"
	got := append(JSON(p), '\n')
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
	}
}

func TestKeysCoverThePolicy(t *testing.T) {
	p := policy.Policy{}
	for _, v := range p.Validate() { // every path that validation can name is a key
		path, _, _ := strings.Cut(v.Path, "[")
		if find(table, path) == nil {
			t.Errorf("policy.Validate names %q, which is no key", v.Path)
		}
	}
	if keys := Keys(); len(keys) != 1+len(table)+2*len(roleTable) || keys[0] != "extends" {
		t.Errorf("keys: %v", keys)
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPolicy(t)
		back, err := FromJSON(JSON(p))
		if err != nil || !same(p, back) {
			t.Fatalf("JSON: %v\n%+v\n%+v", err, p, back)
		}
		if back, err = Parse(JSON(p), ""); err != nil || !same(p, back) {
			t.Fatalf("YAML: %v\n%+v\n%+v\n%s", err, p, back, JSON(p))
		}
	})
}

// anyPolicy draws a valid policy.
func anyPolicy(t *rapid.T) policy.Policy {
	p := policy.Default()
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abz09 <&>\"'\\#:-{[村党.,!*|~")), 0, 8, -1)
	limit := rapid.Custom(func(t *rapid.T) policy.Limit {
		if rapid.Bool().Draw(t, "set") {
			return policy.AtMost(rapid.Float64Range(0, policy.MaxMeters).Draw(t, "metres"))
		}
		return policy.Limit{}
	})
	p.Scheme = word.Draw(t, "scheme")
	p.Metric = rapid.SampledFrom([]policy.Metric{policy.MetricGeodesic, policy.MetricPlanar}).Draw(t, "metric")
	p.Circles.Radius, p.Circles.Diameter, p.Links.Reach = limit.Draw(t, "radius"), limit.Draw(t, "diameter"), limit.Draw(t, "reach")
	p.Eligibility.RequireCapable = rapid.Bool().Draw(t, "capable")
	titles := rapid.SliceOfNDistinct(word, 0, 3, rapid.ID).Draw(t, "titles")
	for len(titles) > 0 {
		n := rapid.IntRange(1, len(titles)).Draw(t, "of one level")
		p.Titles, titles = append(p.Titles, titles[:n]), titles[n:]
	}
	p.Links.Load.Max = rapid.IntRange(1, policy.MaxCount).Draw(t, "max")
	p.Deputies.Max = rapid.IntRange(0, policy.MaxCount).Draw(t, "deputies")
	for i := range rapid.IntRange(0, 3).Draw(t, "roles") {
		name := string(rune('a' + i))
		p.Team.Roles = append(p.Team.Roles, policy.Role{Name: name + word.Draw(t, "role"), Max: 1 + i,
			Titles: rapid.SliceOfNDistinct(word, 0, 3, rapid.ID).Draw(t, "role titles")})
	}
	p.Groups.Count, p.Groups.Neighbor = rapid.IntRange(0, 9).Draw(t, "groups"), limit.Draw(t, "neighbour")
	if rapid.Bool().Draw(t, "around") {
		p.Groups.Tolerance = policy.Around(rapid.Float64Range(0, 100).Draw(t, "tolerance"))
	}
	if rapid.Bool().Draw(t, "heads") {
		p.Groups.Roles = []policy.Role{{Name: "head" + word.Draw(t, "head"), Max: 1}}
	}
	return p
}

// same compares two policies; Clone makes empty slices alike.
func same(a, b policy.Policy) bool { return reflect.DeepEqual(a.Clone(), b.Clone()) }

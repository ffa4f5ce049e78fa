package exchange_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"iter"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/exchange/table"
	"jinlin/policy"
)

func formats(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// blocks returns the fenced examples with a tag.
func blocks(t *testing.T, tag string) []string {
	t.Helper()
	var found []string
	for _, m := range regexp.MustCompile("(?s)```([^\n]*)\n(.*?)```\n").FindAllStringSubmatch(formats(t), -1) {
		if m[1] == tag {
			found = append(found, m[2])
		}
	}
	if found == nil {
		t.Fatalf("docs/formats.md has no example tagged %q", tag)
	}
	return found
}

// section returns the text under a heading, up to the next one of any level.
func section(t *testing.T, heading string) string {
	t.Helper()
	_, rest, ok := strings.Cut(formats(t), "\n"+heading+"\n")
	if !ok {
		t.Fatalf("docs/formats.md has no heading %q", heading)
	}
	if i := strings.Index(rest, "\n#"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

type reader[T any] func(io.Reader, exchange.Options) iter.Seq2[exchange.Record[T], error]

// example reads the examples of one kind, which must be free of rejects.
func example[T any](t *testing.T, tag string, k exchange.Kind[T], read reader[T]) []T {
	t.Helper()
	var all []T
	for i, text := range blocks(t, tag) {
		report := func(i exchange.Issue) {
			if i.Severity == exchange.Rejected {
				t.Errorf("%s: %v", tag, i)
			}
		}
		values, _, err := exchange.Collect(k, read(strings.NewReader(text), exchange.Options{File: "formats.md", Report: report}), report)
		if err != nil || len(values) == 0 {
			t.Fatalf("%s, example %d: %d records, %v", tag, i+1, len(values), err)
		}
		all = append(all, values...)
	}
	return all
}

func TestFormatsExamplesAreRead(t *testing.T) {
	example(t, "csv households", exchange.Households(), table.Households)
	example(t, "csv members", exchange.Members(), table.Members)
	example(t, "csv sites", exchange.Sites(), table.Sites)
	example(t, "csv locks", exchange.Locks(), table.Locks)
	example(t, "csv changes", exchange.Changes(), table.Changes)
	example(t, "geojson households", exchange.Households(), geojson.Households)
	example(t, "geojson members", exchange.Members(), geojson.Members)
	example(t, "geojson sites", exchange.Sites(), geojson.Sites)
	example(t, "geojson villages", exchange.Villages(), geojson.Villages)
	example(t, "csv units", exchange.Units(), table.Units)
	example(t, "csv adjacency", exchange.Adjacency(), table.Adjacency)
	example(t, "geojson barriers", exchange.Barriers(), geojson.Barriers)
}

// TestFormatsMatricesAreOne reads the examples of matrices, which differ in nothing but their form and the way from H2 to itself.
func TestFormatsMatricesAreOne(t *testing.T) {
	var prints []string
	for i, text := range blocks(t, "csv matrix") {
		var m exchange.MatrixReading
		report := func(i exchange.Issue) { t.Errorf("matrix: %v", i) }
		if err := table.Matrix(strings.NewReader(strings.Replace(text, "H2,6,0,", "H2,6,,", 1)), exchange.Options{File: "formats.md", Report: report}, &m); err != nil {
			t.Fatalf("example %d: %v", i+1, err)
		}
		prints = append(prints, m.Build().Fingerprint())
	}
	if len(prints) != 2 || prints[0] != prints[1] {
		t.Errorf("got %q; expected two of a kind", prints)
	}
}

func TestFormatsNameEveryColumn(t *testing.T) {
	named(t, "### Households", exchange.Households().Columns)
	named(t, "### Members", exchange.Members().Columns)
	named(t, "### Sites", exchange.Sites().Columns)
	named(t, "### Locks", exchange.Locks().Columns)
	named(t, "### Matrix", exchange.MatrixColumns())
	named(t, "### Villages", exchange.Villages().Columns)
	named(t, "### Units", exchange.Units().Columns)
	named(t, "### Adjacency", exchange.Adjacency().Columns)
	named(t, "### Barriers", exchange.Barriers().Columns)
	named(t, "### Changes", exchange.Changes().Columns[:5]) // the others are those of the other tables
}

func named(t *testing.T, heading string, columns []exchange.Column) {
	t.Helper()
	text := section(t, heading)
	for _, c := range columns {
		row := regexp.MustCompile("(?m)^\\| `" + c.Name + "` \\|.*$").FindString(text)
		if row == "" {
			t.Errorf("%s: no row for the column %q", heading, c.Name)
		}
		for _, alias := range c.Aliases {
			if !strings.Contains(row, alias) {
				t.Errorf("%s: the row of %q does not name the heading %q", heading, c.Name, alias)
			}
		}
	}
}

func TestFormatsNameTheHeadingsOfOutputs(t *testing.T) {
	type flusher interface{ Flush() error }
	for heading, write := range map[string]func(io.Writer) flusher{
		"### Groups (output)":  func(w io.Writer) flusher { return table.NewGroupWriter(w, false) },
		"### Centers (output)": func(w io.Writer) flusher { return table.NewCenterWriter(w) },
		"### Links (output)":   func(w io.Writer) flusher { return table.NewLinkWriter(w) },
		"### Circles (output)": func(w io.Writer) flusher { return table.NewCircleWriter(w) },
		"### Loads (output)":   func(w io.Writer) flusher { return table.NewLoadWriter(w) },
		"### Moves (output)":   func(w io.Writer) flusher { return table.NewMoveWriter(w) },
		"### What-if (output)": func(w io.Writer) flusher { return table.NewWhatIfWriter(w) },
	} {
		var b bytes.Buffer
		if err := write(&b).Flush(); err != nil {
			t.Fatal(err)
		}
		for name := range strings.SplitSeq(strings.TrimSpace(strings.TrimPrefix(b.String(), "\uFEFF")), ",") {
			if !strings.Contains(section(t, heading), "`"+name+"`") {
				t.Errorf("%s does not name the column %q", heading, name)
			}
		}
	}
}

// examplePlan solves the first example of households with the example of members.
func examplePlan(t *testing.T) (engine.Problem, engine.Plan) {
	t.Helper()
	p := engine.Problem{Area: "V1", Policy: policy.Default()}
	p.Policy.Groups.By, p.Policy.Groups.Max, p.Policy.Groups.Neighbor = policy.GroupsDrawn, 40, policy.Limit{}
	p.Households = example(t, "csv households", exchange.Households(), table.Households)[:3]
	p.Members = example(t, "csv members", exchange.Members(), table.Members)
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p, plan
}

var (
	coordinates = regexp.MustCompile(`("type":"Polygon","coordinates":)\[\[\[.*?\]\]\]`)
	// multiplier depends on how the solver found its bound.
	multiplier = regexp.MustCompile(`"circle_price_m":[0-9.]+`)
)

// shown is a line of a document as docs/formats.md shows it.
func shown(line string) string {
	line = strings.TrimSuffix(strings.TrimSpace(line), ",")
	return multiplier.ReplaceAllString(coordinates.ReplaceAllString(line, "${1}[...]"), "")
}

func TestFormatsShowFeaturesAsTheyAreWritten(t *testing.T) {
	p, plan := examplePlan(t)
	var b bytes.Buffer
	w := geojson.NewPlanWriter(&b, geojson.Header{})
	if err := cmp.Or(w.Area(p, plan), w.Close(nil)); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.SplitSeq(b.String(), "\n") {
		lines = append(lines, shown(line))
	}
	for _, kind := range []string{geojson.KindCircle, geojson.KindGroup, geojson.KindHousehold, geojson.KindLink, geojson.KindMember} {
		for _, text := range blocks(t, "json "+kind) {
			if !slices.Contains(lines, shown(text)) {
				t.Errorf("the example of a %s is not among what is written:\n%s", kind, strings.Join(lines[2:len(lines)-7], "\n"))
			}
		}
	}
}

// TestFormatsNameEveryProperty writes one feature of every kind and everything beside the features.
func TestFormatsNameEveryProperty(t *testing.T) {
	cut := &engine.Cut{}
	plan := engine.Draft{
		Area: "V1", Homes: []engine.Home{{ID: "H1", State: engine.HomeLinked}}, Members: []engine.Server{{ID: "M1", Center: "M1", CenterPriceMM: 1, MentorPrice: []int64{1}}}, Centers: []engine.Center{{Member: "M1"}},
		Circles: []engine.Circle{{ID: "C1"}}, Slots: []engine.Slot{{}}, Fixes: []engine.Fix{{}},
		Groups: []engine.Group{{ID: "V1001"}}, GroupSlots: []engine.GroupSlot{{}}, Rebalance: &engine.Rebalance{},
		Proof:    engine.Proof{Groups: engine.GroupProof{Reasons: []engine.GroupReason{{}}}, Centers: engine.CenterProof{OutPriceMM: 1}},
		Unserved: []engine.Unserved{{Household: "H1", Cut: cut}}, Shortfalls: []engine.Shortfall{{Cut: cut}},
	}.Build()
	var b bytes.Buffer
	w := geojson.NewPlanWriter(&b, geojson.Header{})
	if err := cmp.Or(w.Area(engine.Problem{}, plan), w.Close(nil)); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Features []struct {
			Properties map[string]any
		}
		Areas []map[string]any
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for _, f := range doc.Features {
		kind := f.Properties["kind"].(string)
		for name := range f.Properties {
			if !strings.Contains(section(t, "### "+kind), "\n| `"+name+"`") {
				t.Errorf("### %s does not name the property %q", kind, name)
			}
		}
	}
	beside := section(t, "### Beside the features")
	for _, key := range keys(doc.Areas[0]) {
		if !strings.Contains(beside, "`"+key+"`") && key != "value" && key != "bound" && !strings.HasPrefix(key, "counted") && !strings.HasPrefix(key, "placed") &&
			!slices.Contains([]string{"value_m", "bound_m", "parts", "tiers"}, key) {
			t.Errorf("### Beside the features does not name %q", key)
		}
	}
}

// keys returns the keys of an object and of the objects in it.
func keys(v any) []string {
	var all []string
	switch v := v.(type) {
	case map[string]any:
		for k, in := range v {
			all = append(append(all, k), keys(in)...)
		}
	case []any:
		for _, in := range v {
			all = append(all, keys(in)...)
		}
	}
	return all
}

package picture

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/policy"
	"jinlin/policy/codec"
)

var update = flag.Bool("update", false, "rewrite the golden pictures; look at them before committing")

// small is a plan made by hand, in the plane: two circles, a lock, an unserved home, a member without a place, and an
// id that XML must escape.
func small() (engine.Problem, engine.Plan) {
	p := engine.Problem{Area: "A<&>\"1", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	p.Policy.Team.Roles = []policy.Role{{Name: "leader", Min: 1, Max: 1}, {Name: "group_leader", Min: 1, Max: 2}}
	d := engine.Draft{Area: p.Area, Metric: policy.MetricPlanar}
	home := func(id string, x, y float64, h engine.Home) {
		h.ID = engine.HouseholdID(id)
		p.Households = append(p.Households, engine.Household{ID: h.ID, Location: orb.Point{x, y}})
		d.Homes = append(d.Homes, h)
	}
	home("H1", 0, 0, engine.Home{Circle: "A-1", State: engine.HomeOwn, Member: "M1"})
	home("H2", 30, 0, engine.Home{Circle: "A-1", State: engine.HomeLinked, Member: "M1", DistanceMM: 30_000})
	home("H3", 0, 40, engine.Home{Circle: "A-1", State: engine.HomeLinked, Member: "M2", DistanceMM: 50_000})
	home("H4", 30, 40, engine.Home{Circle: "A-1", State: engine.HomeOwn, Member: "M2"})
	home("H5", 200, 10, engine.Home{Circle: "A-2", State: engine.HomeOwn, Member: "M3"})
	home("H6", 230, 30, engine.Home{Circle: "A-2", State: engine.HomeLocked, Member: "M1", DistanceMM: 231_948})
	home("H<7>", 120, 80, engine.Home{State: engine.HomeUnserved})
	for i, h := range []engine.HouseholdID{"H1", "H4", "H5", ""} {
		id := engine.MemberID(fmt.Sprintf("M%d", i+1))
		p.Members = append(p.Members, engine.Member{ID: id, Household: h})
		circle := engine.CircleID([]string{"A-1", "A-1", "A-2", ""}[i])
		d.Members = append(d.Members, engine.Server{ID: id, Eligible: true, Anchor: h, Circle: circle, Load: []int{2, 1, 0, 0}[i]})
	}
	p.Members = append(p.Members, engine.Member{ID: "M9", Household: "H2", Status: policy.StatusAway})
	d.Members = append(d.Members, engine.Server{ID: "M9", Excluded: policy.StatusAway, Anchor: "H2"})
	d.Circles = []engine.Circle{
		{ID: "A-1", Number: 1, Site: "H1", Household: "H1", Center: orb.Point{0, 0}, Homes: 4, Members: 2, RadiusMM: 50_000},
		{ID: "A-2", Number: 2, Site: "H5", Household: "H5", Center: orb.Point{200, 10}, Homes: 2, Members: 1, RadiusMM: 36_056},
	}
	d.Slots = []engine.Slot{
		{Circle: "A-1", Role: "leader", Number: 1, Member: "M1"}, {Circle: "A-1", Role: "group_leader", Number: 1, Member: "M2"},
		{Circle: "A-2", Role: "leader", Number: 1},
	}
	d.Unserved = []engine.Unserved{{Household: "H<7>", Stage: engine.StageCircle, Reason: engine.ReasonNoCircle, Nearest: "M2", NearestMM: 98_489}}
	return p, d.Build()
}

func TestGolden(t *testing.T) {
	p, plan := small()
	for file, o := range map[string]Options{
		"testdata/small.svg":    {Title: "Two circles & a lock"},
		"testdata/small_zh.svg": {Title: "样例<村>", Lang: Chinese, Colour: ByMember, Width: 600},
	} {
		var got bytes.Buffer
		if err := SVG(&got, p, plan, o); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s: %v\n%s", file, err, got.String())
		}
	}
}

func TestWhatTheSmallPictureShows(t *testing.T) {
	p, plan := small()
	svg := draw(t, p, plan, Options{})
	texts := wellFormed(t, "small", svg)
	for _, want := range []string{
		`A<&>"1`, "7 homes · 2 circles · 4 members · mean distance 104 m · loads 0–2 · 1 without a place on the map · ", "1 unserved",
		"H<7>: no valid circle can hold it; nearest M2, 98 m", "A-1: 4 homes, 2 members, radius 50 m", "M1: load 2", "circle leader",
		"link fixed by hand", "20 m",
	} {
		if !strings.Contains(texts, want) {
			t.Errorf("the picture does not say %q:\n%s", want, texts)
		}
	}
	if strings.Contains(texts, "M9") {
		t.Error("an excluded member is drawn")
	}
	zh := wellFormed(t, "small zh", draw(t, p, plan, Options{Lang: Chinese}))
	for _, want := range []string{"H<7>：没有可容纳该户的服务圈；最近者M2，98米", "圈长", "人工指定联户", "1 户未覆盖", "20 米"} {
		if !strings.Contains(zh, want) {
			t.Errorf("the picture does not say %q:\n%s", want, zh)
		}
	}
	if plain := draw(t, p, plan, Options{HideLinks: true}); len(plain) >= len(svg) {
		t.Error("hidden links are drawn")
	}
}

// TestEveryDifficultCaseDraws: well-formed pictures without infinities, twice the same, also with an empty plan.
func TestEveryDifficultCaseDraws(t *testing.T) {
	for _, s := range fixtures.Nasty() {
		if testing.Short() && len(s.Problem.Households) > 500 {
			continue // solving it is the engine's test
		}
		plan, err := engine.Solve(context.Background(), s.Problem, engine.Options{})
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		for _, o := range []Options{{}, {Lang: Chinese, Colour: ByMember, Width: 400}} {
			svg := draw(t, s.Problem, plan, o)
			wellFormed(t, s.Name, svg)
			if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
				t.Errorf("%s: the picture holds what is no number", s.Name)
			}
			if again := draw(t, s.Problem, plan, o); again != svg {
				t.Errorf("%s: drawn twice, the pictures differ", s.Name)
			}
		}
	}
}

// TestAntimeridianIsNarrow: a village across 180 degrees is drawn 200 m wide, not around the earth.
func TestAntimeridianIsNarrow(t *testing.T) {
	for _, s := range fixtures.Nasty() {
		if s.Name != "antimeridian" {
			continue
		}
		sc := newScene(s.Problem, engine.Plan{}, Options{Lang: English, Width: 1000})
		if w := sc.f.bound.Max[0] - sc.f.bound.Min[0]; w < 100 || w > 200 {
			t.Errorf("the picture is %.0f m wide", w)
		}
	}
}

func TestVillageInEveryStyle(t *testing.T) {
	p, err := codec.Scheme("yuanshi")
	if err != nil {
		t.Fatal(err)
	}
	for _, style := range fixtures.Styles() {
		for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindVillage, Style: style, Homes: 200, Seed: 3}) {
			problem := v.Problem(p)
			plan, err := engine.Solve(context.Background(), problem, engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			wellFormed(t, string(style), draw(t, problem, plan, Options{Title: v.Name}))
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	p, plan := small()
	for want, o := range map[string]Options{
		"language": {Lang: "fr"}, "colour": {Colour: "age"}, "width": {Width: 10}, "8000": {Width: 9000},
	} {
		if err := SVG(io.Discard, p, plan, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

var errFull = errors.New("disk full")

type fullDisk struct{ left int }

func (f *fullDisk) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestTheWritersErrorComesBack(t *testing.T) {
	p, plan := small()
	for _, room := range []int{0, 100, 3000} {
		if err := SVG(&fullDisk{room}, p, plan, Options{}); !errors.Is(err, errFull) {
			t.Errorf("with room for %d bytes: %v", room, err)
		}
	}
}

func TestNeighboursDifferInColour(t *testing.T) {
	var row []point
	for i := range 40 {
		row = append(row, point{float64(10 * i), 0})
	}
	colours := spread(row)
	for i := 1; i < len(colours); i++ {
		if colours[i] == colours[i-1] {
			t.Errorf("neighbours %d and %d are both %s", i-1, i, colours[i])
		}
	}
}

func TestHull(t *testing.T) {
	got := hull([]point{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {2, 2}, {2, 0}, {4, 4}})
	if fmt.Sprint(got) != "[0 0 4 0 4 4 0 4]" {
		t.Errorf("hull %v", got)
	}
	for _, few := range [][]point{nil, {{1, 1}}, {{1, 1}, {1, 1}}, {{1, 1}, {2, 2}}} {
		if got := hull(few); len(got) > len(few) {
			t.Errorf("hull of %v is %v", few, got)
		}
	}
}

func TestRoundLength(t *testing.T) {
	for in, want := range map[float64]float64{0.3: 1, 7: 5, 99: 50, 100: 100, 750: 500, 2500: 2000} {
		if got := roundLength(in); got != want {
			t.Errorf("roundLength(%v) = %v, want %v", in, got, want)
		}
	}
}

func draw(t *testing.T, p engine.Problem, plan engine.Plan, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := SVG(&b, p, plan, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// wellFormed parses the picture and returns all its texts, a line each.
func wellFormed(t *testing.T, name, svg string) string {
	t.Helper()
	var texts strings.Builder
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts.String()
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c, ok := tok.(xml.CharData); ok && len(bytes.TrimSpace(c)) > 0 {
			texts.Write(append(c, '\n'))
		}
	}
}

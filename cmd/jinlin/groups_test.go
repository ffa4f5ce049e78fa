package main_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// groupProof reads what the plan of the first area claims of its groups.
func groupProof(t *testing.T, plan []byte) (p struct {
	Kind                                          string
	Violation, Spread, Compactness                int64
	ViolationBound, SpreadBound, CompactnessBound int64
	Reasons                                       []struct {
		Kind  string
		Homes []string
		Size  int64
	}
}) {
	t.Helper()
	var doc struct {
		Areas []struct {
			Proof struct{ Groups json.RawMessage }
		}
	}
	if err := json.Unmarshal(plan, &doc); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(doc.Areas[0].Proof.Groups, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// groupOf reads groups.csv: the group of each home or unit.
func groupOf(t *testing.T, table []byte, column string) map[string]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(table, []byte("\xEF\xBB\xBF")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	id, group := slices.Index(rows[0], column), slices.Index(rows[0], "group")
	of := map[string]string{}
	for _, r := range rows[1:] {
		of[r[id]] = r[group]
	}
	return of
}

// TestVillageInGroups draws a village in groups of 20 to 40 homes, with heads, and links within them; the judge believes it, also after a rebalance.
func TestVillageInGroups(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "generate", "village", "--homes", "300", "--seed", "7", "--out", "v")
	records := []string{"--households", "v/households.csv", "--members", "v/members.csv"}
	solved := must(t, dir, append([]string{"solve", "--out", "plan.geojson", "--svg", "v.svg", "--colour", "group", "--set", "groups.by=drawn", "--set", "groups.min=20", "--set", "groups.max=40",
		"--set", "groups.roles=[{name: head, min: 1, max: 1}]", "--set", "links.within=group"}, records...)...)
	wants(t, "the summary", solved.out, "homes a group", "outside their bounds, in all")
	of := groupOf(t, read(t, dir, "groups.csv"), "household")
	size := map[string]int{}
	for _, g := range of {
		size[g]++
	}
	if len(of) != 300 || len(size) != 10 {
		t.Errorf("%d homes in %d groups: %v", len(of), len(size), size)
	}
	for g, n := range size {
		if n < 20 || n > 40 {
			t.Errorf("group %s has %d homes", g, n)
		}
	}
	wants(t, "the plan", string(read(t, dir, "plan.geojson")), `"group":"130132100201001","number":1`, `"role":"head"`)
	wants(t, "verify", must(t, dir, append([]string{"verify", "--plan", "plan.geojson"}, records...)...).out, "No violation in 1 areas")

	gone := "130132100201-H0010"
	write(t, dir, "moves.csv", "change,record,id,village,lon,lat\ndrop,household,"+gone+",,,\nput,household,N1,130132100201,114.5200,37.7600\n")
	must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--changes", "moves.csv", "--out", "next.geojson", "--out-households", "h2.csv", "--out-members", "m2.csv"}, records...)...)
	wants(t, "the next plan", string(read(t, dir, "next.geojson")), `"groups":{"kind":"kept"`, `"next_group":11`)
	wants(t, "verify", must(t, dir, "verify", "--plan", "next.geojson", "--households", "h2.csv", "--members", "m2.csv", "--before-plan", "plan.geojson",
		"--before-households", "v/households.csv", "--before-members", "v/members.csv").out, "No violation in 1 areas")
}

// TestUnits divides a map of 25 districts: the optimum, proven, and no coordinates needed.
func TestUnits(t *testing.T) {
	dir := t.TempDir()
	var units, pairs strings.Builder
	units.WriteString("id,population\n")
	pairs.WriteString("unit,neighbour\n")
	for i := range 25 {
		fmt.Fprintf(&units, "u%02d,2000000\n", i)
		if i%5 < 4 {
			fmt.Fprintf(&pairs, "u%02d,u%02d\n", i, i+1)
		}
		if i < 20 {
			fmt.Fprintf(&pairs, "u%02d,u%02d\nu%02d,u%02d\n", i, i+5, i+5, i)
		}
	}
	write(t, dir, "units.csv", units.String())
	write(t, dir, "adjacency.csv", pairs.String())
	records := []string{"--units", "units.csv", "--adjacency", "adjacency.csv"}
	if r := run(t, dir, append([]string{"solve"}, records...)...); r.code != 2 || !strings.Contains(r.errout, "groups.by") {
		t.Errorf("%d %s", r.code, r.errout)
	}
	drawn := []string{"--set", "groups.by=drawn", "--set", "groups.count=5", "--set", "groups.tolerance_percent=0.5"}
	must(t, dir, slices.Concat([]string{"solve"}, records, drawn)...)
	p := groupProof(t, read(t, dir, "plan.geojson"))
	if p.Kind != "searched" || p.Violation != 0 || p.Spread != 0 || p.Compactness != 16 {
		t.Errorf("%+v; expected 16 borders cut, proven", p)
	}
	if of := groupOf(t, read(t, dir, "groups.csv"), "unit"); len(of) != 25 || !strings.HasPrefix(of["u00"], "units00") {
		t.Errorf("%v", of)
	}
	wants(t, "verify", must(t, dir, append([]string{"verify", "--plan", "plan.geojson"}, records...)...).out, "No violation in 1 areas")
	write(t, dir, "wrong.csv", "a,b\nu01,u02\nu01,u99\n")
	if r := run(t, dir, slices.Concat([]string{"solve", "--strict", "--units", "units.csv", "--adjacency", "wrong.csv"}, drawn)...); !strings.Contains(r.errout, `column b: "u99": is not among the homes`) {
		t.Errorf("%d %s", r.code, r.errout)
	}
}

// TestGroupsThatCannotBe names the pieces that no bounds fit, and keeps a group on its side of a river.
func TestGroupsThatCannotBe(t *testing.T) {
	dir := t.TempDir()
	var homes strings.Builder
	homes.WriteString("id,village,x,y\n")
	for i := range 40 {
		x := i % 8 * 20
		if i%8 >= 6 { // two columns beyond the river
			x += 40
		}
		fmt.Fprintf(&homes, "h%02d,v,%d,%d\n", i, x, i/8*20)
	}
	write(t, dir, "h.csv", homes.String())
	write(t, dir, "river.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[130,-50],[130,500]]}}]}`)
	args := []string{"solve", "--households", "h.csv", "--scheme", "grouping", "--set", "metric=planar", "--set", "groups.by=drawn", "--set", "groups.min=13", "--set", "groups.max=17",
		"--set", "groups.neighbor_m=100", "--barriers", "river.geojson"}
	must(t, dir, args...)
	p := groupProof(t, read(t, dir, "plan.geojson"))
	if p.Violation != 3 || p.Kind == "" || len(p.Reasons) != 1 || p.Reasons[0].Kind != "light_piece" || len(p.Reasons[0].Homes) != 10 || p.Reasons[0].Size != 10 {
		t.Errorf("%+v; expected ten homes beyond the river, three too few", p)
	}
	verify := []string{"verify", "--plan", "plan.geojson", "--households", "h.csv", "--barriers", "river.geojson"}
	wants(t, "verify", must(t, dir, verify...).out, "No violation in 1 areas")
	if r := run(t, dir, verify[:5]...); r.code != 4 || !strings.Contains(r.out, "wrong_input") {
		t.Errorf("without the river the judge says %d %s", r.code, r.out)
	}
}

package main_test

import (
	"fmt"
	"strings"
	"testing"
)

const (
	matrixHouseholds = "id,village,weight\n1,v,1\n2,v,2\n3,v,1\n4,v,1\n5,w,1\n6,w,1\n"
	matrixMembers    = "id,village,household,duty\na,v,1,\nb,v,,\nc,v,4,\nd,w,5,w;v\n"
	// Ways of minutes: longer one way than back, and some missing.
	matrixMinutes = ",1,2,3,4,5,6\n1,0,5,12,,,\nb,3,2.0005,4,9,,\n4,7,3,1,0,,\n5,,,9.5,,0,4\n"
)

var inMinutes = []string{"--set", "circles.radius_m=10", "--set", "links.reach_m=10", "--set", "links.within=duty"}

// TestMatrix plans, judges, explains and rebalances villages whose records have no coordinates at all.
func TestMatrix(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "h.csv", matrixHouseholds)
	write(t, dir, "m.csv", matrixMembers)
	write(t, dir, "minutes.csv", matrixMinutes)
	records := []string{"--households", "h.csv", "--members", "m.csv", "--matrix", "minutes.csv"}
	solved := must(t, dir, append(append([]string{"solve", "--out", "plan.geojson", "--svg", "plan.svg"}, records...), inMinutes...)...)
	if solved.errout != "" {
		t.Errorf("it complains: %s", solved.errout)
	}
	plan := string(read(t, dir, "plan.geojson"))
	wants(t, "the plan", plan, `"metric":"matrix"`, `"ground":"matrix v1 `, `"household":"2","state":"linked","circle":"v-1","center_m":3.000,"member":"b","distance_m":2.001`,
		`"household":"6","state":"linked"`, `"geometry":null`)
	if strings.Contains(plan, "Polygon") || strings.Contains(plan, `"Point"`) {
		t.Error("the plan draws what has no place")
	}
	wants(t, "verify", must(t, dir, append([]string{"verify", "--plan", "plan.geojson"}, records...)...).out, "No violation in 2 areas")
	wants(t, "explain", must(t, dir, append([]string{"explain", "--plan", "plan.geojson", "--household", "3"}, records...)...).out, "1.0 m", "9.5 m")

	write(t, dir, "moves.csv", "change,record,id,status\ndrop,member,c,\n")
	must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--changes", "moves.csv", "--out", "next.geojson", "--out-households", "h2.csv", "--out-members", "m2.csv"}, records...)...)
	if got := string(read(t, dir, "h2.csv")); !strings.Contains(got, "\n1,v,,,wgs84,1") {
		t.Errorf("the list of households has coordinates that nobody gave:\n%s", got)
	}
	wants(t, "verify", must(t, dir, "verify", "--plan", "next.geojson", "--households", "h2.csv", "--members", "m2.csv", "--matrix", "minutes.csv",
		"--before-plan", "plan.geojson", "--before-households", "h.csv", "--before-members", "m.csv").out, "No violation in 2 areas")
	read(t, dir, "plan.svg")
}

// TestMatrixChanges rebalances because ways became longer, with and without a home that came.
func TestMatrixChanges(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "h.csv", matrixHouseholds)
	write(t, dir, "m.csv", matrixMembers)
	write(t, dir, "minutes.csv", matrixMinutes)
	write(t, dir, "now.csv", ",1,2,3,4,5,6,7\n1,0,5,12,,,,\nb,3,22,4,9,,,2\n4,7,3,1,0,,,\n5,,,9.5,,0,4,\n")
	write(t, dir, "moves.csv", "change,record,id,village\nput,household,7,v\n")
	records := []string{"--households", "h.csv", "--members", "m.csv", "--matrix", "minutes.csv"}
	must(t, dir, append(append([]string{"solve", "--out", "plan.geojson"}, records...), inMinutes...)...)
	must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--changes", "moves.csv", "--new-matrix", "now.csv", "--out", "next.geojson", "--out-households", "h2.csv"}, records...)...)
	wants(t, "what changed", string(read(t, dir, "changes.csv")), "v,2,forced,b,a,2.001,5.000,", ",ground,", "by the distances given now, b is not in reach", "v,7,arrived,,b,,2.000")
	now := []string{"verify", "--plan", "next.geojson", "--households", "h2.csv", "--members", "m.csv"}
	before := []string{"--before-plan", "plan.geojson", "--before-households", "h.csv", "--before-members", "m.csv", "--before-matrix", "minutes.csv"}
	wants(t, "verify", must(t, dir, append(append(now, "--matrix", "now.csv"), before...)...).out, "No violation in 2 areas")
	if r := run(t, dir, append(now, "--matrix", "minutes.csv")...); r.code != 4 {
		t.Errorf("verify believes another matrix: exit %d\n%s%s", r.code, r.out, r.errout)
	}
	must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--new-matrix", "now.csv", "--out", "other.geojson"}, records...)...)
	wants(t, "what changed", string(read(t, dir, "changes.csv")), "v,2,forced,b,a,")
}

// TestMatrixRefusals names everything that is wrong.
func TestMatrixRefusals(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "h.csv", matrixHouseholds)
	write(t, dir, "m.csv", matrixMembers)
	write(t, dir, "minutes.csv", matrixMinutes)
	write(t, dir, "wrong.csv", "from,to,value\n1,1,0\n1,2,soon\n1,1,3\n,2,4\n")
	write(t, dir, "strange.csv", matrixMinutes+"x,1,1,1,1,1,1\n")
	write(t, dir, "placed.csv", "id,village,lon,lat\n1,v,114.5,37.7\n")
	write(t, dir, "nobody.csv", "id,village\n")
	must(t, dir, "solve", "--households", "placed.csv", "--members", "nobody.csv", "--out", "placed.geojson")
	for _, c := range []struct {
		args  string
		code  int
		wants []string
	}{
		{"solve --households h.csv --members m.csv", 2, []string{"no column lon, lat"}},
		{"solve --households h.csv --members m.csv --set metric=matrix", 2, []string{"expected --matrix"}},
		{"solve --households h.csv --members m.csv --matrix wrong.csv", 2, []string{`wrong.csv:3 column value: "soon"`, "wrong.csv:5 column from", `wrong.csv:4: "3.000": from "1" to "1", and 0.000 on line 2`}},
		{"solve --households h.csv --members m.csv --matrix strange.csv", 0, []string{"x", "1 ids of the matrix are those of no household"}},
		{"verify --households placed.csv --members nobody.csv --plan placed.geojson --matrix minutes.csv", 2, []string{"a plan of the metric geodesic"}},
		{"rebalance --households placed.csv --members nobody.csv --plan placed.geojson --matrix minutes.csv", 2, []string{"a plan of the metric geodesic"}},
		{"solve --households h.csv --members m.csv --matrix missing.csv", 2, []string{"missing.csv"}},
	} {
		if r := run(t, dir, strings.Fields(c.args)...); r.code != c.code {
			t.Errorf("jinlin %s: exit %d, want %d\n%s", c.args, r.code, c.code, r.errout)
		} else {
			wants(t, c.args, r.errout, c.wants...)
		}
	}
}

// TestMatrixOfMetres plans homes along a road from coordinates, and again from a matrix of the same distances: the same values, proofs and
// bounds.
func TestMatrixOfMetres(t *testing.T) {
	dir := t.TempDir()
	var homes, bare, members, matrix strings.Builder
	homes.WriteString("id,village,x,y\n")
	bare.WriteString("id,village\n")
	members.WriteString("id,village,household\n")
	matrix.WriteString("from,to,metres\n")
	const n = 40
	at := func(i int) int { return i * 37 % 101 * 3 }
	for i := range n {
		fmt.Fprintf(&homes, "H%02d,v,%d,0\n", i, at(i))
		fmt.Fprintf(&bare, "H%02d,v\n", i)
		if i%6 == 0 {
			fmt.Fprintf(&members, "M%02d,v,H%02d\n", i, i)
		}
		for j := range n {
			fmt.Fprintf(&matrix, "H%02d,H%02d,%d\n", i, j, max(at(i)-at(j), at(j)-at(i)))
		}
	}
	write(t, dir, "h.csv", homes.String())
	write(t, dir, "bare.csv", bare.String())
	write(t, dir, "m.csv", members.String())
	write(t, dir, "matrix.csv", matrix.String())
	limits := []string{"--members", "m.csv", "--set", "circles.radius_m=100", "--set", "circles.diameter_m=150", "--set", "links.reach_m=90", "--quiet"}
	must(t, dir, append([]string{"solve", "--households", "h.csv", "--set", "metric=planar", "--out", "a.geojson", "--links", "a.csv"}, limits...)...)
	must(t, dir, append([]string{"solve", "--households", "bare.csv", "--matrix", "matrix.csv", "--out", "b.geojson", "--links", "b.csv"}, limits...)...)
	a, b := string(read(t, dir, "a.geojson")), string(read(t, dir, "b.geojson"))
	for _, what := range []string{`"proof":{`, `"borders":{`} {
		if part(a, what) != part(b, what) || part(a, what) == "" {
			t.Errorf("%s differs:\n%s\n%s", what, part(a, what), part(b, what))
		}
	}
}

// part is what follows a text, up to where the line ends.
func part(doc, from string) string {
	_, rest, _ := strings.Cut(doc, from)
	line, _, _ := strings.Cut(rest, "\n")
	return line
}

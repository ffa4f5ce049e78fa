package main_test

import (
	"strings"
	"testing"
)

// TestCentersOnTheCommandLine solves a village with centre households, draws it, lists it and explains a centre.
func TestCentersOnTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "generate", "yixiu-slack", "--villages", "1", "--out", "D")
	files := []string{"--households", "D/households.csv", "--members", "D/members.csv"}
	r := must(t, dir, append([]string{"solve", "--scheme", "yixiu", "--svg", "v.svg", "--colour", "center"}, files...)...)
	wants(t, "the summary", r.out, "Centre households", "members a centre, itself counted", "centres with a mentor", "mentors  ")
	wants(t, "the picture", string(read(t, dir, "v.svg")), "centre household and the homes of its members", "mentors centre")
	wants(t, "the plan", string(read(t, dir, "plan.geojson")), `"kind":"center_area"`, `"kind":"member_area"`)
	rows := strings.Split(string(read(t, dir, "centers.csv")), "\n")
	wants(t, "the table", rows[0], "village,center,number,member,center_m,load,mentor,mentor_m")
	center := strings.Split(rows[1], ",")[1]
	wants(t, "the explanation", must(t, dir, append([]string{"explain", "--plan", "plan.geojson", "--member", center}, files...)...).out, "He is centre household 1, of ")
	wants(t, "the judge", must(t, dir, append([]string{"verify", "--plan", "plan.geojson"}, files...)...).out, "No violation in 1 area")
}

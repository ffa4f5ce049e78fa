package main

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"jinlin/fixtures"
	"jinlin/policy/codec"
)

// The numbers are the machine's; what came out is not.
func TestMeasureAVillage(t *testing.T) {
	dir := t.TempDir()
	if err := writeTables(dir, fixtures.Spec{Kind: fixtures.KindVillage, Seed: 7, Homes: 120}); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"stages", "all"} {
		var out bytes.Buffer
		if err := run([]string{"-child", mode, "-data", dir}, &out); err != nil {
			t.Fatal(err)
		}
		var s stages
		if err := json.Unmarshal(out.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		if s.Areas != 1 || s.Homes != 120 || s.Circles < 1 || s.Bytes == 0 || s.PeakMiB <= 0 || s.Violations != 0 {
			t.Errorf("%s: %+v", mode, s)
		}
	}
}

// Every built-in scheme with a place is shown, and its plans pass the judge.
func TestShowSchemes(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"-schemes", "-villages", "2"}, &out); err != nil {
		t.Fatal(err)
	}
	for _, info := range codec.Schemes() {
		if info.Place != "" && !strings.Contains(out.String(), "| `"+info.Name+"` |") {
			t.Errorf("%s is not shown", info.Name)
		}
	}
	if rows := strings.Count(out.String(), " | 0 |\n"); rows != len(shows) {
		t.Errorf("%d rows without violation of %d:\n%s", rows, len(shows), &out)
	}
}

func TestExponent(t *testing.T) {
	var rows []row
	for _, n := range []int{100, 1000, 7000} {
		rows = append(rows, row{stages: stages{Homes: n, Solve: 1e-6 * math.Pow(float64(n), 1.5)}})
	}
	if got := exponent(rows); math.Abs(got-1.5) > 1e-9 {
		t.Errorf("exponent %v, want 1.5", got)
	}
}

package main

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"jinlin/fixtures"
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

func TestExponent(t *testing.T) {
	var rows []row
	for _, n := range []int{100, 1000, 7000} {
		rows = append(rows, row{stages: stages{Homes: n, Solve: 1e-6 * math.Pow(float64(n), 1.5)}})
	}
	if got := exponent(rows); math.Abs(got-1.5) > 1e-9 {
		t.Errorf("exponent %v, want 1.5", got)
	}
}

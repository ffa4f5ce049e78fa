package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/policy/codec"
)

// The times are the machine's; that the tables are filled and nothing is violated is not.
func TestRebalanceAFewVillages(t *testing.T) {
	file := filepath.Join(t.TempDir(), "RESULTS.md")
	if err := os.WriteFile(file, []byte("<!-- begin rebalance -->\n<!-- end rebalance -->"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run([]string{"-rebalance", "-villages", "2", "-departures", "3", "-runs", "1", "-results", file}, &out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{"| county | 2 | solved | 3 |", "| plain | 2 | kept | 3 |", "| 2 of 2 | 0 |"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(written), text) {
		t.Errorf("the file holds %q", written)
	}
}

func TestQuantile(t *testing.T) {
	var d departures
	for i := range 1000 {
		d.took = append(d.took, time.Duration(i))
	}
	if d.quantile(0.5) != 500 || d.quantile(0.99) != 990 || d.quantile(1) != 999 {
		t.Errorf("%d, %d, %d", d.quantile(0.5), d.quantile(0.99), d.quantile(1))
	}
}

// What changed is what was counted, kind by kind, and the same from the same seed.
func TestQuarterOf(t *testing.T) {
	pol, err := codec.Scheme("yuanshi")
	if err != nil {
		t.Fatal(err)
	}
	before := countyOf(fixtures.KindCounty, options{seed: 7, villages: 8}, pol)
	after, homes, members := quarterOf(before, &random{7})
	got := map[string]int{}
	for i := range before {
		if err := engine.Validate(after[i]); err != nil {
			t.Error(err)
		}
		for _, c := range engine.Changes(before[i], after[i]) {
			got[reflect.TypeOf(c).Name()]++
		}
	}
	want := map[string]int{"PutHousehold": homes * 2 / 3, "DropHousehold": homes / 3, "PutMember": members * 3 / 4, "DropMember": members / 4}
	if !reflect.DeepEqual(got, want) || members == 0 {
		t.Errorf("changes %v, want %v", got, want)
	}
	if again, _, _ := quarterOf(before, &random{7}); !reflect.DeepEqual(again, after) {
		t.Error("the same seed gives another quarter")
	}
}

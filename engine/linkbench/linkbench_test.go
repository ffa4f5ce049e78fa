package main

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"jinlin/engine/internal/linking"
	"jinlin/engine/linkbench/peer"
	"jinlin/fixtures"
)

func village(homes int) instance {
	return instance{name: "village", spec: fixtures.Spec{Kind: fixtures.KindVillage, Seed: 7, Homes: homes}, loads: even}
}

// The homes of eligible members are their own; every other home is to be linked.
func TestOwnHomesAreNotLinked(t *testing.T) {
	in := village(300)
	for v := range fixtures.Generate(in.spec) {
		homes, members := linked(v)
		at := map[string]bool{}
		for _, m := range members {
			at[m.ID] = true
		}
		for _, h := range homes {
			if at[string(h.ID)] {
				t.Errorf("home %s is a member's own", h.ID)
			}
		}
		if len(homes)+len(at) != 300 || len(members) == 0 {
			t.Errorf("%d homes to link, %d own", len(homes), len(at))
		}
	}
}

func TestDisagreementIsSeen(t *testing.T) {
	in := village(200)
	c, err := in.build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, err := peer.Pack(c.problems[0])
	if err != nil {
		t.Fatal(err)
	}
	_, ours, _ := solveOurs(c.problems, linking.Options{})
	value := v.Scale.Integer(ours[0].Value)
	check := func() error { return agree(c.problems, []peer.Scale{v.Scale}, ours, []*big.Int{value}) }
	if err := check(); err != nil {
		t.Fatal(err)
	}
	value.Add(value, big.NewInt(1))
	if err := check(); err == nil || !strings.Contains(err.Error(), "objective") {
		t.Errorf("error %v", err)
	}
	ours[0].Bound[distanceTier]--
	if err := check(); err == nil || !strings.Contains(err.Error(), "certified") {
		t.Errorf("error %v", err)
	}
}

func TestReport(t *testing.T) {
	small, large := village(0), village(0)
	small.name, large.name, large.floor = "even", "even-ten", 12
	rows := []row{
		{instance: &small, county: county{homes: 1000}, ours: time.Millisecond, build: time.Millisecond, solve: 9 * time.Millisecond, scratch: 2048},
		{instance: &large, county: county{homes: 10_000}, ours: 10 * time.Millisecond, build: 10 * time.Millisecond, solve: 100 * time.Millisecond, usually: 200 * time.Millisecond},
	}
	text := report(rows, options{runs: 9})
	for _, want := range []string{"exponent 1.00", "at most 2 KiB", "| 11.0 | 10.0 | 20.0 | 12 |", "| 10.0 | 9.0 | 0.0 |  |"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if got := rows[1].line(); !strings.Contains(got, "BELOW 12") {
		t.Error(got)
	}
}

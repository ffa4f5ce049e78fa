package main

import (
	"math"
	"strings"
	"testing"
	"time"

	"jinlin/engine/internal/siting/cover"
	"jinlin/geo"
)

func TestReducedKeepsTheOptimum(t *testing.T) {
	for _, v := range generate(options{seed: 3, villages: 2}) {
		for _, radius := range []int64{500, 120} {
			p, err := v.problem(t.Context(), radius)
			if err != nil {
				t.Fatal(err)
			}
			whole, _ := cover.Fewest(p, effort, nil)
			small, open := reduced(p)
			rest, _ := cover.Fewest(small, effort, nil)
			if !whole.Proven || rest.Value+open != whole.Value || small.Homes >= p.Homes {
				t.Errorf("%d m: %d circles, %d open and %d of %d homes left that need %d", radius, whole.Value, open, small.Homes, p.Homes, rest.Value)
			}
		}
	}
}

// The flat ground must be right to half the margin, within a village and to its circles' ends.
func TestFlatGround(t *testing.T) {
	for _, v := range generate(options{seed: 7, villages: 20}) {
		flat := v.projection()
		x, y := flat.flat(v)
		for h := range x {
			centre := flat.point(x[h]+300, y[h]-400)
			for other := 0; other < len(x); other += 17 {
				d := math.Hypot(x[other]-x[h]-300, y[other]-y[h]+400)
				if d < 600 && math.Abs(d-geo.Distance(centre, v.places[other].Point)) > margin/2 {
					t.Fatalf("%g m on flat ground, %g m in truth", d, geo.Distance(centre, v.places[other].Point))
				}
			}
		}
	}
}

func TestReport(t *testing.T) {
	rows := []row{{radius: 500, homes: 900, raw: 3 * time.Second, rawReading: time.Second, reduced: time.Second, ours: 10 * time.Millisecond, optimum: 20}}
	planes := []plane{{radius: 500, places: 33, circles: 19, bound: 18}}
	text := report(rows, planes, &cbc{version: "9"}, options{runs: 5, villages: 20})
	for _, want := range []string{"CBC 9", "| 300 | 200 | 100.0 | 20 |", "| 500 | 33 | 0.00 | 19 | 18 | 0 |"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

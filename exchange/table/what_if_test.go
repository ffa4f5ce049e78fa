package table_test

import (
	"bytes"
	"testing"

	"jinlin/engine"
	"jinlin/exchange/table"
	"jinlin/policy"
)

func TestWhatIfIsATable(t *testing.T) {
	var b bytes.Buffer
	w := table.NewWhatIfWriter(&b)
	for _, r := range []engine.CircleRow{
		{Count: 3, Radius: policy.AtMost(500), Circles: 3, Homes: 9, Held: 6, Weight: 12, Load: 8, Size: 6, SizeOfAll: 9, TotalMM: 1_000_000, Ways: 6, FarthestMM: 499_999,
			Aim: engine.AimHeld, Value: 6, Bound: 7, Kind: engine.Narrowed},
		{Circles: 1, Homes: 1, Held: 1, Weight: 1, Load: 1, Size: 1, SizeOfAll: 1, TotalMM: 1500, Ways: 1, FarthestMM: 1500, Aim: engine.AimDistance, Value: 1500, Bound: 1400, Kind: engine.Bounded},
	} {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "\uFEFFcount,radius_m,circles,homes,held,weight,held_weight,share,total_m,mean_m,farthest_m,aim,value,bound,proof\n" +
		"3,500,3,9,6,12,8,0.666667,1000.000,166.667,499.999,held,6,7,narrowed\n" +
		",,1,1,1,1,1,1,1.500,1.500,1.500,distance,1.500,1.400,bounded\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

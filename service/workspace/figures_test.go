package workspace

import (
	"fmt"
	"testing"

	"jinlin/service/registry"
)

// The figures of more plans than may be kept push out the oldest, and what is kept is counted right.
func TestFiguresKept(t *testing.T) {
	var f figures
	for i := range 30 {
		f.put(registry.PlanID(fmt.Sprint(i)), make([]AreaOverview, mostFigures/10))
		f.put("twice", make([]AreaOverview, 1))
	}
	f.put("too large", make([]AreaOverview, mostFigures+1))
	sum := 0
	for _, list := range f.at {
		sum += len(list)
	}
	if sum != f.areas || sum > mostFigures || sum < mostFigures/2 || len(f.order) != len(f.at) {
		t.Errorf("%d areas in memory, %d counted, %d of %d plans in order", sum, f.areas, len(f.order), len(f.at))
	}
	if f.at["29"] == nil || f.at["0"] != nil || f.at["too large"] != nil {
		t.Error("not the newest")
	}
}

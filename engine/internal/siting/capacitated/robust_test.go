package capacitated

import (
	"reflect"
	"testing"
)

// TestOdd feeds what nobody should: no solve may panic, and what is impossible is said.
func TestOdd(t *testing.T) {
	far := [][]int64{{Far, Far}, {Far, Far}}
	cases := map[string]struct {
		p          *Problem
		infeasible bool
	}{
		"nothing":       {&Problem{}, false},
		"no sites":      {&Problem{Demand: []int64{1, 2}, Count: 2}, true},
		"no homes":      {&Problem{Distance: [][]int64{{}, {}}, Capacity: []int64{1, 1}, Count: 1}, false},
		"all far":       {&Problem{Distance: far, Demand: []int64{1, 1}, Capacity: []int64{9, 9}, Count: 1}, true},
		"capacity 0":    {&Problem{Distance: [][]int64{{1, 2}}, Demand: []int64{1, 1}, Capacity: []int64{0}, Count: 1}, true},
		"count too big": {&Problem{Distance: [][]int64{{1, 2}}, Demand: []int64{1, 1}, Capacity: []int64{2}, Count: 9}, false},
		"no demand":     {&Problem{Distance: [][]int64{{1, 2}, {0, 0}}, Demand: []int64{0, 0}, Capacity: []int64{0, 0}, Count: 1}, false},
		"ragged":        {&Problem{Distance: [][]int64{{1}, {5, -3}}, Demand: []int64{1, 1}, Capacity: []int64{5, 5, 5}, Count: 2}, false},
		"twins":         {&Problem{Distance: [][]int64{{4, 4}, {4, 4}}, Demand: []int64{1, 1}, Capacity: []int64{1, 1}, Count: 2}, false},
		"too many musts": {&Problem{Distance: [][]int64{{4, 4}, {4, 4}}, Demand: []int64{1, 1}, Capacity: []int64{1, 1}, Count: 1,
			Required: []bool{true, true}}, false},
		"negative": {&Problem{Distance: [][]int64{{4, 4}}, Demand: []int64{-1, 1}, Capacity: []int64{-1}, Count: -1}, true},
		"huge": {&Problem{Distance: [][]int64{{1e12, 1e12}, {1e12, 1e12}}, Demand: []int64{1e12, 1e12}, Capacity: []int64{1e12, 1e12}, Count: 2,
			Cost: []int64{1e15, 1e15}}, false},
	}
	for name, c := range cases {
		for _, k := range kinds {
			for _, work := range []int64{0, 1, 100_000} {
				sol, ok := k.solve(c.p, work, nil)
				if !ok {
					t.Errorf("%s, %s: not ok", name, k.name)
				}
				if k.name != "most" && work > 1 && (sol.Feasible == c.infeasible || sol.Infeasible != c.infeasible) {
					t.Errorf("%s, %s: feasible %v, infeasible %v", name, k.name, sol.Feasible, sol.Infeasible)
				}
			}
		}
	}
}

// TestSame solves twice and expects the same in every field.
func TestSame(t *testing.T) {
	p := made(120, 8, 3, 90, 11)
	for _, k := range kinds {
		a, _ := k.solve(p, 3e6, nil)
		b, _ := k.solve(p, 3e6, nil)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: two solves differ", k.name)
		}
	}
}

// TestStop ends when told, and says so.
func TestStop(t *testing.T) {
	p := made(200, 10, 0, 90, 12)
	for _, k := range kinds {
		asked := 0
		sol, ok := k.solve(p, 1e12, func() bool { asked++; return asked > 3 })
		if ok {
			t.Errorf("%s: ok after a stop", k.name)
		}
		checkPlan(t, k.name, p, sol)
	}
}

// TestEffort keeps to its work, but for the cost of reading the problem and of one step of each part.
func TestEffort(t *testing.T) {
	p := made(300, 20, 0, 90, 13)
	for _, k := range kinds {
		for _, work := range []int64{2e7, 5e7} {
			sol, _ := k.solve(p, work, nil)
			if sol.Work > work+work/4 {
				t.Errorf("%s: %d of %d", k.name, sol.Work, work)
			}
		}
	}
}

// TestTight finds a packing where hardly any room is left: pairs that fill their sites to the brim.
func TestTight(t *testing.T) {
	r := newRandom(3)
	const sites = 12
	p := &Problem{Count: sites}
	for s := range sites {
		a := int64(20 + r.below(60))
		b := int64(5 + r.below(15))
		p.Demand = append(p.Demand, a, b, 100-a-b)
		p.Capacity = append(p.Capacity, 100+int64(s%2))
	}
	for range sites {
		row := make([]int64, len(p.Demand))
		for h := range row {
			row[h] = int64(r.below(1000))
		}
		p.Distance = append(p.Distance, row)
	}
	for _, k := range kinds {
		sol, _ := k.solve(p, 5e7, nil)
		checkPlan(t, k.name, p, sol)
		if !sol.Feasible {
			t.Errorf("%s: no packing found", k.name)
		}
	}
}

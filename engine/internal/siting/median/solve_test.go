package median

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// cost is what a set of sites costs, by the definition; false: some home that must be taken is out of reach.
func cost(p *Problem, homes int, open []int32) (int64, bool) {
	var sum int64
	for _, j := range open {
		if p.Cost != nil {
			sum += p.Cost[j]
		}
	}
	for i := range homes {
		best := Far
		if p.Skip != nil {
			best = p.Skip[i]
		}
		for _, j := range open {
			best = min(best, p.Distance[j][i])
		}
		if best == Far {
			return 0, false
		}
		sum += best
	}
	return sum, true
}

// optimum tries all sets of sites.
func optimum(p *Problem, homes int) (best int64, found bool) {
	n := len(p.Distance)
	for set := range 1 << n {
		var open []int32
		ok := true
		for j := range n {
			if set>>j&1 != 0 {
				open = append(open, int32(j))
			} else if p.Required != nil && p.Required[j] {
				ok = false
			}
		}
		if !ok || p.Count > 0 && len(open) != min(p.Count, n) {
			continue
		}
		if c, ok := cost(p, homes, open); ok && (!found || c < best) {
			best, found = c, true
		}
	}
	return best, found
}

// lagrangian is the bound of the multipliers by the definition in Solution.
func lagrangian(p *Problem, v []int64) int64 {
	var bound int64
	for _, x := range v {
		bound += x
	}
	left := min(p.Count, len(p.Distance))
	var values []int64
	for j, row := range p.Distance {
		var w int64
		if p.Cost != nil {
			w = -p.Cost[j]
		}
		for i, d := range row {
			w += max(v[i]-min(d, v[i]), 0)
		}
		if p.Required != nil && p.Required[j] {
			bound -= w
			left--
		} else {
			values = append(values, w)
		}
	}
	slices.Sort(values)
	slices.Reverse(values)
	for k, w := range values {
		if p.Count <= 0 && w > 0 || k < left {
			bound -= w
		}
	}
	return bound
}

// check finds what is wrong with a solution by itself.
func check(p *Problem, homes int, s *Solution) error {
	required := 0
	for _, r := range p.Required {
		if r {
			required++
		}
	}
	if p.Count > 0 && required > min(p.Count, len(p.Distance)) {
		if !s.Infeasible || !s.Proven || s.Feasible {
			return fmt.Errorf("%d sites required for %d places, and no complaint", required, p.Count)
		}
		return nil
	}
	if !slices.IsSorted(s.Open) {
		return fmt.Errorf("open sites %v are not in order", s.Open)
	}
	if !s.Infeasible && p.Count > 0 && len(s.Open) != min(p.Count, len(p.Distance)) {
		return fmt.Errorf("%d sites are open, not %d", len(s.Open), p.Count)
	}
	for j, r := range p.Required {
		if r && !s.Infeasible && !slices.Contains(s.Open, int32(j)) {
			return fmt.Errorf("required site %d is closed", j)
		}
	}
	c, ok := cost(p, homes, s.Open)
	if ok != s.Feasible || ok && c != s.Value {
		return fmt.Errorf("value %d feasible %v, but it is %d, %v", s.Value, s.Feasible, c, ok)
	}
	for i, k := range s.Of {
		best := Far
		for _, j := range s.Open {
			best = min(best, p.Distance[j][i])
		}
		switch {
		case k < 0 && p.Skip != nil && p.Skip[i] <= best:
		case k < 0 && best == Far:
		case k >= 0 && p.Distance[s.Open[k]][i] == best:
		default:
			return fmt.Errorf("home %d goes to %d", i, k)
		}
	}
	for i, v := range s.Multiplier {
		if v < 0 || p.Skip != nil && v > p.Skip[i] {
			return fmt.Errorf("multiplier %d of home %d", v, i)
		}
	}
	if !s.Infeasible {
		if b := lagrangian(p, s.Multiplier); b != s.RootBound {
			return fmt.Errorf("root bound %d, but the multipliers give %d", s.RootBound, b)
		}
		if s.Bound < s.RootBound || s.Feasible && s.Bound > s.Value || s.Feasible && s.Proven != (s.Bound == s.Value) {
			return fmt.Errorf("root %d bound %d value %d proven %v", s.RootBound, s.Bound, s.Value, s.Proven)
		}
	}
	return nil
}

// drawn is a small problem of any kind.
func drawn(t *rapid.T) (*Problem, int) {
	sites, homes := rapid.IntRange(0, 8).Draw(t, "sites"), rapid.IntRange(0, 12).Draw(t, "homes")
	most := rapid.SampledFrom([]int64{1, 3, 20, 1000, 1e9, 1e12}).Draw(t, "most")
	far := rapid.IntRange(0, 9).Draw(t, "far")
	number := rapid.Int64Range(0, most)
	p := &Problem{Count: rapid.IntRange(0, sites+1).Draw(t, "count")}
	for range sites {
		row := make([]int64, homes)
		for i := range row {
			row[i] = number.Draw(t, "d")
			if rapid.IntRange(0, 9).Draw(t, "reach") < far {
				row[i] = Far
			}
		}
		p.Distance = append(p.Distance, row)
	}
	if rapid.Bool().Draw(t, "has cost") {
		p.Cost = rapid.SliceOfN(number, sites, sites).Draw(t, "cost")
	}
	if rapid.Bool().Draw(t, "has required") {
		p.Required = make([]bool, sites)
		for j := range p.Required {
			p.Required[j] = rapid.IntRange(0, 4).Draw(t, "required") == 0
		}
	}
	if rapid.Bool().Draw(t, "has skip") || sites == 0 {
		p.Skip = rapid.SliceOfN(number, homes, homes).Draw(t, "skip")
		for i := range p.Skip {
			if rapid.IntRange(0, 5).Draw(t, "must") == 0 {
				p.Skip[i] = Far
			}
		}
	}
	if rapid.Bool().Draw(t, "has start") {
		p.Start = [][]int32{rapid.SliceOf(rapid.Int32Range(-1, 9)).Draw(t, "start")}
	}
	return p, homes
}

func TestSmallProblemsAreSolved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, homes := drawn(t)
		s, ok := Solve(p, 1e8, nil)
		if !ok {
			t.Fatal("stopped by nobody")
		}
		if err := check(p, homes, &s); err != nil {
			t.Fatal(err)
		}
		best, found := optimum(p, homes)
		if !s.Proven || s.Feasible != found || s.Infeasible == found || found && s.Value != best {
			t.Fatalf("value %d proven %v feasible %v infeasible %v, the optimum is %d, %v", s.Value, s.Proven, s.Feasible, s.Infeasible, best, found)
		}
	})
}

func TestLittleWorkIsHonest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, homes := drawn(t)
		s, _ := Solve(p, rapid.Int64Range(0, 3000).Draw(t, "work"), nil)
		if err := check(p, homes, &s); err != nil {
			t.Fatal(err)
		}
		best, found := optimum(p, homes)
		if found && (s.Infeasible || s.Bound > best || s.Feasible && s.Value < best) {
			t.Fatalf("bound %d value %d infeasible %v, the optimum is %d", s.Bound, s.Value, s.Infeasible, best)
		}
		if !found && s.Feasible {
			t.Fatal("feasible, but nothing is")
		}
	})
}

// crooked is a problem whose distances obey no triangle, so that the relaxation leaves a gap.
func crooked(draw *random, far int) *Problem {
	p := &Problem{Count: draw.below(7)}
	for range 11 {
		row := make([]int64, 40)
		for i := range row {
			if row[i] = int64(1 + draw.below(500)); draw.below(10) < far {
				row[i] = Far
			}
		}
		p.Distance = append(p.Distance, row)
		p.Cost = append(p.Cost, int64(draw.below(900)))
	}
	if draw.below(2) == 0 {
		for range p.Distance[0] {
			p.Skip = append(p.Skip, int64(draw.below(600)))
		}
	}
	return p
}

func TestGapsAreClosed(t *testing.T) {
	draw := random(3)
	branched, infeasible := 0, 0
	for n := range 400 {
		p := crooked(&draw, n%9)
		s := newSearch(newModel(p, 1e8, nil))
		if n%2 == 0 {
			s.room = 0 // so that lists are cut off
		}
		s.run(nil)
		sol := s.solution()
		if err := check(p, 40, &sol); err != nil {
			t.Fatal(n, err)
		}
		best, found := optimum(p, 40)
		if !sol.Proven || sol.Infeasible == found || found && sol.Value != best {
			t.Fatalf("%d: value %d proven %v infeasible %v, the optimum is %d, %v", n, sol.Value, sol.Proven, sol.Infeasible, best, found)
		}
		if sol.Nodes > 1 {
			branched++
		}
		if !found {
			infeasible++
		}
	}
	if branched < 30 || infeasible < 20 {
		t.Fatalf("%d branched, %d infeasible: too few to tell", branched, infeasible)
	}
}

func TestStopEnds(t *testing.T) {
	asked := 0
	_, ok := Solve(&Problem{Distance: graph(400, 1), Count: 10}, math.MaxInt64, func() bool { asked++; return asked > 2 })
	if ok || asked != 3 {
		t.Fatalf("ended with %v after %d questions", ok, asked)
	}
}

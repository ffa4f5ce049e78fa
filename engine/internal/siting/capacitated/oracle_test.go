package capacitated

import (
	"math/big"
	"slices"
	"testing"
)

// kind is one of the four problems.
type kind struct {
	name  string
	solve func(*Problem, int64, func() bool) (Solution, bool)
}

var kinds = []kind{{"median", Median}, {"center", Center}, {"fewest", Fewest}, {"most", Most}}

// A truth is the best of a tiny problem by trying everything.
type truth struct {
	possible bool
	value    int64
	distance int64
}

// try every set of sites, and every way to send homes there.
func bruteForce(name string, p *Problem) truth {
	m, n := len(p.Distance), len(p.Demand)
	best := truth{}
	better := func(value, distance int64) bool {
		if !best.possible || name == "most" && value > best.value || name != "most" && value < best.value {
			return true
		}
		return value == best.value && distance < best.distance
	}
	for set := range 1 << m {
		if !rightCount(name, p, set) {
			continue
		}
		load := make([]int64, m)
		var rec func(h int, far, distance, skipped int64)
		rec = func(h int, far, distance, skipped int64) {
			if h == n {
				value := int64(0)
				switch name {
				case "median":
					value = distance + skipped + costOf(p, set, 0)
				case "center":
					value = far
				case "fewest":
					value = costOf(p, set, 1)
				case "most":
					value = -skipped
					for h := range n {
						value += skipOf(p, h)
					}
				}
				if better(value, distance) {
					best = truth{true, value, distance}
				}
				return
			}
			for s := range m {
				d := p.Distance[s][h]
				if set>>s&1 == 0 || d == Far || load[s]+p.Demand[h] > p.Capacity[s] {
					continue
				}
				load[s] += p.Demand[h]
				rec(h+1, max(far, d), distance+d, skipped)
				load[s] -= p.Demand[h]
			}
			if name == "most" || name == "median" && p.Skip != nil {
				rec(h+1, far, distance, skipped+skipOf(p, h))
			}
		}
		rec(0, 0, 0, 0)
	}
	return best
}

func skipOf(p *Problem, h int) int64 {
	if p.Skip == nil {
		return 1
	}
	return p.Skip[h]
}

func costOf(p *Problem, set int, without int64) int64 {
	total := int64(0)
	for s := range p.Distance {
		switch {
		case set>>s&1 == 0:
		case p.Cost == nil:
			total += without
		default:
			total += p.Cost[s]
		}
	}
	return total
}

func rightCount(name string, p *Problem, set int) bool {
	count := 0
	for s := range p.Distance {
		count += set >> s & 1
		if p.Required != nil && p.Required[s] && set>>s&1 == 0 {
			return false
		}
	}
	required := 0
	for _, r := range p.Required {
		if r {
			required++
		}
	}
	want := max(min(p.Count, len(p.Distance)), required)
	switch {
	case name == "fewest" || p.Count <= 0:
		return true
	case name == "most":
		return count <= want
	}
	return count == want
}

// checkPlan tests all that a solution says of itself against the problem.
func checkPlan(t *testing.T, name string, p *Problem, sol Solution) {
	t.Helper()
	load := make([]int64, len(p.Distance))
	var far, distance, skipped, taken int64
	whole := true
	if !slices.IsSorted(sol.Open) || len(slices.Compact(slices.Clone(sol.Open))) != len(sol.Open) {
		t.Fatalf("%s: open %v", name, sol.Open)
	}
	set, cost, ones := 0, int64(0), int64(len(sol.Open))
	for _, s := range sol.Open {
		set |= 1 << min(s, 62)
		if p.Cost != nil {
			cost += p.Cost[s]
			ones = cost
		}
	}
	for h, o := range sol.Of {
		if o < 0 {
			skipped += skipOf(p, h)
			whole = false
			continue
		}
		s := sol.Open[o]
		d := p.Distance[s][h]
		if d == Far {
			t.Fatalf("%s: home %d goes too far", name, h)
		}
		load[s] += p.Demand[h]
		far = max(far, d)
		distance += d
		taken += skipOf(p, h)
	}
	for s, l := range load {
		if l > p.Capacity[s] {
			t.Fatalf("%s: site %d holds %d of %d", name, s, l, p.Capacity[s])
		}
	}
	if distance != sol.Distance {
		t.Fatalf("%s: distance %d, says %d", name, distance, sol.Distance)
	}
	mayLeave := name == "most" || name == "median" && p.Skip != nil
	if sol.Feasible != (whole || mayLeave) {
		t.Fatalf("%s: feasible %v, whole %v", name, sol.Feasible, whole)
	}
	if !sol.Feasible {
		return
	}
	want := map[string]int64{"center": far, "most": taken}
	switch name {
	case "median":
		want[name] = distance + cost
		if p.Skip != nil {
			want[name] += skipped
		}
	case "fewest":
		want[name] = ones
	}
	if sol.Value != want[name] {
		t.Fatalf("%s: value %d, says %d", name, want[name], sol.Value)
	}
	if len(p.Distance) < 60 && len(sol.Open) > 0 && !rightCount(name, p, set) {
		t.Fatalf("%s: %d open, count %d", name, len(sol.Open), p.Count)
	}
}

// recheck works out anew, with big fractions, what the multipliers prove.
func recheck(name string, p *Problem, sol Solution) int64 {
	type gain struct{ gain, demand int64 }
	total := big.NewInt(0)
	for _, v := range sol.Multiplier {
		total.Add(total, big.NewInt(v))
	}
	var values []*big.Int
	var musts int
	for s, row := range p.Distance {
		var gains []gain
		for h, d := range row {
			if d == Far || p.Demand[h] > p.Capacity[s] || name == "center" && d >= sol.RootBound {
				continue
			}
			if name != "median" {
				d = 0
			}
			if g := sol.Multiplier[h] - d*sol.Scale; g > 0 {
				gains = append(gains, gain{g, p.Demand[h]})
			}
		}
		slices.SortFunc(gains, func(a, b gain) int {
			return big.NewInt(0).Mul(big.NewInt(b.gain), big.NewInt(a.demand)).Cmp(big.NewInt(0).Mul(big.NewInt(a.gain), big.NewInt(b.demand)))
		})
		value, room := big.NewInt(0), p.Capacity[s]
		for _, g := range gains {
			if g.demand > room {
				part := big.NewInt(0).Mul(big.NewInt(g.gain), big.NewInt(room))
				value.Add(value, part.Div(part, big.NewInt(g.demand)))
				break
			}
			value.Add(value, big.NewInt(g.gain))
			room -= g.demand
		}
		switch {
		case name == "median" && p.Cost != nil || name == "fewest" && p.Cost != nil:
			value.Sub(value, big.NewInt(p.Cost[s]*sol.Scale))
		case name == "fewest":
			value.Sub(value, big.NewInt(sol.Scale))
		}
		if p.Required != nil && p.Required[s] {
			musts++
			total.Sub(total, value)
		} else {
			values = append(values, value)
		}
	}
	slices.SortFunc(values, func(a, b *big.Int) int { return b.Cmp(a) })
	for i, v := range values {
		if name != "fewest" && p.Count > 0 && i+musts >= p.Count || (name == "fewest" || p.Count <= 0) && v.Sign() <= 0 {
			break
		}
		total.Sub(total, v)
	}
	quotient, rest := big.NewInt(0).QuoRem(total, big.NewInt(sol.Scale), big.NewInt(0))
	if rest.Sign() > 0 {
		quotient.Add(quotient, big.NewInt(1))
	}
	return quotient.Int64()
}

// checkBound tests the root's proof.
func checkBound(t *testing.T, name string, p *Problem, sol Solution) {
	t.Helper()
	if sol.Multiplier == nil {
		return
	}
	got := recheck(name, p, sol)
	switch name {
	case "center":
		if got <= 0 {
			t.Fatalf("center: the multipliers prove %d for %d", got, sol.RootBound)
		}
	case "most":
		total := int64(0)
		for h := range p.Demand {
			total += skipOf(p, h)
		}
		if total-max(0, got) != sol.RootBound {
			t.Fatalf("most: the multipliers prove %d, said %d", total-got, sol.RootBound)
		}
	default:
		if got != sol.RootBound {
			t.Fatalf("%s: the multipliers prove %d, said %d", name, got, sol.RootBound)
		}
	}
}

// tiny draws a problem with all sorts of trouble in it.
func tiny(r *random) *Problem {
	n, m := r.below(6), 1+r.below(4)
	p := &Problem{Count: r.below(m + 2)}
	big := []int64{10, 100, 1e12}[r.below(3)]
	for range n {
		p.Demand = append(p.Demand, int64(r.below(6)))
	}
	for range m {
		p.Capacity = append(p.Capacity, int64(r.below(16)))
		row := make([]int64, n)
		for h := range row {
			row[h] = int64(r.below(int(big)))
			if r.chance(30) {
				row[h] = Far
			}
		}
		p.Distance = append(p.Distance, row)
	}
	if r.chance(100) {
		for range m {
			p.Cost = append(p.Cost, int64(r.below(int(big))))
		}
	}
	if r.chance(60) {
		for range m {
			p.Required = append(p.Required, r.chance(80))
		}
	}
	if r.chance(80) {
		for range n {
			p.Skip = append(p.Skip, int64(r.below(int(big))))
		}
	}
	return p
}

// TestTiny compares all four problems with trying everything.
func TestTiny(t *testing.T) {
	r := newRandom(7)
	worse := map[string]int{}
	proven := map[string]int{}
	const runs = 400
	for i := range runs {
		p := tiny(&r)
		for _, k := range kinds {
			sol, ok := k.solve(p, 100_000, nil)
			if !ok {
				t.Fatalf("%d %s: not ok", i, k.name)
			}
			checkPlan(t, k.name, p, sol)
			checkBound(t, k.name, p, sol)
			want := bruteForce(k.name, p)
			if sol.Feasible && !want.possible || sol.Infeasible && want.possible {
				t.Fatalf("%d %s: feasible %v, infeasible %v, but %v\n%+v", i, k.name, sol.Feasible, sol.Infeasible, want, p)
			}
			if !want.possible {
				continue
			}
			over := sol.Bound > want.value
			if k.name == "most" {
				over = sol.Bound < want.value
			}
			if over {
				t.Fatalf("%d %s: bound %d of %d\n%+v", i, k.name, sol.Bound, want.value, p)
			}
			if sol.Proven && sol.Value != want.value {
				t.Fatalf("%d %s: %d is said to be proven, best %d\n%+v", i, k.name, sol.Value, want.value, p)
			}
			if sol.Proven {
				proven[k.name]++
			}
			if !sol.Feasible || sol.Value != want.value || sol.Distance != want.distance && k.name != "median" {
				worse[k.name]++
				t.Logf("%d %s: %v %d %d, best %d %d\n%+v", i, k.name, sol.Feasible, sol.Value, sol.Distance, want.value, want.distance, p)
			}
		}
	}
	t.Logf("worse %v, proven %v of %d", worse, proven, runs)
	for name, k := range worse {
		if k > 0 {
			t.Errorf("%s: %d of %d are not the best", name, k, runs)
		}
	}
}

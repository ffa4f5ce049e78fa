package capacitated

import "testing"

// TestBranch compares branching, from no prices and knowing only a bad plan or none, with trying everything.
func TestBranch(t *testing.T) {
	r := newRandom(23)
	found, impossible := 0, 0
	for i := range 1500 {
		p := tiny(&r)
		p.Skip = nil
		if len(p.Demand) == 0 {
			continue
		}
		want := bruteForce("median", p)
		run := newRun(p, 1e6, p.Count <= 0, nil)
		copy(run.obj.cost, run.in.cost)
		best := int64(1) << 40
		if want.possible {
			best = want.value + int64(i%4)*(want.value/3+1)
		}
		b := newBranching(run.in, run.obj.cost, run.obj.free, best, 1e8, nil)
		if !b.node(make([]float64, run.in.n), rootTurns) {
			t.Fatalf("%d: not closed\n%+v", i, p)
		}
		switch {
		case !want.possible:
			impossible++
			if b.of != nil {
				t.Fatalf("%d: a plan where there is none\n%+v", i, p)
			}
		case best == want.value:
			if b.of != nil {
				t.Fatalf("%d: %d is better than the best, %d\n%+v", i, b.best, want.value, p)
			}
		default:
			found++
			if b.of == nil || b.best != want.value {
				t.Fatalf("%d: found %d (%v), best %d\n%+v", i, b.best, b.of, want.value, p)
			}
		}
	}
	if found < 200 || impossible < 200 {
		t.Fatalf("only %d found, %d impossible", found, impossible)
	}
}

// TestWholeKnapsack compares with trying every set.
func TestWholeKnapsack(t *testing.T) {
	r := newRandom(5)
	for range 3000 {
		n := 1 + r.below(9)
		in := &instance{n: n, m: 1, dist: [][]int64{make([]int64, n)}, demand: make([]int64, n), capacity: []int64{int64(r.below(30))}}
		in.required = []bool{false}
		v := make([]float64, n)
		for h := range n {
			in.dist[0][h], in.demand[h], v[h] = int64(r.below(20)), int64(r.below(12)), float64(r.below(40))
		}
		b := newBranching(in, []int64{0}, false, 0, 1e9, nil)
		for h := range b.only {
			b.only[h] = -1
		}
		got := b.knapsack(0, v)
		best := 0.0
		for set := range 1 << n {
			gain, load := 0.0, int64(0)
			for h := range n {
				if set>>h&1 == 1 && in.demand[h] <= in.capacity[0] {
					gain += v[h] - float64(in.dist[0][h])
					load += in.demand[h]
				}
			}
			if load <= in.capacity[0] {
				best = max(best, gain)
			}
		}
		load, gain := int64(0), 0.0
		for _, h := range b.takes[0] {
			load += in.demand[h]
			gain += v[h] - float64(in.dist[0][h])
		}
		if got != best || load > in.capacity[0] || gain != got {
			t.Fatalf("got %v (%v, load %d of %d), best %v", got, gain, load, in.capacity[0], best)
		}
	}
}

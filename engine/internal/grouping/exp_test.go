package grouping

import (
	"fmt"
	"os"
	"testing"
	"time"
)

func countyMap(n int, seed uint64) *Problem {
	r := newRandom(seed)
	p := &Problem{}
	for len(p.X) < n {
		x, y := int64(r.below(100000)), int64(r.below(100000))
		ok := true
		for i := range p.X {
			if Between(x, y, p.X[i], p.Y[i]) < int64(6000*10/isqrt(n)) {
				ok = false
			}
		}
		if ok {
			p.X, p.Y = append(p.X, x), append(p.Y, y)
			w := 1000 + r.below(9000)
			if r.below(8) == 0 {
				w *= 4
			}
			p.Weight = append(p.Weight, int64(w))
		}
	}
	p.Start, p.To = Neighbors(p.X, p.Y, int64(500000/isqrt(n)), nil)
	return p
}

func bounds(p *Problem, k int, tol float64) {
	var w int64
	for _, x := range p.Weight {
		w += x
	}
	avg := float64(w) / float64(k)
	p.Count = k
	p.Min, p.Max = int64(avg*(1-tol)+0.999999), int64(avg*(1+tol))
}

func TestExp(t *testing.T) {
	if os.Getenv("EXP") == "" {
		t.Skip()
	}
	for _, work := range []int64{5e7, 3e8} {
		p := grid(10, 10)
		bounds(p, 10, 0.005)
		run(t, "grid10", p, work)
		for s := range uint64(4) {
			p := countyMap(100, s+1)
			bounds(p, 10, 0.005)
			run(t, fmt.Sprint("county", s), p, work)
		}
		for s := range uint64(2) {
			p := countyMap(540, s+1)
			for i := range p.Weight {
				p.Weight[i] = 1
			}
			p.Min, p.Max = 20, 40
			run(t, fmt.Sprint("village cut", s), p, work)
			p.Compact = Distance
			run(t, fmt.Sprint("village dist", s), p, work)
			p.Balance = true
			run(t, fmt.Sprint("village dist bal", s), p, work)
		}
	}
}

func run(t *testing.T, name string, p *Problem, work int64) {
	at := time.Now()
	s, _ := Solve(p, work, nil)
	if !Contiguous(p, s.Of) {
		t.Fatal("not contiguous")
	}
	judge(t, p, &s)
	fmt.Printf("%-18s work %8.0e used %8.1e %6d ms  k %d viol %d spread %d (%d) compact %d (%d) proven %v\n", name, float64(work), float64(s.Work), time.Since(at).Milliseconds(), s.Groups, s.Violation, s.Spread, s.SpreadBound, s.Compactness, s.CompactnessBound, s.Proven)
}

func isqrt(n int) int {
	r := 1
	for r*r < n {
		r++
	}
	return r
}

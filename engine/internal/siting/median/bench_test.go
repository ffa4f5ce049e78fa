package median

import (
	"fmt"
	"testing"
)

// BenchmarkSolve solves generated families; beside the time it prints the value, the gap to the bound in millionths, the nodes
// and the work.
func BenchmarkSolve(b *testing.B) {
	for _, n := range []int{100, 400, 900} {
		d := graph(n, uint64(n))
		for _, p := range []int{5, 10, n / 10, n / 3} {
			bench(b, fmt.Sprintf("graph-%d-%d", n, p), &Problem{Distance: d, Count: p}, 2e10)
		}
	}
	for _, n := range []int{300, 900} {
		for _, clusters := range []int{0, 20} {
			d := plane(n, 10000, clusters, uint64(n))
			for _, p := range []int{5, 20, n / 10, n / 4} {
				bench(b, fmt.Sprintf("plane-%d-%d-%d", n, clusters, p), &Problem{Distance: d, Count: p}, 2e10)
			}
		}
	}
}

// BenchmarkLarge shows what a budget of work reaches where no proof is to be had.
func BenchmarkLarge(b *testing.B) {
	d := plane(5000, 100000, 0, 5)
	for _, p := range []int{50, 500} {
		bench(b, fmt.Sprintf("square-%d", p), &Problem{Distance: d, Count: p}, 5e9)
	}
	wide := scattered(500, 50000, 7)
	for _, p := range []int{10, 100} {
		bench(b, fmt.Sprintf("wide-%d", p), &Problem{Distance: wide, Count: p}, 5e9)
	}
}

func bench(b *testing.B, name string, p *Problem, work int64) {
	b.Run(name, func(b *testing.B) {
		var s Solution
		for b.Loop() {
			s, _ = Solve(p, work, nil)
		}
		b.ReportMetric(float64(s.Value), "value")
		b.ReportMetric(1e6*float64(s.Value-s.Bound)/float64(max(s.Value, 1)), "gap-ppm")
		b.ReportMetric(float64(s.Nodes), "nodes")
		b.ReportMetric(float64(s.Work), "work")
	})
}

package capacitated

import "testing"

// families are made problems: even or clustered, loose or tight, few or many sites.
var families = []struct {
	name               string
	n, count, clusters int
	share              int64
}{
	{"even-200-10", 200, 10, 0, 90},
	{"clustered-400-30", 400, 30, 8, 95},
	{"even-1000-50", 1000, 50, 0, 90},
	{"clustered-1000-20", 1000, 20, 10, 80},
	{"even-3000-600", 3000, 600, 0, 90},
	{"clustered-3000-100", 3000, 100, 20, 95},
	{"even-4461-1000", 4461, 1000, 0, 80},
	{"even-4461-100", 4461, 100, 0, 80},
}

// BenchmarkMedian prints value, bound, gap in percent and work of each family; one loop each is enough (-benchtime 1x).
func BenchmarkMedian(b *testing.B) {
	for _, f := range families {
		b.Run(f.name, func(b *testing.B) {
			p := made(f.n, f.count, f.clusters, f.share, 5)
			var sol Solution
			for b.Loop() {
				sol, _ = Median(p, 3e9, nil)
			}
			b.ReportMetric(float64(sol.Value), "value")
			b.ReportMetric(float64(sol.Bound), "bound")
			b.ReportMetric(100*(1-float64(sol.Bound)/float64(sol.Value)), "gap%")
			b.ReportMetric(float64(sol.Work)/1e9, "Gwork")
		})
	}
}

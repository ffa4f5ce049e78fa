package capacitated

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

type point struct{ x, y float64 }

// euclid makes the homes also the sites; distances are unit times the Euclidean distance, cut off.
func euclid(points []point, demand []int64, capacity int64, count int, unit float64) *Problem {
	p := &Problem{Demand: demand, Count: count}
	for _, a := range points {
		row := make([]int64, len(points))
		for h, b := range points {
			row[h] = int64(unit * math.Sqrt((a.x-b.x)*(a.x-b.x)+(a.y-b.y)*(a.y-b.y)))
		}
		p.Distance = append(p.Distance, row)
		p.Capacity = append(p.Capacity, capacity)
	}
	return p
}

// sjc is one of the instances of Lorena and Senne: the first n points of one file. Distances are in hundredths.
func sjc(t testing.TB, n, count int, capacity int64) *Problem {
	file, err := os.Open("testdata/sjc.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var points []point
	var demand []int64
	for lines := bufio.NewScanner(file); lines.Scan() && len(points) < n; {
		var x, y float64
		var d int64
		if _, err := fmt.Fscan(strings.NewReader(lines.Text()), &x, &y, &d); err != nil {
			t.Fatal(err)
		}
		points = append(points, point{x, y})
		demand = append(demand, d)
	}
	return euclid(points, demand, capacity, count, 100)
}

// published are the SJC instances (Lorena, Senne 2004) with their best known values.
var published = []struct {
	name     string
	n, count int
	capacity int64
	best     float64
}{
	{"SJC1", 100, 10, 720, 17288.99},
	{"SJC2", 200, 15, 840, 33270.94},
	{"SJC3a", 300, 25, 740, 45335.16},
	{"SJC3b", 300, 30, 740, 40635.90},
	{"SJC4a", 402, 30, 840, 61925.51},
	{"SJC4b", 402, 40, 840, 52458.02},
}

// osman reads the instances of Osman and Christofides (1994) that lie here; distances are cut off to whole numbers.
func osman(t testing.TB) (problems []*Problem, best []int64) {
	file, err := os.Open("testdata/pmedcap.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := bufio.NewReader(file)
	for {
		var number, value, capacity int64
		var n, count int
		if _, err := fmt.Fscan(r, &number, &value, &n, &count, &capacity); err != nil {
			return problems, best
		}
		points := make([]point, n)
		demand := make([]int64, n)
		for i := range n {
			if _, err := fmt.Fscan(r, &points[i].x, &points[i].y, &demand[i]); err != nil {
				t.Fatal(err)
			}
		}
		problems = append(problems, euclid(points, demand, capacity, count, 1))
		best = append(best, value)
	}
}

// TestPublished comes near the best known values with a tenth of a second each, and proves the small ones, given as long as they need.
func TestPublished(t *testing.T) {
	work := int64(1e8)
	if testing.Short() {
		work = 5e7
	}
	for _, c := range published {
		p := sjc(t, c.n, c.count, c.capacity)
		sol, ok := Median(p, work, nil)
		checkPlan(t, "median", p, sol)
		// Distances here are cut off to hundredths, so that a total may lie half a hundredth a home below the published one.
		best := int64(c.best*100) - int64(c.n)
		if over := float64(sol.Value)/(c.best*100) - 1; !ok || !sol.Feasible || over > 0.03 {
			t.Errorf("%s: %d, published %.2f", c.name, sol.Value, c.best)
		}
		if sol.Bound > best+int64(c.n) || float64(sol.Bound) < 0.96*c.best*100 {
			t.Errorf("%s: bound %d, published %.2f", c.name, sol.Bound, c.best)
		}
	}
	problems, best := osman(t)
	for i, p := range problems {
		sol, ok := Median(p, 3e9, nil)
		checkPlan(t, "median", p, sol)
		checkBound(t, "median", p, sol)
		if !ok || sol.Value != best[i] || !sol.Proven || sol.RootBound > best[i] {
			t.Errorf("pmedcap %d: value %d, bound %d and %d, proven %v, published %d", i, sol.Value, sol.RootBound, sol.Bound, sol.Proven, best[i])
		}
	}
}

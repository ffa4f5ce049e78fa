package capacitated

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strings"
	"syscall"
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

// published are the SJC instances with their best known values.
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

func TestScratch(t *testing.T) {
	work := int64(2e9)
	if os.Getenv("WORK") != "" {
		var f float64
		fmt.Sscan(os.Getenv("WORK"), &f)
		work = int64(f)
	}
	for i := range P {
		if e := os.Getenv(fmt.Sprintf("P%d", i)); e != "" {
			fmt.Sscan(e, &P[i])
		}
	}
	for _, c := range published {
		if e := os.Getenv("ONLY"); e != "" && !strings.Contains(e, c.name) {
			continue
		}
		p := sjc(t, c.n, c.count, c.capacity)
		t0 := cpu()
		sol, _ := Median(p, work, nil)
		el := cpu() - t0
		fmt.Printf("%-6s feas=%v value=%.2f (%.3f%%) bound=%.2f gap=%.2f%% work=%.2e %.1fs ns/work=%.2f open=%d\n", c.name, sol.Feasible, float64(sol.Value)/100,
			100*(float64(sol.Value)/100/c.best-1), float64(sol.Bound)/100, 100*(1-float64(sol.Bound)/float64(sol.Value)), float64(sol.Work), el, el*1e9/float64(sol.Work), len(sol.Open))
	}
}

func cpu() float64 {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return float64(r.Utime.Sec) + float64(r.Utime.Usec)/1e6
}

func TestScratchBig(t *testing.T) {
	work := int64(2e10)
	if os.Getenv("WORK") != "" {
		var f float64
		fmt.Sscan(os.Getenv("WORK"), &f)
		work = int64(f)
	}
	for i := range P {
		if e := os.Getenv(fmt.Sprintf("P%d", i)); e != "" {
			fmt.Sscan(e, &P[i])
		}
	}
	for _, c := range []struct {
		n, p, cl int
		share    int64
	}{{1000, 50, 0, 90}, {1000, 20, 10, 90}, {3000, 600, 0, 90}, {3000, 100, 20, 95}, {4461, 1000, 0, 90}, {4461, 100, 0, 80}} {
		p := made(c.n, c.p, c.cl, c.share, 5)
		t0 := cpu()
		sol, _ := Median(p, work, nil)
		el := cpu() - t0
		fmt.Printf("big %v feas=%v value=%d bound=%d gap=%.2f%% work=%.2e %.1fs ns/work=%.2f\n", c, sol.Feasible, sol.Value, sol.Bound, 100*(1-float64(sol.Bound)/float64(sol.Value)), float64(sol.Work), el, el*1e9/float64(sol.Work))
	}
}

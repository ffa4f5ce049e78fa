package grouping

import (
	"fmt"
	"os"
	"testing"
	"time"
)

func TestExp3(t *testing.T) {
	if os.Getenv("EXP3") == "" {
		t.Skip()
	}
	try := func(name string, p *Problem) {
		for _, comp := range []Compact{Cut, Distance} {
			p.Compact = comp
			q := read(p).pieces[0]
			at := time.Now()
			d := q.divider()
			d.limit = 1e9
			d.reach = -1
			below := pay{0, 1 << 60}
			if comp == Distance {
				sol, _ := Solve(p, 2e7, nil)
				d.price = relax(d.far, q.k, sol.Compactness, 300).price
				fmt.Println("bound", relax(d.far, q.k, sol.Compactness, 300).bound, "upper", sol.Compactness)
				below = pay{sol.Violation, sol.Compactness + 1}
			}
			pay, ok := d.run(q.k, below, 0, 0)
			fmt.Println(name, "compact", comp, pay, ok, d.over(), "work", float64(d.work), "facts", len(d.known), time.Since(at).Milliseconds(), "ms")
		}
	}
	p := grid(5, 5)
	bounds(p, 5, 0)
	try("grid", p)
	bounds(p, 5, 0.2)
	try("grid 20%", p)
	bounds(p, 5, 0.4)
	try("grid 40%", p)
	for _, k := range []int{2, 3, 5, 7} {
		for _, tol := range []float64{0.01, 0.1, 0.3} {
			p := countyMap(25, 3)
			bounds(p, k, tol)
			try(fmt.Sprint("map ", k, tol), p)
		}
	}
}

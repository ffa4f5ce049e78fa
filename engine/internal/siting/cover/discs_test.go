package cover

import (
	"math"
	"testing"
)

// scattered draws homes, in a grid in one case of three, where many circles go through one point.
func scattered(r *random, n int, side float64) (x, y []float64) {
	grid := r.below(3) == 0
	for range n {
		a, b := float64(r.below(1_000_000))/1e6*side, float64(r.below(1_000_000))/1e6*side
		if grid {
			a, b = math.Floor(a/20)*20, math.Floor(b/20)*20
		}
		x, y = append(x, a), append(y, b)
	}
	return x, y
}

// lists are the homes that each place reaches.
func lists(px, py, x, y []float64, r float64) (reach [][]int32) {
	for s := range px {
		var list []int32
		for h := range x {
			if math.Hypot(x[h]-px[s], y[h]-py[s]) <= r {
				list = append(list, int32(h))
			}
		}
		reach = append(reach, list)
	}
	return reach
}

// everywhere are all places that could matter: the homes and the crossings of their circles.
func everywhere(x, y []float64, r float64) (px, py []float64) {
	px, py = append(px, x...), append(py, y...)
	for i := range x {
		for j := range i {
			dx, dy := x[j]-x[i], y[j]-y[i]
			d := math.Hypot(dx, dy)
			if d == 0 || d > 2*r {
				continue
			}
			h := math.Sqrt(r*r - d*d/4)
			for _, side := range []float64{-h / d, h / d} {
				px = append(px, x[i]+dx/2-dy*side)
				py = append(py, y[i]+dy/2+dx*side)
			}
		}
	}
	return px, py
}

func TestDiscsAreEnough(t *testing.T) {
	r := seed
	several, fewer := 0, 0
	for k := range 500 {
		n, side := r.below(45), 50+float64(r.below(1000))
		x, y := scattered(&r, n, side)
		radius := 100.0 + float64(r.below(100))/7
		px, py, ok := Discs(x, y, radius, 1<<20)
		if !ok {
			t.Fatalf("case %d: no places", k)
		}
		ours := lists(px, py, x, y, radius*(1+1e-9))
		ax, ay := everywhere(x, y, radius)
		s, _ := Fewest(&Problem{Homes: n, Reach: ours}, plenty, nil)
		best, _ := Fewest(&Problem{Homes: n, Reach: lists(ax, ay, x, y, radius*(1+1e-9))}, plenty, nil)
		covered := map[int32]bool{}
		for _, site := range s.Open {
			for _, h := range ours[site] {
				covered[h] = true
			}
		}
		if s.Value != best.Value || len(covered) != n {
			t.Fatalf("case %d: %d homes, radius %v, side %v: %d discs cover %d, want %d", k, n, radius, side, s.Value, len(covered), best.Value)
		}
		if s.Value > 2 {
			several++
		}
		if len(px) < len(ax) {
			fewer++
		}
	}
	if several < 100 || fewer < 400 {
		t.Errorf("%d cases with several discs, %d with fewer places than all", several, fewer)
	}
}

func TestDiscsRefuse(t *testing.T) {
	for name, try := range map[string]func() bool{
		"no radius": func() bool { _, _, ok := Discs([]float64{1}, []float64{1}, 0, 9); return ok },
		"lengths":   func() bool { _, _, ok := Discs([]float64{1}, nil, 1, 9); return ok },
		"no number": func() bool { _, _, ok := Discs([]float64{math.NaN()}, []float64{1}, 1, 9); return ok },
		"infinite":  func() bool { _, _, ok := Discs([]float64{math.Inf(1)}, []float64{1}, 1, 9); return ok },
		"too many":  func() bool { _, _, ok := Discs([]float64{0, 10, 20}, []float64{0, 0, 0}, 1, 2); return ok },
	} {
		if try() {
			t.Errorf("%s: not refused", name)
		}
	}
	if px, _, ok := Discs(nil, nil, 1, 0); !ok || len(px) != 0 {
		t.Errorf("no homes: %v, %v", px, ok)
	}
}

package grouping

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestDelaunay: of distinct points, every edge has an empty circle through its ends (or a halfplane) by brute force, the number of edges is that of a
// triangulation, and no two edges cross.
func TestDelaunay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int64{0, 1, 2, 5, 30, 1 << 31}).Draw(t, "size")
		var x, y []int64
		n := rapid.IntRange(1, 14).Draw(t, "n")
		for range n {
			x = append(x, rapid.Int64Range(0, size).Draw(t, "x")-size/2)
			y = append(y, rapid.Int64Range(0, size).Draw(t, "y")-size/2)
		}
		a, b := Delaunay(x, y)
		checkDelaunay(t, shrink(x, y), a, b)
	})
}

func checkDelaunay(t *rapid.T, all []point, a, b []int32) {
	seen := map[point]int{}
	places := 0
	for _, p := range all {
		if seen[p] == 0 {
			places++
		}
		seen[p]++
	}
	edges := 0
	join := newSets(len(all))
	for i := range a {
		if a[i] >= b[i] {
			t.Fatalf("edge %d-%d is not ascending", a[i], b[i])
		}
		join.union(a[i], b[i])
		p, q := all[a[i]], all[b[i]]
		if p == q {
			continue
		}
		edges++
		for j := range i {
			if r, s := all[a[j]], all[b[j]]; crosses(p, q, r, s) && r != s {
				t.Fatalf("edges %v-%v and %v-%v cross", p, q, r, s)
			}
		}
		if !lawful(all, p, q) {
			t.Fatalf("edge %v-%v is not of Delaunay: %v", p, q, all)
		}
	}
	for v := range all {
		if join.root(int32(v)) != 0 {
			t.Fatalf("point %d is not connected", v)
		}
	}
	if want := triangulated(all, places); edges != want {
		t.Fatalf("%d edges, a triangulation has %d: %v", edges, want, all)
	}
}

// lawful tells that some circle through p and q has no point inside: any two points on different sides leave room for one.
func lawful(all []point, p, q point) bool {
	for _, l := range all {
		for _, r := range all {
			if turn(p, q, l) > 0 && turn(p, q, r) < 0 && inCircle(p, q, l, r) {
				return false
			}
		}
		if turn(p, q, l) == 0 && within(p, q, l) {
			return false
		}
	}
	return true
}

// triangulated is the number of edges of any triangulation: 3n - 3 - the points on the hull's rim.
func triangulated(all []point, places int) int {
	distinct := slices.Clone(all)
	slices.SortFunc(distinct, func(p, q point) int {
		if p.x != q.x {
			return compare(p.x, q.x)
		}
		if p.y != q.y {
			return compare(p.y, q.y)
		}
		return 0
	})
	distinct = slices.Compact(distinct)
	rim, flat := 0, true
	for _, p := range distinct {
		on := false
		for _, q := range distinct {
			if p == q {
				continue
			}
			left, right := 0, 0
			for _, r := range distinct {
				if turn(p, q, r) > 0 {
					left++
				} else if turn(p, q, r) < 0 {
					right++
				}
			}
			flat = flat && left+right == 0
			on = on || left == 0 || right == 0
		}
		if on {
			rim++
		}
	}
	if flat {
		return places - 1
	}
	return 3*places - 3 - rim
}

func TestInCircleExact(t *testing.T) {
	// Far apart, one millimetre decides, and floats cannot see it.
	const r = 1 << 30
	a, b, c := point{0, r}, point{r, 0}, point{2*r - 1, r}
	if side(a, b, c) <= 0 {
		t.Fatal("not counter-clockwise")
	}
	for _, d := range []point{{r, 2*r - 1}, {r - 1, 2*r - 1}, {r, 2*r - 2}, {r - 1, 2*r - 2}, {0, r}} {
		var sum wide
		ax, ay, bx, by, cx, cy := a.x-d.x, a.y-d.y, b.x-d.x, b.y-d.y, c.x-d.x, c.y-d.y
		sum.add(uint64(ax*ax+ay*ay), bx*cy-by*cx)
		sum.add(uint64(bx*bx+by*by), cx*ay-cy*ax)
		sum.add(uint64(cx*cx+cy*cy), ax*by-ay*bx)
		if got := inCircle(a, b, c, d); got != (sum.sign() > 0) {
			t.Errorf("%v: %v", d, got)
		}
	}
	if inCircle(point{0, 0}, point{4, 0}, point{4, 4}, point{0, 4}) {
		t.Error("a corner of the square is inside its circle")
	}
}

func TestPrune(t *testing.T) {
	x, y := []int64{0, 10, 20}, []int64{0, 0, 0}
	a, b := Delaunay(x, y)
	for _, c := range []struct {
		name   string
		length int64
		lines  [][][2]int64
		want   []int32
	}{
		{"none", 0, nil, []int32{0, 1}},
		{"too long", 9, nil, nil},
		{"just right", 10, nil, []int32{0, 1}},
		{"across", 0, [][][2]int64{{{5, -5}, {5, 5}}}, []int32{1}},
		{"bent at the edge", 0, [][][2]int64{{{5, -5}, {5, 0}, {6, 5}}}, []int32{1}},
		{"touching from below", 0, [][][2]int64{{{5, -5}, {5, 0}}}, []int32{1}},
		{"through a home", 0, [][][2]int64{{{10, -5}, {10, 5}}}, []int32{0, 1}},
		{"along", 0, [][][2]int64{{{-5, 0}, {3, 0}}}, []int32{1}},
		{"along, ending at a home", 0, [][][2]int64{{{-5, 0}, {0, 0}}}, []int32{0, 1}},
		{"beside", 0, [][][2]int64{{{0, 1}, {20, 1}}}, []int32{0, 1}},
		{"a point alone", 0, [][][2]int64{{{5, 0}}}, []int32{0, 1}},
	} {
		got, _ := Prune(a, b, x, y, c.length, c.lines)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: edges from %v, want %v", c.name, got, c.want)
		}
	}
}

// TestWalls compares the sorted search with trying every part.
func TestWalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.Int64Range(0, 20)
		var lines [][][2]int64
		for range rapid.IntRange(0, 8).Draw(t, "lines") {
			lines = append(lines, [][2]int64{{draw.Draw(t, "x"), draw.Draw(t, "y")}, {draw.Draw(t, "x"), draw.Draw(t, "y")}})
		}
		p, q := point{draw.Draw(t, "x"), draw.Draw(t, "y")}, point{draw.Draw(t, "x"), draw.Draw(t, "y")}
		want := false
		for _, l := range lines {
			want = want || p != q && crosses(p, q, point{l[0][0], l[0][1]}, point{l[1][0], l[1][1]})
		}
		if got := newWalls(lines).meet(p, q); got != want {
			t.Fatalf("meet %v", got)
		}
	})
}

func TestBetween(t *testing.T) {
	for _, c := range []struct{ x, y, want int64 }{{3, 4, 5}, {1, 1, 1}, {1, 2, 2}, {2, 3, 4}, {1<<31 - 1, 1<<31 - 1, 3037000499}, {0, 0, 0}} {
		if got := Between(0, 0, c.x, -c.y); got != c.want {
			t.Errorf("%d,%d: %d, want %d", c.x, c.y, got, c.want)
		}
	}
}

func BenchmarkDelaunay(b *testing.B) {
	r := newRandom(7)
	var x, y []int64
	for range 50_000 {
		x, y = append(x, int64(r.below(1_000_000))), append(y, int64(r.below(1_000_000)))
	}
	for b.Loop() {
		Delaunay(x, y)
	}
}

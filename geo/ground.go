package geo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Unlimited as a limit in millimetres means every pair. Every negative limit
// does.
const Unlimited int64 = -1

// A Place is a place on the ground. ID is for grounds that know places by
// name, such as a matrix of given distances; the others read Point only.
type Place struct {
	ID    string
	Point orb.Point
}

// Arcs are the pairs in reach, in compressed rows: the arcs of from[i] are To
// and MM at [Start[i], Start[i+1]), To being numbers of the list `to`,
// ascending and without repeats, and MM the distances in millimetres.
type Arcs struct {
	Start []int32
	To    []int32
	MM    []int64
}

// Len returns the number of arcs.
func (a Arcs) Len() int { return len(a.To) }

// Rows returns the number of rows, one for each place that was asked from.
func (a Arcs) Rows() int { return max(len(a.Start)-1, 0) }

// Row returns the arcs of one row. The slices share memory with a.
func (a Arcs) Row(i int) (to []int32, mm []int64) {
	lo, hi := a.Start[i], a.Start[i+1]
	return a.To[lo:hi:hi], a.MM[lo:hi:hi]
}

// A Ground tells who is in reach of whom. Its methods are safe for concurrent
// use and give the same answer for the same question, always.
//
// Ways may have a direction. Whoever serves comes first: a way leads from the
// site of a circle, or from a member, to a home. Where two homes are to be
// near each other, both ways must be short enough, and the longer one counts.
type Ground interface {
	// Arcs returns every pair with a distance of at most limitMM; a negative
	// limit means every pair that has a way. The error is ctx.Err() or wraps
	// it, or ErrTooManyArcs.
	Arcs(ctx context.Context, from, to []Place, limitMM int64) (Arcs, error)
	// BetweenMM returns the distance from a to b, the same that Arcs gives;
	// ok is false when the ground knows no way.
	BetweenMM(a, b Place) (mm int64, ok bool)
	// Fingerprint names the ground and the version of its arithmetic. Plans
	// record it: equal fingerprints and equal places give equal distances.
	Fingerprint() string
}

// A Symmetric ground may say that both ways between two places are equal,
// which lets it be asked from either side.
type Symmetric interface {
	Ground
	Symmetric() bool
}

// ArcsInto returns the pairs in reach by where they lead: a row for each place
// of `to`, of numbers of `from`, with the distances from there to the row's
// place. See Ground.Arcs.
func ArcsInto(ctx context.Context, g Ground, to, from []Place, limitMM int64) (Arcs, error) {
	if s, ok := g.(Symmetric); ok && s.Symmetric() {
		return g.Arcs(ctx, to, from, limitMM)
	}
	a, err := g.Arcs(ctx, from, to, limitMM)
	if err != nil {
		return Arcs{}, err
	}
	return a.Turned(len(to)), nil
}

// Within returns the arcs of at most limitMM; a negative limit means all. O(arcs).
func (a Arcs) Within(limitMM int64) Arcs {
	if limitMM < 0 {
		return a
	}
	w := Arcs{Start: make([]int32, 1, len(a.Start))}
	for i := range a.Rows() {
		to, mm := a.Row(i)
		for k := range to {
			if mm[k] <= limitMM {
				w.To, w.MM = append(w.To, to[k]), append(w.MM, mm[k])
			}
		}
		w.Start = append(w.Start, int32(len(w.To)))
	}
	return w
}

// Turned returns the same arcs by where they lead; n is how many places that
// can be. O(arcs).
func (a Arcs) Turned(n int) Arcs {
	t := Arcs{Start: make([]int32, n+1), To: make([]int32, len(a.To)), MM: make([]int64, len(a.MM))}
	for _, j := range a.To {
		t.Start[j+1]++
	}
	for j := range n {
		t.Start[j+1] += t.Start[j]
	}
	next := slices.Clone(t.Start[:n])
	for i := range a.Rows() {
		to, mm := a.Row(i)
		for k, j := range to {
			t.To[next[j]], t.MM[next[j]] = int32(i), mm[k]
			next[j]++
		}
	}
	return t
}

// ErrTooManyArcs is returned when a question has more than 2^31-1 answers.
var ErrTooManyArcs = errors.New("geo: more than 2147483647 arcs")

// Geodesic returns the ground of Distance on WGS-84.
func Geodesic() Ground { return open{MetricGeodesic} }

// Planar returns the ground of PlanarDistanceMM, for projected coordinates.
func Planar() Ground { return open{MetricPlanar} }

// open is ground without obstacles: the way is the distance of a metric.
type open struct{ metric Metric }

func (g open) Fingerprint() string {
	if g.metric == MetricPlanar {
		return "planar v1"
	}
	return "geodesic wgs84 v1"
}

// Symmetric: distances are, to the last bit.
func (open) Symmetric() bool { return true }

func (g open) BetweenMM(a, b Place) (int64, bool) {
	return g.metric.betweenMM(a.Point, b.Point), true
}

// Arcs compares each place with every other as long as that is cheaper than a
// tree over `to`: some 25 ns for a pair in reach and 2 for one that is not.
func (g open) Arcs(ctx context.Context, from, to []Place, limitMM int64) (Arcs, error) {
	var row func(p Place, dst []Neighbor) []Neighbor
	switch {
	case limitMM < 0:
		row = g.every(to)
	case worthTree(len(from), len(to)) && !g.wide(to, limitMM):
		x := NewIndex(points(to), g.metric)
		row = func(p Place, dst []Neighbor) []Neighbor { return x.WithinMM(p.Point, limitMM, dst) }
	default:
		s := newScan(points(to), g.metric)
		row = func(p Place, dst []Neighbor) []Neighbor { return s.withinMM(p.Point, limitMM, dst) }
	}
	return collect(ctx, from, len(to), row)
}

// worthTree is measured (BenchmarkWithin): building a tree costs about 200 ns
// an item and asking it 400 ns apart from what is found, scanning 2 ns an
// item. The arcs are the same either way.
func worthTree(from, to int) bool {
	f, t := int64(from), int64(to)
	return 2*f*t > 200*t+400*f
}

// wide tells that a question covers so much of the ground that the tree would find most places and then have to sort them.
func (g open) wide(to []Place, limitMM int64) bool {
	low, high := to[0].Point, to[0].Point
	for i := range to {
		for k, x := range to[i].Point {
			low[k], high[k] = min(low[k], x), max(high[k], x)
		}
	}
	dx, dy := g.metric.halfSpan(low, limitMM)
	return 4*dx > high[0]-low[0] && 4*dy > high[1]-low[1]
}

// every returns the rows of an unlimited question.
func (g open) every(to []Place) func(Place, []Neighbor) []Neighbor {
	return func(p Place, dst []Neighbor) []Neighbor {
		for j := range to {
			dst = append(dst, Neighbor{int32(j), g.metric.betweenMM(p.Point, to[j].Point)})
		}
		return dst
	}
}

func points(places []Place) []orb.Point {
	ps := make([]orb.Point, len(places))
	for i := range places {
		ps[i] = places[i].Point
	}
	return ps
}

// collect asks for the row of each place and packs the rows. It looks at ctx
// about once in a million pairs.
func collect(ctx context.Context, from []Place, width int, row func(Place, []Neighbor) []Neighbor) (Arcs, error) {
	a := Arcs{Start: make([]int32, 1, len(from)+1)}
	every := max(1, 1<<20/max(width, 1))
	var buf []Neighbor
	for i := range from {
		if i%every == 0 {
			if err := ctx.Err(); err != nil {
				return Arcs{}, fmt.Errorf("geo: arcs: %w", err)
			}
		}
		buf = row(from[i], buf[:0])
		if len(a.To)+len(buf) > math.MaxInt32 {
			return Arcs{}, ErrTooManyArcs
		}
		a.addRow(buf, len(from)-i)
	}
	return a, nil
}

// addRow appends a row; `left` rows, this one included, are still to come and
// are guessed to be as long as the ones so far.
func (a *Arcs) addRow(row []Neighbor, left int) {
	n := len(a.To)
	if n+len(row) > cap(a.To) {
		guess := (n + len(row)) / len(a.Start) * left
		grow := min(max(guess, len(row)), 3*n+len(row)+1024)
		a.To, a.MM = slices.Grow(a.To, grow), slices.Grow(a.MM, grow)
	}
	for _, r := range row {
		a.To = append(a.To, r.Item)
		a.MM = append(a.MM, r.MM)
	}
	a.Start = append(a.Start, int32(len(a.To)))
}

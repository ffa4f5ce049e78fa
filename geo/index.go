package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// A Neighbor is an item of an Index, or a number of a list, and its distance.
type Neighbor struct {
	Item int32
	MM   int64
}

// An Index answers who is near a position. It does not change after NewIndex
// and is safe for concurrent use. Memory is some 60 bytes a point.
type Index struct {
	metric Metric
	points []orb.Point
	tree   rtree.RTreeG[int32]
}

// NewIndex indexes points, which keep their numbers as items: O(n log n). The
// slice is copied. Points that are not finite are in no answer.
func NewIndex(points []orb.Point, metric Metric) *Index {
	x := &Index{metric: metric, points: slices.Clone(points)}
	for i, p := range x.points {
		if finite(p[0]) && finite(p[1]) {
			x.tree.Insert(p, p, int32(i))
		}
	}
	return x
}

// Len returns the number of indexed points.
func (x *Index) Len() int { return x.tree.Len() }

// WithinMM appends to dst every item with a distance of at most limitMM, by
// item number; a negative limit means all. The distances are those of the
// Ground of the same metric. O(log n + k log k) for k items in the box.
func (x *Index) WithinMM(center orb.Point, limitMM int64, dst []Neighbor) []Neighbor {
	if limitMM < 0 {
		limitMM = math.MaxInt64
	}
	start := len(dst)
	cx, cy := center[0], center[1]
	dx, dy := x.metric.halfSpan(center, limitMM)
	spans, n := x.metric.intervals(cx, dx)
	for _, s := range spans[:n] {
		lo, hi := [2]float64{s[0], cy - dy}, [2]float64{s[1], cy + dy}
		x.tree.Search(lo, hi, func(_, _ [2]float64, item int32) bool {
			p := &x.points[item]
			if mm := x.metric.mm(cx, cy, p[0], p[1]); mm <= limitMM {
				dst = append(dst, Neighbor{item, mm})
			}
			return true
		})
	}
	slices.SortFunc(dst[start:], byItem) // the tree promises no order
	return dst
}

// Nearest returns the k nearest items, or all when there are fewer, by
// distance and then item number: exact, ties included. It widens a circle
// until k items are in it.
func (x *Index) Nearest(center orb.Point, k int) []Neighbor {
	const firstMM, widestMM = 32_000, math.MaxInt64 / 4
	k = min(k, x.Len())
	if k <= 0 {
		return nil
	}
	var found []Neighbor
	for limit := int64(firstMM); ; limit *= 3 {
		if limit > widestMM {
			limit = Unlimited
		}
		found = x.WithinMM(center, limit, found[:0])
		if len(found) >= k || limit < 0 {
			break
		}
	}
	slices.SortFunc(found, byDistance)
	return slices.Clip(found[:min(k, len(found))])
}

func byItem(a, b Neighbor) int { return int(a.Item) - int(b.Item) }

func byDistance(a, b Neighbor) int {
	return cmp.Or(cmp.Compare(a.MM, b.MM), cmp.Compare(a.Item, b.Item))
}

// A scan answers like an Index, by looking at every point: quicker for the
// few hundred members of a village. Coordinates lie in columns. It is for one
// goroutine.
type scan struct {
	metric Metric
	x, y   []float64
	near   []int32 // scratch
}

func newScan(points []orb.Point, metric Metric) *scan {
	n := len(points)
	s := &scan{metric, make([]float64, n), make([]float64, n), make([]int32, n)}
	for i, p := range points {
		s.x[i], s.y[i] = p[0], p[1]
	}
	return s
}

// withinMM is WithinMM for a limit that is not negative; items come in order.
// Whether a point is in reach is a coin toss for the branch predictor, so both
// loops write first and count afterwards: three times as fast.
func (s *scan) withinMM(center orb.Point, limitMM int64, dst []Neighbor) []Neighbor {
	near := s.box(center, limitMM)
	cx, cy := center[0], center[1]
	n := len(dst)
	dst = slices.Grow(dst, len(near))[:n+len(near)]
	for _, j := range near {
		mm := s.metric.mm(cx, cy, s.x[j], s.y[j])
		dst[n].Item, dst[n].MM = j, mm
		if mm <= limitMM {
			n++
		}
	}
	return dst[:n]
}

// box returns the points whose coordinates alone do not rule them out.
func (s *scan) box(center orb.Point, limitMM int64) []int32 {
	dx, dy := s.metric.halfSpan(center, limitMM)
	far := math.Inf(1) // a gap of longitude past this goes the other way round
	if s.metric == MetricGeodesic {
		far = 360 - dx
	}
	n := 0
	xs, ys := s.x, s.y[:len(s.x)]
	near := s.near[:len(s.x)]
	for j, x := range xs {
		near[n] = int32(j)
		gap := math.Abs(x - center[0])
		k := 0
		if gap <= dx {
			k = 1
		}
		if gap >= far {
			k = 1
		}
		if math.Abs(ys[j]-center[1]) > dy {
			k = 0
		}
		n += k
	}
	return near[:n]
}

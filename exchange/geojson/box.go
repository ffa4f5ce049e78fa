package geojson

import (
	"math"

	"github.com/paulmach/orb"

	"jinlin/exchange"
	"jinlin/policy"
)

// box is the bounding box of what was written. Longitudes are bounded twice, in [-180, 180] and in [0, 360), since a
// county at the antimeridian is narrow only in the latter (RFC 7946 section 5.2: then west > east).
type box struct {
	planar, any bool
	min, max    orb.Point
	west, east  float64 // of longitudes in [0, 360)
}

func newBox(m policy.Metric) box {
	inf := math.Inf(1)
	return box{planar: m == policy.MetricPlanar, min: orb.Point{inf, inf}, max: orb.Point{-inf, -inf}, west: inf, east: -inf}
}

func (b *box) add(p orb.Point) {
	if math.IsNaN(p[0]) || math.IsNaN(p[1]) {
		return
	}
	b.any = true
	for i := range p {
		b.min[i], b.max[i] = min(b.min[i], p[i]), max(b.max[i], p[i])
	}
	x := p[0]
	if x < 0 {
		x += 360
	}
	b.west, b.east = min(b.west, x), max(b.east, x)
}

func (b *box) addRings(p orb.Polygon) {
	for _, ring := range p {
		for _, q := range ring {
			b.add(q)
		}
	}
}

// write appends the member "bbox", unless there is nothing to bound.
func (b *box) write(w *buffer) {
	if !b.any {
		return
	}
	west, east := b.min[0], b.max[0]
	if !b.planar && b.east-b.west < east-west {
		west, east = wrap(b.west), wrap(b.east)
	}
	w.raw(",\n\"bbox\":[")
	for i, x := range [4]float64{west, b.min[1], east, b.max[1]} {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.b = exchange.AppendCoordinate(w.b, x)
	}
	w.close(']')
}

func wrap(lon float64) float64 {
	if lon > 180 {
		return lon - 360
	}
	return lon
}

package verify

import (
	"math"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

// noWay is the distance of places that the ground knows no way between: it is
// within no limit, and within no absence of a limit either.
const noWay = int64(math.MaxInt64)

// A ruler measures the way from one place to another: from who serves to the
// home that is served.
type ruler func(a, b geo.Place) int64

// rulerOf returns how a problem is measured and the fingerprint of the ground.
// The judge measures open ground by itself; other grounds, such as a matrix,
// are part of the problem, and what they say is taken as it is.
func rulerOf(p *engine.Problem) (ruler, string) {
	ground := p.Ground
	if ground == nil {
		ground = geo.Geodesic()
		if p.Policy.Metric == policy.MetricPlanar {
			ground = geo.Planar()
		}
	}
	name := ground.Fingerprint()
	switch name {
	case geo.Geodesic().Fingerprint():
		return func(a, b geo.Place) int64 { return geo.DistanceMM(a.Point, b.Point) }, name
	case geo.Planar().Fingerprint():
		return func(a, b geo.Place) int64 { return geo.PlanarDistanceMM(a.Point, b.Point) }, name
	}
	return func(a, b geo.Place) int64 {
		if mm, ok := ground.BetweenMM(a, b); ok {
			return mm
		}
		return noWay
	}, name
}

// within reports whether a distance is within a limit, inclusive.
func within(l policy.Limit, mm int64) bool { return mm != noWay && l.Holds(mm) }

package publish

import (
	"github.com/paulmach/orb"

	"jinlin/policy"
)

// Snap is the knot next to a place.
func Snap(m policy.Metric, at orb.Point) orb.Point { return gridOf(m).snap(at) }

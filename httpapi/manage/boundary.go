package manage

import (
	"fmt"

	"github.com/paulmach/orb"

	"jinlin/geo"
)

// A Boundary is the border of an area (RFC 7946, 3.1.7): longitude and latitude in WGS-84 degrees, rings that end where they begin.
type Boundary struct {
	Type        string          `json:"type" enum:"MultiPolygon"`
	Coordinates [][][][]float64 `json:"coordinates" minItems:"1" maxItems:"10000" nullable:"false" doc:"Polygons of rings of positions: the outer ring first, then the holes."`
}

// leastRing is the number of positions of a triangle, the first of which is the last too.
const leastRing = 4

// read checks a border, nil where there is none; what is wrong is told with its place.
func (b *Boundary) read(at string, bad *wrong) orb.MultiPolygon {
	if b == nil {
		return nil
	}
	out := make(orb.MultiPolygon, len(b.Coordinates))
	for i, rings := range b.Coordinates {
		at := fmt.Sprintf("%s.coordinates[%d]", at, i)
		if len(rings) == 0 {
			bad.add(at, nil, "has no rings; expected at least one")
		}
		for k, ring := range rings {
			out[i] = append(out[i], readRing(ring, fmt.Sprintf("%s[%d]", at, k), bad))
		}
	}
	return out
}

func readRing(ring [][]float64, at string, bad *wrong) orb.Ring {
	out := make(orb.Ring, len(ring))
	for i, p := range ring {
		if len(p) < 2 || len(p) > 3 {
			bad.add(fmt.Sprintf("%s[%d]", at, i), p, "expected longitude and latitude")
			continue
		}
		out[i] = orb.Point{p[0], p[1]}
		if err := geo.CheckLonLat(out[i]); err != nil {
			bad.add(fmt.Sprintf("%s[%d]", at, i), p, "%v", err)
		}
	}
	if len(out) < leastRing || out[0] != out[len(out)-1] {
		bad.add(at, nil, "%d positions; expected a closed ring of at least %d, the last equal to the first", len(ring), leastRing)
	}
	return out
}

func shownBoundary(m orb.MultiPolygon) *Boundary {
	if len(m) == 0 {
		return nil
	}
	out := &Boundary{Type: "MultiPolygon", Coordinates: make([][][][]float64, len(m))}
	for i, polygon := range m {
		out.Coordinates[i] = make([][][]float64, len(polygon))
		for k, ring := range polygon {
			for _, p := range ring {
				out.Coordinates[i][k] = append(out.Coordinates[i][k], []float64{p[0], p[1]})
			}
		}
	}
	return out
}

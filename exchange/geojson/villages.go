package geojson

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"github.com/paulmach/orb"

	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/policy"
)

// Villages reads the boundaries of villages, polygons or multipolygons with the properties id and name; see Households.
func Villages(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[exchange.Village], error] {
	return func(yield func(exchange.Record[exchange.Village], error) bool) {
		var boundary orb.MultiPolygon
		t := newReader(exchange.Villages(), o)
		t.shape = func(g *geometry, _ []string) (bad *fault) {
			boundary, bad = boundaryOf(g, &o)
			return bad
		}
		t.finish = func(rec *exchange.Record[exchange.Village], g *geometry) {
			rec.Value.Boundary = boundary
			rec.Row = append(rec.Row, string(g.Coordinates)) // which of two boundaries is kept must not depend on their order
		}
		t.run(r, yield)
	}
}

// boundaryOf reads a polygon or multipolygon.
func boundaryOf(g *geometry, o *exchange.Options) (orb.MultiPolygon, *fault) {
	if g == nil {
		return nil, &fault{".geometry", "null", "expected a Polygon or MultiPolygon"}
	}
	var shapes [][][][]float64
	var err error
	switch g.Type {
	case "MultiPolygon":
		err = json.Unmarshal(g.Coordinates, &shapes)
	case "Polygon":
		shapes = make([][][][]float64, 1)
		err = json.Unmarshal(g.Coordinates, &shapes[0])
	default:
		return nil, &fault{".geometry.type", g.Type, "expected Polygon or MultiPolygon"}
	}
	if err != nil || len(shapes) == 0 {
		return nil, &fault{".geometry.coordinates", clip(g.Coordinates), "expected rings of positions"}
	}
	boundary := make(orb.MultiPolygon, len(shapes))
	for i, rings := range shapes {
		if len(rings) == 0 {
			return nil, &fault{".geometry.coordinates", clip(g.Coordinates), "expected rings of positions"}
		}
		for _, ring := range rings {
			r, bad := closedRing(ring, o)
			if bad != nil {
				return nil, bad
			}
			boundary[i] = append(boundary[i], r)
		}
	}
	return boundary, nil
}

func closedRing(positions [][]float64, o *exchange.Options) (orb.Ring, *fault) {
	points, bad := pointsOf(positions, o)
	if bad != nil {
		return nil, bad
	}
	if ring := orb.Ring(points); len(ring) >= 4 && ring[0] == ring[len(ring)-1] {
		return ring, nil
	}
	return nil, &fault{coordinatesPath, fmt.Sprintf("%d positions", len(points)), "expected a closed ring of at least 4 positions, the last equal to the first"}
}

const coordinatesPath = ".geometry.coordinates"

// pointsOf checks positions and converts them to WGS-84.
func pointsOf(positions [][]float64, o *exchange.Options) ([]orb.Point, *fault) {
	points := make([]orb.Point, len(positions))
	for i, p := range positions {
		if len(p) < 2 {
			return nil, &fault{coordinatesPath, fmt.Sprint(p), "expected positions of two numbers"}
		}
		points[i] = orb.Point{p[0], p[1]}
		if o.Metric == policy.MetricPlanar {
			if err := geo.CheckPlanar(points[i]); err != nil {
				return nil, &fault{coordinatesPath, fmt.Sprint(p), err.Error()}
			}
			continue
		}
		if err := geo.CheckLonLat(points[i]); err != nil {
			return nil, &fault{coordinatesPath, fmt.Sprint(p), err.Error()}
		}
		points[i] = geo.ToWGS84(points[i], o.Datum, o.InChina)
	}
	return points, nil
}

package geojson

import (
	"encoding/json"
	"io"
	"iter"

	"github.com/paulmach/orb"

	"jinlin/exchange"
)

// Barriers reads rivers, railways and roads: lines, or the rings of polygons; see Households.
func Barriers(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[exchange.Barrier], error] {
	return func(yield func(exchange.Record[exchange.Barrier], error) bool) {
		var lines [][]orb.Point
		t := newReader(exchange.Barriers(), o)
		t.shape = func(g *geometry, _ []string) (bad *fault) {
			lines, bad = linesOf(g, &o)
			return bad
		}
		t.finish = func(rec *exchange.Record[exchange.Barrier], _ *geometry) { rec.Value.Lines = lines }
		t.run(r, yield)
	}
}

// linesOf reads the lines of a geometry.
func linesOf(g *geometry, o *exchange.Options) ([][]orb.Point, *fault) {
	if g == nil {
		return nil, &fault{".geometry", "null", "expected a LineString or MultiLineString"}
	}
	var line [][]float64
	var several [][][]float64
	var shapes [][][][]float64
	var err error
	switch g.Type {
	case "LineString":
		err = json.Unmarshal(g.Coordinates, &line)
		several = append(several, line)
	case "MultiLineString", "Polygon":
		err = json.Unmarshal(g.Coordinates, &several)
	case "MultiPolygon":
		err = json.Unmarshal(g.Coordinates, &shapes)
		for _, rings := range shapes {
			several = append(several, rings...)
		}
	default:
		return nil, &fault{".geometry.type", g.Type, "expected LineString, MultiLineString, Polygon or MultiPolygon"}
	}
	if err != nil || len(several) == 0 {
		return nil, &fault{coordinatesPath, clip(g.Coordinates), "expected lines of positions"}
	}
	var lines [][]orb.Point
	for _, positions := range several {
		points, bad := pointsOf(positions, o)
		if bad != nil {
			return nil, bad
		}
		if len(points) < 2 {
			return nil, &fault{coordinatesPath, clip(g.Coordinates), "expected lines of at least 2 positions"}
		}
		lines = append(lines, points)
	}
	return lines, nil
}

package geojson

import (
	"encoding/json"
	"errors"
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
		v := &villageReader{newReader(exchange.Villages(), o)}
		c := collection{file: o.File, member: v.member}
		c.feature = func(dec *json.Decoder) error {
			record, ok, err := v.feature(dec)
			if err == nil && ok && !yield(record, nil) {
				return errStopped
			}
			return err
		}
		if err := c.read(r); err != nil && !errors.Is(err, errStopped) {
			yield(exchange.Record[exchange.Village]{}, err)
		}
	}
}

type villageReader struct{ *reader[exchange.Village] }

func (v *villageReader) feature(dec *json.Decoder) (rec exchange.Record[exchange.Village], ok bool, err error) {
	var text json.RawMessage
	if err := dec.Decode(&text); err != nil {
		return rec, false, err
	}
	place := exchange.Place{File: v.o.File, Path: fmt.Sprintf("features[%d]", v.number), Number: v.number + 1}
	v.number++
	f, problem := parseFeature(text)
	if problem != "" {
		v.reading.Reject(place, nil, clip(text), problem)
		return rec, false, nil
	}
	cells := make([]string, len(v.header))
	var boundary orb.MultiPolygon
	bad := v.fill(f, cells)
	if bad == nil {
		boundary, bad = v.boundary(f.Geometry)
	}
	if bad != nil {
		place.Path += bad.path
		v.reading.Reject(place, cells, bad.value, bad.expected)
		return rec, false, nil
	}
	rec, ok = v.reading.Cells(place, cells, v.header, append(cells[:len(cells):len(cells)], string(f.Geometry.Coordinates)))
	rec.Value.Boundary = boundary
	return rec, ok, nil
}

// boundary reads a polygon or multipolygon.
func (v *villageReader) boundary(g *geometry) (orb.MultiPolygon, *fault) {
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
			r, bad := v.ring(ring)
			if bad != nil {
				return nil, bad
			}
			boundary[i] = append(boundary[i], r)
		}
	}
	return boundary, nil
}

func (v *villageReader) ring(positions [][]float64) (orb.Ring, *fault) {
	const at = ".geometry.coordinates"
	ring := make(orb.Ring, len(positions))
	for i, p := range positions {
		if len(p) < 2 {
			return nil, &fault{at, fmt.Sprint(p), "expected positions of two numbers"}
		}
		ring[i] = orb.Point{p[0], p[1]}
		check := geo.CheckLonLat
		if v.o.Metric == policy.MetricPlanar {
			check = geo.CheckPlanar
		}
		if err := check(ring[i]); err != nil {
			return nil, &fault{at, fmt.Sprint(p), err.Error()}
		}
		ring[i] = toWGS84(ring[i], &v.o)
	}
	if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
		return nil, &fault{at, fmt.Sprintf("%d positions", len(ring)), "expected a closed ring of at least 4 positions, the last equal to the first"}
	}
	return ring, nil
}

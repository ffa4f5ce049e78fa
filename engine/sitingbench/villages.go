package main

import (
	"context"

	"github.com/paulmach/orb"

	"jinlin/engine/internal/siting/cover"
	"jinlin/fixtures"
	"jinlin/geo"
)

// A village is the homes of a plain village.
type village struct {
	places []geo.Place
}

func generate(o options) (out []village) {
	for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindPlain, Villages: o.villages, Seed: o.seed}) {
		var w village
		for _, h := range v.Households {
			w.places = append(w.places, geo.Place{ID: string(h.ID), Point: h.Location})
		}
		out = append(out, w)
	}
	return out
}

// problem has a site at every home and asks for every home to be covered.
func (v village) problem(ctx context.Context, radius int64) (*cover.Problem, error) {
	arcs, err := geo.Geodesic().Arcs(ctx, v.places, v.places, 1000*radius)
	if err != nil {
		return nil, err
	}
	p := &cover.Problem{Homes: len(v.places)}
	for i := range v.places {
		to, _ := arcs.Row(i)
		p.Reach = append(p.Reach, to)
	}
	return p, nil
}

// A projection is flat ground about the middle of a village, in metres.
type projection struct {
	origin orb.Point
	scale  orb.Point // metres a degree, east and north
}

func (v village) projection() projection {
	bound := v.places[0].Point.Bound()
	for _, p := range v.places {
		bound = bound.Extend(p.Point)
	}
	const step = 0.01 // degrees, about a kilometre
	o := bound.Center()
	return projection{o, orb.Point{
		geo.Distance(o, orb.Point{o[0] + step, o[1]}) / step,
		geo.Distance(o, orb.Point{o[0], o[1] + step}) / step,
	}}
}

func (p projection) flat(v village) (x, y []float64) {
	for _, place := range v.places {
		x = append(x, (place.Point[0]-p.origin[0])*p.scale[0])
		y = append(y, (place.Point[1]-p.origin[1])*p.scale[1])
	}
	return x, y
}

func (p projection) point(x, y float64) orb.Point {
	return orb.Point{p.origin[0] + x/p.scale[0], p.origin[1] + y/p.scale[1]}
}

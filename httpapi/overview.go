package httpapi

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/service"
)

// overviewSegments is how many corners a circle of the overview has; the plan of a village draws it finer.
const overviewSegments = 40

// An overview is a FeatureCollection of all boundaries, villages and circles, without homes.
type overview struct {
	Type     string    `json:"type"`
	BBox     orb4      `json:"bbox"`
	Features []feature `json:"features"`
}

type feature struct {
	Type       string   `json:"type"`
	ID         string   `json:"id"`
	BBox       *orb4    `json:"bbox,omitempty"`
	Geometry   geometry `json:"geometry"`
	Properties any      `json:"properties"`
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

// villageProperties tell how a village is served.
type villageProperties struct {
	Kind     string            `json:"kind"`
	Area     engine.AreaID     `json:"area"`
	Name     string            `json:"name"`
	Homes    int               `json:"homes"`
	Eligible int               `json:"eligible"`
	Circles  int               `json:"circles"`
	Groups   int               `json:"groups"`
	Centers  int               `json:"centers"`
	Held     int               `json:"held"`
	Unserved int               `json:"unserved"`
	MeanM    float64           `json:"mean_m"`
	MaxM     float64           `json:"max_m"`
	LoadMin  int               `json:"load_min"`
	LoadMax  int               `json:"load_max"`
	Proof    map[string]string `json:"proof"`
}

type boundaryProperties struct {
	Kind string        `json:"kind"`
	Area engine.AreaID `json:"area"`
}

type circleProperties struct {
	Kind     string          `json:"kind"`
	Area     engine.AreaID   `json:"area"`
	Circle   engine.CircleID `json:"circle"`
	Number   int             `json:"number"`
	Homes    int             `json:"homes"`
	Members  int             `json:"members"`
	Unserved int             `json:"unserved"`
}

func overviewOf(areas []engine.Solved, villages []exchange.Village, figures []service.AreaFigures) overview {
	o := overview{Type: "FeatureCollection", BBox: boxOf(areas...), Features: []feature{}}
	names := map[engine.AreaID]string{}
	for _, v := range villages {
		names[v.ID] = v.Name
		if len(v.Boundary) > 0 {
			o.Features = append(o.Features, boundary(v))
		}
	}
	for i := range areas {
		o.Features = append(o.Features, village(&areas[i], names[areas[i].Problem.Area], &figures[i]))
		o.Features = append(o.Features, circles(&areas[i])...)
	}
	return o
}

func boundary(v exchange.Village) feature {
	shape := v.Boundary.Clone()
	for _, p := range shape {
		rounded(p)
	}
	return feature{Type: "Feature", ID: "boundary/" + string(v.ID), Geometry: geometry{"MultiPolygon", shape},
		Properties: boundaryProperties{"boundary", v.ID}}
}

func village(a *engine.Solved, name string, f *service.AreaFigures) feature {
	if name == "" {
		name = string(a.Problem.Area)
	}
	box := boxOf(*a)
	middle := orb.Point{round6((box[0] + box[2]) / 2), round6((box[1] + box[3]) / 2)}
	return feature{
		Type: "Feature", ID: "village/" + string(a.Problem.Area), BBox: &box, Geometry: geometry{"Point", middle},
		Properties: villageProperties{
			Kind: "village", Area: a.Problem.Area, Name: name, Homes: f.Homes, Eligible: f.Eligible, Circles: f.Circles, Groups: f.Groups.Groups, Centers: len(slices.Collect(a.Plan.Centers())), Held: f.Held, Unserved: f.Unserved,
			MeanM: f.Distances.MeanM, MaxM: f.Distances.MaxM, LoadMin: f.Loads.Min, LoadMax: f.Loads.Max, Proof: proofKinds(f.Proofs),
		},
	}
}

// proofKinds is the kind of claim for each stage of one area.
func proofKinds(stages []service.ProofFigures) map[string]string {
	out := map[string]string{}
	for _, s := range stages {
		switch {
		case s.Certified > 0:
			out[s.Stage] = string(engine.Certified)
		case s.Searched > 0:
			out[s.Stage] = string(engine.Searched)
		case s.Bounded > 0:
			out[s.Stage] = string(engine.Bounded)
		case s.Narrowed > 0:
			out[s.Stage] = string(engine.Narrowed)
		case s.Kept > 0:
			out[s.Stage] = string(engine.Kept)
		case s.Unchecked > 0:
			out[s.Stage] = string(engine.Unchecked)
		default:
			out[s.Stage] = string(engine.NotSolved)
		}
	}
	return out
}

// circles are drawn with the policy's radius, or, without one, as far as their homes lie.
func circles(a *engine.Solved) []feature {
	unserved := map[engine.CircleID]int{}
	for h := range a.Plan.Homes() {
		if h.State == engine.HomeUnserved {
			unserved[h.Circle]++
		}
	}
	var out []feature
	for c := range a.Plan.Circles() {
		radius := float64(c.RadiusMM) / 1000
		if limit := a.Problem.Policy.Circles.Radius; limit.Set {
			radius = limit.Meters
		}
		shape, ok := geo.Outline(c.Center, radius, overviewSegments).(orb.Polygon)
		if !ok {
			continue // without extent, or across the antimeridian
		}
		out = append(out, feature{
			Type: "Feature", ID: "circle/" + string(c.ID), Geometry: geometry{"Polygon", rounded(shape)},
			Properties: circleProperties{"circle", a.Problem.Area, c.ID, c.Number, c.Homes, c.Members, unserved[c.ID]},
		})
	}
	return out
}

func rounded(p orb.Polygon) orb.Polygon {
	for _, ring := range p {
		for i := range ring {
			ring[i] = orb.Point{round6(ring[i][0]), round6(ring[i][1])}
		}
	}
	return p
}

// round6 rounds degrees to 0.1 m, for drawing.
func round6(x float64) float64 { return math.Round(x*1e6) / 1e6 }

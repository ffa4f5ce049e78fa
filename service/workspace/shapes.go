package workspace

import (
	"context"
	"encoding/json"
	"io"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/service/access"
	"jinlin/service/publish"
	"jinlin/service/registry"
)

// A Shape is what is published of a circle or a group, as package publish draws it.
type Shape struct {
	Area engine.AreaID `json:"area"`
	// Kind is circle or group.
	Kind    string    `json:"kind"`
	ID      string    `json:"id"`
	Number  int       `json:"number"`
	Name    string    `json:"name,omitempty"`
	Homes   int       `json:"homes"`
	Members int       `json:"members" doc:"-1: one to four"`
	Center  orb.Point `json:"center"`
	RadiusM int       `json:"radius_m"`
	Public  bool      `json:"public"`
	outline orb.Geometry
}

// shapesOf are the shapes of an area: circles as circles, groups as hulls.
func shapesOf(s engine.Solved) []Shape {
	var out []Shape
	add := func(kind string, x publish.Shape, outline orb.Geometry) {
		out = append(out, Shape{s.Plan.Area(), kind, x.ID, x.Number, x.Name, x.Homes, x.Members, x.Center, x.RadiusMeters, x.Public, outline})
	}
	for _, x := range publish.Circles(s.Plan, s.Problem.Households) {
		add(geojson.KindCircle, x, x.Outline)
	}
	for _, x := range publish.Groups(s.Plan, s.Problem.Households) {
		add(geojson.KindGroup, x, x.Hull)
	}
	return out
}

// Shapes writes the published shapes of a plan as GeoJSON: of the areas in which it is in force, and of drafts for who sees all of them.
func (w *Workspace) Shapes(ctx context.Context, c access.Caller, id registry.PlanID, out io.Writer) error {
	var areas []registry.PlanArea
	err := w.read(ctx, func(tx registry.Tx) error {
		p, seen, err := w.seenPlan(ctx, tx, c, id)
		if err != nil {
			return err
		}
		areas = p.Areas[:0:0]
		for _, x := range p.Areas { // with their hashes, which who sees only shapes is not told
			if len(seen) > 0 && seen[0].Area == x.Area {
				areas, seen = append(areas, x), seen[1:]
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, `{"type":"FeatureCollection","features":[`); err != nil {
		return err
	}
	separator := "\n"
	for _, x := range areas {
		s, err := w.readSolved(ctx, x)
		if err != nil {
			return err
		}
		for _, shape := range shapesOf(s) {
			if err := shape.write(out, separator); err != nil {
				return err
			}
			separator = ",\n"
		}
	}
	_, err = io.WriteString(out, "\n]}\n")
	return err
}

func (s Shape) write(out io.Writer, separator string) error {
	b, err := s.feature()
	if err != nil {
		return err
	}
	_, err = out.Write(append([]byte(separator), b...))
	return err
}

// feature is the shape in GeoJSON.
func (s Shape) feature() ([]byte, error) {
	return json.Marshal(map[string]any{
		"type": "Feature", "id": s.Kind + "/" + s.ID, "properties": s,
		"geometry": map[string]any{"type": s.outline.GeoJSONType(), "coordinates": s.outline},
	})
}

package workspace

import (
	"context"
	"encoding/json"
	"io"
	"math"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// A Shape is what is published of a circle: SCHEMES, "Deliberate limits". No home can be told from it.
type Shape struct {
	Area    engine.AreaID   `json:"area"`
	Circle  engine.CircleID `json:"circle"`
	Number  int             `json:"number"`
	Homes   int             `json:"homes"`
	Members int             `json:"members"`
	// Center is on a grid of 50 m, unless it is a public venue; RadiusM is a multiple of 25.
	Center  orb.Point `json:"center"`
	RadiusM int64     `json:"radius_m"`
	Public  bool      `json:"public"`
}

const (
	gridM        = 50.0
	radiusStepMM = 25_000
	outlineEdges = 64
	// meridianM is the length of a degree of latitude, roughly: the rows of the grid are between 49.6 and 50.2 m apart.
	meridianM = 111_320.0
)

// shapesOf are the shapes of the circles with enough homes.
func shapesOf(s engine.Solved) []Shape {
	at := make(map[engine.HouseholdID]orb.Point, len(s.Problem.Households))
	for i := range s.Problem.Households {
		at[s.Problem.Households[i].ID] = s.Problem.Households[i].Location
	}
	held := map[engine.CircleID][]orb.Point{}
	for h := range s.Plan.Homes() {
		if p, ok := at[h.ID]; ok {
			held[h.Circle] = append(held[h.Circle], p)
		}
	}
	var out []Shape
	for c := range s.Plan.Circles() {
		if c.Homes < FewHomes {
			continue
		}
		x := Shape{Area: s.Plan.Area(), Circle: c.ID, Number: c.Number, Homes: c.Homes, Members: c.Members, Center: c.Center, Public: c.Public}
		if !c.Public {
			x.Center = onGrid(c.Center)
		}
		x.RadiusM = radius(x.Center, held[c.ID])
		out = append(out, x)
	}
	return out
}

// onGrid is the nearest point of the grid.
func onGrid(p orb.Point) orb.Point {
	const row = gridM / meridianM
	lat := math.Round(p.Lat()/row) * row
	column := gridM / (geo.Distance(orb.Point{0, lat}, orb.Point{0.01, lat}) * 100)
	return orb.Point{math.Round(p.Lon()/column) * column, lat}
}

// radius is that of the circle around a centre that holds all places, in metres, rounded up.
func radius(center orb.Point, places []orb.Point) int64 {
	most := int64(1)
	for _, p := range places {
		most = max(most, geo.DistanceMM(center, p))
	}
	return (most + radiusStepMM - 1) / radiusStepMM * (radiusStepMM / 1000)
}

// Shapes writes the published shapes of a plan as GeoJSON: of the areas in which it is in force, and of drafts for who sees all of them.
func (w *Workspace) Shapes(ctx context.Context, c access.Caller, id registry.PlanID, out io.Writer) error {
	var areas []registry.PlanArea
	err := w.Store.Read(ctx, func(tx registry.Tx) error {
		p, err := tx.Plan(ctx, id)
		if err != nil && c.Known() {
			return orMissing(err, "plan")
		}
		seen, err := w.planAreas(ctx, tx, c, p)
		if err != nil {
			return err
		}
		if len(seen) == 0 {
			return missing("plan")
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
	outline := geo.Outline(s.Center, float64(s.RadiusM), outlineEdges)
	b, err := json.Marshal(map[string]any{
		"type": "Feature", "id": "circle/" + string(s.Circle), "properties": s,
		"geometry": map[string]any{"type": outline.GeoJSONType(), "coordinates": outline},
	})
	if err != nil {
		return err
	}
	_, err = out.Write(append([]byte(separator), b...))
	return err
}

package manage

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// A FeatureCollection is a page of features (RFC 7946).
type FeatureCollection struct {
	Type     string    `json:"type" enum:"FeatureCollection"`
	Features []Feature `json:"features" nullable:"false"`
	Next     string    `json:"next,omitempty" doc:"Send it as after for the next page; it is not there at the end."`
}

// A Feature is one of them; docs/formats.md has the properties.
type Feature struct {
	Type       string         `json:"type" enum:"Feature"`
	ID         string         `json:"id" doc:"Kind and id, which outlive a rebalance."`
	Properties map[string]any `json:"properties"`
	Geometry   map[string]any `json:"geometry" doc:"Null where there is no place to show."`
}

type featuresAsk struct {
	AreaPath
	Look
	Kind  string    `query:"kind" required:"true" enum:"circles,groups,links,households,members" doc:"Who sees only what is published gets circles and groups, as published shapes; a member himself, his homes and the links to them."`
	Plan  string    `query:"plan" maxLength:"64" doc:"A plan; left out: the one in force."`
	BBox  []float64 `query:"bbox" minItems:"4" maxItems:"4" doc:"West, south, east, north: leaves out what lies outside, and what has no place. West of more than east goes across the antimeridian." example:"[114.5,37.7,114.6,37.8]"`
	Limit int       `query:"limit" default:"100" minimum:"1" maximum:"1000" doc:"How many at most. A page may be shorter though more follow."`
	After string    `query:"after" maxLength:"700" doc:"Go on after this one: next of the page before."`
}

func (f *frame) featureRoutes() {
	schemas := f.api.OpenAPI().Components.Schemas
	register(f, operation{
		id: "list-features", method: http.MethodGet, path: "/v1/areas/{area}/features", tag: "plans", summary: "Page through the features of a plan, as GeoJSON",
		responses: map[string]*huma.Response{"200": {
			Description: "A page.", Content: map[string]*huma.MediaType{geoJSON: {Schema: schemas.Schema(reflect.TypeFor[FeatureCollection](), true, "")}},
		}},
	}, f.listFeatures)
}

func (f *frame) listFeatures(ctx context.Context, c access.Caller, in *featuresAsk) (*streamAnswer, error) {
	ask := workspace.FeaturesAsk{Area: engine.AreaID(in.Area), Plan: registry.PlanID(in.Plan), Kind: in.Kind, After: in.After, Limit: in.Limit}
	if len(in.BBox) > 0 {
		box, err := readBox(in.BBox)
		if err != nil {
			return nil, err
		}
		ask.BBox = &box
	}
	page, err := f.Workspace.Features(ctx, c, ask)
	if err != nil {
		return nil, err
	}
	text, err := collected(page)
	if err != nil {
		return nil, err
	}
	out := &streamAnswer{Tagged: taggedBy(string(registry.HashOf(text))[:16])}
	out.Body = func(hc huma.Context) {
		hc.SetHeader("Content-Type", geoJSON)
		hc.SetStatus(http.StatusOK)
		if _, err := hc.BodyWriter().Write(text); err != nil {
			note(hc.Context(), err) // the client has gone
		}
	}
	return out, nil
}

// readBox is the box of a query.
func readBox(box []float64) (orb.Bound, error) {
	b := orb.Bound{Min: orb.Point{box[0], box[1]}, Max: orb.Point{box[2], box[3]}}
	var bad wrong
	for _, p := range []orb.Point{b.Min, b.Max} {
		if err := geo.CheckLonLat(p); err != nil {
			bad.add("query.bbox", nil, "%v; expected west, south, east, north", err)
		}
	}
	if len(bad.details) == 0 && b.Min[1] > b.Max[1] {
		bad.add("query.bbox", nil, "the south is north of the north; expected west, south, east, north")
	}
	return b, bad.err()
}

// collected writes a page; its features are JSON already.
func collected(page workspace.FeaturePage) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i, feature := range page.Features {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(feature)
	}
	b.WriteByte(']')
	if page.Next != "" {
		next, err := json.Marshal(page.Next)
		if err != nil {
			return nil, err
		}
		b.WriteString(`,"next":`)
		b.Write(next)
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

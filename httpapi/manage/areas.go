package manage

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy/codec"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// An Area is planned on its own: a village.
type Area struct {
	ID engine.AreaID `json:"id"`
	AreaChange
	Revision int64           `json:"revision" doc:"Grows with every change of the area, of its records and of what is published."`
	Plan     registry.PlanID `json:"plan,omitempty" doc:"The plan in force."`
	// Households and Members are nil where they are too few to be nobody's.
	Households *int `json:"households,omitempty" doc:"Left out, with members, where they are under five and the caller does not see homes."`
	Members    *int `json:"members,omitempty"`
}

// An AreaChange is what can be said of an area beside its records.
type AreaChange struct {
	Region   registry.RegionID `json:"region,omitempty" maxLength:"64" doc:"The region that it is part of; left out: none."`
	Name     string            `json:"name,omitempty" maxLength:"200" pattern:"^[^\\x00-\\x1f\\x7f]*$"`
	Datum    geo.Datum         `json:"datum,omitempty" enum:"wgs84,gcj02,bd09,cgcs2000" doc:"What its records were delivered in, for the record only: they are WGS-84. Left out: as it was, wgs84 at first."`
	Boundary *Boundary         `json:"boundary,omitempty" doc:"Its border, for maps; without effect on plans. Lists leave it out."`
}

// An AreaPolicy is what an area is planned by.
type AreaPolicy struct {
	Name   string          `json:"name" doc:"A built-in scheme, or a policy that was written here."`
	Policy json.RawMessage `json:"policy" doc:"All its settings, as in policy files."`
}

// An AreaPath names an area in a path.
type AreaPath struct {
	Area string `path:"area" minLength:"1" maxLength:"200" pattern:"^[^\\x00-\\x1f\\x7f;；=�]+$" doc:"A division code, or whatever the records call the village." example:"130132100201"`
}

type (
	areaRead struct {
		AreaPath
		Look
	}
	areaPut struct {
		AreaPath
		Put
		Body AreaChange
	}
	areaDrop struct {
		AreaPath
		Change
	}
	areaListAsk struct {
		Paging
		Region string `query:"region" maxLength:"64" doc:"Only those in this region and below it."`
		Search string `query:"search" maxLength:"100" doc:"Only those with this in the name, or at the beginning of the id."`
		Accept string `header:"Accept" hidden:"true"` // told by the types of the answer (OpenAPI 3.1, 4.8.12.2)
	}
	areaAnswer struct {
		Status int
		Tagged
		Body Area
	}
	areaList struct {
		Vary string `header:"Vary"`
		Body func(huma.Context)
	}
	areaPolicyAnswer struct {
		Tagged
		Body AreaPolicy
	}
)

func (f *frame) areaRoutes() {
	schemas := f.api.OpenAPI().Components.Schemas
	register(f, operation{
		id: "list-areas", method: http.MethodGet, path: "/v1/areas", tag: "areas", summary: "List areas",
		text: "Those that the caller sees, by id; without their borders, but as GeoJSON.",
		responses: map[string]*huma.Response{"200": {Description: "A page.", Content: map[string]*huma.MediaType{
			"application/json": {Schema: schemas.Schema(reflect.TypeFor[List[Area]](), true, "")},
			geoJSON:            {Schema: schemas.Schema(reflect.TypeFor[FeatureCollection](), true, "")},
		}}},
	}, f.listAreas)
	register(f, operation{id: "read-area", method: http.MethodGet, path: "/v1/areas/{area}", tag: "areas", summary: "Read an area"}, f.readArea)
	register(f, operation{
		id: "put-area", method: http.MethodPut, path: "/v1/areas/{area}", tag: "areas", summary: "Make or change an area",
		text: "Everything but the datum that is left out is empty then, the border too. Records stay as they are. The answer does not count them.", maxBody: 8 << 20, arrival: time.Minute,
		responses: madeToo[Area](f, "The area"),
	}, f.putArea)
	register(f, operation{
		id: "drop-area", method: http.MethodDelete, path: "/v1/areas/{area}", tag: "areas", summary: "Remove an area with its records and their history",
		text: "Plans keep what they hold of it.", status: http.StatusNoContent,
	}, f.dropArea)
	register(f, operation{
		id: "read-area-policy", method: http.MethodGet, path: "/v1/areas/{area}/policy", tag: "areas", summary: "Tell by which policy an area is planned",
		text: "That of its region, else of the next region above it that names one, else the server's.",
	}, f.readAreaPolicy)
}

func (f *frame) listAreas(ctx context.Context, c access.Caller, in *areaListAsk) (*areaList, error) {
	drawn := prefers(in.Accept, geoJSON)
	all, err := f.Workspace.AreasIn(ctx, c, registry.RegionID(in.Region), registry.AreaQuery{
		Search: in.Search, After: engine.AreaID(in.After), Limit: in.Limit + 1, Brief: !drawn,
	})
	if err != nil {
		return nil, err
	}
	page := pageOf(all, in.Limit, func(a workspace.Area) string { return string(a.ID) }, shownArea)
	media, body := "application/json", any(page)
	if drawn {
		media, body = geoJSON, drawnAreas(page)
	}
	return &areaList{"Accept", func(hc huma.Context) {
		hc.SetHeader("Content-Type", media)
		hc.SetStatus(http.StatusOK)
		if err := f.api.Marshal(hc.BodyWriter(), "application/json", body); err != nil {
			note(hc.Context(), err) // the client has gone
		}
	}}, nil
}

// drawnAreas are areas as features; those without a border have no geometry.
func drawnAreas(page List[Area]) FeatureCollection {
	out := FeatureCollection{Type: "FeatureCollection", Features: make([]Feature, len(page.Items)), Next: page.Next}
	for i, a := range page.Items {
		x := Feature{Type: "Feature", ID: "area/" + string(a.ID), Properties: map[string]any{"id": a.ID, "name": a.Name, "revision": a.Revision}}
		if a.Boundary != nil {
			x.Geometry = map[string]any{"type": a.Boundary.Type, "coordinates": a.Boundary.Coordinates}
		}
		for name, value := range map[string]string{"region": string(a.Region), "datum": string(a.Datum), "plan": string(a.Plan)} {
			if value != "" {
				x.Properties[name] = value
			}
		}
		if a.Households != nil {
			x.Properties["households"], x.Properties["members"] = *a.Households, *a.Members
		}
		out.Features[i] = x
	}
	return out
}

func (f *frame) readArea(ctx context.Context, c access.Caller, in *areaRead) (*areaAnswer, error) {
	a, err := f.Workspace.Area(ctx, c, engine.AreaID(in.Area))
	if err != nil {
		return nil, err
	}
	return &areaAnswer{http.StatusOK, tagged(a.Revision), shownArea(a)}, nil
}

func (f *frame) putArea(ctx context.Context, c access.Caller, in *areaPut) (*areaAnswer, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	var bad wrong
	a := registry.Area{
		ID: engine.AreaID(in.Area), Region: in.Body.Region, Name: in.Body.Name, Datum: in.Body.Datum, Revision: revision,
		Boundary: in.Body.Boundary.read("body.boundary", &bad),
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	a, err = f.Workspace.PutArea(ctx, c, a)
	if err != nil {
		return nil, putError(revision, err)
	}
	return &areaAnswer{madeOr(revision), tagged(a.Revision), shownArea(workspace.Area{Area: a, Hidden: true})}, nil
}

func (f *frame) dropArea(ctx context.Context, c access.Caller, in *areaDrop) (*nothing, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	return nil, f.Workspace.DropArea(ctx, c, engine.AreaID(in.Area), revision)
}

func (f *frame) readAreaPolicy(ctx context.Context, c access.Caller, in *areaRead) (*areaPolicyAnswer, error) {
	p, err := f.Workspace.AppliedPolicy(ctx, c, engine.AreaID(in.Area))
	if err != nil {
		return nil, err
	}
	document := codec.JSON(p)
	return &areaPolicyAnswer{taggedBy(string(registry.HashOf(document))[:16]), AreaPolicy{p.Scheme, document}}, nil
}

func shownArea(a workspace.Area) Area {
	out := Area{
		ID: a.ID, AreaChange: AreaChange{a.Region, a.Name, a.Datum, shownBoundary(a.Boundary)}, Revision: a.Revision, Plan: a.Published,
	}
	if !a.Hidden {
		out.Households, out.Members = &a.Households, &a.Members
	}
	return out
}

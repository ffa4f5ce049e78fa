package manage

import (
	"context"
	"net/http"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// A Region is a part of the tree of which areas are the leaves.
type Region struct {
	ID registry.RegionID `json:"id"`
	RegionChange
	Revision int64 `json:"revision"`
}

// A RegionChange is what can be said of a region.
type RegionChange struct {
	Parent registry.RegionID `json:"parent,omitempty" maxLength:"64" doc:"The region that it is part of; left out: none."`
	Name   string            `json:"name,omitempty" maxLength:"200" pattern:"^[^\\x00-\\x1f\\x7f]*$"`
	Policy string            `json:"policy,omitempty" maxLength:"64" doc:"By which its areas are planned; left out: by that of the region above."`
}

// A RegionPath names a region in a path.
type RegionPath struct {
	Region string `path:"region" minLength:"1" maxLength:"64" pattern:"^[^\\x00-\\x1f\\x7f�]+$" doc:"A division code, or whatever you call it." example:"130132"`
}

type (
	regionRead struct {
		RegionPath
		Look
	}
	regionPut struct {
		RegionPath
		Put
		Body RegionChange
	}
	regionDrop struct {
		RegionPath
		Change
	}
	regionAnswer struct {
		Status int
		Tagged
		Body Region
	}
	regionList struct{ Body List[Region] }
	nothing    struct{}
)

func (f *frame) regionRoutes() {
	register(f, operation{
		id: "list-regions", method: http.MethodGet, path: "/v1/regions", tag: "regions", summary: "List regions",
		text: "Those that the caller sees, by id.",
	}, f.listRegions)
	register(f, operation{id: "read-region", method: http.MethodGet, path: "/v1/regions/{region}", tag: "regions", summary: "Read a region"}, f.readRegion)
	register(f, operation{
		id: "put-region", method: http.MethodPut, path: "/v1/regions/{region}", tag: "regions", summary: "Make or change a region",
		text:      "Everything that is left out is empty then. Who moves a region must keep the tree where it was and where it comes to.",
		responses: madeToo[Region](f, "The region"),
	}, f.putRegion)
	register(f, operation{
		id: "drop-region", method: http.MethodDelete, path: "/v1/regions/{region}", tag: "regions", summary: "Remove a region in which nothing is any more",
		status: http.StatusNoContent,
	}, f.dropRegion)
}

func (f *frame) listRegions(ctx context.Context, c access.Caller, in *Paging) (*regionList, error) {
	all, err := f.Workspace.Regions(ctx, c)
	if err != nil {
		return nil, err
	}
	by := func(r registry.Region) string { return string(r.ID) }
	return &regionList{pageOf(behind(all, in.After, by), in.Limit, by, shownRegion)}, nil
}

func (f *frame) readRegion(ctx context.Context, c access.Caller, in *regionRead) (*regionAnswer, error) {
	r, err := f.Workspace.Region(ctx, c, registry.RegionID(in.Region))
	if err != nil {
		return nil, err
	}
	return &regionAnswer{http.StatusOK, tagged(r.Revision), shownRegion(r)}, nil
}

func (f *frame) putRegion(ctx context.Context, c access.Caller, in *regionPut) (*regionAnswer, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	r, err := f.Workspace.PutRegion(ctx, c, registry.Region{
		ID: registry.RegionID(in.Region), Parent: in.Body.Parent, Name: in.Body.Name, Policy: in.Body.Policy, Revision: revision,
	})
	if err != nil {
		return nil, putError(revision, err)
	}
	return &regionAnswer{madeOr(revision), tagged(r.Revision), shownRegion(r)}, nil
}

func (f *frame) dropRegion(ctx context.Context, c access.Caller, in *regionDrop) (*nothing, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	return nil, f.Workspace.DropRegion(ctx, c, registry.RegionID(in.Region), revision)
}

func shownRegion(r registry.Region) Region {
	return Region{r.ID, RegionChange{r.Parent, r.Name, r.Policy}, r.Revision}
}

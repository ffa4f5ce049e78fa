package workspace_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	orbjson "github.com/paulmach/orb/geojson"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// pages reads all pages, and checks that none is too long or out of order.
func (h *house) pages(c access.Caller, ask workspace.FeaturesAsk) []string {
	h.Helper()
	var out []string
	for range 10_000 {
		page := must[workspace.FeaturePage](h)(h.Features(h.ctx, c, ask))
		if most := min(ask.Limit, workspace.MostFeatures); most > 0 && len(page.Features) > most {
			h.Fatal(len(page.Features), "features on a page of", most)
		}
		for _, f := range page.Features {
			out = append(out, string(f))
		}
		if page.Next == "" {
			return out
		}
		if page.Next == ask.After {
			h.Fatal("the cursor stands still")
		}
		ask.After = page.Next
	}
	h.Fatal("the pages do not end")
	return nil
}

// exportedFeatures are those of a kind in the whole document, in the order of areas and ids.
func (h *house) exportedFeatures(c access.Caller, id registry.PlanID, kind string) []string {
	h.Helper()
	var out bytes.Buffer
	h.ok(h.Export(h.ctx, c, id, &out))
	type feature struct{ area, id, text string }
	var all []feature
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, `{"type":"Feature","id":"`+kind+"/") {
			continue
		}
		text := strings.TrimRight(line, ",\n")
		var f struct {
			ID         string
			Properties struct{ Area string }
		}
		h.ok(json.Unmarshal([]byte(text), &f))
		all = append(all, feature{f.Properties.Area, f.ID, text})
	}
	slices.SortFunc(all, func(a, b feature) int {
		if n := strings.Compare(a.area, b.area); n != 0 {
			return n
		}
		return strings.Compare(a.id, b.id)
	})
	texts := make([]string, len(all))
	for i := range all {
		texts[i] = all[i].text
	}
	return texts
}

// Pages of any length come to what the whole document has, whichever way the plan is named.
func TestFeaturesAreThoseOfTheExport(t *testing.T) { eachStore(t, testFeaturesAreThoseOfTheExport) }

func testFeaturesAreThoseOfTheExport(t *testing.T) {
	h := open(t)
	p := h.inForce(3)
	for kind, one := range map[string]string{workspace.FeatureCircles: "circle", workspace.FeatureHouseholds: "household",
		workspace.FeatureLinks: "link", workspace.FeatureMembers: "member"} {
		want := h.exportedFeatures(planner("C1"), p.ID, one)
		if len(want) < 3 {
			t.Fatal(kind, want)
		}
		for _, limit := range []int{0, 1, 7, 1000, 100_000} {
			ask := workspace.FeaturesAsk{Plan: p.ID, Kind: kind, Limit: limit}
			if got := h.pages(planner("C1"), ask); !slices.Equal(got, want) {
				t.Errorf("%s by %d: %d features, want %d, or they differ", kind, limit, len(got), len(want))
			}
		}
		var got []string
		for _, area := range []engine.AreaID{"A", "B", "C"} {
			got = append(got, h.pages(planner("C1"), workspace.FeaturesAsk{Area: area, Kind: kind, Limit: 9})...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s area by area: %d features, want %d, or they differ", kind, len(got), len(want))
		}
		if got := h.pages(planner("C1"), workspace.FeaturesAsk{Plan: p.ID, Area: "B", Kind: kind}); !slices.Equal(got, h.pages(caller("b", registry.Grant{Role: registry.RoleGIS, Area: "B"}),
			workspace.FeaturesAsk{Plan: p.ID, Kind: kind})) {
			t.Errorf("%s: who has one area sees another part than that", kind)
		}
	}
	// Nothing is kept in memory, and the pages are the same.
	bare := h.on(h.store, workspace.Config{CacheHomes: -1})
	page := must[workspace.FeaturePage](t)(bare.Features(h.ctx, planner("C1"), workspace.FeaturesAsk{Plan: p.ID, Kind: workspace.FeatureLinks}))
	kept := must[workspace.FeaturePage](t)(h.Features(h.ctx, planner("C1"), workspace.FeaturesAsk{Plan: p.ID, Kind: workspace.FeatureLinks}))
	if len(page.Features) != workspace.DefaultFeatures || page.Next != kept.Next || !slices.EqualFunc(page.Features, kept.Features, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
		t.Error("another page")
	}
}

func TestFeaturesByRole(t *testing.T) { eachStore(t, testFeaturesByRole) }

func testFeaturesByRole(t *testing.T) {
	h := open(t)
	p := h.inForce(2)
	draft := h.solve(workspace.Ask{Policy: "huozhou"})
	s := must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, p.ID, "A"))
	mine := slices.Collect(s.Plan.Links())[0].Member
	member := caller("m", registry.Grant{Role: registry.RoleMember, Area: "A", Member: mine})
	var shapes bytes.Buffer
	h.ok(h.Shapes(h.ctx, viewer("C1"), p.ID, &shapes))
	for _, c := range []access.Caller{viewer("C1"), caller("a", registry.Grant{Role: registry.RoleAdministrator})} {
		got := h.pages(c, workspace.FeaturesAsk{Plan: p.ID, Kind: workspace.FeatureCircles, Limit: 2})
		for _, f := range got {
			if !strings.Contains(shapes.String(), f) {
				t.Error("no published shape:", f)
			}
		}
		if n := strings.Count(shapes.String(), `"Feature"`); len(got) != n || n == 0 {
			t.Error(len(got), "of", n)
		}
		for _, kind := range []string{workspace.FeatureHouseholds, workspace.FeatureLinks, workspace.FeatureMembers} {
			for _, plan := range []registry.PlanID{p.ID, draft.ID, "none"} {
				_, err := h.Features(h.ctx, c, workspace.FeaturesAsk{Plan: plan, Kind: kind})
				h.is(err, access.ErrForbidden)
			}
		}
		_, err := h.Features(h.ctx, c, workspace.FeaturesAsk{Plan: draft.ID, Kind: workspace.FeatureCircles})
		h.is(err, registry.ErrNotFound)
		_, err = h.Features(h.ctx, c, workspace.FeaturesAsk{Plan: draft.ID, Area: "A", Kind: workspace.FeatureCircles})
		h.is(err, registry.ErrNotFound)
	}
	// A member: the shapes, his own links with their homes, himself.
	if got := h.pages(member, workspace.FeaturesAsk{Plan: p.ID, Kind: workspace.FeatureCircles}); len(got) == 0 || !strings.Contains(shapes.String(), got[0]) {
		t.Error(got)
	}
	for kind, want := range map[string]int{workspace.FeatureHouseholds: 0, workspace.FeatureLinks: 0, workspace.FeatureMembers: 1} {
		for x := range s.Plan.Homes() {
			if x.Member == mine && (kind == workspace.FeatureHouseholds || kind == workspace.FeatureLinks && x.State.Linked()) {
				want++
			}
		}
		got := h.pages(member, workspace.FeaturesAsk{Plan: p.ID, Kind: kind, Limit: 3})
		if len(got) != want {
			t.Errorf("%s: %d, want %d", kind, len(got), want)
		}
		for _, f := range got {
			if !strings.Contains(f, `"member":"`+string(mine)+`"`) {
				t.Error("of another member:", f)
			}
		}
		if got := h.pages(member, workspace.FeaturesAsk{Area: "A", Kind: kind}); len(got) != want {
			t.Errorf("%s of the area: %d, want %d", kind, len(got), want)
		}
		_, err := h.Features(h.ctx, member, workspace.FeaturesAsk{Plan: draft.ID, Kind: kind})
		h.is(err, registry.ErrNotFound)
		_, err = h.Features(h.ctx, member, workspace.FeaturesAsk{Area: "B", Kind: kind})
		h.is(err, registry.ErrNotFound)
	}
	for _, ask := range []workspace.FeaturesAsk{{Plan: p.ID}, {Plan: "none"}, {Area: "A"}, {Area: "none"}, {Plan: p.ID, Area: "none"}} {
		ask.Kind = workspace.FeatureCircles
		_, err := h.Features(h.ctx, planner("C2"), ask)
		h.is(err, registry.ErrNotFound)
		_, err = h.Features(h.ctx, access.Caller{}, ask)
		h.is(err, access.ErrNobody)
	}
	_, err := h.Features(h.ctx, planner("T2"), workspace.FeaturesAsk{Plan: p.ID, Kind: workspace.FeatureCircles, BBox: &orb.Bound{}})
	h.is(err, registry.ErrNotFound)
	for _, ask := range []workspace.FeaturesAsk{{Plan: p.ID, Kind: "rivers"}, {Kind: workspace.FeatureLinks}, {Plan: p.ID, Kind: workspace.FeatureLinks, Limit: -1},
		{Plan: p.ID, Kind: workspace.FeatureLinks, After: "?"}, {Plan: p.ID, Kind: workspace.FeatureLinks, After: "eA"}} {
		if _, err := h.Features(h.ctx, h.admin, ask); !is[*service.ContradictionError](err) {
			t.Errorf("%+v: %v", ask, err)
		}
	}
	// What is dropped is shown no more, though it was in memory.
	h.ok(h.DropArea(h.ctx, planner("C1"), "A", h.areaNow("A").Revision))
	for _, f := range h.pages(h.admin, workspace.FeaturesAsk{Plan: p.ID, Kind: workspace.FeatureHouseholds}) {
		if strings.Contains(f, `"area":"A"`) {
			t.Fatal("a home of an area that is gone:", f)
		}
	}
}

// A box gives what meets it: no less and no more than looking at every feature.
func TestFeaturesInABox(t *testing.T) { eachStore(t, testFeaturesInABox) }

func testFeaturesInABox(t *testing.T) {
	h := open(t)
	p := h.inForce(3)
	whole := h.pages(h.admin, workspace.FeaturesAsk{Plan: p.ID, Kind: workspace.FeatureHouseholds})
	around := orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}
	for _, f := range whole {
		around = around.Extend(must[*orbjson.Feature](t)(orbjson.UnmarshalFeature([]byte(f))).Point())
	}
	center := around.Center()
	boxes := []orb.Bound{around, {Min: around.Min, Max: center}, {Min: center, Max: around.Max}, {Min: center, Max: center},
		{Min: orb.Point{center[0], around.Min[1]}, Max: orb.Point{around.Min[0], around.Max[1]}}, // round the earth the other way
		{Min: orb.Point{0, 0}, Max: orb.Point{1, 1}}}
	for _, kind := range []string{workspace.FeatureHouseholds, workspace.FeatureLinks, workspace.FeatureCircles} {
		all := h.pages(h.admin, workspace.FeaturesAsk{Plan: p.ID, Kind: kind})
		some := false
		edge := must[*orbjson.Feature](t)(orbjson.UnmarshalFeature([]byte(all[0]))).Geometry.Bound().Max
		for _, box := range append(boxes, orb.Bound{Min: orb.Point{edge[0] + 1e-6, -90}, Max: orb.Point{180, 90}}) {
			var want []string
			for _, f := range all {
				if crosses(must[*orbjson.Feature](t)(orbjson.UnmarshalFeature([]byte(f))).Geometry.Bound(), box) {
					want = append(want, f)
				}
			}
			some = some || len(want) > 0 && len(want) < len(all)
			got := h.pages(h.admin, workspace.FeaturesAsk{Plan: p.ID, Kind: kind, BBox: &box, Limit: 5})
			if !slices.Equal(got, want) {
				t.Errorf("%s in %v: %d, want %d", kind, box, len(got), len(want))
			}
		}
		if !some {
			t.Error("no box parts the", kind)
		}
	}
}

// crosses reports whether boxes meet; one with west of more than east is everything but what lies between.
func crosses(a, box orb.Bound) bool {
	lon := box.Min[0] <= box.Max[0] && a.Min[0] <= box.Max[0] && a.Max[0] >= box.Min[0] ||
		box.Min[0] > box.Max[0] && (a.Max[0] >= box.Min[0] || a.Min[0] <= box.Max[0])
	return lon && a.Min[1] <= box.Max[1] && a.Max[1] >= box.Min[1]
}

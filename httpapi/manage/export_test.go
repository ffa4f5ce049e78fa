package manage_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/httpapi/manage"
	"jinlin/service"
	"jinlin/service/registry"
)

func TestExport(t *testing.T) {
	h := open(t, nil)
	d := h.settle()
	for name, grant := range map[string]registry.Grant{
		"Li": role(registry.RolePlanner, "C1"), "town": role(registry.RolePlanner, "T1"), "gis": role(registry.RoleGIS, "C1"),
		"viewer": role(registry.RoleViewer, "C1"), "boss": ruler(), "other": role(registry.RolePlanner, "C2"),
		"member": {Role: registry.RoleMember, Area: "A", Member: d.Members[0].ID},
	} {
		h.account(name, grant)
	}
	c := h.logIn("Li")
	at := "/v1/plans/" + string(firstPlan(c)) + "/features"
	for name, areas := range map[string]int{"Li": 3, "gis": 3, "town": 2} {
		a := h.logIn(name).do("GET", at, nil).is(200)
		doc, err := geojson.ReadPlans(strings.NewReader(a.body), "plan")
		h.ok(err)
		if len(doc.Plans) != areas || a.header.Get("Content-Type") != "application/geo+json" {
			t.Errorf("%s: %d areas, %v", name, len(doc.Plans), a.header)
		}
		for _, p := range doc.Plans {
			s, err := h.AreaPlan(t.Context(), h.admin, firstPlan(c), p.Area())
			h.ok(err)
			if got, want := answering(p), answering(s.Plan); len(got) == 0 || !maps.Equal(got, want) {
				t.Errorf("%s, area %s: %v, want %v", name, p.Area(), got, want)
			}
		}
	}
	for _, name := range []string{"viewer", "boss", "member"} {
		a := h.logIn(name).do("GET", at, nil).is(200).has(`"FeatureCollection"`)
		noHomes(t, name, a.body, d.Households[0].ID, d.Members[0].ID)
		if name != "member" && !strings.Contains(a.body, `"radius_m"`) {
			t.Errorf("%s sees no shape: %.300s", name, a.body)
		}
	}
	noHomes(t, "shapes", c.do("GET", at+"?shapes=true", nil).is(200).has(`"radius_m"`).body, d.Households[0].ID, d.Members[0].ID)
	h.logIn("other").do("GET", at, nil).is(404)
	h.nobody().do("GET", at, nil).is(401)
	c.do("GET", "/v1/plans/nothing/features", nil).is(404)
	c.do("GET", "/v1/plans/%00/features", nil).is(422)

	// What the client has is not sent again; shapes are something else.
	whole, shapes := c.do("GET", at, nil).header.Get("ETag"), c.do("GET", at+"?shapes=true", nil).header.Get("ETag")
	c.do("GET", at, nil, "If-None-Match", whole).is(304)
	c.do("GET", at, nil, "If-None-Match", shapes).is(200)
}

// answering tells who answers for each home.
func answering(p engine.Plan) map[engine.HouseholdID]engine.MemberID {
	out := map[engine.HouseholdID]engine.MemberID{}
	for h := range p.Links() {
		out[h.ID] = h.Member
	}
	return out
}

func noHomes[H, M ~string](t *testing.T, who, body string, home H, member M) {
	t.Helper()
	if body == "" || strings.Contains(body, string(home)) || strings.Contains(body, string(member)) || strings.Contains(body, "household") {
		t.Errorf("%s is shown homes: %.400s", who, body)
	}
}

func TestExportPacked(t *testing.T) {
	h := open(t, nil)
	h.settle()
	h.account("Li", role(registry.RolePlanner, "C1"))
	c := h.logIn("Li")
	at := "/v1/plans/" + string(firstPlan(c)) + "/features"
	plain := c.do("GET", at, nil, "Accept-Encoding", "identity").is(200)
	packed := c.do("GET", at, nil, "Accept-Encoding", "gzip").is(200)
	if packed.header.Get("Content-Encoding") != "gzip" || plain.header.Get("Content-Encoding") != "" || packed.header.Get("Vary") != "Accept-Encoding" {
		t.Fatal(packed.header, plain.header)
	}
	z, err := gzip.NewReader(strings.NewReader(packed.body))
	h.ok(err)
	text, err := io.ReadAll(z)
	h.ok(err)
	if string(text) != plain.body || len(packed.body) > len(plain.body)/2 {
		t.Errorf("%d bytes packed, %d unpacked, %d plain", len(packed.body), len(text), len(plain.body))
	}
}

var errBroken = errors.New("the disk is gone")

// breaking fails at the area plans after the first few.
type breaking struct {
	registry.Store
	left atomic.Int64
}

func (s *breaking) Read(ctx context.Context, f func(registry.Tx) error) error {
	return s.Store.Read(ctx, func(tx registry.Tx) error { return f(breakingTx{tx, s}) })
}

type breakingTx struct {
	registry.Tx
	store *breaking
}

func (t breakingTx) AreaPlan(ctx context.Context, hash registry.Hash) ([]byte, error) {
	if t.store.left.Add(-1) < 0 {
		return nil, errBroken
	}
	return t.Tx.AreaPlan(ctx, hash)
}

// TestExportBrokenOff: what fails before anything was sent is a problem document, what fails later tears the connection.
func TestExportBrokenOff(t *testing.T) {
	var store *breaking
	h := open(t, func(c *manage.Config) {
		store = &breaking{Store: c.Store}
		store.left.Store(1 << 40)
		c.Workspace.Store, c.Workspace.CacheHomes = store, -1
	})
	h.settle()
	h.account("Li", role(registry.RolePlanner, "C1"))
	c := h.logIn("Li")
	at := "/v1/plans/" + string(firstPlan(c)) + "/features"
	store.left.Store(0)
	a := c.do("GET", at, nil).is(500)
	if a.header.Get("ETag") != "" || strings.Contains(a.body, errBroken.Error()) || !strings.Contains(h.log.String(), errBroken.Error()) {
		t.Error(a.header, a.body)
	}
	store.left.Store(2)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+at, nil)
	h.ok(err)
	r.Header.Set("Cookie", c.cookie)
	res, err := http.DefaultClient.Do(r)
	h.ok(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusOK || len(text) == 0 || err == nil {
		t.Errorf("%d, %d bytes, %v: half a plan looks like a whole one", res.StatusCode, len(text), err)
	}
}

func TestComparison(t *testing.T) {
	h := open(t, nil)
	d := h.settle()
	for name, grant := range map[string]registry.Grant{
		"Li": role(registry.RolePlanner, "C1"), "town": role(registry.RolePlanner, "T1"), "viewer": role(registry.RoleViewer, "C1"),
	} {
		h.account(name, grant)
	}
	c := h.logIn("Li")
	first := firstPlan(c)
	second := c.plan(map[string]any{"regions": []string{"C1"}, "policy": "yixiu", "note": "as in Yixiu"})
	ask := map[string]any{"plans": []registry.PlanID{first, second.ID}}
	var got service.Comparison
	a := c.do("POST", "/v1/comparisons", ask).is(200)
	a.into(&got)
	if got.Areas != 3 || got.Homes <= len(d.Households) || len(got.Plans) != 2 || got.Plans[1].Title != "as in Yixiu" || got.Plans[1].Scheme != "yixiu" {
		t.Errorf("%+v", got.Plans)
	}
	for _, p := range got.Plans {
		if !p.Judged || p.Findings != 0 {
			t.Errorf("%+v", p)
		}
	}
	noHomes(t, "a comparison", strings.ReplaceAll(a.body, "households", ""), d.Households[0].ID, d.Members[0].ID)
	// The planner of a town compares what is in the town.
	h.logIn("town").do("POST", "/v1/comparisons", ask).is(200).into(&got)
	if got.Areas != 2 || slices.ContainsFunc(got.ByArea, func(x service.AreaComparison) bool { return x.Area == "C" }) || got.Homes != len(d.Households) {
		t.Errorf("%d areas, %d homes", got.Areas, got.Homes)
	}
	h.logIn("viewer").do("POST", "/v1/comparisons", map[string]any{"plans": []registry.PlanID{first, first}}).is(403)
	h.logIn("viewer").do("POST", "/v1/comparisons", ask).is(403)
	h.nobody().do("POST", "/v1/comparisons", ask).is(401)
	c.do("POST", "/v1/comparisons", map[string]any{"plans": []string{string(first), "nothing"}}).is(404)
	c.do("POST", "/v1/comparisons", map[string]any{"plans": []string{string(first)}}).is(422)
	c.do("POST", "/v1/comparisons", map[string]any{"plans": slices.Repeat([]registry.PlanID{first}, 9)}).is(422)
	c.do("POST", "/v1/comparisons", `{}`).is(422)
}

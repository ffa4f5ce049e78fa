package access_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// woods is a tree of regions with areas, as a store would read it.
type woods struct {
	registry.Tx // what the tests do not ask for
	parent      map[registry.RegionID]registry.RegionID
	region      map[engine.AreaID]registry.RegionID
}

func (w woods) Region(_ context.Context, id registry.RegionID) (registry.Region, error) {
	p, ok := w.parent[id]
	if !ok {
		return registry.Region{}, registry.ErrNotFound
	}
	return registry.Region{ID: id, Parent: p}, nil
}

func (w woods) Below(_ context.Context, regions ...registry.RegionID) ([]registry.RegionID, error) {
	var out []registry.RegionID
	for id := range w.parent {
		for up := id; up != ""; up = w.parent[up] {
			if slices.Contains(regions, up) {
				out = append(out, id)
				break
			}
		}
	}
	slices.Sort(out)
	return out, nil
}

func (w woods) Area(_ context.Context, id engine.AreaID) (registry.Area, error) {
	r, ok := w.region[id]
	if !ok {
		return registry.Area{}, registry.ErrNotFound
	}
	return registry.Area{ID: id, Region: r, Name: "village " + string(id)}, nil
}

func (w woods) Areas(ctx context.Context, q registry.AreaQuery) ([]registry.Area, error) {
	var out []registry.Area
	for id := range w.region {
		a, _ := w.Area(ctx, id)
		asked := q.Regions == nil && q.Areas == nil || slices.Contains(q.Regions, a.Region) || slices.Contains(q.Areas, a.ID)
		if a.ID > q.After && asked {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b registry.Area) int { return strings.Compare(string(a.ID), string(b.ID)) })
	if q.Limit > 0 && len(out) > q.Limit {
		out = out[:q.Limit]
	}
	return out, nil
}

// two counties; the first has two towns.
func counties() woods {
	return woods{
		parent: map[registry.RegionID]registry.RegionID{"C1": "", "T1": "C1", "T2": "C1", "C2": ""},
		region: map[engine.AreaID]registry.RegionID{"A1": "T1", "A1b": "T1", "A2": "T2", "A3": "C2"},
	}
}

func caller(grants ...registry.Grant) access.Caller {
	return access.Caller{Account: "a", Way: access.BySession, Grants: grants}
}

func grant(role registry.Role, region registry.RegionID, area engine.AreaID) registry.Grant {
	g := registry.Grant{Role: role, Region: region, Area: area}
	if role == registry.RoleMember {
		g.Member = "M1"
	}
	return g
}

// matrix says once more, apart from the table, what every role may do: A all, o own, s shapes, - nothing; administrator, planner, dispatcher,
// member, viewer, gis.
const matrix = `
read_regions         AAAAAA
read_statistics      AAAAAA
read_plans           sAAosA
read_homes           -AAo-A
read_members         -AAo-A
read_contacts        -A-o--
read_member_contacts -AAo--
explain              -AAo--
read_policies        AAAAAA
read_jobs            AAA---
edit_areas           AA----
edit                 -A----
edit_contacts        -A----
edit_policies        AA----
solve                -A----
publish              -A----
edit_regions         A-----
read_accounts        A-----
edit_accounts        A-----
read_audit           A-----
maintain             A-----
have_tokens          AAA-AA
`

func wanted(t *testing.T) map[access.Action]map[registry.Role]access.Extent {
	t.Helper()
	letters := map[byte]access.Extent{'A': access.All, 'o': access.Own, 's': access.Shapes, '-': access.Nothing}
	out := map[access.Action]map[registry.Role]access.Extent{}
	for line := range strings.Lines(strings.TrimSpace(matrix)) {
		f := strings.Fields(line)
		row := map[registry.Role]access.Extent{}
		for i, r := range access.Roles() {
			e, ok := letters[f[1][i]]
			if !ok {
				t.Fatalf("letter %q", f[1][i])
			}
			row[r] = e
		}
		out[access.Action(f[0])] = row
	}
	return out
}

func TestEveryActionWithEveryRole(t *testing.T) {
	ctx, w, g := t.Context(), counties(), &access.Guard{}
	want := wanted(t)
	if len(want) != len(access.Policy()) {
		t.Fatalf("%d rows here, %d in the policy", len(want), len(access.Policy()))
	}
	places := []access.Target{access.InRegion(""), access.InRegion("C1"), access.InRegion("T1"), access.InRegion("T2"), access.InRegion("C2"),
		access.AtArea("A1"), access.AtArea("A1b"), access.AtArea("A2"), access.AtArea("A3")}
	grants := []struct {
		region  registry.RegionID
		area    engine.AreaID
		covered string // of places
	}{
		{"", "", "111111111"},
		{"C1", "", "011101110"},
		{"T1", "", "001001100"},
		{"C2", "", "000010001"},
		{"", "A1", "000001000"},
		{"C1", "A1", "000000000"}, // contradicts itself
	}
	for action, roles := range want {
		for role, extent := range roles {
			for _, x := range grants {
				c := caller(grant(role, x.region, x.area))
				for i, at := range places {
					exp := access.Nothing
					if x.covered[i] == '1' {
						exp = extent
					}
					l, err := g.May(ctx, w, c, action, at)
					if err != nil || l.Extent != exp {
						t.Errorf("%s as %s of %q%q at %s: %v %v, want %v", action, role, x.region, x.area, at, l, err, exp)
					}
					if (l.Extent == access.Own) != (len(l.Members) == 1) {
						t.Errorf("%s as %s at %s: members %v", action, role, at, l.Members)
					}
					_, err = g.Must(ctx, w, c, action, at)
					if refused := errors.Is(err, access.ErrForbidden) || errors.Is(err, registry.ErrNotFound); refused != (exp == access.Nothing) {
						t.Errorf("%s as %s of %q%q at %s: %v", action, role, x.region, x.area, at, err)
					}
					if x.covered[i] == '0' && at != access.InRegion("") && !errors.Is(err, registry.ErrNotFound) {
						t.Errorf("%s as %s at %s tells that it is there: %v", action, role, at, err)
					}
					if err := g.Need(ctx, w, c, action, at); (err == nil) != (exp == access.All) {
						t.Errorf("Need %s as %s at %s: %v", action, role, at, err)
					}
				}
			}
		}
	}
}

func TestNobody(t *testing.T) {
	ctx, w, g := t.Context(), counties(), &access.Guard{}
	all := registry.Grant{Role: registry.RolePlanner}
	for name, c := range map[string]access.Caller{
		"zero":              {},
		"grants alone":      {Grants: []registry.Grant{all}},
		"no account":        {Way: access.BySession, Grants: []registry.Grant{all}},
		"no way":            {Account: "a", Grants: []registry.Grant{all}},
		"token, no account": {Way: access.ByToken, Scopes: access.Scopes(), Grants: []registry.Grant{all}},
	} {
		for _, r := range access.Policy() {
			if _, err := g.Must(ctx, w, c, r.Action, access.AtArea("A1")); !errors.Is(err, access.ErrNobody) {
				t.Errorf("%s: %s: %v", name, r.Action, err)
			}
			if v, err := g.Filter(ctx, w, c, r.Action, access.Nothing); err != nil || !v.None() {
				t.Errorf("%s: %s: sees %v %v", name, r.Action, v, err)
			}
		}
	}
	odd := caller(registry.Grant{Role: "king"}, registry.Grant{Role: registry.RoleMember}, registry.Grant{Role: registry.RolePlanner, Member: "M1"})
	for _, a := range []access.Action{access.ReadRegions, access.Publish, "", "fly"} {
		if l, err := g.May(ctx, w, odd, a, access.AtArea("A1")); err != nil || l.OK() {
			t.Errorf("odd grants: %s: %v %v", a, l, err)
		}
		if l, err := g.May(ctx, w, caller(all), "fly", access.AtArea("A1")); err != nil || l.OK() {
			t.Errorf("unknown action: %v %v", l, err)
		}
	}
}

func TestTokenScopes(t *testing.T) {
	ctx, w, g := t.Context(), counties(), &access.Guard{}
	for _, r := range access.Policy() {
		for _, s := range access.Scopes() {
			c := caller(grant(registry.RolePlanner, "", ""), grant(registry.RoleAdministrator, "", ""))
			c.Way, c.Scopes = access.ByToken, []access.Scope{s}
			l, err := g.May(ctx, w, c, r.Action, access.AtArea("A1"))
			if err != nil || l.OK() != (s == r.Scope) {
				t.Errorf("%s with scope %s: %v %v", r.Action, s, l, err)
			}
			c.Scopes = nil
			if l, _ := g.May(ctx, w, c, r.Action, access.AtArea("A1")); l.OK() {
				t.Errorf("%s with no scope: %v", r.Action, l)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	ctx, w, g := t.Context(), counties(), &access.Guard{}
	viewer := caller(grant(registry.RoleViewer, "C1", ""))
	for _, x := range []struct {
		at   access.Target
		is   error
		text string
	}{
		{access.AtArea("A1"), access.ErrForbidden, "your account may not do this here: publish"},
		{access.AtArea("A3"), registry.ErrNotFound, "no such area"},
		{access.AtArea("A9"), registry.ErrNotFound, registry.ErrNotFound.Error()},
		{access.InRegion("C2"), registry.ErrNotFound, "no such region"},
		{access.InRegion(""), access.ErrForbidden, "your account may not do this here: publish"},
	} {
		if _, err := g.Must(ctx, w, viewer, access.Publish, x.at); !errors.Is(err, x.is) || err.Error() != x.text {
			t.Errorf("%s: %v", x.at, err)
		}
	}
}

func TestGrantsAddUp(t *testing.T) {
	ctx, w, g := t.Context(), counties(), &access.Guard{}
	m1, m2 := grant(registry.RoleMember, "", "A1"), grant(registry.RoleMember, "C1", "")
	m2.Member = "M2"
	c := caller(m1, m2, m1, grant(registry.RoleViewer, "", ""))
	l, err := g.May(ctx, w, c, access.ReadHomeContacts, access.AtArea("A1"))
	if err != nil || l.Extent != access.Own || fmt.Sprint(l.Members) != "[M1 M2]" {
		t.Error(l, err)
	}
	if !l.Answers("M1") || !l.Answers("M2") || l.Answers("M3") || l.Answers("") {
		t.Error("answers for the wrong homes")
	}
	if l, _ := g.May(ctx, w, c, access.ReadHomeContacts, access.AtArea("A2")); fmt.Sprint(l.Members) != "[M2]" {
		t.Error(l)
	}
	if l, _ := g.May(ctx, w, c, access.ReadHomeContacts, access.AtArea("A3")); l.OK() {
		t.Error(l)
	}
	if l, _ := g.May(ctx, w, c, access.ReadPlans, access.AtArea("A3")); l.Extent != access.Shapes {
		t.Error(l)
	}
	if !(access.Leave{Extent: access.All}).Answers("") || (access.Leave{Extent: access.Shapes, Members: []engine.MemberID{"M1"}}).Answers("M1") {
		t.Error("Answers")
	}
}

// The furthest of several grants counts, whatever their order.
func TestTheFurthestGrantCounts(t *testing.T) {
	ctx, w, g := t.Context(), counties(), &access.Guard{}
	grants := []registry.Grant{grant(registry.RolePlanner, "T1", ""), grant(registry.RoleMember, "C1", ""), grant(registry.RoleViewer, "", "A1"), grant(registry.RoleViewer, "C1", "")}
	for range grants {
		grants = append(grants[1:], grants[0])
		for area, want := range map[engine.AreaID]access.Extent{"A1": access.All, "A2": access.Own, "A3": access.Nothing} {
			l, err := g.May(ctx, w, caller(grants...), access.ReadPlans, access.AtArea(area))
			if err != nil || l.Extent != want || (len(l.Members) > 0) != (want == access.Own) {
				t.Errorf("%v at %s: %v %v", grants, area, l, err)
			}
		}
	}
}

// Lists show what is reached far enough.
func TestFilterAsksHowFar(t *testing.T) {
	ctx, w, g := t.Context(), counties(), &access.Guard{}
	for role, most := range map[registry.Role]access.Extent{registry.RolePlanner: access.All, registry.RoleMember: access.Own, registry.RoleViewer: access.Shapes} {
		for _, at := range []registry.Grant{grant(role, "C1", ""), grant(role, "", "A1"), grant(role, "", "")} {
			for least := access.Nothing; least <= access.All; least++ {
				v, err := g.Filter(ctx, w, caller(at), access.ReadPlans, least)
				if err != nil || v.None() != (least > most) || v.HasArea(registry.Area{ID: "A1", Region: "T1"}) != (least <= most) {
					t.Errorf("%s, at least %s: %v %v", role, least, v, err)
				}
			}
		}
	}
}

// What a token leaves out is no secret: the answer is that it may not, not that nothing is there.
func TestTokensAreToldWhatIsForbidden(t *testing.T) {
	ctx, w, g := t.Context(), counties(), &access.Guard{}
	c := caller(grant(registry.RolePlanner, "C1", ""))
	c.Way, c.Scopes = access.ByToken, []access.Scope{access.ScopePlan}
	if _, err := g.Must(ctx, w, c, access.ReadHomes, access.AtArea("A1")); !errors.Is(err, access.ErrForbidden) {
		t.Error(err)
	}
	if _, err := g.Must(ctx, w, c, access.ReadHomes, access.AtArea("A3")); !errors.Is(err, registry.ErrNotFound) {
		t.Error(err)
	}
}

func TestGoverns(t *testing.T) {
	ctx, w, g := t.Context(), counties(), &access.Guard{}
	town := caller(grant(registry.RoleAdministrator, "T1", ""), grant(registry.RolePlanner, "", ""))
	for _, x := range []struct {
		grants []registry.Grant
		ok     bool
	}{
		{nil, false},
		{[]registry.Grant{grant(registry.RoleMember, "", "A1")}, true},
		{[]registry.Grant{grant(registry.RoleViewer, "T1", ""), grant(registry.RoleAdministrator, "", "A1b")}, true},
		{[]registry.Grant{grant(registry.RoleViewer, "T1", ""), grant(registry.RoleViewer, "C1", "")}, false},
		{[]registry.Grant{grant(registry.RoleViewer, "", "A2")}, false},
		{[]registry.Grant{grant(registry.RoleViewer, "", "")}, false},
		{[]registry.Grant{grant(registry.RoleViewer, "gone", "")}, false},
		{[]registry.Grant{grant(registry.RoleViewer, "", "gone")}, false},
	} {
		if ok, err := g.Governs(ctx, w, town, access.EditAccounts, x.grants); err != nil || ok != x.ok {
			t.Errorf("%v: %v %v", x.grants, ok, err)
		}
		if ok, err := g.Governs(ctx, w, caller(grant(registry.RoleAdministrator, "", "")), access.EditAccounts, x.grants); err != nil || !ok {
			t.Errorf("from everywhere, %v: %v %v", x.grants, ok, err)
		}
	}
}

// A ring of regions, as only a damaged store has, ends in a no.
func TestRing(t *testing.T) {
	w := woods{parent: map[registry.RegionID]registry.RegionID{"X": "Y", "Y": "X"}, region: map[engine.AreaID]registry.RegionID{"A": "X"}}
	g := &access.Guard{}
	if l, err := g.May(t.Context(), w, caller(grant(registry.RolePlanner, "Z", "")), access.Solve, access.AtArea("A")); err != nil || l.OK() {
		t.Error(l, err)
	}
	v, err := g.Filter(t.Context(), w, caller(grant(registry.RolePlanner, "X", "")), access.Solve, access.All)
	if err != nil || !v.HasRegion("Y") || v.HasRegion("Z") {
		t.Error(v, err)
	}
}

// On any tree, May climbs to the same answer as a search from every grant downwards, and Filter shows exactly the areas where May says so.
func TestTrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "regions")
		w := woods{parent: map[registry.RegionID]registry.RegionID{}, region: map[engine.AreaID]registry.RegionID{}}
		name := func(i int) registry.RegionID { return registry.RegionID(fmt.Sprintf("R%02d", i)) }
		for i := range n {
			w.parent[name(i)] = ""
			if up := rapid.IntRange(-1, i-1).Draw(t, "parent"); up >= 0 {
				w.parent[name(i)] = name(up)
			}
		}
		m := rapid.IntRange(0, 10).Draw(t, "areas")
		for i := range m {
			w.region[engine.AreaID(fmt.Sprintf("A%02d", i))] = name(rapid.IntRange(0, n-1).Draw(t, "at"))
		}
		var c access.Caller
		c.Account, c.Way = "a", access.BySession
		for range rapid.IntRange(0, 4).Draw(t, "grants") {
			x := grant(rapid.SampledFrom(access.Roles()).Draw(t, "role"), "", "")
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
			case 1:
				x.Area = engine.AreaID(fmt.Sprintf("A%02d", rapid.IntRange(0, m).Draw(t, "area")))
			default:
				x.Region = name(rapid.IntRange(0, n).Draw(t, "region"))
			}
			c.Grants = append(c.Grants, x)
		}
		row := rapid.SampledFrom(access.Policy()).Draw(t, "row")
		least := access.Extent(rapid.IntRange(int(access.Shapes), int(access.All)).Draw(t, "least"))
		checkTree(t, w, c, row, least)
	})
}

func checkTree(t *rapid.T, w woods, c access.Caller, row access.Row, least access.Extent) {
	ctx, g := context.Background(), &access.Guard{}
	under := func(id, root registry.RegionID) bool {
		for ; id != ""; id = w.parent[id] {
			if id == root {
				return true
			}
		}
		return root == ""
	}
	v, err := g.Filter(ctx, w, c, row.Action, least)
	if err != nil {
		t.Fatal(err)
	}
	var seen []engine.AreaID
	for id, region := range w.region {
		want := access.Nothing
		for _, x := range c.Grants {
			if x.Area == id || x.Area == "" && under(region, x.Region) {
				want = max(want, row.For(x.Role))
			}
		}
		if l, err := g.May(ctx, w, c, row.Action, access.AtArea(id)); err != nil || l.Extent != want {
			t.Fatalf("%s at %s: %v %v, want %v", row.Action, id, l, err, want)
		}
		if v.HasArea(registry.Area{ID: id, Region: region}) != (want >= least) {
			t.Fatalf("%s at %s: the list says otherwise", row.Action, id)
		}
		if want >= least {
			seen = append(seen, id)
		}
	}
	for id := range w.parent {
		l, err := g.May(ctx, w, c, row.Action, access.InRegion(id))
		if err != nil || v.HasRegion(id) != (l.Extent >= least) {
			t.Fatalf("%s in %s: %v %v, the list says %v", row.Action, id, l, err, v.HasRegion(id))
		}
	}
	slices.Sort(seen)
	ids, err := v.AreaIDs(ctx, w)
	if err != nil || !v.Everything() && !slices.Equal(ids, seen) || v.Everything() != (ids == nil) {
		t.Fatalf("areas %v %v, want %v", ids, err, seen)
	}
	if v.None() && len(seen) > 0 {
		t.Fatal("sees none and some")
	}
	checkPages(t, w, v, registry.AreaQuery{}, seen)
	asked := registry.AreaQuery{Regions: []registry.RegionID{"R00", "R02"}, Areas: []engine.AreaID{"A01", "A02", "A77"}}
	checkPages(t, w, v, asked, slices.DeleteFunc(seen, func(id engine.AreaID) bool {
		return !slices.Contains(asked.Areas, id) && !slices.Contains(asked.Regions, w.region[id])
	}))
	checkPages(t, w, v, registry.AreaQuery{Regions: []registry.RegionID{}}, nil)
}

// checkPages goes through the list two at a time.
func checkPages(t *rapid.T, w woods, v access.View, q registry.AreaQuery, seen []engine.AreaID) {
	var got []engine.AreaID
	for q.Limit = 2; ; {
		page, err := v.Areas(context.Background(), w, q)
		if err != nil || len(page) > 2 {
			t.Fatal(page, err)
		}
		for _, a := range page {
			got = append(got, a.ID)
		}
		if len(page) < 2 {
			break
		}
		q.After = page[1].ID
	}
	if !slices.Equal(got, seen) {
		t.Fatalf("pages %v, want %v", got, seen)
	}
}

// A tree is never read whole: what is below is the store's to find, and what is gone from it is nobody's.
func TestRegionsThatAreGone(t *testing.T) {
	v, err := new(access.Guard).Filter(t.Context(), counties(), caller(grant(registry.RolePlanner, "C1", ""), grant(registry.RolePlanner, "gone", "")), access.Solve, access.All)
	if err != nil || !v.HasRegion("C1") || !v.HasRegion("T2") || v.HasRegion("C2") || v.HasRegion("gone") {
		t.Error(v, err)
	}
}

package storetest

import (
	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/service/registry"
)

// square is a boundary with a hole, of numbers that have no short decimal form.
var square = orb.MultiPolygon{
	{{{114.1 / 3, 37.7}, {114.2, 37.7}, {114.2, 37.8}, {114.1 / 3, 37.7}}, {{114.11, 37.71}, {114.12, 37.71}, {114.12, 37.72}, {114.11, 37.71}}},
	{{{115, 38}, {115.1, 38}, {115.1, 38.1}, {115, 38}}},
}

func areas(c *check) {
	c.write(func(tx registry.Tx) {
		must[int64](c)(tx.PutRegion(c.ctx, registry.Region{ID: "r"}))
		a := registry.Area{ID: "a", Region: "r", Name: "北褚村", Boundary: square, Datum: geo.GCJ02}
		a.Revision = must[int64](c)(tx.PutArea(c.ctx, a))
		a.Records = a.Revision
		c.equal(must[registry.Area](c)(tx.Area(c.ctx, "a")), a)
		fails[int64](c, registry.ErrExists)(tx.PutArea(c.ctx, registry.Area{ID: "a"}))
		fails[int64](c, registry.ErrNotFound)(tx.PutArea(c.ctx, registry.Area{ID: "b", Region: "none"}))
		fails[int64](c, registry.ErrNotFound)(tx.PutArea(c.ctx, registry.Area{ID: "b", Revision: 1}))
		fails[registry.Area](c, registry.ErrNotFound)(tx.Area(c.ctx, "b"))

		// A new name is a change of the area, not of its records; what is counted is no business of the caller.
		before := a
		a.Name, a.Boundary, a.Region, a.Datum = "南褚村", nil, "", geo.WGS84
		told := a
		told.Households, told.Members, told.Published, told.Records = 7, 7, "p", 7
		a.Revision = must[int64](c)(tx.PutArea(c.ctx, told))
		if a.Revision <= before.Revision {
			c.Fatalf("revision %d after %d", a.Revision, before.Revision)
		}
		c.equal(must[registry.Area](c)(tx.Area(c.ctx, "a")), a)
		fails[int64](c, registry.ErrConflict)(tx.PutArea(c.ctx, before))
		c.records(tx, "a", before.Revision)
		c.records(tx, "a", a.Revision)
		fails[registry.Records](c, registry.ErrNotFound)(tx.Records(c.ctx, "a", a.Revision+1, false))
		fails[registry.Records](c, registry.ErrNotFound)(tx.Records(c.ctx, "a", a.Records-1, false))
		fails[registry.Records](c, registry.ErrNotFound)(tx.Records(c.ctx, "b", 0, false))
	})
}

func areaLists(c *check) {
	c.write(func(tx registry.Tx) {
		for _, r := range []registry.RegionID{"r", "s"} {
			must[int64](c)(tx.PutRegion(c.ctx, registry.Region{ID: r}))
		}
		for _, a := range []registry.Area{{ID: "130", Region: "r", Name: "东村"}, {ID: "131", Region: "s", Name: "西村"}, {ID: "14", Name: "100%_"}, {ID: "2", Region: "r", Name: "东13村"}} {
			must[int64](c)(tx.PutArea(c.ctx, a))
		}
		for _, q := range []struct {
			registry.AreaQuery
			want []engine.AreaID
		}{
			{registry.AreaQuery{}, []engine.AreaID{"130", "131", "14", "2"}},
			{registry.AreaQuery{Limit: 2}, []engine.AreaID{"130", "131"}},
			{registry.AreaQuery{After: "131", Limit: 1}, []engine.AreaID{"14"}},
			{registry.AreaQuery{After: "2"}, nil},
			{registry.AreaQuery{Regions: []registry.RegionID{"r"}}, []engine.AreaID{"130", "2"}},
			{registry.AreaQuery{Regions: []registry.RegionID{"r", "s"}, After: "130"}, []engine.AreaID{"131", "2"}},
			{registry.AreaQuery{Areas: []engine.AreaID{"14", "none"}}, []engine.AreaID{"14"}},
			{registry.AreaQuery{Regions: []registry.RegionID{"s"}, Areas: []engine.AreaID{"14", "131"}}, []engine.AreaID{"131", "14"}},
			{registry.AreaQuery{Regions: []registry.RegionID{}, Areas: []engine.AreaID{"2"}}, []engine.AreaID{"2"}},
			{registry.AreaQuery{Regions: []registry.RegionID{}}, nil},
			{registry.AreaQuery{Areas: []engine.AreaID{}}, nil},
			{registry.AreaQuery{Regions: []registry.RegionID{""}}, nil},
			{registry.AreaQuery{Search: "13"}, []engine.AreaID{"130", "131", "2"}},
			{registry.AreaQuery{Search: "东"}, []engine.AreaID{"130", "2"}},
			{registry.AreaQuery{Search: "%"}, []engine.AreaID{"14"}},
			{registry.AreaQuery{Search: "_"}, []engine.AreaID{"14"}},
			{registry.AreaQuery{Search: "30"}, nil},
			{registry.AreaQuery{Search: "1", Regions: []registry.RegionID{"s"}}, []engine.AreaID{"131"}},
		} {
			var got []engine.AreaID
			for _, a := range must[[]registry.Area](c)(tx.Areas(c.ctx, q.AreaQuery)) {
				got = append(got, a.ID)
			}
			c.equal(got, q.want)
		}
		whole := must[registry.Area](c)(tx.Area(c.ctx, "130"))
		whole.Boundary = orb.MultiPolygon{{{{114, 37}, {115, 37}, {115, 38}, {114, 37}}}}
		must[int64](c)(tx.PutArea(c.ctx, whole))
		q := registry.AreaQuery{Areas: []engine.AreaID{"130"}}
		whole = must[[]registry.Area](c)(tx.Areas(c.ctx, q))[0]
		if q.Brief = true; len(whole.Boundary) == 0 {
			c.Fatal("no boundary")
		}
		whole.Boundary = nil
		c.equal(must[[]registry.Area](c)(tx.Areas(c.ctx, q)), []registry.Area{whole})
	})
}

func dropArea(c *check) {
	c.write(func(tx registry.Tx) {
		region := must[int64](c)(tx.PutRegion(c.ctx, registry.Region{ID: "r"}))
		a := must[int64](c)(tx.PutArea(c.ctx, registry.Area{ID: "a", Region: "r"}))
		c.is(tx.DropRegion(c.ctx, "r", region), registry.ErrInUse)
		c.area(tx, "b")
		c.edit(tx, "a", registry.Edit{
			PutHouseholds:     []engine.Household{{ID: "h", Area: "a"}},
			PutMembers:        []engine.Member{{ID: "m", Area: "a", Duty: []engine.AreaID{"b"}}, {ID: "cadre", Duty: []engine.AreaID{"a"}}, {ID: "both", Duty: []engine.AreaID{"a", "b"}}},
			HouseholdContacts: map[engine.HouseholdID]registry.Contact{"h": {Name: "x"}},
		})
		c.edit(tx, "b", registry.Edit{PutMembers: []engine.Member{{ID: "helper", Area: "b", Duty: []engine.AreaID{"a"}}}})
		c.is(tx.DropArea(c.ctx, "a", a), registry.ErrConflict)
		c.is(tx.DropArea(c.ctx, "none", a), registry.ErrNotFound)
		account := must[int64](c)(tx.PutAccount(c.ctx, registry.Account{ID: "x", Grants: []registry.Grant{{Role: registry.RoleViewer, Area: "a"}}}))
		c.is(tx.DropArea(c.ctx, "a", c.revision(tx, "a")), registry.ErrInUse)
		c.ok(tx.DropAccount(c.ctx, "x", account))
		c.ok(tx.AddJobs(c.ctx, registry.Job{ID: "j", Areas: []engine.AreaID{"a"}}))
		c.is(tx.DropArea(c.ctx, "a", c.revision(tx, "a")), registry.ErrInUse)
		must[registry.Job](c)(tx.CancelJob(c.ctx, "j", day(0)))

		before := c.revision(tx, "b")
		last := c.revision(tx, "a")
		c.ok(tx.DropArea(c.ctx, "a", last))
		fails[registry.Area](c, registry.ErrNotFound)(tx.Area(c.ctx, "a"))
		fails[engine.AreaID](c, registry.ErrNotFound)(tx.AreaOfHousehold(c.ctx, "h"))
		fails[[]engine.AreaID](c, registry.ErrNotFound)(tx.AreasOfMember(c.ctx, "cadre"))
		fails[[]engine.AreaID](c, registry.ErrNotFound)(tx.AreasOfMember(c.ctx, "m"))
		if c.revision(tx, "b") <= before {
			c.Fatal("b lost a member and did not change")
		}
		c.equal(memberIDs(c.records(tx, "b", 0)), []engine.MemberID{"both", "helper"})
		c.equal(memberIDs(c.records(tx, "b", before)), []engine.MemberID{"both", "helper", "m"})
		c.ok(tx.DropRegion(c.ctx, "r", region))
		c.equal(must[int](c)(tx.Forget(c.ctx, day(99))), 1) // m, whom b saw; the history of a went with it

		// The id may be used again, and nothing of the old area shows.
		again := c.area(tx, "a")
		if again <= last {
			c.Fatalf("revision %d came back, after %d", again, last)
		}
		fails[registry.Records](c, registry.ErrNotFound)(tx.Records(c.ctx, "a", last, false))
		c.equal(memberIDs(c.records(tx, "a", 0)), []engine.MemberID{"both", "helper"})
		c.edit(tx, "a", registry.Edit{PutHouseholds: []engine.Household{{ID: "h", Area: "a"}}})
		r := must[registry.Records](c)(tx.Records(c.ctx, "a", 0, true))
		c.equal(len(r.HouseholdContacts), 0)
	})
	c.sound()
}

func memberIDs(r registry.Records) []engine.MemberID {
	var all []engine.MemberID
	for _, m := range r.Members {
		all = append(all, m.ID)
	}
	return all
}

func householdIDs(r registry.Records) []engine.HouseholdID {
	var all []engine.HouseholdID
	for _, h := range r.Households {
		all = append(all, h.ID)
	}
	return all
}

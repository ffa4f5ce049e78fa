package storetest

import (
	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/service/registry"
)

func ptr(n int) *int { return &n }

// rich are records with every field set, of area a with its neighbour b.
func rich() registry.Edit {
	return registry.Edit{
		At: day(1),
		PutHouseholds: []engine.Household{
			{ID: "h2", Area: "a", Location: orb.Point{114.52, 37.76}},
			{ID: "h1", Area: "a", Location: orb.Point{343.5 / 3, 0.1 + 0.2}, Weight: 3, Priority: 2, Group: "2组", Services: []string{"法律", "医疗"}, Association: "苹果",
				Residents: 5, Preferences: engine.Ranking[engine.MemberID]{{ID: "m2", Rank: 1}, {ID: "m1", Rank: 1}, {ID: "none", Rank: 2}}},
		},
		PutMembers: []engine.Member{
			{ID: "m1", Area: "a", Household: "h1"},
			{ID: "m2", Area: "a", Location: orb.Point{114.1 / 3, 37.7 / 3}, Located: true, Duty: []engine.AreaID{"b", "a"}, Status: "away", Capable: true, Title: "书记",
				Organisation: "县委", Skills: []string{"b", "a"}, Association: "苹果", Source: "机关", Nomination: "reviewed",
				Preferences: engine.InOrder[engine.HouseholdID]("h2", "h1"), MinLoad: ptr(0), MaxLoad: ptr(30)},
		},
		PutSites: []engine.Site{
			{ID: "s2", Area: "a", Household: "h2"},
			{ID: "s1", Area: "a", Location: orb.Point{-1.0 / 3, -37.7 / 3}, Public: true, Use: engine.SiteStanding, Cost: ptr(0), Capacity: ptr(400)},
		},
		PutLocks:       []engine.Pair{{Household: "h2", Member: "m2"}, {Household: "h1", Member: "m2"}},
		PutForbidden:   []engine.Pair{{Household: "h1", Member: "m1"}},
		SetAdjacency:   &[]engine.HomePair{{A: "h2", B: "h1", Length: 7}, {A: "h1", B: "h2"}},
		SetBarriers:    &[][]orb.Point{{{114.1 / 3, 37}, {115, 38}}, {{1, 2}, {3, 4}, {5, 6}}},
		MemberContacts: map[engine.MemberID]registry.Contact{"m1": {Name: "张三", Phone: "13800138000"}},
	}
}

// wanted is what rich comes to, without contacts.
func wanted() registry.Records {
	e := rich()
	return registry.Records{
		Households: []engine.Household{e.PutHouseholds[1], e.PutHouseholds[0]},
		Members:    e.PutMembers,
		Sites:      []engine.Site{e.PutSites[1], e.PutSites[0]},
		Locks:      []engine.Pair{e.PutLocks[1], e.PutLocks[0]},
		Forbidden:  e.PutForbidden,
		Adjacency:  []engine.HomePair{{A: "h1", B: "h2"}, {A: "h2", B: "h1", Length: 7}},
		Barriers:   *e.SetBarriers,
	}
}

// ab makes areas a and b, a with the records of rich, and returns the revision of a.
func (c *check) ab(tx registry.Tx) int64 {
	c.area(tx, "a")
	c.area(tx, "b")
	return c.edit(tx, "a", rich())
}

func records(c *check) {
	c.write(func(tx registry.Tx) {
		r := c.ab(tx)
		c.equal(c.records(tx, "a", 0), wanted())
		c.equal(c.records(tx, "a", r), wanted())
		a := must[registry.Area](c)(tx.Area(c.ctx, "a"))
		c.equal([]int64{a.Revision, a.Records, int64(a.Households), int64(a.Members)}, []int64{r, r, 2, 2})
		c.equal(must[engine.AreaID](c)(tx.AreaOfHousehold(c.ctx, "h1")), engine.AreaID("a"))
		c.equal(must[[]engine.AreaID](c)(tx.AreasOfMember(c.ctx, "m2")), []engine.AreaID{"a", "b"})
		fails[engine.AreaID](c, registry.ErrNotFound)(tx.AreaOfHousehold(c.ctx, "none"))
		fails[[]engine.AreaID](c, registry.ErrNotFound)(tx.AreasOfMember(c.ctx, "none"))
	})
	c.read(func(tx registry.Tx) { c.equal(c.records(tx, "a", 0), wanted()) })
	c.sound()
}

func edits(c *check) {
	c.write(func(tx registry.Tx) {
		c.ab(tx)
		want := wanted()
		want.Households[1].Weight, want.Households[1].Services = 9, []string{"养老"}
		want.Members[0].Skills = []string{"农技"}
		want.Sites[0].Cost = nil
		more := engine.Household{ID: "h10", Area: "a", Location: orb.Point{1, 2}}
		c.edit(tx, "a", registry.Edit{At: day(2), PutHouseholds: []engine.Household{want.Households[1], {ID: "h10", Area: "a"}, more}, PutMembers: want.Members[:1],
			PutSites: want.Sites[:1]})
		want.Households = []engine.Household{want.Households[0], more, want.Households[1]}
		c.equal(c.records(tx, "a", 0), want)

		// What is dropped first and put again starts anew: its pairs and neighbours are gone.
		c.edit(tx, "a", registry.Edit{At: day(3), DropHouseholds: []engine.HouseholdID{"h1"}, PutHouseholds: want.Households[:1], DropSites: []engine.SiteID{"s1"},
			PutLocks: []engine.Pair{{Household: "h1", Member: "m1"}}})
		want.Sites = want.Sites[1:]
		want.Locks = []engine.Pair{{Household: "h1", Member: "m1"}, {Household: "h2", Member: "m2"}}
		want.Forbidden = nil
		want.Adjacency = []engine.HomePair{}
		c.equal(c.records(tx, "a", 0), want)
		a := must[registry.Area](c)(tx.Area(c.ctx, "a"))
		c.equal([]int{a.Households, a.Members}, []int{3, 2})
	})
	c.sound()
}

func editErrors(c *check) {
	c.write(func(tx registry.Tx) {
		c.ab(tx)
		c.edit(tx, "b", registry.Edit{PutHouseholds: []engine.Household{{ID: "hb", Area: "b"}}, PutMembers: []engine.Member{{ID: "mb", Area: "b"}},
			PutSites: []engine.Site{{ID: "sb", Area: "b"}}})
		r := c.revision(tx, "a")
		fails[int64](c, registry.ErrConflict)(tx.EditRecords(c.ctx, "a", r-1, registry.Edit{}))
		fails[int64](c, registry.ErrConflict)(tx.EditRecords(c.ctx, "a", 0, registry.Edit{}))
		fails[int64](c, registry.ErrNotFound)(tx.EditRecords(c.ctx, "none", r, registry.Edit{}))
		for _, bad := range []struct {
			e    registry.Edit
			kind error
		}{
			{registry.Edit{PutHouseholds: []engine.Household{{ID: "hb", Area: "a"}}}, registry.ErrExists},
			{registry.Edit{PutMembers: []engine.Member{{ID: "mb", Area: "a"}}}, registry.ErrExists},
			{registry.Edit{PutSites: []engine.Site{{ID: "sb", Area: "a"}}}, registry.ErrExists},
			{registry.Edit{PutHouseholds: []engine.Household{{ID: "x", Area: "b"}}}, registry.ErrInvalid},
			{registry.Edit{PutHouseholds: []engine.Household{{ID: "x"}}}, registry.ErrInvalid},
			{registry.Edit{PutMembers: []engine.Member{{ID: "x", Area: "b", Duty: []engine.AreaID{"a"}}}}, registry.ErrInvalid},
			{registry.Edit{PutMembers: []engine.Member{{ID: "x"}}}, registry.ErrInvalid},
			{registry.Edit{PutSites: []engine.Site{{ID: "x", Area: "b"}}}, registry.ErrInvalid},
			{registry.Edit{DropHouseholds: []engine.HouseholdID{"none"}}, registry.ErrNotFound},
			{registry.Edit{DropHouseholds: []engine.HouseholdID{"hb"}}, registry.ErrNotFound},
			{registry.Edit{DropHouseholds: []engine.HouseholdID{"h1", "h1"}}, registry.ErrNotFound},
			{registry.Edit{DropMembers: []engine.MemberID{"none"}}, registry.ErrNotFound},
			{registry.Edit{DropMembers: []engine.MemberID{"mb"}}, registry.ErrNotFound},
			{registry.Edit{DropSites: []engine.SiteID{"none"}}, registry.ErrNotFound},
			{registry.Edit{DropSites: []engine.SiteID{"sb"}}, registry.ErrNotFound},
			{registry.Edit{PutLocks: []engine.Pair{{Household: "hb", Member: "m1"}}}, registry.ErrNotFound},
			{registry.Edit{PutLocks: []engine.Pair{{Household: "h1", Member: "mb"}}}, registry.ErrNotFound},
			{registry.Edit{PutForbidden: []engine.Pair{{Household: "h1", Member: "none"}}}, registry.ErrNotFound},
			{registry.Edit{SetAdjacency: &[]engine.HomePair{{A: "h1", B: "hb"}}}, registry.ErrNotFound},
			{registry.Edit{HouseholdContacts: map[engine.HouseholdID]registry.Contact{"hb": {Name: "x"}}}, registry.ErrNotFound},
			{registry.Edit{MemberContacts: map[engine.MemberID]registry.Contact{"mb": {Name: "x"}}}, registry.ErrNotFound},
		} {
			// What came before the fault is undone with it.
			bad.e.DropLocks = wanted().Locks
			c.refuse(tx, "a", bad.e, bad.kind)
			c.equal(c.records(tx, "a", 0), wanted())
			c.equal(c.revision(tx, "a"), r)
		}
		c.edit(tx, "a", registry.Edit{DropLocks: []engine.Pair{{Household: "none", Member: "none"}}})
		c.equal(c.revision(tx, "a"), r)
	})
	c.sound()
}

// idempotent: what is there already is no change.
func idempotent(c *check) {
	c.write(func(tx registry.Tx) {
		r := c.ab(tx)
		again := rich()
		again.At = day(9)
		again.PutHouseholds[0].Services = []string{}
		again.PutMembers[0].Duty = []engine.AreaID{}
		c.equal(c.edit(tx, "a", again), r)
		c.equal(c.edit(tx, "a", registry.Edit{}), r)
		a := must[registry.Area](c)(tx.Area(c.ctx, "a"))
		c.equal([]int64{a.Revision, a.Records}, []int64{r, r})
	})
}

// duties: a member of one area counts in others, and what happens to him happens there.
func duties(c *check) {
	c.write(func(tx registry.Tx) {
		c.ab(tx)
		c.area(tx, "c")
		c.equal(memberIDs(c.records(tx, "b", 0)), []engine.MemberID{"m2"})
		b, cc := c.revision(tx, "b"), c.revision(tx, "c")
		c.refuse(tx, "b", registry.Edit{PutMembers: []engine.Member{{ID: "m2", Area: "b"}}}, registry.ErrExists)
		c.refuse(tx, "b", registry.Edit{DropMembers: []engine.MemberID{"m2"}}, registry.ErrNotFound)

		m := rich().PutMembers[1]
		m.Title = "副书记"
		c.edit(tx, "a", registry.Edit{At: day(2), PutMembers: []engine.Member{m}})
		if c.revision(tx, "b") == b || c.revision(tx, "c") != cc {
			c.Fatal("b must change with its member, and c must not")
		}
		c.equal(c.records(tx, "b", 0).Members, []engine.Member{m})
		c.equal(c.records(tx, "b", b).Members, rich().PutMembers[1:])

		// From b to c: both change, and the members of each are counted.
		b = c.revision(tx, "b")
		was := m
		m.Duty = []engine.AreaID{"c", "later"}
		c.edit(tx, "a", registry.Edit{At: day(3), PutMembers: []engine.Member{m}})
		if c.revision(tx, "b") == b || c.revision(tx, "c") == cc {
			c.Fatal("b and c must change")
		}
		for id, n := range map[engine.AreaID]int{"a": 2, "b": 0, "c": 1} {
			c.equal(must[registry.Area](c)(tx.Area(c.ctx, id)).Members, n)
		}
		c.equal(c.records(tx, "b", b).Members, []engine.Member{was})
		c.equal(len(c.records(tx, "b", 0).Members), 0)
		c.equal(must[[]engine.AreaID](c)(tx.AreasOfMember(c.ctx, "m2")), []engine.AreaID{"a", "c", "later"})

		// An area that comes later has him from the start.
		c.area(tx, "later")
		c.equal(must[registry.Area](c)(tx.Area(c.ctx, "later")).Members, 1)
		c.equal(c.records(tx, "later", 0).Members, []engine.Member{m})

		c.edit(tx, "a", registry.Edit{DropMembers: []engine.MemberID{"m2"}})
		c.equal(len(c.records(tx, "later", 0).Members), 0)
		c.equal(must[registry.Area](c)(tx.Area(c.ctx, "later")).Members, 0)
	})
	c.sound()
}

// townspeople live in no area: any area of their duties may change them.
func townspeople(c *check) {
	c.write(func(tx registry.Tx) {
		for _, id := range []engine.AreaID{"a", "b", "c"} {
			c.area(tx, id)
		}
		m := engine.Member{ID: "m", Duty: []engine.AreaID{"a", "b"}}
		c.edit(tx, "a", registry.Edit{PutMembers: []engine.Member{m}})
		c.refuse(tx, "c", registry.Edit{PutMembers: []engine.Member{{ID: "m", Duty: []engine.AreaID{"c"}}}}, registry.ErrExists)
		m.Duty = []engine.AreaID{"b", "c"}
		c.edit(tx, "b", registry.Edit{PutMembers: []engine.Member{m}, MemberContacts: map[engine.MemberID]registry.Contact{"m": {Phone: "1"}}})
		c.equal(len(c.records(tx, "a", 0).Members), 0)
		c.equal(c.records(tx, "c", 0).Members, []engine.Member{m})
		r := must[registry.Records](c)(tx.Records(c.ctx, "c", 0, true))
		c.equal(r.MemberContacts, map[engine.MemberID]registry.Contact{"m": {Phone: "1"}})
		m.Area = "c" // he settles
		c.edit(tx, "c", registry.Edit{PutMembers: []engine.Member{m}})
		c.refuse(tx, "b", registry.Edit{PutMembers: []engine.Member{m}}, registry.ErrInvalid)
		c.edit(tx, "c", registry.Edit{DropMembers: []engine.MemberID{"m"}})
		c.equal(len(c.records(tx, "b", 0).Members), 0)
	})
	c.sound()
}

// pairs go with their home and with their member, also where he is only on duty.
func pairs(c *check) {
	c.write(func(tx registry.Tx) {
		c.ab(tx)
		c.edit(tx, "b", registry.Edit{PutHouseholds: []engine.Household{{ID: "hb", Area: "b"}}, PutMembers: []engine.Member{{ID: "mb", Area: "b"}},
			PutLocks: []engine.Pair{{Household: "hb", Member: "mb"}}, PutForbidden: []engine.Pair{{Household: "hb", Member: "m2"}}})
		both := c.records(tx, "b", 0)
		with := c.revision(tx, "b")
		m := rich().PutMembers[1]
		m.Status = ""
		c.edit(tx, "a", registry.Edit{PutMembers: []engine.Member{m}}) // a change of him leaves them
		c.equal(c.records(tx, "b", 0).Forbidden, both.Forbidden)
		c.equal(c.records(tx, "a", 0).Locks, wanted().Locks)
		m.Duty = nil
		c.edit(tx, "a", registry.Edit{PutMembers: []engine.Member{m}}) // the end of his duty does not
		c.equal(len(c.records(tx, "b", 0).Forbidden), 0)
		c.equal(c.records(tx, "b", 0).Locks, both.Locks)
		c.equal(c.records(tx, "a", 0).Locks, wanted().Locks)
		c.equal(c.records(tx, "b", with).Forbidden, both.Forbidden)
		c.edit(tx, "a", registry.Edit{DropMembers: []engine.MemberID{"m2"}})
		c.equal(len(c.records(tx, "a", 0).Locks), 0)
		c.edit(tx, "a", registry.Edit{DropForbidden: rich().PutForbidden, PutLocks: rich().PutForbidden})
		c.equal(c.records(tx, "a", 0).Locks, rich().PutForbidden)
		c.equal(len(c.records(tx, "a", 0).Forbidden), 0)
		c.edit(tx, "a", registry.Edit{DropHouseholds: []engine.HouseholdID{"h1"}})
		c.equal(len(c.records(tx, "a", 0).Locks), 0)
	})
	c.sound()
}

// sheets: neighbours that nobody told are not the same as none.
func sheets(c *check) {
	c.write(func(tx registry.Tx) {
		first := c.ab(tx)
		with := c.edit(tx, "a", registry.Edit{SetAdjacency: &[]engine.HomePair{}})
		if got := c.records(tx, "a", 0); got.Adjacency == nil || len(got.Adjacency) != 0 {
			c.Fatalf("adjacency %v, want an empty one", got.Adjacency)
		}
		var none []engine.HomePair
		var open [][]orb.Point
		c.edit(tx, "a", registry.Edit{SetAdjacency: &none, SetBarriers: &open})
		got := c.records(tx, "a", 0)
		if got.Adjacency != nil || got.Barriers != nil {
			c.Fatalf("adjacency %v, barriers %v, want none", got.Adjacency, got.Barriers)
		}
		c.equal(c.records(tx, "a", with).Adjacency, []engine.HomePair{})
		c.equal(c.records(tx, "a", first), wanted())
		c.edit(tx, "a", registry.Edit{PutHouseholds: []engine.Household{{ID: "h3", Area: "a"}}, SetAdjacency: &[]engine.HomePair{{A: "h1", B: "h2"}, {A: "h2", B: "h3"}}})
		c.edit(tx, "a", registry.Edit{DropHouseholds: []engine.HouseholdID{"h1"}})
		c.equal(c.records(tx, "a", 0).Adjacency, []engine.HomePair{{A: "h2", B: "h3"}})
	})
}

func contacts(c *check) {
	type homes = map[engine.HouseholdID]registry.Contact
	type people = map[engine.MemberID]registry.Contact
	c.write(func(tx registry.Tx) {
		c.ab(tx)
		read := func(area engine.AreaID) registry.Records {
			return must[registry.Records](c)(tx.Records(c.ctx, area, 0, true))
		}
		c.equal(read("a").HouseholdContacts, homes{})
		c.equal(read("a").MemberContacts, people{"m1": {Name: "张三", Phone: "13800138000"}})
		before := must[registry.Area](c)(tx.Area(c.ctx, "a"))
		b := c.revision(tx, "b")
		c.edit(tx, "a", registry.Edit{HouseholdContacts: homes{"h1": {Phone: "1"}, "h2": {Name: "李"}}, MemberContacts: people{"m2": {Name: "王"}, "m1": {}}})
		after := must[registry.Area](c)(tx.Area(c.ctx, "a"))
		if after.Revision <= before.Revision || after.Records != before.Records || c.revision(tx, "b") == b {
			c.Fatalf("before %+v, after %+v; contacts change the areas, not their records", before, after)
		}
		c.equal(read("a").HouseholdContacts, homes{"h1": {Phone: "1"}, "h2": {Name: "李"}})
		c.equal(read("a").MemberContacts, people{"m2": {Name: "王"}})
		c.equal(read("b").MemberContacts, people{"m2": {Name: "王"}}) // on duty there
		c.refuse(tx, "b", registry.Edit{MemberContacts: people{"m2": {Name: "x"}}}, registry.ErrNotFound)
		c.edit(tx, "b", registry.Edit{MemberContacts: people{"m2": {}}, HouseholdContacts: homes{"h1": {}}}) // not b's to drop
		c.equal(read("a").MemberContacts, people{"m2": {Name: "王"}})
		c.equal(read("a").HouseholdContacts["h1"], registry.Contact{Phone: "1"})

		// They go with their record and do not come back with it, nor with the past.
		with := c.revision(tx, "a")
		c.edit(tx, "a", registry.Edit{DropHouseholds: []engine.HouseholdID{"h1"}, DropMembers: []engine.MemberID{"m2"}})
		c.edit(tx, "a", registry.Edit{PutHouseholds: wanted().Households[:1], PutMembers: wanted().Members[1:]})
		c.equal(read("a").HouseholdContacts, homes{"h2": {Name: "李"}})
		c.equal(read("a").MemberContacts, people{})
		c.equal(must[registry.Records](c)(tx.Records(c.ctx, "a", with, true)).HouseholdContacts, homes{"h2": {Name: "李"}})
		if r := c.records(tx, "a", 0); r.HouseholdContacts != nil || r.MemberContacts != nil {
			c.Fatal("contacts were not asked for")
		}
	})
}

package storetest

import (
	"jinlin/engine"
	"jinlin/service/registry"
)

func regions(c *check) {
	c.write(func(tx registry.Tx) {
		county := registry.Region{ID: "130132", Name: "元氏县", Policy: "yuanshi"}
		county.Revision = must[int64](c)(tx.PutRegion(c.ctx, county))
		if county.Revision <= 0 {
			c.Fatalf("revision %d", county.Revision)
		}
		town := registry.Region{ID: "130132100", Parent: "130132", Name: "槐阳镇"}
		town.Revision = must[int64](c)(tx.PutRegion(c.ctx, town))
		fails[int64](c, registry.ErrExists)(tx.PutRegion(c.ctx, registry.Region{ID: town.ID}))
		c.equal(must[[]registry.Region](c)(tx.Regions(c.ctx)), []registry.Region{county, town})

		before := town.Revision
		town.Name, town.Policy = "槐阳", "huozhou"
		town.Revision = must[int64](c)(tx.PutRegion(c.ctx, town))
		if town.Revision <= before {
			c.Fatalf("revision %d after %d", town.Revision, before)
		}
		c.equal(must[registry.Region](c)(tx.Region(c.ctx, town.ID)), town)
		fails[int64](c, registry.ErrConflict)(tx.PutRegion(c.ctx, registry.Region{ID: town.ID, Revision: before}))
		fails[int64](c, registry.ErrNotFound)(tx.PutRegion(c.ctx, registry.Region{ID: "none", Revision: 1}))
		fails[registry.Region](c, registry.ErrNotFound)(tx.Region(c.ctx, "none"))

		c.is(tx.DropRegion(c.ctx, "none", 1), registry.ErrNotFound)
		c.is(tx.DropRegion(c.ctx, town.ID, before), registry.ErrConflict)
		c.is(tx.DropRegion(c.ctx, county.ID, county.Revision), registry.ErrInUse)
		c.ok(tx.DropRegion(c.ctx, town.ID, town.Revision))
		again := must[int64](c)(tx.PutRegion(c.ctx, registry.Region{ID: town.ID}))
		if again <= town.Revision {
			c.Fatalf("revision %d came back, after %d", again, town.Revision)
		}
	})
}

func regionTree(c *check) {
	c.write(func(tx registry.Tx) {
		put := func(id, parent registry.RegionID, revision int64) int64 {
			return must[int64](c)(tx.PutRegion(c.ctx, registry.Region{ID: id, Parent: parent, Revision: revision}))
		}
		a := put("a", "", 0)
		b := put("b", "a", 0)
		put("c", "b", 0)
		fails[int64](c, registry.ErrNotFound)(tx.PutRegion(c.ctx, registry.Region{ID: "d", Parent: "none"}))
		fails[int64](c, registry.ErrNotFound)(tx.PutRegion(c.ctx, registry.Region{ID: "e", Parent: "e"}))
		for _, parent := range []registry.RegionID{"a", "b", "c"} {
			fails[int64](c, registry.ErrNotFound)(tx.PutRegion(c.ctx, registry.Region{ID: "a", Parent: parent, Revision: a}))
		}
		put("d", "", 0)
		put("b", "d", b) // with all that is below it
		put("a", "c", a) // which is no circle now
		c.equal(must[registry.Region](c)(tx.Region(c.ctx, "a")).Parent, registry.RegionID("c"))
		below(c, tx)
	})
}

// below asks for parts of the tree d - b - c - a.
func below(c *check, tx registry.Tx) {
	for _, x := range []struct{ of, want []registry.RegionID }{
		{nil, nil}, {[]registry.RegionID{"none"}, nil}, {[]registry.RegionID{"a"}, []registry.RegionID{"a"}},
		{[]registry.RegionID{"b", "none", "c", "b"}, []registry.RegionID{"a", "b", "c"}}, {[]registry.RegionID{"d"}, []registry.RegionID{"a", "b", "c", "d"}},
	} {
		c.equal(must[[]registry.RegionID](c)(tx.Below(c.ctx, x.of...)), x.want)
	}
}

func policies(c *check) {
	c.write(func(tx registry.Tx) {
		p := registry.Policy{Name: "ours", Document: []byte("links:\n  within: circle\n")}
		p.Revision = must[int64](c)(tx.PutPolicy(c.ctx, p))
		fails[int64](c, registry.ErrExists)(tx.PutPolicy(c.ctx, registry.Policy{Name: "ours"}))
		fails[int64](c, registry.ErrConflict)(tx.PutPolicy(c.ctx, registry.Policy{Name: "ours", Revision: p.Revision + 1}))
		c.equal(must[[]registry.Policy](c)(tx.Policies(c.ctx)), []registry.Policy{p})
		region := must[int64](c)(tx.PutRegion(c.ctx, registry.Region{ID: "r", Policy: "ours"}))
		c.is(tx.DropPolicy(c.ctx, "ours", p.Revision), registry.ErrInUse)
		c.ok(tx.DropRegion(c.ctx, "r", region))
		c.is(tx.DropPolicy(c.ctx, "ours", p.Revision+1), registry.ErrConflict)
		c.ok(tx.DropPolicy(c.ctx, "ours", p.Revision))
		fails[registry.Policy](c, registry.ErrNotFound)(tx.Policy(c.ctx, "ours"))
		c.is(tx.DropPolicy(c.ctx, "ours", p.Revision), registry.ErrNotFound)
	})
}

// area makes an area in a region of the same test, and returns its revision.
func (c *check) area(tx registry.Tx, id engine.AreaID) int64 {
	c.Helper()
	return must[int64](c)(tx.PutArea(c.ctx, registry.Area{ID: id, Name: string(id)}))
}

// edit changes records with the revision of now, and returns the new one.
func (c *check) edit(tx registry.Tx, id engine.AreaID, e registry.Edit) int64 {
	c.Helper()
	return must[int64](c)(tx.EditRecords(c.ctx, id, c.revision(tx, id), e))
}

// refuse is edit for what fails.
func (c *check) refuse(tx registry.Tx, id engine.AreaID, e registry.Edit, kind error) {
	c.Helper()
	fails[int64](c, kind)(tx.EditRecords(c.ctx, id, c.revision(tx, id), e))
}

func (c *check) revision(tx registry.Tx, id engine.AreaID) int64 {
	c.Helper()
	return must[registry.Area](c)(tx.Area(c.ctx, id)).Revision
}

// records are those of now or of a revision.
func (c *check) records(tx registry.Tx, id engine.AreaID, revision int64) registry.Records {
	c.Helper()
	return must[registry.Records](c)(tx.Records(c.ctx, id, revision, false))
}

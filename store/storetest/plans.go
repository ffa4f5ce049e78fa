package storetest

import (
	"time"

	"jinlin/engine"
	"jinlin/service/registry"
)

// contents keeps area plans and returns their hashes.
func (c *check) contents(tx registry.Tx, at time.Time, texts ...string) []registry.Hash {
	c.Helper()
	var all []registry.Hash
	for _, text := range texts {
		h := registry.HashOf([]byte(text))
		c.ok(tx.PutAreaPlan(c.ctx, h, []byte(text), at))
		all = append(all, h)
	}
	return all
}

func plans(c *check) {
	c.write(func(tx registry.Tx) {
		revisions := c.homes(tx, "a", 1)
		c.area(tx, "b")
		h := c.contents(tx, day(1), "one", "two", "one")
		c.is(tx.PutAreaPlan(c.ctx, h[0], []byte("other"), day(1)), registry.ErrInvalid)
		c.equal(must[[]byte](c)(tx.AreaPlan(c.ctx, h[0])), []byte("one"))
		fails[[]byte](c, registry.ErrNotFound)(tx.AreaPlan(c.ctx, "none"))

		p := registry.Plan{ID: "p", Status: registry.PlanPublished, Scheme: "yuanshi", Policy: []byte(`{"a":1}`), Note: "第一版", By: "x", At: start, Revision: 77,
			Areas: []registry.PlanArea{{Area: "b", Hash: h[1]}, {Area: "a", Hash: h[0], Records: revisions[1], Summary: []byte(`{"homes":1}`)}}}
		c.ok(tx.AddPlan(c.ctx, p))
		got := must[registry.Plan](c)(tx.Plan(c.ctx, "p"))
		p.Status, p.Revision = registry.PlanDraft, got.Revision
		p.Areas[0], p.Areas[1] = p.Areas[1], p.Areas[0]
		c.equal(got, p)
		if got.Revision <= 0 {
			c.Fatalf("revision %d", got.Revision)
		}
		head := p
		head.Areas = nil
		c.equal(must[registry.Plan](c)(tx.PlanHead(c.ctx, "p")), head)
		fails[registry.Plan](c, registry.ErrNotFound)(tx.PlanHead(c.ctx, "none"))
		for _, a := range p.Areas {
			c.equal(must[registry.PlanArea](c)(tx.PlanArea(c.ctx, "p", a.Area)), a)
		}
		fails[registry.PlanArea](c, registry.ErrNotFound)(tx.PlanArea(c.ctx, "p", "none"))
		fails[registry.PlanArea](c, registry.ErrNotFound)(tx.PlanArea(c.ctx, "none", "a"))
		c.is(tx.AddPlan(c.ctx, p), registry.ErrExists)
		for _, bad := range []registry.Plan{
			{ID: "q", Parent: "none"},
			{ID: "q", Areas: []registry.PlanArea{{Area: "none", Hash: h[0]}}},
			{ID: "q", Areas: []registry.PlanArea{{Area: "b", Hash: h[0]}, {Area: "a", Hash: "none"}}},
			{ID: "q", Areas: []registry.PlanArea{{Area: "a", Hash: h[0], Records: revisions[1] + 999}}},
		} {
			c.is(tx.AddPlan(c.ctx, bad), registry.ErrNotFound)
			fails[registry.Plan](c, registry.ErrNotFound)(tx.Plan(c.ctx, "q"))
		}
		c.is(tx.AddPlan(c.ctx, registry.Plan{ID: "q", Areas: []registry.PlanArea{{Area: "a", Hash: h[0]}, {Area: "a", Hash: h[1]}}}), registry.ErrExists)
		fails[registry.Plan](c, registry.ErrNotFound)(tx.Plan(c.ctx, "q"))
		c.ok(tx.AddPlan(c.ctx, registry.Plan{ID: "q", Parent: "p"}))
		c.equal(must[registry.Plan](c)(tx.Plan(c.ctx, "q")).Parent, registry.PlanID("p"))
	})
	c.sound()
}

// plan adds one of areas whose content is its id.
func (c *check) plan(tx registry.Tx, id registry.PlanID, areas ...engine.AreaID) {
	c.Helper()
	p := registry.Plan{ID: id, At: start}
	for _, a := range areas {
		p.Areas = append(p.Areas, registry.PlanArea{Area: a, Hash: c.contents(tx, start, string(id))[0]})
	}
	c.ok(tx.AddPlan(c.ctx, p))
}

// publish puts a plan in force.
func (c *check) publish(tx registry.Tx, id registry.PlanID) {
	c.Helper()
	c.ok(tx.Publish(c.ctx, id, must[registry.Plan](c)(tx.Plan(c.ctx, id)).Revision))
}

func planLists(c *check) {
	c.write(func(tx registry.Tx) {
		c.area(tx, "a")
		c.area(tx, "b")
		c.plan(tx, "z", "a")
		c.plan(tx, "y", "a", "b")
		c.plan(tx, "x", "b")
		c.plan(tx, "w")
		c.publish(tx, "y")
		for _, q := range []struct {
			registry.PlanQuery
			want []registry.PlanID
		}{
			{registry.PlanQuery{}, []registry.PlanID{"w", "x", "y", "z"}},
			{registry.PlanQuery{Limit: 2}, []registry.PlanID{"w", "x"}},
			{registry.PlanQuery{Before: "x", Limit: 1}, []registry.PlanID{"y"}},
			{registry.PlanQuery{Areas: []engine.AreaID{"a"}}, []registry.PlanID{"y", "z"}},
			{registry.PlanQuery{Areas: []engine.AreaID{"a", "b", "none"}}, []registry.PlanID{"x", "y", "z"}},
			{registry.PlanQuery{Areas: []engine.AreaID{}}, nil},
			{registry.PlanQuery{Status: registry.PlanDraft}, []registry.PlanID{"w", "x", "z"}},
			{registry.PlanQuery{Status: registry.PlanPublished, Areas: []engine.AreaID{"b"}}, []registry.PlanID{"y"}},
			{registry.PlanQuery{Status: registry.PlanSuperseded}, nil},
		} {
			var got []registry.PlanID
			for _, p := range must[[]registry.Plan](c)(tx.Plans(c.ctx, q.PlanQuery)) {
				got = append(got, p.ID)
				if p.Areas != nil || p.Policy != nil {
					c.Fatal("lists leave areas and policies out")
				}
			}
			c.equal(got, q.want)
		}
		fails[[]registry.Plan](c, registry.ErrNotFound)(tx.Plans(c.ctx, registry.PlanQuery{Before: "none"}))
	})
}

func publish(c *check) {
	c.write(func(tx registry.Tx) {
		c.area(tx, "a")
		c.area(tx, "b")
		c.plan(tx, "p", "a", "b")
		c.plan(tx, "q", "a")
		c.plan(tx, "r", "b")
		state := func() map[registry.PlanID]registry.PlanStatus {
			all := map[registry.PlanID]registry.PlanStatus{}
			for _, p := range must[[]registry.Plan](c)(tx.Plans(c.ctx, registry.PlanQuery{})) {
				all[p.ID] = p.Status
			}
			return all
		}
		inForce := func() [2]registry.PlanID {
			return [2]registry.PlanID{must[registry.Area](c)(tx.Area(c.ctx, "a")).Published, must[registry.Area](c)(tx.Area(c.ctx, "b")).Published}
		}
		c.is(tx.Publish(c.ctx, "none", 1), registry.ErrNotFound)
		old := must[registry.Plan](c)(tx.Plan(c.ctx, "p")).Revision
		area := must[registry.Area](c)(tx.Area(c.ctx, "a"))
		c.publish(tx, "p")
		c.is(tx.Publish(c.ctx, "p", old), registry.ErrConflict)
		now := must[registry.Area](c)(tx.Area(c.ctx, "a"))
		if now.Revision <= area.Revision || now.Records != area.Records {
			c.Fatalf("before %+v, after %+v; publishing changes the area, not its records", area, now)
		}
		c.records(tx, "a", now.Revision)
		c.equal(inForce(), [2]registry.PlanID{"p", "p"})
		c.publish(tx, "q")
		c.equal(inForce(), [2]registry.PlanID{"q", "p"})
		c.equal(state()["p"], registry.PlanPublished) // still in force in b
		revision := must[registry.Plan](c)(tx.Plan(c.ctx, "p")).Revision
		c.publish(tx, "r")
		c.equal(state(), map[registry.PlanID]registry.PlanStatus{"p": registry.PlanSuperseded, "q": registry.PlanPublished, "r": registry.PlanPublished})
		if must[registry.Plan](c)(tx.Plan(c.ctx, "p")).Revision == revision {
			c.Fatal("a plan that is superseded changes")
		}
		c.publish(tx, "p") // back
		c.equal(state(), map[registry.PlanID]registry.PlanStatus{"p": registry.PlanPublished, "q": registry.PlanSuperseded, "r": registry.PlanSuperseded})
		c.equal(inForce(), [2]registry.PlanID{"p", "p"})

		c.ok(tx.DropArea(c.ctx, "a", c.revision(tx, "a")))
		c.equal(state()["p"], registry.PlanPublished)
		c.is(tx.Publish(c.ctx, "q", must[registry.Plan](c)(tx.Plan(c.ctx, "q")).Revision), registry.ErrNotFound)
		c.ok(tx.DropArea(c.ctx, "b", c.revision(tx, "b")))
		c.equal(state()["p"], registry.PlanSuperseded)
		c.equal(len(must[registry.Plan](c)(tx.Plan(c.ctx, "p")).Areas), 2)
	})
	c.sound()
}

func dropPlan(c *check) {
	c.write(func(tx registry.Tx) {
		c.area(tx, "a")
		c.plan(tx, "p", "a")
		c.publish(tx, "p")
		c.ok(tx.AddPlan(c.ctx, registry.Plan{ID: "child", Parent: "p"}))
		revision := must[registry.Plan](c)(tx.Plan(c.ctx, "p")).Revision
		c.is(tx.DropPlan(c.ctx, "p", revision), registry.ErrInUse)
		c.plan(tx, "q", "a")
		c.publish(tx, "q")
		c.is(tx.DropPlan(c.ctx, "p", revision), registry.ErrConflict)
		c.ok(tx.DropPlan(c.ctx, "p", must[registry.Plan](c)(tx.Plan(c.ctx, "p")).Revision))
		c.is(tx.DropPlan(c.ctx, "p", revision), registry.ErrNotFound)
		c.equal(must[registry.Plan](c)(tx.Plan(c.ctx, "child")).Parent, registry.PlanID(""))
	})
	c.sound()
}

package storetest

import (
	"slices"

	"jinlin/engine"
	"jinlin/service/registry"
)

// homes makes an area whose homes are one more at every revision, a day apart, and returns the revisions.
func (c *check) homes(tx registry.Tx, id engine.AreaID, n int) []int64 {
	revisions := []int64{c.area(tx, id)}
	for i := range n {
		h := engine.Household{ID: engine.HouseholdID(string(id) + string(rune('0'+i))), Area: id}
		revisions = append(revisions, c.edit(tx, id, registry.Edit{At: day(i + 1), PutHouseholds: []engine.Household{h}}))
	}
	return revisions
}

func history(c *check) {
	c.write(func(tx registry.Tx) {
		revisions := c.homes(tx, "a", 5)
		other := c.homes(tx, "b", 3)
		for i, r := range revisions {
			c.equal(len(c.records(tx, "a", r).Households), i)
		}
		for i, r := range other {
			c.equal(len(c.records(tx, "b", r).Households), i)
		}
		// All of them change, one goes, one comes back.
		c.edit(tx, "a", registry.Edit{At: day(7), PutHouseholds: []engine.Household{{ID: "a0", Area: "a", Weight: 2}}})
		c.edit(tx, "a", registry.Edit{At: day(8), DropHouseholds: []engine.HouseholdID{"a0", "a1"}})
		c.edit(tx, "a", registry.Edit{At: day(9), PutHouseholds: []engine.Household{{ID: "a0", Area: "a", Weight: 3}}})
		c.equal(c.records(tx, "a", revisions[2]).Households, []engine.Household{{ID: "a0", Area: "a"}, {ID: "a1", Area: "a"}})
		c.equal(c.records(tx, "a", 0).Households[0].Weight, 3)
		c.equal(len(c.records(tx, "a", revisions[5]).Households), 5)
		c.equal(len(c.records(tx, "a", 0).Households), 4)
	})
	c.sound()
}

func forget(c *check) {
	var revisions []int64
	c.write(func(tx registry.Tx) {
		revisions = c.homes(tx, "a", 4) // at days 1 to 4
		c.edit(tx, "a", registry.Edit{At: day(5), PutHouseholds: []engine.Household{{ID: "a0", Area: "a", Weight: 2}}, DropHouseholds: []engine.HouseholdID{"a1"}})
		c.edit(tx, "a", registry.Edit{At: day(6), PutHouseholds: []engine.Household{{ID: "a0", Area: "a", Weight: 3}}})
		must[int](c)(tx.Forget(c.ctx, day(0)))
		for _, r := range revisions {
			c.records(tx, "a", r)
		}
		n := must[int](c)(tx.Forget(c.ctx, day(3)))
		c.equal(n, 0) // no version ended
		for i, r := range revisions {
			_, err := tx.Records(c.ctx, "a", r, false)
			if i >= 3 {
				c.ok(err) // what was in force at that very time can be read
			} else {
				c.is(err, registry.ErrNotFound)
			}
		}
		c.equal(must[int](c)(tx.Forget(c.ctx, day(5))), 2) // the first a0, and a1
		c.equal(must[int](c)(tx.Forget(c.ctx, day(5))), 0)
		fails[registry.Records](c, registry.ErrNotFound)(tx.Records(c.ctx, "a", revisions[4], false))
		c.equal(c.records(tx, "a", c.revision(tx, "a")-1).Households[0].Weight, 2)
		c.equal(must[int](c)(tx.Forget(c.ctx, day(99))), 1)
		c.equal(c.records(tx, "a", 0).Households[0].Weight, 3)
		c.equal(len(c.records(tx, "a", 0).Households), 3)
	})
	c.sound()
}

// forgetDisorder: where clocks disagree, a later state is not forgotten before an earlier one.
func forgetDisorder(c *check) {
	c.write(func(tx registry.Tx) {
		revisions := []int64{c.area(tx, "a")}
		for i, on := range []int{5, 3, 4, 9} {
			h := engine.Household{ID: "h", Area: "a", Weight: i}
			revisions = append(revisions, c.edit(tx, "a", registry.Edit{At: day(on), PutHouseholds: []engine.Household{h}}))
		}
		must[int](c)(tx.Forget(c.ctx, day(4)))
		for _, r := range revisions {
			c.records(tx, "a", r)
		}
		must[int](c)(tx.Forget(c.ctx, day(5))) // the states of day 3 and 4 began on day 5, too
		for i, r := range revisions {
			if _, err := tx.Records(c.ctx, "a", r, false); (err == nil) != (i >= 3) {
				c.Fatalf("state %d: %v", i, err)
			}
		}
	})
	c.sound()
}

// forgetPlans: what a plan was made from stays as long as the plan, and an area plan as long as a plan names it.
func forgetPlans(c *check) {
	c.write(func(tx registry.Tx) {
		revisions := c.homes(tx, "a", 3)
		c.area(tx, "b")
		m := engine.Member{ID: "m", Area: "a", Duty: []engine.AreaID{"b"}}
		c.edit(tx, "a", registry.Edit{At: day(5), PutMembers: []engine.Member{m}})
		seen := c.revision(tx, "b")
		m.Title = "x"
		c.edit(tx, "a", registry.Edit{At: day(6), PutMembers: []engine.Member{m}})
		m.Duty = nil
		c.edit(tx, "a", registry.Edit{At: day(7), DropHouseholds: []engine.HouseholdID{"a0"}, PutMembers: []engine.Member{m}})
		hashes := c.contents(tx, day(1), "one", "two", "three")
		c.ok(tx.PutAreaPlan(c.ctx, hashes[2], []byte("three"), day(20)))
		c.ok(tx.AddPlan(c.ctx, registry.Plan{ID: "p", Areas: []registry.PlanArea{{Area: "a", Hash: hashes[0], Records: revisions[2]}, {Area: "b", Hash: hashes[0], Records: seen}}}))
		c.equal(must[int](c)(tx.Forget(c.ctx, day(10))), 2) // the member of day 6, and "two"
		c.equal(householdIDs(c.records(tx, "a", revisions[2])), []engine.HouseholdID{"a0", "a1"})
		c.equal(c.records(tx, "b", seen).Members, []engine.Member{{ID: "m", Area: "a", Duty: []engine.AreaID{"b"}}})
		for _, r := range slices.Concat(revisions[:2], revisions[3:]) {
			fails[registry.Records](c, registry.ErrNotFound)(tx.Records(c.ctx, "a", r, false))
		}
		fails[[]byte](c, registry.ErrNotFound)(tx.AreaPlan(c.ctx, hashes[1]))
		c.equal(must[[]byte](c)(tx.AreaPlan(c.ctx, hashes[0])), []byte("one"))
		c.equal(must[[]byte](c)(tx.AreaPlan(c.ctx, hashes[2])), []byte("three"))
		c.is(tx.AddPlan(c.ctx, registry.Plan{ID: "q", Areas: []registry.PlanArea{{Area: "a", Hash: hashes[0], Records: revisions[3]}}}), registry.ErrNotFound)

		c.ok(tx.DropPlan(c.ctx, "p", must[registry.Plan](c)(tx.Plan(c.ctx, "p")).Revision))
		c.equal(must[int](c)(tx.Forget(c.ctx, day(10))), 3) // the home, the member of day 5, and "one"
		fails[registry.Records](c, registry.ErrNotFound)(tx.Records(c.ctx, "a", revisions[2], false))
		fails[registry.Records](c, registry.ErrNotFound)(tx.Records(c.ctx, "b", seen, false))
		fails[[]byte](c, registry.ErrNotFound)(tx.AreaPlan(c.ctx, hashes[0]))
		must[int](c)(tx.Forget(c.ctx, day(30)))
		fails[[]byte](c, registry.ErrNotFound)(tx.AreaPlan(c.ctx, hashes[2]))
	})
	c.sound()
}

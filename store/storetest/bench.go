package storetest

import (
	"fmt"
	"testing"

	"jinlin/engine"
	"jinlin/service/registry"
)

// A Load is an area with its records, to fill a store with.
type Load struct {
	Area registry.Area
	Edit registry.Edit
}

// Bench measures a store that holds a county: importing it (a transaction an area, and all in one), importing it again when nothing changed, reading one
// area of it as it is and as it was, and changing one home, each change a commit.
func Bench(b *testing.B, open func(testing.TB) registry.Store, county []Load) {
	rows := 0
	for _, l := range county {
		rows += len(l.Edit.PutHouseholds) + len(l.Edit.PutMembers)
	}
	b.Run("import", func(b *testing.B) {
		for b.Loop() {
			c := benched(b, open)
			for _, l := range county {
				c.write(func(tx registry.Tx) { c.load(tx, l) })
			}
		}
		b.ReportMetric(float64(rows), "rows/op")
	})
	b.Run("import at once", func(b *testing.B) {
		for b.Loop() {
			c := benched(b, open)
			c.write(func(tx registry.Tx) {
				for _, l := range county {
					c.load(tx, l)
				}
			})
		}
		b.ReportMetric(float64(rows), "rows/op")
	})
	c := benched(b, open)
	for _, l := range county {
		c.write(func(tx registry.Tx) { c.load(tx, l) })
	}
	b.Run("import again", func(b *testing.B) {
		for b.Loop() {
			for _, l := range county {
				c.write(func(tx registry.Tx) { c.edit(tx, l.Area.ID, l.Edit) })
			}
		}
	})
	one := county[len(county)/2]
	b.Run("read an area", func(b *testing.B) {
		for b.Loop() {
			c.read(func(tx registry.Tx) { c.records(tx, one.Area.ID, 0) })
		}
		b.ReportMetric(float64(len(one.Edit.PutHouseholds)), "homes/op")
	})
	b.Run("list areas", func(b *testing.B) {
		for b.Loop() {
			c.read(func(tx registry.Tx) { must[[]registry.Area](c)(tx.Areas(c.ctx, registry.AreaQuery{Limit: 100})) })
		}
	})
	var before int64
	c.read(func(tx registry.Tx) { before = c.revision(tx, one.Area.ID) })
	b.Run("edit a home", func(b *testing.B) {
		weight := 1
		for b.Loop() {
			weight++
			h := one.Edit.PutHouseholds[weight%len(one.Edit.PutHouseholds)]
			h.Weight = weight
			c.write(func(tx registry.Tx) { c.edit(tx, one.Area.ID, registry.Edit{PutHouseholds: []engine.Household{h}}) })
		}
	})
	b.Run("read an area as it was", func(b *testing.B) {
		for b.Loop() {
			c.read(func(tx registry.Tx) {
				if got := len(c.records(tx, one.Area.ID, before).Households); got != len(one.Edit.PutHouseholds) {
					b.Fatal(fmt.Sprint(got, " homes"))
				}
			})
		}
	})
}

func benched(b *testing.B, open func(testing.TB) registry.Store) *check {
	return &check{TB: b, store: open(b), ctx: b.Context()}
}

// load makes an area and fills it.
func (c *check) load(tx registry.Tx, l Load) {
	must[int64](c)(tx.PutArea(c.ctx, l.Area))
	c.edit(tx, l.Area.ID, l.Edit)
}

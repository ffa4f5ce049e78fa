package storetest

import (
	"context"
	"errors"
	"sync"

	"jinlin/engine"
	"jinlin/service/registry"
)

func readOnly(c *check) {
	c.write(func(tx registry.Tx) { c.ab(tx) })
	c.read(func(tx registry.Tx) {
		r := c.revision(tx, "a")
		errs := map[string]error{
			"AddJobs": tx.AddJobs(c.ctx, job("j", "")), "DropRegion": tx.DropRegion(c.ctx, "r", 1), "DropArea": tx.DropArea(c.ctx, "a", r),
			"DropPolicy": tx.DropPolicy(c.ctx, "p", 1), "PutAreaPlan": tx.PutAreaPlan(c.ctx, registry.HashOf(nil), nil, start),
			"AddPlan": tx.AddPlan(c.ctx, registry.Plan{ID: "p"}), "Publish": tx.Publish(c.ctx, "p", 1), "DropPlan": tx.DropPlan(c.ctx, "p", 1),
			"EndJob": tx.EndJob(c.ctx, "j", 1, registry.JobDone, nil, nil, start), "DropAccount": tx.DropAccount(c.ctx, "x", 1),
			"AddSession": tx.AddSession(c.ctx, registry.Session{Hash: []byte{1}}), "TouchSession": tx.TouchSession(c.ctx, nil, start, start),
			"DropSession": tx.DropSession(c.ctx, nil), "DropSessionsOf": tx.DropSessionsOf(c.ctx, "x"), "AddToken": tx.AddToken(c.ctx, registry.Token{Hash: []byte{1}}),
			"DropToken": tx.DropToken(c.ctx, "t"), "AddEntry": tx.AddEntry(c.ctx, registry.Entry{}), "AddReply": tx.AddReply(c.ctx, registry.Reply{}),
		}
		_, errs["PutRegion"] = tx.PutRegion(c.ctx, registry.Region{ID: "r"})
		_, errs["PutArea"] = tx.PutArea(c.ctx, registry.Area{ID: "z"})
		_, errs["PutPolicy"] = tx.PutPolicy(c.ctx, registry.Policy{Name: "p"})
		_, errs["PutAccount"] = tx.PutAccount(c.ctx, registry.Account{ID: "x"})
		_, errs["EditRecords"] = tx.EditRecords(c.ctx, "a", r, registry.Edit{})
		_, errs["Forget"] = tx.Forget(c.ctx, start)
		_, errs["ForgetJobs"] = tx.ForgetJobs(c.ctx, start)
		_, errs["ForgetSessions"] = tx.ForgetSessions(c.ctx, start)
		_, errs["ForgetEntries"] = tx.ForgetEntries(c.ctx, start)
		_, errs["ForgetReplies"] = tx.ForgetReplies(c.ctx, start)
		_, errs["ClaimJob"] = tx.ClaimJob(c.ctx, start, lease)
		_, errs["ReportJob"] = tx.ReportJob(c.ctx, "j", 1, 0, 0, start)
		_, errs["CancelJob"] = tx.CancelJob(c.ctx, "j", start)
		for call, err := range errs {
			if !errors.Is(err, registry.ErrReadOnly) {
				c.Errorf("%s: got %v, want %v", call, err, registry.ErrReadOnly)
			}
		}
	})
	c.read(func(tx registry.Tx) { c.equal(c.records(tx, "a", 0), wanted()) })
}

var errOwn = errors.New("the caller's own")

func rollback(c *check) {
	c.write(func(tx registry.Tx) { c.area(tx, "a") })
	err := c.store.Write(c.ctx, func(tx registry.Tx) error {
		c.area(tx, "b")
		c.edit(tx, "a", registry.Edit{PutHouseholds: []engine.Household{{ID: "h", Area: "a"}}})
		c.equal(householdIDs(c.records(tx, "a", 0)), []engine.HouseholdID{"h"}) // it sees its own
		return errOwn
	})
	c.is(err, errOwn)
	c.is(c.store.Read(c.ctx, func(registry.Tx) error { return errOwn }), errOwn)
	c.read(func(tx registry.Tx) {
		fails[registry.Area](c, registry.ErrNotFound)(tx.Area(c.ctx, "b"))
		c.equal(len(c.records(tx, "a", 0).Households), 0)
	})
}

// allOrNothing: who goes on after an error has nothing of the call that failed.
func allOrNothing(c *check) {
	c.write(func(tx registry.Tx) {
		c.ab(tx)
		c.refuse(tx, "a", registry.Edit{DropHouseholds: []engine.HouseholdID{"h1"}, PutHouseholds: []engine.Household{{ID: "x", Area: "b"}}}, registry.ErrInvalid)
		c.is(tx.AddJobs(c.ctx, job("j", ""), job("k", "none")), registry.ErrNotFound)
		fails[int64](c, registry.ErrNotFound)(tx.PutAccount(c.ctx, registry.Account{ID: "x", Name: "x", Grants: []registry.Grant{{}, {Area: "none"}}}))
		must[int64](c)(tx.PutRegion(c.ctx, registry.Region{ID: "r"}))
	})
	c.read(func(tx registry.Tx) {
		c.equal(c.records(tx, "a", 0), wanted())
		fails[registry.Job](c, registry.ErrNotFound)(tx.Job(c.ctx, "j"))
		fails[registry.Account](c, registry.ErrNotFound)(tx.Account(c.ctx, "x"))
		must[registry.Region](c)(tx.Region(c.ctx, "r"))
	})
	c.sound()
}

func panics(c *check) {
	func() {
		defer func() {
			if recover() == nil {
				c.Fatal("the panic was lost")
			}
		}()
		_ = c.store.Write(c.ctx, func(tx registry.Tx) error { c.area(tx, "a"); panic("x") })
	}()
	c.write(func(tx registry.Tx) { c.area(tx, "a") }) // neither locked nor written
}

func cancelled(c *check) {
	ctx, cancel := context.WithCancel(c.ctx)
	err := c.store.Write(ctx, func(tx registry.Tx) error {
		c.area(tx, "a")
		cancel()
		_, err := tx.Area(ctx, "a")
		c.is(err, context.Canceled)
		return nil
	})
	c.is(err, context.Canceled)
	c.is(c.store.Write(ctx, func(registry.Tx) error { return nil }), context.Canceled)
	c.is(c.store.Read(ctx, func(registry.Tx) error { return nil }), context.Canceled)
	c.read(func(tx registry.Tx) { fails[registry.Area](c, registry.ErrNotFound)(tx.Area(c.ctx, "a")) })
}

// snapshot: a reader sees one state, whatever is written meanwhile.
func snapshot(c *check) {
	c.write(func(tx registry.Tx) { c.ab(tx) })
	c.read(func(tx registry.Tx) {
		before := must[registry.Area](c)(tx.Area(c.ctx, "a"))
		c.write(func(tx registry.Tx) {
			c.edit(tx, "a", registry.Edit{DropHouseholds: []engine.HouseholdID{"h1"}})
			must[int](c)(tx.Forget(c.ctx, day(99)))
		})
		c.equal(must[registry.Area](c)(tx.Area(c.ctx, "a")), before)
		c.equal(c.records(tx, "a", 0), wanted())
		c.equal(c.records(tx, "a", before.Revision), wanted())
	})
	c.read(func(tx registry.Tx) { c.equal(len(c.records(tx, "a", 0).Households), 1) })
}

// writers add to one area all at once, each with the revision that it saw: nothing that was accepted is lost.
func writers(c *check) {
	const each, writers = 6, 5
	c.write(func(tx registry.Tx) { c.area(tx, "a") })
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				h := engine.Household{ID: engine.HouseholdID([]byte{'a' + byte(w), 'a' + byte(i)}), Area: "a"}
				if err := c.insist(c.stores[w%len(c.stores)], h); err != nil {
					c.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	c.read(func(tx registry.Tx) {
		c.equal(len(c.records(tx, "a", 0).Households), each*writers)
		c.equal(must[registry.Area](c)(tx.Area(c.ctx, "a")).Households, each*writers)
	})
	c.sound()
}

// insist puts a home with the revision that it read before, in another transaction, until nobody came between.
func (c *check) insist(s registry.Store, h engine.Household) error {
	for {
		var seen int64
		err := s.Read(c.ctx, func(tx registry.Tx) error {
			a, err := tx.Area(c.ctx, h.Area)
			seen = a.Revision
			return err
		})
		if err != nil {
			return err
		}
		err = s.Write(c.ctx, func(tx registry.Tx) error {
			_, err := tx.EditRecords(c.ctx, h.Area, seen, registry.Edit{At: start, PutHouseholds: []engine.Household{h}})
			return err
		})
		if !errors.Is(err, registry.ErrConflict) {
			return err
		}
	}
}

// claimers take jobs all at once: each job is taken once, and never two of one area.
func claimers(c *check) {
	const jobs = 20
	c.write(func(tx registry.Tx) {
		for i := range jobs {
			c.ok(tx.AddJobs(c.ctx, job(registry.JobID([]byte{'a' + byte(i)}), "", engine.AreaID([]byte{'a' + byte(i%3)}))))
		}
	})
	var mu sync.Mutex
	taken, working := map[registry.JobID]int{}, map[engine.AreaID]int{}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for !c.Failed() {
				mu.Lock()
				left := len(taken) < jobs
				mu.Unlock()
				if !left {
					return
				}
				if err := c.work(c.stores[w%len(c.stores)], func(j registry.Job, change int) {
					mu.Lock()
					defer mu.Unlock()
					working[j.Areas[0]] += change
					if change > 0 {
						taken[j.ID]++
					}
					if working[j.Areas[0]] > 1 || taken[j.ID] > 1 {
						c.Errorf("job %q was taken %d times, %d jobs work on area %q", j.ID, taken[j.ID], working[j.Areas[0]], j.Areas[0])
					}
				}); err != nil {
					c.Error(err)
				}
			}
		})
	}
	wg.Wait()
	c.equal(len(taken), jobs)
}

// work claims a job, if there is one, and ends it; begun is called with 1 when it was claimed and with -1 before it ends.
func (c *check) work(s registry.Store, begun func(j registry.Job, change int)) error {
	var j registry.Job
	err := s.Write(c.ctx, func(tx registry.Tx) (err error) { j, err = tx.ClaimJob(c.ctx, start, lease); return err })
	if errors.Is(err, registry.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	begun(j, 1)
	begun(j, -1)
	return s.Write(c.ctx, func(tx registry.Tx) error {
		return tx.EndJob(c.ctx, j.ID, j.Attempt, registry.JobDone, nil, nil, start)
	})
}

// atOnce: what one process has written the other reads.
func atOnce(c *check) {
	for i, s := range c.stores {
		id := engine.AreaID([]byte{'a' + byte(i)})
		c.ok(s.Write(c.ctx, func(tx registry.Tx) error { c.area(tx, id); return nil }))
		for _, other := range c.stores {
			c.ok(other.Read(c.ctx, func(tx registry.Tx) error { _, err := tx.Area(c.ctx, id); return err }))
		}
	}
}

// sound wants a store without faults; what is not of the store itself (a full disk) may be told.
func (c *check) sound() {
	c.Helper()
	for _, f := range must[[]registry.Fault](c)(c.store.Check(c.ctx)) {
		if f.Grave {
			c.Errorf("fault: %s (%s)", f.What, f.Todo)
		}
	}
}

func sound(c *check) {
	c.write(func(tx registry.Tx) { c.ab(tx); c.plan(tx, "p", "a", "b"); c.publish(tx, "p") })
	c.sound()
}

// emptyLists: lists of bytes, ids and grants that are empty are read as nil.
func emptyLists(c *check) {
	c.write(func(tx registry.Tx) {
		c.equal(len(must[[]registry.Region](c)(tx.Regions(c.ctx))), 0)
		c.area(tx, "a")
		c.equal(c.records(tx, "a", 0), registry.Records{})
		must[int64](c)(tx.PutAccount(c.ctx, registry.Account{ID: "x", Grants: []registry.Grant{}}))
		if got := must[registry.Account](c)(tx.Account(c.ctx, "x")); got.Grants != nil || !got.At.IsZero() {
			c.Fatalf("%+v", got)
		}
		c.ok(tx.AddJobs(c.ctx, registry.Job{ID: "j", Areas: []engine.AreaID{}, Args: []byte{}}))
		c.ok(tx.AddJobs(c.ctx))
		if got := must[registry.Job](c)(tx.Job(c.ctx, "j")); got.Areas != nil || got.Args != nil || got.Result != nil || !got.Lease.IsZero() || !got.End.IsZero() {
			c.Fatalf("%+v", got)
		}
		empty := registry.HashOf(nil)
		c.ok(tx.PutAreaPlan(c.ctx, empty, []byte{}, start))
		c.equal(len(must[[]byte](c)(tx.AreaPlan(c.ctx, empty))), 0)
	})
}

// texts of any kind stay as they are.
func texts(c *check) {
	c.write(func(tx registry.Tx) {
		for _, text := range []string{"'; DROP TABLE areas; --", `"\"`, "𠮷野家 ﷽", " x ", "\n\t", "%_?", "NULL", "1", "1.0", "{}", "A", "a", "ß", "İ"} {
			c.area(tx, engine.AreaID(text))
			h := engine.Household{ID: engine.HouseholdID(text), Area: engine.AreaID(text), Group: text, Services: []string{text},
				Preferences: engine.InOrder[engine.MemberID](engine.MemberID(text))}
			c.edit(tx, engine.AreaID(text), registry.Edit{PutHouseholds: []engine.Household{h}})
			c.equal(c.records(tx, engine.AreaID(text), 0).Households, []engine.Household{h})
			c.equal(len(must[[]registry.Area](c)(tx.Areas(c.ctx, registry.AreaQuery{Areas: []engine.AreaID{engine.AreaID(text)}}))), 1)
		}
		// The order of ids is that of their bytes.
		var got []engine.AreaID
		for _, a := range must[[]registry.Area](c)(tx.Areas(c.ctx, registry.AreaQuery{})) {
			if len(got) > 0 && got[len(got)-1] >= a.ID {
				c.Fatalf("%q comes after %q", a.ID, got[len(got)-1])
			}
			got = append(got, a.ID)
		}
	})
	c.sound()
}

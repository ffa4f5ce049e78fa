package workspace_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// jobs reads all jobs, those of the house too.
func (h *house) jobs() []registry.Job {
	h.Helper()
	list, _, err := h.Jobs(h.ctx, h.admin, registry.JobQuery{})
	h.ok(err)
	return list
}

// Drafts that never were in force go, plans that were in force stay.
func TestForgetDrafts(t *testing.T) { eachStore(t, testForgetDrafts) }

func testForgetDrafts(t *testing.T) {
	h := open(t)
	p := h.inForce(1)
	draft := h.solve(workspace.Ask{Note: "a draft"})
	h.clock.pass(time.Hour)
	now := h.clock.now()
	late := h.solve(workspace.Ask{Note: "a later draft"})
	got := must[workspace.Forgotten](t)(h.Forget(h.ctx, h.admin, workspace.Retention{Drafts: now}))
	if got != (workspace.Forgotten{Drafts: 1}) {
		t.Errorf("%+v", got)
	}
	_, err := h.Plan(h.ctx, h.admin, draft.ID)
	h.is(err, registry.ErrNotFound)
	for _, id := range []registry.PlanID{p.ID, late.ID} {
		must[registry.Plan](t)(h.Plan(h.ctx, h.admin, id))
	}
}

// What would be forgotten is what is forgotten then, and asking changes nothing.
func TestWouldForget(t *testing.T) { eachStore(t, testWouldForget) }

func testWouldForget(t *testing.T) {
	h := open(t)
	h.inForce(1)
	h.solve(workspace.Ask{Note: "a draft"})
	x := h.records("A").Households[0]
	for range 2 {
		x.Residents++
		must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "A", h.areaNow("A").Revision, registry.Edit{PutHouseholds: []engine.Household{x}}))
	}
	h.clock.pass(time.Hour)
	now := h.clock.now()
	old := workspace.Retention{Drafts: now, Records: now, Entries: now}
	_, err := h.WouldForget(h.ctx, planner(""), old)
	h.is(err, access.ErrForbidden)
	entries := h.entries()
	would := must[workspace.Forgotten](t)(h.WouldForget(h.ctx, h.admin, old))
	if would.Drafts == 0 || would.Records == 0 || would.Entries < len(entries) {
		t.Errorf("%+v of %d entries", would, len(entries))
	}
	if d := cmp.Diff(entries, h.entries()); d != "" {
		t.Error(d)
	}
	if again := must[workspace.Forgotten](t)(h.WouldForget(h.ctx, h.admin, old)); again != would {
		t.Errorf("%+v, then %+v", would, again)
	}
	did := must[workspace.Forgotten](t)(h.Forget(h.ctx, h.admin, old))
	did.Entries, would.Entries = 0, 0 // the trail of it is younger than now
	if did != would {
		t.Errorf("%+v, asked before: %+v", did, would)
	}
}

// However many processes want to forget on a day, there is one job a day, and it is done once.
func TestForgetOnceADay(t *testing.T) { eachStore(t, testForgetOnceADay) }

func testForgetOnceADay(t *testing.T) {
	h := open(t)
	h.inForce(1)
	h.solve(workspace.Ask{Note: "a draft"})
	h.clock.pass(time.Hour)
	old := workspace.Retention{Drafts: h.clock.now()}
	var wg sync.WaitGroup
	var added atomic.Int64
	for range 6 {
		wg.Go(func() {
			ok, err := h.on(h.store, workspace.Config{}).QueueForget(h.ctx, "2026-03-01", old)
			if err != nil {
				t.Error(err)
			}
			if ok {
				added.Add(1)
			}
		})
	}
	wg.Wait()
	if added.Load() != 1 {
		t.Error(added.Load())
	}
	if none := must[bool](t)(h.QueueForget(h.ctx, "2026-03-02", workspace.Retention{})); none {
		t.Error("a job that forgets nothing")
	}
	h.work(&workspace.Runner{Workspace: h.Workspace})
	list := h.jobs()
	var got workspace.Forgotten
	if len(list) != 1 || list[0].State != registry.JobDone || list[0].Kind != workspace.JobForget || list[0].Done != 1 || list[0].Steps != 1 {
		t.Fatalf("%+v", list)
	}
	h.ok(json.Unmarshal(list[0].Result, &got))
	if got != (workspace.Forgotten{Drafts: 1}) {
		t.Errorf("%+v", got)
	}
	if e := h.entries()[0]; e.Action != string(access.Maintain) || e.By != "" {
		t.Errorf("%+v", e)
	}
	if again := must[bool](t)(h.QueueForget(h.ctx, "2026-03-01", old)); again {
		t.Error("twice a day")
	}
	if next := must[bool](t)(h.QueueForget(h.ctx, "2026-03-02", old)); !next {
		t.Error("not on the next day")
	}
}

// A job that forgets is for who sees the whole store, and is not asked for by hand.
func TestForgetJobIsOfTheHouse(t *testing.T) { eachStore(t, testForgetJobIsOfTheHouse) }

func testForgetJobIsOfTheHouse(t *testing.T) {
	h := open(t)
	h.inForce(1)
	must[bool](t)(h.QueueForget(h.ctx, "2026-03-01", workspace.Retention{Jobs: h.clock.now()}))
	const id = "jforget-2026-03-01"
	for _, c := range []access.Caller{planner("C1"), caller("d", registry.Grant{Role: registry.RoleDispatcher, Area: "A"})} {
		_, err := h.Job(h.ctx, c, id)
		h.is(err, registry.ErrNotFound)
	}
	must[registry.Job](t)(h.Job(h.ctx, planner(""), id))
	_, err := h.Cancel(h.ctx, planner(""), id)
	h.is(err, access.ErrForbidden)
	if j := must[registry.Job](t)(h.Cancel(h.ctx, h.admin, id)); j.State != registry.JobCancelled {
		t.Error(j.State)
	}
	if _, err := h.Retry(h.ctx, h.admin, id); err == nil {
		t.Error("done once more")
	}
}

// Who listens hears of each job once, of its end as the store has it, and of one that was given back.
func TestTurns(t *testing.T) { eachStore(t, testTurns) }

func testTurns(t *testing.T) {
	h := open(t)
	h.settle(2)
	big := h.on(h.store, jobbing)
	var turns []workspace.Turn
	r := &workspace.Runner{Workspace: big, Turned: func(x workspace.Turn) { turns = append(turns, x) }}
	if !r.Seen().IsZero() {
		t.Error("seen before its first look")
	}
	j := must[workspace.Asked](t)(big.Solve(h.ctx, planner("C1"), workspace.Ask{Areas: []engine.AreaID{"A", "B"}})).Job
	h.work(r)
	if len(turns) != 3 || !turns[0].Batch || turns[0].Areas != 1 || turns[2].Batch || turns[2].Job != j.ID || turns[2].Areas != 2 {
		t.Fatalf("%+v", turns)
	}
	for _, x := range turns {
		if x.State != registry.JobDone || x.Kind != workspace.JobSolve || x.Attempt != 1 || x.Took <= 0 || x.Waited <= 0 {
			t.Errorf("%+v", x)
		}
	}
	if before := h.clock.now(); !r.Seen().Before(before) || r.Seen().Before(before.Add(-time.Minute)) {
		t.Error(r.Seen(), before)
	}
	must[workspace.Asked](t)(big.Solve(h.ctx, planner("C1"), workspace.Ask{Areas: []engine.AreaID{"A"}}))
	slow := &slowly{Store: h.store, started: make(chan struct{})}
	ctx, cancel := context.WithCancel(h.ctx)
	turns = nil
	stopped := &workspace.Runner{Workspace: h.on(slow, jobbing), Turned: r.Turned}
	ended := make(chan error)
	go func() {
		_, err := stopped.Next(ctx)
		ended <- err
	}()
	<-slow.started
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if len(turns) != 1 || turns[0].State != registry.JobQueued {
		t.Fatalf("%+v", turns)
	}
}

package workspace_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// jobbing makes every work a job, with a batch for about one area.
var jobbing = workspace.Config{JobHomes: -1, BatchHomes: 150}

// work does jobs until there are none to do.
func (h *house) work(r *workspace.Runner) {
	h.Helper()
	for {
		found, err := r.Next(h.ctx)
		h.ok(err)
		if !found {
			return
		}
	}
}

// job reads a job.
func (h *house) job(id registry.JobID) registry.Job {
	h.Helper()
	return must[registry.Job](h)(h.Job(h.ctx, h.admin, id))
}

// made is the plan that a job made.
func (h *house) made(id registry.JobID) registry.Plan {
	h.Helper()
	j := h.job(id)
	if j.State != registry.JobDone || j.Done != j.Steps || j.Steps != len(j.Areas) {
		h.Fatalf("%+v %s", j, j.Failure)
	}
	var made workspace.Made
	h.ok(json.Unmarshal(j.Result, &made))
	return must[registry.Plan](h)(h.Plan(h.ctx, h.admin, made.Plan))
}

// hashes are the area plans of a plan.
func hashes(p registry.Plan) map[engine.AreaID]registry.Hash {
	out := map[engine.AreaID]registry.Hash{}
	for _, a := range p.Areas {
		out[a.Area] = a.Hash
	}
	return out
}

func TestJobsMakeWhatIsMadeAtOnce(t *testing.T) { eachStore(t, testJobsMakeWhatIsMadeAtOnce) }

func testJobsMakeWhatIsMadeAtOnce(t *testing.T) {
	small, large := open(t), openWith(t, jobbing)
	d := small.settle(4)
	want := small.solve(workspace.Ask{})
	large.tree()
	runner := &workspace.Runner{Workspace: large.Workspace}
	in := large.take(planner("C1"), workspace.Import{Data: d, Region: "T1"})
	if in.Job == nil || in.Areas != nil {
		t.Fatalf("%+v", in)
	}
	large.work(runner)
	j := large.job(in.Job.ID)
	var told workspace.Imported
	large.ok(json.Unmarshal(j.Result, &told))
	if len(told.Areas) != 4 || told.Areas[0].Households == 0 || j.By != "planner" || j.Kind != workspace.JobImport {
		t.Fatalf("%+v %+v", j, told)
	}
	for _, id := range []engine.AreaID{"A", "B", "C", "D"} {
		if d := cmp.Diff(small.records(id), large.records(id)); d != "" {
			t.Fatal(d)
		}
	}
	asked := must[workspace.Asked](t)(large.Solve(large.ctx, planner("C1"), workspace.Ask{Regions: []registry.RegionID{"C1"}, Note: "n"}))
	large.work(runner)
	p := large.made(asked.Job.ID)
	if d := cmp.Diff(hashes(want), hashes(p)); d != "" || p.Scheme != want.Scheme || string(p.Policy) != string(want.Policy) || p.By != "planner" || p.Note != "n" {
		t.Fatal(d, p)
	}
	must[registry.Plan](t)(large.Publish(large.ctx, planner("C1"), p.ID, p.Revision))
	r := large.records("B")
	m := r.Members[1]
	m.Status = "away"
	must[registry.Area](t)(large.Edit(large.ctx, planner("C1"), "B", large.areaNow("B").Revision, registry.Edit{PutMembers: []engine.Member{m}}))
	asked = must[workspace.Asked](t)(large.Solve(large.ctx, planner("C1"), workspace.Ask{Regions: []registry.RegionID{"C1"}, Rebalance: true}))
	large.work(runner)
	q := large.made(asked.Job.ID)
	if q.Parent != p.ID || q.Areas[0].Hash != p.Areas[0].Hash || q.Areas[1].Hash == p.Areas[1].Hash {
		t.Fatal(q)
	}
	large.judge()
	// A list of jobs shows no more than is the caller's.
	list, _, err := large.Jobs(large.ctx, planner("C1"), registry.JobQuery{})
	if err != nil || len(list) != 3 {
		t.Error(list, err)
	}
	other := caller("other", registry.Grant{Role: registry.RolePlanner, Area: "A"})
	if list, _, err := large.Jobs(large.ctx, other, registry.JobQuery{}); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
	_, err = large.Job(large.ctx, other, asked.Job.ID)
	large.is(err, registry.ErrNotFound)
	_, err = large.Cancel(large.ctx, other, asked.Job.ID)
	large.is(err, registry.ErrNotFound)
	_, err = large.Job(large.ctx, large.admin, asked.Job.ID+"-00000") // batches are nobody's
	large.is(err, registry.ErrNotFound)
}

var errCrashed = errors.New("crashed")

// A crashing store fails from its n-th write on, as a process does that is killed: whether before that write or after the one before is the same.
type crashing struct {
	registry.Store
	left atomic.Int64
}

func (s *crashing) Write(ctx context.Context, f func(registry.Tx) error) error {
	if s.left.Add(-1) <= 0 {
		return errCrashed
	}
	return s.Store.Write(ctx, f)
}

func (s *crashing) Read(ctx context.Context, f func(registry.Tx) error) error {
	if s.left.Load() <= 0 {
		return errCrashed
	}
	return s.Store.Read(ctx, f)
}

// A process is killed at every write that a job does: another takes it over, and everything is made exactly once.
func TestJobsSurvive(t *testing.T) {
	reference := open(t)
	reference.tree()
	d := sized(3, 5, 30)
	reference.take(planner("C1"), workspace.Import{Data: d, Region: "T1"})
	want := hashes(reference.solve(workspace.Ask{}))
	crashes, jobbing := 0, workspace.Config{JobHomes: -1, BatchHomes: 40}
	for n := int64(1); ; n++ {
		h := openWith(t, jobbing)
		h.tree()
		in := h.take(planner("C1"), workspace.Import{Data: d, Region: "T1"})
		asked := func() workspace.Asked {
			return must[workspace.Asked](t)(h.Solve(h.ctx, planner("C1"), workspace.Ask{Areas: []engine.AreaID{"A", "B", "C"}}))
		}
		var solve *registry.Job
		store := &crashing{Store: h.store}
		store.left.Store(n)
		crashed := false
		for done := false; !done; {
			runner := &workspace.Runner{Workspace: h.on(store, jobbing)}
			found, err := runner.Next(h.ctx)
			switch {
			case errors.Is(err, errCrashed):
				crashed, store = true, &crashing{Store: h.store}
				store.left.Store(1 << 40)
				h.clock.pass(time.Hour)
			case err != nil:
				t.Fatal(err)
			case !found && solve == nil:
				solve = asked().Job
			case !found:
				done = true
			}
		}
		if !crashed {
			break
		}
		crashes++
		p := h.made(solve.ID)
		if diff := cmp.Diff(want, hashes(p)); diff != "" {
			t.Fatalf("killed at write %d: %s", n, diff)
		}
		if j := h.job(in.Job.ID); j.State != registry.JobDone {
			t.Fatalf("killed at write %d: %s", n, j.State)
		}
		if plans := must[[]registry.Plan](t)(h.Plans(h.ctx, h.admin, registry.PlanQuery{})); len(plans) != 1 {
			t.Fatalf("killed at write %d: %d plans", n, len(plans))
		}
		if n == 5 {
			h.judge()
		}
	}
	if crashes < 12 {
		t.Error("killed only", crashes)
	}
}

func TestJobsThatKeepDyingFail(t *testing.T) { eachStore(t, testJobsThatKeepDyingFail) }

func testJobsThatKeepDyingFail(t *testing.T) {
	h := open(t)
	h.settle(1)
	big := h.on(h.store, jobbing)
	j := must[workspace.Asked](t)(big.Solve(h.ctx, planner("C1"), workspace.Ask{Areas: []engine.AreaID{"A"}})).Job
	for range 3 {
		store := &crashing{Store: h.store}
		store.left.Store(2)
		if _, err := (&workspace.Runner{Workspace: h.on(store, jobbing)}).Next(h.ctx); !errors.Is(err, errCrashed) {
			t.Fatal(err)
		}
		h.clock.pass(time.Hour)
	}
	h.work(&workspace.Runner{Workspace: big})
	if got := h.job(j.ID); got.State != registry.JobFailed || got.Result != nil || !strings.Contains(h.detail(j.ID), "3 starts came to nothing; after the last of them the process") {
		t.Fatalf("%+v %s", got, got.Failure)
	}
	again := must[registry.Job](t)(big.Retry(h.ctx, planner("C1"), j.ID))
	h.work(&workspace.Runner{Workspace: big})
	h.made(again.ID)
	if _, err := big.Retry(h.ctx, planner("C1"), again.ID); err == nil {
		t.Error("a job that is done was done again")
	}
	h.judge()
}

func TestJobsTellWhatIsWrong(t *testing.T) { eachStore(t, testJobsTellWhatIsWrong) }

func testJobsTellWhatIsWrong(t *testing.T) {
	h := open(t)
	h.settle(2)
	r := h.records("B")
	m := r.Members[0]
	locks := []engine.Pair{}
	for _, x := range r.Households {
		if len(locks) < 5 && !slices.ContainsFunc(r.Members, func(m engine.Member) bool { return m.Household == x.ID }) {
			locks = append(locks, engine.Pair{Household: x.ID, Member: m.ID})
		}
	}
	m.Status = ""
	must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "B", h.areaNow("B").Revision, registry.Edit{PutMembers: []engine.Member{m}, PutLocks: locks}))
	must[registry.Policy](t)(h.PutPolicy(h.ctx, h.admin, registry.Policy{Name: "few", Document: []byte("extends: yuanshi\nlinks.load: {min: 1, target_min: 1, target_max: 2, max: 3}\n")}))
	big := h.on(h.store, jobbing)
	j := must[workspace.Asked](t)(big.Solve(h.ctx, planner("C1"), workspace.Ask{Regions: []registry.RegionID{"C1"}, Policy: "few"})).Job
	h.work(&workspace.Runner{Workspace: big})
	got := h.job(j.ID)
	var f workspace.Failure
	h.ok(json.Unmarshal(got.Failure, &f))
	if got.State != registry.JobFailed || len(f.Areas) != 1 || f.Areas[0].Area != "B" || len(f.Areas[0].Violations) == 0 {
		t.Fatalf("%+v %s", got, got.Failure)
	}
	if plans := must[[]registry.Plan](t)(h.Plans(h.ctx, h.admin, registry.PlanQuery{})); len(plans) != 0 {
		t.Error("half a plan:", plans)
	}
}

func TestCancel(t *testing.T) { eachStore(t, testCancel) }

func testCancel(t *testing.T) {
	h := open(t)
	h.settle(3)
	big := h.on(h.store, jobbing)
	ask := workspace.Ask{Regions: []registry.RegionID{"C1"}}
	queued := must[workspace.Asked](t)(big.Solve(h.ctx, planner("C1"), ask)).Job
	_, err := big.Cancel(h.ctx, caller("d", registry.Grant{Role: registry.RoleDispatcher}), queued.ID)
	h.is(err, access.ErrForbidden)
	if j := must[registry.Job](t)(big.Cancel(h.ctx, planner("C1"), queued.ID)); j.State != registry.JobCancelled {
		t.Fatal(j.State)
	}
	// One that runs is asked to stop when its first area is read.
	running := must[workspace.Asked](t)(big.Solve(h.ctx, planner("C1"), ask)).Job
	slow := &slowly{Store: h.store, started: make(chan struct{})}
	runner := &workspace.Runner{Workspace: h.on(slow, jobbing)}
	ended := make(chan error)
	go func() {
		_, err := runner.Next(h.ctx)
		ended <- err
	}()
	<-slow.started
	must[registry.Job](t)(big.Cancel(h.ctx, planner("C1"), running.ID))
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	h.work(&workspace.Runner{Workspace: big})
	if j := h.job(running.ID); j.State != registry.JobCancelled {
		t.Fatal(j.State)
	}
	again := must[registry.Job](t)(big.Retry(h.ctx, planner("C1"), running.ID))
	h.work(&workspace.Runner{Workspace: big})
	h.made(again.ID)
}

// slowly holds reads of records up until the work is stopped.
type slowly struct {
	registry.Store
	once    sync.Once
	started chan struct{}
}

func (s *slowly) Read(ctx context.Context, f func(registry.Tx) error) error {
	return s.Store.Read(ctx, func(tx registry.Tx) error { return f(&slowTx{tx, s}) })
}

type slowTx struct {
	registry.Tx
	s *slowly
}

func (t *slowTx) Records(ctx context.Context, _ engine.AreaID, _ int64, _ bool) (registry.Records, error) {
	t.s.once.Do(func() { close(t.s.started) })
	<-ctx.Done()
	return registry.Records{}, ctx.Err()
}

// Several runners share the batches, and a watcher sees the job through to its end.
func TestRunnersShare(t *testing.T) { eachStore(t, testRunnersShare) }

func testRunnersShare(t *testing.T) {
	h := open(t)
	h.settle(5)
	want := hashes(h.solve(workspace.Ask{}))
	big := h.on(h.store, jobbing)
	ctx, cancel := context.WithCancel(h.ctx)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			c := jobbing
			c.Random = &seeded{seed: uint64(i) + 1}
			(&workspace.Runner{Workspace: h.on(h.store, c), Trouble: func(err error) { t.Error(err) }}).Run(ctx)
		})
	}
	asked := must[workspace.Asked](t)(big.Solve(h.ctx, planner("C1"), workspace.Ask{Regions: []registry.RegionID{"C1"}}))
	seen, last := 0, registry.Job{}
	for j, err := range big.Watch(h.ctx, planner("C1"), asked.Job.ID) {
		h.ok(err)
		if j.Done < last.Done {
			t.Error("progress goes back:", j.Done, last.Done)
		}
		seen, last = seen+1, j
	}
	cancel()
	wg.Wait()
	if last.State != registry.JobDone || seen < 2 {
		t.Fatalf("%d %+v %s", seen, last, last.Failure)
	}
	if d := cmp.Diff(want, hashes(h.made(asked.Job.ID))); d != "" {
		t.Error(d)
	}
	h.ok(h.store.Read(h.ctx, func(tx registry.Tx) error {
		batches, err := tx.Batches(h.ctx, asked.Job.ID)
		for _, b := range batches {
			if b.Attempt != 1 {
				return fmt.Errorf("batch %s was started %d times", b.ID, b.Attempt)
			}
		}
		return err
	}))
	h.judge()
}

// A runner that is told to stop gives its job back, and another goes on at once.
func TestStoppedRunnersGiveBack(t *testing.T) { eachStore(t, testStoppedRunnersGiveBack) }

func testStoppedRunnersGiveBack(t *testing.T) {
	h := open(t)
	h.settle(1)
	big := h.on(h.store, jobbing)
	j := must[workspace.Asked](t)(big.Solve(h.ctx, planner("C1"), workspace.Ask{Areas: []engine.AreaID{"A"}})).Job
	slow := &slowly{Store: h.store, started: make(chan struct{})}
	ctx, cancel := context.WithCancel(h.ctx)
	var wg sync.WaitGroup
	wg.Go(func() { (&workspace.Runner{Workspace: h.on(slow, jobbing)}).Run(ctx) })
	<-slow.started
	cancel()
	wg.Wait()
	h.work(&workspace.Runner{Workspace: big})
	h.made(j.ID)
}

// failing fails in reads of records, as a store does whose disk or network is gone.
type failing struct{ registry.Store }

func (s failing) Read(ctx context.Context, f func(registry.Tx) error) error {
	return s.Store.Read(ctx, func(tx registry.Tx) error { return f(failingTx{tx}) })
}

type failingTx struct{ registry.Tx }

func (failingTx) Records(context.Context, engine.AreaID, int64, bool) (registry.Records, error) {
	return registry.Records{}, errors.New("the disk is gone")
}

// detail is why a job failed.
func (h *house) detail(id registry.JobID) string {
	h.Helper()
	var f workspace.Failure
	h.ok(json.Unmarshal(h.job(id).Failure, &f))
	return f.Detail
}

// However often runners are told to stop, a job is given up only after starts that came to nothing, and it says why.
func TestOnlyFailuresCount(t *testing.T) { eachStore(t, testOnlyFailuresCount) }

func testOnlyFailuresCount(t *testing.T) {
	h := open(t)
	h.settle(1)
	big := h.on(h.store, jobbing)
	ask := workspace.Ask{Areas: []engine.AreaID{"A"}}
	j := must[workspace.Asked](t)(big.Solve(h.ctx, planner("C1"), ask)).Job
	for range 5 {
		slow := &slowly{Store: h.store, started: make(chan struct{})}
		ctx, cancel := context.WithCancel(h.ctx)
		go func() { <-slow.started; cancel() }()
		if _, err := (&workspace.Runner{Workspace: h.on(slow, jobbing)}).Next(ctx); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	h.work(&workspace.Runner{Workspace: big})
	h.made(j.ID)

	j = must[workspace.Asked](t)(big.Solve(h.ctx, planner("C1"), ask)).Job
	broken := &workspace.Runner{Workspace: h.on(failing{h.store}, jobbing)}
	for i := range 3 {
		if _, err := broken.Next(h.ctx); err == nil || err.Error() != "the disk is gone" {
			t.Fatal(i, err)
		}
	}
	h.work(&workspace.Runner{Workspace: big})
	if got := h.job(j.ID); got.State != registry.JobFailed || !strings.Contains(h.detail(j.ID), "3 starts came to nothing; the last of them met an error of the store") {
		t.Fatalf("%+v %s", got, got.Failure)
	}
	if strings.Contains(h.detail(j.ID), "disk") {
		t.Error("the failure tells of the machine:", h.detail(j.ID))
	}
}

// stuck waits for ever, so that only what is heard of goes on.
func stuck(ctx context.Context, _ time.Duration) error {
	<-ctx.Done()
	return ctx.Err()
}

// Where the store tells of jobs, nobody waits for the next time that he would have asked.
func TestJobsAreHeardOf(t *testing.T) {
	h := onPostgres(t, workspace.Config{})
	h.settle(1)
	h.Workspace = h.on(h.store, jobbing)
	runner := h.on(h.store, jobbing)
	runner.Wait = stuck
	watcher := h.on(h.store, jobbing)
	watcher.Wait = stuck
	ctx, cancel := context.WithCancel(h.ctx)
	var wg sync.WaitGroup
	wg.Go(func() { (&workspace.Runner{Workspace: runner, Trouble: func(err error) { t.Error(err) }}).Run(ctx) })
	for range 3 {
		j := must[workspace.Asked](t)(h.Solve(h.ctx, planner("C1"), workspace.Ask{Areas: []engine.AreaID{"A"}})).Job
		last := registry.Job{}
		for j, err := range watcher.Watch(h.ctx, planner("C1"), j.ID) {
			h.ok(err)
			last = j
		}
		if last.State != registry.JobDone {
			t.Fatalf("%+v", last)
		}
	}
	cancel()
	wg.Wait()
}

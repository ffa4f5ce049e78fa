package manage_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"jinlin/engine"
	"jinlin/httpapi/manage"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// A gate holds up who reads records through it, until it is opened or he gives up.
type gate struct {
	registry.Store
	mu   sync.Mutex
	shut chan struct{}
	// waiting hears of everybody who is held up.
	waiting chan struct{}
}

func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut, g.waiting = make(chan struct{}), make(chan struct{}, 100)
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut != nil {
		close(g.shut)
		g.shut = nil
	}
}

// pass lets one through.
func (g *gate) pass() {
	g.mu.Lock()
	shut := g.shut
	g.mu.Unlock()
	shut <- struct{}{}
}

func (g *gate) Read(ctx context.Context, f func(registry.Tx) error) error {
	return g.Store.Read(ctx, func(tx registry.Tx) error { return f(gatedTx{tx, g}) })
}

type gatedTx struct {
	registry.Tx
	gate *gate
}

func (t gatedTx) Records(ctx context.Context, id engine.AreaID, at int64, contacts bool) (registry.Records, error) {
	t.gate.mu.Lock()
	shut, waiting := t.gate.shut, t.gate.waiting
	t.gate.mu.Unlock()
	if shut != nil {
		waiting <- struct{}{}
		select {
		case <-shut:
		case <-ctx.Done():
			return registry.Records{}, ctx.Err()
		}
	}
	return t.Tx.Records(ctx, id, at, contacts)
}

// A works is a house in which every work is a job, done by a runner on a workspace of its own, as another process has, which reads through the gate.
type works struct {
	*house
	gate *gate
	stop func()
}

// openWorks settles a house and starts a runner.
func openWorks(t testing.TB, change func(*manage.Config)) *works {
	t.Helper()
	w := &works{}
	var c workspace.Config
	w.house = open(t, func(m *manage.Config) {
		m.Workspace.JobHomes, m.Workspace.BatchHomes = 1<<30, 1
		c = m.Workspace.Config
		if change != nil {
			change(m)
		}
	})
	w.settle()
	w.Workspace.JobHomes = -1
	w.gate = &gate{Store: w.store}
	c.Store, c.Random = w.gate, rand.Reader
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var done sync.WaitGroup
	r := &workspace.Runner{Workspace: workspace.New(c), Trouble: func(err error) { t.Error(err) }}
	done.Go(func() { r.Run(ctx) })
	w.stop = sync.OnceFunc(func() {
		cancel()
		done.Wait()
	})
	t.Cleanup(w.stop)
	return w
}

// job asks for a plan that a job makes.
func (c *client) job(body map[string]any) manage.Job {
	c.Helper()
	a := c.do(http.MethodPost, "/v1/plans", body).is(http.StatusAccepted)
	var asked manage.PlanAsked
	a.into(&asked)
	if asked.Job == nil || asked.Plan != nil || a.header.Get("Location") != "/v1/jobs/"+string(asked.Job.ID) || a.header.Get("ETag") != "" {
		c.Fatalf("%s %v", a.body, a.header)
	}
	return *asked.Job
}

func (c *client) jobNow(id registry.JobID) (j manage.Job) {
	c.Helper()
	c.do(http.MethodGet, "/v1/jobs/"+string(id), nil).is(http.StatusOK).into(&j)
	return j
}

// planOf is the plan that a job made.
func (c *client) planOf(j manage.Job) registry.PlanID {
	c.Helper()
	var made workspace.Made
	if j.State != registry.JobDone || json.Unmarshal(j.Result, &made) != nil {
		c.Fatalf("%+v: %s", j, j.Failure)
	}
	return made.Plan
}

func TestJobMakesPlan(t *testing.T) {
	w := openWorks(t, nil)
	w.account("Li", role(registry.RolePlanner, "C1"))
	c := w.logIn("Li")
	want := c.overview(firstPlan(c)) // of the same records, made at once
	w.gate.close()
	j := c.job(map[string]any{"regions": []string{"C1"}, "note": "n"})
	if j.Kind != workspace.JobSolve || !slices.Equal(j.Areas, []engine.AreaID{"A", "B", "C"}) || j.Steps != 3 || j.By == "" || j.End != nil {
		t.Fatalf("%+v", j)
	}
	<-w.gate.waiting
	if now := c.jobNow(j.ID); now.State != registry.JobRunning && now.State != registry.JobQueued || now.Result != nil {
		t.Fatalf("%+v", now)
	}
	w.gate.open()
	end := c.watch(j.ID).last()
	p := c.overview(c.planOf(end))
	if end.Done != 3 || end.End == nil || end.Started == nil || p.Note != "n" || p.Status != registry.PlanDraft {
		t.Errorf("%+v\n%+v", end, p)
	}
	for i := range want.Areas {
		if p.Areas[i].Hash != want.Areas[i].Hash {
			t.Errorf("area %s is planned in another way", p.Areas[i].Area)
		}
	}
	w.judge(p.ID)
	c.do("POST", "/v1/jobs/"+string(j.ID)+"/retry", nil).is(422).has("failed or was cancelled")
	if got := c.jobNow(j.ID); got.State != registry.JobDone {
		t.Errorf("%+v", got)
	}
}

func firstPlan(c *client) registry.PlanID {
	c.Helper()
	ids, _ := c.listed("?limit=1")
	return ids[0]
}

func TestJobCancelledAndDoneOnceMore(t *testing.T) {
	w := openWorks(t, nil)
	w.account("Li", role(registry.RolePlanner, "C1"))
	w.account("Ma", role(registry.RoleDispatcher, "C1"))
	w.account("town", role(registry.RolePlanner, "T1"))
	w.account("viewer", role(registry.RoleViewer, ""))
	c := w.logIn("Li")
	w.gate.close()
	running := c.job(map[string]any{"regions": []string{"T1"}})
	<-w.gate.waiting
	queued := c.job(map[string]any{"regions": []string{"C1"}})
	for name, status := range map[string]int{"Ma": 403, "town": 404, "viewer": 404} {
		w.logIn(name).do("POST", "/v1/jobs/"+string(queued.ID)+"/cancel", nil).is(status)
		w.logIn(name).do("POST", "/v1/jobs/"+string(queued.ID)+"/retry", nil).is(map[int]int{403: 422, 404: 404}[status])
	}
	w.nobody().do("POST", "/v1/jobs/"+string(queued.ID)+"/cancel", nil).is(401)
	c.do("POST", "/v1/jobs/nothing/cancel", nil).is(404)
	c.do("POST", "/v1/jobs/"+string(queued.ID)+"-00000/cancel", nil).is(404) // batches are inside matters

	var told manage.Job
	c.do("POST", "/v1/jobs/"+string(queued.ID)+"/cancel", nil).is(200).into(&told)
	if told.State != registry.JobCancelled || told.End == nil {
		t.Errorf("%+v", told)
	}
	c.do("POST", "/v1/jobs/"+string(running.ID)+"/cancel", nil).is(200).into(&told)
	if !told.CancelAsked && told.State != registry.JobCancelled {
		t.Errorf("%+v", told)
	}
	if end := c.watch(running.ID).last(); end.State != registry.JobCancelled || end.Result != nil {
		t.Errorf("%+v", end)
	}
	if ids, _ := c.listed("?status=draft"); len(ids) != 0 {
		t.Error("a cancelled job made a plan:", ids)
	}
	w.gate.open()
	a := c.do("POST", "/v1/jobs/"+string(running.ID)+"/retry", nil, "Idempotency-Key", "again").is(202)
	var again, twice manage.Job
	a.into(&again)
	if again.ID == running.ID || a.header.Get("Location") != "/v1/jobs/"+string(again.ID) {
		t.Fatalf("%+v %v", again, a.header)
	}
	c.do("POST", "/v1/jobs/"+string(running.ID)+"/retry", nil, "Idempotency-Key", "again").is(202).into(&twice)
	if twice.ID != again.ID {
		t.Error("a request sent again was carried out again")
	}
	w.judge(c.planOf(c.watch(again.ID).last()))
	c.do("POST", "/v1/jobs/"+string(again.ID)+"/cancel", nil).is(200).into(&told)
	if told.State != registry.JobDone {
		t.Errorf("what was done is now %s", told.State)
	}
}

func TestJobLists(t *testing.T) {
	w := openWorks(t, nil)
	w.account("Li", role(registry.RolePlanner, "C1"))
	w.account("town", role(registry.RolePlanner, "T1"))
	w.account("viewer", role(registry.RoleViewer, "C1"))
	c := w.logIn("Li")
	var made []registry.JobID
	for _, areas := range [][]string{{"A"}, {"C"}, {"A", "B"}, {"B", "C"}} {
		j := c.job(map[string]any{"areas": areas})
		c.watch(j.ID).last()
		made = append(made, j.ID)
	}
	slices.Reverse(made)
	if got := c.listedJobs("?limit=1"); !slices.Equal(got, made) {
		t.Errorf("%v page by page, want %v", got, made)
	}
	for query, want := range map[string][]registry.JobID{
		"?area=B": {made[0], made[1]}, "?area=A,C": made, "?state=queued,running": nil, "?state=done&area=C": {made[0], made[2]},
	} {
		if got := c.listedJobs(query); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	// The planner of a town sees the jobs that work there alone; his pages are shorter, and come to an end.
	if got := w.logIn("town").listedJobs("?limit=1"); !slices.Equal(got, []registry.JobID{made[1], made[3]}) {
		t.Error(got)
	}
	viewer := w.logIn("viewer")
	if got := viewer.listedJobs(""); len(got) != 0 {
		t.Error(got)
	}
	viewer.do("GET", "/v1/jobs/"+string(made[0]), nil).is(404)
	w.nobody().do("GET", "/v1/jobs", nil).is(401)
	c.do("GET", "/v1/jobs?state=lost", nil).is(422)
	c.do("GET", "/v1/jobs?after=nothing", nil).is(422)
	c.do("GET", "/v1/jobs/"+string(made[0])+"-00000", nil).is(404)
}

// TestJobRunsWhenSomeOfItIsDone: however the store does its batches, a job is queued, then runs, then has ended, for lists too.
func TestJobRunsWhenSomeOfItIsDone(t *testing.T) {
	w := openWorks(t, nil)
	w.account("Li", role(registry.RolePlanner, "C1"))
	c := w.logIn("Li")
	w.gate.close()
	j := c.job(map[string]any{"regions": []string{"C1"}})
	is := func(state registry.JobState, done int) {
		t.Helper()
		if got := c.jobNow(j.ID); got.State != state || got.Done != done {
			t.Errorf("%s, %d done; want %s, %d", got.State, got.Done, state, done)
		}
		for _, x := range []registry.JobState{registry.JobQueued, registry.JobRunning, registry.JobDone} {
			if got := c.listedJobs("?state=" + string(x)); (len(got) == 1) != (x == state) {
				t.Errorf("it is %s; under %s: %v", state, x, got)
			}
		}
	}
	<-w.gate.waiting
	is(registry.JobQueued, 0)
	w.gate.pass()
	<-w.gate.waiting
	is(registry.JobRunning, 1)
	w.gate.open()
	c.watch(j.ID).last()
	is(registry.JobDone, 3)
}

// listedJobs reads all pages.
func (c *client) listedJobs(query string) (ids []registry.JobID) {
	c.Helper()
	for after := ""; ; {
		var l manage.List[manage.Job]
		path := "/v1/jobs" + query
		if after != "" {
			path += "&after=" + after
		}
		c.do(http.MethodGet, path, nil).is(http.StatusOK).into(&l)
		for _, j := range l.Items {
			ids = append(ids, j.ID)
		}
		if after = l.Next; after == "" || !strings.Contains(query, "limit") {
			return ids
		}
	}
}

// TestJobFailureNamesHomesToWhoSeesThem: what is wrong with records is told to the planner, not to the administrator.
func TestJobFailureNamesHomesToWhoSeesThem(t *testing.T) {
	w := openWorks(t, nil)
	w.account("Li", role(registry.RolePlanner, "C1"))
	w.account("boss", ruler())
	_, err := w.PutPolicy(t.Context(), w.admin, registry.Policy{Name: "few", Document: []byte("extends: yuanshi\nlinks.load: {min: 1, target_min: 1, target_max: 2, max: 3}\n")})
	w.ok(err)
	r, err := w.Records(t.Context(), w.admin, workspace.RecordsAsk{Area: "A"})
	w.ok(err)
	m := r.Members[0]
	m.Status = ""
	var locks []engine.Pair
	for _, x := range r.Households {
		if lives := func(m engine.Member) bool { return m.Household == x.ID }; len(locks) < 5 && !slices.ContainsFunc(r.Members, lives) {
			locks = append(locks, engine.Pair{Household: x.ID, Member: m.ID})
		}
	}
	_, err = w.Edit(t.Context(), w.admin, "A", r.Area.Revision, registry.Edit{PutMembers: []engine.Member{m}, PutLocks: locks})
	w.ok(err)
	c := w.logIn("Li")
	j := c.job(map[string]any{"regions": []string{"C1"}, "policy": "few"})
	end := c.watch(j.ID).last()
	if end.State != registry.JobFailed || !strings.Contains(string(end.Failure), string(m.ID)) {
		t.Fatalf("%+v %s", end, end.Failure)
	}
	for _, path := range []string{"/v1/jobs/" + string(j.ID), "/v1/jobs", "/v1/jobs/" + string(j.ID) + "/events"} {
		a := w.logIn("boss").do("GET", path, nil).is(200).has("not valid", "failed")
		if strings.Contains(a.body, string(m.ID)) || strings.Contains(a.body, string(locks[0].Household)) {
			t.Errorf("%s: the administrator is told of homes: %s", path, a.body)
		}
	}
}

// TestJobOfAnAccountThatIsGone: the job goes on, and belongs to who sees its areas.
func TestJobOfAnAccountThatIsGone(t *testing.T) {
	w := openWorks(t, nil)
	li := w.account("Li", role(registry.RolePlanner, "C1"))
	w.account("Wu", role(registry.RolePlanner, "C1"))
	c, wu := w.logIn("Li"), w.logIn("Wu")
	w.gate.close()
	j := c.job(map[string]any{"areas": []string{"A"}})
	<-w.gate.waiting
	w.ok(w.keeper.DropAccount(t.Context(), access.House("test", access.RemoteLoopback), li.ID, li.Revision+1))
	w.gate.open()
	w.judge(wu.planOf(wu.watch(j.ID).last()))
	c.do("GET", "/v1/jobs/"+string(j.ID), nil).is(401)
}

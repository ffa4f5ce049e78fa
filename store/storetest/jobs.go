package storetest

import (
	"time"

	"jinlin/engine"
	"jinlin/service/registry"
)

// lease is what the tests ask for.
const lease = time.Minute

// at is a time so many seconds after the start.
func at(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }

// job is a queued one.
func job(id, parent registry.JobID, areas ...engine.AreaID) registry.Job {
	return registry.Job{ID: id, Parent: parent, Kind: "solve", Args: []byte("{}"), Areas: areas, At: start}
}

// claim starts the next job, which must be this one; "" for none.
func (c *check) claim(tx registry.Tx, when time.Time, want registry.JobID) registry.Job {
	c.Helper()
	j, err := tx.ClaimJob(c.ctx, when, lease)
	if want == "" {
		c.is(err, registry.ErrNotFound)
		return j
	}
	c.ok(err)
	if j.ID != want {
		c.Fatalf("claimed %q, want %q", j.ID, want)
	}
	return j
}

// end ends a job in its attempt.
func (c *check) end(tx registry.Tx, j registry.Job, state registry.JobState) {
	c.Helper()
	c.ok(tx.EndJob(c.ctx, j.ID, j.Attempt, state, nil, nil, at(1000)))
}

func (c *check) state(tx registry.Tx, id registry.JobID) registry.JobState {
	c.Helper()
	return must[registry.Job](c)(tx.Job(c.ctx, id)).State
}

func jobs(c *check) {
	c.write(func(tx registry.Tx) {
		j := registry.Job{ID: "j", Kind: "solve", Args: []byte(`{"a":1}`), Areas: []engine.AreaID{"b", "a", "b"}, Steps: 9, By: "x", At: start,
			State: registry.JobDone, Attempt: 7, CancelAsked: true, Result: []byte("x")}
		c.ok(tx.AddJobs(c.ctx, j))
		c.is(tx.AddJobs(c.ctx, job("k", ""), j), registry.ErrExists)
		fails[registry.Job](c, registry.ErrNotFound)(tx.Job(c.ctx, "k"))
		j = registry.Job{ID: "j", Kind: "solve", Args: []byte(`{"a":1}`), Areas: []engine.AreaID{"a", "b"}, Steps: 9, By: "x", At: start, State: registry.JobQueued}
		c.equal(must[registry.Job](c)(tx.Job(c.ctx, "j")), j)
		fails[registry.Job](c, registry.ErrNotFound)(tx.JobHead(c.ctx, "k"))
		c.equal(must[registry.Job](c)(tx.JobHead(c.ctx, "j")), headOf(j))

		got := c.claim(tx, at(1), "j")
		j.State, j.Attempt, j.Started, j.Lease = registry.JobRunning, 1, at(1), at(1).Add(lease)
		c.equal(got, j)
		got = must[registry.Job](c)(tx.ReportJob(c.ctx, "j", 1, 3, 10, at(99)))
		j.Done, j.Steps, j.Lease = 3, 10, at(99)
		c.equal(got, headOf(j))
		c.equal(must[registry.Job](c)(tx.Job(c.ctx, "j")), j)
		fails[registry.Job](c, registry.ErrConflict)(tx.ReportJob(c.ctx, "j", 2, 3, 10, at(99)))
		fails[registry.Job](c, registry.ErrNotFound)(tx.ReportJob(c.ctx, "none", 1, 3, 10, at(99)))
		c.is(tx.EndJob(c.ctx, "j", 1, registry.JobRunning, nil, nil, at(5)), registry.ErrInvalid)
		c.is(tx.EndJob(c.ctx, "j", 0, registry.JobDone, nil, nil, at(5)), registry.ErrConflict)
		c.is(tx.EndJob(c.ctx, "none", 1, registry.JobDone, nil, nil, at(5)), registry.ErrNotFound)
		c.ok(tx.EndJob(c.ctx, "j", 1, registry.JobFailed, []byte("half"), []byte("why"), at(5)))
		j.State, j.Result, j.Failure, j.End = registry.JobFailed, []byte("half"), []byte("why"), at(5)
		c.equal(must[registry.Job](c)(tx.Job(c.ctx, "j")), j)
		c.equal(must[registry.Job](c)(tx.JobHead(c.ctx, "j")), headOf(j))
		c.is(tx.EndJob(c.ctx, "j", 1, registry.JobDone, nil, nil, at(6)), registry.ErrConflict)
		fails[registry.Job](c, registry.ErrConflict)(tx.ReportJob(c.ctx, "j", 1, 3, 10, at(99)))
		c.claim(tx, at(9999), "")
	})
	c.sound()
}

// headOf leaves out what may be large.
func headOf(j registry.Job) registry.Job {
	j.Args, j.Result, j.Failure, j.Areas = nil, nil, nil, nil
	return j
}

func claimOrder(c *check) {
	c.write(func(tx registry.Tx) {
		c.ok(tx.AddJobs(c.ctx, job("z", "")))
		c.ok(tx.AddJobs(c.ctx, job("y", "", "a"), job("x", ""), job("w", "", "a")))
		var got []registry.JobID
		for _, j := range must[[]registry.Job](c)(tx.Jobs(c.ctx, registry.JobQuery{})) {
			got = append(got, j.ID)
		}
		c.equal(got, []registry.JobID{"w", "x", "y", "z"})
		for _, q := range []struct {
			registry.JobQuery
			want int
		}{
			{registry.JobQuery{Limit: 3}, 3},
			{registry.JobQuery{Before: "y"}, 1},
			{registry.JobQuery{Areas: []engine.AreaID{"a"}}, 2},
			{registry.JobQuery{Areas: []engine.AreaID{}}, 0},
			{registry.JobQuery{States: []registry.JobState{registry.JobQueued}}, 4},
			{registry.JobQuery{States: []registry.JobState{registry.JobRunning, registry.JobDone}}, 0},
			{registry.JobQuery{States: []registry.JobState{}}, 0},
		} {
			c.equal(len(must[[]registry.Job](c)(tx.Jobs(c.ctx, q.JobQuery))), q.want)
		}
		for i, j := range must[[]registry.Job](c)(tx.Jobs(c.ctx, registry.JobQuery{Brief: true})) {
			c.equal(j, headOf(must[[]registry.Job](c)(tx.Jobs(c.ctx, registry.JobQuery{}))[i]))
		}
		fails[[]registry.Job](c, registry.ErrNotFound)(tx.Jobs(c.ctx, registry.JobQuery{Before: "none"}))
		c.claim(tx, at(0), "z")
		c.claim(tx, at(0), "y")
		c.claim(tx, at(0), "x")
		c.claim(tx, at(0), "") // w waits for y
	})
}

func exclusion(c *check) {
	c.write(func(tx registry.Tx) {
		c.ok(tx.AddJobs(c.ctx, job("1", "", "a", "b"), job("2", "", "b", "c"), job("3", "", "c"), job("4", "", "d", "a")))
		one := c.claim(tx, at(0), "1")
		three := c.claim(tx, at(0), "3")
		c.claim(tx, at(0), "")
		c.end(tx, one, registry.JobDone)
		four := c.claim(tx, at(0), "4")
		c.claim(tx, at(0), "")
		c.end(tx, three, registry.JobFailed)
		two := c.claim(tx, at(0), "2")
		c.end(tx, four, registry.JobCancelled)
		c.end(tx, two, registry.JobDone)
		c.claim(tx, at(0), "")
	})
	c.sound()
}

func leases(c *check) {
	c.write(func(tx registry.Tx) {
		c.ok(tx.AddJobs(c.ctx, job("1", "", "a"), job("2", "", "a")))
		dead := c.claim(tx, at(0), "1")
		c.claim(tx, at(59), "")
		again := c.claim(tx, at(60), "1") // not 2: the job of a dead process still has its area
		c.equal([]int{again.Attempt, again.Failures}, []int{2, 1})
		c.equal(again.Started, at(0))
		fails[registry.Job](c, registry.ErrConflict)(tx.ReportJob(c.ctx, "1", dead.Attempt, 1, 1, at(999)))
		c.is(tx.EndJob(c.ctx, "1", dead.Attempt, registry.JobDone, nil, nil, at(61)), registry.ErrConflict)
		must[registry.Job](c)(tx.ReportJob(c.ctx, "1", again.Attempt, 1, 2, at(200)))
		c.claim(tx, at(199), "")
		c.is(tx.ReturnJob(c.ctx, "1", dead.Attempt, true), registry.ErrConflict)
		c.is(tx.ReturnJob(c.ctx, "none", 1, true), registry.ErrNotFound)
		c.ok(tx.ReturnJob(c.ctx, "1", again.Attempt, false))
		c.is(tx.ReturnJob(c.ctx, "1", again.Attempt, false), registry.ErrConflict)
		fails[registry.Job](c, registry.ErrConflict)(tx.ReportJob(c.ctx, "1", again.Attempt, 1, 2, at(200)))
		c.equal(c.state(tx, "1"), registry.JobQueued)
		third := c.claim(tx, at(150), "1") // at once, and not 2: it keeps its area
		c.equal([]int{third.Attempt, third.Failures, third.Done, third.Steps}, []int{3, 1, 1, 2})
		c.equal(third.Started, at(0))
		c.ok(tx.ReturnJob(c.ctx, "1", third.Attempt, true))
		fourth := c.claim(tx, at(150), "1")
		c.equal([]int{fourth.Attempt, fourth.Failures}, []int{4, 2})
		c.end(tx, fourth, registry.JobDone)
		c.is(tx.ReturnJob(c.ctx, "1", fourth.Attempt, true), registry.ErrConflict)
		c.claim(tx, at(150), "2")
	})
	c.sound()
}

// returned jobs are ended by who cancels them, and a parent that was given back takes no more batches.
func returned(c *check) {
	c.write(func(tx registry.Tx) {
		c.ok(tx.AddJobs(c.ctx, job("p", "", "a"), job("p1", "p", "a"), job("x", "", "a")))
		one := c.claim(tx, at(0), "p1")
		c.ok(tx.ReturnJob(c.ctx, "p1", one.Attempt, false))
		one = c.claim(tx, at(0), "p1")
		c.end(tx, one, registry.JobDone)
		p := c.claim(tx, at(0), "p")
		c.ok(tx.ReturnJob(c.ctx, "p", p.Attempt, false))
		c.is(tx.AddJobs(c.ctx, job("p2", "p", "a")), registry.ErrInvalid)
		c.equal(must[registry.Job](c)(tx.CancelJob(c.ctx, "p", at(1))).State, registry.JobCancelled)
		c.claim(tx, at(1), "x")
	})
	c.sound()
}

func batches(c *check) {
	c.write(func(tx registry.Tx) {
		c.ok(tx.AddJobs(c.ctx, job("p", "", "a", "b", "c"), job("p2", "p", "b", "c"), job("p1", "p", "a", "b"), job("x", "", "c"), job("q", "")))
		var got []registry.JobID
		for _, j := range must[[]registry.Job](c)(tx.Batches(c.ctx, "p")) {
			got = append(got, j.ID)
			if j.Args != nil || len(j.Areas) != 2 || must[registry.Job](c)(tx.Job(c.ctx, j.ID)).Args == nil {
				c.Fatalf("%+v", j)
			}
		}
		c.equal(got, []registry.JobID{"p1", "p2"})
		c.equal(len(must[[]registry.Job](c)(tx.Batches(c.ctx, "x"))), 0)
		fails[[]registry.Job](c, registry.ErrNotFound)(tx.Batches(c.ctx, "none"))
		for _, j := range must[[]registry.Job](c)(tx.Jobs(c.ctx, registry.JobQuery{})) {
			if j.Parent != "" {
				c.Fatalf("batch %q is listed", j.ID)
			}
		}
		two := c.claim(tx, at(0), "p2")
		one := c.claim(tx, at(0), "p1") // b is shared by batches of one parent
		c.claim(tx, at(0), "q")         // x waits: the parent has c until its end
		must[registry.Job](c)(tx.ReportJob(c.ctx, "p1", 1, 3, 10, at(100)))
		must[registry.Job](c)(tx.ReportJob(c.ctx, "p2", 1, 4, 20, at(100)))
		p := must[registry.Job](c)(tx.Job(c.ctx, "p"))
		c.equal([]int{p.Done, p.Steps}, []int{7, 30})
		c.end(tx, two, registry.JobDone)
		c.claim(tx, at(0), "")
		c.end(tx, one, registry.JobFailed)
		p = c.claim(tx, at(0), "p")
		c.claim(tx, at(0), "")
		c.is(tx.AddJobs(c.ctx, job("p3", "p", "a")), registry.ErrInvalid)
		c.end(tx, p, registry.JobDone)
		c.claim(tx, at(0), "x")
	})
	c.sound()
}

func cancel(c *check) {
	c.write(func(tx registry.Tx) {
		c.ok(tx.AddJobs(c.ctx, job("1", "", "a"), job("2", "", "a")))
		one := c.claim(tx, at(0), "1")
		fails[registry.Job](c, registry.ErrNotFound)(tx.CancelJob(c.ctx, "none", at(1)))
		two := must[registry.Job](c)(tx.CancelJob(c.ctx, "2", at(1)))
		c.equal([]any{two.State, two.End, two.CancelAsked}, []any{registry.JobCancelled, at(1), true})
		c.equal(must[registry.Job](c)(tx.CancelJob(c.ctx, "2", at(2))), two)
		running := must[registry.Job](c)(tx.CancelJob(c.ctx, "1", at(1)))
		c.equal([]any{running.State, running.CancelAsked}, []any{registry.JobRunning, true})
		again := must[registry.Job](c)(tx.ReportJob(c.ctx, "1", one.Attempt, 0, 0, at(60)))
		c.equal(again.CancelAsked, true)
		again = c.claim(tx, at(60), "1") // its process died
		c.equal(again.CancelAsked, true)
		c.end(tx, again, registry.JobCancelled)
		c.claim(tx, at(999), "")
	})
}

func cancelBatches(c *check) {
	c.write(func(tx registry.Tx) {
		c.ok(tx.AddJobs(c.ctx, job("p", "", "a"), job("p1", "p", "a"), job("p2", "p", "a"), job("p3", "p", "a"), job("x", "", "a")))
		one := c.claim(tx, at(0), "p1")
		two := c.claim(tx, at(0), "p2")
		c.end(tx, two, registry.JobDone)
		p := must[registry.Job](c)(tx.CancelJob(c.ctx, "p", at(1)))
		c.equal([]any{p.State, p.CancelAsked}, []any{registry.JobQueued, true})
		c.equal([]registry.JobState{c.state(tx, "p1"), c.state(tx, "p2"), c.state(tx, "p3")},
			[]registry.JobState{registry.JobRunning, registry.JobDone, registry.JobCancelled})
		c.equal(must[registry.Job](c)(tx.Job(c.ctx, "p1")).CancelAsked, true)
		c.claim(tx, at(1), "") // neither the parent, nor x: p1 has not stopped
		c.end(tx, one, registry.JobCancelled)
		c.equal(c.state(tx, "p"), registry.JobCancelled)
		c.claim(tx, at(1), "x")

		// A batch alone; then all at once, before any started; then while the parent runs.
		c.ok(tx.AddJobs(c.ctx, job("q", "", "b"), job("q1", "q", "b")))
		must[registry.Job](c)(tx.CancelJob(c.ctx, "q1", at(1)))
		q := c.claim(tx, at(1), "q")
		must[registry.Job](c)(tx.CancelJob(c.ctx, "q", at(1)))
		c.equal(c.state(tx, "q"), registry.JobRunning)
		c.end(tx, q, registry.JobCancelled)
		c.ok(tx.AddJobs(c.ctx, job("r", "", "b"), job("r1", "r", "b")))
		must[registry.Job](c)(tx.CancelJob(c.ctx, "r", at(1)))
		c.equal([]registry.JobState{c.state(tx, "r"), c.state(tx, "r1")}, []registry.JobState{registry.JobCancelled, registry.JobCancelled})
		c.is(tx.AddJobs(c.ctx, job("r2", "r", "b")), registry.ErrInvalid)
		c.ok(tx.AddJobs(c.ctx, job("y", "", "b")))
		c.claim(tx, at(1), "y")
	})
	c.sound()
}

func forgetJobs(c *check) {
	c.write(func(tx registry.Tx) {
		c.ok(tx.AddJobs(c.ctx, job("p", "", "a"), job("p1", "p", "a"), job("x", ""), job("y", "")))
		c.end(tx, c.claim(tx, at(0), "p1"), registry.JobDone)
		c.end(tx, c.claim(tx, at(0), "p"), registry.JobDone)
		c.claim(tx, at(0), "x")
		c.equal(must[int](c)(tx.ForgetJobs(c.ctx, at(1000))), 0)
		c.equal(must[int](c)(tx.ForgetJobs(c.ctx, at(1001))), 2)
		fails[registry.Job](c, registry.ErrNotFound)(tx.Job(c.ctx, "p1"))
		c.equal([]registry.JobState{c.state(tx, "x"), c.state(tx, "y")}, []registry.JobState{registry.JobRunning, registry.JobQueued})
	})
	c.sound()
}

func badJobs(c *check) {
	c.write(func(tx registry.Tx) {
		c.is(tx.AddJobs(c.ctx, job("b", "none")), registry.ErrNotFound)
		c.is(tx.AddJobs(c.ctx, job("b", "p"), job("p", "")), registry.ErrNotFound)
		c.ok(tx.AddJobs(c.ctx, job("p", "", "a"), job("b", "p", "a")))
		c.is(tx.AddJobs(c.ctx, job("c", "b", "a")), registry.ErrInvalid)
		c.is(tx.AddJobs(c.ctx, job("c", "p", "b")), registry.ErrInvalid)
		c.equal(len(must[[]registry.Job](c)(tx.Batches(c.ctx, "p"))), 1)
	})
}

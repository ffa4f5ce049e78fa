package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/internal/record"
)

// The progress of a parent is that of its batches.
const jobColumns = `SELECT j.id, j.kind, coalesce(j.parent, ''), j.args, j.result, j.failure,
	ARRAY(SELECT a.area FROM job_areas a WHERE a.job = j.id ORDER BY a.area), j.state,
	coalesce((SELECT sum(b.done)::bigint FROM jobs b WHERE b.parent = j.id), j.done), coalesce((SELECT sum(b.steps)::bigint FROM jobs b WHERE b.parent = j.id), j.steps),
	j.attempt, j.failures, j.lease, j.cancel, j.author, j.at, j.started, j.ended FROM jobs j `

// batchColumns leave the arguments out, jobHeadColumns all that may be large.
const batchColumns = `SELECT j.id, j.kind, coalesce(j.parent, ''), NULL::bytea, j.result, j.failure,
	ARRAY(SELECT a.area FROM job_areas a WHERE a.job = j.id ORDER BY a.area), j.state,
	coalesce((SELECT sum(b.done)::bigint FROM jobs b WHERE b.parent = j.id), j.done), coalesce((SELECT sum(b.steps)::bigint FROM jobs b WHERE b.parent = j.id), j.steps),
	j.attempt, j.failures, j.lease, j.cancel, j.author, j.at, j.started, j.ended FROM jobs j `

const jobHeadColumns = `SELECT j.id, j.kind, coalesce(j.parent, ''), NULL::bytea, NULL::bytea, NULL::bytea,
	NULL::text[], j.state,
	coalesce((SELECT sum(b.done)::bigint FROM jobs b WHERE b.parent = j.id), j.done), coalesce((SELECT sum(b.steps)::bigint FROM jobs b WHERE b.parent = j.id), j.steps),
	j.attempt, j.failures, j.lease, j.cancel, j.author, j.at, j.started, j.ended FROM jobs j `

func readJob(s scanner) (registry.Job, error) {
	var j registry.Job
	var lease, at, started, ended time.Time
	err := s.Scan(&j.ID, &j.Kind, &j.Parent, &j.Args, &j.Result, &j.Failure, &j.Areas, &j.State, &j.Done, &j.Steps, &j.Attempt, &j.Failures, &lease, &j.CancelAsked,
		&j.By, &at, &started, &ended)
	if err != nil {
		return j, err
	}
	j.Lease, j.At, j.Started, j.End = lease.UTC(), at.UTC(), started.UTC(), ended.UTC()
	j.Areas = record.OrNil(j.Areas)
	return j, nil
}

func (t *tx) AddJobs(ctx context.Context, jobs ...registry.Job) error {
	return t.whole(ctx, func() error {
		for _, j := range jobs {
			if err := t.addJob(ctx, j); err != nil {
				return fmt.Errorf("job %q: %w", j.ID, err)
			}
		}
		return nil
	})
}

func (t *tx) addJob(ctx context.Context, j registry.Job) error {
	n, err := t.changes(ctx, 0, "SELECT n FROM jobs WHERE id = $1", string(j.ID))
	if err != nil {
		return err
	}
	areas := slices.Compact(slices.Sorted(slices.Values(j.Areas)))
	if j.Parent != "" {
		if err := t.checkBatch(ctx, j.Parent, areas); err != nil {
			return err
		}
	}
	var none time.Time
	_, err = t.do(ctx, `INSERT INTO jobs (n, id, kind, parent, args, state, done, steps, attempt, lease, cancel, author, at, started, ended)
		VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, 0, $8, false, $9, $10, $11, $12)`,
		n, string(j.ID), j.Kind, reference(j.Parent), blob(j.Args), j.Done, j.Steps, none, string(j.By), j.At, none, none)
	if err != nil {
		return err
	}
	_, err = t.do(ctx, "INSERT INTO job_areas (job, area) SELECT $1, unnest($2::text[])", string(j.ID), ids(areas))
	return err
}

// checkBatch looks whether a parent may have a batch with these areas.
func (t *tx) checkBatch(ctx context.Context, parent registry.JobID, areas []engine.AreaID) error {
	p, err := t.JobHead(ctx, parent)
	if err != nil {
		return fmt.Errorf("parent %q: %w", parent, err)
	}
	if p.Parent != "" || p.State != registry.JobQueued || p.Attempt > 0 || p.CancelAsked {
		return fmt.Errorf("parent %q is a batch, or was started or cancelled: %w", parent, registry.ErrInvalid)
	}
	other, err := list(ctx, t, value[engine.AreaID], "SELECT a FROM unnest($1::text[]) AS a WHERE NOT EXISTS (SELECT 1 FROM job_areas j WHERE j.job = $2 AND j.area = a) LIMIT 1",
		ids(areas), string(parent))
	if err == nil && len(other) > 0 {
		err = fmt.Errorf("area %q is not one of parent %q: %w", other[0], parent, registry.ErrInvalid)
	}
	return err
}

func (t *tx) Batches(ctx context.Context, parent registry.JobID) ([]registry.Job, error) {
	if _, err := t.JobHead(ctx, parent); err != nil {
		return nil, err
	}
	return list(ctx, t, readJob, batchColumns+"WHERE j.parent = $1 ORDER BY j.id", string(parent))
}

func (t *tx) Job(ctx context.Context, id registry.JobID) (registry.Job, error) {
	return first(ctx, t, readJob, jobColumns+"WHERE j.id = $1", string(id))
}

func (t *tx) JobHead(ctx context.Context, id registry.JobID) (registry.Job, error) {
	return first(ctx, t, readJob, jobHeadColumns+"WHERE j.id = $1", string(id))
}

func (t *tx) Jobs(ctx context.Context, q registry.JobQuery) ([]registry.Job, error) {
	s := &search{}
	s.add("j.parent IS NULL")
	among(s, "j.state = ANY(?)", q.States)
	among(s, "j.id IN (SELECT job FROM job_areas WHERE area = ANY(?))", q.Areas)
	if q.Before != "" {
		n, err := first(ctx, t, value[int64], "SELECT n FROM jobs WHERE id = $1", string(q.Before))
		if err != nil {
			return nil, err
		}
		s.add("j.n < ?", n)
	}
	columns := jobColumns
	if q.Brief {
		columns = jobHeadColumns
	}
	query := s.query(columns, "j.n DESC", q.Limit)
	return list(ctx, t, readJob, query, s.args...)
}

// claimable finds the oldest job that may start: a family (a parent with its batches) holds all its areas or none, from its first start to its end. What
// holds for a family is asked once for all its jobs. Jobs that
// somebody is starting, reporting or ending at this moment are passed over.
//
//nolint:misspell // SQL spells it so
const claimable = `WITH families (id) AS MATERIALIZED (
		SELECT DISTINCT coalesce(parent, id) FROM jobs WHERE state IN ('queued', 'running') AND (state = 'queued' OR lease <= $1)),
	free (id) AS MATERIALIZED (SELECT f.id FROM families f WHERE EXISTS (SELECT 1 FROM held h WHERE h.job = f.id)
		OR NOT EXISTS (SELECT 1 FROM job_areas a JOIN held h ON h.area = a.area WHERE a.job = f.id))
	SELECT j.id FROM jobs j WHERE j.state IN ('queued', 'running') AND (j.state = 'queued' OR j.lease <= $1)
	AND coalesce(j.parent, j.id) IN (SELECT id FROM free)
	AND (j.parent IS NOT NULL OR NOT EXISTS (SELECT 1 FROM jobs b WHERE b.parent = j.id AND b.state IN ('queued', 'running')))
	ORDER BY j.n LIMIT 1 FOR UPDATE OF j SKIP LOCKED`

func (t *tx) ClaimJob(ctx context.Context, at time.Time, lease time.Duration) (registry.Job, error) {
	if err := t.writes(); err != nil {
		return registry.Job{}, err
	}
	id, err := first(ctx, t, value[registry.JobID], claimable, at)
	if err != nil {
		return registry.Job{}, err
	}
	err = t.whole(ctx, func() error {
		_, err := t.do(ctx, `UPDATE jobs SET state = 'running', attempt = attempt + 1,
			failures = failures + CASE WHEN state = 'running' THEN 1 ELSE 0 END, lease = $1, started = CASE WHEN attempt = 0 THEN $2 ELSE started END
			WHERE id = $3`, at.Add(lease), at, string(id))
		if err != nil {
			return err
		}
		_, err = t.do(ctx, `INSERT INTO held (area, job) SELECT a.area, a.job FROM job_areas a
			WHERE a.job = (SELECT coalesce(parent, id) FROM jobs WHERE id = $1) AND NOT EXISTS (
				SELECT 1 FROM held WHERE job = (SELECT coalesce(parent, id) FROM jobs WHERE id = $1)) ON CONFLICT (area) DO NOTHING`, string(id))
		return err
	})
	if err != nil {
		return registry.Job{}, err
	}
	return t.Job(ctx, id)
}

// running reads a job that runs in that attempt, else registry.ErrConflict.
func (t *tx) running(ctx context.Context, id registry.JobID, attempt int) (registry.Job, error) {
	if err := t.writes(); err != nil {
		return registry.Job{}, err
	}
	j, err := t.JobHead(ctx, id)
	if err == nil && (j.State != registry.JobRunning || j.Attempt != attempt) {
		err = fmt.Errorf("job %q is %s in attempt %d, not running in %d: %w", id, j.State, j.Attempt, attempt, registry.ErrConflict)
	}
	return j, err
}

func (t *tx) ReportJob(ctx context.Context, id registry.JobID, attempt, done, steps int, lease time.Time) (registry.Job, error) {
	if _, err := t.running(ctx, id, attempt); err != nil {
		return registry.Job{}, err
	}
	_, err := t.do(ctx, "UPDATE jobs SET done = $1, steps = $2, lease = $3 WHERE id = $4", done, steps, lease, string(id))
	if err != nil {
		return registry.Job{}, err
	}
	return t.JobHead(ctx, id)
}

func (t *tx) ReturnJob(ctx context.Context, id registry.JobID, attempt int, failed bool) error {
	if _, err := t.running(ctx, id, attempt); err != nil {
		return err
	}
	failures := 0
	if failed {
		failures = 1
	}
	_, err := t.do(ctx, "UPDATE jobs SET state = 'queued', failures = failures + $1 WHERE id = $2", failures, string(id))
	return err
}

func (t *tx) EndJob(ctx context.Context, id registry.JobID, attempt int, state registry.JobState, result, failure []byte, at time.Time) error {
	if !state.Ended() {
		return fmt.Errorf("job %q: %q is no end: %w", id, state, registry.ErrInvalid)
	}
	j, err := t.running(ctx, id, attempt)
	if err != nil {
		return err
	}
	return t.whole(ctx, func() error {
		_, err := t.do(ctx, "UPDATE jobs SET state = $1, result = $2, failure = $3, ended = $4 WHERE id = $5",
			string(state), blob(result), blob(failure), at, string(id))
		if err != nil {
			return err
		}
		return t.settle(ctx, j, at)
	})
}

// settle ends, after a job has ended, what ends with it: the hold on its areas, and a parent that was only waiting for it to be cancelled.
func (t *tx) settle(ctx context.Context, j registry.Job, at time.Time) error {
	if j.Parent == "" {
		_, err := t.do(ctx, "DELETE FROM held WHERE job = $1", string(j.ID))
		return err
	}
	ended, err := t.do(ctx, `UPDATE jobs SET state = 'cancelled', ended = $1 WHERE id = $2 AND cancel AND state = 'queued'
		AND NOT EXISTS (SELECT 1 FROM jobs b WHERE b.parent = jobs.id AND b.state IN ('queued', 'running'))`, at, string(j.Parent))
	if err != nil || ended == 0 {
		return err
	}
	_, err = t.do(ctx, "DELETE FROM held WHERE job = $1", string(j.Parent))
	return err
}

func (t *tx) CancelJob(ctx context.Context, id registry.JobID, at time.Time) (registry.Job, error) {
	if err := t.writes(); err != nil {
		return registry.Job{}, err
	}
	j, err := t.Job(ctx, id)
	if err != nil || j.State.Ended() {
		return j, err
	}
	if err := t.whole(ctx, func() error { return t.cancel(ctx, j, at) }); err != nil {
		return registry.Job{}, err
	}
	return t.Job(ctx, id)
}

func (t *tx) cancel(ctx context.Context, j registry.Job, at time.Time) error {
	id := string(j.ID)
	if _, err := t.do(ctx, "UPDATE jobs SET cancel = true WHERE (id = $1 OR parent = $1) AND state IN ('queued', 'running')", id); err != nil {
		return err
	}
	if _, err := t.do(ctx, "UPDATE jobs SET state = 'cancelled', ended = $1 WHERE parent = $2 AND state = 'queued'", at, id); err != nil {
		return err
	}
	ended, err := t.do(ctx, `UPDATE jobs SET state = 'cancelled', ended = $1 WHERE id = $2 AND state = 'queued'
		AND NOT EXISTS (SELECT 1 FROM jobs b WHERE b.parent = jobs.id AND b.state IN ('queued', 'running'))`, at, id)
	if err != nil || ended == 0 {
		return err
	}
	return t.settle(ctx, j, at)
}

// ForgetJobs counts batches besides.
func (t *tx) ForgetJobs(ctx context.Context, before time.Time) (int, error) {
	if err := t.writes(); err != nil {
		return 0, err
	}
	const old = "parent IS NULL AND state NOT IN ('queued', 'running') AND ended < $1"
	n, err := first(ctx, t, value[int], "SELECT count(*) FROM jobs WHERE parent IN (SELECT id FROM jobs WHERE "+old+")", before)
	if err != nil {
		return 0, err
	}
	parents, err := t.do(ctx, "DELETE FROM jobs WHERE "+old, before)
	return n + int(parents), err
}

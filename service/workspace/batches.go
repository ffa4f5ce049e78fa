package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// batch does the work of a batch, and returns what commits it together with its end.
func (r *Runner) batch(ctx context.Context, j registry.Job, done func(int)) (func(registry.Tx) error, error) {
	switch j.Kind {
	case JobSolve, JobRebalance:
		return r.solveBatch(ctx, j, done)
	case JobImport:
		return r.importBatch(ctx, j, done)
	case JobForget:
		return r.forgetBatch(ctx, j)
	}
	return nil, &service.ContradictionError{Problem: fmt.Sprintf("there is no job of the kind %q", j.Kind)}
}

// readArgs reads what a job is to do.
func readArgs(j registry.Job, into any) error {
	if err := json.Unmarshal(j.Args, into); err != nil {
		return &service.ContradictionError{Problem: "the job cannot be read: " + err.Error()}
	}
	return nil
}

// solvedBatch is the result of a batch of a solve.
type solvedBatch struct {
	Parts []solvedPart `json:"parts"`
	// Policies are the documents that parts refer to.
	Policies []json.RawMessage `json:"policies"`
}

type solvedPart struct {
	registry.PlanArea
	Policy int             `json:"policy"`
	Parent registry.PlanID `json:"parent,omitempty"`
}

func (r *Runner) solveBatch(ctx context.Context, j registry.Job, done func(int)) (func(registry.Tx) error, error) {
	var ask Ask
	if err := readArgs(j, &ask); err != nil {
		return nil, err
	}
	parts, err := making{w: r.Workspace, ask: ask}.all(ctx, j.Areas, done)
	if err != nil {
		return nil, err
	}
	var out solvedBatch
	at := map[string]int{}
	for i := range parts {
		doc := string(codec.JSON(parts[i].policy))
		n, ok := at[doc]
		if !ok {
			n = len(out.Policies)
			at[doc], out.Policies = n, append(out.Policies, json.RawMessage(doc))
		}
		out.Parts = append(out.Parts, solvedPart{parts[i].PlanArea, n, parts[i].parent})
	}
	result, err := toJSON(out)
	if err != nil {
		return nil, err
	}
	return func(tx registry.Tx) error {
		if err := keep(ctx, tx, parts, r.Now()); err != nil {
			return err
		}
		return r.finish(ctx, tx, j, len(parts), result)
	}, nil
}

// finish ends a batch as done, with all of its steps behind it.
func (r *Runner) finish(ctx context.Context, tx registry.Tx, j registry.Job, steps int, result []byte) error {
	now := r.Now()
	if _, err := tx.ReportJob(ctx, j.ID, j.Attempt, steps, steps, now.Add(r.lease())); err != nil {
		return err
	}
	return tx.EndJob(ctx, j.ID, j.Attempt, registry.JobDone, result, nil, now)
}

func (r *Runner) importBatch(ctx context.Context, j registry.Job, done func(int)) (func(registry.Tx) error, error) {
	areas, err := incomingOf(j)
	if err != nil {
		return nil, &service.ContradictionError{Problem: "the job cannot be read: " + err.Error()}
	}
	t, err := r.takeover(j)
	if err != nil {
		return nil, err
	}
	var told []ImportedArea
	for chunk := range slices.Chunk(areas, areasPerWrite) {
		some, err := t.chunk(ctx, chunk)
		if err != nil {
			return nil, err
		}
		told = append(told, some...)
		done(len(told))
	}
	result, err := toJSON(importedBatch{told, paired(areas)})
	if err != nil {
		return nil, err
	}
	return func(tx registry.Tx) error { return r.finish(ctx, tx, j, len(areas), result) }, nil
}

// importedBatch is the result of a batch of an import.
type importedBatch struct {
	Areas []ImportedArea `json:"areas"`
	// Pairs are what waits until the members of all batches are there.
	Pairs []incoming `json:"pairs,omitempty"`
}

// paired are the pairs of homes and members of areas that have any.
func paired(areas []incoming) []incoming {
	var out []incoming
	for i := range areas {
		if x := &areas[i]; len(x.Locks)+len(x.Vetoes) > 0 {
			out = append(out, incoming{ID: x.ID, Locks: x.Locks, Vetoes: x.Vetoes})
		}
	}
	return out
}

// takeover does what an import job was allowed when it was asked for, in the name of who asked.
func (r *Runner) takeover(j registry.Job) (takeover, error) {
	var args importArgs
	if err := readArgs(j, &args); err != nil {
		return takeover{}, err
	}
	return takeover{w: r.Workspace, caller: access.Caller{Account: j.By}, region: args.Region, replace: args.Replace, trusted: true}, nil
}

// Made is what a job that makes a plan has as its result.
type Made struct {
	Plan registry.PlanID `json:"plan"`
}

// assemble makes one thing of what the batches made, and ends the job in the same transaction.
func (r *Runner) assemble(ctx context.Context, j registry.Job) error {
	switch j.Kind {
	case JobImport:
		return r.assembleImport(ctx, j)
	case JobForget:
		return r.assembleForget(ctx, j)
	}
	return r.conclude(ctx, j, func(tx registry.Tx, batches []registry.Job) ([]byte, error) {
		var ask Ask
		if err := json.Unmarshal(j.Args, &ask); err != nil {
			return nil, err
		}
		parts, err := partsOf(batches)
		if err != nil {
			return nil, err
		}
		p, err := r.addPlan(ctx, tx, r.assembled(planOf(j.ID), ask, parts, j.By))
		if err != nil {
			return nil, err
		}
		return toJSON(Made{p.ID})
	})
}

// conclude ends a job with batches in one transaction: with what f makes of them, or as failed where one of them is not done.
func (r *Runner) conclude(ctx context.Context, j registry.Job, f func(registry.Tx, []registry.Job) (result []byte, err error)) error {
	return r.Store.Write(ctx, func(tx registry.Tx) error {
		batches, err := tx.Batches(ctx, j.ID)
		if err != nil {
			return err
		}
		if failed := failures(batches); failed != nil {
			return tx.EndJob(ctx, j.ID, j.Attempt, registry.JobFailed, nil, failed, r.Now())
		}
		result, err := f(tx, batches)
		if err != nil {
			return err
		}
		return tx.EndJob(ctx, j.ID, j.Attempt, registry.JobDone, result, nil, r.Now())
	})
}

// failures is the failure of a job whose batches are not all done; nil if they are.
func failures(batches []registry.Job) []byte {
	all, n := Failure{}, 0
	for _, b := range batches {
		if b.State == registry.JobDone {
			continue
		}
		n++
		var f Failure
		if json.Unmarshal(b.Failure, &f) == nil {
			all.Areas = append(all.Areas, f.Areas...)
		}
		if all.Detail == "" {
			all.Detail = f.Detail
		}
	}
	if n == 0 {
		return nil
	}
	all.Detail = fmt.Sprintf("%d of %d batches failed: %s", n, len(batches), all.Detail)
	b, err := toJSON(all)
	if err != nil {
		return []byte(`{"detail":"batches failed"}`)
	}
	return b
}

// partsOf are the areas of all batches, by area.
func partsOf(batches []registry.Job) ([]part, error) {
	var parts []part
	for _, b := range batches {
		var done solvedBatch
		if err := json.Unmarshal(b.Result, &done); err != nil {
			return nil, fmt.Errorf("result of batch %s: %w", b.ID, err)
		}
		for _, x := range done.Parts {
			if x.Policy < 0 || x.Policy >= len(done.Policies) {
				return nil, fmt.Errorf("result of batch %s names policy %d of %d", b.ID, x.Policy, len(done.Policies))
			}
			pol, err := codec.FromJSON(done.Policies[x.Policy])
			if err != nil {
				return nil, err
			}
			parts = append(parts, part{PlanArea: x.PlanArea, policy: pol, parent: x.Parent})
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return compare(a.Area, b.Area) })
	return parts, nil
}

// assembleImport writes the pairs of homes and members, which may lie in several batches, and tells what became of all areas.
func (r *Runner) assembleImport(ctx context.Context, j registry.Job) error {
	var batches []registry.Job
	err := r.Store.Read(ctx, func(tx registry.Tx) (err error) {
		batches, err = tx.Batches(ctx, j.ID)
		return err
	})
	if err != nil {
		return err
	}
	if failed := failures(batches); failed != nil {
		return r.end(ctx, j, registry.JobFailed, failed)
	}
	t, err := r.takeover(j)
	if err != nil {
		return err
	}
	out := Imported{Areas: []ImportedArea{}}
	for _, b := range batches {
		var done importedBatch
		if err := json.Unmarshal(b.Result, &done); err != nil {
			return &service.ContradictionError{Problem: fmt.Sprintf("batch %s cannot be read", b.ID)}
		}
		if err := t.pairs(ctx, done.Pairs, done.Areas); err != nil {
			return err
		}
		out.Areas = append(out.Areas, done.Areas...)
	}
	slices.SortFunc(out.Areas, func(a, b ImportedArea) int { return compare(a.Area, b.Area) })
	result, err := toJSON(out)
	if err != nil {
		return err
	}
	return r.Store.Write(ctx, func(tx registry.Tx) error {
		return tx.EndJob(ctx, j.ID, j.Attempt, registry.JobDone, result, nil, r.Now())
	})
}

package manage

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// A Job is long work that outlives the request that asked for it, and the process.
type Job struct {
	ID          registry.JobID     `json:"id"`
	Kind        string             `json:"kind" doc:"solve, rebalance, import, ..."`
	State       registry.JobState  `json:"state" enum:"queued,running,done,failed,cancelled" doc:"queued: nothing of it is done yet."`
	Areas       []engine.AreaID    `json:"areas" nullable:"false" doc:"Those that it works on, which nobody else's job touches meanwhile."`
	Done        int                `json:"done" doc:"So many of steps are behind it."`
	Steps       int                `json:"steps"`
	CancelAsked bool               `json:"cancel_asked,omitempty" doc:"It shall stop."`
	By          registry.AccountID `json:"by,omitempty"`
	At          time.Time          `json:"at" doc:"When it was asked for."`
	Started     *time.Time         `json:"started,omitempty"`
	End         *time.Time         `json:"end,omitempty"`
	Result      json.RawMessage    `json:"result,omitempty" doc:"Of solve and rebalance {plan}; of import {areas}."`
	Failure     json.RawMessage    `json:"failure,omitempty" doc:"Why it failed: {detail, areas: [{area, violations}]}; the areas for who sees their homes."`
}

// A JobPath names a job in a path.
type JobPath struct {
	Job string `path:"job" pattern:"^[a-z0-9-]{1,64}$" example:"ja2b3c4d5e6f7g2h3"`
}

type (
	jobsAsk struct {
		Paging
		State []string `query:"state" enum:"queued,running,done,failed,cancelled" maxItems:"5" doc:"Only these, with commas between them."`
		Area  []string `query:"area" maxItems:"100" doc:"Only jobs that work on one of these areas."`
	}
	jobsAnswer struct{ Body List[Job] }
	jobAsk     struct{ JobPath }
	jobAnswer  struct{ Body Job }
	jobAdded   struct {
		Location string `header:"Location" doc:"The job."`
		Body     Job
	}
)

func (f *frame) jobRoutes() {
	register(f, operation{
		id: "list-jobs", method: http.MethodGet, path: "/v1/jobs", tag: "jobs", summary: "List jobs, the newest first",
		text: "Your own, and those all of whose areas you see. A page may be shorter than its limit, or empty, though more follow: go on while there is a next.",
	}, f.listJobs)
	register(f, operation{id: "get-job", method: http.MethodGet, path: "/v1/jobs/{job}", tag: "jobs", summary: "Tell how far a job is"}, f.getJob)
	register(f, operation{
		id: "cancel-job", method: http.MethodPost, path: "/v1/jobs/{job}/cancel", tag: "jobs", summary: "Ask a job to stop",
		text: "One that is queued is cancelled then; one that runs ends within a second. What has ended stays as it is. A cancelled solve leaves no plan; a cancelled import " +
			"leaves the areas that it had taken over.",
	}, f.cancelJob)
	register(f, operation{
		id: "retry-job", method: http.MethodPost, path: "/v1/jobs/{job}/retry", tag: "jobs", summary: "Do a job that failed or was cancelled once more, as another job",
		status: http.StatusAccepted,
	}, f.retryJob)
	f.eventRoutes()
}

func jobPath(id registry.JobID) string { return "/v1/jobs/" + string(id) }

func shownJob(j registry.Job) Job {
	out := Job{
		ID: j.ID, Kind: j.Kind, State: j.State, Areas: j.Areas, Done: j.Done, Steps: j.Steps, CancelAsked: j.CancelAsked, By: j.By, At: j.At.UTC(),
		Started: moment(j.Started), End: moment(j.End), Result: j.Result, Failure: j.Failure,
	}
	if out.Areas == nil {
		out.Areas = []engine.AreaID{}
	}
	return out
}

// moment is nil for the zero time.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func (f *frame) listJobs(ctx context.Context, c access.Caller, in *jobsAsk) (*jobsAnswer, error) {
	q := registry.JobQuery{Areas: areaIDs(in.Area), Before: registry.JobID(in.After), Limit: in.Limit}
	for _, s := range in.State {
		q.States = append(q.States, registry.JobState(s))
	}
	list, next, err := f.Workspace.Jobs(ctx, c, q)
	if err != nil {
		return nil, noPage(err, in.After)
	}
	out := List[Job]{Items: make([]Job, len(list)), Next: string(next)}
	for i, j := range list {
		out.Items[i] = shownJob(j)
	}
	return &jobsAnswer{out}, nil
}

func (f *frame) getJob(ctx context.Context, c access.Caller, in *jobAsk) (*jobAnswer, error) {
	return asJob(f.Workspace.Job(ctx, c, registry.JobID(in.Job)))
}

func (f *frame) cancelJob(ctx context.Context, c access.Caller, in *jobAsk) (*jobAnswer, error) {
	return asJob(f.Workspace.Cancel(ctx, c, registry.JobID(in.Job)))
}

func asJob(j registry.Job, err error) (*jobAnswer, error) {
	if err != nil {
		return nil, err
	}
	return &jobAnswer{shownJob(j)}, nil
}

func (f *frame) retryJob(ctx context.Context, c access.Caller, in *jobAsk) (*jobAdded, error) {
	j, err := f.Workspace.Retry(ctx, c, registry.JobID(in.Job))
	if err != nil {
		return nil, err
	}
	return &jobAdded{jobPath(j.ID), shownJob(j)}, nil
}

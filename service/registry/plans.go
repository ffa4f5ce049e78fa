package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"jinlin/engine"
)

type (
	// PlanID names a plan of one or several areas.
	PlanID string
	// Hash names an area plan by its content (hex SHA-256).
	Hash string
	// JobID names a job.
	JobID string
)

// HashOf is the hash of a content.
func HashOf(content []byte) Hash {
	sum := sha256.Sum256(content)
	return Hash(hex.EncodeToString(sum[:]))
}

// PlanStatus tells where a plan stands.
type PlanStatus string

const (
	// PlanDraft: made, and in force nowhere.
	PlanDraft PlanStatus = "draft"
	// PlanPublished: in force in its areas.
	PlanPublished PlanStatus = "published"
	// PlanSuperseded: was in force, in none of its areas any more.
	PlanSuperseded PlanStatus = "superseded"
)

// A Plan is a version: for each of its areas the plan that was made. Area plans are kept once, however many plans name them.
type Plan struct {
	ID PlanID
	// Parent is the plan that it follows from, "" for one made anew.
	Parent PlanID
	Status PlanStatus
	// Scheme is the name of the policy, Policy its whole document (JSON).
	Scheme string
	Policy []byte
	Note   string
	Areas  []PlanArea // by area
	// By made it (an account, "" for a server without accounts), At when.
	By       AccountID
	At       time.Time
	Revision int64
}

// A PlanArea is what a plan holds of an area.
type PlanArea struct {
	Area engine.AreaID
	// Hash is the area plan, Records the revision of the area that it was made from (0: not told), which is not forgotten while the plan is kept.
	Hash    Hash
	Records int64
	// Summary are its figures (JSON), to show without reading the plan.
	Summary []byte
}

// PlanQuery asks for plans, the newest first; Areas and Policy are left out of the answers.
type PlanQuery struct {
	// Areas limits to plans that hold one of them.
	Areas  []engine.AreaID
	Status PlanStatus // "" for any
	Before PlanID     // goes on after this one; "" from the start
	Limit  int
}

// Plans keeps plans.
type Plans interface {
	// PutAreaPlan keeps the content of an area plan; of one that is there already, the time is renewed. ErrInvalid: it has another hash.
	PutAreaPlan(ctx context.Context, hash Hash, content []byte, at time.Time) error
	AreaPlan(ctx context.Context, hash Hash) ([]byte, error)
	// AddPlan keeps a new plan (a draft) with an id that the caller chose; ErrNotFound: its parent, an area, the revision of its records, or an
	// area plan is not there.
	AddPlan(ctx context.Context, p Plan) error
	Plan(ctx context.Context, id PlanID) (Plan, error)
	// PlanHead is a plan without its areas.
	PlanHead(ctx context.Context, id PlanID) (Plan, error)
	// PlanArea is what a plan holds of one area, without reading the rest of it. ErrNotFound: there is no such plan, or it has not the area.
	PlanArea(ctx context.Context, id PlanID, area engine.AreaID) (PlanArea, error)
	Plans(ctx context.Context, q PlanQuery) ([]Plan, error)
	// Publish puts a plan in force in its areas: they name it as Published, and plans that are then in force nowhere become superseded. All
	// of these get a new revision. A superseded plan may be published again. ErrNotFound: an area is not there any more.
	Publish(ctx context.Context, id PlanID, revision int64) error
	// DropPlan: ErrInUse where it is in force. Plans that followed from it then have no parent.
	DropPlan(ctx context.Context, id PlanID, revision int64) error
}

// A Drawing is what GIS programs are shown of an area plan: circles and links, on the earth.
type Drawing struct {
	Circles []engine.Circle
	Links   []engine.Home
}

// Display is a Tx of a store that programs beside ours read, too. Other stores need no drawings.
type Display interface {
	// Draw says what is shown of an area plan while it is in force. ErrNotFound: it is not kept.
	Draw(ctx context.Context, hash Hash, d Drawing) error
}

// JobState tells how far a job is. Queued and running jobs end as exactly one of done, failed, cancelled.
type JobState string

const (
	JobQueued    JobState = "queued"
	JobRunning   JobState = "running"
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"
	JobCancelled JobState = "cancelled"
)

// Ended reports whether nothing more will happen to the job.
func (s JobState) Ended() bool { return s == JobDone || s == JobFailed || s == JobCancelled }

// A Job is long work that outlives the request that asked for it, and the process.
type Job struct {
	ID   JobID
	Kind string
	// Parent is the job that this one is a batch of, "" for none. A job with batches starts when all of them have ended, and its progress is the
	// sum of theirs. Batches have none of their own.
	Parent JobID
	// Args say what to do (JSON), Result what came of it (JSON), Failure why it failed (a problem document without personal data).
	Args, Result, Failure []byte
	// Areas are those that it works on, in order; a parent's hold those of its batches. A job has its areas to itself from its start to its end, one
	// with batches from the start of the first of them, so that nobody comes between a batch and what is made of it.
	Areas []engine.AreaID
	State JobState
	// Done of Steps are behind it.
	Done, Steps int
	// Attempt counts the starts, Failures those that came to nothing: the lease ran out, or ReturnJob said so. Lease tells until when the process
	// that runs it has promised a sign of life.
	Attempt, Failures int
	Lease             time.Time
	// CancelAsked: it shall stop.
	CancelAsked      bool
	By               AccountID
	At, Started, End time.Time
}

// JobQuery asks for jobs, the newest first; batches are not among them.
type JobQuery struct {
	States []JobState
	Areas  []engine.AreaID
	Before JobID
	Limit  int
	// Brief leaves out what JobHead leaves out.
	Brief bool
}

// Jobs keeps jobs. All changes of a running job name its attempt: who was taken for dead and is not gets ErrConflict and must stop.
type Jobs interface {
	// AddJobs adds queued jobs, a parent before its batches. ErrNotFound: a parent is neither there nor among them. ErrInvalid: the parent is a
	// batch or was started, or a batch has areas that the parent has not.
	AddJobs(ctx context.Context, jobs ...Job) error
	// Batches are the jobs of a parent, by id, without their Args, which may be most of what there is of them.
	Batches(ctx context.Context, parent JobID) ([]Job, error)
	Job(ctx context.Context, id JobID) (Job, error)
	// JobHead is a job without Args, Result, Failure and Areas, for who looks at it often.
	JobHead(ctx context.Context, id JobID) (Job, error)
	Jobs(ctx context.Context, q JobQuery) ([]Job, error)
	// ClaimJob starts the oldest job that is queued, or runs on a lease that is over (not after now; that start has failed), and whose areas no other job
	// has. ErrNotFound: none.
	// A job whose process died is claimed with CancelAsked as it was.
	ClaimJob(ctx context.Context, now time.Time, lease time.Duration) (Job, error)
	// ReportJob renews the lease and tells the progress; the job as it stands (its JobHead) tells whether to cancel.
	ReportJob(ctx context.Context, id JobID, attempt, done, steps int, lease time.Time) (Job, error)
	// ReturnJob gives a running job back: it is queued again, in its old place, and keeps its areas. failed counts the start among the Failures.
	ReturnJob(ctx context.Context, id JobID, attempt int, failed bool) error
	// EndJob ends it, with a result or a failure, in the transaction that writes what it made. ErrInvalid: the state is no end.
	EndJob(ctx context.Context, id JobID, attempt int, state JobState, result, failure []byte, at time.Time) error
	// CancelJob asks a running job to stop, and ends a queued one; its batches likewise. A parent whose batches are still running is asked too, and
	// ends with the last of them. What has ended stays as it is.
	CancelJob(ctx context.Context, id JobID, at time.Time) (Job, error)
	// ForgetJobs removes jobs that ended before, with their batches, and counts both.
	ForgetJobs(ctx context.Context, before time.Time) (int, error)
}

package manage

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// A Plan is a version of what was planned for one or several areas.
type Plan struct {
	ID       registry.PlanID     `json:"id"`
	Parent   registry.PlanID     `json:"parent,omitempty" doc:"The plan that it follows from; not there for one made anew, or where its areas follow from several."`
	Status   registry.PlanStatus `json:"status" enum:"draft,published,superseded" doc:"published: in force in at least one area."`
	Scheme   string              `json:"scheme,omitempty" doc:"Name of the policy; not there where areas have several."`
	Note     string              `json:"note,omitempty" doc:"Only for who sees an area of it whole."`
	By       registry.AccountID  `json:"by,omitempty" doc:"The account that made it; as note."`
	At       time.Time           `json:"at"`
	Revision int64               `json:"revision" doc:"The number in the ETag that If-Match takes."`
}

// A PlanOverview is a plan with what it came to.
type PlanOverview struct {
	Plan
	Policy json.RawMessage `json:"policy,omitempty" doc:"The document of the policy; not there where areas have several."`
	Total  workspace.Sums  `json:"total" doc:"The figures of the areas added up."`
	Areas  []PlanArea      `json:"areas,omitempty" doc:"Those that you may see, by id; not there with areas=false."`
}

// A PlanArea is what a plan came to in one area.
type PlanArea struct {
	Area    engine.AreaID   `json:"area"`
	Hash    registry.Hash   `json:"hash,omitempty" doc:"Names the area's plan by its content: plans with the same hash are the same."`
	Records int64           `json:"records,omitempty" doc:"The revision of the area's records that it was made from."`
	Figures *workspace.Sums `json:"figures,omitempty" doc:"Not there where the area has too few homes for what you may see."`
	// Outcome and what follows tell what a rebalance did.
	Outcome   service.Outcome `json:"outcome,omitempty" doc:"What a rebalance did."`
	Foreign   bool            `json:"foreign,omitempty" doc:"The plan before was made from other records than those at hand."`
	Voluntary int             `json:"voluntary,omitempty" doc:"Homes that changed member though they need not have."`
	Forced    int             `json:"forced,omitempty" doc:"Homes that had to change member."`
}

// PlanAsked is what became of the wish for a plan: the plan, or the job that makes it.
type PlanAsked struct {
	Plan *Plan `json:"plan,omitempty" doc:"With 201."`
	Job  *Job  `json:"job,omitempty" doc:"With 202: the job that makes it; its result names the plan."`
}

// A PlanPath names a plan in a path.
type PlanPath struct {
	Plan string `path:"plan" pattern:"^[a-z0-9]{1,64}$" example:"pa2b3c4d5e6f7g2h3"`
}

type (
	plansAsk struct {
		Paging
		Area   []string `query:"area" maxItems:"100" doc:"Only plans that hold one of these areas."`
		Status string   `query:"status" enum:"draft,published,superseded" doc:"Only these. Who sees only what is in force gets the published ones."`
	}
	plansAnswer struct{ Body List[Plan] }
	planAsk     struct {
		PlanPath
		Look
		Areas bool `query:"areas" default:"true" doc:"false leaves the areas out."`
	}
	planAnswer struct {
		Tagged
		Body PlanOverview
	}
	planChange struct {
		PlanPath
		Change
	}
	planHead struct {
		Tagged
		Body Plan
	}
	planWish struct {
		Body struct {
			Areas      []string `json:"areas,omitempty" maxItems:"100000" nullable:"false" doc:"These areas,"`
			Regions    []string `json:"regions,omitempty" maxItems:"1000" nullable:"false" doc:"and all that lie in these regions and below them."`
			Policy     string   `json:"policy,omitempty" maxLength:"64" doc:"Name of a policy or scheme; without it, each area is planned by the one that applies to it."`
			Note       string   `json:"note,omitempty" maxLength:"500" doc:"For who looks at the plan later. No names of people."`
			Rebalance  bool     `json:"rebalance,omitempty" doc:"Let the plans in force follow the records, with as few changes as can be; else plans are made anew."`
			MaxChanges *int     `json:"max_changes,omitempty" minimum:"0" doc:"With rebalance: the best plan with at most so many homes that change member though they need not."`
			Resite     bool     `json:"resite,omitempty" doc:"With rebalance: circles may move too."`
			Everywhere bool     `json:"everywhere,omitempty" doc:"With rebalance: also where the records have not changed."`
		}
	}
	planAsked struct {
		Status   int
		Location string `header:"Location" doc:"The plan, or the job that makes it."`
		ETag     string `header:"ETag" doc:"The revision of the plan, in quotes."`
		Body     PlanAsked
	}
)

func (f *frame) planRoutes() {
	register(f, operation{
		id: "list-plans", method: http.MethodGet, path: "/v1/plans", tag: "plans", summary: "List plans, the newest first",
	}, f.listPlans)
	asked := f.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[PlanAsked](), true, "PlanAsked")
	register(f, operation{
		id: "make-plan", method: http.MethodPost, path: "/v1/plans", tag: "plans", summary: "Plan areas, as a draft",
		text: "Small work is done at once (201); large work becomes a job (202), which ends with a plan of all the areas or with none. Nothing is in force before it is published.",
		responses: map[string]*huma.Response{"202": {
			Description: "A job makes it.", Content: map[string]*huma.MediaType{"application/json": {Schema: asked}},
			Headers: map[string]*huma.Param{"Location": {Schema: &huma.Schema{Type: huma.TypeString}, Description: "The job."}},
		}},
		status: http.StatusCreated,
	}, f.makePlan)
	register(f, operation{
		id: "get-plan", method: http.MethodGet, path: "/v1/plans/{plan}", tag: "plans", summary: "Tell what a plan came to",
		text: "In the areas that you see whole, with the hash of each area's plan; elsewhere in those in which it is in force, with published figures only.",
	}, f.getPlan)
	register(f, operation{
		id: "drop-plan", method: http.MethodDelete, path: "/v1/plans/{plan}", tag: "plans", summary: "Remove a plan that is in force nowhere", status: http.StatusNoContent,
	}, f.dropPlan)
	register(f, operation{
		id: "publish-plan", method: http.MethodPost, path: "/v1/plans/{plan}/publication", tag: "plans", summary: "Put a plan in force in its areas",
		text: "All of its areas at once, or none. What was in force there is superseded, and can be published again.",
	}, f.publishPlan)
	register(f, operation{
		id: "roll-back-plan", method: http.MethodPost, path: "/v1/plans/{plan}/rollback", tag: "plans", summary: "Put back in force the plan that this one followed from",
		text: "If-Match is the ETag of the plan that goes; the answer is the plan that is in force then.",
	}, f.rollBackPlan)
}

func shownPlan(p registry.Plan) Plan {
	return Plan{ID: p.ID, Parent: p.Parent, Status: p.Status, Scheme: p.Scheme, Note: p.Note, By: p.By, At: p.At.UTC(), Revision: p.Revision}
}

func (f *frame) listPlans(ctx context.Context, c access.Caller, in *plansAsk) (*plansAnswer, error) {
	q := registry.PlanQuery{Areas: areaIDs(in.Area), Status: registry.PlanStatus(in.Status), Before: registry.PlanID(in.After), Limit: in.Limit + 1}
	list, err := f.Workspace.Plans(ctx, c, q)
	if err != nil {
		return nil, noPage(err, in.After)
	}
	return &plansAnswer{pageOf(list, in.Limit, func(p registry.Plan) string { return string(p.ID) }, shownPlan)}, nil
}

// noPage tells a cursor that names nothing from a place that is not there: lists name no place that must be.
func noPage(err error, after string) error {
	if after != "" && errors.Is(err, registry.ErrNotFound) {
		return errNoPage
	}
	return err
}

// areaIDs are ids of areas; nil where none are named.
func areaIDs(list []string) []engine.AreaID {
	var out []engine.AreaID
	for _, x := range list {
		out = append(out, engine.AreaID(x))
	}
	return out
}

func (f *frame) getPlan(ctx context.Context, c access.Caller, in *planAsk) (*planAnswer, error) {
	o, err := f.Workspace.Overview(ctx, c, registry.PlanID(in.Plan))
	if err != nil {
		return nil, err
	}
	out := &planAnswer{Tagged: taggedBy(o.Tag), Body: PlanOverview{Plan: shownPlan(o.Plan), Policy: o.Policy, Total: o.Total}}
	if in.Areas {
		out.Body.Areas = make([]PlanArea, len(o.Areas))
		for i, x := range o.Areas {
			out.Body.Areas[i] = PlanArea(x)
		}
	}
	return out, nil
}

func (f *frame) makePlan(ctx context.Context, c access.Caller, in *planWish) (*planAsked, error) {
	ask := workspace.Ask{
		Areas: areaIDs(in.Body.Areas), Policy: in.Body.Policy, Note: in.Body.Note, Rebalance: in.Body.Rebalance, MaxChanges: in.Body.MaxChanges,
		Resite: in.Body.Resite, Everywhere: in.Body.Everywhere,
	}
	for _, r := range in.Body.Regions {
		ask.Regions = append(ask.Regions, registry.RegionID(r))
	}
	done, err := f.Workspace.Solve(ctx, c, ask)
	if err != nil {
		return nil, err
	}
	if done.Job != nil {
		j := shownJob(*done.Job)
		return &planAsked{Status: http.StatusAccepted, Location: jobPath(done.Job.ID), Body: PlanAsked{Job: &j}}, nil
	}
	p := shownPlan(done.Plan)
	return &planAsked{
		Status: http.StatusCreated, Location: "/v1/plans/" + string(p.ID), ETag: tagged(p.Revision).ETag, Body: PlanAsked{Plan: &p},
	}, nil
}

func (f *frame) dropPlan(ctx context.Context, c access.Caller, in *planChange) (*struct{}, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	return nil, f.Workspace.DropPlan(ctx, c, registry.PlanID(in.Plan), revision)
}

func (f *frame) publishPlan(ctx context.Context, c access.Caller, in *planChange) (*planHead, error) {
	return f.inForce(ctx, c, in, f.Workspace.Publish)
}

func (f *frame) rollBackPlan(ctx context.Context, c access.Caller, in *planChange) (*planHead, error) {
	return f.inForce(ctx, c, in, f.Workspace.RollBack)
}

func (f *frame) inForce(ctx context.Context, c access.Caller, in *planChange,
	change func(context.Context, access.Caller, registry.PlanID, int64) (registry.Plan, error)) (*planHead, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	p, err := change(ctx, c, registry.PlanID(in.Plan), revision)
	if err != nil {
		return nil, err
	}
	return &planHead{tagged(p.Revision), shownPlan(p)}, nil
}

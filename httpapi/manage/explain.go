package manage

import (
	"context"
	"net/http"
	"strings"

	"jinlin/engine"
	"jinlin/httpapi/internal/told"
	"jinlin/policy"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// Handed tells what a link by hand comes to.
type Handed struct {
	Cost  []TierCost      `json:"cost" nullable:"false" doc:"What the links are worse by, tier by tier: the first number that is not 0 decides."`
	Moves []HandMove      `json:"moves" nullable:"false" doc:"The homes that change member."`
	Plan  registry.PlanID `json:"plan,omitempty" doc:"The draft with it, where it was kept; not in force before it is published."`
}

// TierCost is what a tier changes by.
type TierCost struct {
	Tier  policy.Tier `json:"tier"`
	Delta int64       `json:"delta" doc:"Positive is worse; of the tier distance, millimetres."`
}

// A HandMove is a home that changes member.
type HandMove struct {
	Household  engine.HouseholdID `json:"household"`
	Kind       engine.MoveKind    `json:"kind" enum:"arrived,gone,forced,voluntary,served"`
	Before     engine.MemberID    `json:"before_member,omitempty" doc:"Left out: nobody."`
	After      engine.MemberID    `json:"after_member,omitempty"`
	BeforeM    *float64           `json:"before_m,omitempty"`
	AfterM     *float64           `json:"after_m,omitempty"`
	LoadBefore *int               `json:"load_before,omitempty" doc:"Of the member before, in the plan before."`
	LoadAfter  *int               `json:"load_after,omitempty" doc:"Of the member after, with the link."`
	Cause      engine.CauseCode   `json:"cause" doc:"A code, see docs/formats.md."`
}

type (
	explainAsk struct {
		AreaPath
		Household string `path:"household" minLength:"1" maxLength:"200"`
		Plan      string `query:"plan" maxLength:"64" doc:"A plan; left out: the one in force."`
		Best      bool   `query:"best" doc:"Tell also what each other member would cost if all other homes were arranged as well as possible. Takes a solve of the links for each."`
	}
	explainAnswer struct{ Body told.HomeExplanation }
	handAsk       struct {
		AreaPath
		Change
		Body struct {
			Household engine.HouseholdID `json:"household" minLength:"1" maxLength:"200"`
			Member    engine.MemberID    `json:"member" minLength:"1" maxLength:"200"`
			Drop      bool               `json:"drop,omitempty" doc:"Let the pair go again."`
			Keep      bool               `json:"keep,omitempty" doc:"Keep the pair together from now on, and make a draft with it; without it, only the cost is told."`
			Note      string             `json:"note,omitempty" maxLength:"500" doc:"For who looks at the draft later. No names of people."`
		}
	}
	handAnswer struct {
		Tagged
		Body Handed
	}
)

func (f *frame) explainRoutes() {
	register(f, operation{
		id: "explain-home", method: http.MethodGet, path: "/v1/areas/{area}/households/{household}/explanation", tag: "plans",
		summary: "Tell why a home has the member that it has",
		text:    "And what every other member would cost, tier by tier. A member is told of the homes that he answers for, without other homes.",
	}, f.explain)
	register(f, operation{
		id: "link-by-hand", method: http.MethodPost, path: "/v1/areas/{area}/hand", tag: "plans", summary: "Set a link by hand, or let it go",
		text: "Tells what it costs the plan in force, and with keep makes a draft with it. It is refused where it contradicts eligibility, a veto or a maximum.",
	}, f.hand)
}

func (f *frame) explain(ctx context.Context, c access.Caller, in *explainAsk) (*explainAnswer, error) {
	x, err := f.Workspace.Explain(ctx, c, workspace.ExplainAsk{
		Area: engine.AreaID(in.Area), Household: engine.HouseholdID(in.Household), Plan: registry.PlanID(in.Plan), Best: in.Best,
	})
	if err != nil {
		return nil, err
	}
	return &explainAnswer{*told.Home(x)}, nil
}

func (f *frame) hand(ctx context.Context, c access.Caller, in *handAsk) (*handAnswer, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	h, err := f.Workspace.Hand(ctx, c, workspace.Hand{
		Area: engine.AreaID(in.Area), Revision: revision, Pair: engine.Pair{Household: in.Body.Household, Member: in.Body.Member},
		Drop: in.Body.Drop, Keep: in.Body.Keep, Note: in.Body.Note,
	})
	if err != nil {
		return nil, inHand(err)
	}
	cost := all(h.Cost, func(t workspace.TierCost) TierCost { return TierCost(t) })
	return &handAnswer{tagged(h.Area.Revision), Handed{cost, all(h.Moves, shownMove), h.Plan.ID}}, nil
}

// inHand gives what a link by hand is refused for its place in the request.
func inHand(err error) error {
	return placed(err, func(_, path string) string {
		if at, ok := strings.CutPrefix(path, "changes[0]"); ok {
			return "body" + at
		}
		return "body"
	}, func(int) string { return "body" })
}

func shownMove(m engine.Move) HandMove {
	out := HandMove{Household: m.Household, Kind: m.Kind, Before: m.Before, After: m.After, Cause: m.Cause.Code}
	if m.Before != "" {
		out.BeforeM, out.LoadBefore = new(float64(m.BeforeMM)/1000), new(m.LoadBefore)
	}
	if m.After != "" {
		out.AfterM, out.LoadAfter = new(float64(m.AfterMM)/1000), new(m.LoadAfter)
	}
	return out
}

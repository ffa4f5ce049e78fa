package httpapi

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"jinlin/httpapi/manage"
	"jinlin/service"
)

// operations registers the API. The bodies are read by hand, record by record, and described here.
func (s *server) operations(api huma.API) {
	s.probes(api)
	s.post(api, work{
		id: "solve", path: "/v1/solve", summary: "Plan service circles and links",
		text: "Answers with the plan, also where homes stay unserved: each has its reason. The same problem gives the same plan.",
		asks: reflect.TypeFor[Problem](), answers: reflect.TypeFor[PlanCollection](), media: "application/geo+json",
	}, s.working(s.postSolve))
	s.post(api, work{
		id: "verify", path: "/v1/verify", summary: "Judge a plan",
		text: "Rebuilds everything that the plan says from the problem alone and lists what is not true.",
		asks: reflect.TypeFor[PlannedProblem](), answers: reflect.TypeFor[Report](), media: "application/json",
	}, s.working(s.postVerify))
	s.post(api, work{
		id: "rebalance", path: "/v1/rebalance", summary: "Let a plan follow what happened since",
		text: "Takes the records that a plan was made from, the plan, and what happened since: changes, or new lists. Answers with the plan " +
			"that follows, every home that moved with the reason, and what more changes would buy. Areas where nothing changed keep their features. " +
			"Where the records are not those of the plan, the plan tells who had whom, and summary.foreign counts the areas.",
		asks: reflect.TypeFor[Succession](), answers: reflect.TypeFor[Followed](), media: "application/json",
		examples: rebalanceExamples(),
	}, s.working(s.postRebalance))
	s.post(api, work{
		id: "what-if", path: "/v1/what-if", summary: "Say what numbers of circles and radii would come to",
		text: "A row for each number with each radius: how much is held, how far away, and what nothing can be better than. Where the policy asks for the fewest circles, " +
			"a row with a number holds the most that so many can. Nothing is linked.",
		asks: reflect.TypeFor[WhatIf](), answers: reflect.TypeFor[service.WhatIfReport](), media: "application/json",
	}, s.working(s.postWhatIf))
	s.post(api, work{
		id: "compare", path: "/v1/compare", summary: "Set plans or schemes side by side",
		text: "Takes plans, or schemes and policies by which the records are planned, 2 to 8 in all, and tells of each whom it reaches, how even the work is, how far it is, " +
			"what changes from the first to it, what is lacking and what would mend it; in all and area by area. With records every plan is judged. " +
			"With format html the answer is a page to read and print. No home and no member is named.",
		asks: reflect.TypeFor[Contest](), answers: reflect.TypeFor[service.Comparison](), media: "application/json",
		examples: compareExamples(),
	}, s.working(s.postCompare))
	s.post(api, work{
		id: "explain", path: "/v1/explain", summary: "Say why a home or a member has what the plan gives",
		text: "Of a home: every member, how far, how loaded, and what giving him this home would cost, tier by tier. " +
			"Of a member: his homes, and what more or less load for him would cost.",
		asks: reflect.TypeFor[Question](), answers: reflect.TypeFor[Explained](), media: "application/json",
		examples: explainExamples(),
	}, s.working(s.postExplain))
}

// work describes an operation that takes a problem.
type work struct {
	id, path, summary, text string
	asks, answers           reflect.Type
	media                   string
	examples                map[string]*huma.Example
}

func (s *server) post(api huma.API, w work, handle func(huma.Context)) {
	schemas := api.OpenAPI().Components.Schemas
	o := huma.Operation{
		OperationID: w.id, Method: http.MethodPost, Path: w.path, Summary: w.summary, Description: w.text, Tags: []string{"plans"},
		Errors: []int{400, 408, 413, 415, 422, 429, 500, 503, 504},
		Responses: map[string]*huma.Response{"200": {
			Description: http.StatusText(http.StatusOK),
			Content:     map[string]*huma.MediaType{w.media: {Schema: schemas.Schema(w.answers, true, "")}},
		}},
	}
	if s.known != nil { // a server with accounts computes for those who have one
		o.Middlewares, o.Security, o.Errors = s.known, manage.Security(), append(o.Errors, 401, 421)
	}
	huma.Register(api, o, func(context.Context, *struct{}) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: handle}, nil
	})
	// only now: Register would read the body of an operation that has a schema for it, whole and into memory
	api.OpenAPI().Paths[w.path].Post.RequestBody = &huma.RequestBody{
		Required: true,
		Content:  map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(w.asks, true, ""), Examples: w.examples}},
	}
}

package httpapi

import "jinlin/httpapi/internal/told"

// The types of the answers of /v1/explain. Numbers by tier stand in the order of tiers; those of the tier distance are whole
// millimetres, all other lengths metres.

// A Question asks why a home or a member has what a plan gives.
type Question struct {
	Standing
	Household string `json:"household,omitempty" doc:"Id of the home to explain; this or member" example:"h2"`
	Member    string `json:"member,omitempty" doc:"Id of the member to explain"`
	Best      bool   `json:"best,omitempty" doc:"Of a home: tell also what each other member would cost if all other homes were arranged as well as possible. Takes a solve of the links for each"`
}

// Explained answers for every area that knows the home or the member: a member may serve several.
type Explained struct {
	Explanations []AreaExplanation `json:"explanations" nullable:"false"`
}

// An AreaExplanation holds one of a home and a member.
type AreaExplanation struct {
	Area   string                  `json:"area"`
	Home   *told.HomeExplanation   `json:"home,omitempty"`
	Member *told.MemberExplanation `json:"member,omitempty"`
}

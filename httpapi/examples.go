package httpapi

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"
)

// The examples of the API's description. Where a plan stands, what /v1/solve answers to the records of the example belongs.
const (
	exampleRecords = `"households":[{"id":"h1","lon":114.52,"lat":37.76},{"id":"h2","lon":114.5205,"lat":37.76},{"id":"h3","lon":114.521,"lat":37.76}],` +
		`"members":[{"id":"m1","household":"h1"},{"id":"m2","household":"h3"}]`
	examplePlan    = `{"type":"FeatureCollection","jinlin":"1","features":[],"policy":{},"areas":[]}`
	exampleChanges = `"changes":[{"change":"put","record":"household","id":"h4","lon":114.5212,"lat":37.7601},` +
		`{"change":"update","record":"member","id":"m1","status":"away"},{"change":"put","record":"lock","household":"h2","member":"m2"}]`
	exampleLists = `"new_members":[{"id":"m2","household":"h3"}],"max_changes":3,"trades":1`
)

func rebalanceExamples() map[string]*huma.Example {
	return map[string]*huma.Example{
		"changes":   example("A home arrives, a member goes away, and a home is locked to another", exampleChanges),
		"new lists": example("The members as they are now; the best plan with at most 3 voluntary changes", exampleLists),
	}
}

func explainExamples() map[string]*huma.Example {
	return map[string]*huma.Example{
		"home":   example("Why this member and not another", `"household":"h2"`),
		"member": example("Why this load", `"member":"m1"`),
	}
}

const exampleSchemes = `"schemes":["yuanshi","yuanshi-zone"]`

func compareExamples() map[string]*huma.Example {
	return map[string]*huma.Example{
		"schemes": {Summary: "Two schemes for the same records", Value: json.RawMessage(`{` + exampleRecords + `,` + exampleSchemes + `}`)},
		"plans":   {Summary: "Two plans, judged too", Value: json.RawMessage(`{` + exampleRecords + `,"plans":[` + examplePlan + `,` + examplePlan + `]}`)},
	}
}

// example is a body with the records, a plan and what is asked.
func example(summary, asked string) *huma.Example {
	return &huma.Example{Summary: summary, Value: json.RawMessage(`{` + exampleRecords + `,"plan":` + examplePlan + `,` + asked + `}`)}
}

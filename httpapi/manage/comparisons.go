package manage

import (
	"context"
	"net/http"

	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

type (
	comparisonAsk struct {
		Body struct {
			Plans []registry.PlanID `json:"plans" minItems:"2" maxItems:"8" nullable:"false" doc:"The first is the one that the others are compared with."`
		}
	}
	comparisonAnswer struct{ Body service.Comparison }
)

func (f *frame) comparisonRoutes() {
	register(f, operation{
		id: "compare-plans", method: http.MethodPost, path: "/v1/comparisons", tag: "plans", summary: "Set plans side by side", pure: true,
		text: "Each is judged by the records that it was made from, in the areas that you see whole and that all of them have; figures only, no home and no person. Nothing is kept.",
	}, f.compare)
}

func (f *frame) compare(ctx context.Context, c access.Caller, in *comparisonAsk) (*comparisonAnswer, error) {
	done, err := f.Workspace.Compare(ctx, c, in.Body.Plans...)
	if err != nil {
		return nil, err
	}
	return &comparisonAnswer{done}, nil
}

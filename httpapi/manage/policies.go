package manage

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"jinlin/policy/codec"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// A PolicyName is a policy without its document.
type PolicyName struct {
	Name     string `json:"name"`
	BuiltIn  bool   `json:"built_in,omitempty" doc:"A scheme that comes with the program, and cannot be changed."`
	Title    string `json:"title,omitempty" doc:"What a built-in scheme is, in English."`
	TitleZh  string `json:"title_zh,omitempty" doc:"And in Chinese."`
	Revision int64  `json:"revision,omitempty" doc:"Of one that was written here."`
}

// A PolicyText is a policy as it was written.
type PolicyText struct {
	PolicyName
	PolicyChange
}

// A PolicyChange is what can be written.
type PolicyChange struct {
	Document string `json:"document" maxLength:"65536" doc:"YAML; docs/schemes.md has the settings. extends names a scheme to start from." example:"extends: yuanshi\nlinks.load.max: 20\n"`
}

// PolicyPath names a policy in a path.
type PolicyPath struct {
	Policy string `path:"policy" minLength:"1" maxLength:"64" pattern:"^[^\\x00-\\x1f\\x7f�]+$" example:"yuanshi"`
}

type (
	policyRead struct {
		PolicyPath
		Look
	}
	policyPut struct {
		PolicyPath
		Put
		Body PolicyChange
	}
	policyDrop struct {
		PolicyPath
		Change
	}
	policyAnswer struct {
		Status int
		Tagged
		Body PolicyText
	}
	policyList    struct{ Body List[PolicyName] }
	statisticsAsk struct {
		Region string `query:"region" maxLength:"64" doc:"Only areas in this region and below it; left out: all that the caller sees."`
	}
	statisticsAnswer struct{ Body workspace.Statistics }
)

func (f *frame) policyRoutes() {
	register(f, operation{
		id: "list-policies", method: http.MethodGet, path: "/v1/policies", tag: "policies", summary: "List policies",
		text: "Those that were written here and the built-in schemes, by name.",
	}, f.listPolicies)
	register(f, operation{id: "read-policy", method: http.MethodGet, path: "/v1/policies/{policy}", tag: "policies", summary: "Read a policy"}, f.readPolicy)
	register(f, operation{
		id: "put-policy", method: http.MethodPut, path: "/v1/policies/{policy}", tag: "policies", summary: "Write a policy",
		text:      "Regions name the policy that they are planned by; who changes it needs leave in all of them. Plans that were made by it keep what it was.",
		responses: madeToo[PolicyText](f, "The policy"),
	}, f.putPolicy)
	register(f, operation{
		id: "drop-policy", method: http.MethodDelete, path: "/v1/policies/{policy}", tag: "policies", summary: "Remove a policy that no region names",
		status: http.StatusNoContent,
	}, f.dropPolicy)
	register(f, operation{
		id: "read-statistics", method: http.MethodGet, path: "/v1/statistics", tag: "plans", summary: "Sum up the plans in force",
		text: "Areas of too few homes for what the caller may see are hidden, and count nowhere.",
	}, f.readStatistics)
}

func (f *frame) listPolicies(ctx context.Context, c access.Caller, in *Paging) (*policyList, error) {
	own, err := f.Workspace.Policies(ctx, c)
	if err != nil {
		return nil, err
	}
	names := all(own, func(p registry.Policy) PolicyName { return PolicyName{Name: p.Name, Revision: p.Revision} })
	for _, s := range codec.Schemes() {
		names = append(names, PolicyName{Name: s.Name, BuiltIn: true, Title: s.Title, TitleZh: s.TitleZh})
	}
	slices.SortFunc(names, func(a, b PolicyName) int { return strings.Compare(a.Name, b.Name) })
	by := func(p PolicyName) string { return p.Name }
	return &policyList{pageOf(behind(names, in.After, by), in.Limit, by, func(p PolicyName) PolicyName { return p })}, nil
}

func (f *frame) readPolicy(ctx context.Context, c access.Caller, in *policyRead) (*policyAnswer, error) {
	p, err := f.Workspace.Policy(ctx, c, in.Policy)
	if err != nil {
		return nil, err
	}
	out := &policyAnswer{http.StatusOK, tagged(p.Revision), shownPolicy(p)}
	if p.Revision == 0 {
		out.Tagged = taggedBy(string(registry.HashOf(p.Document))[:16])
	}
	return out, nil
}

func (f *frame) putPolicy(ctx context.Context, c access.Caller, in *policyPut) (*policyAnswer, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	p, err := f.Workspace.PutPolicy(ctx, c, registry.Policy{Name: in.Policy, Document: []byte(in.Body.Document), Revision: revision})
	if err != nil {
		return nil, putError(revision, inDocument(err))
	}
	return &policyAnswer{madeOr(revision), tagged(p.Revision), shownPolicy(p)}, nil
}

// inDocument gives what is wrong with a policy its place in the request.
func inDocument(err error) error {
	var of *codec.Error
	if !errors.As(err, &of) {
		return err
	}
	var bad wrong
	for _, v := range of.Violations {
		bad.add("body.document", nil, "%s", v.String())
	}
	return bad.err()
}

func (f *frame) dropPolicy(ctx context.Context, c access.Caller, in *policyDrop) (*nothing, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	return nil, f.Workspace.DropPolicy(ctx, c, in.Policy, revision)
}

func (f *frame) readStatistics(ctx context.Context, c access.Caller, in *statisticsAsk) (*statisticsAnswer, error) {
	s, err := f.Workspace.Statistics(ctx, c, registry.RegionID(in.Region))
	if err != nil {
		return nil, err
	}
	return &statisticsAnswer{s}, nil
}

func shownPolicy(p registry.Policy) PolicyText {
	out := PolicyText{PolicyName{Name: p.Name, Revision: p.Revision, BuiltIn: p.Revision == 0}, PolicyChange{string(p.Document)}}
	for _, s := range codec.Schemes() {
		if out.BuiltIn && s.Name == p.Name {
			out.Title, out.TitleZh = s.Title, s.TitleZh
		}
	}
	return out
}

package problem

import (
	"errors"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"jinlin/engine"
	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/service/access"
)

// detailed errors tell themselves what is wrong where.
type detailed interface {
	error
	Details() []*huma.ErrorDetail
}

// details lists everything that is wrong, each with its place.
func details(err error) []*huma.ErrorDetail {
	if e, ok := errors.AsType[detailed](err); ok {
		return e.Details()
	}
	if e, ok := errors.AsType[*service.InvalidError](err); ok {
		var out []*huma.ErrorDetail
		for _, area := range e.Areas {
			out = append(out, ofArea(area)...)
		}
		return out
	}
	if e, ok := errors.AsType[*engine.InvalidError](err); ok {
		return ofArea(e)
	}
	if e, ok := errors.AsType[*codec.Error](err); ok {
		return ofPolicy(e)
	}
	if e, ok := errors.AsType[*service.InputError](err); ok {
		return ofInput(e)
	}
	if e, ok := errors.AsType[*access.GrantError](err); ok {
		return []*huma.ErrorDetail{{Location: fmt.Sprintf("body.grants[%d]", e.Index), Message: e.Err.Error()}}
	}
	if e, ok := errors.AsType[*access.PasswordError](err); ok {
		return []*huma.ErrorDetail{{Location: "body.password", Message: e.Error()}}
	}
	return nil
}

func ofArea(e *engine.InvalidError) []*huma.ErrorDetail {
	out := make([]*huma.ErrorDetail, len(e.Violations))
	for i, v := range e.Violations {
		out[i] = &huma.ErrorDetail{Location: fmt.Sprintf("areas[%q].%s", e.Area, v.Path), Message: v.Message}
	}
	return out
}

func ofPolicy(e *codec.Error) []*huma.ErrorDetail {
	out := make([]*huma.ErrorDetail, len(e.Violations))
	for i, v := range e.Violations {
		out[i] = &huma.ErrorDetail{Location: "body.policy", Message: v.String()}
	}
	return out
}

func ofInput(e *service.InputError) []*huma.ErrorDetail {
	out := make([]*huma.ErrorDetail, len(e.Issues))
	for i, v := range e.Issues {
		out[i] = &huma.ErrorDetail{Location: v.File, Message: v.String()}
	}
	return out
}

package manage

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"jinlin/httpapi/internal/packed"
	"jinlin/httpapi/internal/problem"
	"jinlin/service/access"
)

// An operation is one of the API, described.
type operation struct {
	id, method, path, tag string
	summary, text         string
	// status is that of a success; 0 is 200, or 204 without a body.
	status int
	// errors are the statuses that it can answer with beside those that all can.
	errors []int
	// open operations are for who has not said who he is.
	open bool
	// secret operations answer with what the store must not keep, not for an idempotency key either.
	secret bool
	// pure operations change nothing, whatever their method.
	pure bool
	// anyQuery operations leave unknown query parameters unread: others build the URL.
	anyQuery bool
	// maxBody is the largest body in bytes; 0 is 1 MiB, a negative number sets no limit here.
	maxBody int64
	// arrival is how long a body may take to arrive; 0 is 30 s.
	arrival time.Duration
	// responses are those that huma cannot see: streams.
	responses map[string]*huma.Response
}

// bodyTime is how long a body may take to arrive, where an operation does not read it by itself.
const bodyTime = 30 * time.Second

// register adds an operation for a caller.
func register[I, O any](f *frame, op operation, handle func(context.Context, access.Caller, *I) (*O, error)) {
	huma.Register(f.api, f.described(op, new(I)), func(ctx context.Context, in *I) (*O, error) {
		arrived(ctx)
		out, err := handle(ctx, callerOf(ctx), in)
		if err == nil {
			out, err = fresh(in, out)
		} else {
			note(ctx, err)
			err = answerOf(err)
		}
		if err != nil { // huma adds the headers of errors to those that are there
			headerOf(ctx).Del("Cache-Control")
		}
		return out, err
	})
}

// answerOf is the problem document of an error, for huma to send.
func answerOf(err error) error {
	p := problem.Of(err, local...)
	return huma.ErrorWithHeaders(&fault{p, err}, problem.Header(err, p))
}

// A fault is a problem document with the error that it tells, for the log.
type fault struct {
	*huma.ErrorModel
	err error
}

func (f *fault) Unwrap() error { return f.err }

// described is the operation as huma takes it. What in can say tells what it may be answered: 304 to a Look, 412 and 428 to a Change.
func (f *frame) described(op operation, in any) huma.Operation {
	o := huma.Operation{
		OperationID: op.id, Method: op.method, Path: op.path, Summary: op.summary, Description: op.text, Tags: []string{op.tag},
		DefaultStatus: op.status, MaxBodyBytes: op.maxBody, Responses: op.responses,
		Errors:      slices.Concat([]int{400, 421, 422, 429, 500, 503, 504}, op.errors),
		Middlewares: huma.Middlewares{f.packing, f.visiting}, BodyReadTimeout: cmp.Or(op.arrival, bodyTime), SkipValidateParams: op.anyQuery,
	}
	if op.open {
		o.Middlewares = append(o.Middlewares, f.hurried)
	} else {
		o.Errors = append(o.Errors, 401, 403, 404)
		o.Security = Security()
		o.Middlewares = append(o.Middlewares, f.identify)
	}
	if changes(op.method) {
		o.Errors = append(o.Errors, 403, 408, 409, 413, 415)
		o.Middlewares = append(o.Middlewares, f.guardChange)
		if f.ReadOnly && !op.pure {
			o.Middlewares = append(o.Middlewares, f.refuseChange)
		}
	}
	if op.method == http.MethodPost && !op.open {
		o.Parameters = append(o.Parameters, idempotencyParameter())
		if op.secret {
			o.Middlewares = append(o.Middlewares, f.onceSecret)
		} else {
			o.Middlewares = append(o.Middlewares, f.onceKept)
		}
	}
	if _, ok := in.(interface{ revision() (int64, error) }); ok {
		o.Errors = append(o.Errors, 412, 428)
	}
	if _, ok := in.(interface{ known() string }); ok {
		if o.Responses == nil {
			o.Responses = map[string]*huma.Response{}
		}
		o.Responses["304"] = &huma.Response{Description: "The client has it already, as If-None-Match says."}
	}
	slices.Sort(o.Errors)
	o.Errors = slices.Compact(o.Errors)
	return o
}

// packing answers through gzip where that pays.
func (f *frame) packing(ctx huma.Context, next func(huma.Context)) {
	if err := packed.Answer(humagin.Unwrap(ctx), func() { next(ctx) }); err != nil {
		note(ctx.Context(), fmt.Errorf("%w: %w", errLeft, err))
	}
}

// changes reports whether a method is for changing something (RFC 9110, 9.2.1).
func changes(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}

// refuse answers from a middleware.
func (f *frame) refuse(ctx huma.Context, err error) {
	note(ctx.Context(), err)
	p := problem.Of(err, local...)
	for name, values := range problem.Header(err, p) {
		for _, v := range values {
			ctx.SetHeader(name, v)
		}
	}
	ctx.SetHeader("Content-Type", problem.Media)
	ctx.SetStatus(p.Status)
	if err := f.api.Marshal(ctx.BodyWriter(), "application/json", p); err != nil {
		f.Trouble(err)
	}
}

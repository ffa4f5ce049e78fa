package manage

import (
	"errors"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"jinlin/httpapi/internal/etag"
	"jinlin/service/registry"
)

// A Change is a request that changes what exists: it names the revision that it has seen.
type Change struct {
	IfMatch string `header:"If-Match" doc:"The ETag of what is changed, as it was read." example:"\"17\""`
}

// revision is what the change expects.
func (c Change) revision() (int64, error) {
	if c.IfMatch == "" {
		return 0, errNoMatch
	}
	tag := strings.TrimPrefix(strings.TrimSpace(c.IfMatch), "W/") // proxies that pack an answer weaken its tag
	inner, ok := strings.CutPrefix(tag, `"`)
	if !ok || !strings.HasSuffix(inner, `"`) {
		return 0, errMatch
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(inner, `"`), 10, 64)
	if err != nil || n <= 0 {
		return 0, errMatch
	}
	return n, nil
}

// A Put is a request that makes something, or changes what exists. It says which.
type Put struct {
	Change
	IfNoneMatch string `header:"If-None-Match" enum:"*" doc:"* makes it, where there is none yet; else If-Match names what is changed."`
}

// revision is what the change expects, 0: that there is none yet.
func (p Put) revision() (int64, error) {
	switch {
	case p.IfNoneMatch == "" && p.IfMatch == "":
		return 0, errNoPut
	case p.IfNoneMatch == "":
		return p.Change.revision()
	case p.IfMatch != "":
		return 0, errTwoMatches
	}
	return 0, nil
}

// putError is what went wrong with a Put: who makes what is there already expected something else.
func putError(revision int64, err error) error {
	if revision == 0 && errors.Is(err, registry.ErrExists) {
		return errThere
	}
	return err
}

// madeOr is the status of a Put that was carried out.
func madeOr(revision int64) int {
	if revision == 0 {
		return http.StatusCreated
	}
	return http.StatusOK
}

// madeToo describes the answer 201 of a Put beside that of 200.
func madeToo[T any](f *frame, what string) map[string]*huma.Response {
	return map[string]*huma.Response{"201": {
		Description: what + " was made.",
		Headers:     map[string]*huma.Param{"ETag": {Schema: &huma.Schema{Type: huma.TypeString}, Description: "The revision, in quotes."}},
		Content:     map[string]*huma.MediaType{"application/json": {Schema: f.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, "")}},
	}}
}

// A Look is a read that knows what it has.
type Look struct {
	IfNoneMatch string `header:"If-None-Match" doc:"The ETag that the client has; while it is current the answer is 304 without a body."`
}

func (l Look) known() string { return l.IfNoneMatch }

// Tagged is an answer with an ETag.
type Tagged struct {
	ETag string `header:"ETag" doc:"The revision, in quotes."`
	// CacheControl lets the client keep it, and ask whether it is still current; never others on the way.
	CacheControl string `header:"Cache-Control"`
}

func (t Tagged) tag() string { return t.ETag }

// tagged is the ETag of a revision.
func tagged(revision int64) Tagged { return taggedBy(strconv.FormatInt(revision, 10)) }

// taggedBy is an ETag of something else than a revision.
func taggedBy(text string) Tagged {
	return Tagged{ETag: `"` + text + `"`, CacheControl: "private, no-cache"}
}

// fresh is the answer, or that the client has it already.
func fresh[I, O any](in *I, out *O) (*O, error) {
	look, ok := any(in).(interface{ known() string })
	if !ok || look.known() == "" {
		return out, nil
	}
	t, ok := any(out).(interface{ tag() string })
	if !ok || t.tag() == "" || !etag.Matches(look.known(), t.tag()) {
		return out, nil
	}
	return nil, huma.ErrorWithHeaders(huma.Status304NotModified(), map[string][]string{"ETag": {t.tag()}, "Cache-Control": {"private, no-cache"}})
}

// prefers reports whether the header Accept names a type, and names JSON with no greater weight (RFC 9110, 12.5.1).
func prefers(header, media string) bool {
	weight, json := 0.0, 0.0
	for part := range strings.SplitSeq(header, ",") {
		kind, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		q, err := strconv.ParseFloat(parameters["q"], 64)
		if err != nil {
			q = 1
		}
		switch kind {
		case media:
			weight = q
		case "application/json":
			json = q
		}
	}
	return weight > 0 && weight >= json
}

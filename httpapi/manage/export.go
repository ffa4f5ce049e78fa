package manage

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// geoJSON is the media type of RFC 7946.
const geoJSON = "application/geo+json"

type (
	exportAsk struct {
		PlanPath
		Look
		Shapes bool `query:"shapes" doc:"Only the published shapes of circles and groups, also where you see all of it."`
	}
	streamAnswer struct {
		Tagged
		Body func(huma.Context)
	}
)

func (f *frame) exportRoutes() {
	register(f, operation{
		id: "export-plan", method: http.MethodGet, path: "/v1/plans/{plan}/features", tag: "plans", summary: "The whole plan as one GeoJSON file",
		text: "A plan as `jinlin solve` writes it, with the homes, links and circles of the areas that you see whole; if there are none, the published shapes of those in which it " +
			"is in force. It is sent as it is read, through gzip where the client takes that; a file that breaks off has no end.",
		responses: map[string]*huma.Response{"200": {
			Description: "A FeatureCollection.", Content: map[string]*huma.MediaType{geoJSON: {Schema: &huma.Schema{Type: huma.TypeObject}}},
		}},
	}, f.exportPlan)
}

func (f *frame) exportPlan(ctx context.Context, c access.Caller, in *exportAsk) (*streamAnswer, error) {
	id := registry.PlanID(in.Plan)
	o, err := f.Workspace.Overview(ctx, c, id)
	if err != nil {
		return nil, err
	}
	write, tag := f.Workspace.Export, o.Tag
	if in.Shapes {
		write, tag = f.Workspace.Shapes, tag+"-shapes"
	}
	out := &streamAnswer{Tagged: taggedBy(tag)}
	out.Body = func(hc huma.Context) {
		s := &stream{c: humagin.Unwrap(hc), media: geoJSON}
		if err := s.fill(func(w io.Writer) error { return write(ctx, c, id, w) }); err != nil {
			f.breakOff(hc, s, err)
		}
	}
	return out, nil
}

// breakOff refuses, or, where the answer has begun, tears the connection: half a file must not look like a whole one.
func (f *frame) breakOff(hc huma.Context, s *stream, err error) {
	if s.begun {
		note(hc.Context(), err)
		panic(http.ErrAbortHandler)
	}
	h := headerOf(hc.Context())
	h.Del("ETag")
	h.Del("Cache-Control")
	f.refuse(hc, err)
}

// chunk is how much is gathered before it is packed and sent.
const chunk = 32 << 10

// A stream is an answer that is written while it is made. It begins with the first chunk; until then it can be refused.
type stream struct {
	c     *gin.Context
	media string
	begun bool
}

// fill writes the whole answer.
func (s *stream) fill(write func(io.Writer) error) error {
	chunks := bufio.NewWriterSize(s, chunk)
	if err := write(chunks); err != nil {
		return err
	}
	return chunks.Flush()
}

// Write gives the client some time for each chunk, however long the whole takes.
func (s *stream) Write(p []byte) (int, error) {
	if !s.begun {
		s.begun = true
		s.c.Header("Content-Type", s.media)
		s.c.Status(http.StatusOK)
	}
	_ = http.NewResponseController(s.c.Writer).SetWriteDeadline(time.Now().Add(sendLimit)) // not supported: the server's own deadlines apply
	n, err := s.c.Writer.Write(p)
	if err != nil {
		err = fmt.Errorf("%w: %w", errLeft, err)
	}
	return n, err
}

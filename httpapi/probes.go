package httpapi

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"jinlin/httpapi/internal/problem"
)

// The paths of those who look whether the server is well.
const (
	healthPath = "/healthz"
	readyPath  = "/readyz"
)

// A Lack is something without which the server cannot do its work. What is told to everybody: no name of a machine, file or database.
type Lack struct {
	// Of is the part that lacks something: "store", "schema", "jobs".
	Of, What string
}

// A lackingError tells everything that is missing.
type lackingError struct{ lacks []Lack }

func (e *lackingError) Error() string {
	if len(e.lacks) == 1 {
		return "the server is not ready: 1 thing is missing; errors tells it"
	}
	return "the server is not ready: " + strconv.Itoa(len(e.lacks)) + " things are missing; errors lists them"
}

func (e *lackingError) details() []*huma.ErrorDetail {
	out := make([]*huma.ErrorDetail, len(e.lacks))
	for i, l := range e.lacks {
		out[i] = &huma.ErrorDetail{Location: l.Of, Message: l.What}
	}
	return out
}

// probes registers what load balancers and supervisors ask.
func (s *server) probes(api huma.API) {
	healthy := &struct{ Body Health }{Health{"ok", s.Version}}
	huma.Register(api, huma.Operation{
		OperationID: "health", Method: http.MethodGet, Path: healthPath, Summary: "Tell that the server is up", Tags: []string{"service"},
		Description: "Asks for nothing but the process: who does not answer is to be started anew.",
	}, func(context.Context, *struct{}) (*struct{ Body Health }, error) { return healthy, nil })
	huma.Register(api, huma.Operation{
		OperationID: "readiness", Method: http.MethodGet, Path: readyPath, Summary: "Tell whether the server can do its work", Tags: []string{"service"},
		Description: "503 where the store does not answer, its schema is not that of this program, or nobody works on jobs: requests are to go elsewhere for a while.",
		Errors:      []int{http.StatusServiceUnavailable},
	}, func(ctx context.Context, _ *struct{}) (*struct{ Body Health }, error) {
		if s.Ready == nil {
			return healthy, nil
		}
		lacks := s.Ready(ctx)
		if len(lacks) == 0 {
			return healthy, nil
		}
		err := &lackingError{lacks}
		p := problemOf(err)
		return nil, huma.ErrorWithHeaders(p, problem.Header(err, p))
	})
}

// Probes is a handler of /healthz and /readyz alone, for an address that only those reach who look after the server.
func Probes(c Config) (http.Handler, error) {
	s, err := newServer(c)
	if err != nil {
		return nil, err
	}
	r := s.router()
	s.probes(humagin.New(r, s.describe()))
	return r, nil
}

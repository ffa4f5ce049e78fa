package httpapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// kind is how much a request takes on.
type kind uint8

const (
	// free requests take on nothing worth counting: probes. What is sent to be planned counts where it is worked on (server.working).
	free kind = iota
	// light requests read or write a little.
	light
	// stream requests are answered as long as there is something to tell, at the pace of who reads.
	stream
	// heavy requests plan or compare what is kept.
	heavy
)

// patience is how long a heavy request waits for its turn.
const patience = 5 * time.Second

// kindOf sorts requests by their route.
func kindOf(method, route string) kind {
	switch {
	case route == healthPath || route == readyPath:
		return free
	case strings.HasSuffix(route, "/events") || route == "/v1/plans/:plan/features":
		return stream
	case method == http.MethodPost && (route == "/v1/plans" || route == "/v1/comparisons"):
		return heavy
	}
	return light
}

// atOnce bounds how many requests of each kind are under way.
type atOnce struct{ light, streams, heavy chan struct{} }

func (a atOnce) of(k kind) chan struct{} {
	switch k {
	case light:
		return a.light
	case stream:
		return a.streams
	case heavy:
		return a.heavy
	}
	return nil
}

// bound lets so many of each kind in at once; heavy ones wait a little for their turn.
func (s *server) bound(c *gin.Context) {
	k := kindOf(c.Request.Method, c.FullPath())
	slots := s.atOnce.of(k)
	if slots == nil {
		return
	}
	select {
	case slots <- struct{}{}:
	default:
		if k != heavy || !s.turn(c, slots) {
			s.refuse(c, errBusy)
			return
		}
	}
	defer func() { <-slots }()
	c.Next()
}

// turn waits for a slot.
func (s *server) turn(c *gin.Context, slots chan struct{}) bool {
	late := time.NewTimer(s.patience)
	defer late.Stop()
	select {
	case slots <- struct{}{}:
		return true
	case <-late.C:
	case <-c.Request.Context().Done():
	}
	return false
}

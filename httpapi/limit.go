package httpapi

import (
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"jinlin/httpapi/internal/client"
	"jinlin/httpapi/internal/problem"
)

const (
	// mostBuckets bounds the memory of a limiter; beyond, all newcomers share one bucket.
	mostBuckets = 100_000
	// newcomers is who has no bucket of his own.
	newcomers = "newcomers"
)

// A limiter gives everybody so many requests a second, and some at once after a pause: token buckets by who asks. It is safe for concurrent use.
type limiter struct {
	rate  rate.Limit
	burst int
	now   func() time.Time

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
	swept   time.Time
}

// newLimiter makes one; perSecond 0 limits nothing.
func newLimiter(perSecond float64, burst int, now func() time.Time) *limiter {
	if perSecond == 0 {
		return nil
	}
	return &limiter{rate: rate.Limit(perSecond), burst: burst, now: now, buckets: map[string]*rate.Limiter{}}
}

// Take lets one more request through, or says when there is one to be had: a *problem.TooManyError.
func (l *limiter) Take(who string) error {
	if l == nil {
		return nil
	}
	now := l.now()
	b := l.bucket(who, now)
	r := b.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait <= 0 {
		return nil
	}
	r.CancelAt(now) // who is refused pays nothing, or he who asks all the time would never get through
	return &problem.TooManyError{After: wait}
}

// Spent says whether Take would refuse, and takes nothing.
func (l *limiter) Spent(who string) error {
	if l == nil {
		return nil
	}
	now := l.now()
	missing := 1 - l.bucket(who, now).TokensAt(now)
	if missing <= 0 {
		return nil
	}
	return &problem.TooManyError{After: time.Duration(missing / float64(l.rate) * float64(time.Second))}
}

// bucket is that of somebody; a full one is as good as none and goes now and then.
func (l *limiter) bucket(who string, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if refill := time.Duration(float64(l.burst) / float64(l.rate) * float64(time.Second)); now.Sub(l.swept) > max(refill, time.Second) {
		for name, b := range l.buckets {
			if b.TokensAt(now) >= float64(l.burst) {
				delete(l.buckets, name)
			}
		}
		l.swept = now
	}
	b, ok := l.buckets[who]
	if !ok && len(l.buckets) >= mostBuckets {
		who = newcomers
		b, ok = l.buckets[who]
	}
	if !ok {
		b = rate.NewLimiter(l.rate, l.burst)
		l.buckets[who] = b
	}
	return b
}

// limit bounds how often pages, files and what is nowhere are asked for from one address. The operations of the API bound it themselves, since some of them know
// who asks; probes are for the machine beside.
func (s *server) limit(c *gin.Context) {
	route := c.FullPath()
	if strings.HasPrefix(route, "/v1/") || route == healthPath || route == readyPath {
		return
	}
	s.limitAddress(c)
}

// limitAddress refuses where too many requests came from the address.
func (s *server) limitAddress(c *gin.Context) bool {
	err := s.limiter.Take("address/" + client.Group(client.Of(c.Request, s.Proxies)))
	if err != nil {
		s.refuse(c, err)
	}
	return err == nil
}

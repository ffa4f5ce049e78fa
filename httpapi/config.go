package httpapi

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/netip"
	"runtime"
	"time"

	"jinlin/httpapi/manage"
)

// Config says what the handler serves and how much it takes on. The zero Config serves the API without a demo.
type Config struct {
	// Logger hears one line a request, and of every error that was ours; never of ids, places or values of a request. Nil: nobody.
	Logger *slog.Logger
	// Version is what /healthz and the API's description call this build; "" means "dev".
	Version string
	// MaxBody is the largest body of a request in bytes; 0 means 256 MiB. A request takes some ten times its body in memory.
	MaxBody int64
	// Timeout ends the reading of a request, the work on it and the writing of its answer, each; 0 means 2 minutes. The
	// deadlines of the http.Server do not apply to requests that work.
	Timeout time.Duration
	// Concurrency is how many requests are worked on at once; more are refused (503). 0 means one for every two cores, at least 2.
	Concurrency int
	// Workers is how many areas of one request are solved at once; 0 means one per available core.
	Workers int
	// Demo is what the page at / shows; nil: there is nothing to look at, and the page says so.
	Demo *Demo
	// Manage serves what is kept in a store; nil: nothing is kept.
	Manage *manage.Config
	// Ready tells what is missing for /readyz, within two seconds; nil: nothing ever is.
	Ready func(context.Context) []Lack
	// Watch hears of every request.
	Watch Watch

	// Rate is how many requests a second each caller may make: an account, or, where nobody is known, an IPv4 address or a /64 of IPv6; 0: any number. Burst is
	// how many of them at once after a pause; 0 means four seconds' worth.
	Rate  float64
	Burst int
	// Requests is how many requests are under way at once, Streams how many that are answered piece by piece; more are refused (503). 0 means 512 and 1,000. Those that
	// plan or compare what is kept have Concurrency places of their own, for which they wait a little.
	Requests, Streams int
	// Proxies are those whose X-Forwarded-For is believed; nil: nobody's.
	Proxies []netip.Prefix
	// Origins are those whose pages may use the API, with tokens, never with cookies: "https://maps.example.org", or "*" for all; nil: none but the server's own.
	Origins []string
}

// The defaults of a Config.
const (
	DefaultMaxBody = 256 << 20
	DefaultTimeout = 2 * time.Minute
	// DefaultRequests and DefaultStreams bound memory, not work.
	DefaultRequests = 512
	DefaultStreams  = 1000
	// burstSeconds is for how many seconds' worth of requests a pause is good.
	burstSeconds = 4
)

func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Version == "" {
		c.Version = "dev"
	}
	if c.MaxBody == 0 {
		c.MaxBody = DefaultMaxBody
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Concurrency == 0 {
		c.Concurrency = max(2, runtime.GOMAXPROCS(0)/2)
	}
	if c.Workers == 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	if c.Burst == 0 {
		c.Burst = max(1, int(c.Rate*burstSeconds))
	}
	if c.Requests == 0 {
		c.Requests = DefaultRequests
	}
	if c.Streams == 0 {
		c.Streams = DefaultStreams
	}
	return c
}

func (c Config) validate() error {
	switch {
	case c.MaxBody < 0:
		return fmt.Errorf("httpapi: MaxBody is %d; expected bytes, or 0 for the default", c.MaxBody)
	case c.Timeout < 0:
		return fmt.Errorf("httpapi: Timeout is %v; expected a duration, or 0 for the default", c.Timeout)
	case c.Concurrency < 0:
		return fmt.Errorf("httpapi: Concurrency is %d; expected a number of requests, or 0 for the default", c.Concurrency)
	case c.Workers < 0:
		return fmt.Errorf("httpapi: Workers is %d; expected a number of areas, or 0 for the default", c.Workers)
	case c.Rate < 0 || math.IsNaN(c.Rate) || math.IsInf(c.Rate, 0) || c.Burst < 0:
		return fmt.Errorf("httpapi: Rate is %v and Burst %d; expected requests a second and at once, or 0 for no limit", c.Rate, c.Burst)
	case c.Requests < 0 || c.Streams < 0:
		return fmt.Errorf("httpapi: Requests is %d and Streams %d; expected numbers of requests, or 0 for the default", c.Requests, c.Streams)
	}
	for _, o := range c.Origins {
		if err := checkOrigin(o); err != nil {
			return err
		}
	}
	return nil
}

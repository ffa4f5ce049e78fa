package httpapi

import (
	"context"
	"fmt"
	"log/slog"
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
}

// The defaults of a Config.
const (
	DefaultMaxBody = 256 << 20
	DefaultTimeout = 2 * time.Minute
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
	}
	return nil
}

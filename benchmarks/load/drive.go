package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"jinlin/benchmarks/results"
)

// kinds of requests, with their share in ten.
const (
	features = iota
	summary
	explanation
	kinds
)

var (
	kindNames = [kinds]string{"a page of 100 features", "a plan's summary", "one home's explanation"}
	mix       = [10]int{features, summary, features, features, summary, features, explanation, features, summary, features}
)

// A sample is one request: how long from when it should have set out, and whether it went wrong.
type sample struct {
	kind int
	took time.Duration
	err  error
}

// drive asks at a steady rate and reports.
func (s *server) drive(ctx context.Context, o options, c *county, out io.Writer) error {
	asks := make(chan ask, o.rate) // a second of requests may wait for a connection
	samples := make([][]sample, o.connections)
	var all sync.WaitGroup
	for i := range samples {
		all.Go(func() {
			for a := range asks {
				samples[i] = append(samples[i], s.once(ctx, a))
			}
		})
	}
	own, theirs, memory, err := s.usage()
	if err != nil {
		return err
	}
	began := time.Now()
	sent, marks := s.pace(ctx, o, c, asks)
	close(asks)
	all.Wait()
	took := time.Since(began)
	own2, theirs2, memory2, err := s.usage()
	if err != nil {
		return err
	}
	tell(out, "%d requests in %.1f s: %.0f a second asked, %.0f answered\n", sent, took.Seconds(), float64(o.rate), float64(sent)/took.Seconds())
	tell(out, "CPU: server %.2f cores, generator %.2f cores\n", (theirs2-theirs).Seconds()/took.Seconds(), (own2-own).Seconds()/took.Seconds())
	tell(out, "memory of the server: %.0f MiB before, %.0f MiB after; by tenths %s\n", memory, memory2, marks)
	report(slices.Concat(samples...), out)
	return s.alive()
}

func (s *server) usage() (own, theirs time.Duration, memory float64, err error) {
	if theirs, err = s.cpu(); err != nil {
		return own, theirs, 0, err
	}
	memory, err = s.memory("VmRSS")
	return results.CPU(), theirs, memory, err
}

// An ask is a request to be sent at a time.
type ask struct {
	kind int
	path string
	at   time.Time
}

// pace lets requests set out, each at its time, and notes the server's memory at each tenth.
func (s *server) pace(ctx context.Context, o options, c *county, asks chan<- ask) (sent int, marks string) {
	total := int(o.duration.Seconds() * float64(o.rate))
	gap := time.Second / time.Duration(o.rate)
	draw := dice(o.seed)
	began := time.Now()
	for i := range total {
		at := began.Add(time.Duration(i) * gap)
		if wait := time.Until(at); wait > 0 {
			time.Sleep(wait)
		}
		if ctx.Err() != nil {
			return i, marks
		}
		if i%max(1, total/10) == 0 {
			mib, _ := s.memory("VmRSS") // an ended server is told in the end
			marks += fmt.Sprintf("%.0f ", mib)
		}
		kind := mix[i%len(mix)]
		asks <- ask{kind, c.path(kind, draw), at}
	}
	return total, marks
}

// dice draws numbers, the same for a seed (xorshift64*, Vigna 2016).
func dice(seed uint64) func(n int) int {
	x := seed*0x9E3779B97F4A7C15 + 1
	return func(n int) int {
		x ^= x >> 12
		x ^= x << 25
		x ^= x >> 27
		return int((x * 0x2545F4914F6CDD1D >> 33) % uint64(n))
	}
}

func (c *county) path(kind int, draw func(int) int) string {
	switch kind {
	case features:
		return "/v1/areas/" + url.PathEscape(c.areas[draw(len(c.areas))]) + "/features?kind=links&limit=100"
	case summary:
		return "/v1/plans/" + c.plan + "?areas=false"
	}
	h := c.homes[draw(len(c.homes))]
	return "/v1/areas/" + url.PathEscape(h.area) + "/households/" + url.PathEscape(h.id) + "/explanation"
}

func (s *server) once(ctx context.Context, a ask) sample {
	out := sample{kind: a.kind}
	r, err := s.request(ctx, http.MethodGet, a.path, "", nil)
	if err == nil {
		var res *http.Response
		if res, err = s.client.Do(r); err == nil {
			_, err = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
			if res.StatusCode != http.StatusOK {
				err = fmt.Errorf("%s: %d", a.path, res.StatusCode)
			}
		}
	}
	out.took, out.err = time.Since(a.at), err
	return out
}

// report tells what each kind of request met.
func report(all []sample, out io.Writer) {
	for kind := range kinds {
		reportKind(kindNames[kind], slices.DeleteFunc(slices.Clone(all), func(s sample) bool { return s.kind != kind }), out)
	}
	reportKind("all", all, out)
}

func reportKind(name string, some []sample, out io.Writer) {
	if len(some) == 0 {
		return
	}
	wrong, first := 0, error(nil)
	for _, s := range some {
		if s.err != nil {
			wrong++
			first = s.err
		}
	}
	slices.SortFunc(some, func(a, b sample) int { return int(a.took - b.took) })
	at := func(q float64) float64 {
		return some[min(len(some)-1, int(q*float64(len(some))))].took.Seconds() * 1000
	}
	tell(out, "%-24s %7d  p50 %6.1f ms  p90 %6.1f  p99 %6.1f  p99.9 %6.1f  worst %6.1f  wrong %d", name, len(some), at(.5), at(.9), at(.99), at(.999), at(1), wrong)
	if first != nil {
		tell(out, " (%v)", first)
	}
	tell(out, "\n")
}

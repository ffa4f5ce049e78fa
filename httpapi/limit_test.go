package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jinlin/httpapi/internal/problem"
)

// afterOf is when a refusal says to come again; 0 for none.
func afterOf(t rapid.TB, err error) time.Duration {
	t.Helper()
	var e *problem.TooManyError
	if err != nil && (!errors.As(err, &e) || e.After <= 0) {
		t.Fatalf("%v", err)
	}
	if e == nil {
		return 0
	}
	return max(e.After.Round(time.Microsecond), 1) // the shortest wait is a refusal too
}

func TestLimiter(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	l := newLimiter(2, 3, func() time.Time { return now })
	for i, c := range []struct {
		pass  time.Duration
		who   string
		after time.Duration
	}{
		{0, "a", 0}, {0, "a", 0}, {0, "a", 0},
		{0, "a", 500 * time.Millisecond}, {0, "a", 500 * time.Millisecond}, // who is refused does not pay
		{0, "b", 0},
		{400 * time.Millisecond, "a", 100 * time.Millisecond},
		{100 * time.Millisecond, "a", 0}, {0, "a", 500 * time.Millisecond},
		{time.Hour, "a", 0}, {0, "a", 0}, {0, "a", 0}, {0, "a", 500 * time.Millisecond},
	} {
		now = now.Add(c.pass)
		if got := afterOf(t, l.Spent(c.who)); got != c.after {
			t.Errorf("%d: spent: %v, want %v", i, got, c.after)
		}
		if got := afterOf(t, l.Take(c.who)); got != c.after {
			t.Errorf("%d: %v, want %v", i, got, c.after)
		}
	}
	if none := newLimiter(0, 1, nil); none.Take("a") != nil || none.Spent("a") != nil {
		t.Error("a limit where none was asked for")
	}
}

// Whoever asks how often, in no span of time more get through than the burst and what was refilled; and whoever waits as he was told gets through.
func TestLimiterHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		perSecond, burst := rapid.Float64Range(0.1, 50).Draw(t, "rate"), rapid.IntRange(1, 20).Draw(t, "burst")
		now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
		l := newLimiter(perSecond, burst, func() time.Time { return now })
		passed := map[string][]time.Time{}
		for range rapid.IntRange(1, 150).Draw(t, "requests") {
			now = now.Add(time.Duration(rapid.IntRange(0, 500).Draw(t, "ms")) * time.Millisecond)
			who := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "who")
			after := afterOf(t, l.Take(who))
			if after > 0 && rapid.Bool().Draw(t, "waits") {
				now = now.Add(after + time.Microsecond)
				after = afterOf(t, l.Take(who))
				if after > 0 {
					t.Fatalf("waited as told, and is to wait %v more", after)
				}
			}
			if after == 0 {
				passed[who] = append(passed[who], now)
			}
		}
		for who, times := range passed {
			for i := range times {
				for j := i; j < len(times); j++ {
					if most := float64(burst) + perSecond*times[j].Sub(times[i]).Seconds() + 1e-3; float64(j-i+1) > most {
						t.Fatalf("%s: %d requests within %v", who, j-i+1, times[j].Sub(times[i]))
					}
				}
			}
		}
	})
}

// However many there are, memory is bounded, and who was there before keeps his own bucket.
func TestLimiterForgets(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	l := newLimiter(10, 2, func() time.Time { return now })
	for i := range mostBuckets + 100 {
		_ = l.Take(strconv.Itoa(i))
	}
	if n := len(l.buckets); n > mostBuckets+1 {
		t.Error(n)
	}
	if l.Take("0") != nil || l.Take("0") == nil || l.Take("somebody new") == nil {
		t.Error("newcomers share one bucket, the others do not")
	}
	now = now.Add(time.Minute)
	if l.Take("x") != nil || len(l.buckets) != 1 {
		t.Errorf("%d buckets are kept, all but one of them full", len(l.buckets))
	}
}

// TestRate: pages, plans and what is nowhere count by address; probes do not; a proxy that is trusted tells addresses apart.
func TestRate(t *testing.T) {
	base, _ := serve(t, Config{Rate: 0.001, Burst: 2, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}, nil)
	asked := 0
	for _, c := range []struct {
		method, path, from string
		want               int
	}{
		{"GET", "/openapi.json", "203.0.113.1", 200},
		{"POST", "/v1/solve", "203.0.113.1", 200},
		{"GET", "/openapi.json", "203.0.113.1", 429},
		{"POST", "/v1/solve", "203.0.113.1", 429},
		{"GET", "/nothing", "203.0.113.1", 429},
		{"GET", "/healthz", "203.0.113.1", 200},
		{"GET", "/readyz", "203.0.113.1", 200},
		{"GET", "/nothing", "203.0.113.2", 404},
		{"GET", "/v1/nothing", "203.0.113.2", 404},
		{"PUT", "/v1/solve", "203.0.113.2", 429},
		{"GET", "/openapi.json", "2001:db8::1", 200},
		{"GET", "/openapi.json", "2001:db8::2", 200},
		{"GET", "/openapi.json", "2001:db8::3", 429},
		{"GET", "/openapi.json", "2001:db8:0:1::3", 200},
	} {
		asked++
		body := ""
		if c.method == "POST" {
			body = small("")
		}
		a := do(t, c.method, base+c.path, body, "X-Forwarded-For", c.from)
		if a.status != c.want {
			t.Fatalf("%d: %s %s from %s: %d %s", asked, c.method, c.path, c.from, a.status, a.body)
		}
		if c.want == http.StatusTooManyRequests {
			p := problemDocument(t, a, c.want)
			if after, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || after < 1 || after > 1000 {
				t.Errorf("Retry-After: %q", a.header.Get("Retry-After"))
			}
			if p.Detail == "" {
				t.Error("no words")
			}
		}
	}
	for _, c := range []Config{{Rate: -1}, {Rate: 1, Burst: -1}, {Requests: -1}, {Streams: -1}, {Origins: []string{"example.org"}}} {
		if _, err := New(c); err == nil {
			t.Error(fmt.Sprintf("%+v", c), "was taken")
		}
	}
}

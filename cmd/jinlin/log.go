package main

import (
	"log/slog"
	"sync"
	"time"

	"jinlin/service/workspace"
)

// logFlags say how what runs for long tells what it does, on standard error.
type logFlags struct {
	Log      string `default:"text" enum:"text,json" help:"How log lines are written: text or json (default: ${default})."`
	LogLevel string `default:"info" enum:"debug,info,warn,error" help:"The least that is logged: debug, info, warn or error (default: ${default})."`
}

func (l logFlags) logger(c *console) *slog.Logger {
	var least slog.Level
	_ = least.UnmarshalText([]byte(l.LogLevel)) // one of those that it knows
	o := &slog.HandlerOptions{Level: least}
	if l.Log == "json" {
		o.ReplaceAttr = inSeconds
		return slog.New(slog.NewJSONHandler(c.err, o))
	}
	return slog.New(slog.NewTextHandler(c.err, o))
}

// inSeconds writes durations as a number of seconds.
func inSeconds(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		a.Value = slog.Float64Value(a.Value.Duration().Seconds())
	}
	return a
}

// again is how soon trouble that stays the same is told again.
const again = 30 * time.Second

// A grumble logs trouble without telling the same every second. It is safe for concurrent use.
type grumble struct {
	log *slog.Logger

	mu     sync.Mutex
	last   string
	at     time.Time
	untold int
}

// hear logs an error in words without ids, unless it was told a moment ago.
func (g *grumble) hear(err error) {
	words := workspace.Words(err)
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if words == g.last && now.Sub(g.at) < again {
		g.untold++
		return
	}
	g.log.Error("trouble", "error", words, "untold", g.untold)
	g.last, g.at, g.untold = words, now, 0
}

// logTurn writes the line of a job.
func logTurn(log *slog.Logger, t workspace.Turn) {
	part, state := t.Words()
	log.Info("job", "job", t.Job, "kind", t.Kind, "part", part, "state", state, "areas", t.Areas, "attempt", t.Attempt,
		"waited", t.Waited.Round(time.Millisecond), "took", t.Took.Round(time.Millisecond))
}

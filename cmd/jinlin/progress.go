package main

import (
	"github.com/schollz/progressbar/v3"
)

// A progress shows how far long work has come; it is silent where nobody watches.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(c *console, what string, total int) progress {
	if !c.terminal || total < 2 {
		return progress{}
	}
	return progress{progressbar.NewOptions(total,
		progressbar.OptionSetWriter(c.err), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))}
}

// step says that one more is done. A terminal that cannot be written to stops no work.
func (p progress) step() {
	if p.bar != nil {
		_ = p.bar.Add(1)
	}
}

func (p progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

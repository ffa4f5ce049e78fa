package cover

import "slices"

// work counts what a search looks at, and tells when to give up.
type work struct {
	used, limit int64
	// until is when stop is asked again.
	until   int64
	stop    func() bool
	stopped bool
}

// asking is how many entries are looked at between two questions whether to stop: some milliseconds.
const asking = 1 << 22

func newWork(limit int64, stop func() bool) *work { return &work{limit: limit, stop: stop} }

func (w *work) spend(entries int) { w.used += int64(entries) + 1 }

// over tells that the budget is used up or that the caller wants to stop.
func (w *work) over() bool {
	if w.used >= w.until && !w.stopped {
		w.until = w.used + asking
		w.stopped = w.stop != nil && w.stop()
	}
	return w.stopped || w.used >= w.limit
}

// tidy returns the numbers from 0 to n-1 of a list, ascending and once each.
func tidy(list []int32, n int) []int32 {
	out := make([]int32, 0, len(list))
	for _, x := range list {
		if x >= 0 && int(x) < n {
			out = append(out, x)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A random is a xorshift generator (Marsaglia 2003) with a fixed seed: the same numbers in every run.
type random uint64

const seed random = 0x9e3779b97f4a7c15

// below returns a number from 0 to n-1; n is at least 1.
func (r *random) below(n int) int {
	x := *r
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*r = x
	return int(uint64(x>>11) % uint64(n))
}

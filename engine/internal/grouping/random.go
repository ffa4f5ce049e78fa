package grouping

// random is a xorshift generator with a fixed seed: the same draws on every machine (Marsaglia 2003, with the multiplier of Vigna 2016).
type random struct{ state uint64 }

func newRandom(seed uint64) *random { return &random{seed*0x9E3779B97F4A7C15 | 1} }

func (r *random) next() uint64 {
	r.state ^= r.state >> 12
	r.state ^= r.state << 25
	r.state ^= r.state >> 27
	return r.state * 0x2545F4914F6CDD1D
}

// below draws from 0..n-1.
func (r *random) below(n int) int {
	if n <= 1 {
		return 0
	}
	return int((r.next() >> 33) % uint64(n))
}

// counter counts work, in entries looked at, and asks now and then whether to stop.
type counter struct {
	used, limit, asked int64
	stop               func() bool
	stopped            bool
}

// add counts; between two questions to stop lie about a million entries.
func (c *counter) add(n int64) {
	c.used += n
	if c.used-c.asked >= 1<<20 {
		c.asked = c.used
		if c.stop != nil && c.stop() {
			c.stopped = true
		}
	}
}

// done tells that the work is used up or the search was called off.
func (c *counter) done() bool { return c.stopped || c.used >= c.limit }

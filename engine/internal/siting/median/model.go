package median

import "math"

// top is the highest scaled total that the relaxation works with; it leaves room for sums of two such totals.
const top = int64(1) << 60

// model is the problem in a form without exceptions: full rows, a cost for every site, and for every home what it costs when
// no open site is nearer than that.
type model struct {
	homes, sites int
	count        int  // sites to open
	free         bool // count is free
	row          [][]int64
	cost         []int64
	required     []bool
	none         []int64 // what a home costs unserved: its skip, or penalty
	must         []bool  // the home may not be left out
	penalty      int64   // of a home that is out of reach: above the total distance where the numbers allow that
	ceiling      int64   // no feasible set of sites costs more
	step         int64   // all costs and distances are multiples of it
	scale        int64   // multipliers are counted in parts of 1/scale

	work, budget int64
	asked        int64 // the work at the last question to stop
	stop         func() bool
	stopped      bool
}

func newModel(p *Problem, work int64, stop func() bool) *model {
	m := &model{sites: len(p.Distance), budget: work, stop: stop}
	m.homes = len(p.Skip)
	for _, row := range p.Distance {
		m.homes = max(m.homes, len(row))
	}
	m.free = p.Count <= 0
	m.count = min(max(p.Count, 0), m.sites)
	m.row = fullRows(p.Distance, m.homes)
	m.cost = make([]int64, m.sites)
	copy(m.cost, p.Cost)
	m.required = make([]bool, m.sites)
	copy(m.required, p.Required)
	m.measure(p.Skip)
	return m
}

// fullRows shares the rows that are as long as the others and completes copies of those that are not.
func fullRows(rows [][]int64, homes int) [][]int64 {
	full := make([][]int64, len(rows))
	for j, row := range rows {
		if len(row) < homes {
			row = append(make([]int64, 0, homes), row...)
			for len(row) < homes {
				row = append(row, Far)
			}
		}
		full[j] = row
	}
	return full
}

// measure finds the greatest distances, the common step of all numbers, and from them the penalty and the scale.
func (m *model) measure(skip []int64) {
	longest := make([]int64, m.homes)
	for _, row := range m.row {
		for i, d := range row {
			if d != Far {
				longest[i] = max(longest[i], d)
				if m.step != 1 {
					m.step = gcd(m.step, d)
				}
			}
		}
	}
	m.work += int64(m.sites) * int64(m.homes)
	m.none = make([]int64, m.homes)
	m.must = make([]bool, m.homes)
	var sum, far int64
	for i := range m.none {
		m.must[i] = i >= len(skip) || skip[i] == Far
		if !m.must[i] {
			m.none[i] = skip[i]
			longest[i] = skip[i]
			m.step = gcd(m.step, skip[i])
		}
		sum += longest[i]
		far = max(far, longest[i])
	}
	m.ceiling = sum
	for _, c := range m.cost {
		m.ceiling += c
		m.step = gcd(m.step, c)
	}
	m.step = max(m.step, 1)
	m.penalty = max(min(m.ceiling+1, top/int64(max(m.homes, 1))), far+1)
	for i := range m.none {
		if m.must[i] {
			m.none[i] = m.penalty
		}
	}
	m.scale = 1
	for m.scale < 1<<10 && m.ceiling < 1<<54/m.scale {
		m.scale *= 2
	}
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// spend counts work and asks stop now and then.
func (m *model) spend(work int64) {
	m.work += work
	if m.stop != nil && m.work-m.asked > 1<<20 {
		m.asked = m.work
		m.stopped = m.stopped || m.stop()
	}
}

func (m *model) spent() bool { return m.stopped || m.work >= m.budget }

// atLeast is the least possible total that is not below the scaled bound.
func (m *model) atLeast(bound int64) int64 {
	if bound <= 0 {
		return 0
	}
	q := bound / m.scale
	if q*m.scale < bound {
		q++
	}
	if r := q % m.step; r != 0 {
		q += m.step - r
	}
	return q
}

// mulScale scales a total; what would leave the range stays at its end.
func (m *model) mulScale(d int64) int64 {
	if d > math.MaxInt64/4/m.scale {
		return math.MaxInt64 / 4
	}
	return d * m.scale
}

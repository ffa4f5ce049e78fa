package median

import "slices"

// plan is a set of open sites with the nearest and the second nearest of them for every home.
type plan struct {
	*model
	open          []int32
	at            []int32 // per site its index in open, or -1
	first, second []int32 // per home: sites, or -1: left out
	near, next    []int64 // their distances, at most what leaving the home out costs
	loss          []int64 // per open site: what closing it adds to the value
	net           []int64 // scratch, per site
	value         int64
}

func (m *model) newPlan(open []int32) *plan {
	p := &plan{
		model: m, at: make([]int32, m.sites), first: make([]int32, m.homes), second: make([]int32, m.homes),
		near: make([]int64, m.homes), next: make([]int64, m.homes), loss: make([]int64, m.sites), net: make([]int64, m.sites),
	}
	p.set(open)
	return p
}

// set opens exactly these sites.
func (p *plan) set(open []int32) {
	p.open = append(p.open[:0], open...)
	for j := range p.at {
		p.at[j] = -1
	}
	for k, j := range p.open {
		p.at[j] = int32(k)
	}
	copy(p.near, p.none)
	copy(p.next, p.none)
	for i := range p.first {
		p.first[i], p.second[i] = -1, -1
	}
	for _, j := range p.open {
		p.insert(j)
	}
	p.spend(int64(len(p.open)) * int64(p.homes))
	p.weigh()
}

// insert lets every home see the site j.
func (p *plan) insert(j int32) {
	next := p.next[:p.homes]
	for i, d := range p.row[j][:p.homes] {
		if d >= next[i] {
			continue
		}
		if d < p.near[i] {
			p.next[i], p.second[i] = p.near[i], p.first[i]
			p.near[i], p.first[i] = d, j
		} else {
			p.next[i], p.second[i] = d, j
		}
	}
}

// weigh sums up the value and what each open site is worth.
func (p *plan) weigh() {
	p.value = 0
	for _, j := range p.open {
		p.loss[j] = -p.cost[j]
		p.value += p.cost[j]
	}
	for i, j := range p.first {
		p.value += p.near[i]
		if j >= 0 {
			p.loss[j] += p.next[i] - p.near[i]
		}
	}
}

// enter is what opening site j saves by itself, and the open site whose closing then adds least (the gain and the net loss of
// Whitaker 1983), -1 if none may be closed. O(homes).
func (p *plan) enter(j int32) (gain int64, leave int32, loss int64) {
	for _, r := range p.open {
		p.net[r] = p.loss[r]
	}
	gain = -p.cost[j]
	next := p.next[:p.homes]
	for i, d := range p.row[j][:p.homes] {
		if d >= next[i] {
			continue
		}
		if d < p.near[i] {
			gain += p.near[i] - d
			d = p.near[i]
		}
		if r := p.first[i]; r >= 0 {
			p.net[r] -= next[i] - d
		}
	}
	leave = -1
	for _, r := range p.open {
		if !p.required[r] && (leave < 0 || p.net[r] < loss) {
			leave, loss = r, p.net[r]
		}
	}
	p.spend(int64(p.homes) + 2*int64(len(p.open)))
	return gain, leave, loss
}

// change opens the site in and closes the site out; either may be -1.
func (p *plan) change(in, out int32) {
	if out >= 0 {
		k, last := p.at[out], len(p.open)-1
		p.open[k] = p.open[last]
		p.at[p.open[k]] = k
		p.open, p.at[out] = p.open[:last], -1
	}
	if in >= 0 {
		p.at[in] = int32(len(p.open))
		p.open = append(p.open, in)
		p.insert(in)
	}
	if out >= 0 {
		p.forget(out)
	}
	p.spend(int64(p.homes))
	p.weigh()
}

// forget finds new nearest sites for the homes that knew the site out.
func (p *plan) forget(out int32) {
	for i := range p.first {
		if p.first[i] != out && p.second[i] != out {
			continue
		}
		p.first[i], p.second[i] = -1, -1
		p.near[i], p.next[i] = p.none[i], p.none[i]
		for _, j := range p.open {
			d := p.row[j][i]
			if d >= p.next[i] {
				continue
			}
			if d < p.near[i] {
				p.next[i], p.second[i] = p.near[i], p.first[i]
				p.near[i], p.first[i] = d, j
			} else {
				p.next[i], p.second[i] = d, j
			}
		}
		p.spend(int64(len(p.open)))
	}
}

// descend makes the improving changes that it meets, trying the sites in turn, until a whole round finds none: the fast
// interchange of Whitaker 1983 as Hansen and Mladenovic 1997 use it. With a free count it also opens and closes. It ends early
// after so much work.
func (p *plan) descend(sites []int32, work int64) {
	work += p.work
	for idle, k := 0, 0; idle < len(sites) && !p.spent() && p.work < work; k++ {
		if k == len(sites) {
			k = 0
		}
		idle++
		if p.free && p.shed() {
			idle = 0
		}
		j := sites[k]
		if p.at[j] < 0 && p.admit(j) {
			idle = 0
		}
	}
	for p.free && p.shed() {
	}
}

// admit opens site j, mostly in exchange for another one, if that is an improvement.
func (p *plan) admit(j int32) bool {
	gain, out, loss := p.enter(j)
	if p.free && gain > 0 && (out < 0 || loss >= 0) {
		out, loss = -1, 0
	} else if out < 0 {
		return false
	}
	if gain <= loss {
		return false
	}
	p.change(j, out)
	return true
}

// shed closes the open site that costs most more than it saves.
func (p *plan) shed() bool {
	out := int32(-1)
	for _, j := range p.open {
		if !p.required[j] && p.loss[j] < 0 && (out < 0 || p.loss[j] < p.loss[out]) {
			out = j
		}
	}
	if out < 0 {
		return false
	}
	p.change(-1, out)
	return true
}

// copy makes p the same plan as q.
func (p *plan) copy(q *plan) {
	p.open = append(p.open[:0], q.open...)
	copy(p.at, q.at)
	copy(p.first, q.first)
	copy(p.second, q.second)
	copy(p.near, q.near)
	copy(p.next, q.next)
	copy(p.loss, q.loss)
	p.value = q.value
}

// fit repairs a set of sites: known sites once each, the required ones among them, as many as asked.
func (m *model) fit(set []int32) *plan {
	in := make([]bool, m.sites)
	open := []int32{}
	for j, r := range m.required {
		if r {
			in[j] = true
			open = append(open, int32(j))
		}
	}
	for _, j := range set {
		if j >= 0 && int(j) < m.sites && !in[j] {
			in[j] = true
			open = append(open, j)
		}
	}
	p := m.newPlan(open)
	p.trim()
	p.fill()
	return p
}

// trim closes the sites that are worth least until the count is right.
func (p *plan) trim() {
	for !p.free && len(p.open) > p.count {
		out := int32(-1)
		for _, j := range p.open {
			if !p.required[j] && (out < 0 || p.loss[j] < p.loss[out]) {
				out = j
			}
		}
		if out < 0 {
			return
		}
		p.change(-1, out)
	}
}

// fill opens the sites that save most, one after the other, until the count is right. What a site saves only shrinks as
// others open, so old figures are bounds and few must be measured again (Minoux 1978).
func (p *plan) fill() {
	if !p.free && len(p.open) >= p.count {
		return
	}
	defer p.weigh()
	type offer struct {
		gain int64
		site int32
		age  int
	}
	offers := make([]offer, 0, p.sites)
	for j := range p.at {
		if p.at[j] < 0 {
			offers = append(offers, offer{p.saves(int32(j)), int32(j), len(p.open)})
		}
	}
	worse := func(a, b offer) bool { return a.gain < b.gain || a.gain == b.gain && a.site > b.site }
	down := func(k int) {
		for {
			c := 2*k + 1
			if c >= len(offers) {
				return
			}
			if c+1 < len(offers) && worse(offers[c], offers[c+1]) {
				c++
			}
			if !worse(offers[k], offers[c]) {
				return
			}
			offers[k], offers[c] = offers[c], offers[k]
			k = c
		}
	}
	for k := len(offers) / 2; k >= 0; k-- {
		down(k)
	}
	for len(offers) > 0 && (p.free || len(p.open) < p.count) {
		if best := &offers[0]; best.age < len(p.open) && !p.spent() {
			best.gain, best.age = p.saves(best.site), len(p.open)
		} else {
			if p.free && best.gain <= 0 {
				return
			}
			p.at[best.site] = int32(len(p.open))
			p.open = append(p.open, best.site)
			p.insert(best.site)
			p.spend(int64(p.homes))
			offers[0] = offers[len(offers)-1]
			offers = offers[:len(offers)-1]
		}
		down(0)
	}
}

// saves is what opening site j saves.
func (p *plan) saves(j int32) int64 {
	gain := -p.cost[j]
	near := p.near[:p.homes]
	for i, d := range p.row[j][:p.homes] {
		if d < near[i] {
			gain += near[i] - d
		}
	}
	p.spend(int64(p.homes))
	return gain
}

// feasible says that no home which must be taken is out of reach.
func (p *plan) feasible() bool {
	for i, must := range p.must {
		if must && p.first[i] < 0 {
			return false
		}
	}
	return true
}

func (p *plan) sorted() []int32 {
	open := slices.Clone(p.open)
	slices.Sort(open)
	return open
}

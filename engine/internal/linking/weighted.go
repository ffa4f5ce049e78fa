package linking

// weightedWork bounds the search of one problem, in steps of the relaxation's searches rather than in seconds so that results
// are reproducible: about half a second.
const weightedWork = 12_000_000

// solveWeighted solves a problem in which homes may weigh more than one: a generalised assignment. Parts that share no pair are solved
// one by one: exactly as a flow where all homes weigh 1, else by a search among whole solutions that the relaxation which splits homes
// bounds. Prices come from that relaxation. False if stopped.
func solveWeighted(p *Problem, stop func() bool) (Solution, bool) {
	s := emptySolution(p)
	s.Searched = true
	var x partition
	f := Fine{Scale: 1, Price: make([]Vec, len(p.Servers))}
	scales := make([]int64, len(p.Servers))
	work, left := int64(weightedWork), int64(p.homes())
	for part := range x.split(p) {
		sub, arcs := p.only(part)
		// Every part may use its share of what is left; what it does not need is for those that follow.
		share := work * int64(len(part.homes)) / left
		left -= int64(len(part.homes))
		got, used, ok := sub.solvePart(share, stop)
		work -= used
		if !ok {
			return Solution{}, false
		}
		s.Searched = s.Searched && got.Searched
		for i, h := range part.homes {
			if a := got.Arc[i]; a >= 0 {
				s.Server[h], s.Arc[h] = part.servers[got.Server[i]], arcs[a]
			}
		}
		for i, j := range part.servers {
			s.Load[j], s.Price[j] = got.Load[i], got.Price[i]
			if f.Price[j], scales[j] = got.Price[i], 1; got.Fine != nil {
				f.Price[j], scales[j] = got.Fine.Price[i], got.Fine.Scale
			}
		}
		if got.Fine != nil && f.Scale <= maxScale {
			f.Scale = lcm(f.Scale, got.Fine.Scale)
		}
	}
	if f.Scale > 1 && f.Scale <= maxScale && p.bears(f.Scale) {
		for j := range f.Price {
			if scales[j] == 0 { // no home may go there
				f.Price[j], scales[j] = s.Price[j], 1
			}
			f.Price[j] = f.Price[j].Times(f.Scale / scales[j])
		}
		f.Bound = p.times(f.Scale).Bound(f.Price)
		s.Fine = &f
	}
	return s, true
}

// A Fine bound holds for the problem with all costs times Scale: no solution costs less than Bound / Scale.
type Fine struct {
	Scale int64
	Price []Vec
	Bound Vec
}

// times is the problem with all costs times scale.
func (p *Problem) times(scale int64) *Problem {
	q := *p
	q.LoadScale, q.Change = scale*max(p.LoadScale, 1), p.Change.Times(scale)
	q.SkipCost = make([]Vec, len(p.SkipCost))
	for i, v := range p.SkipCost {
		q.SkipCost[i] = v.Times(scale)
	}
	q.Columns = make([]Column, len(p.Columns))
	for i, c := range p.Columns {
		q.Columns[i] = Column{Tier: c.Tier, Cost: make([]int64, len(c.Cost))}
		for a, x := range c.Cost {
			q.Columns[i].Cost[a] = x * scale
		}
	}
	return &q
}

// solvePart solves a part with at most so much work for the search, and says how much it took.
func (p *Problem) solvePart(work int64, stop func() bool) (s Solution, used int64, ok bool) {
	if p.unit() {
		s, ok = solveUnits(p, stop)
		s.Searched = true
		return s, 0, ok
	}
	if len(p.Servers) > maxServers {
		return p.solveHuge(stop)
	}
	t := newSearch(p, work, stop)
	t.run()
	best := t.best
	return Solution{Server: best.server, Arc: best.arc, Load: best.load, Price: t.price, Searched: t.exhausted, Fine: t.fine}, min(t.used, work), !t.stopped
}

// solveHuge does without a search: a local optimum, with prices where homes can be split.
func (p *Problem) solveHuge(stop func() bool) (s Solution, used int64, ok bool) {
	g := newWhole(p)
	g.fill()
	ok = g.polish(stop)
	s = Solution{Server: g.server, Arc: g.arc, Load: g.load, Price: emptySolution(p).Price}
	scale, _, exact := p.splitting()
	if !exact || !ok {
		return s, 0, ok
	}
	price, ok := splitPrices(p, scale, stop)
	if price != nil {
		s.Price = p.rounded(price, scale)
	}
	return s, 0, ok
}

// only is the problem of one part, and the pair of the whole problem that each of its pairs is.
func (p *Problem) only(part part) (sub *Problem, arcs []int32) {
	local := make(map[int32]int32, len(part.servers))
	sub = &Problem{Start: []int32{0}, SkipCost: p.SkipCost, Change: p.Change, ShortfallTier: p.ShortfallTier, LoadTier: p.LoadTier, LoadScale: p.LoadScale}
	for i, j := range part.servers {
		local[j] = int32(i)
		sub.Servers = append(sub.Servers, p.Servers[j])
	}
	for _, h := range part.homes {
		standing := int32(-1)
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			if p.Standing != nil && p.Standing[h] == a {
				standing = int32(len(arcs))
			}
			arcs = append(arcs, a)
			sub.To = append(sub.To, local[p.To[a]])
		}
		sub.Start = append(sub.Start, int32(len(arcs)))
		sub.Skip = append(sub.Skip, p.Skip[h])
		sub.Weight = append(sub.Weight, p.weight(int(h)))
		if p.Standing != nil {
			sub.Standing = append(sub.Standing, standing)
		}
	}
	for _, c := range p.Columns {
		cost := make([]int64, len(arcs))
		for i, a := range arcs {
			cost[i] = c.Cost[a]
		}
		sub.Columns = append(sub.Columns, Column{Tier: c.Tier, Cost: cost, Most: c.Most})
	}
	return sub, arcs
}

package centers

import (
	"jinlin/engine/internal/linking"
)

// A giver gives members to chosen centres, exactly.
type giver struct {
	p      *Problem
	solver linking.Solver
	// price is what each site ended with, to start from next time; nil before.
	price [][]int64
	start []int32
	to    []int32
	mm    []int64
	fill  []int32
	work  int64
}

// A grant is who has which centre: per member an index of the centres.
type grant struct {
	open  []int32
	of    []int32
	value Value
}

// give finds the best grant for the centres, which ascend: fewest without one, then the least missing, then the least distance. False if stopped.
func (g *giver) give(open []int32, stop func() bool) (grant, bool) {
	p := g.p
	out := grant{open: open, of: make([]int32, p.Members)}
	for i := range out.of {
		out.of[i] = None
	}
	for k, s := range open {
		out.of[p.Sites[s]] = int32(k)
	}
	homes := g.pairs(open, out.of)
	l := linking.Problem{
		Start: g.start, To: g.to, Columns: []linking.Column{{Tier: 2, Cost: g.mm}}, Skip: make([]uint16, len(homes)), SkipCost: []linking.Vec{{1}},
		Servers: make([]linking.Server, len(open)), ShortfallTier: 1,
	}
	for k := range l.Servers {
		l.Servers[k] = linking.Server{Base: 1, Max: p.most(), Min: p.Min}
	}
	g.work += 20*int64(len(g.to)) + g.overhead(len(open))
	s, ok := g.solver.Solve(&l, linking.Options{NoProof: true, Price: g.prices(open)}, stop)
	if !ok {
		return out, false
	}
	for i, m := range homes {
		out.of[m] = s.Server[i]
	}
	for k, site := range open {
		g.price[site] = append(g.price[site][:0], s.Price[k][:3]...)
	}
	out.value = Value{Out: s.Value[0], Missing: s.Value[1], Distance: s.Value[2]}
	return out, true
}

// overhead is what a grant costs beside its pairs, in looks at a distance, as measured.
func (g *giver) overhead(centres int) int64 { return 200*int64(g.p.Members) + 1000*int64(centres) }

// cost is about what a grant with so many centres costs.
func (g *giver) cost(centres int) int64 {
	pairs := int64(len(g.p.To)) * int64(centres) / int64(max(len(g.p.Sites), 1))
	return 20*pairs + g.overhead(centres) + 1
}

// pairs turns the rows of the centres around: one row for each member who is no centre.
func (g *giver) pairs(open []int32, of []int32) []int32 {
	p := g.p
	g.fill = append(g.fill[:0], make([]int32, p.Members+1)...)
	for _, s := range open {
		to, _ := p.row(s)
		for _, i := range to {
			if of[i] == None {
				g.fill[i]++
			}
		}
	}
	g.start = append(g.start[:0], 0)
	var homes []int32
	size := int32(0)
	for i := range of {
		if of[i] != None {
			continue
		}
		homes = append(homes, int32(i))
		size, g.fill[i] = size+g.fill[i], size
		g.start = append(g.start, size)
	}
	g.to, g.mm = append(g.to[:0], make([]int32, size)...), append(g.mm[:0], make([]int64, size)...)
	for k, s := range open {
		to, mm := p.row(s)
		for a, i := range to {
			if of[i] == None {
				g.to[g.fill[i]], g.mm[g.fill[i]] = int32(k), mm[a]
				g.fill[i]++
			}
		}
	}
	return homes
}

// prices are good ones to start from; nil before the first grant.
func (g *giver) prices(open []int32) [][]int64 {
	if g.price == nil {
		g.price = make([][]int64, len(g.p.Sites))
		return nil
	}
	out := make([][]int64, len(open))
	for k, s := range open {
		out[k] = g.price[s]
	}
	return out
}

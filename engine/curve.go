package engine

import (
	"context"
	"math"
	"slices"

	"jinlin/engine/internal/linking"
	"jinlin/policy"
)

// A LoadPrice says what a unit of load cost is worth in metres walked: MM / Of millimetres. 1 / 0 means that the load comes first whatever the
// way, 0 / 1 that the way comes first.
type LoadPrice struct{ MM, Of int64 }

var (
	// LoadFirst is where every curve begins.
	LoadFirst = LoadPrice{1, 0}
	// WayFirst is where it ends.
	WayFirst = LoadPrice{0, 1}
)

// CurvePrices are prices for curves that are to be added up over areas: from load first over 100 m to 10 cm a unit to way first.
func CurvePrices() []LoadPrice {
	list := []LoadPrice{LoadFirst}
	for _, mm := range []int64{100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100} {
		list = append(list, LoadPrice{mm, 1})
	}
	return append(list, WayFirst)
}

// A CurvePoint is one way to trade even loads against short ways: the best links at a price of load. Coverage and shortfall stay above both.
type CurvePoint struct {
	Price LoadPrice
	// LoadCost is the value of the load tier (under balance none: the sum of squares), TotalMM the sum of the distances.
	LoadCost, TotalMM int64
	// Members counts the eligible members, Homes the homes linked, Nearest those of them that no other allowed member is nearer to.
	Members, Homes, Nearest int
	// LoadMin and LoadMax are the smallest and the largest load of an eligible member, LoadDeviation the standard deviation.
	LoadMin, LoadMax int
	LoadDeviation    float64
	// MeanMM is the mean distance of the links, MostMM the 99th percentile (nearest rank).
	MeanMM, MostMM int64

	loads, mm []int64 // ascending
}

// Plus is both points together: those of two areas at the same price.
func (a CurvePoint) Plus(b CurvePoint) CurvePoint {
	c := CurvePoint{
		Price: a.Price, LoadCost: a.LoadCost + b.LoadCost, TotalMM: a.TotalMM + b.TotalMM, Nearest: a.Nearest + b.Nearest,
		loads: slices.Concat(a.loads, b.loads), mm: slices.Concat(a.mm, b.mm),
	}
	c.sum()
	return c
}

// sum derives what follows from the loads and the distances.
func (a *CurvePoint) sum() {
	slices.Sort(a.loads)
	slices.Sort(a.mm)
	a.Members, a.Homes = len(a.loads), len(a.mm)
	if n := int64(a.Members); n > 0 {
		var sum, squares int64
		for _, y := range a.loads {
			sum += y
			squares += y * y
		}
		a.LoadMin, a.LoadMax = int(a.loads[0]), int(a.loads[n-1])
		a.LoadDeviation = math.Sqrt(float64(n*squares-sum*sum)) / float64(n)
	}
	if n := int64(a.Homes); n > 0 {
		a.MeanMM = (2*a.TotalMM + n) / (2 * n)
		a.MostMM = a.mm[(99*n+99)/100-1]
	}
}

// CurvePoints is how many points a curve has at most.
const CurvePoints = 12

// Curve finds the trade between even loads and short ways within the circles of a plan (the zero Plan: within circles made anew), from load
// first to way first. Its inner points are corners of the convex hull over load cost and distance, found by the price at which the points on
// both sides of a gap are equally good (Eisner, Severance 1976), the largest gap first; at most CurvePoints, one solve of the links
// each. The error is the context's, or says what does not belong together.
func (s *State) Curve(ctx context.Context, plan Plan) ([]CurvePoint, error) {
	c, err := s.curve(ctx, plan)
	if err != nil {
		return nil, err
	}
	list := make([]CurvePoint, 2, CurvePoints)
	for i, price := range []LoadPrice{LoadFirst, WayFirst} {
		if list[i], err = c.at(ctx, price); err != nil {
			return nil, err
		}
	}
	closed := map[LoadPrice]bool{}
	for tries := 0; tries < 2*CurvePoints && len(list) < CurvePoints; tries++ {
		i, price := c.gap(list, closed)
		if i < 0 {
			break
		}
		closed[price] = true
		p, err := c.at(ctx, price)
		if err != nil {
			return nil, err
		}
		if p.below(&list[i]) && p.below(&list[i+1]) {
			list = slices.Insert(list, i+1, p)
		}
	}
	return list, nil
}

// CurveAt are the points at given prices.
func (s *State) CurveAt(ctx context.Context, plan Plan, prices []LoadPrice) ([]CurvePoint, error) {
	c, err := s.curve(ctx, plan)
	if err != nil {
		return nil, err
	}
	list := make([]CurvePoint, len(prices))
	for i, price := range prices {
		if list[i], err = c.at(ctx, price); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// below reports whether a point is another than b and strictly better at its own price.
func (a *CurvePoint) below(b *CurvePoint) bool {
	return a.LoadCost*a.Price.MM+a.TotalMM*a.Price.Of < b.LoadCost*a.Price.MM+b.TotalMM*a.Price.Of
}

// A curve solves the links of one area at prices.
type curve struct {
	*State
	task task
	// lead is the tier that load and distance share.
	lead int
}

func (s *State) curve(ctx context.Context, plan Plan) (*curve, error) {
	pairs, err := s.pairsNow(ctx, plan)
	if err != nil {
		return nil, err
	}
	c := &curve{State: s}
	c.task = s.linkTask(pairs, Options{NoProof: true})
	c.arrange()
	server := c.task.server
	c.task.server = func(m int32) linking.Server {
		sv := server(m)
		if s.policy.Links.Load.Balance == policy.BalanceNone {
			sv.Low, sv.High = 0, 0
		}
		return sv
	}
	return c, nil
}

// pairsNow are the allowed pairs, with what was chosen among them: those of the plan, or, for the zero Plan, of circles, groups and choice made anew.
func (s *State) pairsNow(ctx context.Context, plan Plan) (arcs, error) {
	if plan.d.Area != "" || len(plan.d.Homes) > 0 {
		if err := s.owns(plan); err != nil {
			return arcs{}, err
		}
		s.chooseAs(&plan.d)
		return s.allowed(s.borderOf(plan)), nil
	}
	d := s.draft()
	l, err := s.circles(ctx, &d, nil)
	if err != nil {
		return arcs{}, err
	}
	g, err := s.groupsAnew(ctx, &d, nil)
	if err != nil {
		return arcs{}, err
	}
	pairs := s.allowed(s.border(l.circleOf, g))
	_, err = s.selection(ctx, pairs, nil)
	return pairs, err
}

// arrange puts load and distance beside each other where the first of them stands in the policy's order.
func (c *curve) arrange() {
	var tiers []policy.Tier
	for _, t := range c.task.tiers {
		if t != policy.TierLoad && t != policy.TierDistance {
			tiers = append(tiers, t)
			continue
		}
		if c.lead == 0 {
			c.lead = len(tiers)
			tiers = append(tiers, policy.TierLoad, policy.TierDistance)
		}
	}
	if c.lead == 0 {
		c.lead = len(tiers)
		tiers = append(tiers, policy.TierLoad, policy.TierDistance)
	}
	c.task.tiers = tiers
}

// at finds the best links at a price.
func (c *curve) at(ctx context.Context, price LoadPrice) (CurvePoint, error) {
	p, homes, members := c.linkingProblem(&c.task)
	p.LoadTier = c.lead
	way := slices.IndexFunc(p.Columns, func(x linking.Column) bool { return x.Tier == c.lead+1 })
	switch {
	case price.Of == 0:
	case price.MM == 0:
		p.LoadTier = c.lead + 1
		p.Columns[way].Tier = c.lead
	default:
		p.LoadScale = price.MM
		p.Columns[way].Tier = c.lead
		p.Columns[way].Multiply(price.Of)
	}
	solution, ok := c.transport(ctx, p, linking.Options{})
	if !ok {
		return CurvePoint{}, ctx.Err()
	}
	of := make([]int32, len(c.homes))
	for h := range of {
		of[h] = c.homes[h].fixed()
	}
	for i, h := range homes {
		if of[h] = none; solution.Arc[i] >= 0 {
			of[h] = members[p.To[solution.Arc[i]]]
		}
	}
	return c.point(price, of), nil
}

// point measures links.
func (c *curve) point(price LoadPrice, of []int32) CurvePoint {
	x := CurvePoint{Price: price}
	load := make([]int64, len(c.members))
	for h, m := range of {
		if m == none {
			continue
		}
		mm := c.betweenMM(int32(h), m)
		x.mm = append(x.mm, mm)
		x.TotalMM += mm
		load[m] += c.homes[h].weight
		if _, others := c.task.pairs.row(int32(h)); len(others) == 0 || mm <= slices.Min(others) {
			x.Nearest++
		}
	}
	for m := range c.members {
		if !c.members[m].eligible() {
			continue
		}
		x.loads = append(x.loads, load[m])
		sv := c.task.server(int32(m))
		below, above := max(sv.Low-load[m], 0), max(load[m]-sv.High, 0)
		x.LoadCost += below*below + above*above
	}
	x.sum()
	return x
}

// gap finds the two neighbours between which most can lie, and the price at which they are equally good; -1 if nothing can.
func (c *curve) gap(list []CurvePoint, closed map[LoadPrice]bool) (at int, price LoadPrice) {
	at = -1
	widest := 0.0
	for i := range len(list) - 1 {
		load, mm := list[i+1].LoadCost-list[i].LoadCost, list[i].TotalMM-list[i+1].TotalMM
		if load <= 0 || mm <= 0 {
			continue
		}
		x := c.bearable(mm, load)
		if area := float64(load) * float64(mm); area > widest && !closed[x] {
			at, price, widest = i, x, area
		}
	}
	return at, price
}

// bearable is the price mm / of in the lowest terms, or one near to it with which all costs can be added up.
func (c *curve) bearable(mm, of int64) LoadPrice {
	var ways, loads float64
	for h := range c.homes {
		if _, row := c.task.pairs.row(int32(h)); len(row) > 0 {
			ways += float64(slices.Max(row))
		}
	}
	for m := range c.members {
		y := float64(c.members[m].load.Max)
		loads += float64(y * y)
	}
	g := gcd(mm, of)
	mm, of = mm/g, of/g
	for float64(ways*float64(of))+float64(loads*float64(mm)) > 1<<58 && (mm > 1 || of > 1) {
		mm, of = max(mm/2, 1), max(of/2, 1)
	}
	return LoadPrice{mm, of}
}

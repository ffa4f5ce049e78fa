package verify

import (
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// A pairing is a stage that gives homes to members: the links, the links
// without borders, or the deputies.
type pairing struct {
	name    string
	tiers   []policy.Tier
	homes   []int               // all that are to be given
	to      []int               // whom the plan gives each home, -1 for nobody
	fixed   []int               // whom it must be given to, -1 where the plan is free
	allowed func(h, k int) bool // for homes that are not fixed
	loads   bool                // members pay for their loads
	most    func(k int) int
	prices  func(k int) []int64

	// Of the links of a plan that followed another: the member whom each home
	// may keep, -1 for none; nil where changes are no matter.
	keeps []int
	// Of a certificate for at most so many changes: by what costs are
	// multiplied, what a change costs on top, how many are allowed.
	scale  int64
	change []int64
	limit  int64
}

// provePairing checks the claim of a pairing by weak duality. The bound of an
// unchecked one is no claim.
func (j *judge) provePairing(p *pairing, claimed *engine.LinkProof) {
	unchecked := claimed.Kind == engine.Unchecked
	bounded := claimed.Kind == engine.Certified || claimed.Kind == engine.Bounded || claimed.Kind == engine.Searched
	if !slices.Equal(claimed.Tiers, p.tiers) || len(claimed.Value) != len(p.tiers) || bounded && len(claimed.Bound) != len(p.tiers) {
		j.add(Finding{Code: WrongTiers}, "stage %s has the tiers %v with %d values and %d bounds; expected %v", p.name, claimed.Tiers, len(claimed.Value), len(claimed.Bound), p.tiers)
		j.noteStage(p.name, claimed.Kind, "", false)
		return
	}
	c := claim{stage: p.name, kind: claimed.Kind, value: claimed.Value, bound: claimed.Bound}
	scaled, priced := j.scaled(p, claimed), j.priced(p, unchecked)
	c.unsound = !scaled || !priced
	var e, proof exact
	c.truth = j.value(p, &e)
	if c.reached, c.derived = c.truth, c.truth; !c.unsound {
		c.reached = make([]int64, len(p.tiers))
		proof.addTo(c.reached, c.truth, p.scale)
		c.derived = j.dualValue(p, &proof)
	}
	c.unsound = c.unsound || proof.overflow
	if e.overflow || proof.overflow && !unchecked {
		j.add(Finding{Code: TooLarge}, "the prices or distances of stage %s are too large to be re-checked", p.name)
		j.noteStage(p.name, claimed.Kind, "", false)
		return
	}
	j.judgeClaim(c)
}

// scaled reads the scale and the price of a change, and reports whether they
// may be used: both belong to plans with a limit of changes, the scale also to
// homes that weigh more than 1, 0 and none standing for 1 and nothing.
func (j *judge) scaled(p *pairing, claimed *engine.LinkProof) bool {
	p.scale, p.change = max(claimed.Scale, 1), claimed.ChangePrice
	limited := p.keeps != nil && j.limited()
	good := true
	if claimed.Scale < 0 || claimed.Scale > 1 && !limited && !j.weighted() {
		j.add(Finding{Code: WrongScale}, "stage %s has the scale %d; expected 1, or more where changes are limited or homes weigh more than 1", p.name, claimed.Scale)
		good = false
	}
	n := len(p.change)
	switch first := slices.IndexFunc(p.change, func(x int64) bool { return x != 0 }); {
	case n > 0 && !limited:
		j.add(Finding{Code: WrongChangePrice}, "stage %s has a price of changes; changes are not limited", p.name)
		return false
	case n > 0 && n != len(p.tiers) || first >= 0 && p.change[first] < 0:
		j.add(Finding{Code: WrongChangePrice}, "stage %s has the price %v of a change; expected %d numbers, not below 0", p.name, p.change, len(p.tiers))
		return false
	case n == 0:
		p.change = make([]int64, len(p.tiers))
	}
	return good
}

// priced reports whether every eligible member has a price a tier. An
// unchecked claim may do without.
func (j *judge) priced(p *pairing, unchecked bool) bool {
	all := true
	for _, k := range j.eligible {
		if got := len(p.prices(k)); got != len(p.tiers) {
			all = false
			if !unchecked {
				j.add(Finding{Code: PriceMissing, Member: j.members[k].id}, "member %q has %d prices for stage %s; expected %d", j.members[k].id, got, p.name, len(p.tiers))
			}
		}
	}
	return all
}

// value is what the plan costs, a number a tier: neither scaled nor with a
// price of changes.
func (j *judge) value(of *pairing, e *exact) []int64 {
	p := *of
	p.scale, p.change = 1, make([]int64, len(p.tiers))
	sum, cost := make([]int64, len(p.tiers)), make([]int64, len(p.tiers))
	for _, h := range p.homes {
		j.costOf(&p, h, p.to[h], cost, e)
		e.addTo(sum, cost, 1)
	}
	loads := j.loads(p.to)
	for _, k := range j.eligible {
		j.memberCost(&p, k, int(loads[k]), cost, e)
		e.addTo(sum, cost, 1)
	}
	return sum
}

// costOf is what it costs to give the home to member k, or to nobody: -1.
func (j *judge) costOf(p *pairing, h, k int, cost []int64, e *exact) {
	changed := p.keeps != nil && p.keeps[h] >= 0 && p.keeps[h] != k
	for i, t := range p.tiers {
		switch {
		case t == policy.TierChanges:
			cost[i] = oneIf(changed)
		case k >= 0:
			cost[i] = j.pairCost(t, h, k)
		default:
			cost[i] = oneIf(t == j.unservedTier(h) || t == policy.TierChoice && j.homes[h].choice >= 0)
		}
	}
	p.scaleUp(cost, e)
	if changed {
		e.addTo(cost, p.change, 1)
	}
}

func (p *pairing) scaleUp(cost []int64, e *exact) {
	if p.scale == 1 {
		return
	}
	for i := range cost {
		cost[i] = e.mul(cost[i], p.scale)
	}
}

func oneIf(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

func (j *judge) memberCost(p *pairing, k, y int, cost []int64, e *exact) {
	for i, t := range p.tiers {
		cost[i] = 0
		if p.loads {
			cost[i] = j.loadCost(t, k, y)
		}
	}
	p.scaleUp(cost, e)
}

// dualValue is L(q) of docs/model.md, less the price of all changes allowed:
// at most the scaled value of every plan. O(homes * members * tiers).
func (j *judge) dualValue(p *pairing, e *exact) []int64 {
	sum := make([]int64, len(p.tiers))
	base, more := make([]int64, len(j.members)), make([]int64, len(j.members))
	cost, best := make([]int64, len(p.tiers)), make([]int64, len(p.tiers))
	for _, h := range p.homes {
		if k := p.fixed[h]; k >= 0 {
			base[k] += j.homes[h].weight
			j.costOf(p, h, k, cost, e)
			e.addTo(sum, cost, 1)
			continue
		}
		j.cheapest(p, h, cost, best, more, e)
		e.addTo(sum, best, 1)
	}
	for _, k := range j.eligible {
		e.addTo(sum, j.cheapestLoad(p, k, base[k], more[k], e), 1)
		e.addTo(sum, p.prices(k), base[k])
	}
	e.addTo(sum, p.change, -p.limit)
	return sum
}

// cheapest puts into best the least of leaving the home unserved and of its
// allowed members' costs and prices, and notes in more what it would add to
// their loads.
func (j *judge) cheapest(p *pairing, h int, cost, best, more []int64, e *exact) {
	j.costOf(p, h, -1, best, e)
	for _, k := range j.eligible {
		if !p.allowed(h, k) {
			continue
		}
		more[k] += j.homes[h].weight
		j.costOf(p, h, k, cost, e)
		e.addTo(cost, p.prices(k), j.homes[h].weight)
		if slices.Compare(cost, best) < 0 {
			copy(best, cost)
		}
	}
}

// cheapestLoad returns the least over y from base to the maximum, and no more
// than all allowed homes would give, of what the load y costs less y times the
// price. Every tier is convex in y, so the first y that the next one does not
// improve is best: bisection, O(log most).
func (j *judge) cheapestLoad(p *pairing, k int, base, more int64, e *exact) []int64 {
	lo := int(base)
	hi := max(lo, int(min(int64(p.most(k)), base+more)))
	at := func(y int) []int64 {
		cost := make([]int64, len(p.tiers))
		j.memberCost(p, k, y, cost, e)
		e.addTo(cost, p.prices(k), -int64(y))
		return cost
	}
	for lo < hi {
		mid := lo + (hi-lo)/2
		if slices.Compare(at(mid+1), at(mid)) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return at(lo)
}

func (j *judge) linkPairing() *pairing {
	p := &pairing{name: StageLinks, tiers: j.policy.Tiers(), to: j.linkedTo, fixed: make([]int, len(j.homes)), loads: true,
		allowed: func(h, k int) bool { return j.allowed(j.border, h, k) },
		most:    func(k int) int { return j.members[k].load.Max },
		prices:  func(k int) []int64 { return j.servers[k].Price }}
	for h := range j.homes {
		p.fixed[h] = j.fixed(h)
		if j.homes[h].own < 0 && !j.homes[h].held {
			p.homes = append(p.homes, h)
		}
	}
	return p
}

// proveLinks checks the claim that no links are better, given the circles and
// what a rebalance may change.
func (j *judge) proveLinks() {
	if !j.linked() {
		j.judgeUnasked(StageLinks, j.d.Proof.Links.Kind)
		return
	}
	p := j.linkPairing()
	if r := j.d.Rebalance; r != nil {
		p.keeps, p.limit = j.keeps, j.limit()
		if r.Mode == engine.RebalanceLeast {
			at := len(p.tiers) - len(j.policy.Links.Order)
			p.tiers = slices.Insert(slices.Clone(p.tiers), at, policy.TierChanges)
		}
	}
	j.provePairing(p, &j.d.Proof.Links)
}

// proveOpen checks the claim that no links are better without borders.
func (j *judge) proveOpen() {
	if !j.opened() {
		j.judgeUnasked(StageOpen, j.d.Proof.Open.Kind)
		return
	}
	p := j.linkPairing()
	p.name, p.to = StageOpen, j.openTo
	p.allowed = func(h, k int) bool { return j.allowed(j.area, h, k) }
	p.prices = func(k int) []int64 { return j.servers[k].OpenPrice }
	j.provePairing(p, &j.d.Proof.Open)
}

// proveDeputies checks the claim that no deputies are better, given the links.
func (j *judge) proveDeputies() {
	if j.policy.Deputies.Max == 0 {
		j.judgeUnasked(StageDeputies, j.d.Proof.Deputies.Kind)
		return
	}
	p := &pairing{name: StageDeputies, to: j.deputyOf, fixed: make([]int, len(j.homes)),
		tiers:   []policy.Tier{policy.TierUnserved2, policy.TierUnserved1, policy.TierUnserved0, policy.TierDistance},
		allowed: func(h, k int) bool { return k != j.linkedTo[h] && j.allowed(j.border, h, k) },
		most:    func(int) int { return j.policy.Deputies.Max },
		prices:  func(k int) []int64 { return j.servers[k].DeputyPrice }}
	for h := range j.homes {
		p.fixed[h] = -1
		if j.linkedTo[h] >= 0 {
			p.homes = append(p.homes, h)
		}
	}
	j.provePairing(p, &j.d.Proof.Deputies)
}

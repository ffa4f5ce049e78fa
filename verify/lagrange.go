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
}

// provePairing checks the claim of a pairing by weak duality.
func (j *judge) provePairing(p *pairing, claimed *engine.LinkProof) {
	if !slices.Equal(claimed.Tiers, p.tiers) || len(claimed.Value) != len(p.tiers) || len(claimed.Bound) != len(p.tiers) {
		j.add(Finding{Code: WrongTiers}, "stage %s has the tiers %v with %d values and %d bounds; expected %v", p.name, claimed.Tiers, len(claimed.Value), len(claimed.Bound), p.tiers)
		j.noteStage(p.name, claimed.Kind, false)
		return
	}
	var e exact
	sound := j.priced(p)
	truth := j.value(p, &e)
	derived := truth
	if sound {
		derived = j.dualValue(p, &e)
	}
	if e.overflow {
		j.add(Finding{Code: TooLarge}, "the prices or distances of stage %s are too large to be re-checked", p.name)
		j.noteStage(p.name, claimed.Kind, false)
		return
	}
	j.judgeClaim(claim{stage: p.name, kind: claimed.Kind, value: claimed.Value, bound: claimed.Bound,
		truth: truth, derived: derived, unsound: !sound})
}

// priced reports whether every eligible member has a price a tier.
func (j *judge) priced(p *pairing) bool {
	all := true
	for _, k := range j.eligible {
		if got := len(p.prices(k)); got != len(p.tiers) {
			j.add(Finding{Code: PriceMissing, Member: j.members[k].id}, "member %q has %d prices for stage %s; expected %d", j.members[k].id, got, p.name, len(p.tiers))
			all = false
		}
	}
	return all
}

// value is what the plan costs, a number a tier.
func (j *judge) value(p *pairing, e *exact) []int64 {
	sum, cost := make([]int64, len(p.tiers)), make([]int64, len(p.tiers))
	for _, h := range p.homes {
		if k := p.to[h]; k >= 0 {
			j.costOf(p, h, k, cost)
		} else {
			j.unservedCost(p, h, cost)
		}
		e.addTo(sum, cost, 1)
	}
	loads := j.loads(p.to)
	for _, k := range j.eligible {
		j.memberCost(p, k, int(loads[k]), cost)
		e.addTo(sum, cost, 1)
	}
	return sum
}

func (j *judge) costOf(p *pairing, h, k int, cost []int64) {
	for i, t := range p.tiers {
		cost[i] = j.pairCost(t, h, k)
	}
}

func (j *judge) unservedCost(p *pairing, h int, cost []int64) {
	for i, t := range p.tiers {
		cost[i] = 0
		if t == j.unservedTier(h) {
			cost[i] = 1
		}
	}
}

func (j *judge) memberCost(p *pairing, k, y int, cost []int64) {
	for i, t := range p.tiers {
		cost[i] = 0
		if p.loads {
			cost[i] = j.loadCost(t, k, y)
		}
	}
}

// dualValue is L(q) of docs/model.md: at most the value of every plan.
// O(homes * members * tiers).
func (j *judge) dualValue(p *pairing, e *exact) []int64 {
	sum := make([]int64, len(p.tiers))
	base, more := make([]int64, len(j.members)), make([]int64, len(j.members))
	cost, best := make([]int64, len(p.tiers)), make([]int64, len(p.tiers))
	for _, h := range p.homes {
		if k := p.fixed[h]; k >= 0 {
			base[k] += j.homes[h].weight
			j.costOf(p, h, k, cost)
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
	return sum
}

// cheapest puts into best the least of leaving the home unserved and of its
// allowed members' costs and prices, and notes in more what it would add to
// their loads.
func (j *judge) cheapest(p *pairing, h int, cost, best, more []int64, e *exact) {
	j.unservedCost(p, h, best)
	for _, k := range j.eligible {
		if !p.allowed(h, k) {
			continue
		}
		more[k] += j.homes[h].weight
		j.costOf(p, h, k, cost)
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
		j.memberCost(p, k, y, cost)
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
		p.fixed[h] = j.homes[h].lock
		if j.homes[h].own < 0 {
			p.homes = append(p.homes, h)
		}
	}
	return p
}

// proveLinks checks the claim that no links are better, given the circles.
func (j *judge) proveLinks() { j.provePairing(j.linkPairing(), &j.d.Proof.Links) }

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

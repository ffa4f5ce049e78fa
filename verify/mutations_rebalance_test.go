package verify_test

import (
	"fmt"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

var (
	changeCodes = []string{verify.WrongChanges, verify.TooManyChanges, verify.WrongValue, verify.FalseBound, verify.FalseClaim}
	scaleCodes  = []string{verify.WrongScale, verify.WrongChangePrice, verify.FalseBound, verify.FalseClaim}
)

// past changes what a plan says of how it followed another.
func past(do func(c chooser, r *engine.Rebalance)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		if d.Rebalance == nil {
			return false
		}
		r := *d.Rebalance
		do(c, &r)
		d.Rebalance = &r
		return true
	}
}

// limitedPast changes the certificate of a plan with at most so many changes.
func limitedPast(do func(c chooser, p *engine.LinkProof)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		if d.Rebalance == nil || d.Rebalance.Mode != engine.RebalanceAtMost || d.Proof.Links.Kind == engine.Unchecked || len(d.Proof.Links.Tiers) == 0 {
			return false
		}
		do(c, &d.Proof.Links)
		return true
	}
}

// kept changes the claims of circles that stand as they did.
func kept(do func(c chooser, p *engine.Proof)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		if d.Proof.Held.Kind != engine.Kept {
			return false
		}
		do(c, &d.Proof)
		return true
	}
}

func renamed(d *engine.Draft, x *engine.Circle, number int) {
	id := engine.CircleID(fmt.Sprintf("%s-%d", d.Area, number))
	for i := range d.Homes {
		if d.Homes[i].Circle == x.ID {
			d.Homes[i].Circle = id
		}
	}
	for i := range d.Members {
		if d.Members[i].Circle == x.ID {
			d.Members[i].Circle = id
		}
	}
	for i := range d.Slots {
		if d.Slots[i].Circle == x.ID {
			d.Slots[i].Circle = id
		}
	}
	for i := range d.Shortfalls {
		if d.Shortfalls[i].Circle == x.ID {
			d.Shortfalls[i].Circle = id
		}
	}
	x.ID, x.Number = id, number
}

var rebalanceMutations = []mutation{
	{"a member before in a plan made anew", []string{verify.BeforeUnasked}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		h := anyOf(c, d.Homes)
		if h == nil || d.Rebalance != nil {
			return false
		}
		h.Before = "M0"
		return true
	}},
	{"another member before", changeCodes, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		h := anyOf(c, d.Homes)
		if h == nil || d.Rebalance == nil {
			return false
		}
		h.Before = engine.MemberID(pick(c, "", "M0", "M1", "M2", "M9"))
		return true
	}},
	{"voluntary changes", changeCodes, past(func(c chooser, r *engine.Rebalance) { r.Voluntary += pick(c, 1, -1) })},
	{"forced changes", changeCodes, past(func(c chooser, r *engine.Rebalance) { r.Forced += pick(c, 1, -1) })},
	{"most changes", append([]string{verify.WrongMode}, changeCodes...), past(func(c chooser, r *engine.Rebalance) { r.MaxChanges = c(r.MaxChanges+2) - 1 })},
	{"all changes allowed", changeCodes, past(func(_ chooser, r *engine.Rebalance) { r.MaxChanges = 1 << 40 })},
	{"mode", []string{verify.WrongMode}, past(func(_ chooser, r *engine.Rebalance) { r.Mode = "most" })},
	{"the other mode", []string{verify.WrongTiers, verify.CutMissing, verify.TooManyChanges, verify.WrongScale, verify.WrongChangePrice}, past(func(_ chooser, r *engine.Rebalance) {
		r.Mode = map[engine.RebalanceMode]engine.RebalanceMode{engine.RebalanceLeast: engine.RebalanceAtMost, engine.RebalanceAtMost: engine.RebalanceLeast}[r.Mode]
	})},
	{"resited or not", []string{verify.KeptUnasked, verify.TeamNotBest}, past(func(_ chooser, r *engine.Rebalance) { r.Resited = !r.Resited })},
	{"no past", []string{verify.BeforeUnasked, verify.WrongNumber, verify.KeptUnasked, verify.WrongTiers, verify.WrongScale, verify.WrongChangePrice, verify.CutMissing}, func(_ chooser, _ *engine.Problem, d *engine.Draft) bool {
		was := d.Rebalance
		d.Rebalance = nil
		return was != nil
	}},
	{"a past", []string{verify.WrongTiers, verify.WrongNextCircle}, func(_ chooser, _ *engine.Problem, d *engine.Draft) bool {
		if d.Rebalance != nil {
			return false
		}
		d.Rebalance = &engine.Rebalance{Mode: engine.RebalanceLeast, NextCircle: len(d.Circles)}
		return true
	}},
	{"next circle", []string{verify.WrongNextCircle}, past(func(c chooser, r *engine.Rebalance) { r.NextCircle -= 1 + c(2) })},
	{"a number that is another's or 0", []string{verify.WrongNumber, verify.CircleTwice}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x, y := anyOf(c, d.Circles), anyOf(c, d.Circles)
		if x == nil || d.Rebalance == nil {
			return false
		}
		n := pick(c, 0, y.Number, -1)
		if n == x.Number {
			return false
		}
		renamed(d, x, n)
		return true
	}},
	{"another number", []string{verify.WrongNextCircle, verify.WrongNumber}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x := anyOf(c, d.Circles)
		if x == nil || d.Rebalance == nil {
			return false
		}
		renamed(d, x, d.Rebalance.NextCircle-c(2))
		return true
	}},
	{"kept homes with a bound", []string{verify.FalseBound}, kept(func(c chooser, p *engine.Proof) { pick(c, &p.Held.CountedBound, &p.Held.PlacedBound)[c(3)]++ })},
	{"kept circles with a bound", []string{verify.FalseBound}, kept(func(_ chooser, p *engine.Proof) { p.Circles.Bound++ })},
	{"kept circles with arguments", []string{verify.FalseBound}, kept(func(_ chooser, p *engine.Proof) {
		p.Circles.Parts = append(p.Circles.Parts, engine.PartBound{Kind: engine.PartSeats})
	})},
	{"kept distances with a bound", []string{verify.FalseBound}, kept(func(_ chooser, p *engine.Proof) { p.Distance.Bound++ })},
	{"kept homes, another value", []string{verify.WrongValue}, kept(func(c chooser, p *engine.Proof) { pick(c, &p.Held.Counted, &p.Held.Placed)[c(3)]-- })},
	{"kept minima, another value", []string{verify.WrongValue}, kept(func(_ chooser, p *engine.Proof) { p.Shortfall.Value++ })},
	{"kept circles, another value", []string{verify.WrongValue}, kept(func(_ chooser, p *engine.Proof) { p.Circles.Value++ })},
	{"kept distances, another value", []string{verify.WrongValue}, kept(func(_ chooser, p *engine.Proof) { p.Distance.Value++ })},
	{"kept or not", []string{verify.KeptUnasked, verify.FalseBound}, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		*pick(c, &d.Proof.Held.Kind, &d.Proof.Shortfall.Kind, &d.Proof.Circles.Kind, &d.Proof.Distance.Kind) = engine.Kept
		return p.Policy.Circles.Sites != policy.SitesNone
	}},
	{"links kept", []string{verify.ProofMissing}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		proof(c, d).Kind = engine.Kept
		return true
	}},
	{"unchecked links", []string{verify.WrongTiers}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		p := proof(c, d)
		if p.Kind, p.Bound = engine.Unchecked, nil; c.one(3) {
			p.Tiers = p.Tiers[1:]
		}
		return true
	}},
	{"unchecked links, another value", []string{verify.WrongValue}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		p := proof(c, d)
		p.Kind, p.Bound = engine.Unchecked, nil
		nudge(c, &p.Value[c(len(p.Value))])
		return true
	}},
	{"scale", scaleCodes, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		p := proof(c, d)
		p.Scale = pick(c, p.Scale+1, p.Scale*2, -1, 0, 1)
		return true
	}},
	{"scaled, and changes are not limited", []string{verify.WrongScale}, func(_ chooser, _ *engine.Problem, d *engine.Draft) bool {
		p := &d.Proof.Links
		if p.Scale > 1 || d.Rebalance != nil && d.Rebalance.Mode == engine.RebalanceAtMost {
			return false
		}
		p.Scale = 2
		for i := range p.Bound {
			p.Bound[i] *= 2
		}
		for i := range d.Members {
			for k := range d.Members[i].Price {
				d.Members[i].Price[k] *= 2
			}
		}
		return true
	}},
	{"a price of a change", scaleCodes, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		p := proof(c, d)
		p.ChangePrice = make([]int64, len(p.Tiers)-c(2))
		if len(p.ChangePrice) > 0 {
			p.ChangePrice[c(len(p.ChangePrice))] = pick(c, int64(1), -1, 1000)
		}
		return true
	}},
	{"the price of a change", scaleCodes, limitedPast(func(c chooser, p *engine.LinkProof) {
		if len(p.ChangePrice) == 0 {
			p.ChangePrice = make([]int64, len(p.Tiers))
		}
		nudge(c, &p.ChangePrice[c(len(p.ChangePrice))])
	})},
	{"a scaled claim", []string{verify.FalseClaim}, limitedPast(func(_ chooser, p *engine.LinkProof) { p.Kind, p.Bound = engine.Certified, reached(p) })},
	{"a scaled bound", []string{verify.FalseBound}, limitedPast(func(c chooser, p *engine.LinkProof) {
		p.Kind = engine.Bounded
		nudge(c, &p.Bound[c(len(p.Bound))])
	})},
}

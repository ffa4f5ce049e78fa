package verify_test

import (
	"context"
	"slices"
	"testing"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify/oracle"
)

// tinyRules gives a problem hard rules, associations, a least priority, strict
// leaders and roles by source.
func tinyRules(c chooser, p *engine.Problem) {
	l := &p.Policy.Links
	without := func(tiers ...policy.Tier) {
		l.Order = slices.DeleteFunc(l.Order, func(t policy.Tier) bool { return slices.Contains(tiers, t) })
	}
	if c.one(2) {
		l.Require = append(l.Require, policy.RequireServices)
		without(policy.TierFit)
	}
	if c.one(2) {
		l.Require = append(l.Require, policy.RequireAssociation)
	} else {
		l.Order = slices.Insert(l.Order, c(len(l.Order)+1), policy.TierAssociation)
	}
	if l.Reach.Set && !c.one(3) {
		l.AssociationReach = policy.AtMost(l.Reach.Meters + pick(c, 0.0, 200, 500))
	}
	if l.PriorityMin = pick(c, 0, 0, 0, 1, 2); c.one(2) {
		without(policy.TierLeaders)
		for _, t := range []policy.Tier{policy.TierLeaders2, policy.TierLeaders1}[:pick(c, 1, 2-l.PriorityMin/2)] {
			l.Order = slices.Insert(l.Order, c(len(l.Order)+1), t)
		}
	}
	for i := range p.Policy.Team.Roles {
		tinyRole(c, &p.Policy.Team.Roles[i])
	}
	for i := range p.Households {
		p.Households[i].Association = pick(c, "", "", "pear", "bees")
		if n := len(p.Households[i].Services); n > 0 && c.one(2) {
			p.Households[i].Services = p.Households[i].Services[:n-1]
		}
	}
	for i := range p.Members {
		m := &p.Members[i]
		m.Association, m.Source = pick(c, "", "pear", "bees"), pick(c, "", "bureau", "village")
		m.Nomination = pick(c, policy.NominationNone, policy.NominationNominated, policy.NominationAppointed)
		if c.one(2) {
			m.Skills = []string{"medical", "law"}
		}
	}
}

func tinyRole(c chooser, r *policy.Role) {
	if c.one(2) {
		r.Sources = pick(c, []string{"bureau"}, []string{"village", "bureau"}, []string{"bureau", "village", ""})
	}
	if c.one(2) {
		r.Nominations = pick(c, []string{policy.NominationAppointed, policy.NominationNominated},
			[]string{policy.NominationNominated, policy.NominationAppointed, policy.NominationNone})
	}
}

// tinyRuleChange draws a change of what hard rules, associations and priorities
// go by.
func tinyRuleChange(c chooser, p *engine.Problem) engine.Change {
	h, m := p.Households[c(len(p.Households))], p.Members[c(len(p.Members))]
	switch c(7) {
	case 0:
		h.Services = pick(c, nil, []string{"law"}, []string{"medical", "law", "medical"}, []string{"finance"})
	case 1:
		h.Association = pick(c, "", "pear", "bees")
	case 2:
		h.Priority = c(3)
	case 3:
		m.Skills = pick(c, nil, []string{"law"}, []string{"law", "medical"}, []string{"medical", "medical"})
		return engine.PutMember{Member: m}
	case 4:
		m.Association = pick(c, "", "pear", "bees")
		return engine.PutMember{Member: m}
	case 5:
		m.Source, m.Nomination = pick(c, "", "bureau", "village"), pick(c, "", policy.NominationAppointed)
		return engine.PutMember{Member: m}
	default:
		q := *p
		q.Policy = p.Policy.Clone()
		q.Policy.Links.Require, q.Policy.Links.AssociationReach = nil, policy.Limit{}
		q.Households, q.Members = slices.Clone(p.Households), slices.Clone(p.Members)
		tinyRules(c, &q)
		return engine.SetPolicy{Policy: q.Policy}
	}
	return engine.PutHousehold{Household: h}
}

// TestRulesAreDrawn asks that the tiny problems of the other tests hold what is
// about hard rules, associations, priorities and sources.
func TestRulesAreDrawn(t *testing.T) {
	ctx := context.Background()
	seen := map[string]int{}
	for seed := range uint64(600) {
		p := tiny(seeded(seed), 6)
		plan, err := engine.Solve(ctx, p, engine.Options{})
		if err != nil {
			continue
		}
		d := plan.Draft()
		for _, u := range d.Unserved {
			seen[string(u.Reason)]++
		}
		for _, f := range d.Fixes {
			seen["helper with services"] += min(len(f.Services), 1)
			seen["helper of an association"] += min(len(f.Association), 1)
		}
		w := oracle.World{P: p}
		for _, h := range d.Homes {
			if h.State == engine.HomeHeld && p.Policy.Links.Within != policy.WithinNone {
				seen["held"]++
			}
			if h.State == engine.HomeLinked && h.DistanceMM > p.Policy.Links.Reach.MM() && p.Policy.Links.Reach.Set {
				seen["farther for an association"]++
			}
		}
		for i := range d.Circles {
			for k, n := range w.BestTeam(&d, &d.Circles[i]) {
				if at := k - 2*len(p.Policy.Team.Roles); at >= 0 {
					seen[[]string{"title", "source", "nomination", "far", "position"}[at]] += int(min(n, 1))
				}
			}
		}
	}
	t.Log(seen)
	for _, what := range []string{string(engine.ReasonNoAssociation), string(engine.ReasonNoService), string(engine.ReasonForbidden), string(engine.ReasonFull),
		"helper with services", "helper of an association", "held", "farther for an association", "title", "source", "nomination"} {
		if seen[what] == 0 {
			t.Errorf("no problem with %q", what)
		}
	}
}

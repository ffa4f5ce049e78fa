package verify_test

import (
	"slices"

	"jinlin/engine"
	"jinlin/verify"
)

func init() { mutations = append(mutations, ruleMutations...) }

func fixes(d *engine.Draft) []engine.Fix { return d.Fixes }

// ruleMutations are about what hard rules, associations and priorities make a
// plan say.
var ruleMutations = []mutation{
	{"a lacking service too many", []string{verify.WrongServices}, on(unserved, always[engine.Unserved], func(u *engine.Unserved) {
		u.Services = append(slices.Clone(u.Services), "law")
	})},
	{"no lacking service", []string{verify.WrongServices}, on(unserved, func(u *engine.Unserved) bool { return len(u.Services) > 0 }, func(u *engine.Unserved) {
		u.Services = u.Services[1:]
	})},
	{"no rule, but nobody near", []string{verify.WrongReason, verify.WrongNearest, verify.WrongServices}, on(unserved, ruled, func(u *engine.Unserved) {
		u.Reason, u.Services = engine.ReasonNobodyInReach, nil
	})},
	{"the other rule", []string{verify.WrongReason}, on(unserved, ruled, func(u *engine.Unserved) {
		was := u.Reason
		if u.Reason = engine.ReasonNoService; was == u.Reason {
			u.Reason = engine.ReasonNoAssociation
		}
	})},
	{"a helper who must offer more", []string{verify.WrongFix}, on(fixes, always[engine.Fix], func(f *engine.Fix) {
		f.Services = append(slices.Clone(f.Services), "finance")
	})},
	{"a helper of no or another association", []string{verify.WrongFix}, on(fixes, always[engine.Fix], func(f *engine.Fix) {
		f.Association = map[string]string{"": "pear", "pear": "bees", "bees": ""}[f.Association]
	})},
	{"somebody who need not be asked", []string{verify.WrongState, verify.WrongLoad, verify.WrongDistance}, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h, m := some(c, d.Homes, held), anyOf(c, d.Members)
		if h == nil || m == nil {
			return false
		}
		h.State = engine.HomeLinked
		relink(p, d, h, m.ID)
		return true
	}},
	{"somebody who is asked for", []string{verify.WrongState, verify.WrongLoad, verify.WrongValue, verify.OpenMember}, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h := some(c, d.Homes, linked)
		if h == nil {
			return false
		}
		relink(p, d, h, "")
		h.State, h.DistanceMM = engine.HomeHeld, 0
		return true
	}},
	{"an open member of nobody's home", []string{verify.OpenMember, verify.OpenUnasked}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		h, m := some(c, d.Homes, held), anyOf(c, d.Members)
		if h == nil || m == nil {
			return false
		}
		h.OpenMember = m.ID
		return true
	}},
}

func held(h *engine.Home) bool { return h.State == engine.HomeHeld }

func ruled(u *engine.Unserved) bool {
	return u.Reason == engine.ReasonNoAssociation || u.Reason == engine.ReasonNoService
}

package told

import "jinlin/engine"

// Home is why a home has its member.
func Home(x engine.Explanation) *HomeExplanation {
	out := &HomeExplanation{HomeReport: homeReport(x.Home), Tiers: texts(x.Tiers), Alternatives: []AlternativeReport{}}
	if u := x.Unserved; u != nil {
		out.Unserved = &UnservedReport{Stage: string(u.Stage), Reason: string(u.Reason), Nearest: string(u.Nearest), Services: u.Services,
			Cut: cutReport(u.Cut)}
		if u.Nearest != "" {
			out.Unserved.NearestM = new(metres(u.NearestMM))
		}
	}
	if x.Wishes != nil {
		out.Wishes = &WishesReport{Rank: x.Wishes.Rank, Missed: []WishReport{}}
		for _, m := range x.Wishes.Missed {
			out.Wishes.Missed = append(out.Wishes.Missed, WishReport{string(m.Member), m.Rank, string(m.Verdict)})
		}
	}
	for _, a := range x.Alternatives {
		out.Alternatives = append(out.Alternatives, AlternativeReport{Member: string(a.Member), DistanceM: metres(a.DistanceMM), Load: a.Load,
			Verdict: string(a.Verdict), Delta: a.Delta, Best: a.Best, Moves: relinks(a.Moves)})
	}
	return out
}

func homeReport(h engine.Home) HomeReport {
	r := HomeReport{Household: string(h.ID), State: string(h.State), Circle: string(h.Circle), Member: string(h.Member), Before: string(h.Before),
		Deputy: string(h.Deputy), OpenMember: string(h.OpenMember)}
	for _, x := range []struct {
		into  **float64
		mm    int64
		known bool
	}{{&r.CenterM, h.CenterMM, h.Circle != ""}, {&r.DistanceM, h.DistanceMM, h.Member != ""}, {&r.DeputyM, h.DeputyMM, h.Deputy != ""}, {&r.OpenM, h.OpenMM, h.OpenMember != ""}} {
		if x.known {
			*x.into = new(metres(x.mm))
		}
	}
	return r
}

// Member is why a member has these homes and this load.
func Member(x engine.MemberExplanation) *MemberExplanation {
	m := x.Member
	out := &MemberExplanation{Member: string(m.ID), Eligible: m.Eligible, Excluded: m.Excluded, Circle: string(m.Circle), Load: m.Load, Deputised: m.Deputised,
		Tiers: texts(x.Tiers), Bounds: LoadBounds{x.Load.Min, x.Load.TargetMin, x.Load.TargetMax, x.Load.Max}, Homes: []HomeReport{}, Nearby: []NearbyReport{},
		More: loadStep(x.More), Fewer: loadStep(x.Fewer), TakeOver: handover(x.TakeOver), HandOver: handover(x.HandOver)}
	for _, h := range x.Homes {
		out.Homes = append(out.Homes, homeReport(h))
	}
	if c := x.Center; c != nil {
		out.Center = &CenterReport{Number: c.Number, Member: string(c.Member), CenterM: metres(m.CenterMM), Members: c.Members, Homes: c.Homes, Mentor: string(c.Mentor)}
		if c.Mentor != "" {
			out.Center.MentorM = new(metres(c.MentorMM))
		}
	}
	if s := x.Shortfall; s != nil {
		out.Shortfall = &ShortfallReport{s.Missing, cutReport(s.Cut)}
	}
	for _, n := range x.Nearby {
		r := NearbyReport{Household: string(n.Household), DistanceM: metres(n.DistanceMM), State: string(n.State), Other: string(n.Other), Verdict: string(n.Verdict), Delta: n.Delta}
		if n.Other != "" {
			r.OtherM = new(metres(n.OtherMM))
		}
		out.Nearby = append(out.Nearby, r)
	}
	return out
}

func loadStep(s *engine.LoadStep) *LoadStepReport {
	if s == nil {
		return nil
	}
	return &LoadStepReport{Load: s.Load, Over: s.Over, Own: s.Own, Delta: s.Delta, Moves: relinks(s.Moves)}
}

func handover(h *engine.Handover) *HandoverReport {
	if h == nil {
		return nil
	}
	return &HandoverReport{RelinkReport: relink(h.Relink), Delta: h.Delta}
}

func relinks(all []engine.Relink) []RelinkReport {
	var out []RelinkReport
	for _, r := range all {
		out = append(out, relink(r))
	}
	return out
}

func relink(r engine.Relink) RelinkReport {
	out := RelinkReport{Household: string(r.Household), From: string(r.From), To: string(r.To)}
	if r.From != "" {
		out.FromM = new(metres(r.FromMM))
	}
	if r.To != "" {
		out.ToM = new(metres(r.ToMM))
	}
	return out
}

func cutReport(c *engine.Cut) *CutReport {
	if c == nil {
		return nil
	}
	return &CutReport{texts(c.Homes), texts(c.Members), c.Room, c.Missing}
}

// texts turns a list of typed strings into plain ones.
func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func metres(mm int64) float64 { return float64(mm) / 1000 }

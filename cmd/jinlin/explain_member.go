package main

import (
	"fmt"
	"io"

	"jinlin/engine"
	"jinlin/policy"
)

// explainMember says which homes a member has, why this load, and which homes near him others have.
func explainMember(w io.Writer, x *engine.MemberExplanation, to ways) {
	m := &x.Member
	if !m.Eligible {
		fmt.Fprintf(w, "Member %s does not take part: %s.\n", m.ID, m.Excluded)
		return
	}
	fmt.Fprintf(w, "Member %s takes part, load %d (%s)", m.ID, m.Load, bounds(x.Load))
	if m.Circle != "" {
		fmt.Fprintf(w, ", circle %s", m.Circle)
	}
	fmt.Fprintln(w, ".")
	explainCenter(w, m, x.Center)
	for _, h := range x.Homes {
		fmt.Fprintf(w, "  %-22s %10s  %s\n", h.ID, to.far(m.ID, h.DistanceMM), h.State)
	}
	whyThisLoad(w, x, to)
	fmt.Fprintln(w, "\nThe nearest homes of others, and what giving the member one of them alone would change:")
	for _, n := range x.Nearby {
		fmt.Fprintf(w, "  %-22s %10s  %s; %s\n", n.Household, to.far(m.ID, n.DistanceMM), answering(&n, to), nearby(x.Tiers, &n))
	}
}

// explainCenter says to which centre a member belongs, or that he is one, and who mentors it.
func explainCenter(w io.Writer, m *engine.Server, c *engine.Center) {
	if c == nil {
		return
	}
	if m.ID == c.Member {
		fmt.Fprintf(w, "He is centre household %d, of %d members with %d homes", c.Number, c.Members, c.Homes)
	} else {
		fmt.Fprintf(w, "He belongs to centre household %d, member %s, %s away", c.Number, c.Member, metres(m.CenterMM))
	}
	if c.Mentor != "" {
		fmt.Fprintf(w, "; it is mentored by %s, %s away", c.Mentor, metres(c.MentorMM))
	}
	fmt.Fprintln(w, ".")
}

func bounds(l policy.Load) string {
	text := fmt.Sprintf("minimum %d, maximum %d", l.Min, l.Max)
	switch l.Balance {
	case policy.BalanceBand:
		return fmt.Sprintf("%s, best %d to %d", text, l.TargetMin, l.TargetMax)
	case policy.BalanceEven:
		return text + ", as even as can be"
	}
	return text
}

func whyThisLoad(w io.Writer, x *engine.MemberExplanation, to ways) {
	fmt.Fprintln(w, "\nWhy this load:")
	if s := x.Shortfall; s != nil {
		fmt.Fprintf(w, "  It is %d below the minimum.\n", s.Missing)
		if s.Cut != nil {
			fmt.Fprintf(w, "  %d homes below the minimum: %d members who need %d homes together may answer for only %d.\n",
				s.Missing, len(s.Cut.Members), s.Cut.Room, s.Cut.Room-s.Cut.Missing)
		}
	}
	loadStep(w, x, to, x.More, "More: nobody else has a home that the member may answer for.")
	handover(w, x.Tiers, to, "The cheapest home to take over, all else as it is", x.TakeOver)
	loadStep(w, x, to, x.Fewer, "Fewer: every home is locked to the member, or there is none.")
	handover(w, x.Tiers, to, "The cheapest home to hand over, all else as it is", x.HandOver)
}

// loadStep tells what another load would change at best: in all, and of that by the member's own load.
func loadStep(w io.Writer, x *engine.MemberExplanation, to ways, s *engine.LoadStep, impossible string) {
	if s == nil {
		fmt.Fprintln(w, "  "+impossible)
		return
	}
	over := ""
	if s.Over {
		over = ", one more than the maximum allows,"
	}
	fmt.Fprintf(w, "  Load %d%s at best %s", s.Load, over, would(x.Tiers, s.Delta))
	if own := differences(x.Tiers, s.Own); own != "" {
		fmt.Fprintf(w, "; of that by the load itself: %s", own)
	}
	fmt.Fprintf(w, ". Homes that would move: %s.\n", to.moves(s.Moves))
}

func handover(w io.Writer, tiers []policy.Tier, to ways, what string, h *engine.Handover) {
	if h != nil {
		fmt.Fprintf(w, "  %s: %s; %s.\n", what, to.moves([]engine.Relink{h.Relink}), would(tiers, h.Delta))
	}
}

func answering(n *engine.NearbyHome, to ways) string {
	switch n.State {
	case engine.HomeUnserved:
		return "unserved"
	case engine.HomeOwn:
		return fmt.Sprintf("the home of member %s", n.Other)
	}
	if n.State == engine.HomeHeld {
		return "not asked for"
	}
	return fmt.Sprintf("%s to member %s, %s", n.State, n.Other, to.away(n.Other, n.OtherMM))
}

func nearby(tiers []policy.Tier, n *engine.NearbyHome) string {
	switch {
	case n.State == engine.HomeOwn || n.State == engine.HomeLocked || n.State == engine.HomeHeld:
		return "not open to others"
	case n.Verdict == engine.VerdictPossible:
		return would(tiers, n.Delta)
	}
	return "the member " + verdictText(n.Verdict)
}

package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"jinlin/engine"
	"jinlin/policy"
)

// shownAlternatives is how many other members are shown without --all.
const shownAlternatives = 8

type explainCmd struct {
	inputFlags
	Plan      string `required:"" placeholder:"FILE" help:"The plan, GeoJSON."`
	Household string `placeholder:"ID" help:"Home to explain: why this member and not another, or why none." xor:"what" required:""`
	Member    string `placeholder:"ID" help:"Member to explain: which homes, what load, why not taking part." xor:"what" required:""`
	All       bool   `help:"Show all members, not only the nearest."`
}

// Help shows examples under `jinlin explain --help`.
func (explainCmd) Help() string {
	return `  jinlin explain --households h.csv --members m.csv --plan plan.geojson --household H17
  jinlin explain --households h.csv --members m.csv --plan plan.geojson --member M12`
}

func (e *explainCmd) Run(ctx context.Context, c *console) error {
	plans, problems, err := e.withPlan(ctx, c, e.Plan)
	if err != nil {
		return err
	}
	areas := make(map[engine.AreaID]*engine.Problem, len(problems))
	for i := range problems {
		areas[problems[i].Area] = &problems[i]
	}
	found := false
	for _, plan := range plans {
		p := areas[plan.Area()]
		if p == nil {
			continue
		}
		ok, err := e.inPlan(ctx, c.out, p, plan)
		if err != nil {
			return asBadInput(err)
		}
		found = found || ok
	}
	if !found {
		return badInput(fmt.Errorf("%s holds no household %q and no member %q", e.Plan, e.Household, e.Member))
	}
	return nil
}

// inPlan explains what this area has of the home or the member; false if nothing.
func (e *explainCmd) inPlan(ctx context.Context, w io.Writer, p *engine.Problem, plan engine.Plan) (bool, error) {
	for h := range plan.Homes() {
		if string(h.ID) == e.Household {
			x, err := engine.Explain(ctx, *p, plan, h.ID, engine.ExplainOptions{})
			if err == nil {
				e.home(w, x)
			}
			return true, err
		}
	}
	for m := range plan.Members() {
		if string(m.ID) == e.Member {
			explainMember(w, m, plan)
			return true, nil
		}
	}
	return false, nil
}

func (e *explainCmd) home(w io.Writer, x engine.Explanation) {
	h := x.Home
	switch h.State {
	case engine.HomeOwn:
		fmt.Fprintf(w, "Household %s is the home of member %s, who covers it.\n", h.ID, h.Member)
	case engine.HomeUnserved:
		explainUnserved(w, x.Unserved)
	default:
		fmt.Fprintf(w, "Household %s is %s to member %s, %s away.\n", h.ID, h.State, h.Member, metres(h.DistanceMM))
	}
	if h.Circle != "" {
		fmt.Fprintf(w, "It is held by circle %s, %s from the centre.\n", h.Circle, metres(h.CenterMM))
	}
	if h.OpenMember != "" && h.OpenMember != h.Member {
		fmt.Fprintf(w, "Without borders in the area it would go to member %s, %s away.\n", h.OpenMember, metres(h.OpenMM))
	}
	if h.State != engine.HomeOwn {
		e.alternatives(w, x)
	}
}

func (e *explainCmd) alternatives(w io.Writer, x engine.Explanation) {
	fmt.Fprintln(w, "\nMembers by distance, and what giving them this home alone would change:")
	for i, a := range x.Alternatives {
		if i > shownAlternatives && !e.All {
			fmt.Fprintf(w, "  ... and %d more (--all shows them)\n", len(x.Alternatives)-i)
			return
		}
		fmt.Fprintf(w, "  %-22s %10s  load %3d  %s\n", a.Member, metres(a.DistanceMM), a.Load, verdict(x, a))
	}
}

func verdict(x engine.Explanation, a engine.Alternative) string {
	switch a.Verdict {
	case engine.VerdictChosen:
		return "answers for it"
	case engine.VerdictFull:
		return "is full"
	case engine.VerdictTooFar:
		return "is out of reach"
	case engine.VerdictBorder:
		return "belongs to another circle, group or duty"
	case engine.VerdictForbidden:
		return "is forbidden for this home"
	case engine.VerdictExcluded:
		return "does not take part"
	}
	var parts []string
	for i, d := range a.Delta {
		switch {
		case d == 0:
		case x.Tiers[i] == policy.TierDistance:
			parts = append(parts, fmt.Sprintf("%s %+.1f m", x.Tiers[i], float64(d)/1000))
		default:
			parts = append(parts, fmt.Sprintf("%s %+d", x.Tiers[i], d))
		}
	}
	if len(parts) == 0 {
		return "would be exactly as good"
	}
	return "would change: " + strings.Join(parts, ", ")
}

func explainUnserved(w io.Writer, u *engine.Unserved) {
	if u == nil {
		fmt.Fprintln(w, "The home is unserved.")
		return
	}
	fmt.Fprintf(w, "Household %s is unserved (stage %s): %s.\n", u.Household, u.Stage, reasonText(u))
}

func reasonText(u *engine.Unserved) string {
	near := ""
	if u.Nearest != "" {
		near = fmt.Sprintf("; the nearest is %s, %s away", u.Nearest, metres(u.NearestMM))
	}
	switch u.Reason {
	case engine.ReasonNoMembers:
		return "the area has no member who takes part"
	case engine.ReasonNoCircle:
		return "no valid circle can hold it" + near
	case engine.ReasonCrowdedOut:
		return "a circle could hold it, but not together with the homes that circles hold"
	case engine.ReasonNobodyInReach:
		return "no member who takes part is in reach within its borders" + near
	case engine.ReasonForbidden:
		return "every member in reach is forbidden" + near
	}
	if u.Cut == nil {
		return "every member in reach is full"
	}
	return fmt.Sprintf("every member in reach is full: %d homes share %d members with room for %d, %d places lack",
		len(u.Cut.Homes), len(u.Cut.Members), u.Cut.Room, u.Cut.Missing)
}

func explainMember(w io.Writer, m engine.Server, plan engine.Plan) {
	if !m.Eligible {
		fmt.Fprintf(w, "Member %s does not take part: %s.\n", m.ID, m.Excluded)
		return
	}
	fmt.Fprintf(w, "Member %s takes part, load %d", m.ID, m.Load)
	if m.Circle != "" {
		fmt.Fprintf(w, ", circle %s", m.Circle)
	}
	fmt.Fprintln(w, ".")
	for h := range plan.Links() {
		if h.Member == m.ID {
			fmt.Fprintf(w, "  %-22s %10s  %s\n", h.ID, metres(h.DistanceMM), h.State)
		}
	}
	for s := range plan.Shortfalls() {
		if s.Member == m.ID && s.Cut != nil {
			fmt.Fprintf(w, "%d homes below the minimum: %d members who need %d homes together may answer for only %d.\n",
				s.Missing, len(s.Cut.Members), s.Cut.Room, s.Cut.Room-s.Cut.Missing)
		}
	}
}

func metres(mm int64) string { return fmt.Sprintf("%.1f m", float64(mm)/1000) }

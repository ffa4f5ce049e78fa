package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"jinlin/engine"
	"jinlin/policy"
)

// shownAlternatives is how many other members are shown without --all.
const shownAlternatives = 8

// shownMoves is how many homes are named that would change member.
const shownMoves = 3

type explainCmd struct {
	inputFlags
	overrideFlags
	whatIfFlags
	Plan      string `placeholder:"FILE" help:"The plan, GeoJSON. With --curve circles it is not needed: --scheme or --policy says how to plan."`
	Household string `placeholder:"ID" help:"Home to explain: why this member and not another, or why none." xor:"what" required:""`
	Member    string `placeholder:"ID" help:"Member to explain: which homes, what load, why not more or less, why not taking part." xor:"what" required:""`
	Curve     string `placeholder:"TRADE" help:"Trade to show, of all villages together or of --area: load, even loads against short ways; circles, what their number and radius come to." xor:"what" required:""`
	Best      bool   `help:"With --household: what each member would cost at best, with everything else arranged anew around it, and who would move."`
	SVG       string `name:"svg" placeholder:"FILE" help:"With --curve: a picture of the curve."`
	All       bool   `help:"Show all members, not only the nearest."`
}

// Help shows examples under `jinlin explain --help`.
func (explainCmd) Help() string {
	return `  jinlin explain --households h.csv --members m.csv --plan plan.geojson --household H17 --best
  jinlin explain --households h.csv --members m.csv --plan plan.geojson --member M12
  jinlin explain --households h.csv --members m.csv --plan plan.geojson --curve load --svg curve.svg
  jinlin explain --households h.csv --members m.csv --scheme yuanshi --curve circles --counts 1-8 --radii 300,500 --csv rows.csv`
}

func (e *explainCmd) Run(ctx context.Context, c *console) error {
	if err := e.check(); err != nil {
		return badInput(err)
	}
	if e.Curve == "circles" {
		return e.circles(ctx, c)
	}
	plans, problems, err := e.withPlan(ctx, c, e.Plan)
	if err != nil {
		return err
	}
	areas := make(map[engine.AreaID]*engine.Problem, len(problems))
	for i := range problems {
		areas[problems[i].Area] = &problems[i]
	}
	if e.Curve != "" {
		return e.curve(ctx, c, plans, areas)
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

// check tells which flags do not go together.
func (e *explainCmd) check() error {
	circles := e.Curve == "circles"
	switch {
	case e.Curve != "" && e.Curve != "load" && !circles:
		return fmt.Errorf("--curve %q is not known; expected load or circles", e.Curve)
	case !circles && e.Plan == "":
		return errors.New("missing --plan; only --curve circles needs none")
	case !circles && (e.Scheme != "" || e.Policy != "" || len(e.Set) > 0):
		return errors.New("--scheme, --policy and --set are for --curve circles; a plan has its own policy")
	case !circles && (e.Counts != "" || e.Radii != "" || e.CSV != "" || e.JSON != ""):
		return errors.New("--counts, --radii, --csv and --json are for --curve circles")
	}
	return nil
}

// inPlan explains what this area has of the home or the member; false if nothing.
func (e *explainCmd) inPlan(ctx context.Context, w io.Writer, p *engine.Problem, plan engine.Plan) (bool, error) {
	for h := range plan.Homes() {
		if string(h.ID) == e.Household {
			x, err := engine.Explain(ctx, *p, plan, h.ID, engine.ExplainOptions{Best: e.Best})
			if err == nil {
				e.home(w, x, waysOf(p))
			}
			return true, err
		}
	}
	for m := range plan.Members() {
		if string(m.ID) == e.Member {
			x, err := engine.ExplainMember(ctx, *p, plan, m.ID)
			if err == nil {
				explainMember(w, &x, waysOf(p))
			}
			return true, err
		}
	}
	return false, nil
}

func (e *explainCmd) home(w io.Writer, x engine.Explanation, to ways) {
	h := x.Home
	switch h.State {
	case engine.HomeOwn:
		fmt.Fprintf(w, "Household %s is the home of member %s, who covers it.\n", h.ID, h.Member)
	case engine.HomeUnserved:
		explainUnserved(w, x.Unserved)
	case engine.HomeHeld:
		fmt.Fprintf(w, "Nobody is asked to answer for household %s.\n", h.ID)
	case engine.HomeChosen:
		fmt.Fprintf(w, "Household %s and member %s, %s, chose each other.\n", h.ID, h.Member, to.away(h.Member, h.DistanceMM))
	default:
		fmt.Fprintf(w, "Household %s is %s to member %s, %s.\n", h.ID, h.State, h.Member, to.away(h.Member, h.DistanceMM))
	}
	explainWishes(w, h.Member, x.Wishes)
	if h.Circle != "" {
		fmt.Fprintf(w, "It is held by circle %s, %s from the centre.\n", h.Circle, metres(h.CenterMM))
	}
	if h.OpenMember != "" && h.OpenMember != h.Member {
		fmt.Fprintf(w, "Without borders in the area it would go to member %s, %s.\n", h.OpenMember, to.away(h.OpenMember, h.OpenMM))
	}
	if h.State != engine.HomeOwn {
		e.alternatives(w, x, to)
	}
}

func (e *explainCmd) alternatives(w io.Writer, x engine.Explanation, to ways) {
	fmt.Fprintln(w, "\nMembers by distance, and what giving them this home alone would change:")
	for i, a := range x.Alternatives {
		if i > shownAlternatives && !e.All {
			fmt.Fprintf(w, "  ... and %d more (--all shows them)\n", len(x.Alternatives)-i)
			return
		}
		fmt.Fprintf(w, "  %-22s %10s  load %3d  %s\n", a.Member, to.far(a.Member, a.DistanceMM), a.Load, verdict(x, a))
		if a.Best != nil {
			fmt.Fprintf(w, "  %51s%s\n", "", best(x, a, to))
		}
	}
}

func verdict(x engine.Explanation, a engine.Alternative) string {
	if a.Verdict == engine.VerdictPossible {
		return would(x.Tiers, a.Delta)
	}
	return verdictText(a.Verdict)
}

func verdictText(v engine.Verdict) string {
	switch v {
	case engine.VerdictChosen:
		return "answers for it"
	case engine.VerdictFull:
		return "is full"
	case engine.VerdictTooFar:
		return "is out of reach"
	case engine.VerdictBorder:
		return "belongs to another circle, group or duty"
	case engine.VerdictAssociation:
		return "is not of the home's association"
	case engine.VerdictService:
		return "does not offer all that the home asked for"
	case engine.VerdictHeld:
		return "is not asked: the home's priority is below the least that links serve"
	case engine.VerdictForbidden:
		return "is forbidden for this home"
	case engine.VerdictExcluded:
		return "does not take part"
	}
	return string(v)
}

// best tells what the alternative costs with everything else arranged anew, and whom it pushes where.
func best(x engine.Explanation, a engine.Alternative, to ways) string {
	pushed := make([]engine.Relink, 0, len(a.Moves))
	for _, m := range a.Moves {
		if m.Household != x.Home.ID {
			pushed = append(pushed, m)
		}
	}
	text := "at best " + would(x.Tiers, a.Best)
	if len(pushed) > 0 {
		text += "; pushing " + to.moves(pushed)
	}
	return text
}

// moves names homes that change member, the first few.
func (x ways) moves(list []engine.Relink) string {
	var parts []string
	for i, m := range list {
		if i == shownMoves {
			return strings.Join(parts, ", ") + fmt.Sprintf(" and %d more", len(list)-i)
		}
		to := "nobody"
		if m.To != "" {
			to = fmt.Sprintf("%s (%s)", m.To, x.far(m.To, m.ToMM))
		}
		parts = append(parts, fmt.Sprintf("%s to %s", m.Household, to))
	}
	return strings.Join(parts, ", ")
}

// would tells a change of the value, tier by tier.
func would(tiers []policy.Tier, delta []int64) string {
	if parts := differences(tiers, delta); parts != "" {
		return "would change: " + parts
	}
	return "would be exactly as good"
}

func differences(tiers []policy.Tier, delta []int64) string {
	var parts []string
	for i, d := range delta {
		switch {
		case d == 0:
		case tiers[i] == policy.TierDistance:
			parts = append(parts, fmt.Sprintf("%s %+.1f m", tiers[i], float64(d)/1000))
		default:
			parts = append(parts, fmt.Sprintf("%s %+d", tiers[i], d))
		}
	}
	return strings.Join(parts, ", ")
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
	case engine.ReasonNoAssociation:
		return "no member in reach within its borders is of its association" + near
	case engine.ReasonNoService:
		return fmt.Sprintf("no member in reach within its borders offers all that it asked for (%s)", strings.Join(u.Services, ", ")) + near
	case engine.ReasonForbidden:
		return "every member in reach is forbidden" + near
	}
	if u.Cut == nil {
		return "every member in reach is full"
	}
	return fmt.Sprintf("every member in reach is full: %d homes share %d members with room for %d, %d places lack",
		len(u.Cut.Homes), len(u.Cut.Members), u.Cut.Room, u.Cut.Missing)
}

func metres(mm int64) string { return fmt.Sprintf("%.1f m", float64(mm)/1000) }

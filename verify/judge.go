package verify

import (
	"context"
	"fmt"
	"slices"

	"jinlin/engine"
)

// fingerprint is engine.Fingerprint, which is trusted.
var fingerprint = engine.Fingerprint

// Check judges a plan against its problem. The report holds every sentence of
// the plan that is not true; the error is only ever ctx.Err(). No plan makes
// it panic, whatever it says. Of a plan that followed another it checks what
// can be known without that one; see CheckChange.
func Check(ctx context.Context, p engine.Problem, plan engine.Plan) (Report, error) {
	j, _, err := judged(ctx, &p, plan)
	if err != nil {
		return Report{}, err
	}
	return j.close(), nil
}

// judged lets a judge take all steps. whole is false if the problem is invalid
// and the plan was not judged.
func judged(ctx context.Context, p *engine.Problem, plan engine.Plan) (j *judge, whole bool, err error) {
	j = &judge{d: plan.Draft(), report: Report{Area: p.Area},
		cuts: map[*engine.Cut]*openCut{}, cutsByText: map[string]*openCut{}}
	if v := invalid(p); len(v) > 0 {
		for _, x := range v {
			j.add(Finding{Code: InvalidProblem}, "the problem is invalid: %s", x)
		}
		return j, false, ctx.Err()
	}
	if j.scene, err = newScene(ctx, p, j.d.Circles); err != nil {
		return nil, false, err
	}
	if missing := j.seats(); missing {
		return j, false, ctx.Err()
	}
	for _, step := range j.steps() {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		step()
	}
	return j, true, nil
}

// A judge compares what a plan says with a scene.
type judge struct {
	*scene
	d      engine.Draft
	report Report

	rows     []engine.Home // the plan's row of each home; the zero row where it is missing
	missing  []bool
	servers  []engine.Server // of each member
	circleAt map[engine.CircleID]int
	circleOf []int   // the circle of each home, as a position in d.Circles, -1 for none
	siteOf   []int   // the site of each circle, -1 for none
	homesIn  [][]int // of each circle
	teamIn   [][]int // the eligible residents of each circle
	groups   *groupSheet
	border   border
	slots    []map[string][]int // of each circle, the holders of each role

	cuts       map[*engine.Cut]*openCut
	cutsByText map[string]*openCut

	linkedTo []int // the member that answers for each home (not own homes), -1 for none
	keeps    []int // the member before whom each home may keep, -1 for none
	openTo   []int
	deputyOf []int
	center   *centerSheet
}

// steps are in an order in which each may rely on what the earlier ones laid.
func (j *judge) steps() []func() {
	return []func(){
		j.checkHead, j.indexHomes, j.indexMembers, j.indexCircles, j.checkMembers,
		j.checkCircles, j.checkSeats, j.checkNumbers, j.checkSlots, j.checkGroups, j.checkGroupSlots,
		j.layChoices, j.checkLinks, j.checkSelection, j.checkLoads, j.checkRebalance, j.checkTiers, j.checkDeputies, j.checkOpen, j.checkBorders,
		j.checkUnserved, j.checkShortfalls, j.checkFixes,
		j.proveHeld, j.proveShortfall, j.proveCircles, j.proveFarthest, j.proveDistance,
		j.proveGroups, j.proveLinks, j.proveOpen, j.proveDeputies, j.proveCenters,
	}
}

// add notes a finding with its message.
func (j *judge) add(f Finding, format string, args ...any) {
	f.Message = fmt.Sprintf(format, args...)
	j.report.Findings = append(j.report.Findings, f)
}

func (j *judge) close() Report {
	slices.SortFunc(j.report.Findings, compareFindings)
	j.report.Findings = slices.Compact(j.report.Findings)
	return j.report
}

// seats reports whether required sites cannot be seated.
func (j *judge) seats() bool {
	if !j.circled() {
		return false
	}
	missing := j.unseated()
	for _, id := range missing {
		j.add(Finding{Code: InvalidProblem}, "the problem is invalid: required site %q cannot be given a home of its own in reach where an eligible resident lives, or is forbidden", id)
	}
	if n, most := j.requiredSites(), j.policy.Circles.Count; most > 0 && n > int64(most) {
		j.add(Finding{Code: InvalidProblem}, "the problem is invalid: %d sites are required, over circles.count %d", n, most)
		return true
	}
	return len(missing) > 0
}

func (j *judge) checkHead() {
	same := func(code, what string, got, want any) {
		if got != want {
			j.add(Finding{Code: code}, "the %s is %q; expected %q", what, got, want)
		}
	}
	same(WrongArea, "area", j.d.Area, j.p.Area)
	same(WrongInput, "hash of the problem", j.d.Input, fingerprint(*j.p))
	same(WrongGround, "ground", j.d.Ground, j.ground)
	same(WrongMetric, "metric", j.d.Metric, j.policy.Metric)
	same(WrongDatum, "datum", j.d.Datum, j.p.Datum)
}

func (j *judge) indexHomes() {
	j.rows, j.missing = make([]engine.Home, len(j.homes)), make([]bool, len(j.homes))
	seen := make([]bool, len(j.homes))
	for _, r := range j.d.Homes {
		h, known := j.homeAt[r.ID]
		switch {
		case !known:
			j.add(Finding{Code: ForeignHome, Household: r.ID}, "home %q is in the plan and not in the problem", r.ID)
		case seen[h]:
			j.add(Finding{Code: HomeTwice, Household: r.ID}, "home %q is in the plan more than once; expected once", r.ID)
		default:
			seen[h], j.rows[h] = true, r
			j.report.Homes++
		}
	}
	for h, ok := range seen {
		if id := j.homes[h].id; !ok {
			j.rows[h], j.missing[h] = engine.Home{ID: id}, true
			j.add(Finding{Code: HomeMissing, Household: id}, "home %q is not in the plan; expected once", id)
		}
	}
}

func (j *judge) indexMembers() {
	j.servers = make([]engine.Server, len(j.members))
	seen := make([]bool, len(j.members))
	for _, r := range j.d.Members {
		k, known := j.memberAt[r.ID]
		switch {
		case !known:
			j.add(Finding{Code: ForeignMember, Member: r.ID}, "member %q is in the plan and not in the problem", r.ID)
		case seen[k]:
			j.add(Finding{Code: MemberTwice, Member: r.ID}, "member %q is in the plan more than once; expected once", r.ID)
		default:
			seen[k], j.servers[k] = true, r
			j.report.Members++
		}
	}
	for k, ok := range seen {
		if id := j.members[k].id; !ok {
			j.servers[k] = engine.Server{ID: id}
			j.add(Finding{Code: MemberMissing, Member: id}, "member %q is not in the plan; expected once", id)
		}
	}
	j.report.Eligible = len(j.eligible)
}

// indexCircles finds which circle holds which home and who lives in it.
func (j *judge) indexCircles() {
	j.circleAt = make(map[engine.CircleID]int, len(j.d.Circles))
	for c := range j.d.Circles {
		id := j.d.Circles[c].ID
		if _, twice := j.circleAt[id]; twice || id == "" {
			j.add(Finding{Code: CircleTwice, Circle: id}, "circle id %q is empty or used more than once", id)
			continue
		}
		j.circleAt[id] = c
	}
	j.report.Circles = len(j.d.Circles)
	j.homesIn, j.teamIn = make([][]int, len(j.d.Circles)), make([][]int, len(j.d.Circles))
	j.circleOf = make([]int, len(j.homes))
	for h, r := range j.rows {
		c, known := j.circleAt[r.Circle]
		if r.Circle == "" || !known {
			j.circleOf[h] = -1
			if r.Circle != "" {
				j.add(Finding{Code: ForeignCircle, Household: r.ID, Circle: r.Circle}, "home %q is said to be in circle %q, which the plan does not have", r.ID, r.Circle)
			}
			continue
		}
		j.circleOf[h] = c
		j.homesIn[c] = append(j.homesIn[c], h)
		j.teamIn[c] = append(j.teamIn[c], j.homes[h].anchored...)
	}
	for c := range j.teamIn {
		slices.Sort(j.teamIn[c])
	}
	j.indexGroups()
	j.border = j.borderOf(j.circleOf, j.groups.of)
}

// circleID names the circle at a position, "" for -1.
func (j *judge) circleID(c int) engine.CircleID {
	if c < 0 {
		return ""
	}
	return j.d.Circles[c].ID
}

func (j *judge) checkMembers() {
	for k := range j.members {
		m, r := &j.members[k], j.servers[k]
		if r.Eligible != m.eligible {
			j.add(Finding{Code: WrongEligibility, Member: m.id}, "member %q is said to be eligible: %t; expected %t (%q)", m.id, r.Eligible, m.eligible, m.excluded)
		}
		if r.Excluded != m.excluded {
			j.add(Finding{Code: WrongExcluded, Member: m.id}, "member %q has the reason %q; expected %q", m.id, r.Excluded, m.excluded)
		}
		anchor, circle := engine.HouseholdID(""), engine.CircleID("")
		if m.anchor >= 0 {
			anchor, circle = j.homes[m.anchor].id, j.circleID(j.circleOf[m.anchor])
		}
		if r.Anchor != anchor {
			j.add(Finding{Code: WrongAnchor, Member: m.id}, "member %q is anchored at %q; expected %q", m.id, r.Anchor, anchor)
		}
		if r.Circle != circle {
			j.add(Finding{Code: MemberOutsideCircle, Member: m.id, Circle: r.Circle}, "member %q is said to be in circle %q; his anchor %q is in %q", m.id, r.Circle, anchor, circle)
		}
	}
}

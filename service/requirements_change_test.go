package service_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/service"
	"jinlin/verify"
)

// distance is how far a member is from a home; the reach, or 0 without one, if that is not known.
func (a *answer) distance(h engine.Household, id engine.MemberID) int64 {
	if at, ok := a.at(id); ok {
		return geo.DistanceMM(at, h.Location)
	}
	return max(a.Policy.Links.Reach.MM(), 0)
}

// TestR14Locks: a pair fixed by hand is kept whatever its distance, a forbidden one is not made, a required site has its circle.
func TestR14Locks(t *testing.T) {
	problems := asked(t, "huozhou-nearby", huozhou)
	p := &problems[0]
	free := answers(t, problems[:1])[0]
	var locked, forbidden engine.Pair
	for _, h := range p.Households {
		planned := free.planned[h.ID]
		if planned.State != engine.HomeLinked {
			continue
		}
		if forbidden.Household == "" {
			forbidden = engine.Pair{Household: h.ID, Member: planned.Member}
			continue
		}
		for _, m := range p.Members {
			if s := free.server[m.ID]; s.Eligible && s.Load < 10 && free.planned[s.Anchor].Group != planned.Group {
				locked = engine.Pair{Household: h.ID, Member: m.ID}
			}
		}
		if locked.Member != "" {
			break
		}
	}
	p.Locks, p.Forbidden = []engine.Pair{locked}, append(slices.Clone(p.Forbidden), forbidden)
	a := answers(t, problems[:1])[0]
	if h := a.planned[locked.Household]; h.State != engine.HomeLocked || h.Member != locked.Member {
		t.Errorf("%+v was to have %s", h, locked.Member)
	}
	if h := a.planned[forbidden.Household]; h.Member == forbidden.Member {
		t.Errorf("%+v was not to have him", h)
	}
}

// TestR15Change: a member becomes unfit; his homes go to others, with the reason, and of the other homes few move.
func TestR15Change(t *testing.T) {
	for _, scheme := range []string{"yuanshi", "huozhou", "zhalaite-pairs", "yixiu"} {
		spec := map[string]fixtures.Spec{"yuanshi": county, "huozhou": huozhou, "zhalaite-pairs": {Kind: fixtures.KindZhalaitePairs, Villages: 2},
			"yixiu": {Kind: fixtures.KindYixiuSlack, Villages: 2}}[scheme]
		before := answers(t, asked(t, scheme, spec)[:1])[0]
		var gone engine.Member
		for id, homes := range before.linked() {
			if len(homes) > 0 && (gone.ID == "" || id < gone.ID) {
				gone = before.member[id]
			}
		}
		gone.Status = policy.StatusAway
		after, delta, err := engine.Apply(context.Background(), before.Problem, before.plan, []engine.Change{engine.PutMember{Member: gone}}, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		report, err := verify.CheckDelta(context.Background(), before.Problem, before.plan, after, delta)
		if err != nil || len(report.Findings) > 0 {
			t.Fatal(scheme, err, report.Findings)
		}
		now := judged(t, after, delta.Plan)
		if s := now.server[gone.ID]; s.Excluded != policy.StatusAway || len(now.linked()[gone.ID]) > 0 {
			t.Errorf("%s: %+v", scheme, s)
		}
		left := 0
		for _, m := range delta.Moves {
			if m.Before == gone.ID {
				left++
				if own := m.Cause.Code == engine.CauseOwn; !own && (m.Kind != engine.MoveForced || m.Cause.Code != engine.CauseMemberExcluded || m.Cause.Reason != policy.StatusAway) {
					t.Errorf("%s: %+v", scheme, m)
				}
			}
		}
		if had := len(before.linked()[gone.ID]); left < had || len(delta.Moves) > len(before.Households)/10 {
			t.Errorf("%s: of %d homes of his %d were given to others, %d moved in all", scheme, had, left, len(delta.Moves))
		}
	}
}

// TestR16Fairness: the summary has the spread of loads and distances, the share within reach, coverage, and by village what would mend what is missing.
func TestR16Fairness(t *testing.T) {
	var tally service.Tally
	homes, served, distance := 0, 0, int64(0)
	for _, a := range answers(t, asked(t, "huozhou-nearby", huozhou)) {
		if err := tally.Add(context.Background(), a.Problem, a.plan); err != nil {
			t.Fatal(err)
		}
		homes += len(a.Households)
		for id, linked := range a.linked() {
			served += len(linked)
			for _, h := range linked {
				distance += a.distance(h, id)
			}
		}
	}
	s := tally.Summary()
	f := s.Total
	if f.Homes != homes || f.Linked != served || f.Homes != f.Linked+f.Own+f.Unserved || f.Loads.Max != 10 || f.Loads.Deviation <= 0 {
		t.Errorf("%d homes, %d served: %+v", homes, served, f)
	}
	if mean := float64(distance) / 1000 / float64(served); mean-f.Distances.MeanM > 0.001 || f.Distances.MeanM-mean > 0.001 || f.Distances.MaxM < f.Distances.P95M {
		t.Errorf("mean %v m: %+v", mean, f.Distances)
	}
	fixes := 0
	for _, area := range s.ByArea {
		if (area.Unserved > 0) != (len(area.Fixes) > 0) {
			t.Errorf("%s: %d unserved, %d things would help", area.Area, area.Unserved, len(area.Fixes))
		}
		fixes += len(area.Fixes)
	}
	var text strings.Builder
	if err := service.WriteText(&text, s, service.English); err != nil || fixes == 0 || !strings.Contains(text.String(), "What would help most") {
		t.Errorf("%v, %d fixes:\n%s", err, fixes, text.String())
	}
}

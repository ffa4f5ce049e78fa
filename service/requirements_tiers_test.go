package service_test

import (
	"slices"
	"testing"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/policy"
)

// TestR13Tiers: at least ten members a centre and fifteen homes a member where there is a little slack, mentors with three to five centres; at exactly
// the published ratio what is missing is what is missing.
func TestR13Tiers(t *testing.T) {
	const villages = 3
	for _, a := range answers(t, asked(t, "yixiu", fixtures.Spec{Kind: fixtures.KindYixiuSlack, Villages: villages})) {
		if missed := slices.Collect(a.plan.Shortfalls()); len(missed) > 0 {
			t.Errorf("%s: %+v", a.Area, missed)
		}
		members, mentors, state := map[engine.MemberID]int{}, map[engine.MemberID]int{}, map[string]int{}
		for id, s := range a.server {
			members[s.Center]++
			if s.Load < 15 {
				t.Errorf("%s has %d homes", id, s.Load)
			}
		}
		for c := range a.plan.Centers() {
			mentors[c.Mentor]++
			state[a.member[c.Member].Nomination]++
			if members[c.Member] != c.Members || c.Members < 10 || a.member[c.Mentor].Title != fixtures.TitleBranchSecretary {
				t.Errorf("%+v, %d members", c, members[c.Member])
			}
		}
		for id, n := range mentors {
			if n < 3 || n > 5 {
				t.Errorf("%s mentors %d centres", id, n)
			}
		}
		if len(members) != len(a.Members)/10 || state[policy.NominationNone] > 0 {
			t.Errorf("%d centres of %d members, nominations %v", len(members), len(a.Members), state)
		}
	}
	for _, a := range answers(t, asked(t, "yixiu", fixtures.Spec{Kind: fixtures.KindYixiu, Villages: villages})) {
		missing := 0
		for f := range a.plan.Shortfalls() {
			if f.Kind == engine.ShortfallLoad {
				missing += f.Missing
			}
		}
		if want := max(16*len(a.Members)-len(a.Households), 0); missing != want {
			t.Errorf("%s: %d homes are missing, %d by count", a.Area, missing, want)
		}
	}
}

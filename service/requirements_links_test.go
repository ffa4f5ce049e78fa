package service_test

import (
	"slices"
	"testing"

	"jinlin/engine"
	"jinlin/fixtures"
)

// TestR10Capability: services asked for that a member does not offer are fewer than without the tier; as a hard rule there are none, and whom that
// leaves unserved is told so.
func TestR10Capability(t *testing.T) {
	unmet := func(settings ...string) (missing, asking int) {
		for _, a := range answers(t, asked(t, "huozhou-capability", huozhou, settings...)) {
			for id, homes := range a.linked() {
				for _, h := range homes {
					asking += len(h.Services)
					missing += len(lacking(h.Services, a.member[id].Skills))
				}
			}
		}
		return missing, asking
	}
	by, asking := unmet()
	without, _ := unmet("links.order=[distance]")
	if by*4 > without || asking == 0 {
		t.Errorf("of %d services %d are not met, without the tier %d", asking, by, without)
	}
	if hard, _ := unmet("links.require=[services]", "links.order=[distance]"); hard > 0 {
		t.Errorf("a rule is broken %d times", hard)
	}
}

func lacking(services, skills []string) []string {
	return slices.DeleteFunc(slices.Clone(services), func(s string) bool { return slices.Contains(skills, s) })
}

// TestR11Association: homes of an association have a member of it wherever there is room, from farther than others may be.
func TestR11Association(t *testing.T) {
	with, wider := 0, 0
	for _, a := range answers(t, asked(t, "huozhou-association", huozhou, "links.reach_m=150")) {
		for id, homes := range a.linked() {
			for _, h := range homes {
				same := h.Association != "" && h.Association == a.member[id].Association
				far := a.planned[h.ID].DistanceMM > 150_000
				if far && !same {
					t.Errorf("%s is %d mm from %s of another association", h.ID, a.planned[h.ID].DistanceMM, id)
				}
				if same {
					with++
				}
				if far {
					wider++
				}
			}
		}
	}
	if with < 100 || wider == 0 {
		t.Errorf("%d homes with a member of their association, %d of them beyond the usual reach", with, wider)
	}
}

// TestR12Priority: where members are too few, homes of high priority are served first; leaders answer for them strictly by level; homes of none are
// not asked for.
func TestR12Priority(t *testing.T) {
	for _, a := range answers(t, asked(t, "zhalaite-pairs", fixtures.Spec{Kind: fixtures.KindZhalaitePairs, Villages: 2})) {
		rank := map[int][]int{}
		for _, h := range a.Households {
			switch p := a.planned[h.ID]; {
			case h.Priority == 0 && p.State != engine.HomeHeld && p.State != engine.HomeOwn, h.Priority > 0 && p.Member == "":
				t.Errorf("%+v of priority %d", p, h.Priority)
			case h.Priority > 0:
				rank[h.Priority] = append(rank[h.Priority], a.Policy.TitleRank(a.member[p.Member].Title))
			}
		}
		// The best that 2 homes each allow: all members' ranks twice, in order, to priority 2 first.
		var ranks []int
		for _, m := range a.Members {
			r := a.Policy.TitleRank(m.Title)
			ranks = append(ranks, r, r)
		}
		slices.Sort(ranks)
		if got, best := sum(rank[2]), sum(ranks[:len(rank[2])]); got != best || len(rank[2]) == 0 {
			t.Errorf("%s: ranks of hard cases add up to %d, at best %d", a.Area, got, best)
		}
	}
	for _, a := range answers(t, asked(t, "zhalaite-pairs", fixtures.Spec{Kind: fixtures.KindZhalaitePairs, Villages: 2}, "links.load.max=1", "links.load.target_min=1", "links.load.target_max=1")) {
		left := map[int]int{}
		for u := range a.plan.Unserved() {
			left[a.home[u.Household].Priority]++
		}
		if left[2] > 0 || left[1] == 0 {
			t.Errorf("%s: unserved by priority %v", a.Area, left)
		}
	}
}

func sum(numbers []int) (total int) {
	for _, n := range numbers {
		total += n
	}
	return total
}

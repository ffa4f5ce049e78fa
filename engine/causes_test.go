package engine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
)

// reasons writes moves down: "h2 A>B room h9".
func reasons(moves []engine.Move) string {
	var out []string
	for _, m := range moves {
		words := []string{string(m.Household), string(m.Before) + ">" + string(m.After), string(m.Cause.Code), string(m.Cause.Member), string(m.Cause.Household), m.Cause.Reason}
		words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, ", ")
}

func TestEveryMoveHasItsCause(t *testing.T) {
	free := []string{"circles.sites=none", "links.within=area", "links.load.min=0", "links.load.target_min=0", "links.load.target_max=2", "links.load.max=2", "links.reach_m=150"}
	// A lives at 0 and B at 200, two homes each; h1 and h2 can have both.
	row := []string{"a 0 A", "b 200 B", "h0 -20", "h1 90", "h2 110", "h3 220"}
	pair := func(h engine.HouseholdID, m engine.MemberID) engine.Pair { return engine.Pair{Household: h, Member: m} }
	at := func(id engine.MemberID, x float64, load int) engine.Change {
		return engine.PutMember{Member: engine.Member{ID: id, Area: "V", Located: true, Location: orb.Point{x, 0}, MaxLoad: &load}}
	}
	away := engine.Member{ID: "A", Area: "V", Household: "a", Status: "away"}
	less := 1
	busy := engine.Member{ID: "A", Area: "V", Household: "a", MaxLoad: &less}
	none, some := 0, 100
	for _, c := range []struct {
		name   string
		set    []string
		change []engine.Change
		limit  *int
		want   string
	}{
		{"a home arrives", nil, put("n 300"), nil, "n > arrived"},
		{"a home leaves", nil, []engine.Change{engine.DropHousehold{ID: "h3"}}, nil, "h3 B> gone"},
		{"a home arrives where all are full", nil, []engine.Change{put("n -40")[0], at("C", 250, 2)}, nil, "h1 A>B room n, h3 B>C room n, n >A arrived"},
		{"a member leaves", nil, []engine.Change{engine.DropMember{ID: "B"}, at("C", 200, 2)}, nil, "b B>C member_left B, h2 B> member_left B, h3 B>C member_left B"},
		{"a member is away", nil, []engine.Change{engine.PutMember{Member: away}, at("C", 0, 2)}, nil, "a A>C member_excluded A away, h0 A>C member_excluded A away, h1 A> member_excluded A away"},
		{"a member moves", nil, []engine.Change{at("A", 900, 2), at("C", 0, 3)}, nil, "a A>C member_moved A, h0 A>C member_moved A, h1 A>C member_moved A"},
		{"a home moves", nil, append(put("h1 200"), at("C", 250, 2)), nil, "h1 A>C home_moved"},
		{"a pair is forbidden", nil, []engine.Change{engine.PutForbidden{Pair: pair("h1", "A")}, at("C", 100, 1)}, nil, "h1 A>C forbidden A"},
		{"a home is locked", nil, []engine.Change{engine.PutLock{Pair: pair("h1", "C")}, at("C", 100, 1)}, nil, "h1 A>C locked C"},
		{"a member moves in", nil, []engine.Change{engine.PutMember{Member: engine.Member{ID: "C", Area: "V", Household: "h1"}}}, nil, "h1 A>C own C"},
		{"a member may bear less", nil, []engine.Change{engine.PutMember{Member: busy}, at("C", 60, 1)}, nil, "h1 A>C capacity A"},
		{"the policy reaches less far", nil, []engine.Change{engine.SetPolicy{Policy: planar(t, append(slices.Clone(free), "links.reach_m=80")...)}}, nil, "h1 A> policy A, h2 B> policy B"},
		{"somebody new must have one", []string{"links.load.min=1"}, []engine.Change{at("C", 100, 2)}, nil, "h1 A>C minimum C"},
		{"somebody new helps", nil, []engine.Change{at("C", 100, 2)}, &some, "h1 A>C help C, h2 B>C help C"},
		{"nobody may change", nil, []engine.Change{at("C", 100, 2)}, &none, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, plan := standing(t, street(planar(t, append(slices.Clone(free), c.set...)...), row...))
			delta := apply(t, s, plan, engine.Options{MaxChanges: c.limit}, c.change...)
			if got := reasons(delta.Moves); got != c.want {
				t.Errorf("%s; expected %s", got, c.want)
			}
		})
	}
}

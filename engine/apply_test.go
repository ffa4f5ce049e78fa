package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/policy"
	"jinlin/verify"
)

// A stream of numbers that is the same in every run.
type stream uint64

func (s *stream) below(n int) int {
	*s = *s*6364136223846793005 + 1442695040888963407
	return int(uint64(*s) >> 33 % uint64(n))
}

// standing solves and returns a State that stands on the plan.
func standing(t testing.TB, p engine.Problem) (*engine.State, engine.Plan) {
	t.Helper()
	s, err := engine.Prepare(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := s.Solve(context.Background(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, plan
}

// apply applies changes, and lets the judge say whether plan, moves and causes are true.
func apply(t testing.TB, s *engine.State, plan engine.Plan, o engine.Options, changes ...engine.Change) engine.Delta {
	t.Helper()
	before := s.Problem()
	delta, err := s.Apply(context.Background(), changes, o)
	if err != nil {
		t.Fatal(err)
	}
	report, err := verify.CheckDelta(context.Background(), before, plan, s.Problem(), delta)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Error(f)
	}
	return delta
}

func atMost(n int) engine.Options { return engine.Options{MaxChanges: &n, Trades: 2} }

func TestNothingChangedMovesNothing(t *testing.T) {
	for name, pol := range policies(t) {
		for _, style := range fixtures.Styles() {
			t.Run(name+"/"+string(style), func(t *testing.T) {
				p := village(style, 130, 3).Problem(pol)
				s, plan := standing(t, p)
				for _, o := range []engine.Options{{}, atMost(0), {Resite: true}} {
					delta := apply(t, s, plan, o)
					if r, _ := delta.Plan.Rebalance(); len(delta.Moves) != 0 || r.Voluntary != 0 || r.Forced != 0 {
						t.Errorf("%+v: %d moves, %+v", o, len(delta.Moves), r)
					}
					plan = delta.Plan
				}
				again, err := engine.Resume(context.Background(), s.Problem(), plan)
				if err != nil {
					t.Fatal(err)
				}
				if delta := apply(t, again, plan, engine.Options{}); len(delta.Moves) != 0 {
					t.Errorf("%d moves after resuming", len(delta.Moves))
				}
			})
		}
	}
}

// anyChange draws something that happens in a village.
func anyChange(r *stream, p *engine.Problem, i int) engine.Change {
	h := p.Households[r.below(len(p.Households))]
	m := p.Members[r.below(len(p.Members))]
	near := orb.Point{h.Location[0] + float64(r.below(9)-4)*1e-4, h.Location[1] + float64(r.below(9)-4)*1e-4}
	switch r.below(11) {
	case 0, 1:
		return engine.DropMember{ID: m.ID}
	case 2:
		m.Status = []string{policy.StatusAway, policy.StatusActive, policy.StatusAge}[r.below(3)]
		return engine.PutMember{Member: m}
	case 3:
		m.Household, m.Location, m.Located = "", near, true
		return engine.PutMember{Member: m}
	case 4:
		n := 2 + r.below(12)
		m.MaxLoad = &n
		return engine.PutMember{Member: m}
	case 5:
		m.ID = engine.MemberID(fmt.Sprintf("new-%d-%d", i, r.below(1000)))
		m.Household = h.ID
		return engine.PutMember{Member: m}
	case 6:
		h.ID, h.Location = engine.HouseholdID(fmt.Sprintf("new-%d-%d", i, r.below(1000))), near
		return engine.PutHousehold{Household: h}
	case 7:
		h.Location = near
		return engine.PutHousehold{Household: h}
	case 8:
		h.Priority, h.Weight, h.Preferences, h.Services = r.below(3), r.below(3), engine.InOrder(m.ID), []string{"law"}
		return engine.PutHousehold{Household: h}
	case 9:
		return engine.PutForbidden{Pair: engine.Pair{Household: h.ID, Member: m.ID}}
	}
	return engine.PutLock{Pair: engine.Pair{Household: h.ID, Member: m.ID}}
}

// Whatever happens, and however often, every plan is true beside the one before; numbers of circles are never given twice.
func TestPlansFollowWhateverHappens(t *testing.T) {
	for name, pol := range policies(t) {
		for i, style := range fixtures.Styles() {
			t.Run(name+"/"+string(style), func(t *testing.T) {
				r := stream(i*100 + len(name))
				s, plan := standing(t, village(style, 110, uint64(i)).Problem(pol))
				ended := map[int]bool{}
				for round := range 8 {
					p := s.Problem()
					var changes []engine.Change
					for range 1 + r.below(5) {
						changes = append(changes, anyChange(&r, &p, round))
					}
					o := engine.Options{Resite: r.below(5) == 0, Trades: r.below(2)}
					if r.below(2) == 0 {
						n := r.below(12)
						o.MaxChanges = &n
					}
					if probe, err := engine.Resume(context.Background(), p, plan); err != nil {
						t.Fatal(err)
					} else if _, err := probe.Apply(context.Background(), changes, o); err != nil {
						if got, err2 := s.Apply(context.Background(), changes, o); err2 == nil || got.Plan.Input() != "" || s.Problem().Area == "" {
							t.Fatalf("fails for one State and not for the other: %v", err)
						}
						continue // a lock of somebody who takes no part, and the like
					}
					delta := apply(t, s, plan, o, changes...)
					now := numbers(delta.Plan)
					for c := range numbers(plan) {
						ended[c] = ended[c] || !now[c]
					}
					for c := range now {
						if ended[c] {
							t.Errorf("round %d: number %d was given again", round, c)
						}
					}
					plan = delta.Plan
				}
			})
		}
	}
}

func numbers(p engine.Plan) map[int]bool {
	out := map[int]bool{}
	for c := range p.Circles() {
		out[c.Number] = true
	}
	return out
}

// A resumed State does what the State did that made the plan.
func TestResumedStatesAgree(t *testing.T) {
	p := village(fixtures.StyleHamlet, 200, 4).Problem(scheme(t, "yuanshi", "deputies.max=12"))
	s, plan := standing(t, p)
	for _, m := range p.Members[:6] {
		change := engine.DropMember{ID: m.ID}
		after, want, err := engine.Apply(context.Background(), s.Problem(), plan, []engine.Change{change}, engine.Options{Trades: 2})
		if err != nil {
			t.Fatal(err)
		}
		got := apply(t, s, plan, engine.Options{Trades: 2}, change)
		if diff := cmp.Diff(want.Plan.Draft(), got.Plan.Draft()); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(want.Moves, got.Moves); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(want.Next, got.Next); diff != "" {
			t.Fatal(diff)
		}
		if engine.Fingerprint(after) != got.Plan.Input() {
			t.Errorf("the hash kept up by Apply is %s, that of the problem %s", got.Plan.Input(), engine.Fingerprint(after))
		}
		plan = got.Plan
	}
}

func TestOrderOfUnrelatedChangesDoesNotMatter(t *testing.T) {
	p := village(fixtures.StylePlain, 150, 2).Problem(scheme(t, "yuanshi"))
	_, plan := standing(t, p)
	moved, fresh := p.Households[20], p.Households[30]
	moved.Location, fresh.ID = p.Households[21].Location, "H-new"
	changes := []engine.Change{
		engine.PutHousehold{Household: moved}, engine.PutHousehold{Household: fresh}, engine.DropMember{ID: p.Members[1].ID},
		engine.PutForbidden{Pair: engine.Pair{Household: p.Households[3].ID, Member: p.Members[2].ID}},
	}
	_, want, err := engine.Apply(context.Background(), p, plan, changes, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(changes)
	slices.Reverse(p.Households)
	_, got, err := engine.Apply(context.Background(), p, plan, changes, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Plan.Draft(), got.Plan.Draft()) + cmp.Diff(want.Moves, got.Moves); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsWrongLeavesTheStateAsItWas(t *testing.T) {
	p := village(fixtures.StylePlain, 80, 2).Problem(scheme(t, "yuanshi"))
	s, plan := standing(t, p)
	kept := engine.Fingerprint(s.Problem())
	lived := p.Members[0].Household
	minus := -1
	_, err := s.Apply(context.Background(), []engine.Change{
		nil, engine.DropMember{ID: "nobody"}, engine.DropHousehold{ID: "nowhere"}, engine.DropSite{ID: "S"}, engine.DropHousehold{ID: lived},
		engine.DropLock{Pair: engine.Pair{Household: "a", Member: "b"}}, engine.DropForbidden{Pair: engine.Pair{Household: "a", Member: "b"}},
		engine.PutHousehold{Household: engine.Household{ID: "H", Area: "elsewhere", Location: orb.Point{200, 0}}},
	}, engine.Options{MaxChanges: &minus})
	var invalid *engine.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{
		"changes[0]: is nil", `changes[1].id: "nobody"`, `changes[2].id: "nowhere"`, `changes[3].id: "S"`, "changes[5].pair", "changes[6].pair",
		"max_changes: -1 is negative", "is no household of area", "].area: \"elsewhere\"", "longitude 200",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("nothing about %q in:\n%v", want, err)
		}
	}
	if engine.Fingerprint(s.Problem()) != kept || engine.Fingerprint(p) != kept {
		t.Error("the records changed")
	}
	if delta := apply(t, s, plan, engine.Options{}); len(delta.Moves) != 0 {
		t.Errorf("%d moves afterwards", len(delta.Moves))
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Apply(cancelled, []engine.Change{engine.DropMember{ID: p.Members[3].ID}}, engine.Options{}); !errors.Is(err, context.Canceled) || engine.Fingerprint(s.Problem()) != kept {
		t.Errorf("cancelled: %v", err)
	}
}

func TestApplyWantsAPlanOfTheseRecords(t *testing.T) {
	p := village(fixtures.StylePlain, 80, 2).Problem(scheme(t, "yuanshi"))
	s, err := engine.Prepare(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(context.Background(), nil, engine.Options{}); err == nil || !strings.Contains(err.Error(), "does not stand yet") {
		t.Errorf("without a plan: %v", err)
	}
	_, plan := standing(t, p)
	p.Households = slices.Clone(p.Households)[1:]
	p.Members = slices.DeleteFunc(slices.Clone(p.Members), func(m engine.Member) bool { return m.Household != "" })
	for _, want := range []string{"plan.input", "plan.homes", "plan.members"} {
		if _, err := engine.Resume(context.Background(), p, plan); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("nothing about %s in %v", want, err)
		}
	}
}

// Plans are immutable: they can be read while the State goes on.
func TestPlansCanBeReadWhileTheStateGoesOn(t *testing.T) {
	p := village(fixtures.StylePlain, 120, 2).Problem(scheme(t, "yuanshi"))
	s, plan := standing(t, p)
	var readers sync.WaitGroup
	for i := range 10 {
		want := plan.Draft()
		readers.Add(1)
		go func(plan engine.Plan) {
			defer readers.Done()
			for range 20 {
				if diff := cmp.Diff(want, plan.Draft()); diff != "" {
					t.Error(diff)
				}
			}
		}(plan)
		delta, err := s.Apply(context.Background(), []engine.Change{engine.DropMember{ID: p.Members[i].ID}}, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		plan = delta.Plan
	}
	readers.Wait()
}

func TestChangesLeadFromOneListToAnother(t *testing.T) {
	v := village(fixtures.StylePlain, 80, 2)
	before := v.Problem(scheme(t, "yuanshi"))
	pair := func(h, m int) engine.Pair {
		return engine.Pair{Household: before.Households[h].ID, Member: before.Members[m].ID}
	}
	before.Households[7].Preferences = engine.InOrder(before.Members[0].ID, before.Members[1].ID)
	before.Locks = []engine.Pair{pair(1, 1), pair(2, 1), pair(3, 0), pair(11, 2)}
	before.Forbidden = []engine.Pair{pair(4, 1), pair(5, 0), pair(12, 2)}
	before.Sites = []engine.Site{{ID: "S1", Location: before.Households[0].Location}, {ID: "S2", Location: before.Households[1].Location}}
	if got := engine.Changes(before, before); len(got) != 0 {
		t.Errorf("nothing changed, and yet %v", got)
	}
	after := before
	after.Policy = scheme(t, "yuanshi", "links.reach_m=400")
	after.Members = slices.Clone(before.Members)[1:]
	after.Members[3].Title = "cadre"
	after.Households = slices.Clone(before.Households)
	after.Households[7].Preferences = engine.InOrder(before.Members[1].ID)
	after.Households[9].Weight = 3
	after.Households[10].ID = "H-new"
	after.Locks = []engine.Pair{pair(1, 2), pair(2, 1), pair(6, 2)}
	after.Forbidden = []engine.Pair{pair(4, 1), pair(8, 2)}
	after.Sites = []engine.Site{{ID: "S2", Location: before.Households[2].Location}, {ID: "S3", Location: before.Households[3].Location}}
	changes := engine.Changes(before, after)
	s, _ := standing(t, before)
	if _, err := s.Apply(context.Background(), changes, engine.Options{}); err != nil {
		t.Fatal(err)
	}
	if engine.Fingerprint(s.Problem()) != engine.Fingerprint(after) {
		t.Errorf("%d changes lead elsewhere; then %v", len(changes), engine.Changes(s.Problem(), after))
	}
	if len(changes) != 14 {
		t.Errorf("%d changes: %+v", len(changes), changes)
	}
}

// More changes never make the plan worse; corners of the hull are met exactly, and proven.
func TestMoreChangesBuyBetterPlans(t *testing.T) {
	for _, set := range [][]string{nil, {"links.within=area", "links.load.balance=even"}, {"links.order=leaders,fit,preference,load,distance", "titles=secretary,cadre"}} {
		p := village(fixtures.StylePlain, 220, 3).Problem(scheme(t, "yuanshi", set...))
		_, plan := standing(t, p)
		fresh := p.Households[0]
		fresh.ID = "H-new"
		changes := []engine.Change{engine.DropMember{ID: p.Members[2].ID}, engine.DropMember{ID: p.Members[5].ID}, engine.PutHousehold{Household: fresh}}
		for i := range 3 {
			changes = append(changes, engine.PutMember{Member: engine.Member{ID: engine.MemberID(fmt.Sprint("new", i)), Area: p.Area, Household: p.Households[40*i+10].ID}})
		}
		resume := func() *engine.State {
			s, err := engine.Resume(context.Background(), p, plan)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		least := apply(t, resume(), plan, engine.Options{Trades: 1000}, changes...)
		start, _ := least.Plan.Rebalance()
		if len(least.Next) < 2 {
			t.Fatalf("%v: %d corners", set, len(least.Next))
		}
		for _, x := range least.Next {
			d := apply(t, resume(), plan, atMost(start.Voluntary+x.Changes), changes...)
			if links := d.Plan.Proof().Links; links.Kind != engine.Certified || !slices.Equal(links.Value, x.Value) {
				t.Errorf("%v: %d more changes give %v (%s), expected %v", set, x.Changes, links.Value, links.Kind, x.Value)
			}
		}
		var last []int64
		certified := 0
		for n := range start.Voluntary + least.Next[len(least.Next)-1].Changes + 3 {
			d := apply(t, resume(), plan, atMost(n), changes...)
			r, _ := d.Plan.Rebalance()
			links := d.Plan.Proof().Links
			if last != nil && slices.Compare(links.Value, last) > 0 || r.Voluntary > n {
				t.Errorf("%v: %d changes allowed, %d made, %v after %v", set, n, r.Voluntary, links.Value, last)
			}
			if last = links.Value; links.Kind == engine.Certified {
				certified++
			}
		}
		t.Logf("%v: %d corners from %d to %d changes, %d plans certified", set, len(least.Next), start.Voluntary, start.Voluntary+least.Next[len(least.Next)-1].Changes, certified)
	}
}

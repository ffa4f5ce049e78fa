package verify

import (
	"slices"
	"sort"

	"jinlin/engine"
	"jinlin/policy"
)

// selects reports whether the policy asks for a two-way choice.
func (s *scene) selects() bool { return s.policy.Selection.By != policy.ProposeNone }

// firm reports whether the links may not take a chosen home from its member.
func (s *scene) firm() bool { return s.policy.Selection.Pairs == policy.PairsFirm }

// A wanting is how much somebody wants another: by the rank in a list, then,
// where the list leaves him out, by distance. Less is more.
type wanting struct{ rank, mm int64 }

func (a wanting) less(b wanting) bool { return a.rank < b.rank || a.rank == b.rank && a.mm < b.mm }

// wants is how much home h wants member k.
func (s *scene) wants(h, k int) wanting {
	if rank, listed := s.homes[h].wish[s.members[k].id]; listed {
		return wanting{rank: rank}
	}
	return wanting{int64(s.homes[h].rec.Preferences.Unlisted()), s.linkMM(h, k)}
}

// wanted is how much member k wants home h.
func (s *scene) wanted(h, k int) wanting {
	if rank, listed := s.members[k].wish[s.homes[h].id]; listed {
		return wanting{rank: rank}
	}
	return wanting{int64(s.members[k].rec.Preferences.Unlisted()), s.linkMM(h, k)}
}

// acceptable reports whether home and member may choose each other.
func (j *judge) acceptable(h, k int) bool {
	x, m := &j.homes[h], &j.members[k]
	if x.own >= 0 || x.lock >= 0 || x.held || !j.allowed(j.border, h, k) {
		return false
	}
	if j.policy.Selection.Unlisted == policy.UnlistedLast {
		return true
	}
	home, member := len(x.rec.Preferences) > 0, len(m.rec.Preferences) > 0
	_, names := x.wish[m.id]
	_, named := m.wish[x.id]
	return (home || member) && (names || !home) && (named || !member)
}

// layChoices reads whom the plan says that the two-way choice gave each home.
func (j *judge) layChoices() {
	for h := range j.homes {
		x, r := &j.homes[h], &j.rows[h]
		if r.Choice == "" {
			continue
		}
		at := Finding{Household: r.ID, Member: r.Choice}
		k := j.number(r.Choice)
		switch {
		case !j.selects() || x.own >= 0 || x.lock >= 0 || x.held:
			at.Code = ChoiceUnasked
			j.add(at, "home %q is said to have chosen %q; it is own, locked or held, or the policy asks for no choice", r.ID, r.Choice)
			continue
		case k < 0:
			at.Code = ForeignMember
			j.add(at, "home %q is said to have chosen %q, who is not in the problem", r.ID, r.Choice)
			continue
		case !j.acceptable(h, k):
			at.Code = ChoiceNotAcceptable
			j.add(at, "home %q and member %q are said to have chosen each other; one of them does not accept the other, or the pair is not allowed", r.ID, r.Choice)
		}
		if x.choice = k; j.firm() {
			x.kept = k
			j.members[k].chosen += x.weight
		}
	}
}

// checkChosen checks a home that keeps its choice.
func (j *judge) checkChosen(h int) {
	r, k := &j.rows[h], j.homes[h].kept
	if r.State != engine.HomeChosen || r.Member != j.members[k].id {
		j.add(j.at(ChoiceBroken, h), "home %q is %s to %q; it chose %q, and what was chosen is firm", r.ID, r.State, r.Member, j.members[k].id)
		if r.State == engine.HomeLinked || r.State == engine.HomeChosen {
			j.linkedTo[h] = j.number(r.Member)
		}
		return
	}
	j.report.Chosen++
	j.linkedTo[h] = k
	j.checkDistance(h, j.linkMM(h, k))
}

// A matching is what the two-way choice can be judged by: who has whom among
// those who accept each other.
type matching struct {
	*judge
	partner []int // of each home, -1 without
	room    []int64
	held    [][]holding // the homes of each member, whom he wants most first
}

type holding struct {
	wanting
	weight int64 // of this home and those before it
}

// matched lays out the pairs of a plan. Homes whose pair is not acceptable have
// no partner, and take no room.
func (j *judge) matched(to []int) *matching {
	x := &matching{judge: j, partner: make([]int, len(j.homes)), room: j.spare(), held: make([][]holding, len(j.members))}
	for h, k := range to {
		x.partner[h] = -1
		if k >= 0 && j.members[k].eligible && j.acceptable(h, k) {
			x.partner[h] = k
			x.held[k] = append(x.held[k], holding{j.wanted(h, k), j.homes[h].weight})
		}
	}
	for _, list := range x.held {
		sort.SliceStable(list, func(a, b int) bool { return list[a].less(list[b].wanting) })
		for i := 1; i < len(list); i++ {
			list[i].weight += list[i-1].weight
		}
	}
	return x
}

// admits reports whether member k has room for home h beside the homes that he
// wants no less.
func (x *matching) admits(h, k int) bool {
	want := x.wanted(h, k)
	n := sort.Search(len(x.held[k]), func(i int) bool { return want.less(x.held[k][i].wanting) })
	room := x.room[k]
	if n > 0 {
		room -= x.held[k][n-1].weight
	}
	return room >= x.homes[h].weight
}

// blocking lists the pairs that would both rather have each other.
func (x *matching) blocking() []engine.Pair {
	var out []engine.Pair
	for h := range x.homes {
		for _, k := range x.eligible {
			if x.blocks(h, k) {
				out = append(out, engine.Pair{Household: x.homes[h].id, Member: x.members[k].id})
			}
		}
	}
	return out
}

// blocks reports whether home h and member k would both rather have each other.
func (x *matching) blocks(h, k int) bool {
	p := x.partner[h]
	return p != k && (p < 0 || x.wants(h, k).less(x.wants(h, p))) && x.acceptable(h, k) && x.admits(h, k)
}

// checkSelection checks what the plan says of the two-way choice.
func (j *judge) checkSelection() {
	s := j.d.Selection
	if !j.selects() || s == nil {
		if j.selects() != (s != nil) {
			j.noteStage(StageSelection, engine.NotSolved, engine.NotSolved, false)
			j.add(Finding{Code: SelectionUnasked}, "the plan tells of a two-way choice: %t; the policy asks for it: %t", s != nil, j.selects())
		}
		return
	}
	before := len(j.report.Findings)
	pairs, choices := 0, make([]int, len(j.homes))
	for h := range j.homes {
		if choices[h] = j.homes[h].choice; j.rows[h].State == engine.HomeChosen {
			pairs++
		}
	}
	if s.Pairs != pairs {
		j.add(Finding{Code: WrongPairs}, "%d pairs are said to be chosen; there are %d", s.Pairs, pairs)
	}
	blocking := j.matched(j.linkedTo).blocking()
	j.compareBlocking(s.Blocking, blocking)
	want, bound := engine.Kept, 0
	if s.Kind != engine.Kept || !j.frozen() {
		j.checkStable(choices)
		bound = j.mostPairs(choices)
		if want = engine.Bounded; len(blocking) == 0 && pairs == bound {
			want = engine.Certified
		}
	}
	if s.Bound != bound {
		j.add(Finding{Code: FalseBound}, "stage %s claims the bound %d; expected %d", StageSelection, s.Bound, bound)
	}
	switch s.Kind {
	case want:
	case engine.Kept:
		j.add(Finding{Code: KeptUnasked}, "stage %s is said to be kept; choices are kept only in a plan that followed another and was not resited", StageSelection)
	default:
		j.add(Finding{Code: FalseClaim}, "stage %s is said to be %s with %d pairs, of which %d block; expected %s", StageSelection, s.Kind, pairs, len(blocking), want)
	}
	j.noteStage(StageSelection, s.Kind, want, before == len(j.report.Findings))
}

func (j *judge) compareBlocking(got, want []engine.Pair) {
	listed := make(map[engine.Pair]bool, len(got))
	for _, p := range got {
		listed[p] = true
	}
	for _, p := range want {
		if !listed[p] {
			j.add(Finding{Code: BlockingMissing, Household: p.Household, Member: p.Member}, "home %q and member %q would both rather have each other, and the plan does not say so", p.Household, p.Member)
		}
	}
	if !slices.Equal(got, want) {
		j.add(Finding{Code: BlockingFalse}, "the plan lists %d blocking pairs; expected %d, by home, then member", len(got), len(want))
	}
}

// checkStable checks choices made anew: members have room for them, and where
// homes weigh the same nobody would rather have another.
func (j *judge) checkStable(choices []int) {
	x := j.matched(choices)
	for _, k := range j.eligible {
		if n := len(x.held[k]); n > 0 && x.held[k][n-1].weight > x.room[k] {
			j.add(Finding{Code: ChoiceOverload, Member: j.members[k].id}, "homes of weight %d are said to have chosen member %q, who has room for %d", x.held[k][n-1].weight, j.members[k].id, x.room[k])
		}
	}
	if !j.even() {
		return
	}
	for _, p := range x.blocking() {
		j.add(Finding{Code: ChoiceUnstable, Household: p.Household, Member: p.Member}, "the choice is not stable: home %q and member %q would both rather have each other", p.Household, p.Member)
	}
}

// accepted reports whether some member and the home accept each other.
func (j *judge) accepted(h int) bool {
	return slices.ContainsFunc(j.eligible, func(k int) bool { return j.acceptable(h, k) })
}

// even reports whether all homes that somebody accepts weigh the same.
func (j *judge) even() bool {
	weight := int64(0)
	for h := range j.homes {
		if !j.accepted(h) {
			continue
		}
		if w := j.homes[h].weight; weight == 0 {
			weight = w
		} else if weight != w {
			return false
		}
	}
	return true
}

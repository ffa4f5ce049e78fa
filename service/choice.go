package service

import (
	"fmt"

	"jinlin/engine"
)

// ChoiceFigures tell what the two-way choice came to.
type ChoiceFigures struct {
	// Areas counts the areas that chose.
	Areas int `json:"areas"`
	// Pairs counts the homes that have whom they chose and who chose them; Bound is how many no stable choice can exceed, 0 where a rebalance kept pairs.
	Pairs int `json:"pairs"`
	Bound int `json:"bound"`
	// Broken counts the homes that have another member than they chose, or none, for the sake of coverage and minima.
	Broken int `json:"broken"`
	// Blocking counts the homes and members who would both rather have each other.
	Blocking int `json:"blocking"`
	// Homes and Members are over those who told wishes, by the best wish that they got.
	Homes   WishShares `json:"homes"`
	Members WishShares `json:"members"`
}

// WishShares count homes or members with a list by the best of it that they got.
type WishShares struct {
	Lists  int `json:"lists"`
	First  int `json:"first"`
	Second int `json:"second"`
	Later  int `json:"later"`
	// Unlisted got somebody, but nobody of their list; None got nobody.
	Unlisted int `json:"unlisted"`
	None     int `json:"none"`
}

// choiceOf counts an area; nil if its policy asks for no choice.
func choiceOf(p *engine.Problem, plan engine.Plan) *ChoiceFigures {
	s, chose := plan.Selection()
	if !chose {
		return nil
	}
	f := &ChoiceFigures{Areas: 1, Pairs: s.Pairs, Bound: s.Bound, Blocking: len(s.Blocking)}
	has := make(map[engine.HouseholdID]engine.Home, len(p.Households))
	for h := range plan.Homes() {
		has[h.ID] = h
		if h.Choice != "" && h.Choice != h.Member {
			f.Broken++
		}
	}
	of := map[engine.MemberID][]engine.HouseholdID{}
	for i := range p.Households {
		h := &p.Households[i]
		row := has[h.ID]
		if row.State.Linked() {
			of[row.Member] = append(of[row.Member], h.ID)
		}
		if len(h.Preferences) > 0 && row.State != engine.HomeOwn && row.State != engine.HomeHeld {
			got := []engine.MemberID{row.Member}
			if row.Member == "" {
				got = nil
			}
			f.Homes.count(bestWish(h.Preferences, got))
		}
	}
	excluded := map[engine.MemberID]bool{}
	for m := range plan.Members() {
		excluded[m.ID] = !m.Eligible
	}
	for i := range p.Members {
		if m := &p.Members[i]; len(m.Preferences) > 0 && !excluded[m.ID] {
			f.Members.count(bestWish(m.Preferences, of[m.ID]))
		}
	}
	return f
}

// bestWish is the best rank of those that somebody got: 0 if the list has none of them, -1 if there are none.
func bestWish[ID ~string](list engine.Ranking[ID], got []ID) int {
	if len(got) == 0 {
		return -1
	}
	mine := make(map[ID]bool, len(got))
	for _, id := range got {
		mine[id] = true
	}
	for _, x := range list {
		if mine[x.ID] {
			return x.Rank
		}
	}
	return 0
}

func (f *WishShares) count(rank int) {
	f.Lists++
	switch rank {
	case -1:
		f.None++
	case 0:
		f.Unlisted++
	case 1:
		f.First++
	case 2:
		f.Second++
	default:
		f.Later++
	}
}

func (f *WishShares) add(o *WishShares) {
	f.Lists += o.Lists
	f.First += o.First
	f.Second += o.Second
	f.Later += o.Later
	f.Unlisted += o.Unlisted
	f.None += o.None
}

// plus adds the figures of another area; nil stands for none. Bounds add up only where all areas have one.
func (f *ChoiceFigures) plus(o *ChoiceFigures) *ChoiceFigures {
	if o == nil {
		return f
	}
	if f == nil {
		sum := *o
		return &sum
	}
	sum := *f
	sum.Areas += o.Areas
	sum.Pairs += o.Pairs
	sum.Bound += o.Bound
	if f.kept() || o.kept() {
		sum.Bound = 0
	}
	sum.Broken += o.Broken
	sum.Blocking += o.Blocking
	sum.Homes.add(&o.Homes)
	sum.Members.add(&o.Members)
	return &sum
}

// kept reports whether some pairs have no bound.
func (f *ChoiceFigures) kept() bool { return f.Bound == 0 && f.Pairs > 0 }

// selectionKind is the claim about the two-way choice.
func selectionKind(plan engine.Plan) engine.ProofKind {
	if s, chose := plan.Selection(); chose {
		return s.Kind
	}
	return engine.NotSolved
}

// choice writes what the two-way choice came to.
func (t *text) choice() {
	f := t.s.Total.Choice
	if f == nil {
		return
	}
	t.line("%s", t.word.choice)
	remark := ""
	if f.Bound > 0 {
		remark = fmt.Sprintf(t.word.pairsBound, f.Bound)
	}
	t.row(t.word.pairs, f.Pairs, remark)
	if f.Broken > 0 {
		t.row(t.word.brokenPairs, f.Broken, "")
	}
	t.row(t.word.blocking, f.Blocking, "")
	t.wishes(t.word.homeWishes, &f.Homes)
	t.wishes(t.word.memberWishes, &f.Members)
	t.line("")
}

// wishes tells which share got which wish.
func (t *text) wishes(name string, f *WishShares) {
	if f.Lists == 0 {
		return
	}
	part := func(n int) float64 { return 100 * float64(n) / float64(f.Lists) }
	t.row(name, f.Lists, fmt.Sprintf(t.word.wishes, part(f.First), part(f.Second), part(f.Later), part(f.Unlisted), part(f.None)))
}

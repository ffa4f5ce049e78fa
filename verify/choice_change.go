package verify

import (
	"cmp"
	"slices"

	"jinlin/engine"
)

// checkChoicesKept checks that pairs that were chosen before, and still accept
// each other, are kept: where they are firm as long as the member has room, those
// first whom he wants most, and the other homes chose among what room was left;
// where pairs yield nothing else was chosen.
func (f *follower) checkChoicesKept() {
	if !f.selects() || !f.frozen() || f.d.Selection == nil {
		return
	}
	if kept := f.d.Selection.Kind == engine.Kept; kept != (f.standing.Selection != nil) {
		f.add(Finding{Code: KeptUnasked}, "what was chosen is said to be kept: %t; there was a choice before: %t", kept, f.standing.Selection != nil)
	}
	if f.standing.Selection == nil {
		return
	}
	stood := f.stood()
	for h, k := range stood {
		x := &f.homes[h]
		switch {
		case k >= 0 && x.choice != k:
			f.add(Finding{Code: ChoiceLeft, Household: x.id, Member: f.members[k].id}, "home %q and member %q had chosen each other and still may; expected that to stay", x.id, f.members[k].id)
		case k < 0 && x.choice >= 0 && !f.firm():
			f.add(Finding{Code: ChoiceInvented, Household: x.id, Member: f.members[x.choice].id}, "home %q is said to have chosen %q; where pairs yield, nobody chooses anew", x.id, f.members[x.choice].id)
		}
	}
	if f.firm() {
		f.checkRest(stood)
	}
}

// stood are the members whom homes keep by the choice before, -1 for none.
func (f *follower) stood() []int {
	of := make([]int, len(f.homes))
	var order []int
	for h := range f.homes {
		of[h] = -1
		r := f.was[f.homes[h].id]
		if r == nil || r.State != engine.HomeChosen {
			continue
		}
		if k := f.number(r.Member); k >= 0 && f.acceptable(h, k) {
			of[h] = k
			order = append(order, h)
		}
	}
	if !f.firm() {
		return of
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := f.wanted(a, of[a]), f.wanted(b, of[b])
		return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(x.mm, y.mm))
	})
	room := f.spare()
	for _, h := range order {
		if k := of[h]; room[k] >= f.homes[h].weight {
			room[k] -= f.homes[h].weight
		} else {
			of[h] = -1
		}
	}
	return of
}

// spare is what the maxima of the members leave beside their locks, by member.
func (j *judge) spare() []int64 {
	room := make([]int64, len(j.members))
	for k := range room {
		room[k] = int64(j.members[k].load.Max) - j.members[k].locked
	}
	return room
}

// checkRest checks that no home without a pair from before would rather have
// another member, who has room for it beside such pairs.
func (f *follower) checkRest(stood []int) {
	rest := make([]int, len(f.homes))
	weights := map[int64]bool{}
	for h := range rest {
		rest[h] = f.homes[h].choice
		if stood[h] >= 0 {
			rest[h] = -1
		} else if f.accepted(h) {
			weights[f.homes[h].weight] = true
		}
	}
	if len(weights) > 1 {
		return
	}
	x := f.matched(rest)
	for h, k := range stood {
		if k >= 0 {
			x.room[k] -= f.homes[h].weight
		}
	}
	for h := range rest {
		for _, k := range f.eligible {
			if stood[h] < 0 && x.blocks(h, k) {
				f.add(Finding{Code: ChoiceUnstable, Household: f.homes[h].id, Member: f.members[k].id}, "home %q and member %q would both rather have each other, and there is room", f.homes[h].id, f.members[k].id)
			}
		}
	}
}

package engine

import "slices"

// WishVerdict tells why a home did not get a member whom it wants more than the one that it has.
type WishVerdict string

const (
	// WishFull: he took homes that he wants at least as much, and has no room beside them.
	WishFull WishVerdict = "chose_others"
	// WishBlocked: he would rather have this home, too, and the plan gives it to another for the sake of coverage, minima or weights.
	WishBlocked WishVerdict = "would_too"
	// WishRefused: he has a list, and the home is not in it.
	WishRefused WishVerdict = "not_in_his_list"
	// WishNotAllowed: the links allow no such pair (Alternative.Verdict).
	WishNotAllowed WishVerdict = "not_allowed"
	// WishAbsent: he neither lives in the area nor is he on duty there.
	WishAbsent WishVerdict = "not_here"
)

// A Wish is a member in the list of a home that the home wants more than the member it has.
type Wish struct {
	Member MemberID
	// Rank is his place in the home's list, from 1; members wanted alike share one.
	Rank    int
	Verdict WishVerdict
}

// Wishes tell what came of the list of a home in the two-way choice.
type Wishes struct {
	// Rank is the place of the home's member in its list; 0: not in it, or nobody.
	Rank int
	// Missed are those whom the home wants more, the most wanted first.
	Missed []Wish
}

// wishes explains the list of a home; nil without a list, and where the home took no part in a two-way choice.
func (s *State) wishes(plan Plan, within border, h int32) *Wishes {
	list, row := s.homes[h].Preferences, &plan.d.Homes[h]
	if plan.d.Selection == nil || len(list) == 0 || row.State == HomeOwn || row.State == HomeHeld || row.State == HomeLocked {
		return nil
	}
	x := &Wishes{}
	rank, listed := list.Of(row.Member)
	if listed {
		x.Rank = rank
	}
	pairs := s.allowed(within)
	s.forgetChoice() // chosen homes are as free as they were then
	accepted := twoWay{State: s, all: s.acceptable(pairs)}
	s.chooseAs(&plan.d)
	for _, r := range list {
		if r.Rank >= rank {
			break
		}
		x.Missed = append(x.Missed, Wish{r.ID, r.Rank, s.wishVerdict(plan, pairs, &accepted, h, r.ID)})
	}
	return x
}

func (s *State) wishVerdict(plan Plan, pairs arcs, accepted *twoWay, h int32, id MemberID) WishVerdict {
	m, here := s.memberOf(id)
	if !here {
		return WishAbsent
	}
	row, _ := pairs.row(h)
	_, allowed := slices.BinarySearch(row, m)
	switch {
	case !allowed:
		return WishNotAllowed
	case accepted.pairOf(h, m) == none:
		return WishRefused
	case slices.Contains(plan.d.Selection.Blocking, Pair{s.homes[h].ID, id}):
		return WishBlocked
	}
	return WishFull
}

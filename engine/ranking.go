package engine

// A Ranking lists what somebody wants, the most wanted first: ranks from 1 without gaps, ascending; of the same rank, all are wanted alike.
// Empty: no wish was told.
type Ranking[ID ~string] []Ranked[ID]

// Ranked is one of a Ranking.
type Ranked[ID ~string] struct {
	ID   ID
	Rank int
}

// InOrder is the ranking without ties in the order of its arguments.
func InOrder[ID ~string](ids ...ID) Ranking[ID] {
	var r Ranking[ID]
	for i, id := range ids {
		r = append(r, Ranked[ID]{id, i + 1})
	}
	return r
}

// Of returns the rank of one, and one more than the last rank if it is not listed. O(length).
func (r Ranking[ID]) Of(id ID) (rank int, listed bool) {
	for i := range r {
		if r[i].ID == id {
			return r[i].Rank, true
		}
	}
	return r.Unlisted(), false
}

// Unlisted is the rank after the last one, 1 of an empty ranking.
func (r Ranking[ID]) Unlisted() int {
	if len(r) == 0 {
		return 1
	}
	return r[len(r)-1].Rank + 1
}

// Without returns the ranking without some, its ranks without gaps; the ranking itself where none of them is in it.
func (r Ranking[ID]) Without(gone func(ID) bool) Ranking[ID] {
	at := 0
	for at < len(r) && !gone(r[at].ID) {
		at++
	}
	if at == len(r) {
		return r
	}
	kept := append(Ranking[ID](nil), r[:at]...)
	for _, x := range r[at:] {
		if !gone(x.ID) {
			kept = append(kept, x)
		}
	}
	rank, last := 0, 0
	for i := range kept {
		if kept[i].Rank != last {
			rank, last = rank+1, kept[i].Rank
		}
		kept[i].Rank = rank
	}
	return kept
}

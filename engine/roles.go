package engine

import (
	"cmp"
	"context"
	"slices"

	"jinlin/engine/internal/linking"
	"jinlin/policy"
)

// A crew is the people of a circle or a group among whom roles are given out; far is how far one of them is from its middle.
type crew struct {
	*State
	roles  []policy.Role
	people []int32
	far    func(m int32) int64
}

// A slot is one place of a role; first marks those that count as minimum.
type slot struct {
	role  int
	first bool
}

func (k *crew) slots() []slot {
	var first, second []slot
	for r, role := range k.roles {
		for range role.Min {
			first = append(first, slot{r, true})
		}
		for range role.Max - role.Min {
			second = append(second, slot{r, false})
		}
	}
	return append(first, second...)
}

// fill finds the holders of every role: a transport problem with one place a person.
func (k *crew) fill() [][]int32 {
	slots := k.slots()
	p := &linking.Problem{Start: []int32{0}, Columns: make([]linking.Column, merits+2)}
	for i := range p.Columns {
		p.Columns[i].Tier = 2 + i // after the empty slots of both passes
	}
	for range k.people {
		p.Servers = append(p.Servers, linking.Server{Max: 1})
	}
	for _, sl := range slots {
		for j, m := range k.people {
			rank, fits := k.rank(sl.role, m)
			if !fits {
				continue
			}
			p.To = append(p.To, int32(j))
			for i, cost := range append(rank[:], k.far(m), int64(m)) {
				p.Columns[i].Cost = append(p.Columns[i].Cost, cost)
			}
		}
		p.Start = append(p.Start, int32(len(p.To)))
		p.Skip = append(p.Skip, uint16(len(p.SkipCost)))
		p.SkipCost = append(p.SkipCost, k.emptySlot(sl))
	}
	solution, _ := k.transport(context.Background(), p, linking.Options{NoProof: true})
	holders := make([][]int32, len(k.roles))
	for i, sl := range slots {
		if j := solution.Server[i]; j != linking.Unserved {
			holders[sl.role] = append(holders[sl.role], k.people[j])
		}
	}
	return holders
}

// emptySlot costs more the earlier the role; minimum slots before all others.
func (k *crew) emptySlot(sl slot) linking.Vec {
	base := int64(1)
	for _, role := range k.roles {
		base = max(base, int64(role.Max)+1)
	}
	cost := int64(1)
	for range len(k.roles) - 1 - sl.role {
		cost *= base
	}
	if sl.first {
		return linking.Vec{0: cost}
	}
	return linking.Vec{1: cost}
}

// refill gives the empty slots to the best candidates left: first pass before second.
func (k *crew) refill(holders [][]int32, held []bool) {
	for _, sl := range k.slots() {
		wanted := k.roles[sl.role].Max
		if sl.first {
			wanted = k.roles[sl.role].Min
		}
		if len(holders[sl.role]) >= wanted {
			continue
		}
		best := none
		for _, m := range k.people {
			if _, fit := k.rank(sl.role, m); fit && !held[m] && (best == none || k.compare(sl.role, m, best) < 0) {
				best = m
			}
		}
		if best != none {
			holders[sl.role] = append(holders[sl.role], best)
			held[best] = true
		}
	}
}

// A merit is how much somebody is wanted for a role: the places of his title, his source group and his nomination in its lists.
type merit [merits]int64

const merits = 3

// rank is the merit of a member for a role; false if he does not fit. A list without entries takes everybody, all alike.
func (k *crew) rank(role int, m int32) (rank merit, fits bool) {
	x, who := &k.roles[role], &k.members[m]
	for i, wanted := range [merits]struct {
		list []string
		has  string
	}{{x.Titles, who.Title}, {x.Sources, who.Source}, {x.Nominations, who.Nomination}} {
		if len(wanted.list) == 0 {
			continue
		}
		at := slices.Index(wanted.list, wanted.has)
		if at < 0 {
			return rank, false
		}
		rank[i] = int64(at)
	}
	return rank, true
}

// compare puts the better of two fitting members for a role first: title, source group, nomination, distance to the middle, id.
func (k *crew) compare(role int, a, b int32) int {
	ra, _ := k.rank(role, a)
	rb, _ := k.rank(role, b)
	return cmp.Or(slices.Compare(ra[:], rb[:]), cmp.Compare(k.far(a), k.far(b)), cmp.Compare(a, b))
}

// number puts the holders of each role in the order of their slots.
func (k *crew) number(holders [][]int32) {
	for role := range k.roles {
		slices.SortFunc(holders[role], func(a, b int32) int { return k.compare(role, a, b) })
	}
}

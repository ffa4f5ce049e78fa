package engine

import "slices"

// between is a plan between two corners that are neighbours, with as many changes up to n as the pieces of their difference allow.
//
// Both corners are optimal at the price of a change between them. The homes whose member differs form paths and cycles of hand-overs
// from the lower corner to the upper; along any of them every load stays between its values in the two corners. So every
// plan with some of these pieces is optimal at that price, too, and the one with the most changes allowed is the best of them.
func (c *churn) between(low, high *corner, n int) *corner {
	pieces := c.pieces(low, high)
	mixed := &assignment{member: slices.Clone(low.member), mm: slices.Clone(low.mm), load: slices.Clone(low.load), price: low.price, bound: low.bound}
	base := low.changes
	for i := range pieces {
		// A piece that undoes changes is taken first, and not taking it is what costs changes.
		if pieces[i].changes < 0 {
			base += pieces[i].changes
		}
	}
	sizes := make([]int, len(pieces))
	for i := range pieces {
		sizes[i] = max(pieces[i].changes, -pieces[i].changes)
	}
	for i, chosen := range pick(sizes, max(n-base, 0)) {
		if p := &pieces[i]; p.changes > 0 && chosen || p.changes < 0 && !chosen {
			c.take(mixed, high, p.homes)
		}
	}
	if plan := c.corner(mixed); plan.changes <= n && plan.worth.Less(&low.worth) {
		return plan
	}
	return low
}

// take gives homes to their members in another plan.
func (c *churn) take(a *assignment, from *corner, homes []int32) {
	for _, h := range homes {
		w := c.homes[h].weight
		if m := a.member[h]; m != none {
			a.load[m] -= w
		}
		a.member[h], a.mm[h] = from.member[h], from.mm[h]
		if m := a.member[h]; m != none {
			a.load[m] += w
		}
	}
}

// A piece is a set of homes that can change together from one plan to another, and how many more changes that takes.
type piece struct {
	homes   []int32
	changes int
}

// pieces takes the difference of two plans apart: into paths and simple cycles of hand-overs, or, where weights differ, into
// the sets of members that share no hand-over.
func (c *churn) pieces(low, high *corner) []piece {
	var moved []int32
	for h := range c.homes {
		if low.member[h] != high.member[h] {
			moved = append(moved, int32(h))
		}
	}
	var lists [][]int32
	if c.uneven() {
		lists = clusters(moved, low.member, high.member, len(c.members))
	} else {
		lists = trails(moved, low.member, high.member, len(c.members))
	}
	out := make([]piece, len(lists))
	for i, homes := range lists {
		out[i].homes = homes
		for _, h := range homes {
			if m := c.before[h]; m != none {
				out[i].changes += changed(high.member[h] != m) - changed(low.member[h] != m)
			}
		}
	}
	return out
}

func changed(is bool) int {
	if is {
		return 1
	}
	return 0
}

// A handOver is a home that goes from one member to another; none stands for nobody.
type handOver struct{ from, to int32 }

// follow pairs every hand-over to a member with one from him, as long as there are both: next is what follows each, none where a chain
// ends. Those earlier in the two orders are paired first. Loads of members inside a chain stay as they are.
func follow(list []handOver, ins, outs []int32, members int) (next []int32) {
	leaving := make([][]int32, members)
	for _, i := range outs {
		if m := list[i].from; m != none {
			leaving[m] = append(leaving[m], i)
		}
	}
	next = make([]int32, len(list))
	for i := range next {
		next[i] = none
	}
	for _, i := range ins {
		if m := list[i].to; m != none && len(leaving[m]) > 0 {
			next[i], leaving[m] = leaving[m][0], leaving[m][1:]
		}
	}
	return next
}

// starts marks what follows on nothing.
func starts(next []int32) []bool {
	out := make([]bool, len(next))
	for i := range out {
		out[i] = true
	}
	for _, k := range next {
		if k != none {
			out[k] = false
		}
	}
	return out
}

// trails takes the homes that differ between two plans apart into paths and simple cycles of hand-overs.
func trails(homes, from, to []int32, members int) [][]int32 {
	list := make([]handOver, len(homes))
	for i, h := range homes {
		list[i] = handOver{from[h], to[h]}
	}
	order := upTo(len(homes))
	x := tracer{list: list, next: follow(list, order, order, members), homes: homes, at: make([]int, members), seen: make([]bool, len(homes))}
	for i, first := range starts(x.next) {
		if first {
			x.walk(int32(i))
		}
	}
	for i := range homes {
		if !x.seen[i] {
			x.walk(int32(i))
		}
	}
	return x.out
}

type tracer struct {
	list  []handOver
	next  []int32
	homes []int32
	// at is one more than the place on the path where a member was left, 0 if he was not.
	at   []int
	seen []bool
	out  [][]int32
}

// walk follows one chain to its end and cuts out every cycle it closes.
func (x *tracer) walk(i int32) {
	var path []int32
	for ; i != none && !x.seen[i]; i = x.next[i] {
		x.seen[i] = true
		path = append(path, i)
		if m := x.list[i].from; m != none {
			x.at[m] = len(path)
		}
		if m := x.list[i].to; m != none && x.at[m] > 0 {
			from := x.at[m] - 1
			x.deliver(path[from:])
			path = path[:from]
		}
	}
	x.deliver(path)
}

func (x *tracer) deliver(path []int32) {
	if len(path) == 0 {
		return
	}
	homes := make([]int32, len(path))
	for k, i := range path {
		homes[k] = x.homes[i]
		if m := x.list[i].from; m != none {
			x.at[m] = 0
		}
	}
	x.out = append(x.out, homes)
}

// clusters joins homes whose members before or after are the same.
func clusters(homes, from, to []int32, members int) [][]int32 {
	root := upTo(members)
	find := func(m int32) int32 {
		for root[m] != m {
			root[m] = root[root[m]]
			m = root[m]
		}
		return m
	}
	for _, h := range homes {
		if a, b := from[h], to[h]; a != none && b != none {
			x, y := find(a), find(b)
			root[max(x, y)] = min(x, y)
		}
	}
	at := make(map[int32]int)
	var out [][]int32
	for _, h := range homes {
		m := find(max(from[h], to[h])) // one of them is a member, since they differ
		i, ok := at[m]
		if !ok {
			i = len(out)
			at[m] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], h)
	}
	return out
}

// pick chooses numbers whose sum is as large as possible but at most room (which is at least 0): by size, how few of that size reach each sum.
// O(different sizes x room), and since the sizes add up to at most the homes, there are at most the root of twice the homes of them.
func pick(sizes []int, room int) []bool {
	room = min(room, total(sizes))
	count := make(map[int]int)
	for _, n := range sizes {
		if n > 0 && n <= room {
			count[n]++
		}
	}
	kinds := make([]int, 0, len(count))
	for n := range count {
		kinds = append(kinds, n)
	}
	slices.Sort(kinds)
	type step struct{ size, times int }
	reached := make([]step, room+1) // times < 0: not yet
	for i := range reached {
		reached[i].times = -1
	}
	reached[0].times = 0
	used := make([]int, room+1)
	for _, n := range kinds {
		clear(used)
		for sum := n; sum <= room; sum++ {
			if reached[sum].times < 0 && reached[sum-n].times >= 0 && used[sum-n] < count[n] {
				used[sum] = used[sum-n] + 1
				reached[sum] = step{n, used[sum]}
			}
		}
	}
	sum := room
	for reached[sum].times < 0 {
		sum--
	}
	want := make(map[int]int)
	for sum > 0 {
		x := reached[sum]
		want[x.size] += x.times
		sum -= x.size * x.times
	}
	chosen := make([]bool, len(sizes))
	for i, n := range sizes {
		if want[n] > 0 {
			want[n]--
			chosen[i] = true
		}
	}
	return chosen
}

func total(list []int) int {
	sum := 0
	for _, n := range list {
		sum += n
	}
	return sum
}

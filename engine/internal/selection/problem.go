// Package selection matches homes and members by what both want: a capacitated stable matching with ties and missing entries on both sides
// (hospitals and residents). It knows no geography: only ranks, weights and capacities.
//
// A matching is (weakly) stable if no acceptable pair, not matched to each other, would both gain strictly by it (Blocking). Where all
// homes weigh the same, Solve returns a stable matching that holds at least two thirds of the pairs of the largest stable one, and, without
// ties, the one that is best for the side that proposes (Gale and Shapley 1962). To find the largest is NP-hard with ties on both sides.
//
// The two thirds are Király's (Linear time local approximation algorithm for maximum stable marriage, Algorithms 6, 2013), for men and women
// who have one partner each. A member of capacity c stands for c clones, equal to each other in the eyes of every home, with the member's
// own list: a matching with the clones is stable if and only if the same matching with the member is, and holds as many pairs, so the
// guarantee holds here too, whichever side proposes. What homes.go and members.go do is his algorithm on the clones, treated together;
// their comments say why that is the same. Time and memory are linear in the pairs, but for sorting the lists and for one heap.
//
// Homes of different weights may have no stable matching, and whether they have one is NP-hard (McDermid and Manlove 2010): weighted.go.
package selection

import "slices"

// None is the partner of a home that has none.
const None int32 = -1

// A Problem is who would accept whom, and how gladly.
type Problem struct {
	// Start and To are the acceptable pairs: those of home h are [Start[h], Start[h+1]), each with another member, To ascending.
	Start []int32
	To    []int32
	// Home is the rank that the home of a pair gives its member, Member the rank that the member gives the home: smaller is better, equal is
	// a tie.
	Home, Member []int32
	// Capacity is what the weights of a member's homes may add up to, 0 or less for none.
	Capacity []int64
	// Weight is what a home takes of it, at least 1; nil means 1 each.
	Weight []int64
	// ByMembers lets the members propose, not the homes.
	ByMembers bool
}

// A Matching is the partner of every home.
type Matching struct {
	// Arc is the index of the pair that a home is matched by, None without.
	Arc []int32
	// Pairs counts the homes that have a partner.
	Pairs int
	// Stable tells that no pair blocks.
	Stable bool
	// Work counts the looks at pairs.
	Work int64
}

// A Pair is a home and a member.
type Pair struct{ Home, Member int32 }

func (p *Problem) homes() int { return max(len(p.Start)-1, 0) }

func (p *Problem) weight(h int32) int64 {
	if p.Weight == nil {
		return 1
	}
	return max(p.Weight[h], 1)
}

// even returns the weight of the homes that some member accepts, if it is the same for all of them.
func (p *Problem) even() (weight int64, same bool) {
	weight = 1
	first := true
	for h := range p.homes() {
		if p.Start[h] == p.Start[h+1] {
			continue
		}
		w := p.weight(int32(h))
		if !first && w != weight {
			return 0, false
		}
		weight, first = w, false
	}
	return weight, true
}

// Solve matches. stop is asked now and then; a true answer ends the search (ok is false). nil: nobody asks.
func Solve(p *Problem, stop func() bool) (m Matching, ok bool) {
	if stop == nil {
		stop = func() bool { return false }
	}
	weight, same := p.even()
	switch {
	case !same:
		m, ok = solveWeighted(p, stop)
	case p.ByMembers:
		m, ok = membersPropose(p, weight, stop)
	default:
		m, ok = homesPropose(p, weight, stop)
	}
	if !ok {
		return Matching{}, false
	}
	for _, a := range m.Arc {
		if a != None {
			m.Pairs++
		}
	}
	m.Stable = same || len(Blocking(p, m.Arc)) == 0
	return m, true
}

// places are how many homes of that weight each member has room for.
func (p *Problem) places(weight int64) []int32 {
	out := make([]int32, len(p.Capacity))
	for j, c := range p.Capacity {
		out[j] = int32(min(max(c, 0)/weight, int64(p.homes())))
	}
	return out
}

// unmatched is a matching of nobody.
func unmatched(homes int) []int32 {
	arc := make([]int32, homes)
	for h := range arc {
		arc[h] = None
	}
	return arc
}

// byHome are the pairs of each home, the best first, ties by member. O(pairs log (pairs of a home)).
func (p *Problem) byHome() []int32 {
	order, keys := make([]int32, len(p.To)), []uint64(nil)
	for h := range p.homes() {
		row := order[p.Start[h]:p.Start[h+1]]
		for i := range row {
			row[i] = p.Start[h] + int32(i)
		}
		keys = sortByRank(row, p.Home, keys)
	}
	return order
}

// byMember are the pairs of each member, the best first, ties by home: those of member j are order[start[j]:start[j+1]].
func (p *Problem) byMember() (start, order []int32) {
	start = make([]int32, len(p.Capacity)+1)
	for _, j := range p.To {
		start[j+1]++
	}
	for j := range p.Capacity {
		start[j+1] += start[j]
	}
	order = make([]int32, len(p.To))
	at := slices.Clone(start)
	for a, j := range p.To {
		order[at[j]] = int32(a)
		at[j]++
	}
	var keys []uint64
	for j := range p.Capacity {
		keys = sortByRank(order[start[j]:start[j+1]], p.Member, keys)
	}
	return start, order
}

// homeOf tells the home of every pair.
func (p *Problem) homeOf() []int32 {
	of := make([]int32, len(p.To))
	for h := range p.homes() {
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			of[a] = int32(h)
		}
	}
	return of
}

// sortByRank sorts ascending pairs by rank, then number. keys is memory to use, and is returned.
func sortByRank(pairs, rank []int32, keys []uint64) []uint64 {
	sorted := true
	for i := 1; i < len(pairs) && sorted; i++ {
		sorted = rank[pairs[i-1]] <= rank[pairs[i]]
	}
	if sorted {
		return keys
	}
	keys = keys[:0]
	for _, a := range pairs {
		keys = append(keys, uint64(ordered(rank[a]))<<32|uint64(a))
	}
	slices.Sort(keys)
	for i, k := range keys {
		pairs[i] = int32(uint32(k))
	}
	return keys
}

// ordered maps ranks to numbers without sign in the same order.
func ordered(rank int32) uint32 { return uint32(rank) ^ 1<<31 }

package selection

import "slices"

// Blocking lists every pair that blocks a matching (the pair of every home, None without), by home, then member: an acceptable pair (h, m),
// not matched to each other, where h has no partner or gives m a strictly better rank, and m has room for h, or would have if he sent away
// homes to which he gives a strictly worse rank. O(pairs log (homes of a member)).
func Blocking(p *Problem, arc []int32) []Pair {
	held := p.held(arc)
	var out []Pair
	for h := range p.homes() {
		weight := p.weight(int32(h))
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			if p.prefers(int32(h), a, arc) && held[p.To[a]].admits(p.Member[a], weight) {
				out = append(out, Pair{int32(h), p.To[a]})
			}
		}
	}
	return out
}

// prefers reports whether home h would rather be matched by pair a than as it is.
func (p *Problem) prefers(h, a int32, arc []int32) bool {
	return arc[h] == None || p.Home[a] < p.Home[arc[h]]
}

// holdings are the homes of a member.
type holdings struct {
	// room is what is left of the capacity.
	room int64
	// homes are rank and number of the homes, the worst first; weight[i] adds up the weights of the first i of them.
	homes  []uint64
	weight []int64
}

// held gathers the homes of every member.
func (p *Problem) held(arc []int32) []holdings {
	out := make([]holdings, len(p.Capacity))
	for h, a := range arc {
		if a != None {
			x := &out[p.To[a]]
			x.homes = append(x.homes, uint64(^ordered(p.Member[a]))<<32|uint64(h))
		}
	}
	for j := range out {
		x := &out[j]
		slices.Sort(x.homes)
		x.weight = make([]int64, len(x.homes)+1)
		for i, k := range x.homes {
			x.weight[i+1] = x.weight[i] + p.weight(int32(uint32(k)))
		}
		x.room = max(p.Capacity[j], 0) - x.weight[len(x.homes)]
	}
	return out
}

// admits reports whether a member has room for a home of that rank and weight, or makes it at the cost of worse ones.
func (x *holdings) admits(rank int32, weight int64) bool {
	if x.room >= weight {
		return true
	}
	worse, _ := slices.BinarySearch(x.homes, uint64(^ordered(rank))<<32)
	return x.room+x.weight[worse] >= weight
}

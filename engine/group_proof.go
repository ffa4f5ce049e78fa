package engine

import (
	"math"
	"slices"

	"jinlin/engine/internal/grouping"
	"jinlin/policy"
)

// values are what the aims of the group stage come to.
func (s *State) groupValues(g *grouped) GroupProof {
	var p GroupProof
	least, most := s.policy.Groups.Bounds(s.sizeOfAll())
	low, high := int64(math.MaxInt64), int64(0)
	for i := range g.clusters {
		size := s.sizeOf(&g.clusters[i])
		low, high = min(low, size), max(high, size)
		p.Violation += max(least-size, 0)
		if most >= 0 {
			p.Violation += max(size-most, 0)
		}
		if s.policy.Groups.Compactness == policy.CompactDistance {
			p.Compactness += g.clusters[i].totalMM
		}
	}
	if s.policy.Groups.Balance == policy.GroupBalanceSpread && len(g.clusters) > 0 {
		p.Spread = high - low
	}
	if s.policy.Groups.Compactness == policy.CompactCut && g.near != nil {
		p.Compactness = g.cut()
	}
	return p
}

// cut is the length of the borders between neighbours of different groups.
func (g *grouped) cut() int64 {
	sum := int64(0)
	for h := range g.of {
		for k := g.near.start[h]; k < g.near.start[h+1]; k++ {
			if o := g.near.to[k]; o > int32(h) && g.of[o] != g.of[h] {
				sum += g.near.length[k]
			}
		}
	}
	return sum
}

// keptGroups claims the values and nothing more.
func (s *State) keptGroups(g *grouped) GroupProof {
	p := s.groupValues(g)
	p.Kind = Kept
	return p
}

// claimGroups says what is known of groups that were drawn.
func (s *State) claimGroups(g *grouped, solution *grouping.Solution) GroupProof {
	p := s.groupValues(g)
	pieces := g.near.pieces()
	p.ViolationBound = s.leastViolation(pieces)
	p.SpreadBound, p.CompactnessBound = s.leastSpread(g, pieces), s.leastCut(g, pieces)
	if s.policy.Groups.Balance != policy.GroupBalanceSpread {
		p.SpreadBound = 0
	}
	p.Kind = Bounded
	switch {
	case p.Violation == p.ViolationBound && p.Spread == p.SpreadBound && p.Compactness == p.CompactnessBound:
		p.Kind = Certified
	case solution.Proven:
		p.Kind = Searched
		p.ViolationBound, p.SpreadBound, p.CompactnessBound = p.Violation, p.Spread, p.Compactness
	}
	if count := s.policy.Groups.Count; p.Violation > 0 || count > 0 && count != len(g.clusters) {
		p.Reasons = s.groupReasons(solution.Infeasible)
	}
	return p
}

// pieces numbers the connected pieces of the neighbourhood.
func (g *neighbourhood) pieces() [][]int32 {
	seen := make([]bool, len(g.x))
	var all [][]int32
	for h := range g.x {
		if seen[h] {
			continue
		}
		seen[h] = true
		piece := []int32{int32(h)}
		for i := 0; i < len(piece); i++ {
			for _, o := range g.row(piece[i]) {
				if !seen[o] {
					seen[o] = true
					piece = append(piece, o)
				}
			}
		}
		slices.Sort(piece)
		all = append(all, piece)
	}
	return all
}

// leastViolation bounds how far groups must be outside their bounds: in every piece, that of the best number of groups for its size, and that of homes
// larger than a group.
func (s *State) leastViolation(pieces [][]int32) int64 {
	least, most := s.policy.Groups.Bounds(s.sizeOfAll())
	sum := int64(0)
	for _, piece := range pieces {
		size, heavy := int64(0), int64(0)
		for _, h := range piece {
			size += s.size(h)
			if most >= 0 {
				heavy += max(s.size(h)-most, 0)
			}
		}
		sum += max(heavy, outside(size, least, most))
	}
	return sum
}

// outside is how far groups of so much in all must be outside bounds, whatever their number, from 1.
func outside(size, least, most int64) int64 {
	if most < 0 {
		return max(least-size, 0)
	}
	// Few groups are too large, many too small: the best number is one of the two where that turns.
	few := int64(1)
	if most > 0 {
		few = max(size/most, 1)
	}
	out := int64(math.MaxInt64)
	for k := few; k <= few+1; k++ {
		out = min(out, max(k*least-size, size-k*most, 0))
	}
	return out
}

// leastSpread bounds the spread of groupings with as many groups in every piece: some group is at least as large as the average of its piece, and
// some at most.
func (s *State) leastSpread(g *grouped, pieces [][]int32) int64 {
	low, high := int64(math.MaxInt64), int64(0)
	for _, piece := range pieces {
		size, k := int64(0), g.groupsIn(piece)
		for _, h := range piece {
			size += s.size(h)
		}
		low, high = min(low, size/k), max(high, (size+k-1)/k)
	}
	return max(high-low, 0)
}

// groupsIn counts the groups of a piece.
func (g *grouped) groupsIn(piece []int32) int64 {
	seen := make(map[int32]bool)
	for _, h := range piece {
		seen[g.of[h]] = true
	}
	return int64(len(seen))
}

// leastCut bounds the cut of groupings with as many groups in every piece: between k groups of a connected piece there are k-1 borders at least,
// and none is shorter than the shortest.
func (s *State) leastCut(g *grouped, pieces [][]int32) int64 {
	if s.policy.Groups.Compactness != policy.CompactCut {
		return 0
	}
	sum := int64(0)
	for _, piece := range pieces {
		var lengths []int64
		for _, h := range piece {
			for k := g.near.start[h]; k < g.near.start[h+1]; k++ {
				if g.near.to[k] > h {
					lengths = append(lengths, g.near.length[k])
				}
			}
		}
		slices.Sort(lengths)
		for _, length := range lengths[:max(min(int(g.groupsIn(piece))-1, len(lengths)), 0)] {
			sum += length
		}
	}
	return sum
}

var groupReasonKinds = map[grouping.Kind]GroupReasonKind{
	grouping.Light: GroupsLight, grouping.NoCount: GroupsNoCount, grouping.Heavy: GroupsHeavy, grouping.FewGroups: GroupsFew,
	grouping.ManyGroups: GroupsMany, grouping.SumLight: GroupsSumLight, grouping.SumHeavy: GroupsSumHeavy,
}

func (s *State) groupReasons(found []grouping.Reason) []GroupReason {
	var out []GroupReason
	for _, r := range found {
		reason := GroupReason{Kind: groupReasonKinds[r.Kind], Size: r.Weight, Pieces: r.Pieces}
		for _, h := range r.Units {
			reason.Homes = append(reason.Homes, s.homes[h].ID)
		}
		out = append(out, reason)
	}
	return out
}

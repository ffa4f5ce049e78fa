package verify

import "jinlin/policy"

// parts splits the holdable homes into parts that no valid circle joins: homes
// within the radius of one site are in one part; without a radius, homes
// within the diameter of each other; without that, all are. O(n*s) or O(n^2).
func (s *scene) parts() [][]int {
	homes := s.holdables()
	root := make([]int, len(s.homes))
	for h := range root {
		root[h] = h
	}
	switch {
	case s.anywhere():
		s.joinByDisc(root, homes)
	case s.policy.Circles.Radius.Set:
		s.joinBySite(root, homes)
	case s.policy.Circles.Diameter.Set:
		s.joinByDiameter(root, homes)
	default:
		for _, h := range homes {
			join(root, homes[0], h)
		}
	}
	var parts [][]int
	at := map[int]int{}
	for _, h := range homes {
		r := find(root, h)
		if _, ok := at[r]; !ok {
			at[r] = len(parts)
			parts = append(parts, nil)
		}
		parts[at[r]] = append(parts[at[r]], h)
	}
	return parts
}

func (s *scene) joinBySite(root, homes []int) {
	first := make([]int, len(s.sites))
	for k := range first {
		first[k] = -1
	}
	for _, h := range homes {
		for k := range s.sites {
			switch {
			case !s.reach[h].has(k):
			case first[k] < 0:
				first[k] = h
			default:
				join(root, first[k], h)
			}
		}
	}
}

func (s *scene) joinByDiameter(root, homes []int) {
	for i, g := range homes {
		for _, h := range homes[:i] {
			if find(root, g) != find(root, h) && !s.apart(g, h) {
				join(root, g, h)
			}
		}
	}
}

func find(root []int, h int) int {
	for root[h] != h {
		root[h] = root[root[h]]
		h = root[h]
	}
	return h
}

func join(root []int, g, h int) { root[find(root, g)] = find(root, h) }

// together reports whether some valid circle may hold both homes, as far as
// their distances go.
func (s *scene) together(g, h int) bool {
	return !s.apart(g, h) && (s.reach[g].meets(s.reach[h]) || s.anywhere() && s.oneDisc(g, h))
}

func (s *scene) capacityOf(team []int) int64 {
	sum := int64(0)
	for _, k := range team {
		sum += int64(s.members[k].load.Max)
	}
	return sum
}

// teamMax is the largest number of residents in a circle, or of homes with
// residents among n.
func teamMax(p *policy.Policy, n int) int {
	if p.Team.Max == 0 {
		return n
	}
	return min(p.Team.Max, n)
}

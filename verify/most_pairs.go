package verify

import "slices"

// mostPairs is how many pairs no stable choice can exceed: as many as were
// chosen where homes weigh the same and nobody wants two equally, since all
// stable choices are of one size then; else the largest matching of pairs that
// accept each other, where a member takes at most as many homes as the lightest
// that fit.
func (j *judge) mostPairs(choices []int) int {
	rows := make([][]int, len(j.homes))
	for h := range j.homes {
		for _, k := range j.eligible {
			if j.acceptable(h, k) {
				rows[h] = append(rows[h], k)
			}
		}
	}
	if j.even() && j.strict(rows) {
		n := 0
		for _, k := range choices {
			if k >= 0 {
				n++
			}
		}
		return n
	}
	x := &augmenting{rows: rows, places: j.places(rows), of: make([][]int, len(j.members)), seen: make([]bool, len(j.members))}
	n := 0
	for h := range rows {
		if x.settle(h) {
			n++
			clear(x.seen)
		}
	}
	return n
}

// strict reports whether nobody wants two of those he accepts equally.
func (j *judge) strict(rows [][]int) bool {
	byMember := make([]map[wanting]bool, len(j.members))
	for h, row := range rows {
		mine := map[wanting]bool{}
		for _, k := range row {
			if byMember[k] == nil {
				byMember[k] = map[wanting]bool{}
			}
			a, b := j.wants(h, k), j.wanted(h, k)
			if mine[a] || byMember[k][b] {
				return false
			}
			mine[a], byMember[k][b] = true, true
		}
	}
	return true
}

// places are how many of the homes that accept a member fit at most.
func (j *judge) places(rows [][]int) []int {
	weights := make([][]int64, len(j.members))
	for h, row := range rows {
		for _, k := range row {
			weights[k] = append(weights[k], j.homes[h].weight)
		}
	}
	out := make([]int, len(j.members))
	for k, list := range weights {
		out[k] = int(fitting(list, int64(j.members[k].load.Max)-j.members[k].locked))
	}
	return out
}

// An augmenting search grows a matching home by home (Kuhn 1955). Members seen
// in vain stay seen until a home is settled: nothing has changed for them.
type augmenting struct {
	rows   [][]int
	places []int
	of     [][]int // the homes of each member
	seen   []bool
}

func (x *augmenting) settle(h int) bool {
	for _, k := range x.rows[h] {
		if len(x.of[k]) < x.places[k] {
			x.of[k] = append(x.of[k], h)
			return true
		}
	}
	for _, k := range x.rows[h] {
		if x.seen[k] {
			continue
		}
		x.seen[k] = true
		for i, g := range slices.Clone(x.of[k]) {
			if x.settle(g) {
				x.of[k][i] = h
				return true
			}
		}
	}
	return false
}

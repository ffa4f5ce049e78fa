package capacitated

// manyHomes is from how many homes on it pays to number them by place.
const manyHomes = 256

// renumber gives homes that are near each other near numbers, so that what a step looks at in a row of the matrix lies in few lines
// of cache. The order is a walk from home to nearest unvisited home.
func (in *instance) renumber() {
	if in.n < manyHomes {
		return
	}
	in.original = in.walk()
	now := make([]int32, in.n)
	for h, old := range in.original {
		now[old] = int32(h)
	}
	demand, sites := make([]int64, in.n), make([][]int32, in.n)
	for h, old := range in.original {
		demand[h], sites[h] = in.demand[old], in.nearSites[old]
	}
	in.demand, in.nearSites = demand, sites
	if in.skip != nil {
		skip := make([]int64, in.n)
		for h, old := range in.original {
			skip[h] = in.skip[old]
		}
		in.skip = skip
	}
	for s, row := range in.dist {
		moved := make([]int64, in.n)
		for h, old := range in.original {
			moved[h] = row[old]
		}
		in.dist[s] = moved
		for i, old := range in.nearHomes[s] {
			in.nearHomes[s][i] = now[old]
		}
	}
	in.work += 2 * int64(in.n) * int64(in.m)
}

// walk lists the homes so that each one, where that goes, is near the one before.
func (in *instance) walk() []int32 {
	order := make([]int32, 0, in.n)
	seen := make([]bool, in.n)
	for start := range int32(in.n) {
		for h := start; h >= 0 && !seen[h]; h = in.unseen(h, seen) {
			seen[h] = true
			order = append(order, h)
		}
	}
	return order
}

// unseen is the first home not seen among those near the site nearest to h, -1 if there is none.
func (in *instance) unseen(h int32, seen []bool) int32 {
	for _, s := range in.nearSites[h][:min(3, len(in.nearSites[h]))] {
		for _, g := range in.nearHomes[s] {
			if !seen[g] {
				return g
			}
		}
	}
	return -1
}

// place is the number that home h has in the problem.
func (in *instance) place(h int) int {
	if in.original == nil {
		return h
	}
	return int(in.original[h])
}

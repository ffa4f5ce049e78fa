package linking

import "iter"

// A part is a set of homes and the servers that any of them may have, ascending.
type part struct{ homes, servers []int32 }

// A partition finds the parts of a problem that share no pair. Its memory is used again.
type partition struct {
	root        []int32
	homes       []int32 // by part
	servers     []int32
	homeStart   []int32
	serverStart []int32
}

// split yields the parts that have homes; homes and servers without pairs are in none. Pairs are read only until all servers are known to hang together. The slices
// of a part are lent until the next problem.
func (x *partition) split(p *Problem) iter.Seq[part] {
	m := len(p.Servers)
	if x.join(p) == 1 {
		x.whole(p)
	} else {
		x.number(m)
		x.sort(p)
	}
	return func(yield func(part) bool) {
		for k := 0; k+1 < len(x.serverStart); k++ {
			if x.homeStart[k] == x.homeStart[k+1] {
				continue
			}
			if !yield(part{x.homes[x.homeStart[k]:x.homeStart[k+1]], x.servers[x.serverStart[k]:x.serverStart[k+1]]}) {
				return
			}
		}
	}
}

// whole is the partition of a problem that hangs together.
func (x *partition) whole(p *Problem) {
	x.servers, x.homes = resize(x.servers, len(p.Servers)), x.homes[:0]
	for j := range x.servers {
		x.servers[j] = int32(j)
	}
	for h := range p.homes() {
		if p.Start[h] < p.Start[h+1] {
			x.homes = append(x.homes, int32(h))
		}
	}
	x.homeStart = append(x.homeStart[:0], 0, int32(len(x.homes)))
	x.serverStart = append(x.serverStart[:0], 0, int32(len(x.servers)))
}

// join makes one tree of all servers that share a home, the lowest of them at its root, and returns how many trees there are.
func (x *partition) join(p *Problem) (trees int) {
	x.root = resize(x.root, len(p.Servers))
	root := x.root
	for j := range root {
		root[j] = int32(j)
	}
	trees = len(root)
	for h := 0; h < p.homes() && trees > 1; h++ {
		row := p.To[p.Start[h]:p.Start[h+1]]
		if len(row) == 0 {
			continue
		}
		first := x.find(row[0])
		for _, j := range row[1:] {
			if root[j] == first {
				continue
			}
			if other := x.find(j); other != first {
				first, other = min(first, other), max(first, other)
				root[other] = first
				trees--
			}
		}
	}
	return trees
}

func (x *partition) find(j int32) int32 {
	root := x.root
	for root[j] != j {
		root[j] = root[root[j]]
		j = root[j]
	}
	return j
}

// number replaces roots by numbers of parts, in the order of their lowest servers, and counts the servers of each.
func (x *partition) number(m int) {
	x.serverStart = append(x.serverStart[:0], 0)
	for j := range int32(m) {
		if r := x.find(j); r != j {
			x.root[j] = r
			continue
		}
		x.serverStart = append(x.serverStart, 0)
	}
	next := int32(0)
	for j := range x.root {
		// A root is the lowest of its tree, so that it has its number (below zero until then) before the others ask for it.
		if x.root[j] == int32(j) {
			next++
			x.root[j] = -next
		} else {
			x.root[j] = x.root[x.root[j]]
		}
		x.serverStart[-x.root[j]]++
	}
	for j := range x.root {
		x.root[j] = -x.root[j] - 1
	}
}

// sort lists servers and homes by part (counting sort).
func (x *partition) sort(p *Problem) {
	parts := len(x.serverStart) - 1
	x.homeStart = resize(x.homeStart, parts+1)
	clear(x.homeStart)
	total := int32(0)
	for h := range p.homes() {
		if a := p.Start[h]; a < p.Start[h+1] {
			x.homeStart[x.root[p.To[a]]+1]++
			total++
		}
	}
	x.servers, x.homes = resize(x.servers, len(x.root)), resize(x.homes, int(total))
	for k := 1; k <= parts; k++ {
		x.serverStart[k] += x.serverStart[k-1]
		x.homeStart[k] += x.homeStart[k-1]
	}
	for j := len(x.root) - 1; j >= 0; j-- {
		k := x.root[j] + 1
		x.serverStart[k]--
		x.servers[x.serverStart[k]] = int32(j)
	}
	for h := p.homes() - 1; h >= 0; h-- {
		if a := p.Start[h]; a < p.Start[h+1] {
			k := x.root[p.To[a]] + 1
			x.homeStart[k]--
			x.homes[x.homeStart[k]] = int32(h)
		}
	}
	// What was counted under k+1 begins there now.
	copy(x.serverStart, x.serverStart[1:])
	copy(x.homeStart, x.homeStart[1:])
	x.serverStart[parts], x.homeStart[parts] = int32(len(x.servers)), total
}

func (x *partition) scratch() int {
	return 4 * (cap(x.root) + cap(x.homes) + cap(x.servers) + cap(x.homeStart) + cap(x.serverStart))
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

package median

import "slices"

// node is a part of the search: the sites decided beside those of the core, and the homes that must be taken near.
type node struct {
	opened, closed []int32
	within         []window
	v              []int64 // multipliers of the parent
	bound          int64   // scaled
}

// window asks that a home is taken by a site no farther than dist.
type window struct {
	home int32
	dist int64 // scaled
}

// wide is how many nodes wait, lowest bound first; with more of them the newest comes first.
const wide = 4096

const nodeSteps = 60

// branch closes the gap by branch and bound over the core.
func (s *search) branch() {
	open := []*node{{v: s.core.keep, bound: s.bound}}
	for len(open) > 0 && !s.spent() {
		k := len(open) - 1
		if len(open) < wide {
			for l, n := range open {
				if n.bound < open[k].bound {
					k = l
				}
			}
		}
		n := open[k]
		open = slices.Delete(open, k, k+1)
		if n.bound > s.limit {
			continue
		}
		s.nodes++
		children := s.expand(n)
		if s.spent() {
			open = append(open, n)
			break
		}
		open = append(open, children...)
	}
	s.bound = s.limit + 1
	for _, n := range open {
		s.bound = min(s.bound, n.bound)
	}
}

// expand bounds the node and, if that does not close it, returns its children.
func (s *search) expand(n *node) []*node {
	v := n.v
	for {
		r, ok := s.restrict(n)
		if !ok {
			return nil
		}
		a := newAscent(s.homes, len(r.local))
		a.length = 0.1
		a.begin(r, v)
		if len(r.local) == 0 || !r.free && r.take <= 0 || !r.free && len(r.local) <= r.take {
			s.take(s.newPlan(slices.Concat(r.opened, r.picked())))
			return nil
		}
		s.climb(r, a, nodeSteps)
		n.bound = max(n.bound, a.bound)
		if n.bound > s.limit || s.spent() {
			return nil
		}
		v = a.v
		opened, closed := s.decide(r, a)
		n.opened, n.closed = slices.Concat(n.opened, opened), slices.Concat(n.closed, closed)
		if len(opened)*8+len(closed)*8 > len(r.local) {
			continue
		}
		return s.children(n, r, a)
	}
}

// children splits the node by a site.
func (s *search) children(n *node, r *relax, a *ascent) []*node {
	best, nearest := int32(-1), 2.0
	for k, x := range a.share {
		if y := max(x, 1-x); y < nearest {
			best, nearest = r.local[k], y
		}
	}
	v := slices.Clone(a.v)
	in, out := *n, *n
	in.v, out.v = v, v
	in.opened = append(slices.Clone(n.opened), best)
	out.closed = append(slices.Clone(n.closed), best)
	return []*node{&in, &out}
}

// restrict makes the relaxation of the node from that of the core; false: nothing is left in the node.
func (s *search) restrict(n *node) (*relax, bool) {
	opened := slices.Clone(n.opened)
	for {
		r, forced := s.filter(n, opened)
		if forced == -2 || !r.free && r.take < 0 {
			return nil, false
		}
		if forced < 0 {
			return r, true
		}
		opened = append(opened, forced)
	}
}

// filter makes the relaxation of the core with these sites open. It returns a site that must be opened as well, -1 if there
// is none, -2 if some home is out of reach.
func (s *search) filter(n *node, opened []int32) (*relax, int32) {
	c := s.core
	gone := make([]bool, s.sites)
	for _, j := range n.closed {
		gone[j] = true
	}
	for _, j := range opened {
		gone[j] = true
	}
	r := newRelax(s.model)
	index := make([]int32, len(c.local))
	for k, j := range c.local {
		index[k] = -1
		if !gone[j] {
			index[k] = int32(len(r.local))
			r.local = append(r.local, j)
		}
	}
	r.opened = slices.Concat(c.opened, opened)
	r.base, r.take = c.base, c.take-len(opened)
	for _, j := range opened {
		r.base += s.scaled(s.cost[j])
	}
	r.sized()
	nearest := make([]int64, s.homes)
	within := make([]int64, s.homes)
	for i := range nearest {
		nearest[i], within[i] = Far, Far
	}
	for _, j := range opened {
		for i, d := range s.row[j] {
			if d < nearest[i] {
				nearest[i] = d
			}
		}
	}
	for _, w := range n.within {
		within[w.home] = min(within[w.home], w.dist)
	}
	r.site = make([]int32, 0, len(c.site))
	r.dist = make([]int64, 0, len(c.site))
	forced := int32(-1)
	for i := range nearest {
		none := c.none2[i]
		r.must[i], r.exact[i] = c.must[i], c.exact[i]
		if nearest[i] != Far && s.mulScale(nearest[i]) < none {
			none, r.must[i], r.exact[i] = s.mulScale(nearest[i]), false, true
		}
		if within[i] < none {
			none, r.must[i], r.exact[i] = s.mulScale(s.penalty), true, true
		}
		for e := c.start[i]; e < c.start[i+1] && c.dist[e] < none && c.dist[e] <= within[i]; e++ {
			if k := index[c.site[e]]; k >= 0 {
				r.site = append(r.site, k)
				r.dist = append(r.dist, c.dist[e])
			}
		}
		r.start[i+1] = int32(len(r.site))
		if r.must[i] {
			switch r.start[i+1] - r.start[i] {
			case 0:
				return r, -2
			case 1:
				forced = r.local[r.site[r.start[i]]]
			}
		}
		r.bound(i, none)
	}
	s.spend(int64(len(c.site)))
	return r, forced
}

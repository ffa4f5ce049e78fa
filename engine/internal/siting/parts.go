package siting

import "slices"

// parts splits the homes so that no valid circle joins two parts: by the sites in radius, else by the diameter, else not.
func (p *Problem) parts() [][]int32 {
	u := newUnion(len(p.Homes))
	switch {
	case p.Anywhere:
		for h, near := range p.Together {
			near.Each(func(i int32) { u.join(int32(h), i) })
		}
	case p.HasRadius:
		for _, row := range p.Distance {
			first := None
			for h, d := range row {
				if d == Far {
					continue
				}
				if first == None {
					first = int32(h)
				}
				u.join(first, int32(h))
			}
		}
	case p.Near != nil:
		for h, near := range p.Near {
			near.Each(func(i int32) { u.join(int32(h), i) })
		}
	default:
		for h := range p.Homes {
			u.join(0, int32(h))
		}
	}
	return u.sets()
}

type union []int32

func newUnion(n int) union {
	u := make(union, n)
	for i := range u {
		u[i] = int32(i)
	}
	return u
}

func (u union) root(i int32) int32 {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

func (u union) join(a, b int32) {
	a, b = u.root(a), u.root(b)
	if a < b {
		u[b] = a
	} else {
		u[a] = b
	}
}

func (u union) sets() [][]int32 {
	at := make(map[int32]int)
	var sets [][]int32
	for i := range u {
		r := u.root(int32(i))
		k, ok := at[r]
		if !ok {
			k = len(sets)
			at[r] = k
			sets = append(sets, nil)
		}
		sets[k] = append(sets[k], int32(i))
	}
	return sets
}

// A part is a problem of its own: homes and sites with local numbers.
type part struct {
	Problem
	home []int32 // number in the whole problem
	site []int32
	near []Bits // local
	// allRooms are those of the whole problem.
	allRooms []int64
	// argument is why it needs so many circles.
	argument Argument
	// the circles found
	open []int32
	of   []int32
	// what the exact solvers could prove of them
	claims     Claims
	multiplier []int64
}

// newPart cuts out the homes, and of the sites those of the part.
func newPart(p *Problem, homes []int32, mine func(s int32) bool) *part {
	t := &part{home: homes, Problem: *p, allRooms: p.rooms()}
	t.Homes, t.Sites, t.Distance, t.Near, t.Together, t.Wide, t.scaled = nil, nil, nil, nil, nil, nil, true
	local := make([]int32, len(p.Homes))
	for h := range local {
		local[h] = None
	}
	even := len(homes) == len(p.Homes)
	for i, h := range homes {
		local[h] = int32(i)
		t.Homes = append(t.Homes, p.Homes[h])
		even = even && p.Homes[h].times() == 1
	}
	for s, row := range p.Distance {
		if !mine(int32(s)) {
			continue
		}
		if !even { // else the row is what the part needs already
			row = t.cut(row)
		}
		t.addSite(p, int32(s), row, local)
	}
	if p.Near != nil {
		t.near = t.relation(p.Near, local)
	}
	if p.Anywhere {
		t.Together = t.relation(p.Together, local)
		for _, list := range p.Wide {
			t.widen(list, local)
		}
	}
	t.startFrom(p.Start)
	return t
}

// startFrom keeps the sites to start from that are the part's.
func (t *part) startFrom(start []int32) {
	t.Start = nil
	for i, s := range t.site {
		if slices.Contains(start, s) {
			t.Start = append(t.Start, int32(i))
		}
	}
}

// relation cuts out of a relation between all homes that between those of the part.
func (t *part) relation(all []Bits, local []int32) []Bits {
	cut := make([]Bits, len(t.home))
	for i, h := range t.home {
		cut[i] = NewBits(len(t.home))
		all[h].Each(func(o int32) {
			if local[o] != None {
				cut[i].Add(local[o])
			}
		})
	}
	return cut
}

// widen keeps of a list of homes those of the part.
func (t *part) widen(list, local []int32) {
	var cut []int32
	for _, h := range list {
		if local[h] != None {
			cut = append(cut, local[h])
		}
	}
	if cut != nil {
		t.Wide = append(t.Wide, cut)
	}
}

// cut takes out of a row the homes of the part, each distance as often as it counts.
func (t *part) cut(row []int64) []int64 {
	out := make([]int64, len(t.home))
	for i, h := range t.home {
		if out[i] = row[h]; out[i] != Far {
			out[i] *= t.Homes[i].times()
		}
	}
	return out
}

func (t *part) addSite(p *Problem, s int32, row []int64, local []int32) {
	site := p.Sites[s]
	if site.Home != None {
		site.Home = local[site.Home]
	}
	t.Sites = append(t.Sites, site)
	t.Distance = append(t.Distance, row)
	t.site = append(t.site, s)
}

// deliver adds the circles of the part to the solution.
func (t *part) deliver(s *Solution) {
	base := int32(len(s.Open))
	for _, o := range t.open {
		s.Open = append(s.Open, t.site[o])
	}
	for i, c := range t.of {
		if c != None {
			s.Of[t.home[i]] = base + c
		}
		if t.multiplier != nil {
			s.Multiplier[t.home[i]] = t.multiplier[i]
		}
	}
	a := t.argument
	a.Homes = slices.Clone(a.Homes)
	t.toWhole(a.Homes)
	s.Arguments = append(s.Arguments, a)
	c := &s.Claims
	c.Held, c.Cost = c.Held.and(t.claims.Held), c.Cost.and(t.claims.Cost)
	c.Farthest, c.Distance = c.Farthest.and(t.claims.Farthest), c.Distance.and(t.claims.Distance)
}

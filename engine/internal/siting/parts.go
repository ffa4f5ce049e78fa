package siting

// parts splits the homes so that no valid circle joins two parts: by the sites in radius, else by the diameter, else not.
func (p *Problem) parts() [][]int32 {
	u := newUnion(len(p.Homes))
	switch {
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
	// the circles found
	open []int32
	of   []int32
}

// newPart cuts out the homes, and of the sites those of the part.
func newPart(p *Problem, homes []int32, mine func(s int32) bool) *part {
	t := &part{home: homes}
	t.HasRadius, t.TeamMin, t.TeamMax = p.HasRadius, p.TeamMin, p.TeamMax
	local := make([]int32, len(p.Homes))
	for h := range local {
		local[h] = None
	}
	for i, h := range homes {
		local[h] = int32(i)
		t.Homes = append(t.Homes, p.Homes[h])
	}
	for s, row := range p.Distance {
		if mine(int32(s)) {
			t.addSite(p, int32(s), row, local)
		}
	}
	if p.Near != nil {
		t.near = make([]Bits, len(homes))
		for i, h := range homes {
			t.near[i] = NewBits(len(homes))
			p.Near[h].Each(func(o int32) {
				if local[o] != None {
					t.near[i].Add(local[o])
				}
			})
		}
	}
	return t
}

func (t *part) addSite(p *Problem, s int32, row []int64, local []int32) {
	cut := make([]int64, len(t.home))
	for i, h := range t.home {
		cut[i] = row[h]
	}
	home := None
	if p.Sites[s].Home != None {
		home = local[p.Sites[s].Home]
	}
	t.Sites = append(t.Sites, Site{home, p.Sites[s].Required})
	t.Distance = append(t.Distance, cut)
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
	}
}

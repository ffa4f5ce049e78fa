package linking

// rowsKept bounds the servers for which exchange rows are kept between searches (about 100 bytes x servers squared).
const rowsKept = 1024

// flow is the state of successive shortest paths on the graph of servers. Homes are no nodes: an edge j -> k stands
// for the home of j that is cheapest to hand over to k. The last node, skip, stands for "unserved": it takes any number of homes for nothing.
//
// Invariant, with q the prices: every placed home sits on a least cost + q; for every server q lies between the cost
// of its last unit of load and of its next. So the flow is optimal for the homes placed so far, and q proves it.
type flow struct {
	p      *Problem
	skip   int32
	arc    []int32
	server []int32 // skip for unserved
	load   []int64
	q      []Vec
	held   [][]int32 // the homes of each node
	rows   [][]edge  // rows[j][k]; nil: to be made
	spare  []edge
	// the search: one entry per node
	label []label
	open  []int32
}

// An edge is the cheapest hand-over of a home between two nodes; home is -1 if there is none.
type edge struct {
	cost Vec
	home int32
	arc  int32
}

type label struct {
	dist  Vec
	from  int32 // node before, -1: the home to be placed comes here directly
	home  int32
	arc   int32
	state uint8
}

const (
	unseen uint8 = iota
	seen
	settled
)

func solveUnit(p *Problem, stop func() bool) (Solution, bool) {
	f := newFlow(p)
	for h := range p.homes() {
		if h%64 == 0 && stop() {
			return Solution{}, false
		}
		f.place(int32(h))
	}
	for h, j := range f.server {
		if j == f.skip {
			f.server[h] = Unserved
		}
	}
	return Solution{Server: f.server, Arc: f.arc, Load: f.load, Price: f.q[:f.skip]}, true
}

func newFlow(p *Problem) *flow {
	m := len(p.Servers)
	f := &flow{
		p: p, skip: int32(m),
		arc: make([]int32, p.homes()), server: make([]int32, p.homes()),
		load: make([]int64, m), q: make([]Vec, m+1), held: make([][]int32, m+1), rows: make([][]edge, m+1),
		label: make([]label, m+1),
	}
	for j, s := range p.Servers {
		f.load[j] = s.Base
		if cost, room := f.next(int32(j)); room {
			f.q[j] = cost
		}
	}
	return f
}

// next is the cost of one more unit of load; false if there is no room.
func (f *flow) next(j int32) (Vec, bool) {
	if j == f.skip {
		return Vec{}, true
	}
	y := f.load[j]
	if y >= f.p.Servers[j].Max {
		return Vec{}, false
	}
	return f.p.load(int(j), y+1).Minus(f.p.load(int(j), y)), true
}

// place adds a home along a shortest path of hand-overs to a server with room, and raises the prices of the nodes settled on
// the way (Dijkstra on reduced costs, all at least zero by the invariant). O(servers^2 + pairs of the homes passed).
func (f *flow) place(h int32) {
	f.start(h)
	var end int32 = -1
	var total Vec
	for {
		j := f.nearest()
		if end >= 0 && (j < 0 || !f.label[j].dist.Less(&total)) {
			break
		}
		f.label[j].state = settled
		if cost, room := f.next(j); room {
			d := f.label[j].dist.Plus(cost).Minus(f.q[j])
			if end < 0 || d.Less(&total) {
				end, total = j, d
			}
		}
		f.relax(j)
	}
	f.reprice(total)
	f.augment(end)
}

// start labels the nodes that the home may go to directly with cost + price.
func (f *flow) start(h int32) {
	for i := range f.label {
		f.label[i].state = unseen
	}
	f.open = f.open[:0]
	for a := f.p.Start[h]; a < f.p.Start[h+1]; a++ {
		k := f.p.To[a]
		f.reach(k, f.p.cost(h, a).Plus(f.q[k]), -1, h, a)
	}
	f.reach(f.skip, f.p.skip(h), -1, h, -1)
}

func (f *flow) reach(k int32, dist Vec, from, home, arc int32) {
	l := &f.label[k]
	switch l.state {
	case settled:
		return
	case seen:
		if !dist.Less(&l.dist) {
			return
		}
	default:
		f.open = append(f.open, k)
	}
	*l = label{dist, from, home, arc, seen}
}

// nearest takes the open node with the least distance (ties: the lowest number), -1 if none is open.
func (f *flow) nearest() int32 {
	best := -1
	for i, j := range f.open {
		if best < 0 {
			best = i
			continue
		}
		b := f.open[best]
		if f.label[j].dist.Less(&f.label[b].dist) || (j < b && f.label[j].dist == f.label[b].dist) {
			best = i
		}
	}
	if best < 0 {
		return -1
	}
	j := f.open[best]
	f.open[best] = f.open[len(f.open)-1]
	f.open = f.open[:len(f.open)-1]
	return j
}

func (f *flow) relax(j int32) {
	base := f.label[j].dist.Minus(f.q[j])
	for k, e := range f.row(j) {
		if e.home < 0 || f.label[k].state == settled {
			continue
		}
		f.reach(int32(k), base.Plus(e.cost).Plus(f.q[k]), j, e.home, e.arc)
	}
}

// row returns the cheapest hand-overs from j to every node. Prices do not enter it, so it holds until a home of j moves.
func (f *flow) row(j int32) []edge {
	if r := f.rows[j]; r != nil {
		return r
	}
	r := f.spare
	if len(f.rows) <= rowsKept || r == nil {
		r = make([]edge, len(f.rows))
	}
	for k := range r {
		r[k].home = -1
	}
	for _, h := range f.held[j] {
		f.handOver(r, j, h)
	}
	if len(f.rows) <= rowsKept {
		f.rows[j] = r
	} else {
		f.spare = r
	}
	return r
}

func (f *flow) handOver(r []edge, j, h int32) {
	here := f.cost(h, f.arc[h])
	for a := f.p.Start[h]; a < f.p.Start[h+1]; a++ {
		if k := f.p.To[a]; k != j {
			f.offer(&r[k], edge{f.p.cost(h, a).Minus(here), h, a})
		}
	}
	if j != f.skip {
		f.offer(&r[f.skip], edge{f.p.skip(h).Minus(here), h, -1})
	}
}

func (f *flow) offer(old *edge, e edge) {
	if old.home < 0 || e.cost.Less(&old.cost) || (e.cost == old.cost && e.home < old.home) {
		*old = e
	}
}

func (f *flow) cost(h, arc int32) Vec {
	if arc < 0 {
		return f.p.skip(h)
	}
	return f.p.cost(h, arc)
}

// reprice keeps the invariant: every node nearer than the end gains the difference, so that the path costs nothing.
func (f *flow) reprice(total Vec) {
	for j := range f.label {
		if l := &f.label[j]; l.state == settled && l.dist.Less(&total) {
			f.q[j] = f.q[j].Plus(total).Minus(l.dist)
		}
	}
}

// augment moves the homes along the path back from its end. The row of the end only gains a home; those before it lose
// one too and are made anew when needed.
func (f *flow) augment(end int32) {
	if end != f.skip {
		f.load[end]++
	}
	for j := end; ; {
		l := f.label[j]
		if l.from >= 0 {
			f.drop(l.from, l.home)
		}
		f.held[j] = append(f.held[j], l.home)
		f.server[l.home], f.arc[l.home] = j, l.arc
		if r := f.rows[j]; r != nil {
			if j == end {
				f.handOver(r, j, l.home)
			} else {
				f.rows[j] = nil
			}
		}
		if l.from < 0 {
			return
		}
		j = l.from
	}
}

func (f *flow) drop(j, h int32) {
	list := f.held[j]
	for i, x := range list {
		if x == h {
			list[i] = list[len(list)-1]
			f.held[j] = list[:len(list)-1]
			return
		}
	}
}

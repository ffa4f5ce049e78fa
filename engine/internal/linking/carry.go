package linking

// balance carries what is too much to where there is too little, along shortest paths, until nothing is. False if the work was used up, or
// if stopped.
func (r *relaxation) balance() bool {
	for {
		if r.work > r.limit || r.stopped {
			return false
		}
		if r.work >= r.asked {
			r.stopped, r.asked = r.stop(), r.work+askEvery
		}
		end, total := r.search()
		if end < 0 {
			return true
		}
		r.reprice(&total)
		r.augment(end)
	}
}

// askEvery is how much work is done between two questions whether to stop: some milliseconds.
const askEvery = 200_000

// search settles nodes in the order of their distance from any node with too much, until it meets one with too little
// (Dijkstra on a dense graph; ties: the lower node). It returns that node and its distance, or -1 if nothing is left to carry.
func (r *relaxation) search() (end int32, total Vec) {
	r.open, r.order = r.open[:0], r.order[:0]
	for i, x := range r.excess {
		r.state[i], r.from[i] = unseen, -1
		if x > 0 {
			r.dist[i], r.state[i] = Vec{}, seen
			r.open = append(r.open, int32(i))
		}
	}
	for len(r.open) > 0 {
		i := r.nearest()
		if r.excess[i] < 0 {
			return i, r.dist[i]
		}
		r.state[i] = settled
		r.order = append(r.order, i)
		r.relax(i)
	}
	return -1, Vec{}
}

func (r *relaxation) nearest() int32 {
	at := 0
	for p := 1; p < len(r.open); p++ {
		i, b := r.open[p], r.open[at]
		if r.dist[i].Less(&r.dist[b]) || i < b && r.dist[i] == r.dist[b] {
			at = p
		}
	}
	i := r.open[at]
	r.open[at] = r.open[len(r.open)-1]
	r.open = r.open[:len(r.open)-1]
	return i
}

// relax offers ways on from node i: by handing units over, and between a server and the outside also by units of load.
func (r *relaxation) relax(i int32) {
	row := r.row(i)
	r.work += int64(r.m) + 1
	base := r.dist[i].Minus(r.price[i])
	for k := range row {
		if r.state[k] == settled || int32(k) == i {
			continue
		}
		if row[k].home >= 0 {
			r.reach(int32(k), i, &base, &row[k].cost)
		}
		if int(i) == r.m && r.falls[k] {
			back := Vec{}.Minus(r.down[k])
			r.reach(int32(k), i, &base, &back)
		}
		if k == r.m && r.rises[i] {
			r.reach(int32(k), i, &base, &r.up[i])
		}
	}
}

func (r *relaxation) reach(k, i int32, base, cost *Vec) {
	d := base.Plus(*cost).Plus(r.price[k])
	if r.state[k] == unseen {
		r.open = append(r.open, k)
	} else if !d.Less(&r.dist[k]) {
		return
	}
	r.dist[k], r.from[k], r.state[k] = d, i, seen
}

// reprice makes the path free and keeps all else from becoming negative; the price of the outside stays 0.
func (r *relaxation) reprice(total *Vec) {
	for _, i := range r.order {
		r.price[i] = r.price[i].Plus(*total).Minus(r.dist[i])
	}
	if shift := r.price[r.m]; shift != (Vec{}) {
		for i := range r.price {
			r.price[i] = r.price[i].Minus(shift)
		}
	}
}

// A step of a path: from node i to node k by a home, or by load if home is -1.
func (r *relaxation) stepTo(k int32) (i, home int32, most int64) {
	i = r.from[k]
	row := &r.rows[int(i)*(r.m+1)+int(k)]
	switch {
	case int(i) == r.m && r.falls[k] && r.byLoad(row, Vec{}.Minus(r.down[k])):
		return i, -1, r.run(int(k), -1)
	case int(k) == r.m && r.rises[i] && r.byLoad(row, r.up[i]):
		return i, -1, r.run(int(i), 1)
	}
	for _, s := range r.shares[row.home] {
		if s.node == i {
			return i, row.home, s.amount
		}
	}
	return i, row.home, 0
}

func (r *relaxation) byLoad(row *handover, cost Vec) bool {
	return row.home < 0 || !row.cost.Less(&cost)
}

// run is how many units of load go up or down at the same cost, at least one.
func (r *relaxation) run(i int, sign int64) int64 {
	const longest = 64
	y := r.load[i]
	most := r.p.Servers[i].Max - y
	if sign < 0 {
		most = y - r.p.Servers[i].Base
	}
	if r.step > 1 {
		return min(most, r.step)
	}
	for a := int64(1); a < min(most, longest); a++ {
		if sign > 0 && r.unit(i, y+a+1) != r.up[i] || sign < 0 && r.unit(i, y-a) != r.down[i] {
			return a
		}
	}
	return min(most, longest)
}

// augment carries along the path to its end what all its steps allow.
func (r *relaxation) augment(end int32) {
	amount, start := -r.excess[end], end
	for k := end; r.from[k] >= 0; {
		i, _, most := r.stepTo(k)
		amount = min(amount, most)
		k, start = i, i
	}
	amount = min(amount, r.excess[start])
	r.excess[end] += amount
	r.excess[start] -= amount
	for k := end; r.from[k] >= 0; {
		i, home, _ := r.stepTo(k)
		switch {
		case home >= 0:
			r.hand(home, i, k, amount)
		case int(i) == r.m:
			r.setLoad(int(k), r.load[k]-amount)
		default:
			r.setLoad(int(i), r.load[i]+amount)
		}
		k = i
	}
}

// hand gives units of a home from one node to another.
func (r *relaxation) hand(h, from, to int32, amount int64) {
	list := r.shares[h]
	for i := range list {
		if list[i].node != from {
			continue
		}
		if list[i].amount -= amount; list[i].amount == 0 {
			list[i] = list[len(list)-1]
			list = list[:len(list)-1]
			r.part(h, from)
		}
		break
	}
	for i := range list {
		if list[i].node == to {
			list[i].amount += amount
			r.shares[h] = list
			return
		}
	}
	r.shares[h] = append(list, share{to, amount})
	r.join(h, to)
}

package siting

import (
	"cmp"
	"slices"
)

// mend makes the arrangement valid: homes that clash, teams over the maximum and circles without members give way; then
// every home without circle joins the nearest that can take it.
func (w *search) mend() {
	if w.near != nil {
		w.separate()
	}
	w.tally()
	for _, h := range w.overfull() {
		w.shift(h, None)
	}
	for c := range w.open {
		w.unload(int32(c))
	}
	w.seatRequired()
	w.dissolveEmpty()
	w.join()
}

// separate takes homes out of circles, the lowest priority and then the one with most clashes first, until none clash. The last
// home with members stays, and what clashes with it goes.
func (w *search) separate() {
	t := newTabu(w)
	n := len(w.open)
	hosts := make([]int, n)
	for _, h := range w.member {
		if c := w.of[h]; c != None {
			hosts[c]++
		}
	}
	for t.total > 0 {
		worst := None
		for h, c := range w.of {
			if c == None || t.clash[h*n+int(c)] == 0 || w.Homes[h].Members > 0 && hosts[c] == 1 {
				continue
			}
			if worst == None || t.worse(int32(h), worst) {
				worst = int32(h)
			}
		}
		if w.Homes[worst].Members > 0 {
			hosts[w.of[worst]]--
		}
		t.takeOut(worst)
	}
}

func (t *tabu) worse(h, than int32) bool {
	if a, b := t.Homes[h].Priority, t.Homes[than].Priority; a != b {
		return a < b
	}
	n := int32(len(t.open))
	return t.clash[h*n+t.of[h]] > t.clash[than*n+t.of[than]]
}

func (t *tabu) takeOut(h int32) {
	n := int32(len(t.open))
	from := t.of[h]
	t.total -= 2 * t.clash[h*n+from]
	t.of[h] = None
	for o := range t.of {
		if !t.near[h].Has(int32(o)) {
			t.clash[int32(o)*n+from]--
		}
	}
}

func (w *search) tally() {
	w.tallies = make([]tally, len(w.open))
	for h, c := range w.of {
		if c != None {
			w.tallies[c].add(&w.Homes[h], 1)
		}
	}
	if w.near != nil {
		w.bits = w.circleBits()
	}
}

// overfull lists the homes that must leave teams over the maximum: the farthest from the centre first.
func (w *search) overfull() []int32 {
	var leave []int32
	for c := range w.open {
		over := w.tallies[c].members - w.TeamMax
		if w.TeamMax == 0 || over <= 0 {
			continue
		}
		row := w.Distance[w.open[c]]
		var team []int32
		for _, h := range w.member {
			if w.of[h] == int32(c) {
				team = append(team, h)
			}
		}
		slices.SortStableFunc(team, func(a, b int32) int { return cmp.Compare(row[b], row[a]) })
		for _, h := range team {
			if over > 0 {
				leave = append(leave, h)
				over -= w.Homes[h].Members
			}
		}
	}
	return leave
}

// seatRequired gives every required circle a home with members, by a matching, if one has none; what cannot stay with such a
// home leaves the circle.
func (w *search) seatRequired() {
	lacking := false
	for c, s := range w.open {
		lacking = lacking || w.Sites[s].Required && !w.tallies[c].lives(&w.Problem)
	}
	if !lacking {
		return
	}
	host := make(map[int32]int32) // home -> circle
	for c, s := range w.open {
		if w.Sites[s].Required {
			w.match(int32(c), host, make(map[int32]bool))
		}
	}
	for _, h := range w.hosts() {
		if c, ok := host[h]; ok {
			w.install(h, c)
		}
	}
}

// hosts are the homes that can make a circle.
func (w *search) hosts() []int32 {
	if w.TeamMin > 0 {
		return w.member
	}
	all := make([]int32, len(w.Homes))
	for h := range all {
		all[h] = int32(h)
	}
	return all
}

// match finds a host for a required circle along an augmenting path, its present homes first.
func (w *search) match(c int32, host map[int32]int32, seen map[int32]bool) bool {
	for _, present := range []bool{true, false} {
		for _, h := range w.hosts() {
			if seen[h] || w.Sites[w.open[c]].Limited && w.Sites[w.open[c]].Room < w.Homes[h].size() || (w.of[h] == c) != present || w.Distance[w.open[c]][h] == Far {
				continue
			}
			seen[h] = true
			if other, taken := host[h]; !taken || w.match(other, host, seen) {
				host[h] = c
				return true
			}
		}
	}
	return false
}

// install moves a home with members into a circle and takes out what clashes with it or makes the team too large.
func (w *search) install(h, c int32) {
	if w.of[h] != c {
		w.shift(h, c)
	}
	for o := range w.of {
		if int32(o) == h || w.of[o] != c {
			continue
		}
		crowded := w.TeamMax > 0 && w.tallies[c].members > w.TeamMax && w.Homes[o].Members > 0
		crowded = crowded || !w.hasRoom(c, 0)
		if crowded || w.near != nil && !w.near[h].Has(int32(o)) {
			w.shift(int32(o), None)
		}
	}
}

// unload takes homes out of a circle that holds more than its site has room for: the farthest that are enough, and the last with members not.
func (w *search) unload(c int32) {
	if w.hasRoom(c, 0) {
		return
	}
	row := w.Distance[w.open[c]]
	homes := holding(w.of, c)
	slices.SortStableFunc(homes, func(a, b int32) int {
		return cmp.Or(cmp.Compare(w.Homes[a].Priority, w.Homes[b].Priority), cmp.Compare(row[b], row[a]))
	})
	for _, h := range homes {
		if w.hasRoom(c, 0) {
			return
		}
		if w.frees(h) {
			w.shift(h, None)
		}
	}
	for _, h := range homes { // a home with members that is too large by itself
		if w.of[h] == c && !w.hasRoom(c, 0) {
			w.shift(h, None)
		}
	}
}

// hasRoom reports whether a circle has room for so much more.
func (w *search) hasRoom(c int32, more int64) bool {
	site := &w.Sites[w.open[c]]
	return !site.Limited || w.tallies[c].held+more <= site.Room
}

// lives reports whether there is what makes a circle: a member, or, where none is needed, a home.
func (t *tally) lives(p *Problem) bool {
	if p.TeamMin == 0 {
		return t.homes > 0
	}
	return t.members > 0
}

// dissolveEmpty closes the circles without members, or without homes where none are needed.
func (w *search) dissolveEmpty() {
	for c := len(w.open) - 1; c >= 0; c-- {
		if w.tallies[c].lives(&w.Problem) {
			continue
		}
		for h, x := range w.of {
			switch {
			case x == int32(c):
				w.of[h] = None
			case x > int32(c):
				w.of[h]--
			}
		}
		w.open = slices.Delete(w.open, c, c+1)
	}
	w.tally()
}

// join gives every home without circle to the nearest that can take it, highest priority first.
func (w *search) join() {
	for priority := 2; priority >= 0; priority-- {
		for h := range w.of {
			if w.of[h] != None || w.Homes[h].Priority != priority {
				continue
			}
			best, at := Far, None
			for c, s := range w.open {
				if d := w.Distance[s][h]; d < best && w.admits(int32(c), int32(h)) {
					best, at = d, int32(c)
				}
			}
			if at != None {
				w.shift(int32(h), at)
			}
		}
	}
}

// admits reports whether home h may join circle c: in the radius, near every home there, and the team not too large.
func (w *search) admits(c, h int32) bool {
	if w.Distance[w.open[c]][h] == Far {
		return false
	}
	if w.TeamMax > 0 && w.tallies[c].members+w.Homes[h].Members > w.TeamMax || !w.hasRoom(c, w.Homes[h].size()) {
		return false
	}
	return w.near == nil || w.bits[c].outside(w.near[h]) == 0
}

// frees reports whether home h may leave its circle: not with the last member.
func (w *search) frees(h int32) bool {
	c := w.of[h]
	if w.TeamMin == 0 {
		return c == None || w.tallies[c].homes > 1
	}
	return c == None || w.Homes[h].Members == 0 || w.tallies[c].members > w.Homes[h].Members
}

func (w *search) shift(h, to int32) {
	if c := w.of[h]; c != None {
		w.tallies[c].add(&w.Homes[h], -1)
		if w.near != nil {
			w.bits[c].Remove(h)
		}
	}
	w.of[h] = to
	if to != None {
		w.tallies[to].add(&w.Homes[h], 1)
		if w.near != nil {
			w.bits[to].Add(h)
		}
	}
}

// polish moves single homes while the whole value improves; it reports whether any moved.
func (w *search) polish() bool {
	moved := false
	for range maxRounds {
		again := false
		for h := range w.of {
			again = w.improve(int32(h)) || again
		}
		if !again {
			break
		}
		moved = true
	}
	return moved
}

// improve moves home h to the circle where the value gains most.
func (w *search) improve(h int32) bool {
	from := w.of[h]
	if from == None || !w.frees(h) {
		return false
	}
	before := w.Distance[w.open[from]][h]
	at := from
	var best Value
	for c := range w.open {
		to := int32(c)
		if to == from || w.hopeless(h, from, to, before) || !w.admits(to, h) {
			continue
		}
		now := w.pair(from, to)
		now.Distance = before
		w.shift(h, to)
		then := w.pair(from, to)
		then.Distance = w.Distance[w.open[to]][h]
		w.shift(h, from)
		gain := difference(then, now)
		if gain.Better(best) {
			best, at = gain, to
		}
	}
	if at == from {
		return false
	}
	w.shift(h, at)
	return true
}

// hopeless tells, before anything costly, that a move only adds distance: both circles have all they need.
func (w *search) hopeless(h, from, to int32, before int64) bool {
	return w.Distance[w.open[to]][h] >= before && w.satisfied(from) && w.satisfied(to)
}

func (w *search) satisfied(c int32) bool {
	t := &w.tallies[c]
	if t.held < w.MinHeld {
		return false
	}
	if w.TeamMin == 0 {
		return true
	}
	need := t.need()
	return need <= t.capacity && need >= t.minLoad && t.members >= w.TeamMin
}

func (w *search) pair(a, b int32) Value {
	v := w.tallies[a].value(&w.Problem, func() []int32 { return holding(w.of, a) })
	v.add(w.tallies[b].value(&w.Problem, func() []int32 { return holding(w.of, b) }))
	return v
}

func difference(a, b Value) Value {
	for i := range a.Counted {
		a.Counted[i] -= b.Counted[i]
		a.Placed[i] -= b.Placed[i]
	}
	a.Shortfall -= b.Shortfall
	a.Circles -= b.Circles
	a.Distance -= b.Distance
	return a
}

// recentre moves every circle to the free site from which its homes are nearest; it reports whether any moved.
func (w *search) recentre() bool {
	used := make([]bool, len(w.Sites))
	for _, s := range w.open {
		used[s] = true
	}
	moved := false
	for c, old := range w.open {
		if w.Sites[old].Required {
			continue
		}
		list := holding(w.of, int32(c))
		best, at := w.sum(old, list), old
		for s := range w.Sites {
			if used[s] || w.worseSite(c, int32(s)) {
				continue
			}
			if d := w.sum(int32(s), list); d < best {
				best, at = d, int32(s)
			}
		}
		if at != old {
			used[old], used[at] = false, true
			w.open[c], moved = at, true
		}
	}
	return moved
}

// worseSite reports whether circle c would be worse at a site whatever the distances, or could not be there.
func (w *search) worseSite(c int, s int32) bool {
	old, site := &w.Sites[w.open[c]], &w.Sites[s]
	return site.Limited && site.Room < w.tallies[c].held || old.Standing && !site.Standing || w.Objective == Fewest && site.Cost > old.Cost
}

// sum is the distance from a site to the homes, with the cost of the site where it counts, Far if one is out of reach.
func (w *search) sum(s int32, homes []int32) int64 {
	var sum int64
	if w.Objective == Median {
		sum = w.Sites[s].Cost
	}
	for _, h := range homes {
		d := w.Distance[s][h]
		if d == Far {
			return Far
		}
		sum += d
	}
	return sum
}

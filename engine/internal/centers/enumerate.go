package centers

import "slices"

// enumerate tries every choice that the relaxation leaves: those whose values add up to so much that they could be better. If all were tried, nothing is
// better. It tries none, and reports false, where they are too many for the work that is left.
func (x *search) enumerate() bool {
	if !x.firm() {
		return false
	}
	leaves := max(x.budget-x.used(), 0) / x.giver.cost(x.p.Count)
	nodes := 16*leaves + 1000
	if !x.count(0, x.dual.need(), x.dual.sum, &leaves, &nodes) {
		return false
	}
	x.searched = x.walk(nil, 0, x.dual.sum)
	return x.searched
}

// count counts down the choices that walk would try and the steps to them; false if they are more.
func (x *search) count(from, need int, least int64, leaves, nodes *int64) bool {
	d := x.dual
	*nodes--
	x.spent++
	switch {
	case least >= x.price(x.best.value):
		return true
	case *nodes < 0:
		return false
	case need == 0:
		*leaves--
		return *leaves >= 0
	case from+need > len(d.order):
		return true
	case !x.count(from+1, need-1, least, leaves, nodes):
		return false
	case from+need >= len(d.order):
		return true
	}
	return x.count(from+1, need, least+d.value[d.order[from]]-d.value[d.order[from+need]], leaves, nodes)
}

// walk chooses further sites from order[from:]; least is the bound with the best ones. It tells whether it came to the end.
func (x *search) walk(chosen []int32, from int, least int64) bool {
	d := x.dual
	if x.spent++; least >= x.price(x.best.value) {
		return true
	}
	if x.over() {
		return false
	}
	need := d.need() - len(chosen)
	if need == 0 {
		open := slices.Clone(chosen)
		for s := range x.p.Sites {
			if x.p.fixed(int32(s)) {
				open = append(open, int32(s))
			}
		}
		slices.Sort(open)
		x.try(open)
		return !x.stopped
	}
	if from+need > len(d.order) {
		return true
	}
	// With the site at from, then without it: the next one behind the others takes its place.
	if !x.walk(append(slices.Clone(chosen), d.order[from]), from+1, least) {
		return false
	}
	if from+need >= len(d.order) {
		return true
	}
	return x.walk(chosen, from+1, least+d.value[d.order[from]]-d.value[d.order[from+need]])
}

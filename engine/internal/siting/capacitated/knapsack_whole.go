package capacitated

import (
	"cmp"
	"slices"
)

// knapsack is the greatest gain that site s can make at prices v, each home whole or not at all (Horowitz, Sahni 1974); where that takes
// too long, the fractional one, which is not less. Homes with no other site left are taken first. takes[s] becomes what it takes.
func (b *branching) knapsack(s int32, v []float64) float64 {
	items := b.items[:0]
	row, barred := b.in.dist[s], b.barred[s]
	room := b.in.capacity[s]
	total, sure := int64(0), 0.0
	b.takes[s] = b.takes[s][:0]
	for _, h := range b.homes[s] {
		if b.only[h] == s {
			b.takes[s] = append(b.takes[s], h)
			sure += v[h] - float64(row[h])
			room -= b.in.demand[h]
			continue
		}
		if gain := v[h] - float64(row[h]); gain > 0 && !barred[h] {
			items = append(items, item{gain, b.in.demand[h], h})
			total += b.in.demand[h]
		}
	}
	b.items = items
	if room < 0 {
		return -1e18
	}
	b.work += int64(len(b.homes[s]) + 10*len(items))
	if total <= room {
		gain := sure
		for _, it := range items {
			gain += it.gain
			b.takes[s] = append(b.takes[s], it.home)
		}
		return gain
	}
	slices.SortFunc(items, func(x, y item) int {
		if c := cmp.Compare(float64(y.gain*float64(x.demand)), float64(x.gain*float64(y.demand))); c != 0 {
			return c
		}
		return cmp.Compare(x.home, y.home)
	})
	gain := b.depthFirst(items, room)
	for i, it := range items {
		if b.kept[i] {
			b.takes[s] = append(b.takes[s], it.home)
		}
	}
	return gain + sure
}

// depthFirst takes items in order as they fit, and goes back from the last one taken; kept says what the best one takes.
func (b *branching) depthFirst(items []item, room int64) float64 {
	n := len(items)
	b.pick = append(b.pick[:0], make([]bool, n)...)
	b.kept = append(b.kept[:0], make([]bool, n)...)
	best, gain := -1.0, 0.0
	root := -1.0
	i, steps := 0, 0
	for {
		for i < n {
			top := gain + upper(items[i:], room)
			steps++
			if root < 0 {
				root = top
			}
			if top <= best+1e-9 {
				break
			}
			for i < n && items[i].demand <= room {
				b.pick[i] = true
				room -= items[i].demand
				gain += items[i].gain
				i++
			}
			if i < n {
				b.pick[i] = false
				i++
			}
		}
		if i >= n && gain > best {
			best = gain
			copy(b.kept, b.pick)
		}
		// Back to the last item taken, and leave it.
		if i >= n {
			i = n - 1
		} else {
			i--
		}
		for i >= 0 && !b.pick[i] {
			i--
		}
		if i < 0 {
			break
		}
		if steps > knapsackSteps {
			b.work += int64(10 * steps)
			b.rough = true
			return root
		}
		b.pick[i] = false
		room += items[i].demand
		gain -= items[i].gain
		i++
	}
	b.work += int64(8 * steps)
	return best
}

// upper is the fractional knapsack of ordered items.
func upper(items []item, room int64) float64 {
	gain := 0.0
	for _, it := range items {
		if it.demand > room {
			return float64(it.gain*(float64(room)/float64(it.demand))) + gain
		}
		gain += it.gain
		room -= it.demand
	}
	return gain
}

package grouping

import "slices"

// A relaxation prices nodes so that any division into k groups costs at least the bound: it forgets that groups are connected and weighed, and asks
// only that every node has some group, at its price if it has none.
type relaxation struct {
	price []int64 // per node
	bound int64
}

// relax improves prices by subgradient steps (Held and Karp 1971; for medians Narula, Ogbu and Samuelsson 1977). far is from node to unit; upper is
// the cost of some division. Whole numbers make the bound exact, whatever the steps are. O(rounds * nodes * units).
func relax(far [][]int64, k int, upper int64, rounds int) relaxation {
	n := len(far)
	price := make([]int64, n)
	for v := range price {
		price[v] = upper / int64(n)
	}
	best := relaxation{price: slices.Clone(price)}
	gain := make([]int64, len(far[0]))
	order := make([]int32, len(gain))
	served := make([]int, n)
	pace, idle := 1.5, 0
	for range rounds {
		bound := open(far, price, gain, order, k)
		if bound > best.bound {
			best.bound, idle = bound, 0
			copy(best.price, price)
		} else if idle++; idle >= 8 {
			pace, idle = pace*0.7, 0
		}
		norm := 0
		for v := range served {
			served[v] = 1
			for _, m := range order[:k] {
				if far[v][m] < price[v] {
					served[v]--
				}
			}
			norm += served[v] * served[v]
		}
		if norm == 0 || best.bound >= upper {
			break
		}
		step := float64(pace*float64(max(upper-bound, 1))) / float64(norm)
		for v := range price {
			price[v] = max(0, price[v]+int64(float64(step*float64(served[v]))))
		}
	}
	return best
}

// open finds the k units that gain most at these prices, first in order, and returns the bound.
func open(far [][]int64, price, gain []int64, order []int32, k int) int64 {
	clear(gain)
	var bound int64
	for v, row := range far {
		p := price[v]
		bound += p
		for m, d := range row {
			if d < p {
				gain[m] += d - p
			}
		}
	}
	for m := range order {
		order[m] = int32(m)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if gain[a] != gain[b] {
			return compare(gain[a], gain[b])
		}
		return int(a) - int(b)
	})
	for _, m := range order[:min(k, len(order))] {
		bound += gain[m]
	}
	return bound
}

package capacitated

// made draws n points, evenly or in clusters, with demands 1 to 100, and capacities that leave little room: demand is share percent
// of what count sites hold.
func made(n, count int, clusters int, share int64, seed uint64) *Problem {
	r := newRandom(seed)
	const side = 10000
	var middles []point
	for range clusters {
		middles = append(middles, point{float64(r.below(side)), float64(r.below(side))})
	}
	points := make([]point, n)
	demand := make([]int64, n)
	total := int64(0)
	for i := range points {
		x, y := r.below(side), r.below(side)
		if clusters > 0 {
			m := middles[r.below(clusters)]
			spread := side / 8
			x = int(m.x) + (r.below(spread)+r.below(spread)+r.below(spread))*2/3 - spread
			y = int(m.y) + (r.below(spread)+r.below(spread)+r.below(spread))*2/3 - spread
		}
		points[i] = point{float64(x), float64(y)}
		demand[i] = int64(1 + r.below(100))
		total += demand[i]
	}
	return euclid(points, demand, total*100/(share*int64(count))+1, count, 10)
}

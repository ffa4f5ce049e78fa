package median

// graph is a random connected graph as in Beasley's pmed1 to pmed40: a ring, further edges up to n*n/50, lengths 1 to 100; the
// distances are shortest paths.
func graph(n int, seed uint64) [][]int64 {
	draw := random(seed)
	d := disconnected(n)
	for e := range n * n / 50 {
		a, b := e, (e+1)%n
		if e >= n {
			a, b = draw.below(n), draw.below(n)
		}
		if a != b {
			c := int64(1 + draw.below(100))
			d[a][b], d[b][a] = c, c
		}
	}
	return floyd(d)
}

func disconnected(n int) [][]int64 {
	d := make([][]int64, n)
	for i := range d {
		d[i] = make([]int64, n)
		for j := range d[i] {
			if i != j {
				d[i][j] = 1 << 30
			}
		}
	}
	return d
}

// floyd completes lengths of edges to shortest paths.
func floyd(d [][]int64) [][]int64 {
	for k, via := range d {
		for _, row := range d {
			if x := row[k]; x < 1<<30 {
				for j, y := range via {
					if x+y < row[j] {
						row[j] = x + y
					}
				}
			}
		}
	}
	for _, row := range d {
		for j, x := range row {
			if x >= 1<<30 {
				row[j] = Far
			}
		}
	}
	return d
}

// plane draws homes uniformly in a square (clusters 0) or around so many centres, with sites at the homes; distances are
// Euclidean and rounded down.
func plane(n, side, clusters int, seed uint64) [][]int64 {
	draw := random(seed)
	x, y := make([]int, n), make([]int, n)
	cx, cy := make([]int, clusters), make([]int, clusters)
	for k := range cx {
		cx[k], cy[k] = draw.below(side), draw.below(side)
	}
	for i := range x {
		if clusters == 0 {
			x[i], y[i] = draw.below(side), draw.below(side)
			continue
		}
		k := draw.below(clusters)
		for range 4 { // nearly normal
			x[i] += draw.below(side/8) - side/16
			y[i] += draw.below(side/8) - side/16
		}
		x[i], y[i] = x[i]+cx[k], y[i]+cy[k]
	}
	d := make([][]int64, n)
	for i := range d {
		d[i] = make([]int64, n)
		for j := range d[i] {
			a, b := x[i]-x[j], y[i]-y[j]
			d[i][j] = root(int64(a*a + b*b))
		}
	}
	return d
}

// scattered draws sites and homes uniformly in a square.
func scattered(sites, homes int, seed uint64) [][]int64 {
	draw := random(seed)
	points := make([][2]int, sites+homes)
	for k := range points {
		points[k] = [2]int{draw.below(100000), draw.below(100000)}
	}
	d := make([][]int64, sites)
	for j := range d {
		d[j] = make([]int64, homes)
		for i := range d[j] {
			a, b := points[j][0]-points[sites+i][0], points[j][1]-points[sites+i][1]
			d[j][i] = root(int64(a*a + b*b))
		}
	}
	return d
}

// root is the square root, rounded down.
func root(n int64) int64 {
	lo, hi := int64(0), int64(1)<<31
	for lo < hi {
		if mid := (lo + hi + 1) / 2; mid*mid <= n {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}

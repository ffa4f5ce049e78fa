package cover

import "math"

// centre is the centre of the smallest disc around the homes of the set (Welzl 1991), which are taken in an order of chance so that a home
// outside the disc of those before is rare.
func (p *plane) centre(set []int32) (x, y float64) {
	set = append([]int32(nil), set...)
	for k := len(set) - 1; k > 0; k-- {
		other := p.rnd.below(k + 1)
		set[k], set[other] = set[other], set[k]
	}
	d := disc{p.x[set[0]], p.y[set[0]], 0}
	for k, a := range set {
		if !d.has(p, a) {
			d = p.through(set[:k], a)
		}
	}
	return d.x, d.y
}

type disc struct{ x, y, r2 float64 }

// has tells whether the home is in the disc, or outside by rounding.
func (d disc) has(p *plane, a int32) bool {
	return square(p.x[a]-d.x, p.y[a]-d.y) <= d.r2*(1+1e-12)
}

// through is the smallest disc around the homes that has a on its rim.
func (p *plane) through(set []int32, a int32) disc {
	d := disc{p.x[a], p.y[a], 0}
	for k, b := range set {
		if d.has(p, b) {
			continue
		}
		d = p.two(a, b)
		for _, c := range set[:k] {
			if !d.has(p, c) {
				d = p.three(a, b, c)
			}
		}
	}
	return d
}

func (p *plane) two(a, b int32) disc {
	x, y := float64((p.x[a]+p.x[b])/2), float64((p.y[a]+p.y[b])/2) // halving is a product, which must not be fused
	return disc{x, y, math.Max(square(p.x[a]-x, p.y[a]-y), square(p.x[b]-x, p.y[b]-y))}
}

// three is the disc through three homes; of homes in a line, that around the two farthest apart.
func (p *plane) three(a, b, c int32) disc {
	bx, by, cx, cy := p.x[b]-p.x[a], p.y[b]-p.y[a], p.x[c]-p.x[a], p.y[c]-p.y[a]
	area := 2 * (float64(bx*cy) - float64(by*cx))
	if b2, c2 := square(bx, by), square(cx, cy); math.Abs(area) > 1e-12*(b2+c2) {
		x := (float64(cy*b2) - float64(by*c2)) / area
		y := (float64(bx*c2) - float64(cx*b2)) / area
		return disc{p.x[a] + x, p.y[a] + y, square(x, y)}
	}
	widest := p.two(a, b)
	for _, d := range []disc{p.two(a, c), p.two(b, c)} {
		if d.r2 > widest.r2 {
			widest = d
		}
	}
	return widest
}

package cover

import "math"

// A disc may be moved to the centre of the smallest disc around the homes it covers: it still covers them, and stands within their convex
// hull. So a disc that covers home a need only stand within r of a and within the hull of the homes up to 2r from a. Where all of
// that region is within r of home b, whatever covers a covers b, and b is in a's shadow. Discs of Discs stand so, and it does not matter
// in which order homes are left out.

// shadow drops homes in the shadow of others until there are none.
func (p *plane) shadow() {
	for dropped := true; dropped; {
		dropped = false
		for i, gone := range p.gone {
			if !gone && p.cast(i) {
				dropped = true
			}
		}
	}
}

// caution is how much of r a home must be nearer than it needs to be, against rounding.
const caution = 1e-7

// cast drops the homes in the shadow of home i.
func (p *plane) cast(i int) (dropped bool) {
	hx, hy := p.hull(i)
	cx, cy := corners(hx, hy, p.r)
	limit := p.r * (1 - caution)
	p.near(i, limit, func(j int, dx, dy, d2 float64) {
		if j == i || !within(cx, cy, dx, dy, limit*limit) {
			return
		}
		d := math.Sqrt(d2)
		if inHull(hx, hy, float64(-dx/d*p.r), float64(-dy/d*p.r), p.r*p.r*caution) {
			return // the point of the rim that is farthest from j
		}
		p.gone[j], dropped = true, true
	})
	return dropped
}

func within(cx, cy []float64, x, y, limit2 float64) bool {
	for k := range cx {
		if square(cx[k]-x, cy[k]-y) > limit2 {
			return false
		}
	}
	return true
}

// hull is the convex hull of the homes up to 2r from home i, seen from i, counterclockwise (Andrew 1979).
func (p *plane) hull(i int) (hx, hy []float64) {
	var x, y []float64
	p.near(i, 2*p.r, func(_ int, dx, dy, _ float64) { x, y = append(x, dx), append(y, dy) })
	add := func(k, least int) {
		for n := len(hx); n >= least && cross(hx[n-2], hy[n-2], hx[n-1], hy[n-1], x[k], y[k]) <= 0; n-- {
			hx, hy = hx[:n-1], hy[:n-1]
		}
		hx, hy = append(hx, x[k]), append(hy, y[k])
	}
	for k := range x {
		add(k, 2)
	}
	for k, lower := len(x)-2, len(hx)+1; k >= 0; k-- {
		add(k, lower)
	}
	if n := len(hx); n > 1 {
		hx, hy = hx[:n-1], hy[:n-1]
	}
	return hx, hy
}

// cross is positive if c is to the left of the way from a to b.
func cross(ax, ay, bx, by, cx, cy float64) float64 {
	return float64((bx-ax)*(cy-ay)) - float64((by-ay)*(cx-ax))
}

// corners are the corners of the hull that are within r of the origin, and where its edges cross the circle.
func corners(hx, hy []float64, r float64) (cx, cy []float64) {
	for k := range hx {
		x, y := hx[k], hy[k]
		if square(x, y) <= r*r {
			cx, cy = append(cx, x), append(cy, y)
		}
		dx, dy := hx[(k+1)%len(hx)]-x, hy[(k+1)%len(hx)]-y
		a, b, c := square(dx, dy), float64(x*dx)+float64(y*dy), square(x, y)-float64(r*r)
		root := float64(b*b) - float64(a*c)
		if a == 0 || root < 0 {
			continue
		}
		root = math.Sqrt(root)
		for _, t := range [2]float64{(-b - root) / a, (-b + root) / a} {
			if t > -caution && t < 1+caution {
				cx, cy = append(cx, x+float64(t*dx)), append(cy, y+float64(t*dy))
			}
		}
	}
	return cx, cy
}

// inHull tells whether the point is in the hull, or outside by no more than slack in any cross product.
func inHull(hx, hy []float64, x, y, slack float64) bool {
	for k := range hx {
		n := (k + 1) % len(hx)
		if cross(hx[k], hy[k], hx[n], hy[n], x, y) < -slack {
			return false
		}
	}
	return true
}

package engine

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/geo"
	"jinlin/policy"
)

// refinings bounds the rounds of moving centres and dealing out homes anew.
const refinings = 50

// refine moves the centres of circles to where their homes have less to go, anywhere in the plane, and, where nothing but distance decides, deals the homes out anew
// (Cooper 1964), until nothing gets better. Circles at given sites stay.
//
// Homes that no circle holds join the nearest one that can take them where it stands now.
func (s *State) refine(rings []ring, homes []int32) {
	f, ok := s.flatten()
	if s.policy.Circles.Sites != policy.SitesPlane || !ok || len(rings) == 0 {
		return
	}
	x := refinery{State: s, f: f, rings: rings}
	for i := range rings {
		at := s.sites[rings[i].site]
		x.center = append(x.center, at.place)
		x.fixed = append(x.fixed, at.home == none && at.id != planeID(at.place.Point))
	}
	for range refinings {
		moved := false
		for i := range rings {
			moved = x.move(i) || moved
		}
		joined := x.takeIn(homes)
		if !joined && (!moved || !x.free() || !x.dealOut()) {
			break
		}
	}
	x.settle()
}

// A refinery holds circles while their centres move.
type refinery struct {
	*State
	f     flat
	rings []ring
	// center is where each circle stands by now, under the id of a site.
	center []geo.Place
	fixed  []bool
}

// settle makes sites of the places where circles ended up.
func (x *refinery) settle() {
	var points []orb.Point
	for i := range x.rings {
		if x.siteOf(SiteID(x.center[i].ID)) == none {
			points = append(points, x.center[i].Point)
		}
	}
	x.addPoints(points)
	for i := range x.rings {
		x.rings[i].site = x.siteOf(SiteID(x.center[i].ID))
	}
}

// free reports whether a home may be in whichever circle is nearest.
func (x *refinery) free() bool {
	p := &x.policy
	return p.Team.Min == 0 && p.Team.Max == 0 && !p.Circles.Diameter.Set && p.Circles.Min == 0 &&
		!slices.ContainsFunc(x.sites, func(s site) bool { return s.limited })
}

// worth is how far the homes of a circle have from a centre: the farthest first, under p-center; then in all. False if one is out of reach.
func (x *refinery) worth(i int, center geo.Place) (farthest, total int64, ok bool) {
	for _, h := range x.rings[i].homes {
		mm, way := x.ground.BetweenMM(center, x.homes[h].place)
		if !way || !x.policy.Circles.Radius.Holds(mm) {
			return 0, 0, false
		}
		farthest = max(farthest, mm)
		total += mm * x.times(h)
	}
	if x.policy.Circles.Objective != policy.ObjectiveCenter {
		farthest = 0
	}
	return farthest, total, true
}

// move takes a circle to the best of the places between where it stands and where its homes would have least to go.
func (x *refinery) move(i int) bool {
	if x.fixed[i] {
		return false
	}
	farthest, total, ok := x.worth(i, x.center[i])
	if !ok {
		return false
	}
	fx, fy := x.f.down(x.center[i].Point)
	tx, ty := x.goal(i, fx, fy)
	best := x.center[i]
	for _, part := range []float64{1, 0.75, 0.5, 0.25, 0.125} {
		at := planePlace(x.f.up(fx+float64((tx-fx)*part), fy+float64((ty-fy)*part)))
		if a, b, ok := x.worth(i, at); ok && (a < farthest || a == farthest && b < total) {
			best, farthest, total = at, a, b
		}
	}
	moved := !samePoint(best.Point, x.center[i].Point)
	x.center[i] = best
	return moved
}

// goal is where the homes of a circle would have least to go in all (Weiszfeld 1937), or, under p-center, the farthest of them (Badoiu,
// Clarkson 2003).
func (x *refinery) goal(i int, fx, fy float64) (float64, float64) {
	steps := 200
	if x.policy.Circles.Objective == policy.ObjectiveCenter {
		steps = 3000 // it nears its goal as 1 / steps
	}
	for step := range steps {
		var nx, ny, sum, far float64
		for _, h := range x.rings[i].homes {
			hx, hy := x.f.down(x.homes[h].Location)
			d := math.Sqrt(float64((hx-fx)*(hx-fx)) + float64((hy-fy)*(hy-fy)))
			if x.policy.Circles.Objective == policy.ObjectiveCenter {
				if d > far {
					far, nx, ny = d, hx, hy
				}
				continue
			}
			w := float64(x.times(h)) / max(d, 0.001)
			nx, ny, sum = nx+float64(w*hx), ny+float64(w*hy), sum+w
		}
		if x.policy.Circles.Objective == policy.ObjectiveCenter {
			fx, fy = fx+(nx-fx)/float64(step+2), fy+(ny-fy)/float64(step+2)
			continue
		}
		fx, fy = nx/sum, ny/sum
	}
	return fx, fy
}

// takeIn lets homes without a circle join the nearest that can take them; it reports whether one did.
func (x *refinery) takeIn(homes []int32) bool {
	held := make(map[int32]bool)
	for i := range x.rings {
		for _, h := range x.rings[i].homes {
			held[h] = true
		}
	}
	joined := false
	for _, h := range homes {
		if held[h] {
			continue
		}
		best, at := int64(math.MaxInt64), -1
		for i := range x.rings {
			mm, ok := x.ground.BetweenMM(x.center[i], x.homes[h].place)
			if ok && mm < best && x.policy.Circles.Radius.Holds(mm) && x.admits(i, h) {
				best, at = mm, i
			}
		}
		if at >= 0 {
			list := append(x.rings[at].homes, h)
			slices.Sort(list)
			x.rings[at].homes, joined = list, true
		}
	}
	return joined
}

// admits reports whether a circle stays valid with one more home, but for the radius.
func (x *refinery) admits(i int, h int32) bool {
	team, held := x.homes[h].residents, x.demand(h)
	for _, g := range x.rings[i].homes {
		team += x.homes[g].residents
		held += x.demand(g)
		if !x.together(g, h) {
			return false
		}
	}
	most := x.policy.Team.Max
	return (most == 0 || team <= most) && x.sites[x.rings[i].site].roomFor(held)
}

// dealOut gives every home to the nearest centre; false if that changes nothing, or would leave a circle empty.
func (x *refinery) dealOut() bool {
	homes := make([][]int32, len(x.rings))
	changed := false
	for i := range x.rings {
		for _, h := range x.rings[i].homes {
			best, at := int64(math.MaxInt64), i
			for k := range x.rings {
				mm, ok := x.ground.BetweenMM(x.center[k], x.homes[h].place)
				if ok && x.policy.Circles.Radius.Holds(mm) && (mm < best || mm == best && k == i) {
					best, at = mm, k
				}
			}
			homes[at] = append(homes[at], h)
			changed = changed || at != i
		}
	}
	if !changed || slices.ContainsFunc(homes, func(list []int32) bool { return len(list) == 0 }) {
		return false
	}
	for i := range x.rings {
		slices.Sort(homes[i])
		x.rings[i].homes = homes[i]
	}
	return true
}

// remeasure measures the homes of circles from where their centres are now.
func (s *State) remeasure(rings []ring) {
	for i := range rings {
		r := &rings[i]
		r.centerMM = make([]int64, len(r.homes))
		for k, h := range r.homes {
			r.centerMM[k], _ = s.ground.BetweenMM(s.sites[r.site].place, s.homes[h].place)
		}
	}
}

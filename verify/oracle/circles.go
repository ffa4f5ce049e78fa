package oracle

import (
	"slices"
	"sort"

	"jinlin/engine"
	"jinlin/policy"
)

// A Circles is a set of circles: the homes of each site.
type Circles map[engine.SiteID][]engine.HouseholdID

// A Vector is how good circles are, all to be minimised: counted and placed
// with the sign turned, circles lacking, shortfall, cost, what is placed beyond
// the target with the sign turned, new sites, farthest, distance.
type Vector [13]int64

// Where the claims of a plan stand in a Vector.
const (
	AtHeld      = 0
	AtShortfall = 7
	AtCost      = 8
	AtFarthest  = 11
	AtDistance  = 12
)

func (w World) site(id engine.SiteID) (place, bool) {
	for _, s := range w.sites() {
		if s.id == id {
			return s, true
		}
	}
	return place{}, false
}

func (w World) inRadius(s place, h engine.HouseholdID) bool {
	r := w.P.Policy.Circles.Radius
	d := w.mm(s.place(), w.at(h))
	return d != noWay && (!r.Set || d <= r.MM())
}

func (w World) apart(g, h engine.HouseholdID) bool {
	d := w.P.Policy.Circles.Diameter
	return d.Set && g != h && w.across(g, h) > d.MM()
}

// across is the longer of the ways between two homes.
func (w World) across(g, h engine.HouseholdID) int64 {
	return max(w.mm(w.at(g), w.at(h)), w.mm(w.at(h), w.at(g)))
}

// extends reports whether all homes are in the radius and the diameter.
func (w World) extends(s place, homes []engine.HouseholdID) bool {
	for _, h := range homes {
		if !w.inRadius(s, h) {
			return false
		}
		for _, g := range homes {
			if w.apart(g, h) {
				return false
			}
		}
	}
	return true
}

func (w World) valid(s place, homes []engine.HouseholdID) bool {
	n, most := len(w.team(homes)), w.P.Policy.Team.Max
	alive := len(homes) > 0 && (n > 0 || w.P.Policy.Team.Min == 0)
	return w.extends(s, homes) && alive && (most == 0 || n <= most) && (s.room < 0 || w.sizes(homes) <= s.room)
}

// holdable reports whether a valid circle of one or two homes holds the home.
func (w World) holdable(h engine.HouseholdID) bool {
	for _, s := range w.sites() {
		for _, g := range w.homes() {
			if w.valid(s, []engine.HouseholdID{h}) || w.valid(s, []engine.HouseholdID{g, h}) && g != h {
				return true
			}
		}
	}
	return false
}

// counted lists the homes that count in a circle.
func (w World) counted(homes []engine.HouseholdID) []engine.HouseholdID {
	var own, rest []engine.HouseholdID
	for _, h := range homes {
		if w.coverer(h) != "" {
			own = append(own, h)
		} else {
			rest = append(rest, h)
		}
	}
	sort.Slice(rest, func(a, b int) bool {
		x, y := w.home(rest[a]), w.home(rest[b])
		if x.Priority != y.Priority {
			return x.Priority > y.Priority
		}
		if w.weight(x.ID) != w.weight(y.ID) {
			return w.weight(x.ID) < w.weight(y.ID)
		}
		return x.ID < y.ID
	})
	capacity, sum := w.capacity(homes), 0
	for _, h := range rest {
		sum += w.weight(h)
		if sum > capacity {
			break
		}
		own = append(own, h)
	}
	return own
}

func (w World) capacity(homes []engine.HouseholdID) int {
	sum := 0
	for _, m := range w.team(homes) {
		sum += w.load(m).Max
	}
	return sum
}

func (w World) minima(homes []engine.HouseholdID) int {
	sum := 0
	for _, m := range w.team(homes) {
		sum += w.load(m).Min
	}
	return sum
}

func (w World) toLink(homes []engine.HouseholdID) int {
	sum := 0
	for _, h := range homes {
		if w.coverer(h) == "" {
			sum += w.weight(h)
		}
	}
	return sum
}

// Vector tells how good circles are.
func (w World) Vector(c Circles) Vector {
	var v Vector
	p := w.P.Policy
	stands := slices.ContainsFunc(w.sites(), func(s place) bool { return s.standing && w.reachesSome(s) })
	for id, homes := range c {
		s, _ := w.site(id)
		w.hold(&v, homes)
		for _, h := range homes {
			d := w.mm(s.place(), w.at(h))
			if p.Circles.Objective == policy.ObjectiveCenter {
				v[AtFarthest] = max(v[AtFarthest], d)
			}
			v[AtDistance] += w.times(h) * d
		}
		switch p.Circles.Objective {
		case policy.ObjectiveFewest:
			v[AtCost] += s.cost
		case policy.ObjectiveMedian:
			v[AtDistance] += s.cost
		}
		if stands && !s.standing {
			v[10]++
		}
	}
	v[6] = int64(max(p.Circles.Count-len(c), 0))
	if most := w.target(); most > 0 {
		v[9] = min(v[5]+most, 0)
		v[2], v[5] = max(v[2], -most), max(v[5], -most)
	}
	return v
}

// reachesSome reports whether a site reaches a home that can be held.
func (w World) reachesSome(s place) bool {
	return slices.ContainsFunc(w.holdables(), func(h engine.HouseholdID) bool { return w.inRadius(s, h) })
}

// hold adds what a circle holds, and what it falls short.
func (w World) hold(v *Vector, homes []engine.HouseholdID) {
	p := w.P.Policy
	for _, h := range homes {
		for k := 2 - w.home(h).Priority; k < 3; k++ {
			v[3+k] -= w.size(h)
			if p.Team.Min == 0 {
				v[k] -= w.size(h)
			}
		}
	}
	v[AtShortfall] += max(int64(p.Circles.Min)-w.sizes(homes), 0)
	if p.Team.Min == 0 {
		return
	}
	for _, h := range w.counted(homes) {
		for k := 2 - w.home(h).Priority; k < 3; k++ {
			v[k]--
		}
	}
	v[AtShortfall] += int64(max(p.Team.Min-len(w.team(homes)), 0))
	v[AtShortfall] += int64(max(w.minima(homes)-w.toLink(homes), 0))
}

// seated reports whether every required site has a circle.
func (w World) seated(c Circles) bool {
	for _, s := range w.sites() {
		if _, ok := c[s.id]; s.required && !ok {
			return false
		}
	}
	return true
}

// BestCircles tries every way to give each home a site or none. ok is false
// if there are no valid circles with all required sites.
func (w World) BestCircles() (best Vector, ok bool) {
	homes, sites := w.homes(), w.sites()
	now := Circles{}
	var try func(i int)
	try = func(i int) {
		if i == len(homes) {
			if w.seated(now) && w.allValid(now) {
				if v := w.Vector(now); !ok || slices.Compare(v[:], best[:]) < 0 {
					best, ok = v, true
				}
			}
			return
		}
		for _, s := range sites {
			was, had := now[s.id]
			now[s.id] = append(slices.Clone(was), homes[i])
			if w.extends(s, now[s.id]) {
				try(i + 1)
			}
			if now[s.id] = was; !had {
				delete(now, s.id)
			}
		}
		try(i + 1)
	}
	try(0)
	return best, ok
}

func (w World) allValid(c Circles) bool {
	if most := w.P.Policy.Circles.Count; most > 0 && len(c) > most {
		return false
	}
	for id, homes := range c {
		if s, known := w.site(id); !known || !w.valid(s, homes) {
			return false
		}
	}
	return true
}

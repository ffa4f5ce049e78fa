package oracle

import (
	"math"
	"math/big"
	"slices"
	"sort"

	"jinlin/engine"
	"jinlin/policy"
)

// circlesOf reads the circles of a plan; ok is false if two share a site or a
// site is not allowed.
func (w World) circlesOf(d *engine.Draft) (c Circles, ok bool) {
	c = Circles{}
	for _, x := range d.Circles {
		if _, known := w.site(x.Site); !known || c[x.Site] != nil {
			return c, false
		}
		c[x.Site] = homesOf(d, x.ID)
	}
	return c, true
}

// CirclesOf tells how good the circles of a plan are.
func (w World) CirclesOf(d *engine.Draft) Vector {
	c, _ := w.circlesOf(d)
	return w.Vector(c)
}

func (w World) holdables() []engine.HouseholdID {
	var ids []engine.HouseholdID
	for _, h := range w.homes() {
		if w.holdable(h) {
			ids = append(ids, h)
		}
	}
	return ids
}

func (w World) allPlaced(d *engine.Draft) bool {
	for _, h := range w.holdables() {
		if circleOf(d, h) == "" {
			return false
		}
	}
	return true
}

func (w World) mustPlaceAll(d *engine.Draft) bool { return w.target() == 0 && w.allPlaced(d) }

// joined reports whether two homes are in one part by themselves.
func (w World) joined(g, h engine.HouseholdID) bool {
	c := w.P.Policy.Circles
	if c.Radius.Set {
		for _, s := range w.sites() {
			if w.inRadius(s, g) && w.inRadius(s, h) {
				return true
			}
		}
		return false
	}
	return !w.apart(g, h)
}

// part names the part of each holdable home by its first home.
func (w World) parts() map[engine.HouseholdID]engine.HouseholdID {
	name := map[engine.HouseholdID]engine.HouseholdID{}
	all := w.holdables()
	for _, h := range all {
		name[h] = h
	}
	for range all {
		for _, g := range all {
			for _, h := range all {
				if w.joined(g, h) {
					name[g] = min(name[g], name[h])
					name[h] = name[g]
				}
			}
		}
	}
	return name
}

// heldBound is at most what circles can count and place (signs turned).
func (w World) heldBound() []int64 {
	b := make([]int64, 6)
	parts := w.parts()
	for _, first := range w.holdables() {
		var homes []engine.HouseholdID
		for _, h := range w.holdables() {
			if parts[h] == first {
				homes = append(homes, h)
			}
		}
		for k := range 3 {
			var weights []int
			for _, h := range homes {
				if w.home(h).Priority < 2-k {
					continue
				}
				b[3+k] -= w.size(h)
				if w.coverer(h) != "" {
					b[k]--
				} else {
					weights = append(weights, w.weight(h))
				}
			}
			sort.Ints(weights)
			sum := 0
			for _, x := range weights {
				if sum += x; sum <= w.capacity(homes) {
					b[k]--
				}
			}
		}
	}
	if rooms := w.rooms(); rooms != nil {
		sum := int64(0)
		for i, room := range rooms {
			if most := w.P.Policy.Circles.Count; most == 0 || i < most {
				sum += room
			}
		}
		for k := range 3 {
			b[3+k] = max(b[3+k], -sum)
		}
	}
	if w.P.Policy.Team.Min == 0 {
		copy(b, b[3:])
	}
	if most := w.target(); most > 0 {
		b[2], b[5] = max(b[2], -most), max(b[5], -most)
	}
	return b
}

// rooms lists the capacities of the sites that reach a home, largest first; nil
// if one has none.
func (w World) rooms() []int64 {
	rooms := []int64{}
	for _, s := range w.sites() {
		if !w.reachesSome(s) {
			continue
		}
		if s.room < 0 {
			return nil
		}
		rooms = append(rooms, s.room)
	}
	sort.Slice(rooms, func(a, b int) bool { return rooms[a] > rooms[b] })
	return rooms
}

func (w World) shortfallBound(d *engine.Draft) int64 {
	if !w.mustPlaceAll(d) || w.P.Policy.Team.Min == 0 {
		return 0
	}
	all := w.holdables()
	return int64(max(w.minima(all)-w.toLink(all), 0))
}

// together reports whether some site and the diameter admit both homes.
func (w World) together(g, h engine.HouseholdID) bool {
	for _, s := range w.sites() {
		if w.extends(s, []engine.HouseholdID{g, h}) {
			return true
		}
	}
	return false
}

// argued is how many circles an argument proves, -1 if it is no argument.
func (w World) argued(b engine.PartBound) int {
	parts := w.parts()
	for _, h := range b.Homes {
		if parts[h] == "" {
			return -1
		}
	}
	if len(b.Homes) == 0 {
		return -1
	}
	n := len(b.Homes)
	switch b.Kind {
	case engine.PartOne:
		return 1
	case engine.PartCapacity:
		need := w.sizes(w.inPartsOf(b))
		for i, room := range w.rooms() {
			if need -= room; need <= 0 {
				return i + 1
			}
		}
		if w.rooms() == nil {
			return -1
		}
		return len(w.rooms())
	case engine.PartTeam:
		if w.P.Policy.Team.Max == 0 {
			return -1
		}
		all := w.inPartsOf(b)
		return (len(w.team(all)) + w.P.Policy.Team.Max - 1) / w.P.Policy.Team.Max
	case engine.PartFar:
		for i := range b.Homes {
			for k := range i {
				if w.together(b.Homes[i], b.Homes[k]) {
					return -1
				}
			}
		}
		return n
	case engine.PartOdd:
		for i := range b.Homes {
			if n%2 == 0 || w.together(b.Homes[i], b.Homes[(i+1)%n]) {
				return -1
			}
		}
		return 3
	case engine.PartDual:
		return w.dualCircles(b)
	}
	return -1
}

// inPartsOf lists the homes of the parts that an argument names.
func (w World) inPartsOf(b engine.PartBound) []engine.HouseholdID {
	var all []engine.HouseholdID
	parts := w.parts()
	for h, part := range parts {
		if slices.ContainsFunc(b.Homes, func(g engine.HouseholdID) bool { return parts[g] == part }) {
			all = append(all, h)
		}
	}
	return all
}

func (w World) dualCircles(b engine.PartBound) int {
	if len(b.Weights) != len(b.Homes) || b.Most < 1 {
		return -1
	}
	u, sum := map[engine.HouseholdID]int64{}, int64(0)
	for i, h := range b.Homes {
		if _, twice := u[h]; twice || b.Weights[i] < 0 {
			return -1
		}
		u[h] = b.Weights[i]
		sum += u[h]
	}
	for _, s := range w.sites() {
		if w.worth(s, b.Homes, u) > b.Most*s.cost {
			return -1
		}
	}
	return int((sum + b.Most - 1) / b.Most)
}

// worth adds up what homes are worth at a site.
func (w World) worth(s place, homes []engine.HouseholdID, u map[engine.HouseholdID]int64) int64 {
	var seats []int64
	sum := int64(0)
	for _, h := range homes {
		if !w.inRadius(s, h) {
			continue
		}
		if len(w.team([]engine.HouseholdID{h})) > 0 {
			seats = append(seats, u[h])
		} else {
			sum += u[h]
		}
	}
	sort.Slice(seats, func(a, b int) bool { return seats[a] > seats[b] })
	for i, x := range seats {
		if most := w.P.Policy.Team.Max; most == 0 || i < most {
			sum += x
		}
	}
	if s.room >= 0 {
		sum = min(sum, w.packed(s, homes, u))
	}
	return sum
}

// packed fills the room of a site with unit pieces of the homes, the most worth
// first: a piece of home h is worth u(h) / size(h), added up exactly.
func (w World) packed(s place, homes []engine.HouseholdID, u map[engine.HouseholdID]int64) int64 {
	var pieces []*big.Rat
	for _, h := range homes {
		for range w.size(h) {
			if w.inRadius(s, h) && u[h] > 0 {
				pieces = append(pieces, big.NewRat(u[h], w.size(h)))
			}
		}
	}
	sort.Slice(pieces, func(a, b int) bool { return pieces[a].Cmp(pieces[b]) > 0 })
	sum := new(big.Rat)
	for i, x := range pieces {
		if int64(i) < s.room {
			sum.Add(sum, x)
		}
	}
	return new(big.Int).Quo(sum.Num(), sum.Denom()).Int64()
}

// countBound is the cost of circles that the arguments prove, -1 if one of
// them does not hold.
func (w World) countBound(d *engine.Draft) int64 {
	seats, sum := 0, int64(0)
	seatCost, cheapest := int64(0), int64(math.MaxInt64)
	for _, s := range w.sites() {
		if s.required {
			seats++
			seatCost += s.cost
		}
		if w.reachesSome(s) {
			cheapest = min(cheapest, s.cost)
		}
	}
	if cheapest == math.MaxInt64 {
		cheapest = 0
	}
	parts, used := w.parts(), map[engine.HouseholdID]bool{}
	alone := int64(0)
	for _, b := range d.Proof.Circles.Parts {
		if b.Kind == "seats" {
			if b.Bound > seats {
				return -1
			}
			if b.Bound == seats {
				alone = seatCost
			}
			continue
		}
		n := w.argued(b)
		if b.Bound > n || !w.mustPlaceAll(d) && b.Kind != engine.PartOne {
			return -1
		}
		mine := map[engine.HouseholdID]bool{}
		for _, h := range b.Homes {
			mine[parts[h]] = true
		}
		for part := range mine {
			if used[part] {
				return -1
			}
			used[part] = true
		}
		if b.Kind == engine.PartDual {
			sum += int64(max(b.Bound, 0))
		} else {
			sum += int64(max(b.Bound, 0)) * cheapest
		}
	}
	if p := w.P.Policy.Circles; p.Objective != policy.ObjectiveFewest {
		if len(d.Circles) == p.Count {
			return int64(p.Count)
		}
		return 0
	}
	if !w.mustPlaceAll(d) {
		sum = cheapest
	}
	return max(alone, sum)
}

func (w World) distanceBound(d *engine.Draft) int64 {
	homes := w.holdables()
	uneven := slices.ContainsFunc(homes, func(h engine.HouseholdID) bool { return w.size(h) != 1 })
	if !w.allPlaced(d) && uneven {
		return 0
	}
	v, placed := map[engine.HouseholdID]int64{}, 0
	var least []int64
	for _, r := range d.Homes {
		if !slices.Contains(homes, r.ID) {
			continue
		}
		if r.CirclePriceMM < 0 {
			return -1
		}
		if r.Circle != "" {
			placed++
		}
		v[r.ID] = r.CirclePriceMM
		least = append(least, r.CirclePriceMM)
	}
	slices.Sort(least)
	sum := int64(0)
	for _, x := range least[:placed] {
		sum += x
	}
	for _, x := range w.savings(d, homes, v) {
		sum -= x
	}
	return max(sum, 0)
}

// savings lists what the best sites save, as many as there may be circles.
func (w World) savings(d *engine.Draft, homes []engine.HouseholdID, v map[engine.HouseholdID]int64) []int64 {
	p := w.P.Policy.Circles
	most := len(d.Circles)
	var values []int64
	for _, s := range w.sites() {
		u := map[engine.HouseholdID]int64{}
		for _, h := range homes {
			if w.inRadius(s, h) {
				u[h] = max(v[h]-w.times(h)*w.mm(s.place(), w.at(h)), 0)
			}
		}
		value := w.worth(s, homes, u)
		if p.Objective == policy.ObjectiveMedian {
			value = max(value-s.cost, 0)
		}
		values = append(values, value)
		if p.Objective == policy.ObjectiveMedian && p.Count == 0 || p.Objective == policy.ObjectiveFewest && s.cost != 1 && w.reachesSome(s) {
			most = len(w.sites())
		}
	}
	sort.Slice(values, func(a, b int) bool { return values[a] > values[b] })
	return values[:min(most, len(values))]
}

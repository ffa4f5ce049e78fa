package verify

import (
	"fmt"
	"math/big"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// partSeats is the argument that every required site needs its own circle.
const partSeats engine.PartKind = "seats"

// most bounds the numbers of a certificate that are added up: sums of as many
// as there are homes stay exact.
const most = int64(1) << 44

// proveCircles checks the claim that no fewer circles hold the same homes.
func (j *judge) proveCircles() {
	p := &j.d.Proof.Circles
	if !j.circled() {
		j.judgeUnasked(StageCircles, p.Kind)
		return
	}
	c := claim{stage: StageCircles, kind: p.Kind, value: []int64{int64(p.Value)}, bound: []int64{int64(p.Bound)}, truth: []int64{j.circleCost()}}
	if p.Kind == engine.Kept {
		j.judgeKept(c, len(p.Parts))
		return
	}
	derived, sound := j.countBound(p.Parts)
	if j.policy.Circles.Objective != policy.ObjectiveFewest {
		derived = 0
		if len(j.d.Circles) == j.policy.Circles.Count {
			derived = int64(len(j.d.Circles)) // the number is given
		}
	}
	c.derived, c.unsound = []int64{derived}, !sound
	j.judgeClaim(c)
}

// circleCost adds up what the circles cost; under other objectives than
// fewest each counts 1.
func (j *judge) circleCost() int64 {
	if j.policy.Circles.Objective != policy.ObjectiveFewest {
		return int64(len(j.d.Circles))
	}
	sum := int64(0)
	for _, k := range j.siteOf {
		if k >= 0 {
			sum += j.sites[k].cost
		}
	}
	return sum
}

// cheapestSite is the least cost of a site that reaches a holdable home.
func (j *judge) cheapestSite() int64 {
	least := noLimit
	for k := range j.sites {
		if j.useful[k] {
			least = min(least, j.sites[k].cost)
		}
	}
	if least == noLimit {
		return 0
	}
	return least
}

// countBound adds up the arguments of the parts that hold. While some holdable
// home is not placed, all that is known is that there must be a circle.
func (j *judge) countBound(parts []engine.PartBound) (bound int64, sound bool) {
	sum, seats, sound := int64(0), int64(0), true
	cheapest := j.cheapestSite()
	partOf, used := j.partOf(), map[int]int{}
	for i := range parts {
		b := &parts[i]
		worth, why := j.argument(b, i, partOf, used)
		if why == "" && int64(b.Bound) > worth {
			why = fmt.Sprintf("it proves %d, and %d are claimed", worth, b.Bound)
		}
		switch {
		case why != "":
			j.add(Finding{Code: WrongPart}, "argument %d (%s) for the number of circles does not hold: %s", i+1, b.Kind, why)
			sound = false
		case b.Kind == partSeats:
			seats = max(seats, j.seatsCost(int64(b.Bound)))
		case b.Kind == engine.PartDual:
			sum += int64(max(b.Bound, 0))
		default:
			sum += int64(max(b.Bound, 0)) * cheapest
		}
	}
	if !j.mustPlaceAll() {
		sum = cheapest
	}
	return max(sum, seats), sound
}

// partOf numbers the part of each holdable home, -1 for the others.
func (j *judge) partOf() []int {
	of := make([]int, len(j.homes))
	for h := range of {
		of[h] = -1
	}
	for i, part := range j.parts() {
		for _, h := range part {
			of[h] = i
		}
	}
	return of
}

// argument returns how many circles an argument proves, or why it is none.
// Each part may be used by one argument.
func (j *judge) argument(b *engine.PartBound, i int, partOf []int, used map[int]int) (int64, string) {
	if b.Kind == partSeats {
		return j.requiredSites(), ""
	}
	homes, touched, why := j.argued(b, partOf)
	if why != "" {
		return 0, why
	}
	for part := range touched {
		if other, twice := used[part]; twice {
			return 0, fmt.Sprintf("argument %d is about the same part", other+1)
		}
		used[part] = i
	}
	if !j.mustPlaceAll() && b.Kind != engine.PartOne {
		return 0, "not every home that a circle can hold is in one, or need be"
	}
	return j.worth(b, homes, touched, partOf)
}

// argued returns the homes of an argument and the parts that they are in.
func (j *judge) argued(b *engine.PartBound, partOf []int) (homes []int, touched map[int]bool, why string) {
	touched = map[int]bool{}
	for _, id := range b.Homes {
		h, ok := j.homeAt[id]
		if !ok || partOf[h] < 0 {
			return nil, nil, fmt.Sprintf("no circle can hold home %q", id)
		}
		homes = append(homes, h)
		touched[partOf[h]] = true
	}
	if len(homes) == 0 {
		return nil, nil, "it names no home"
	}
	return homes, touched, ""
}

func (j *judge) worth(b *engine.PartBound, homes []int, touched map[int]bool, partOf []int) (int64, string) {
	switch b.Kind {
	case engine.PartOne:
		return 1, ""
	case engine.PartTeam:
		return j.teamsNeeded(touched, partOf)
	case engine.PartFar:
		return j.farHomes(homes)
	case engine.PartOdd:
		return j.oddRing(homes)
	case engine.PartDual:
		if j.anywhere() {
			return 0, "circles may be at other places than the sites"
		}
		return j.dual(b, homes)
	case engine.PartCapacity:
		return j.roomsNeeded(touched, partOf)
	}
	return 0, "the kind is not known"
}

// roomsNeeded is how many of the largest rooms it takes to hold the parts.
func (j *judge) roomsNeeded(touched map[int]bool, partOf []int) (int64, string) {
	rooms := j.rooms()
	if rooms == nil {
		return 0, "some site has no capacity"
	}
	size := int64(0)
	for h := range j.homes {
		if partOf[h] >= 0 && touched[partOf[h]] {
			size += j.size(h)
		}
	}
	for i, room := range rooms {
		if size -= room; size <= 0 {
			return int64(i) + 1, ""
		}
	}
	return int64(len(rooms)), ""
}

// seatsCost is what the required sites cost, if all of them are argued with.
func (j *judge) seatsCost(n int64) int64 {
	sum := int64(0)
	for k := range j.sites {
		if j.sites[k].required {
			sum += j.sites[k].cost
		}
	}
	if n < j.requiredSites() {
		return 0
	}
	return sum
}

func (j *judge) requiredSites() int64 {
	n := int64(0)
	for k := range j.sites {
		if j.sites[k].required {
			n++
		}
	}
	return n
}

// teamsNeeded divides the residents of the parts by the team maximum.
func (j *judge) teamsNeeded(touched map[int]bool, partOf []int) (int64, string) {
	if j.policy.Team.Max == 0 {
		return 0, "the policy has no team maximum"
	}
	n := 0
	for h := range j.homes {
		if partOf[h] >= 0 && touched[partOf[h]] {
			n += len(j.homes[h].anchored)
		}
	}
	return int64((n + j.policy.Team.Max - 1) / j.policy.Team.Max), ""
}

func (j *judge) farHomes(homes []int) (int64, string) {
	for i, g := range homes {
		for _, h := range homes[:i] {
			if g == h || j.together(g, h) {
				return 0, fmt.Sprintf("homes %q and %q fit one circle", j.homes[h].id, j.homes[g].id)
			}
		}
	}
	return int64(len(homes)), ""
}

func (j *judge) oddRing(homes []int) (int64, string) {
	if len(homes) < 3 || len(homes)%2 == 0 {
		return 0, fmt.Sprintf("a ring of %d homes is not odd", len(homes))
	}
	for i, g := range homes {
		h := homes[(i+1)%len(homes)]
		if g == h || j.together(g, h) {
			return 0, fmt.Sprintf("homes %q and %q fit one circle", j.homes[g].id, j.homes[h].id)
		}
	}
	return 3, ""
}

// dual checks the weights at every allowed site. O(homes * sites).
func (j *judge) dual(b *engine.PartBound, homes []int) (int64, string) {
	if len(b.Weights) != len(homes) || b.Most <= 0 {
		return 0, fmt.Sprintf("%d weights for %d homes, at most %d", len(b.Weights), len(homes), b.Most)
	}
	weight, sum := map[int]int64{}, int64(0)
	for i, h := range homes {
		if _, twice := weight[h]; twice || b.Weights[i] < 0 || b.Weights[i] > most {
			return 0, fmt.Sprintf("home %q is named twice or its weight %d is out of range", j.homes[h].id, b.Weights[i])
		}
		weight[h] = b.Weights[i]
		sum += b.Weights[i]
	}
	for k := range j.sites {
		most := b.Most
		if cost := j.sites[k].cost; cost != 1 {
			most = min(b.Most, noLimit/max(cost, 1)) * cost
		}
		if got := j.siteWorth(k, homes, func(h int) int64 { return weight[h] }); got > most {
			return 0, fmt.Sprintf("at site %q the weights add up to %d, over %d", j.sites[k].id, got, most)
		}
	}
	if sum == 0 {
		return 0, ""
	}
	return (sum-1)/b.Most + 1, ""
}

// siteWorth adds up what the homes within the radius of a site are worth: of
// those with residents, only as many of the largest as a team may have; at most
// what its room can hold of them.
func (j *judge) siteWorth(k int, homes []int, worth func(h int) int64) int64 {
	sum := int64(0)
	var seats []int64
	for _, h := range homes {
		switch {
		case !j.reach[h].has(k):
		case len(j.homes[h].anchored) > 0:
			seats = append(seats, worth(h))
		default:
			sum += worth(h)
		}
	}
	slices.SortFunc(seats, func(a, b int64) int { return -compareInt(a, b) })
	for _, w := range seats[:teamMax(j.policy, len(seats))] {
		sum += w
	}
	if j.sites[k].room != noLimit {
		sum = min(sum, j.packed(k, homes, worth))
	}
	return sum
}

// packed is the most that homes in reach of a site can be worth within its
// room if one of them may be split, rounded down (Dantzig 1957).
func (j *judge) packed(k int, homes []int, worth func(h int) int64) int64 {
	var in []int
	for _, h := range homes {
		if j.reach[h].has(k) && worth(h) > 0 {
			in = append(in, h)
		}
	}
	slices.SortStableFunc(in, func(a, b int) int {
		x, y := new(big.Int).Mul(big.NewInt(worth(a)), big.NewInt(j.size(b))), new(big.Int).Mul(big.NewInt(worth(b)), big.NewInt(j.size(a)))
		return y.Cmp(x)
	})
	sum, room := int64(0), j.sites[k].room
	for _, h := range in {
		if j.size(h) > room {
			part := new(big.Int).Mul(big.NewInt(worth(h)), big.NewInt(room))
			return sum + part.Quo(part, big.NewInt(j.size(h))).Int64()
		}
		sum += worth(h)
		room -= j.size(h)
	}
	return sum
}

func compareInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// proveDistance checks the claim that the homes are no nearer to the centres
// of as many circles. O(homes * sites) distances.
func (j *judge) proveDistance() {
	p := &j.d.Proof.Distance
	if !j.circled() {
		j.judgeUnasked(StageDistance, p.Kind)
		return
	}
	var e exact
	truth := int64(0)
	for h, c := range j.circleOf {
		if c >= 0 && j.siteOf[c] >= 0 {
			truth = e.add(truth, j.times(h)*j.fromSite(h, j.siteOf[c]))
		}
	}
	if j.policy.Circles.Objective == policy.ObjectiveMedian {
		for _, k := range j.siteOf {
			if k >= 0 {
				truth = e.add(truth, j.sites[k].cost)
			}
		}
	}
	c := claim{stage: StageDistance, kind: p.Kind, value: []int64{p.Value}, bound: []int64{p.Bound}, truth: []int64{truth}}
	if p.Kind == engine.Kept {
		j.judgeKept(c, 0)
		return
	}
	derived, sound := int64(0), !e.overflow
	if (j.allPlaced() || !j.uneven()) && !j.anywhere() {
		derived, sound = j.lagrangian()
	}
	c.derived, c.unsound = []int64{derived}, !sound
	j.judgeClaim(c)
}

// uneven reports whether homes differ in size.
func (j *judge) uneven() bool {
	return slices.ContainsFunc(j.holdables(), func(h int) bool { return j.size(h) != 1 })
}

// lagrangian derives the bound of the distances from the multipliers: as many
// of the least as homes are placed, less what the best sites save.
func (j *judge) lagrangian() (bound int64, sound bool) {
	sum, homes := int64(0), j.holdables()
	var prices []int64
	placed := 0
	for _, h := range homes {
		v := j.rows[h].CirclePriceMM
		if v < 0 || v > most {
			j.add(Finding{Code: WrongPrice, Household: j.homes[h].id}, "home %q has the multiplier %d; expected 0 to %d", j.homes[h].id, v, most)
			return 0, false
		}
		prices = append(prices, v)
		if j.circleOf[h] >= 0 {
			placed++
		}
	}
	slices.Sort(prices)
	for _, v := range prices[:placed] {
		sum += v
	}
	values := make([]int64, len(j.sites))
	for k := range j.sites {
		values[k] = j.siteWorth(k, homes, func(h int) int64 {
			return max(j.rows[h].CirclePriceMM-j.times(h)*j.fromSite(h, k), 0)
		})
		if j.policy.Circles.Objective == policy.ObjectiveMedian {
			values[k] = max(values[k]-j.sites[k].cost, 0)
		}
	}
	slices.SortFunc(values, func(a, b int64) int { return -compareInt(a, b) })
	for _, w := range values[:j.rivals(len(values))] {
		sum -= w
	}
	return max(sum, 0), true
}

// rivals is how many circles another plan that is as good before the distance
// may have.
func (j *judge) rivals(sites int) int {
	free := j.policy.Circles.Objective == policy.ObjectiveMedian && j.policy.Circles.Count == 0
	if j.policy.Circles.Objective == policy.ObjectiveFewest {
		for k := range j.sites {
			free = free || j.sites[k].cost != 1 && j.useful[k]
		}
	}
	if free {
		return sites
	}
	return min(len(j.d.Circles), sites)
}

// proveFarthest checks the claim about the farthest home, under p-center.
func (j *judge) proveFarthest() {
	p := &j.d.Proof.Farthest
	if !j.circled() || j.policy.Circles.Objective != policy.ObjectiveCenter {
		j.judgeUnasked(StageFarthest, p.Kind)
		return
	}
	truth := int64(0)
	for h, c := range j.circleOf {
		if c >= 0 && j.siteOf[c] >= 0 {
			truth = max(truth, j.fromSite(h, j.siteOf[c]))
		}
	}
	c := claim{stage: StageFarthest, kind: p.Kind, value: []int64{p.Value}, bound: []int64{p.Bound}, truth: []int64{truth}, derived: []int64{0}}
	if p.Kind == engine.Kept {
		j.judgeKept(c, 0)
		return
	}
	j.judgeClaim(c)
}

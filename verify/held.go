package verify

import (
	"cmp"
	"math"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// counts are numbers of homes, cumulative: of priority 2, of 2 and 1, of all.
type counts [3]int64

func (c *counts) add(priority int, size int64) {
	for k := 2 - priority; k < 3; k++ {
		c[k] += size
	}
}

// proveHeld checks the claim that no circles hold more homes.
func (j *judge) proveHeld() {
	p := &j.d.Proof.Held
	if !j.circled() {
		j.judgeUnasked(StageHeld, p.Kind)
		return
	}
	c := claim{stage: StageHeld, kind: p.Kind, each: true,
		value: turned(p.Counted, p.Placed), bound: turned(p.CountedBound, p.PlacedBound), truth: negated(j.held())}
	if p.Kind == engine.Kept {
		j.judgeKept(c, 0)
		return
	}
	c.derived = negated(j.heldBounds())
	j.judgeClaim(c)
}

func turned(a, b [3]int) []int64 {
	var v []int64
	for _, n := range append(a[:], b[:]...) {
		v = append(v, -max(int64(n), -math.MaxInt64))
	}
	return v
}

func negated(a, b counts) []int64 {
	return []int64{-a[0], -a[1], -a[2], -b[0], -b[1], -b[2]}
}

// held counts the homes in circles: those within the capacity of the members of each, and the sizes of all.
func (j *judge) held() (counted, placed counts) {
	for c := range j.homesIn {
		rest := make([]int, 0, len(j.homesIn[c]))
		for _, h := range j.homesIn[c] {
			placed.add(j.homes[h].priority, j.size(h))
			if j.ownHome(h) {
				counted.add(j.homes[h].priority, 1)
			} else {
				rest = append(rest, h)
			}
		}
		room := j.capacity(j.teamIn[c])
		slices.SortFunc(rest, func(a, b int) int {
			x, y := &j.homes[a], &j.homes[b]
			return cmp.Or(cmp.Compare(y.priority, x.priority), cmp.Compare(x.weight, y.weight), cmp.Compare(a, b))
		})
		for _, h := range rest {
			if room -= j.homes[h].weight; room < 0 {
				break
			}
			counted.add(j.homes[h].priority, 1)
		}
	}
	return j.enough(counted, placed)
}

// enough ends what is counted and placed at the target. Where circles need no member, what is placed counts.
func (s *scene) enough(counted, placed counts) (counts, counts) {
	if s.policy.Team.Min == 0 {
		counted = placed
	}
	if target := s.target(); target > 0 {
		counted[2], placed[2] = min(counted[2], target), min(placed[2], target)
	}
	return counted, placed
}

// target is the size that is enough to hold: the least whole number not below the share of all; 0 for all.
func (s *scene) target() int64 {
	share := s.policy.Circles.HoldPercent
	if share >= 100 {
		return 0
	}
	total := int64(0)
	for h := range s.homes {
		total += s.size(h)
	}
	return int64(math.Ceil(float64(float64(total)*share)/100 - 1e-9))
}

// ownHome reports whether the home counts in a circle without using capacity.
// Circles ignore locks, so a locked home does too.
func (s *scene) ownHome(h int) bool {
	return s.policy.OwnHome == policy.OwnCovered && len(s.homes[h].lives) > 0
}

// heldBounds derives at most how many homes circles can hold: in each part its
// own homes and as many of the lightest others as its residents have room for.
func (s *scene) heldBounds() (counted, placed counts) {
	for _, part := range s.parts() {
		var own counts
		room := int64(0)
		var weights [3][]int64
		for _, h := range part {
			x := &s.homes[h]
			placed.add(x.priority, s.size(h))
			room += s.capacityOf(x.anchored)
			if s.ownHome(h) {
				own.add(x.priority, 1)
				continue
			}
			for k := 2 - x.priority; k < 3; k++ {
				weights[k] = append(weights[k], x.weight)
			}
		}
		for k := range weights {
			counted[k] += own[k] + fitting(weights[k], room)
		}
	}
	if rooms := s.rooms(); rooms != nil {
		sum := total(rooms[:s.mostCircles(len(rooms))])
		for k := range placed {
			placed[k] = min(placed[k], sum)
		}
	}
	return s.enough(counted, placed)
}

// rooms lists the rooms of the sites that reach a holdable home, largest
// first; nil if one of them has no capacity.
func (s *scene) rooms() []int64 {
	rooms := make([]int64, 0, len(s.sites))
	if s.anywhere() {
		return nil
	}
	for k := range s.sites {
		if !s.useful[k] {
			continue
		}
		if s.sites[k].room == noLimit {
			return nil
		}
		rooms = append(rooms, s.sites[k].room)
	}
	slices.SortFunc(rooms, func(a, b int64) int { return cmp.Compare(b, a) })
	return rooms
}

func total(list []int64) int64 {
	var e exact
	sum := int64(0)
	for _, x := range list {
		sum = e.add(sum, x)
	}
	return sum
}

// mostCircles is how many of n sites can have a circle.
func (s *scene) mostCircles(n int) int {
	if most := s.policy.Circles.Count; most > 0 {
		return min(n, most)
	}
	return n
}

// fitting counts how many of the lightest weights fit into the room.
func fitting(weights []int64, room int64) int64 {
	slices.Sort(weights)
	for i, w := range weights {
		if room -= w; room < 0 {
			return int64(i)
		}
	}
	return int64(len(weights))
}

// proveShortfall checks the claim that circles miss their minima by no more
// than they must.
func (j *judge) proveShortfall() {
	p := &j.d.Proof.Shortfall
	if !j.circled() {
		j.judgeUnasked(StageShortfall, p.Kind)
		return
	}
	truth := int64(0)
	for c := range j.homesIn {
		truth += max(int64(j.policy.Circles.Min)-j.heldIn(c), 0)
		if j.policy.Team.Min == 0 {
			continue
		}
		truth += max(int64(j.policy.Team.Min-len(j.teamIn[c])), 0)
		truth += max(j.minima(j.teamIn[c])-j.weightToLink(j.homesIn[c]), 0)
	}
	c := claim{stage: StageShortfall, kind: p.Kind, value: []int64{p.Value}, bound: []int64{p.Bound}, truth: []int64{truth}}
	if p.Kind == engine.Kept {
		j.judgeKept(c, 0)
		return
	}
	derived := int64(0)
	if whole := j.holdables(); j.mustPlaceAll() && j.policy.Team.Min > 0 {
		for _, h := range whole {
			derived += j.minima(j.homes[h].anchored)
		}
		derived = max(derived-j.weightToLink(whole), 0)
	}
	c.derived = []int64{derived}
	j.judgeClaim(c)
}

func (s *scene) minima(team []int) int64 {
	sum := int64(0)
	for _, k := range team {
		sum += int64(s.members[k].load.Min)
	}
	return sum
}

func (s *scene) weightToLink(homes []int) int64 {
	sum := int64(0)
	for _, h := range homes {
		if !s.ownHome(h) {
			sum += s.homes[h].weight
		}
	}
	return sum
}

// holdables lists the homes that some valid circle can hold.
func (s *scene) holdables() []int {
	var all []int
	for h, ok := range s.holdable {
		if ok {
			all = append(all, h)
		}
	}
	return all
}

// mustPlaceAll reports whether every plan that is as good holds every holdable
// home, as this one does.
func (j *judge) mustPlaceAll() bool { return j.target() == 0 && j.allPlaced() }

// allPlaced reports whether every holdable home is in a circle.
func (j *judge) allPlaced() bool {
	for h, ok := range j.holdable {
		if ok && j.circleOf[h] < 0 {
			return false
		}
	}
	return true
}

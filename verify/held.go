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

func (c *counts) add(priority int) {
	for k := 2 - priority; k < 3; k++ {
		c[k]++
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

// held counts the homes in circles: those within the capacity of each, and all.
func (j *judge) held() (counted, placed counts) {
	for c := range j.homesIn {
		rest := make([]int, 0, len(j.homesIn[c]))
		for _, h := range j.homesIn[c] {
			placed.add(j.homes[h].priority)
			if j.ownHome(h) {
				counted.add(j.homes[h].priority)
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
			counted.add(j.homes[h].priority)
		}
	}
	return counted, placed
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
			placed.add(x.priority)
			room += s.capacityOf(x.anchored)
			if s.ownHome(h) {
				own.add(x.priority)
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
	return counted, placed
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
		truth += max(int64(j.policy.Team.Min-len(j.teamIn[c])), 0)
		truth += max(j.minima(j.teamIn[c])-j.weightToLink(j.homesIn[c]), 0)
	}
	c := claim{stage: StageShortfall, kind: p.Kind, value: []int64{p.Value}, bound: []int64{p.Bound}, truth: []int64{truth}}
	if p.Kind == engine.Kept {
		j.judgeKept(c, 0)
		return
	}
	derived := int64(0)
	if whole := j.holdables(); j.allPlaced() {
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

// allPlaced reports whether every holdable home is in a circle.
func (j *judge) allPlaced() bool {
	for h, ok := range j.holdable {
		if ok && j.circleOf[h] < 0 {
			return false
		}
	}
	return true
}

package verify

import (
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// proveCenters checks what is claimed of the centres and of their mentors.
func (j *judge) proveCenters() {
	p := &j.d.Proof.Centers
	stages := []string{StageCenterCount, StageCenterRanks, StageCenterOut, StageCenterMissing, StageCenterDistance}
	claims := []*engine.BoundProof{&p.Number, &p.Ranks, &p.Out, &p.Missing, &p.Distance}
	if !j.gathered() {
		for i, x := range claims {
			j.judgeUnasked(stages[i], x.Kind)
		}
		j.proveMentors()
		return
	}
	truth, e := j.centerValues(), exact{}
	derived := j.centerBounds(truth, &e)
	if e.overflow {
		j.add(Finding{Code: TooLarge}, "the multipliers or distances of the centres are too large to be re-checked")
	}
	for i, x := range claims {
		c := claim{
			stage: stages[i], kind: x.Kind, value: []int64{x.Value}, bound: []int64{x.Bound}, truth: truth[i : i+1], derived: derived[i : i+1],
			unsound: e.overflow,
		}
		if x.Kind == engine.Kept {
			j.judgeKept(c, 0)
			continue
		}
		if i < 2 && truth[i] != derived[i] {
			j.add(Finding{Code: WrongCenters}, "stage %s comes to %d; there can be %d", stages[i], truth[i], derived[i])
		}
		j.judgeClaim(c)
	}
	j.proveMentors()
}

// centerValues recomputes the aims of the choice: how many centres, their ranks,
// members without one, what centres lack, the distance.
func (j *judge) centerValues() []int64 {
	v := make([]int64, 5)
	v[0] = int64(len(j.d.Centers))
	for c, k := range j.center.member {
		if k < 0 {
			continue
		}
		rank, _ := j.candidate(k)
		v[1] += int64(rank)
		v[3] += max(int64(j.policy.Centers.MembersMin-j.center.size[c]), 0)
	}
	for _, k := range j.eligible {
		c := j.center.of[k]
		if c < 0 {
			v[2]++
			continue
		}
		mm, _ := j.memberMM(j.center.member[c], k, j.policy.Centers.Reach)
		var e exact
		v[4] = e.add(v[4], mm)
	}
	return v
}

// wantedCenters is how many centres there shall be, given the ranks of all
// candidates, ascending.
func (j *judge) wantedCenters(ranks []int) int {
	n := j.policy.Centers.Count
	if people := len(j.eligible); n == 0 && people > 0 {
		n = max(people/max(j.policy.Centers.MembersMin, 1), 1)
	}
	return min(n, len(ranks))
}

// centerBounds derives what docs/model.md lets be derived, for plans that have
// the number and the ranks, and each aim given the truth of those before.
func (j *judge) centerBounds(truth []int64, e *exact) []int64 {
	var ranks []int
	for _, k := range j.eligible {
		if r, ok := j.candidate(k); ok {
			ranks = append(ranks, r)
		}
	}
	slices.Sort(ranks)
	n := j.wantedCenters(ranks)
	b := make([]int64, 5)
	b[0] = int64(n)
	for _, r := range ranks[:n] {
		b[1] += int64(r)
	}
	x := centerRelaxation{judge: j, e: e, left: n, is: make([]bool, len(j.members))}
	if n > 0 {
		for _, k := range j.eligible {
			if r, ok := j.candidate(k); ok && r < ranks[n-1] {
				x.sure, x.is[k] = append(x.sure, k), true
			} else if ok && r == ranks[n-1] {
				x.open = append(x.open, k)
			}
		}
		x.left -= len(x.sure)
	}
	b[2], b[3] = max(x.leastOut(n), x.coverOut()), x.leastMissing(n, truth[2])
	p := &j.d.Proof.Centers
	x.out, x.missing, x.least, x.ways = max(p.OutPriceMM, 0), max(p.MissingPriceMM, 0), j.policy.Centers.MembersMin, true
	x.of = func(k int) int64 { return j.servers[k].CenterPriceMM }
	sum := x.dual()
	sum = e.add(sum, -e.mul(max(p.OutPriceMM, 0), truth[2]))
	sum = e.add(sum, -e.mul(max(p.MissingPriceMM, 0), truth[3]))
	b[4] = max(sum, 0)
	return b
}

// A centerRelaxation derives bounds for the choice of some centres: those that are
// sure, and so many others of those that are open.
type centerRelaxation struct {
	*judge
	e          *exact
	sure, open []int
	is         []bool // of each member, whether he is sure
	left       int

	// What the relaxation counts: the multiplier of each member, the prices of a member out and of one missing, the minimum, and whether ways count.
	of           func(k int) int64
	out, missing int64
	least        int
	ways         bool
}

// coverOut is how many members are without a centre at least, by the multipliers for that.
func (x *centerRelaxation) coverOut() int64 {
	scale := x.d.Proof.Centers.OutScale
	if scale < 1 {
		return 0
	}
	x.out, x.missing, x.least, x.ways = scale, 0, 0, false
	x.of = func(k int) int64 { return x.servers[k].CenterOutPrice }
	sum := x.dual()
	if sum <= 0 {
		return 0
	}
	return (sum-1)/scale + 1
}

// leastOut counts the members whom no possible centre reaches, or for whom the centres have no room.
func (x *centerRelaxation) leastOut(n int) int64 {
	all := slices.Concat(x.sure, x.open)
	lost := int64(0)
	for _, k := range x.eligible {
		if !slices.ContainsFunc(all, func(c int) bool { _, ok := x.memberMM(c, k, x.policy.Centers.Reach); return ok }) {
			lost++
		}
	}
	if most := x.policy.Centers.MembersMax; most > 0 {
		lost = max(lost, int64(len(x.eligible)-n*most))
	}
	return lost
}

// leastMissing adds up what centres lack at least if so many members have none.
func (x *centerRelaxation) leastMissing(n int, out int64) int64 {
	least := int64(x.policy.Centers.MembersMin)
	var lacks []int64
	sum := int64(0)
	for i, c := range slices.Concat(x.sure, x.open) {
		size := int64(1)
		for _, k := range x.eligible {
			if _, ok := x.memberMM(c, k, x.policy.Centers.Reach); ok && k != c && !x.is[k] {
				size++
			}
		}
		if most := int64(x.policy.Centers.MembersMax); most > 0 {
			size = min(size, most)
		}
		if lack := max(least-size, 0); i < len(x.sure) {
			sum += lack
		} else {
			lacks = append(lacks, lack)
		}
	}
	slices.Sort(lacks)
	for _, lack := range lacks[:x.left] {
		sum += lack
	}
	return max(sum, least*int64(n)-int64(len(x.eligible))+out, 0)
}

// dual adds up the multipliers, each at most the price of a member without a centre, less the values of the centres that are sure and of the
// best others.
func (x *centerRelaxation) dual() int64 {
	sum := int64(0)
	for _, k := range x.eligible {
		sum = x.e.add(sum, x.multiplier(k))
	}
	var others []int64
	for i, c := range slices.Concat(x.sure, x.open) {
		if value := x.worth(c); i < len(x.sure) {
			sum = x.e.add(sum, -value)
		} else {
			others = append(others, value)
		}
	}
	slices.Sort(others)
	for _, value := range others[len(others)-x.left:] {
		sum = x.e.add(sum, -value)
	}
	return sum
}

func (x *centerRelaxation) multiplier(k int) int64 {
	return min(x.of(k), x.out)
}

// worth is the value of a centre: its own multiplier and, seat by seat, what the members in reach leave of theirs.
func (x *centerRelaxation) worth(c int) int64 {
	var gains []int64
	for _, k := range x.eligible {
		if mm, ok := x.memberMM(c, k, x.policy.Centers.Reach); ok && k != c && !x.is[k] {
			if !x.ways {
				mm = 0
			}
			gains = append(gains, x.e.add(x.multiplier(k), -mm))
		}
	}
	slices.Sort(gains)
	slices.Reverse(gains)
	value := x.multiplier(c)
	for seat := 1; ; seat++ {
		needed := seat < x.least
		filled := seat <= len(gains) && (x.policy.Centers.MembersMax == 0 || seat < x.policy.Centers.MembersMax)
		switch {
		case filled && needed:
			value = x.e.add(value, max(gains[seat-1], -x.missing))
		case filled && gains[seat-1] > 0:
			value = x.e.add(value, gains[seat-1])
		case needed:
			value = x.e.add(value, -x.missing)
		default:
			return value
		}
	}
}

// proveMentors checks the claim of the mentors by weak duality.
func (j *judge) proveMentors() {
	claimed := &j.d.Proof.Centers.Mentors
	if !j.mentoring() {
		j.judgeUnasked(StageMentors, claimed.Kind)
		return
	}
	tiers := []policy.Tier{policy.TierUnserved0, policy.TierShortfall, policy.TierDistance}
	proven := claimed.Kind != engine.Unchecked && claimed.Kind != engine.Kept
	if !slices.Equal(claimed.Tiers, tiers) || len(claimed.Value) != len(tiers) || proven && len(claimed.Bound) != len(tiers) {
		j.add(Finding{Code: WrongTiers}, "stage %s has the tiers %v with %d values and %d bounds; expected %v", StageMentors, claimed.Tiers, len(claimed.Value), len(claimed.Bound), tiers)
		j.noteStage(StageMentors, claimed.Kind, "", false)
		return
	}
	c := claim{stage: StageMentors, kind: claimed.Kind, value: claimed.Value, bound: claimed.Bound, truth: j.mentorValue()}
	if claimed.Kind == engine.Kept {
		j.judgeKept(c, 0)
		return
	}
	var e exact
	c.derived = j.mentorDual(&e)
	c.unsound = c.derived == nil || e.overflow
	if c.unsound {
		c.derived = make([]int64, len(tiers))
		if proven {
			j.add(Finding{Code: PriceMissing}, "stage %s has no prices that can be re-checked", StageMentors)
		}
	}
	j.judgeClaim(c)
}

func (j *judge) mentorValue() []int64 {
	v := make([]int64, 3)
	for c, k := range j.center.mentor {
		if k < 0 {
			v[0]++
			continue
		}
		mm, _ := j.memberMM(k, j.center.member[c], policy.Limit{})
		v[2] += mm
	}
	for _, k := range j.eligible {
		if j.mentors(k) {
			v[1] += max(int64(j.policy.Centers.Mentors.Min-j.center.mentored[k]), 0)
		}
	}
	return v
}

// mentorDual is the least that any mentors can come to, by the prices in the plan; nil if some are missing.
func (j *judge) mentorDual(e *exact) []int64 {
	sum := make([]int64, 3)
	for _, center := range j.center.member {
		best := []int64{1, 0, 0}
		for _, k := range j.eligible {
			if !j.mentors(k) || k == center || center < 0 || len(j.servers[k].MentorPrice) != 3 {
				continue
			}
			if mm, ok := j.memberMM(k, center, policy.Limit{}); ok {
				cost := slices.Clone(j.servers[k].MentorPrice)
				cost[2] = e.add(cost[2], mm)
				if slices.Compare(cost, best) < 0 {
					best = cost
				}
			}
		}
		e.addTo(sum, best, 1)
	}
	for _, k := range j.eligible {
		if !j.mentors(k) {
			continue
		}
		price := j.servers[k].MentorPrice
		if len(price) != 3 {
			return nil
		}
		var best []int64
		for y := range min(j.policy.Centers.Mentors.Max, len(j.center.member)) + 1 {
			cost := []int64{0, max(int64(j.policy.Centers.Mentors.Min-y), 0), 0}
			e.addTo(cost, price, -int64(y))
			if best == nil || slices.Compare(cost, best) < 0 {
				best = cost
			}
		}
		e.addTo(sum, best, 1)
	}
	return sum
}

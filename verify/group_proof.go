package verify

import (
	"math"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// proveGroups recomputes what the groups are worth, derives the bounds of
// docs/model.md again, and checks every reason that is given.
func (j *judge) proveGroups() {
	p := &j.d.Proof.Groups
	if !j.grouped() {
		j.judgeUnasked(StageGroups, p.Kind)
		return
	}
	c := claim{stage: StageGroups, kind: p.Kind, each: true,
		value: []int64{p.Violation, p.Spread, p.Compactness}, bound: []int64{p.ViolationBound, p.SpreadBound, p.CompactnessBound},
		truth: j.groupValues()}
	if p.Kind == engine.Kept {
		j.keptGroups(c, len(p.Reasons))
		return
	}
	pieces := j.groups.near.pieces(all(len(j.homes)))
	c.derived = j.groupsAtLeast(pieces)
	if !j.drawn() {
		j.add(Finding{Code: ProofUnasked}, "given groups have a proof of kind %q; expected kept", p.Kind)
	}
	j.judgeClaim(c)
	j.checkGroupCount(pieces)
	for _, r := range p.Reasons {
		if why := j.wrongReason(&r, pieces); why != "" {
			j.add(Finding{Code: WrongGroupReason}, "the reason %q does not show that groups cannot be as asked: %s", r.Kind, why)
		}
	}
}

// keptGroups is judgeKept for groups, which may also be given.
func (j *judge) keptGroups(c claim, reasons int) {
	before := len(j.report.Findings)
	j.judgeValue(&c)
	if j.drawn() && !j.frozen() {
		j.add(Finding{Code: KeptUnasked}, "drawn groups are said to be kept; they are only in a plan that followed another and was not resited")
	}
	if reasons > 0 || slices.ContainsFunc(c.bound, func(n int64) bool { return n != 0 }) {
		j.add(Finding{Code: FalseBound}, "groups are said to be kept, with bounds %v and %d reasons; expected none", c.bound, reasons)
	}
	j.noteStage(c.stage, c.kind, c.kind, before == len(j.report.Findings))
}

func all(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// groupValues are violation, spread and compactness of the plan.
func (j *judge) groupValues() []int64 {
	g := j.groups
	least, most := j.groupBounds()
	v := make([]int64, 3)
	low, high := int64(math.MaxInt64), int64(0)
	for i, size := range g.size {
		if len(g.homes[i]) == 0 {
			continue
		}
		low, high = min(low, size), max(high, size)
		v[0] += max(least-size, 0)
		if most >= 0 {
			v[0] += max(size-most, 0)
		}
		if j.policy.Groups.Compactness == policy.CompactDistance {
			v[2] += g.total[i]
		}
	}
	if j.policy.Groups.Balance == policy.GroupBalanceSpread {
		v[1] = max(high-low, 0)
	}
	if j.policy.Groups.Compactness == policy.CompactCut {
		for h := range g.near.near {
			for k, o := range g.near.near[h] {
				if o < h && g.of[o] != g.of[h] {
					v[2] += g.near.border[h][k]
				}
			}
		}
	}
	return v
}

// groupsAtLeast are the bounds that follow from the pieces of the area and the
// number of groups in each.
func (j *judge) groupsAtLeast(pieces [][]int) []int64 {
	g := j.groups
	least, most := j.groupBounds()
	v := make([]int64, 3)
	low, high := int64(math.MaxInt64), int64(0)
	for _, piece := range pieces {
		size, heavy := j.sizes(piece, most)
		v[0] += max(heavy, misfit(size, least, most))
		in := map[int]bool{}
		var borders []int64
		for _, h := range piece {
			in[g.of[h]] = true
			for k, o := range g.near.near[h] {
				if o < h {
					borders = append(borders, g.near.border[h][k])
				}
			}
		}
		k := int64(len(in))
		low, high = min(low, size/k), max(high, (size+k-1)/k)
		slices.Sort(borders)
		for _, b := range borders[:min(len(borders), len(in)-1)] {
			v[2] += b
		}
	}
	if v[1] = max(high-low, 0); j.policy.Groups.Balance != policy.GroupBalanceSpread {
		v[1] = 0
	}
	if j.policy.Groups.Compactness != policy.CompactCut {
		v[2] = 0
	}
	return v
}

// sizes adds up the sizes of homes, and what single ones are above most.
func (j *judge) sizes(homes []int, most int64) (size, heavy int64) {
	for _, h := range homes {
		size += j.sizeOf(h)
		if most >= 0 {
			heavy += max(j.sizeOf(h)-most, 0)
		}
	}
	return size, heavy
}

// misfit is the least that groups of so much in all are outside their bounds,
// whatever their number.
func misfit(size, least, most int64) int64 {
	if most < 0 {
		return max(least-size, 0)
	}
	if most == 0 {
		return max(size, least-size)
	}
	// The fewest groups that are not too large, or one less: more are only
	// farther below their minimum, less farther above their maximum.
	k := max((size+most-1)/most, 1)
	out := max(k*least-size, 0)
	if k > 1 {
		out = min(out, max((k-1)*least-size, size-(k-1)*most))
	}
	return out
}

// checkGroupCount checks that there are as many groups as were asked for, unless
// a reason says why not.
func (j *judge) checkGroupCount(pieces [][]int) {
	want := j.policy.Groups.Count
	if !j.drawn() || want == 0 || len(j.homes) == 0 {
		return
	}
	want = min(max(want, len(pieces)), len(j.homes))
	if got := len(j.d.Groups); got != want {
		j.add(Finding{Code: WrongGroupCount}, "the plan has %d groups; %d were asked for, and %d pieces with %d homes can have %d", got, j.policy.Groups.Count, len(pieces), len(j.homes), want)
	}
}

// wrongReason says what is wrong with a reason, "" if it holds.
func (j *judge) wrongReason(r *engine.GroupReason, pieces [][]int) string {
	least, most := j.groupBounds()
	total, _ := j.sizes(all(len(j.homes)), -1)
	count := int64(j.policy.Groups.Count)
	switch r.Kind {
	case engine.GroupsLight, engine.GroupsNoCount:
		piece, size := j.pieceOf(r, pieces)
		switch {
		case !piece:
			return "its homes are not a connected piece of the area"
		case size != r.Size:
			return "its homes count something else"
		case r.Kind == engine.GroupsLight:
			return unless(size < least, "they are enough for a group")
		}
		return unless(misfit(size, least, most) > 0, "some number of groups fits")
	case engine.GroupsHeavy:
		if len(r.Homes) != 1 {
			return "it does not name one home"
		}
		h, known := j.homeAt[r.Homes[0]]
		return unless(known && most >= 0 && j.sizeOf(h) == r.Size && r.Size > most, "the home is not larger than a group may be")
	case engine.GroupsFew:
		return unless(count > 0 && int(count) < len(pieces) && r.Pieces == len(pieces), "there are not more pieces than groups")
	case engine.GroupsMany:
		return unless(int(count) > len(j.homes) && r.Pieces == len(j.homes), "there are not fewer homes than groups")
	case engine.GroupsSumLight:
		return unless(count > 0 && total == r.Size && count*least > total, "the homes are enough for so many groups")
	case engine.GroupsSumHeavy:
		return unless(count > 0 && most >= 0 && total == r.Size && count*most < total, "the homes are not too many for so many groups")
	}
	return "it is of an unknown kind"
}

// pieceOf reports whether a reason names exactly the homes of one piece, and
// how much they count.
func (j *judge) pieceOf(r *engine.GroupReason, pieces [][]int) (bool, int64) {
	named := map[int]bool{}
	for _, id := range r.Homes {
		h, known := j.homeAt[id]
		if !known || named[h] {
			return false, 0
		}
		named[h] = true
	}
	for _, piece := range pieces {
		if len(piece) == len(named) && named[piece[0]] {
			size, _ := j.sizes(piece, -1)
			return !slices.ContainsFunc(piece, func(h int) bool { return !named[h] }), size
		}
	}
	return false, 0
}

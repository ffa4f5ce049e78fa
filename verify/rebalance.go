package verify

import (
	"jinlin/engine"
)

// frozen reports whether circles and teams stand as they did in the plan
// before, repaired where they had to be.
func (j *judge) frozen() bool { return j.d.Rebalance != nil && !j.d.Rebalance.Resited }

// limited reports whether the number of voluntary changes was limited.
func (j *judge) limited() bool {
	return j.d.Rebalance != nil && j.d.Rebalance.Mode == engine.RebalanceAtMost
}

// checkRebalance counts the changes and checks what the plan says of them.
func (j *judge) checkRebalance() {
	j.layKept()
	r := j.d.Rebalance
	if r == nil {
		for _, x := range j.rows {
			if x.Before != "" {
				j.add(Finding{Code: BeforeUnasked, Household: x.ID, Member: x.Before}, "home %q is said to have had the member %q before; the plan was made anew", x.ID, x.Before)
			}
		}
		return
	}
	if r.Mode != engine.RebalanceLeast && r.Mode != engine.RebalanceAtMost || r.MaxChanges < 0 {
		j.add(Finding{Code: WrongMode}, "the mode is %q with at most %d changes; expected least, or at_most and not less than 0", r.Mode, r.MaxChanges)
	}
	voluntary, forced := j.changes()
	if r.Voluntary != voluntary || r.Forced != forced {
		j.add(Finding{Code: WrongChanges}, "the plan is said to have %d voluntary and %d forced changes; it has %d and %d", r.Voluntary, r.Forced, voluntary, forced)
	}
	if most := j.limit(); j.limited() && int64(voluntary) > most {
		j.add(Finding{Code: TooManyChanges}, "the plan has %d voluntary changes; at most %d are allowed (%d asked for)", voluntary, most, r.MaxChanges)
	}
	j.report.Voluntary, j.report.Forced = voluntary, forced
}

// layKept finds the member before whom each free home may keep.
func (j *judge) layKept() {
	j.keeps = make([]int, len(j.homes))
	for h := range j.keeps {
		j.keeps[h] = -1
		if j.d.Rebalance == nil || !j.free(h) || j.rows[h].Before == "" {
			continue
		}
		if k := j.number(j.rows[h].Before); k >= 0 && j.allowed(j.border, h, k) {
			j.keeps[h] = k
		}
	}
}

// changes counts the homes with a member before and another, or nobody, now:
// those that may keep him, and the others.
func (j *judge) changes() (voluntary, forced int) {
	for h := range j.homes {
		r := &j.rows[h]
		switch {
		case r.Before == "" || r.Before == r.Member:
		case j.keeps[h] >= 0:
			voluntary++
		default:
			forced++
		}
	}
	return voluntary, forced
}

// limit is how many voluntary changes are allowed: as many as were asked for,
// or as many as it takes for the members to have room, each keeping the
// lightest homes.
func (j *judge) limit() int64 {
	if !j.limited() {
		return 0
	}
	mine := make([][]int64, len(j.members))
	for h, k := range j.keeps {
		if k >= 0 {
			mine[k] = append(mine[k], j.homes[h].weight)
		}
	}
	leave := int64(0)
	for k, weights := range mine {
		room := int64(j.members[k].load.Max) - j.members[k].fixedLoad()
		leave += int64(len(weights)) - fitting(weights, room)
	}
	return max(leave, int64(j.d.Rebalance.MaxChanges))
}

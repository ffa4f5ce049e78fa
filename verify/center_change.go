package verify

import (
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// checkCentersKept checks that centres which stand as they did are those of
// before wherever these may still be centres, and that members did not leave
// them without need.
func (f *follower) checkCentersKept() {
	if !f.gathered() || !f.centersKept() || f.before.Policy.Centers.By != policy.CentersChosen {
		return
	}
	heir := map[engine.MemberID]int{} // of each standing centre, that of the plan with its number
	for i := range f.standing.Centers {
		x := &f.standing.Centers[i]
		c := slices.IndexFunc(f.d.Centers, func(y engine.Center) bool { return y.Number == x.Number })
		heir[x.Member] = c
		if k := f.number(x.Member); k >= 0 && (c < 0 || f.center.member[c] != k) {
			if _, ok := f.candidate(k); ok {
				f.add(Finding{Code: CenterGivenUp, Member: x.Member}, "member %q was centre %d and could still be it", x.Member, x.Number)
			}
		}
	}
	for c := range f.d.Centers {
		x := &f.d.Centers[c]
		if !slices.ContainsFunc(f.standing.Centers, func(y engine.Center) bool { return y.Number == x.Number }) {
			f.add(f.atCenter(CenterGivenUp, c), "centre %q has number %d; the centres stand, and none had that", x.Member, x.Number)
		}
	}
	f.checkCenterStays(heir)
}

// checkCenterStays checks that members stayed with their centre or with whoever took its place, but where it has too many.
func (f *follower) checkCenterStays(heir map[engine.MemberID]int) {
	for i := range f.standing.Members {
		r := &f.standing.Members[i]
		c, was := heir[r.Center]
		k := f.number(r.ID)
		if !was || r.Center == "" || c < 0 || k < 0 || !f.members[k].eligible || f.center.member[c] < 0 || f.center.of[k] == c {
			continue
		}
		if _, ok := f.memberMM(f.center.member[c], k, f.policy.Centers.Reach); !ok || slices.Contains(f.center.member, k) {
			continue
		}
		if f.policy.Centers.MembersMax == 0 || f.center.size[c] < f.policy.Centers.MembersMax {
			f.add(Finding{Code: LeftCenter, Member: r.ID}, "member %q left centre %q, which could keep him", r.ID, f.d.Centers[c].Member)
		}
	}
}

package engine

import (
	"cmp"
	"context"
	"slices"

	"jinlin/policy"
)

// centersAfter lets the centres follow: they stand, repaired where they must be, unless they are to be made anew; see docs/model.md, "Change".
func (s *State) centersAfter(ctx context.Context, d *Draft, t *transition, o Options) error {
	old := t.old.stands.plan.d.Centers
	if s.policy.Centers.By != policy.CentersChosen || t.old.policy.Centers.By != policy.CentersChosen || len(old) == 0 || o.Resite {
		return s.centers(ctx, d, o)
	}
	k := &centerKeeper{State: s}
	k.takeOver(t)
	if k.replace(); len(k.g.member) == 0 {
		return s.centers(ctx, d, o)
	}
	k.release()
	k.join()
	s.claimKept(d, k.g)
	s.writeCenters(d, k.g)
	return ctx.Err()
}

// A centerKeeper mends the centres of the standing plan where it must.
type centerKeeper struct {
	*State
	g *gathering
	// size of each centre.
	size []int
	// is marks the members who are centres.
	is []bool
}

// takeOver leaves every member who still takes part with his centre, and every centre with its mentor. Centres whose member left have none for now.
func (k *centerKeeper) takeOver(t *transition) {
	plan := &t.old.stands.plan.d
	k.g = k.newGathering(len(plan.Centers))
	k.size, k.is = make([]int, len(plan.Centers)), make([]bool, len(k.members))
	at := make(map[MemberID]int32, len(plan.Centers))
	for i := range plan.Centers {
		x := &plan.Centers[i]
		at[x.Member] = int32(i)
		k.g.number[i], k.g.member[i] = x.Number, none
		if m, known := k.memberOf(x.Member); known {
			if _, ok := k.centerRank(m); ok && !k.is[m] {
				k.g.member[i], k.is[m] = m, true
			}
		}
		if m, known := k.memberOf(x.Mentor); known && x.Mentor != "" {
			k.g.mentor[i] = m
		}
	}
	for i := range plan.Members {
		c, ok := at[plan.Members[i].Center]
		if m := t.memberNow[i]; ok && m != none && k.members[m].eligible() {
			k.put(m, c, 0)
		}
	}
}

func (k *centerKeeper) put(m, c int32, mm int64) {
	k.g.of[m], k.g.mm[m] = c, mm
	k.size[c]++
}

// wayMM is how far a member is from another, by the rule of the stage.
func (k *centerKeeper) wayMM(from, to int32, limit policy.Limit) (int64, bool) {
	if from == to {
		return 0, true
	}
	x, y := &k.members[from], &k.members[to]
	if !x.located || !y.located {
		return max(limit.MM(), 0), true
	}
	mm, ok := k.ground.BetweenMM(x.place, y.place)
	return mm, ok && limit.Holds(mm)
}

// replace puts the best candidate among its members in the place of a centre that left: the best ranked, then the one within whose reach most of them are, then the
// one with the least total distance to those, then the lowest id. A centre without candidate ends.
func (k *centerKeeper) replace() {
	for c := range k.g.member {
		if k.g.member[c] == none {
			if m := k.successor(int32(c)); m != none {
				k.g.member[c], k.is[m] = m, true
			}
		}
	}
	now := make([]int32, len(k.g.member))
	kept := k.newGathering(0)
	kept.of, kept.mm = k.g.of, k.g.mm
	var size []int
	for c, m := range k.g.member {
		if now[c] = none; m == none {
			continue
		}
		now[c] = int32(len(kept.member))
		kept.number, kept.member = append(kept.number, k.g.number[c]), append(kept.member, m)
		kept.mentor, kept.mentorMM = append(kept.mentor, k.g.mentor[c]), append(kept.mentorMM, 0)
		size = append(size, k.size[c])
	}
	for m, c := range kept.of {
		if c != none {
			kept.of[m] = now[c]
		}
	}
	k.g, k.size = kept, size
}

func (k *centerKeeper) successor(c int32) int32 {
	best, bestRank, bestNear, bestSum := none, int64(0), 0, int64(0)
	for m := range k.g.of {
		rank, ok := k.centerRank(int32(m))
		if k.g.of[m] != c || !ok || k.is[m] {
			continue
		}
		near, sum := 0, int64(0)
		for o := range k.g.of {
			if k.g.of[o] != c {
				continue
			}
			if mm, ok := k.wayMM(int32(m), int32(o), k.policy.Centers.Reach); ok {
				near, sum = near+1, sum+mm
			}
		}
		if best == none || cmp.Or(cmp.Compare(rank, bestRank), cmp.Compare(bestNear, near), cmp.Compare(sum, bestSum)) < 0 {
			best, bestRank, bestNear, bestSum = int32(m), rank, near, sum
		}
	}
	return best
}

// release lets the members go who are beyond the reach of their centre, and, where it has more than it may have, the farthest (of several the last by id). A
// centre is its own member.
func (k *centerKeeper) release() {
	for c, m := range k.g.member {
		if was := k.g.of[m]; was != int32(c) {
			if was != none {
				k.size[was]--
			}
			k.put(m, int32(c), 0)
		}
	}
	for m, c := range k.g.of {
		if c == none {
			continue
		}
		mm, ok := k.wayMM(k.g.member[c], int32(m), k.policy.Centers.Reach)
		if k.g.mm[m] = mm; !ok {
			k.drop(int32(m))
		}
	}
	most := k.policy.Centers.MembersMax
	for c := range k.g.member {
		for most > 0 && k.size[c] > most {
			far := none
			for m := range k.g.of {
				if k.g.of[m] == int32(c) && int32(m) != k.g.member[c] && (far == none || k.g.mm[m] >= k.g.mm[far]) {
					far = int32(m)
				}
			}
			if far == none {
				break
			}
			k.drop(far)
		}
	}
}

func (k *centerKeeper) drop(m int32) {
	k.size[k.g.of[m]]--
	k.g.of[m], k.g.mm[m] = none, 0
}

// join gives the members without a centre the nearest one with room: the nearest pair first, then by member and number.
func (k *centerKeeper) join() {
	type offer struct {
		mm   int64
		m, c int32
	}
	var offers []offer
	for m, c := range k.g.of {
		if c != none || !k.members[m].eligible() {
			continue
		}
		for c := range k.g.member {
			if mm, ok := k.wayMM(k.g.member[c], int32(m), k.policy.Centers.Reach); ok {
				offers = append(offers, offer{mm, int32(m), int32(c)})
			}
		}
	}
	slices.SortFunc(offers, func(a, b offer) int {
		return cmp.Or(cmp.Compare(a.mm, b.mm), cmp.Compare(a.m, b.m), cmp.Compare(a.c, b.c))
	})
	most := k.policy.Centers.MembersMax
	for _, x := range offers {
		if k.g.of[x.m] == none && (most == 0 || k.size[x.c] < most) {
			k.put(x.m, x.c, x.mm)
		}
	}
	k.keepMentors()
}

// keepMentors leaves centres with their mentors while these may take them (of too many the nearest, then the lowest numbers), and gives the others the nearest mentor with room:
// the nearest pair first, then by number and mentor.
func (k *centerKeeper) keepMentors() {
	type offer struct {
		mm   int64
		c, m int32
	}
	var stay, offers []offer
	list, load := k.mentorList(), make(map[int32]int)
	for c, center := range k.g.member {
		was := k.g.mentor[c]
		k.g.mentor[c], k.g.mentorMM[c] = none, 0
		for _, m := range list {
			mm, ok := k.wayMM(m, center, policy.Limit{})
			if !ok || m == center {
				continue
			}
			offers = append(offers, offer{mm, int32(c), m})
			if m == was {
				stay = append(stay, offers[len(offers)-1])
			}
		}
	}
	for _, round := range [][]offer{stay, offers} {
		slices.SortFunc(round, func(a, b offer) int {
			return cmp.Or(cmp.Compare(a.mm, b.mm), cmp.Compare(a.c, b.c), cmp.Compare(a.m, b.m))
		})
		for _, x := range round {
			if k.g.mentor[x.c] == none && load[x.m] < k.policy.Centers.Mentors.Max {
				k.g.mentor[x.c], k.g.mentorMM[x.c] = x.m, x.mm
				load[x.m]++
			}
		}
	}
}

// claimKept claims what the centres come to, and nothing more.
func (s *State) claimKept(d *Draft, g *gathering) {
	c := &d.Proof.Centers
	c.claim(Kept)
	c.Mentors.Kind = NotSolved
	c.Number.Value = int64(len(g.member))
	size := make([]int64, len(g.member))
	for _, m := range g.member {
		rank, _ := s.centerRank(m)
		c.Ranks.Value += rank
	}
	for m, k := range g.of {
		switch {
		case k != none:
			size[k]++
			c.Distance.Value += g.mm[m]
		case s.members[m].eligible():
			c.Out.Value++
		}
	}
	for _, n := range size {
		c.Missing.Value += max(int64(s.policy.Centers.MembersMin)-n, 0)
	}
	if len(s.policy.Centers.Mentors.Titles) == 0 {
		return
	}
	value := make([]int64, len(mentorTiers))
	for k, m := range g.mentor {
		if m == none {
			value[0]++
		}
		value[2] += g.mentorMM[k]
	}
	before := len(d.Shortfalls)
	s.shortMentors(d, s.mentorList(), g)
	for _, x := range d.Shortfalls[before:] {
		value[1] += int64(x.Missing)
	}
	c.Mentors = LinkProof{Kind: Kept, Tiers: slices.Clone(mentorTiers), Value: value}
}

package oracle

import (
	"math/big"
	"slices"
	"sort"

	"jinlin/engine"
	"jinlin/policy"
)

// Gathered says who belongs to which centre, and who mentors it.
type Gathered struct {
	Center map[engine.MemberID]engine.MemberID
	Mentor map[engine.MemberID]engine.MemberID
}

func (w World) centers() *policy.Centers { return &w.P.Policy.Centers }

func (w World) gathers() bool { return w.centers().By == policy.CentersChosen }

func (w World) isMentor(m engine.MemberID) bool {
	return w.gathers() && w.excluded(m) == "" && slices.Contains(w.centers().Mentors.Titles, w.member(m).Title)
}

// rankOf is the rank of a candidate, -1 for others.
func (w World) rankOf(m engine.MemberID) int {
	if w.excluded(m) != "" || !w.resident(m) {
		return -1
	}
	if len(w.centers().Nominations) == 0 {
		return 0
	}
	return slices.Index(w.centers().Nominations, w.member(m).Nomination)
}

func (w World) candidates() []engine.MemberID {
	var ids []engine.MemberID
	for _, m := range w.eligibles() {
		if w.rankOf(m) >= 0 {
			ids = append(ids, m)
		}
	}
	return ids
}

// wanted is how many centres there are.
func (w World) wanted() int {
	n := w.centers().Count
	if all := len(w.eligibles()); n == 0 && all > 0 {
		n = max(1, all/w.centers().MembersMin)
	}
	return min(n, len(w.candidates()))
}

// apartMM is the way between two members within a limit, noWay beyond it.
func (w World) apartMM(from, to engine.MemberID, limit policy.Limit) int64 {
	a, known := w.where(from)
	b, there := w.where(to)
	switch {
	case from == to:
		return 0
	case known && there:
		if mm := w.mm(a, b); mm != noWay && limit.Holds(mm) {
			return mm
		}
		return noWay
	case limit.Set:
		return limit.MM()
	}
	return 0
}

func (w World) toCenterMM(center, m engine.MemberID) int64 {
	return w.apartMM(center, m, w.centers().Reach)
}

// choices lists every set of centres with the right number and ranks.
func (w World) choices() [][]engine.MemberID {
	all, n := w.candidates(), w.wanted()
	var sets [][]engine.MemberID
	best := -1
	for bits := range 1 << len(all) {
		var set []engine.MemberID
		sum := 0
		for i, m := range all {
			if bits>>i&1 == 1 {
				set = append(set, m)
				sum += w.rankOf(m)
			}
		}
		switch {
		case len(set) != n:
		case best < 0 || sum < best:
			best, sets = sum, [][]engine.MemberID{set}
		case sum == best:
			sets = append(sets, set)
		}
	}
	return sets
}

// CenterValue is what the aims come to for some centres: members without one, what centres lack, the distance; ok is false if it may not be so.
func (w World) CenterValue(set []engine.MemberID, of map[engine.MemberID]engine.MemberID) (v [3]int64, ok bool) {
	size := map[engine.MemberID]int{}
	for _, m := range w.eligibles() {
		c, has := of[m]
		switch {
		case slices.Contains(set, m) && c != m:
			return v, false
		case !has:
			v[0]++
		case !slices.Contains(set, c) || w.toCenterMM(c, m) == noWay:
			return v, false
		default:
			size[c]++
			v[2] += w.toCenterMM(c, m)
		}
	}
	for _, c := range set {
		if most := w.centers().MembersMax; most > 0 && size[c] > most {
			return v, false
		}
		v[1] += int64(max(w.centers().MembersMin-size[c], 0))
	}
	return v, true
}

// BestCenters tries every choice of centres and every way to give members to them.
func (w World) BestCenters() [3]int64 {
	var best [3]int64
	found := false
	people := w.eligibles()
	for _, set := range w.choices() {
		of := map[engine.MemberID]engine.MemberID{}
		var walk func(i int)
		walk = func(i int) {
			if i == len(people) {
				if v, ok := w.CenterValue(set, of); ok && (!found || slices.Compare(v[:], best[:]) < 0) {
					best, found = v, true
				}
				return
			}
			delete(of, people[i])
			walk(i + 1)
			for _, c := range set {
				of[people[i]] = c
				walk(i + 1)
			}
			delete(of, people[i])
		}
		walk(0)
	}
	return best
}

// MentorValue is what the mentors of some centres come to; ok is false if it may not be so.
func (w World) MentorValue(set []engine.MemberID, mentor map[engine.MemberID]engine.MemberID) (v []int64, ok bool) {
	v = make([]int64, 3)
	load := map[engine.MemberID]int{}
	for _, c := range set {
		m, has := mentor[c]
		if !has {
			v[0]++
			continue
		}
		mm := w.apartMM(m, c, policy.Limit{})
		if !w.isMentor(m) || m == c || mm == noWay {
			return v, false
		}
		load[m]++
		v[2] += mm
	}
	for _, m := range w.eligibles() {
		if load[m] > w.centers().Mentors.Max {
			return v, false
		}
		if w.isMentor(m) {
			v[1] += int64(max(w.centers().Mentors.Min-load[m], 0))
		}
	}
	return v, true
}

// BestMentors tries every way to give mentors to centres.
func (w World) BestMentors(set []engine.MemberID) []int64 {
	var best []int64
	mentor := map[engine.MemberID]engine.MemberID{}
	var walk func(i int)
	walk = func(i int) {
		if i == len(set) {
			if v, ok := w.MentorValue(set, mentor); ok && (best == nil || slices.Compare(v, best) < 0) {
				best = v
			}
			return
		}
		delete(mentor, set[i])
		walk(i + 1)
		for _, m := range w.eligibles() {
			mentor[set[i]] = m
			walk(i + 1)
		}
		delete(mentor, set[i])
	}
	walk(0)
	return best
}

// GatheredIn reads the centres of a plan, in its order.
func GatheredIn(d *engine.Draft) (set []engine.MemberID, g Gathered) {
	g = Gathered{map[engine.MemberID]engine.MemberID{}, map[engine.MemberID]engine.MemberID{}}
	for _, c := range d.Centers {
		set = append(set, c.Member)
		if c.Mentor != "" {
			g.Mentor[c.Member] = c.Mentor
		}
	}
	for _, m := range d.Members {
		if m.Center != "" {
			g.Center[m.ID] = m.Center
		}
	}
	return set, g
}

// tiers judges the centres of a plan and their mentors.
func (j *judge) tiers() {
	set, g := GatheredIn(j.d)
	if !j.gathers() {
		j.say(len(set) == 0 && len(g.Center) == 0, "centres unasked")
		for _, m := range j.d.Members {
			j.say(m.CenterMM == 0, "distance of %s to no centre", m.ID)
		}
		return
	}
	sorted := slices.Clone(set)
	slices.Sort(sorted)
	for i, m := range sorted {
		ok := j.member(m) != nil && j.rankOf(m) >= 0 && (i == 0 || sorted[i-1] != m)
		if j.say(ok, "centre %s", m); !ok {
			return
		}
	}
	for m := range g.Center {
		j.say(j.excluded(m) == "", "centre of %s, who takes no part", m)
	}
	value, ok := j.CenterValue(set, g.Center)
	if j.say(ok, "members of centres"); !ok {
		return
	}
	for _, m := range g.Mentor {
		if j.say(j.member(m) != nil, "mentor %s", m); j.member(m) == nil {
			return
		}
	}
	mentored, ok := j.MentorValue(set, g.Mentor)
	if j.say(ok, "mentors"); !ok {
		return
	}
	j.centerRows(g)
	j.centerNumbers()
	j.centerClaims(set, value)
	j.mentorClaim(set, mentored)
}

// centerRows judges the figures.
func (j *judge) centerRows(g Gathered) {
	for _, m := range j.d.Members {
		want := int64(0)
		if c, has := g.Center[m.ID]; has {
			want = j.toCenterMM(c, m.ID)
		}
		j.say(m.CenterMM == want, "distance of %s to his centre", m.ID)
	}
	for _, c := range j.d.Centers {
		want := engine.Center{Number: c.Number, Member: c.Member, Mentor: c.Mentor}
		if c.Mentor != "" {
			want.MentorMM = j.apartMM(c.Mentor, c.Member, policy.Limit{})
		}
		for m, of := range g.Center {
			if of != c.Member {
				continue
			}
			want.Members++
			want.TotalMM += j.toCenterMM(of, m)
			want.RadiusMM = max(want.RadiusMM, j.toCenterMM(of, m))
			for h, to := range LinksOf(j.d) {
				if to == m {
					want.Homes++
					want.Weight += j.weight(h)
				}
			}
		}
		j.say(c == want, "figures of centre %s: %+v is %+v", c.Member, c, want)
	}
}

func (j *judge) centerNumbers() {
	order := slices.Clone(j.d.Centers)
	seen := map[int]bool{}
	for _, c := range order {
		j.say(c.Number > 0 && !seen[c.Number], "number of centre %s", c.Member)
		seen[c.Number] = true
	}
	if j.d.Proof.Centers.Number.Kind == engine.Kept {
		return
	}
	sort.SliceStable(order, func(a, b int) bool {
		x, located := j.where(order[a].Member)
		y, there := j.where(order[b].Member)
		switch {
		case located != there:
			return located
		case located && x.Point != y.Point:
			return x.Point[0] < y.Point[0] || x.Point[0] == y.Point[0] && x.Point[1] < y.Point[1]
		}
		return order[a].Member < order[b].Member
	})
	for i, c := range order {
		j.say(c.Number == i+1, "number of centre %s", c.Member)
	}
}

// centerClaims judges the five claims of the choice.
func (j *judge) centerClaims(set []engine.MemberID, value [3]int64) {
	p := &j.d.Proof.Centers
	ranks := int64(0)
	for _, m := range set {
		ranks += int64(j.rankOf(m))
	}
	least := int64(0)
	if all := j.choices(); len(all) > 0 {
		for _, m := range all[0] {
			least += int64(j.rankOf(m))
		}
	}
	kept := p.Number.Kind == engine.Kept
	j.say(kept || len(set) == j.wanted(), "number of centres")
	j.say(p.Ranks.Kind == engine.Kept || ranks == least, "ranks of centres")
	out, missing := j.leastOut(), j.leastMissing(value[0])
	if p.OutScale > 0 {
		over := new(big.Rat).SetFrac64(j.centerDual(p.OutScale, 0, false, func(s *engine.Server) int64 { return s.CenterOutPrice }), p.OutScale)
		for over.Cmp(big.NewRat(out, 1)) > 0 {
			out++
		}
	}
	distance := max(j.centerDual(max(p.OutPriceMM, 0), max(p.MissingPriceMM, 0), true, func(s *engine.Server) int64 { return s.CenterPriceMM })-max(p.OutPriceMM, 0)*value[0]-max(p.MissingPriceMM, 0)*value[1], 0)
	for _, c := range []struct {
		name           string
		claim          engine.BoundProof
		truth, derived int64
	}{
		{"centres", p.Number, int64(len(set)), int64(j.wanted())}, {"centre ranks", p.Ranks, ranks, least}, {"members without centre", p.Out, value[0], out},
		{"members missing", p.Missing, value[1], missing}, {"distance to centres", p.Distance, value[2], distance},
	} {
		j.claim(c.name, c.claim.Kind, []int64{c.claim.Value}, []int64{c.claim.Bound}, []int64{c.truth}, []int64{c.derived}, false)
	}
}

// possible lists the members who may be a centre, and those who are one in any case: whose rank is better than the last one taken.
func (w World) possible() (some, sure []engine.MemberID) {
	for _, m := range w.candidates() {
		if r := w.rankOf(m); r < w.last() {
			some, sure = append(some, m), append(sure, m)
		} else if r == w.last() {
			some = append(some, m)
		}
	}
	return some, sure
}

// last is the rank of the worst ranked centre.
func (w World) last() int {
	last := -1
	if all := w.choices(); len(all) > 0 {
		for _, m := range all[0] {
			last = max(last, w.rankOf(m))
		}
	}
	return last
}

func (w World) leastOut() int64 {
	some, _ := w.possible()
	lost := 0
	for _, m := range w.eligibles() {
		if !slices.ContainsFunc(some, func(c engine.MemberID) bool { return w.toCenterMM(c, m) != noWay }) {
			lost++
		}
	}
	if most := w.centers().MembersMax; most > 0 {
		lost = max(lost, len(w.eligibles())-most*w.wanted())
	}
	return int64(lost)
}

// lack is what a centre must lack at least.
func (w World) lack(c engine.MemberID, sure []engine.MemberID) int {
	size := 1
	for _, m := range w.eligibles() {
		if m != c && !slices.Contains(sure, m) && w.toCenterMM(c, m) != noWay {
			size++
		}
	}
	if most := w.centers().MembersMax; most > 0 {
		size = min(size, most)
	}
	return max(w.centers().MembersMin-size, 0)
}

func (w World) leastMissing(out int64) int64 {
	_, sure := w.possible()
	best := -1
	for _, set := range w.choices() {
		sum := 0
		for _, c := range set {
			sum += w.lack(c, sure)
		}
		if best < 0 || sum < best {
			best = sum
		}
	}
	return max(int64(best), int64(w.wanted()*w.centers().MembersMin-len(w.eligibles()))+out, 0)
}

// centerDual is the least over all choices of the sum of the multipliers less the values of the centres.
// Without ways, minima do not count either.
func (j *judge) centerDual(out, missing int64, ways bool, price func(*engine.Server) int64) int64 {
	v := map[engine.MemberID]int64{}
	sum := int64(0)
	for i := range j.d.Members {
		m := &j.d.Members[i]
		if v[m.ID] = min(price(m), out); j.excluded(m.ID) == "" {
			sum += v[m.ID]
		}
	}
	_, sure := j.possible()
	best, found := int64(0), false
	for _, set := range j.choices() {
		total := sum
		for _, c := range set {
			total -= j.centerWorth(c, sure, v, missing, ways)
		}
		if !found || total < best {
			best, found = total, true
		}
	}
	return best
}

// centerWorth tries every number of members and takes the best of them.
func (j *judge) centerWorth(c engine.MemberID, sure []engine.MemberID, v map[engine.MemberID]int64, missing int64, ways bool) int64 {
	var gains []int64
	for _, m := range j.eligibles() {
		if mm := j.toCenterMM(c, m); m != c && !slices.Contains(sure, m) && mm != noWay {
			if !ways {
				mm = 0
			}
			gains = append(gains, v[m]-mm)
		}
	}
	sort.Slice(gains, func(a, b int) bool { return gains[a] > gains[b] })
	best, found := int64(0), false
	for n := range len(gains) + 1 {
		if most := j.centers().MembersMax; most > 0 && n+1 > most {
			break
		}
		total := v[c] - missing*int64(max(j.centers().MembersMin-n-1, 0))
		for _, g := range gains[:n] {
			total += g
		}
		if !found || total > best {
			best, found = total, true
		}
	}
	return best
}

// mentorClaim judges the claim of the mentors.
func (j *judge) mentorClaim(set []engine.MemberID, value []int64) {
	p := j.d.Proof.Centers.Mentors
	if len(j.centers().Mentors.Titles) == 0 {
		j.say(p.Kind == "not_solved" || p.Kind == "", "unasked claim")
		return
	}
	tiers := []policy.Tier{"unserved_0", "shortfall", "distance"}
	if j.say(slices.Equal(p.Tiers, tiers), "tiers of mentors"); !slices.Equal(p.Tiers, tiers) {
		return
	}
	if p.Kind == engine.Unchecked || p.Kind == engine.Kept {
		j.claim("mentors", p.Kind, p.Value, p.Bound, value, nil, false)
		return
	}
	q := map[engine.MemberID][]int64{}
	for _, s := range j.d.Members {
		if q[s.ID] = s.MentorPrice; j.isMentor(s.ID) && len(q[s.ID]) != 3 {
			j.say(false, "prices of mentor %s", s.ID)
			return
		}
	}
	dual := make([]int64, 3)
	for _, c := range set {
		best := []int64{1, 0, 0}
		for _, m := range j.eligibles() {
			if mm := j.apartMM(m, c, policy.Limit{}); j.isMentor(m) && m != c && mm != noWay {
				if cost := plus(q[m], []int64{0, 0, mm}, 1); slices.Compare(cost, best) < 0 {
					best = cost
				}
			}
		}
		dual = plus(dual, best, 1)
	}
	for _, m := range j.eligibles() {
		if !j.isMentor(m) {
			continue
		}
		var best []int64
		for y := 0; y <= len(set) && y <= j.centers().Mentors.Max; y++ {
			cost := plus([]int64{0, int64(max(j.centers().Mentors.Min-y, 0)), 0}, q[m], -int64(y))
			if best == nil || slices.Compare(cost, best) < 0 {
				best = cost
			}
		}
		dual = plus(dual, best, 1)
	}
	j.claim("mentors", p.Kind, p.Value, p.Bound, value, dual, false)
}

// plus returns a + k b.
func plus(a, b []int64, k int64) []int64 {
	sum := slices.Clone(a)
	for i := range sum {
		sum[i] += k * b[i]
	}
	return sum
}

// missedTiers adds the minima that the tiers miss to those that a plan must name: by kind and member.
func (j *judge) missedTiers(add func(engine.ShortfallKind, engine.MemberID, int)) {
	if !j.gathers() {
		return
	}
	set, g := GatheredIn(j.d)
	size, mentored := map[engine.MemberID]int{}, map[engine.MemberID]int{}
	for _, c := range g.Center {
		size[c]++
	}
	for _, m := range g.Mentor {
		mentored[m]++
	}
	asked := len(j.centers().Mentors.Titles) > 0
	for _, m := range j.eligibles() {
		if g.Center[m] == "" {
			add(engine.ShortfallMemberCenter, m, 1)
		}
		if missing := j.centers().Mentors.Min - mentored[m]; j.isMentor(m) && missing > 0 {
			add(engine.ShortfallMentorCenters, m, missing)
		}
	}
	for _, c := range set {
		if missing := j.centers().MembersMin - size[c]; missing > 0 {
			add(engine.ShortfallCenterMembers, c, missing)
		}
		if asked && g.Mentor[c] == "" {
			add(engine.ShortfallCenterMentor, c, 1)
		}
	}
}

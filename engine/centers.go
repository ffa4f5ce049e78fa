package engine

import (
	"cmp"
	"context"
	"slices"

	"jinlin/engine/internal/centers"
	"jinlin/engine/internal/siting"
	"jinlin/geo"
	"jinlin/policy"
)

// A gathering is the centres while the plan is made: members by number, in the order of the centres' numbers.
type gathering struct {
	number []int
	member []int32
	// of is the centre of each member, an index of member, none without; mm how far it is.
	of []int32
	mm []int64
	// mentor is who takes care of each centre, none without; mentorMM how far he is.
	mentor   []int32
	mentorMM []int64
}

// centers solves the stage anew: centres among the candidates, members to centres, centres to mentors.
func (s *State) centers(ctx context.Context, d *Draft, o Options) error {
	if s.policy.Centers.By != policy.CentersChosen {
		s.noCenters(d)
		return nil
	}
	people := s.eligibles()
	p, ranks, err := s.centerProblem(ctx, people)
	if err != nil {
		return err
	}
	solution, ok := centers.Solve(p, int64(s.policy.Centers.Effort)*1_000_000, func() bool { return ctx.Err() != nil })
	if !ok {
		return ctx.Err()
	}
	g := s.gather(people, p, &solution)
	s.claimCenters(d, people, p, ranks, &solution)
	if err := s.mentors(ctx, d, g, o); err != nil {
		return err
	}
	s.writeCenters(d, g)
	return nil
}

func (s *State) noCenters(d *Draft) {
	d.Proof.Centers.claim(NotSolved)
	d.Proof.Centers.Mentors.Kind = NotSolved
}

// centerRank is the place of a candidate's nomination in the list of the policy; false for members who are no candidates.
func (s *State) centerRank(m int32) (int64, bool) {
	x := &s.members[m]
	if !x.eligible() || !x.resident {
		return 0, false
	}
	list := s.policy.Centers.Nominations
	if len(list) == 0 {
		return 0, true
	}
	i := slices.Index(list, x.Nomination)
	return int64(i), i >= 0
}

// centerCount is how many centres there shall be.
func (s *State) centerCount(people, candidates int) int {
	n := s.policy.Centers.Count
	if n == 0 {
		n = max(people/max(s.policy.Centers.MembersMin, 1), min(people, 1))
	}
	return min(n, candidates)
}

// centerProblem writes the choice down on plain numbers: of the candidates those that the ranks leave, the best ranked as fixed. The ranks are those of all
// candidates, ascending.
func (s *State) centerProblem(ctx context.Context, people []int32) (*centers.Problem, []int64, error) {
	var ranks []int64
	for _, m := range people {
		if r, ok := s.centerRank(m); ok {
			ranks = append(ranks, r)
		}
	}
	slices.Sort(ranks)
	asked := &s.policy.Centers
	p := &centers.Problem{Members: len(people), Count: s.centerCount(len(people), len(ranks)), Min: int64(asked.MembersMin), Max: int64(asked.MembersMax)}
	var sites []int32
	for i, m := range people {
		r, ok := s.centerRank(m)
		if !ok || p.Count == 0 || r > ranks[p.Count-1] {
			continue
		}
		sites = append(sites, m)
		p.Sites, p.Fixed = append(p.Sites, int32(i)), append(p.Fixed, r < ranks[p.Count-1])
	}
	a, err := s.ways(ctx, sites, people, asked.Reach)
	p.Start, p.To, p.MM = a.Start, a.To, a.MM
	return p, ranks, err
}

// ways measures from members to members within a limit. To or from members without location it is exactly as far as the limit, or 0 without one.
func (s *State) ways(ctx context.Context, from, to []int32, limit policy.Limit) (geo.Arcs, error) {
	starts, _ := s.placesOf(from)
	ends, at := s.placesOf(to)
	found, err := s.ground.Arcs(ctx, starts, ends, limit.MM())
	if err != nil {
		return geo.Arcs{Start: []int32{0}}, err
	}
	a, row, nowhere := geo.Arcs{Start: []int32{0}}, 0, max(limit.MM(), 0)
	for _, m := range from {
		var near []int32
		var mm []int64
		if s.members[m].located {
			near, mm = found.Row(row)
			row++
		}
		for i, o := range to {
			switch {
			case !s.members[m].located || !s.members[o].located:
				a.To, a.MM = append(a.To, int32(i)), append(a.MM, nowhere)
			case len(near) > 0 && at[near[0]] == int32(i):
				a.To, a.MM = append(a.To, int32(i)), append(a.MM, mm[0])
				near, mm = near[1:], mm[1:]
			}
		}
		a.Start = append(a.Start, int32(len(a.To)))
	}
	return a, nil
}

// placesOf lists where the located members stand, and which of the list each of them is.
func (s *State) placesOf(list []int32) (places []geo.Place, at []int32) {
	for i, m := range list {
		if s.members[m].located {
			places, at = append(places, s.members[m].place), append(at, int32(i))
		}
	}
	return places, at
}

// gather numbers the centres from west to east.
func (s *State) gather(people []int32, p *centers.Problem, solution *centers.Solution) *gathering {
	g := s.newGathering(len(solution.Open))
	order := make([]int32, len(solution.Open))
	for k := range order {
		order[k] = int32(k)
	}
	center := func(k int32) int32 { return people[p.Sites[solution.Open[k]]] }
	slices.SortFunc(order, func(a, b int32) int { return s.westward(center(a), center(b)) })
	place := make([]int32, len(order))
	for i, k := range order {
		g.number[i], g.member[i], place[k] = i+1, center(k), int32(i)
	}
	for i, k := range solution.Of {
		if k == centers.None {
			continue
		}
		m := people[i]
		g.of[m] = place[k]
		if g.member[place[k]] != m {
			g.mm[m] = wayOf(p, solution.Open[k], int32(i))
		}
	}
	return g
}

// wayOf is how far a member is from a site within reach.
func wayOf(p *centers.Problem, site, i int32) int64 {
	a, b := p.Start[site], p.Start[site+1]
	k, _ := slices.BinarySearch(p.To[a:b], i)
	return p.MM[int(a)+k]
}

func (s *State) newGathering(n int) *gathering {
	g := &gathering{
		number: make([]int, n), member: make([]int32, n), mentor: make([]int32, n), mentorMM: make([]int64, n),
		of: make([]int32, len(s.members)), mm: make([]int64, len(s.members)),
	}
	for m := range g.of {
		g.of[m] = none
	}
	for k := range g.mentor {
		g.mentor[k] = none
	}
	return g
}

// westward orders members from west to east, then from south to north, then by id; those without location come last.
func (s *State) westward(a, b int32) int {
	x, y := &s.members[a], &s.members[b]
	if x.located != y.located {
		if x.located {
			return -1
		}
		return 1
	}
	if x.located {
		if c := cmp.Or(cmp.Compare(x.place.Point[0], y.place.Point[0]), cmp.Compare(x.place.Point[1], y.place.Point[1])); c != 0 {
			return c
		}
	}
	return cmp.Compare(a, b)
}

// claimCenters says what is known of the choice.
func (s *State) claimCenters(d *Draft, people []int32, p *centers.Problem, ranks []int64, solution *centers.Solution) {
	c := &d.Proof.Centers
	n := int64(len(solution.Open))
	sum := int64(0)
	for _, r := range ranks[:p.Count] {
		sum += r
	}
	c.Number, c.Ranks = BoundProof{Certified, n, int64(p.Count)}, BoundProof{Certified, sum, sum}
	v, b := solution.Value, solution.Bound
	c.Out, c.Missing = claim(v.Out, b.Out, siting.Claim{}), claim(v.Missing, b.Missing, siting.Claim{})
	c.Distance = claim(v.Distance, b.Distance, siting.Claim{Searched: solution.Searched})
	c.OutPriceMM, c.MissingPriceMM = solution.OutPrice, solution.MissingPrice
	c.OutScale = solution.CoverScale
	for i, m := range people {
		d.Members[m].CenterPriceMM = solution.Multiplier[i]
		if solution.Cover != nil {
			d.Members[m].CenterOutPrice = solution.Cover[i]
		}
	}
}

// writeCenters writes the centres and what they lack into the plan.
func (s *State) writeCenters(d *Draft, g *gathering) {
	asked := &s.policy.Centers
	list := make([]Center, len(g.member))
	at := make(map[MemberID]int32, len(s.members))
	for k, m := range g.member {
		list[k] = Center{Number: g.number[k], Member: s.members[m].ID, MentorMM: g.mentorMM[k]}
		if g.mentor[k] != none {
			list[k].Mentor = s.members[g.mentor[k]].ID
		}
	}
	for m, k := range g.of {
		switch {
		case k != none:
			at[s.members[m].ID] = k
			d.Members[m].Center, d.Members[m].CenterMM = list[k].Member, g.mm[m]
			list[k].Members++
			list[k].RadiusMM, list[k].TotalMM = max(list[k].RadiusMM, g.mm[m]), list[k].TotalMM+g.mm[m]
		case s.members[m].eligible():
			d.Shortfalls = append(d.Shortfalls, Shortfall{Kind: ShortfallMemberCenter, Member: s.members[m].ID, Missing: 1})
		}
	}
	for h := range d.Homes {
		x := &d.Homes[h]
		if k, ok := at[x.Member]; ok && x.State != HomeOwn {
			list[k].Homes++
			list[k].Weight += int(s.homes[h].weight)
		}
	}
	for k := range list {
		if missing := asked.MembersMin - list[k].Members; missing > 0 {
			d.Shortfalls = append(d.Shortfalls, Shortfall{Kind: ShortfallCenterMembers, Member: list[k].Member, Missing: missing})
		}
		if len(asked.Mentors.Titles) > 0 && list[k].Mentor == "" {
			d.Shortfalls = append(d.Shortfalls, Shortfall{Kind: ShortfallCenterMentor, Member: list[k].Member, Missing: 1})
		}
	}
	d.Centers = list
}

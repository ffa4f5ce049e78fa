package engine

import (
	"context"
	"slices"

	"jinlin/engine/internal/linking"
	"jinlin/geo"
	"jinlin/policy"
)

// mentorTiers are the aims of the mentors, one after the other.
var mentorTiers = []policy.Tier{policy.TierUnserved0, policy.TierShortfall, policy.TierDistance}

// mentorList lists the eligible members who mentor centres.
func (s *State) mentorList() []int32 {
	var list []int32
	for m := range s.members {
		if s.members[m].eligible() && slices.Contains(s.policy.Centers.Mentors.Titles, s.members[m].Title) {
			list = append(list, int32(m))
		}
	}
	return list
}

// mentors gives every centre a mentor: a transport problem, solved exactly. Nobody mentors the centre that he is himself.
func (s *State) mentors(ctx context.Context, d *Draft, g *gathering, o Options) error {
	if len(s.policy.Centers.Mentors.Titles) == 0 {
		d.Proof.Centers.Mentors.Kind = NotSolved
		return nil
	}
	list := s.mentorList()
	a, err := s.mentorWays(ctx, list, g.member)
	if err != nil {
		return err
	}
	bounds := &s.policy.Centers.Mentors
	p := &linking.Problem{Start: []int32{0}, Columns: []linking.Column{{Tier: 2}}, SkipCost: []linking.Vec{{1}}, Skip: make([]uint16, len(g.member)), ShortfallTier: 1}
	for range list {
		p.Servers = append(p.Servers, linking.Server{Max: int64(bounds.Max), Min: int64(bounds.Min)})
	}
	for k, m := range g.member {
		to, mm := a.Row(k)
		for i, j := range to {
			if list[j] != m {
				p.To, p.Columns[0].Cost = append(p.To, j), append(p.Columns[0].Cost, mm[i])
			}
		}
		p.Start = append(p.Start, int32(len(p.To)))
	}
	solution, ok := s.transport(ctx, p, linking.Options{NoProof: o.NoProof})
	if !ok {
		return ctx.Err()
	}
	for k, arc := range solution.Arc {
		if arc >= 0 {
			g.mentor[k], g.mentorMM[k] = list[p.To[arc]], p.Columns[0].Cost[arc]
		}
	}
	for j, m := range list {
		d.Members[m].MentorPrice = slices.Clone(solution.Price[j][:len(mentorTiers)])
	}
	d.Proof.Centers.Mentors = mentorProof(&solution, o)
	s.shortMentors(d, list, g)
	return nil
}

// mentorWays measures from mentors to centres: one row for each centre.
func (s *State) mentorWays(ctx context.Context, list, centers []int32) (geo.Arcs, error) {
	a, err := s.ways(ctx, list, centers, policy.Limit{})
	if err != nil {
		return geo.Arcs{}, err
	}
	return a.Turned(len(centers)), nil
}

func mentorProof(s *linking.Solution, o Options) LinkProof {
	n := len(mentorTiers)
	p := LinkProof{Kind: Certified, Tiers: slices.Clone(mentorTiers), Value: slices.Clone(s.Value[:n])}
	if o.NoProof {
		p.Kind = Unchecked
		return p
	}
	p.Bound = slices.Clone(s.Bound[:n])
	if s.Value != s.Bound {
		p.Kind = Bounded
	}
	return p
}

// shortMentors reports the mentors with fewer centres than they should have.
func (s *State) shortMentors(d *Draft, list []int32, g *gathering) {
	for _, m := range list {
		n := 0
		for _, x := range g.mentor {
			if x == m {
				n++
			}
		}
		if missing := s.policy.Centers.Mentors.Min - n; missing > 0 {
			d.Shortfalls = append(d.Shortfalls, Shortfall{Kind: ShortfallMentorCenters, Member: s.members[m].ID, Missing: missing})
		}
	}
}

package service

import (
	"fmt"

	"jinlin/engine"
)

// CenterFigures tell what centre households and their mentors amount to; all 0 without any.
type CenterFigures struct {
	Centers int `json:"centers"`
	// Members is over the members of centres, themselves counted, Homes over the homes linked to those.
	Members Spread `json:"members"`
	Homes   Spread `json:"homes"`
	// Out counts the eligible members without a centre.
	Out int `json:"out"`
	// DistanceM adds up the distances of members to their centres, DistanceBoundM is what it is at least by certificate or by search, FarthestM the largest of them.
	DistanceM      float64 `json:"distance_m"`
	DistanceBoundM float64 `json:"distance_bound_m"`
	FarthestM      float64 `json:"farthest_m"`
	// Mentored counts the centres with a mentor; Mentors is over the centres of those who mentor any.
	Mentored int    `json:"mentored"`
	Mentors  Spread `json:"mentors"`
}

// centerSample is what CenterFigures are made of.
type centerSample struct {
	members, homes, mentors []int
	out, mentored           int
	mm, boundMM, farthestMM int64
}

func (s *centerSample) add(plan engine.Plan) {
	mentors := map[engine.MemberID]int{}
	var order []engine.MemberID
	for c := range plan.Centers() {
		s.members, s.homes = append(s.members, c.Members), append(s.homes, c.Homes)
		s.mm, s.farthestMM = s.mm+c.TotalMM, max(s.farthestMM, c.RadiusMM)
		if c.Mentor == "" {
			continue
		}
		s.mentored++
		if mentors[c.Mentor]++; mentors[c.Mentor] == 1 {
			order = append(order, c.Mentor)
		}
	}
	for _, m := range order {
		s.mentors = append(s.mentors, mentors[m])
	}
	p := plan.Proof().Centers
	if s.boundMM = p.Distance.Bound; p.Distance.Kind == engine.Searched {
		s.boundMM = p.Distance.Value
	}
	for f := range plan.Shortfalls() {
		if f.Kind == engine.ShortfallMemberCenter {
			s.out++
		}
	}
}

func (s *centerSample) join(o *centerSample) {
	s.members, s.homes, s.mentors = append(s.members, o.members...), append(s.homes, o.homes...), append(s.mentors, o.mentors...)
	s.out += o.out
	s.mentored += o.mentored
	s.mm += o.mm
	s.boundMM += o.boundMM
	s.farthestMM = max(s.farthestMM, o.farthestMM)
}

func (s *centerSample) figures() CenterFigures {
	return CenterFigures{
		Centers: len(s.members), Members: spread(s.members), Homes: spread(s.homes), Out: s.out, Mentored: s.mentored, Mentors: spread(s.mentors),
		DistanceM: meters(s.mm), DistanceBoundM: meters(s.boundMM), FarthestM: meters(s.farthestMM),
	}
}

func (t *text) centers() {
	c := &t.s.Total.Centers
	if c.Centers == 0 && c.Out == 0 {
		return
	}
	t.line("%s", t.word.centers)
	t.row(t.word.centers, c.Centers, "")
	t.line("  %s "+t.word.spread, pad(t.word.centerMembers, column), c.Members.Min, c.Members.Median, c.Members.Max)
	t.line("  %s "+t.word.spread, pad(t.word.centerHomes, column), c.Homes.Min, c.Homes.Median, c.Homes.Max)
	if c.Out > 0 {
		t.row(t.word.centerOut, c.Out, "")
	}
	t.line("  %s "+t.word.toCenter, pad(t.word.center, column), c.DistanceM, c.DistanceBoundM, c.FarthestM)
	if c.Mentored > 0 {
		t.row(t.word.mentored, c.Mentored, fmt.Sprintf(t.word.mentors, c.Mentors.Min, c.Mentors.Max))
	}
	t.line("")
}

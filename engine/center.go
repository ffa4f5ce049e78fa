package engine

// A Center is a centre household (中心户) and the members around it.
type Center struct {
	// Number counts the centres of the area from west to east in the first plan, from 1.
	Number int
	Member MemberID
	// Members counts those who belong to it, itself included; Homes and Weight the homes linked to them.
	Members, Homes, Weight int
	// RadiusMM is the largest distance of a member, TotalMM the sum.
	RadiusMM, TotalMM int64
	// Mentor takes care of the centre, "" if nobody does; MentorMM lies between them.
	Mentor   MemberID
	MentorMM int64
}

// The shortfalls of the tiers. Each is named by a member: the centre, the member, or the mentor.
const (
	// ShortfallCenterMembers: a centre has fewer members than policy.Centers.MembersMin.
	ShortfallCenterMembers ShortfallKind = "center_members"
	// ShortfallMemberCenter: an eligible member has no centre.
	ShortfallMemberCenter ShortfallKind = "member_center"
	// ShortfallMentorCenters: a mentor has fewer centres than policy.Mentors.Min.
	ShortfallMentorCenters ShortfallKind = "mentor_centers"
	// ShortfallCenterMentor: a centre has no mentor.
	ShortfallCenterMentor ShortfallKind = "center_mentor"
)

// A CenterProof claims what the choice of centres comes to, aim by aim, each given the ones before: see docs/model.md, "Centres". Distance is bounded with the
// multipliers Server.CenterPriceMM and with OutPriceMM and MissingPriceMM, the prices of a member without a centre and of one that a centre lacks.
type CenterProof struct {
	// Number is how many centres there are, Bound how many there should be; Ranks adds up the ranks of their nominations, Out counts members without a
	// centre, Missing adds up what centres lack.
	Number, Ranks, Out, Missing, Distance BoundProof
	OutPriceMM, MissingPriceMM            int64
	// OutScale is what Server.CenterOutPrice is counted in; 0 where the bound of Out needs no multipliers.
	OutScale int64
	// Mentors claims the least of centres without a mentor, of what mentors lack, and of the distance between them.
	Mentors LinkProof
}

// Kind is that of the weakest claim of the choice: bounded, then unchecked, searched, kept, certified; "" where nothing is said.
func (p *CenterProof) Kind() ProofKind {
	kind := p.Number.Kind
	for _, weaker := range []ProofKind{Kept, Searched, Unchecked, Bounded} {
		for _, c := range p.all() {
			if c.Kind == weaker {
				kind = weaker
			}
		}
	}
	return kind
}

// all lists the claims of the choice.
func (p *CenterProof) all() []*BoundProof {
	return []*BoundProof{&p.Number, &p.Ranks, &p.Out, &p.Missing, &p.Distance}
}

// claim gives all claims of the choice one kind.
func (p *CenterProof) claim(kind ProofKind) {
	for _, c := range p.all() {
		c.Kind = kind
	}
}

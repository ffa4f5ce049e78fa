package policy

// Proposer tells which side of the two-way choice proposes; where no two are equally wanted, it gets the best that any stable choice has for it.
type Proposer string

const (
	// ProposeNone: there is no two-way choice.
	ProposeNone Proposer = "none"
	// ProposeHomes: homes ask members.
	ProposeHomes Proposer = "homes"
	// ProposeMembers: members ask homes.
	ProposeMembers Proposer = "members"
)

// Unlisted tells what becomes of a pair that a list leaves out.
type Unlisted string

const (
	// UnlistedRefused: who has a list takes nobody else, and who has none takes all who list him, the nearest first. Pairs that neither
	// side lists are left to the links.
	UnlistedRefused Unlisted = "refused"
	// UnlistedLast: after those in the list everybody else follows, the nearest first.
	UnlistedLast Unlisted = "last"
)

// PairRule tells how firm the pairs of a two-way choice are.
type PairRule string

const (
	// PairsFirm: what was chosen stays, and minima get what is left.
	PairsFirm PairRule = "firm"
	// PairsYielding: pairs give way where homes would stay unserved or minima short, as few as can be; each pair that then would rather
	// be together is told.
	PairsYielding PairRule = "yielding"
)

// Selection is the two-way choice (双向选择): homes rank members, members rank homes, and those who want each other are linked so that no
// home and member would both rather have each other than what they got.
type Selection struct {
	By       Proposer
	Unlisted Unlisted
	Pairs    PairRule
}

func (c *check) selection(p *Policy) {
	s := &p.Selection
	c.oneOf("selection.by", string(s.By), ProposeNone, ProposeHomes, ProposeMembers)
	c.oneOf("selection.unlisted", string(s.Unlisted), UnlistedRefused, UnlistedLast)
	c.oneOf("selection.pairs", string(s.Pairs), PairsFirm, PairsYielding)
	if s.By != ProposeNone && p.Links.Within == WithinNone {
		c.add("selection.by", "%s makes pairs for links, and links.within none asks for no links; expected none, or other links.within", s.By)
	}
}

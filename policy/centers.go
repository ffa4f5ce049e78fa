package policy

// CenterSource tells whether members gather around centre households.
type CenterSource string

const (
	// CentersNone: there are no centres.
	CentersNone CenterSource = "none"
	// CentersChosen: centres are chosen among the members.
	CentersChosen CenterSource = "chosen"
)

// The states of a nomination: how far a member has come on the way to a task.
const (
	NominationNone       = ""
	NominationNominated  = "nominated"
	NominationReviewed   = "reviewed"
	NominationPublicised = "publicised"
	NominationAppointed  = "appointed"
)

// Centers gathers the members of an area around centre households (中心户), and those under mentors: one centre, at least ten members, each with
// at least fifteen homes.
type Centers struct {
	By CenterSource
	// Count is how many centres there shall be; 0: as many as MembersMin allows.
	Count int
	// Nominations names the states that qualify for a centre, the most wanted first, "" for none. Empty: all members alike.
	Nominations []string
	// MembersMin is a minimum, the centre counted: falling short is reported, never forbidden. MembersMax is hard; 0 means no maximum.
	MembersMin, MembersMax int
	// Reach limits the distance from a member to his centre.
	Reach Limit
	// Effort bounds the search, in units of a million looks at a distance (about a millisecond each), so that the same effort gives the same
	// centres on every machine.
	Effort  int
	Mentors Mentors
}

// Mentors says who mentors centres.
type Mentors struct {
	// Titles names who mentors: branch secretaries. Empty: nobody.
	Titles []string
	// Min and Max say how many centres one mentor takes: Min is a minimum, Max is hard.
	Min, Max int
}

// DefaultCenterEffort is some half a second for the hardest village.
const DefaultCenterEffort = 200

// DefaultCenters returns the published figures, switched off.
func DefaultCenters() Centers {
	return Centers{By: CentersNone, MembersMin: 10, Effort: DefaultCenterEffort, Mentors: Mentors{Min: 3, Max: 5}}
}

func (c *check) centers(x *Centers) {
	c.oneOf("centers.by", string(x.By), CentersNone, CentersChosen)
	c.count("centers.count", x.Count, 0)
	c.count("centers.members_min", x.MembersMin, 1)
	c.count("centers.members_max", x.MembersMax, 0)
	if x.MembersMax > 0 && x.MembersMin > x.MembersMax {
		c.add("centers.members_min", "%d is over centers.members_max %d; expected at most centers.members_max", x.MembersMin, x.MembersMax)
	}
	c.limit("centers.reach_m", x.Reach)
	c.upTo("centers.effort", x.Effort, 1, MaxEffort)
	c.nominations("centers.nominations", x.Nominations)
	c.unique("centers.mentors.titles", x.Mentors.Titles)
	c.count("centers.mentors.min", x.Mentors.Min, 0)
	c.count("centers.mentors.max", x.Mentors.Max, 1)
	if x.Mentors.Min > x.Mentors.Max {
		c.add("centers.mentors.min", "%d is over centers.mentors.max %d; expected at most centers.mentors.max", x.Mentors.Min, x.Mentors.Max)
	}
}

func (c *check) nominations(path string, list []string) {
	for i, s := range list {
		c.oneOf(indexed(path, i), s, NominationPublicised, NominationReviewed, NominationNominated, NominationAppointed, NominationNone)
	}
	c.unique(path, list)
}

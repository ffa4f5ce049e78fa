package engine

import (
	"cmp"
	"iter"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/geo"
	"jinlin/policy"
)

// A Plan is what was decided for one area. It is immutable: every accessor returns a copy or an iterator over values.
// Homes, members and circles come in the order of their ids.
type Plan struct{ d Draft }

// A Draft is a plan laid open, for readers of files, for stores, and for tests that corrupt one. Build makes it a Plan
// without judging it: package verify is the judge.
type Draft struct {
	Area AreaID
	// Input is the hash of the problem that was solved (Fingerprint).
	Input string
	// Ground is the fingerprint of the ground that measured.
	Ground string
	Metric policy.Metric
	Datum  geo.Datum

	Homes      []Home
	Members    []Server
	Circles    []Circle
	Slots      []Slot
	Groups     []Group
	GroupSlots []GroupSlot
	// Selection is nil where there was no two-way choice.
	Selection *Selection
	// Centers are in the order of their numbers.
	Centers    []Center
	Unserved   []Unserved
	Shortfalls []Shortfall
	Fixes      []Fix
	Borders    Borders
	// Rebalance is nil for a plan made anew.
	Rebalance *Rebalance
	Proof     Proof
}

// HomeState tells who answers for a home.
type HomeState string

const (
	HomeLinked HomeState = "linked"
	// HomeLocked is linked by a lock.
	HomeLocked HomeState = "locked"
	// HomeChosen is linked by two-way choice (policy.Selection).
	HomeChosen HomeState = "chosen"
	// HomeOwn is covered by an eligible member who lives there (Member); no link, no load.
	HomeOwn HomeState = "own"
	// HomeHeld: nobody is asked to answer for the home, because the policy asks for no links and a circle holds it (policy.WithinNone), or because
	// its priority is below policy.Links.PriorityMin.
	HomeHeld     HomeState = "held"
	HomeUnserved HomeState = "unserved"
)

// Linked reports whether the home counts in the load of its member.
func (s HomeState) Linked() bool { return s == HomeLinked || s == HomeLocked || s == HomeChosen }

// A Home is what the plan says of one household.
type Home struct {
	ID HouseholdID
	// Circle is the circle that holds the home, "" if none does; CenterMM the distance to its centre.
	Circle   CircleID
	CenterMM int64
	// Group is the group of the home, "" if it has none.
	Group GroupID
	State HomeState
	// Member answers for the home, "" if unserved; DistanceMM lies between them (0 for a member's own home).
	Member     MemberID
	DistanceMM int64
	// Choice is the member whom the two-way choice gave the home, "" without; the state is chosen if he is Member.
	Choice MemberID
	// Before is the member to whom the home was linked or locked in the plan that stood before; "" if there was none (Draft.Rebalance).
	Before MemberID
	// Deputy stands in for Member; "" if none.
	Deputy   MemberID
	DeputyMM int64
	// OpenMember would answer for the home if links.within were area (see Borders); "" if unserved then too or not asked.
	// For a locked or own home it is Member.
	OpenMember MemberID
	OpenMM     int64
	// CirclePriceMM is the home's multiplier in the bound of the circles' total distance (Proof.Distance).
	CirclePriceMM int64
}

// A Server is what the plan says of one member.
type Server struct {
	ID       MemberID
	Eligible bool
	// Excluded is the reason code of a member that is not eligible.
	Excluded string
	// Anchor is the home that decides the member's circle: Household, or the nearest home of a located member who lives
	// in the area without a listed household (ties by id); "" for members from elsewhere or without location.
	Anchor HouseholdID
	// Circle is the circle that holds Anchor, "" if none.
	Circle CircleID
	// Load is the sum of the weights of the homes linked to the member; Deputised the same for deputies.
	Load, Deputised int
	// Center is the centre that the member belongs to, himself if he is one; "" if none. CenterMM lies between them.
	Center   MemberID
	CenterMM int64
	// CenterPriceMM is the member's multiplier in the bound of the total distance to centres (Proof.Centers).
	CenterPriceMM int64
	// CenterOutPrice is the member's multiplier in the bound of the members without a centre, in parts of CenterProof.OutScale.
	CenterOutPrice int64
	// Price certifies the links, OpenPrice the links without borders, DeputyPrice the deputies, MentorPrice the mentors: one number per tier of
	// the stage's LinkProof, compared lexicographically. Empty where the stage was not solved.
	Price, OpenPrice, DeputyPrice, MentorPrice []int64
}

// A Circle is a service circle: a centre, the homes around it and the eligible members who live among them.
type Circle struct {
	ID CircleID
	// Number counts the circles of the area from west to east in the first plan, from 1.
	Number int
	// Site is where it is centred; Household is the home that is the site, "" for a given site.
	Site      SiteID
	Household HouseholdID
	Center    orb.Point
	// Public is set where the site is a public venue.
	Public bool
	// Homes and Members count the homes held and the eligible members among them; Weight adds up the weights of the homes.
	Homes, Members, Weight int
	// Capacity is the sum of its members' maximum loads.
	Capacity int
	// RadiusMM is the largest distance from the centre to a home, TotalMM the sum of them.
	RadiusMM, TotalMM int64
	// DiameterMM is the largest distance between two homes; -1 where the policy does not limit it.
	DiameterMM int64
}

// A Slot is a role of a circle and who took it.
type Slot struct {
	Circle CircleID
	Role   string
	// Number counts the slots of the role in the circle, from 1.
	Number int
	Member MemberID
}

// A Selection is the outcome of the two-way choice.
type Selection struct {
	// Pairs counts the homes of the state chosen; Bound is how many pairs no stable choice can exceed, 0 where the choice was kept.
	Pairs, Bound int
	// Blocking are the homes and members who would both rather have each other than what the plan gives them, by home, then member.
	Blocking []Pair
	Kind     ProofKind
}

// Stage names the step that could not serve a home.
type Stage string

const (
	StageCircle Stage = "circle"
	StageLink   Stage = "link"
)

// ReasonCode tells why a home is unserved.
type ReasonCode string

const (
	// ReasonNoMembers: the area has no eligible member at all.
	ReasonNoMembers ReasonCode = "no_members"
	// ReasonNoCircle: no valid circle can hold the home (stage circle).
	ReasonNoCircle ReasonCode = "no_valid_circle"
	// ReasonCrowdedOut: a valid circle could hold the home, but not together with the homes that are held (stage circle).
	ReasonCrowdedOut ReasonCode = "crowded_out"
	// ReasonNobodyInReach: within the borders no eligible member is in reach; Nearest is the nearest eligible one within them.
	ReasonNobodyInReach ReasonCode = "nobody_in_reach"
	// ReasonNoAssociation: some are in reach within the borders, but none of the home's association, as policy.RequireAssociation asks; Nearest is
	// the nearest eligible one who meets the hard rules, whatever borders and reach.
	ReasonNoAssociation ReasonCode = "no_association"
	// ReasonNoService: some are in reach within the borders (and of the home's association where that is required), but none offers all that the
	// home asked for, as policy.RequireServices asks; Services says what lacks, Nearest is as above.
	ReasonNoService ReasonCode = "no_service"
	// ReasonForbidden: every eligible member in reach within the borders who meets the hard rules is forbidden.
	ReasonForbidden ReasonCode = "forbidden"
	// ReasonFull: every allowed member is full; Cut names the homes and members concerned.
	ReasonFull ReasonCode = "full"
)

// An Unserved home and the reason, with what helps to mend it.
type Unserved struct {
	Household HouseholdID
	Stage     Stage
	Reason    ReasonCode
	// Nearest is the nearest eligible member of the area with a location, whatever the borders ("" if none), and NearestMM
	// his distance: for no_valid_circle, nobody_in_reach and forbidden; for no_association and no_service the nearest who meets the hard rules.
	Nearest   MemberID
	NearestMM int64
	// Services are those asked for that nobody offers among the members concerned; all asked for where each is offered, but all by nobody.
	// Sorted; only for no_service.
	Services []string
	// Cut shows why; nil unless the reason is full.
	Cut *Cut
}

// A Cut shows why a requirement cannot be met: the homes listed have no allowed member outside Members.
// For unserved homes: the weights of Homes exceed Room, the members' maxima less what locks use; Missing places lack.
// For load minima: Members may answer for no home outside Homes, and the weights of Homes stay below the sum of their
// minima; Missing homes lack. One Cut value may be shared by all the homes or members that it explains.
type Cut struct {
	Homes   []HouseholdID
	Members []MemberID
	Room    int
	Missing int
}

// ShortfallKind names a minimum that could not be met.
type ShortfallKind string

const (
	ShortfallLoad ShortfallKind = "load"
	ShortfallTeam ShortfallKind = "team"
	// ShortfallHomes: a circle holds less than policy.Circles.Min.
	ShortfallHomes ShortfallKind = "homes"
	ShortfallRole  ShortfallKind = "role"
)

// A Shortfall is a minimum missed: by how much, where, and for loads the cut that causes it.
type Shortfall struct {
	Kind    ShortfallKind
	Circle  CircleID
	Group   GroupID
	Member  MemberID
	Role    string
	Missing int
	Cut     *Cut
}

// FixKind names what would help unserved homes.
type FixKind string

const (
	// FixAddMember: a willing helper near Household would serve Homes homes.
	FixAddMember FixKind = "add_member"
	// FixAddPlaces: Places more places among the members in reach of these homes would serve Homes homes.
	FixAddPlaces FixKind = "add_places"
	// FixAllowPair: lifting a forbidden pair would serve Homes homes.
	FixAllowPair FixKind = "allow_pair"
)

// A Fix is one line of "what would fix it" for the area.
type Fix struct {
	Kind FixKind
	// Household is a home near which help is wanted.
	Household HouseholdID
	Homes     int
	Places    int
	// Services are those that the helper of FixAddMember must offer, Association the one that he must belong to: what the hard rules ask at
	// Household. Services are sorted.
	Services    []string
	Association string
}

// Borders says what the borders of the circles, groups or duties cost: the links were solved once more with links.within: area.
// Means and loads are over the homes linked in both solutions.
type Borders struct {
	// Solved is false where the borders were already those of the area.
	Solved bool
	// Served and OpenServed count the homes linked with and without borders.
	Served, OpenServed int
	// BothHomes counts the homes linked in both; SumMM and OpenSumMM add up their distances.
	BothHomes        int
	SumMM, OpenSumMM int64
	// The smallest and largest load of an eligible member with and without borders.
	LoadMin, LoadMax, OpenLoadMin, OpenLoadMax int
}

// Build freezes a draft, sorted by ids. The draft may be changed afterwards.
func (d Draft) Build() Plan {
	d = d.clone()
	slices.SortStableFunc(d.Homes, func(a, b Home) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(d.Members, func(a, b Server) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(d.Circles, func(a, b Circle) int { return a.Number - b.Number })
	slices.SortStableFunc(d.Groups, func(a, b Group) int { return a.Number - b.Number })
	slices.SortStableFunc(d.Centers, func(a, b Center) int { return a.Number - b.Number })
	return Plan{d}
}

// Draft returns a copy of the plan, laid open.
func (p Plan) Draft() Draft { return p.d.clone() }

func (p Plan) Area() AreaID          { return p.d.Area }
func (p Plan) Input() string         { return p.d.Input }
func (p Plan) Ground() string        { return p.d.Ground }
func (p Plan) Metric() policy.Metric { return p.d.Metric }
func (p Plan) Datum() geo.Datum      { return p.d.Datum }
func (p Plan) Borders() Borders      { return p.d.Borders }

// Rebalance tells how the plan came from the one before; false for a plan made anew.
func (p Plan) Rebalance() (Rebalance, bool) {
	if p.d.Rebalance == nil {
		return Rebalance{}, false
	}
	return *p.d.Rebalance, true
}

// Selection tells what came of the two-way choice; false where there was none. Its list is the plan's own and must not be written.
func (p Plan) Selection() (Selection, bool) {
	if p.d.Selection == nil {
		return Selection{}, false
	}
	return *p.d.Selection, true
}

// Proof returns what is claimed of each stage. The slices inside are the plan's own and must not be written.
func (p Plan) Proof() Proof { return p.d.Proof }

func (p Plan) Homes() iter.Seq[Home]           { return slices.Values(p.d.Homes) }
func (p Plan) Centers() iter.Seq[Center]       { return slices.Values(p.d.Centers) }
func (p Plan) Members() iter.Seq[Server]       { return slices.Values(p.d.Members) }
func (p Plan) Circles() iter.Seq[Circle]       { return slices.Values(p.d.Circles) }
func (p Plan) Slots() iter.Seq[Slot]           { return slices.Values(p.d.Slots) }
func (p Plan) Unserved() iter.Seq[Unserved]    { return slices.Values(p.d.Unserved) }
func (p Plan) Shortfalls() iter.Seq[Shortfall] { return slices.Values(p.d.Shortfalls) }
func (p Plan) Fixes() iter.Seq[Fix]            { return slices.Values(p.d.Fixes) }

// Links yields the homes that are linked to a member, by lock or not.
func (p Plan) Links() iter.Seq[Home] {
	return func(yield func(Home) bool) {
		for _, h := range p.d.Homes {
			if h.State.Linked() && !yield(h) {
				return
			}
		}
	}
}

func (d Draft) clone() Draft {
	d.Homes = slices.Clone(d.Homes)
	d.Members = slices.Clone(d.Members)
	for i := range d.Members {
		m := &d.Members[i]
		m.Price, m.OpenPrice, m.DeputyPrice, m.MentorPrice = slices.Clone(m.Price), slices.Clone(m.OpenPrice), slices.Clone(m.DeputyPrice), slices.Clone(m.MentorPrice)
	}
	d.Circles = slices.Clone(d.Circles)
	d.Slots = slices.Clone(d.Slots)
	d.Groups, d.GroupSlots = slices.Clone(d.Groups), slices.Clone(d.GroupSlots)
	if d.Selection != nil {
		x := *d.Selection
		x.Blocking = slices.Clone(x.Blocking)
		d.Selection = &x
	}
	d.Centers = slices.Clone(d.Centers)
	d.Unserved = slices.Clone(d.Unserved)
	d.Shortfalls = slices.Clone(d.Shortfalls)
	d.Fixes = slices.Clone(d.Fixes)
	if d.Rebalance != nil {
		r := *d.Rebalance
		d.Rebalance = &r
	}
	d.Proof = d.Proof.clone()
	return d
}

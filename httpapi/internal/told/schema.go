// Package told holds what explanations of the engine are in answers. Numbers by tier stand in the order of tiers; those of the tier distance are whole
// millimetres, all other lengths metres.
package told

// A HomeReport is what a plan says of a home.
type HomeReport struct {
	Household  string   `json:"household"`
	State      string   `json:"state" enum:"linked,locked,chosen,own,held,unserved"`
	Circle     string   `json:"circle,omitempty"`
	CenterM    *float64 `json:"center_m,omitempty"`
	Member     string   `json:"member,omitempty" doc:"Who answers for it; left out: nobody"`
	DistanceM  *float64 `json:"distance_m,omitempty"`
	Before     string   `json:"before,omitempty" doc:"Who did before the last rebalance"`
	Deputy     string   `json:"deputy,omitempty"`
	DeputyM    *float64 `json:"deputy_m,omitempty"`
	OpenMember string   `json:"open_member,omitempty" doc:"Who would without borders"`
	OpenM      *float64 `json:"open_m,omitempty"`
}

// A HomeExplanation tells why a home has its member.
type HomeExplanation struct {
	HomeReport
	Tiers        []string            `json:"tiers" doc:"The order in which plans are compared; the names of the numbers in delta and best" nullable:"false"`
	Unserved     *UnservedReport     `json:"unserved,omitempty"`
	Wishes       *WishesReport       `json:"wishes,omitempty" doc:"What came of the home's list in the two-way choice; left out without a list, and where the home took no part"`
	Alternatives []AlternativeReport `json:"alternatives" doc:"All members of the area: the one chosen first, then by distance" nullable:"false"`
}

// A WishesReport tells what came of the list of a home.
type WishesReport struct {
	Rank   int          `json:"rank" doc:"Place of the home's member in its list, from 1; 0: not in it, or nobody"`
	Missed []WishReport `json:"missed" doc:"Members whom the home wants more, the most wanted first" nullable:"false"`
}

// A WishReport is a member whom a home wants more than the one it has.
type WishReport struct {
	Member  string `json:"member"`
	Rank    int    `json:"rank"`
	Verdict string `json:"verdict" enum:"chose_others,would_too,not_in_his_list,not_allowed,not_here"`
}

// An UnservedReport tells why nobody answers for a home.
type UnservedReport struct {
	Stage    string     `json:"stage" enum:"circle,link"`
	Reason   string     `json:"reason" enum:"no_members,no_valid_circle,crowded_out,nobody_in_reach,no_association,no_service,forbidden,full"`
	Nearest  string     `json:"nearest,omitempty"`
	NearestM *float64   `json:"nearest_m,omitempty"`
	Services []string   `json:"services,omitempty" doc:"Of no_service: what nobody in reach offers, or nobody all at once"`
	Cut      *CutReport `json:"cut,omitempty" doc:"Of full: the homes and members that show it"`
}

// A CutReport shows why something lacks: the homes have no allowed member but these.
type CutReport struct {
	Homes   []string `json:"homes" nullable:"false"`
	Members []string `json:"members" nullable:"false"`
	Room    int      `json:"room"`
	Missing int      `json:"missing"`
}

// An AlternativeReport is a member as seen from a home.
type AlternativeReport struct {
	Member    string         `json:"member"`
	DistanceM float64        `json:"distance_m"`
	Load      int            `json:"load"`
	Verdict   string         `json:"verdict" enum:"chosen,possible,full,too_far,other_border,no_association,no_service,forbidden,excluded,held"`
	Delta     []int64        `json:"delta,omitempty" doc:"Of possible: what would change, tier by tier, if this home alone moved; the first number that is not 0 decides, more is worse"`
	Best      []int64        `json:"best,omitempty" doc:"What would change if all other homes were arranged as well as possible"`
	Moves     []RelinkReport `json:"moves,omitempty" doc:"The homes that would change member then"`
}

// A RelinkReport is a home that would change member.
type RelinkReport struct {
	Household string   `json:"household"`
	From      string   `json:"from,omitempty"`
	To        string   `json:"to,omitempty"`
	FromM     *float64 `json:"from_m,omitempty"`
	ToM       *float64 `json:"to_m,omitempty"`
}

// A MemberExplanation tells why a member has these homes and this load.
type MemberExplanation struct {
	Member    string           `json:"member"`
	Eligible  bool             `json:"eligible"`
	Excluded  string           `json:"excluded,omitempty" doc:"Why he does not take part"`
	Circle    string           `json:"circle,omitempty"`
	Center    *CenterReport    `json:"center,omitempty" doc:"The centre household that he belongs to"`
	Load      int              `json:"load"`
	Deputised int              `json:"deputised"`
	Bounds    LoadBounds       `json:"bounds"`
	Tiers     []string         `json:"tiers" nullable:"false"`
	Homes     []HomeReport     `json:"homes" doc:"By distance" nullable:"false"`
	More      *LoadStepReport  `json:"more,omitempty" doc:"The best plan in which he bears more"`
	Fewer     *LoadStepReport  `json:"fewer,omitempty" doc:"The best plan in which he bears less"`
	TakeOver  *HandoverReport  `json:"take_over,omitempty" doc:"The home that it costs least to give him, nothing else moving"`
	HandOver  *HandoverReport  `json:"hand_over,omitempty" doc:"The home that it costs least to take from him, nothing else moving"`
	Shortfall *ShortfallReport `json:"shortfall,omitempty"`
	Nearby    []NearbyReport   `json:"nearby" doc:"Homes near him that others answer for, or nobody" nullable:"false"`
}

// A CenterReport tells of a centre household.
type CenterReport struct {
	Number  int      `json:"number" doc:"West to east, from 1"`
	Member  string   `json:"member" doc:"Who is the centre"`
	CenterM float64  `json:"center_m" doc:"From the centre to the member, in metres"`
	Members int      `json:"members" doc:"Who belong to it, itself included"`
	Homes   int      `json:"homes" doc:"Homes linked to them"`
	Mentor  string   `json:"mentor,omitempty"`
	MentorM *float64 `json:"mentor_m,omitempty"`
}

// LoadBounds are the policy's, clipped by the member's own.
type LoadBounds struct {
	Min       int `json:"min"`
	TargetMin int `json:"target_min"`
	TargetMax int `json:"target_max"`
	Max       int `json:"max"`
}

// A LoadStepReport is another load of a member, with everything else arranged as well as possible.
type LoadStepReport struct {
	Load  int            `json:"load"`
	Over  bool           `json:"over" doc:"The load is over his maximum"`
	Own   []int64        `json:"own" doc:"What his own load would cost more, tier by tier"`
	Delta []int64        `json:"delta" doc:"What would change in all, tier by tier"`
	Moves []RelinkReport `json:"moves,omitempty"`
}

// A HandoverReport is one home that could change member, nothing else moving.
type HandoverReport struct {
	RelinkReport
	Delta []int64 `json:"delta"`
}

// A ShortfallReport tells by how much a member misses his minimum.
type ShortfallReport struct {
	Missing int        `json:"missing"`
	Cut     *CutReport `json:"cut,omitempty"`
}

// A NearbyReport is a home as seen from a member who does not answer for it.
type NearbyReport struct {
	Household string   `json:"household"`
	DistanceM float64  `json:"distance_m"`
	State     string   `json:"state" enum:"linked,locked,chosen,own,held,unserved"`
	Other     string   `json:"other,omitempty" doc:"Who answers for it"`
	OtherM    *float64 `json:"other_m,omitempty"`
	Verdict   string   `json:"verdict"`
	Delta     []int64  `json:"delta,omitempty"`
}

package verify

// The codes of findings. They are stable: programs may depend on them.
const (
	// The problem and the head of the plan.
	InvalidProblem = "invalid_problem" // the problem itself breaks a rule; the plan is not judged
	WrongArea      = "wrong_area"      // the plan is of another area
	WrongInput     = "wrong_input"     // the plan is of another problem (hash)
	WrongGround    = "wrong_ground"    // measured on another ground
	WrongMetric    = "wrong_metric"    // another metric than the policy's
	WrongDatum     = "wrong_datum"     // another datum label than the problem's

	// Homes and members.
	HomeMissing      = "home_missing"      // a home of the problem is not in the plan
	HomeTwice        = "home_twice"        // a home is in the plan more than once
	ForeignHome      = "foreign_home"      // the plan names a home that the problem does not have
	MemberMissing    = "member_missing"    // a member of the problem is not in the plan
	MemberTwice      = "member_twice"      // a member is in the plan more than once
	ForeignMember    = "foreign_member"    // the plan names a member that the problem does not have
	WrongEligibility = "wrong_eligibility" // eligible in the plan and not by the policy, or the reverse
	WrongExcluded    = "wrong_excluded"    // another reason code for not being eligible
	WrongAnchor      = "wrong_anchor"      // another anchor

	// Circles.
	CircleUnasked       = "circle_unasked"        // circles or slots, and the policy has none
	CircleTwice         = "circle_twice"          // two circles with one id
	ForeignCircle       = "foreign_circle"        // a circle is named that the plan does not have
	CircleEmpty         = "circle_empty"          // a circle without homes
	CircleOverCapacity  = "circle_over_capacity"  // a circle holds more than the capacity of its site
	CirclesOverCount    = "circles_over_count"    // more circles than circles.count
	CircleWithoutMember = "circle_without_member" // a circle without an eligible resident
	TeamOverMax         = "team_over_max"         // more eligible residents than team.max
	SiteNotAllowed      = "site_not_allowed"      // centred where no circle may be
	SiteTwice           = "site_twice"            // two circles at one site
	SiteUnused          = "site_unused"           // a required site without a circle
	HomeOutsideRadius   = "home_outside_radius"   // a home farther from the centre than the radius
	HomesTooFarApart    = "homes_too_far_apart"   // two homes of a circle farther apart than the diameter
	WrongCenter         = "wrong_center"          // centre, household or publicity of a circle differ from its site's
	WrongCenterDistance = "wrong_center_distance" // another distance home to centre
	WrongCircleFigure   = "wrong_circle_figure"   // another count, capacity, radius, total or diameter of a circle
	WrongNumber         = "wrong_number"          // a circle's number or id does not follow west to east; after a rebalance: is not its own
	MemberOutsideCircle = "member_outside_circle" // a member is not in the circle that holds his anchor

	// Groups.
	GroupUnasked     = "group_unasked"      // groups or their slots, and the policy has none
	GroupTwice       = "group_twice"        // two groups with one id
	ForeignGroup     = "foreign_group"      // a group is named that the plan does not have
	GroupMissing     = "group_missing"      // a home without a group, or not in the one that its record names
	WrongGroupCount  = "wrong_group_count"  // another number of groups than was asked for and can be
	GroupEmpty       = "group_empty"        // a group without homes
	GroupTorn        = "group_torn"         // a drawn group that is not connected
	WrongGroupFigure = "wrong_group_figure" // another name, middle, count, weight, radius or total of a group
	WrongGroupNumber = "wrong_group_number" // a group's number or id does not follow west to east, north to south
	WrongGroupReason = "wrong_group_reason" // a reason that does not show that groups cannot be within bounds
	WrongNextGroup   = "wrong_next_group"   // the number of the next new group is taken
	GroupLeft        = "group_left"         // a home that did not move left a group that stands, and could stay
	GroupNotJoined   = "group_not_joined"   // a home joined another group than that of a neighbour
	GroupRenumbered  = "group_renumbered"   // a standing group has another number, or a new one that of another

	// Roles.
	WrongSlot       = "wrong_slot"        // a slot of an unknown circle or role, over the role's max, or empty
	SlotTwice       = "slot_twice"        // two slots with one number
	SlotMember      = "slot_member"       // the holder is not an eligible member of the circle with a fitting title
	TwoRoles        = "two_roles"         // one person in two slots
	WrongSlotNumber = "wrong_slot_number" // slots of a role not numbered by rank, distance, id
	TeamNotBest     = "team_not_best"     // a better team exists
	SlotEmpty       = "slot_empty"        // teams are kept, and a member without a role could take an empty slot

	// Two-way choice.
	SelectionUnasked    = "selection_unasked"     // a two-way choice is told of, and the policy has none, or the reverse
	ChoiceUnasked       = "choice_unasked"        // a home that takes no part is said to have chosen
	ChoiceNotAcceptable = "choice_not_acceptable" // home and member do not accept each other
	ChoiceBroken        = "choice_broken"         // a firm choice is with another member, or not marked as chosen
	ChoiceInvented      = "choice_invented"       // a home is marked as chosen by a member who is not its choice
	ChoiceOverload      = "choice_overload"       // a member is chosen beyond his maximum
	ChoiceUnstable      = "choice_unstable"       // home and member would both rather have each other than their choices
	ChoiceLeft          = "choice_left"           // a rebalance gave up a chosen pair that could stay
	WrongPairs          = "wrong_pairs"           // another number of chosen pairs
	BlockingMissing     = "blocking_missing"      // home and member would both rather have each other, and the plan does not say so
	BlockingFalse       = "blocking_false"        // the list of blocking pairs names others, or in another order

	// Links.
	WrongState       = "wrong_state"        // an unknown state, or a state that does not fit the home or its member
	OwnHomeMissed    = "own_home_missed"    // a member's own home is not covered by him
	LockBroken       = "lock_broken"        // a locked home is with another member, or not marked as locked
	LockInvented     = "lock_invented"      // a home is marked as locked and is not
	LinkIneligible   = "link_ineligible"    // the responsible member is not eligible
	LinkForbidden    = "link_forbidden"     // the pair is forbidden
	LinkAcrossBorder = "link_across_border" // the pair crosses the border that links.within sets
	LinkTooFar       = "link_too_far"       // the member is out of reach
	LinkAssociation  = "link_association"   // the member is not of the home's association, and links.require asks for it
	LinkService      = "link_service"       // the member does not offer all that the home asked for, and links.require asks for it
	WrongDistance    = "wrong_distance"     // another distance home to member
	WrongLoad        = "wrong_load"         // another load
	Overload         = "overload"           // a load over the maximum

	// Deputies.
	DeputyUnasked       = "deputy_unasked"        // a deputy, and the policy has none, or the home has no link
	DeputySame          = "deputy_same"           // the deputy is the responsible member himself
	DeputyNotAllowed    = "deputy_not_allowed"    // the pair of home and deputy is not allowed
	WrongDeputyDistance = "wrong_deputy_distance" // another distance home to deputy
	WrongDeputyLoad     = "wrong_deputy_load"     // another load of a deputy
	DeputyOverload      = "deputy_overload"       // more than deputies.max

	// Links without borders.
	OpenUnasked       = "open_unasked"        // an open member, and the borders are those of the area
	OpenMember        = "open_member"         // another member than the home's own or locked one
	OpenNotAllowed    = "open_not_allowed"    // the pair of home and open member is not allowed in the area
	WrongOpenDistance = "wrong_open_distance" // another distance home to open member
	OpenOverload      = "open_overload"       // a load over the maximum without borders
	WrongBorders      = "wrong_borders"       // another figure of Borders

	// Centres and mentors.
	CentersUnasked      = "centers_unasked"       // a centre, and the policy asks for none
	CenterTwice         = "center_twice"          // one member is two centres
	CenterNotCandidate  = "center_not_candidate"  // a centre that is not eligible, does not live in the area or has no fitting nomination
	CenterUnknown       = "center_unknown"        // a member belongs to somebody who is no centre
	CenterMember        = "center_member"         // a member of a centre is not eligible
	CenterNotOwn        = "center_not_own"        // a centre is not its own member
	CenterTooFar        = "center_too_far"        // a member out of reach of his centre
	CenterOverfull      = "center_overfull"       // more members than centers.members_max
	WrongCenters        = "wrong_centers"         // another number of centres than there can be, or worse ranked ones
	WrongCenterFigure   = "wrong_center_figure"   // another figure of a centre
	WrongCenterNumber   = "wrong_center_number"   // centres not numbered from west to east, or one number twice
	WrongMemberDistance = "wrong_member_distance" // another distance member to centre
	MentorNotAllowed    = "mentor_not_allowed"    // a mentor who is not eligible, has no fitting title, or is the centre himself
	MentorOverload      = "mentor_overload"       // more centres than centers.mentors.max
	WrongMentorDistance = "wrong_mentor_distance" // another distance mentor to centre

	// Unserved homes, shortfalls, fixes.
	UnservedMissing  = "unserved_missing"  // an unserved home without its entry
	UnservedTwice    = "unserved_twice"    // two entries for one home
	UnservedServed   = "unserved_served"   // an entry for a home that is served
	WrongStage       = "wrong_stage"       // unserved by another stage
	WrongReason      = "wrong_reason"      // unserved for another reason
	WrongServices    = "wrong_services"    // other services lacking
	WrongNearest     = "wrong_nearest"     // another nearest member, or another distance to him
	CutMissing       = "cut_missing"       // no cut where there must be one
	WrongCut         = "wrong_cut"         // a cut that does not prove what it should
	ShortfallMissing = "shortfall_missing" // a missed minimum without its entry
	ShortfallTwice   = "shortfall_twice"   // two entries for one missed minimum
	ShortfallFalse   = "shortfall_false"   // an entry for a minimum that is met or does not exist
	WrongShortfall   = "wrong_shortfall"   // another amount
	WrongFix         = "wrong_fix"         // a fix that names no home or helps nobody

	// A plan that followed another (Draft.Rebalance).
	BeforeUnasked    = "before_unasked"     // a home has a member before, and the plan was made anew
	WrongMode        = "wrong_mode"         // an unknown mode, or less than 0 changes allowed
	WrongChanges     = "wrong_changes"      // another number of voluntary or of forced changes
	TooManyChanges   = "too_many_changes"   // more voluntary changes than allowed
	WrongNextCircle  = "wrong_next_circle"  // the number of the next new circle is taken
	KeptUnasked      = "kept_unasked"       // a stage is said to be kept, and the circles were made anew
	WrongScale       = "wrong_scale"        // a scale below 0, or one where changes are not limited and all homes weigh 1
	WrongChangePrice = "wrong_change_price" // a price of changes below 0 or of the wrong length, or one where they are not limited

	// The same, beside the plan that stood before (CheckChange).
	NotRebalanced = "not_rebalanced" // the plan does not say that it followed another
	WrongStanding = "wrong_standing" // the standing plan is of another area, or not of the problem before
	WrongFrom     = "wrong_from"     // the plan followed a plan of another problem (hash)
	WrongBefore   = "wrong_before"   // another member before
	NumberReused  = "number_reused"  // a circle has the number of one that is gone
	NumberChanged = "number_changed" // made anew, a circle has not the number of the standing one with its site or homes
	CircleEnded   = "circle_ended"   // a standing circle is gone that could go on
	SiteGivenUp   = "site_given_up"  // a circle left a site that still does
	SiteNotBest   = "site_not_best"  // a circle moved to a site, and another holds more of its homes, or holds them nearer
	LeftCircle    = "left_circle"    // a home left a circle that could still hold it
	NotJoined     = "not_joined"     // a home without a circle did not join the nearest that could take it
	SlotNotKept   = "slot_not_kept"  // a role is not with those who held it, then the best

	CenterGivenUp = "center_given_up" // a centre is gone, or has another number, that could go on
	LeftCenter    = "left_center"     // a member left a centre that could keep him

	// What a rebalance says that it did (CheckDelta).
	MoveMissing = "move_missing" // a home that has another member, came or went without its move
	MoveFalse   = "move_false"   // a move of a home that did not move, a second one, or one out of order
	WrongMove   = "wrong_move"   // another kind, member, distance or load of a move
	WrongCause  = "wrong_cause"  // a cause that is not so
	WrongTrade  = "wrong_trade"  // a trade without changes, out of order, or no better than the one before

	// Claims.
	ProofMissing = "proof_missing" // a stage that the policy asks for is said to be not solved, or the kind is unknown
	ProofUnasked = "proof_unasked" // a claim for a stage that the policy does not ask for
	WrongTiers   = "wrong_tiers"   // other tiers, or values that do not match them
	WrongValue   = "wrong_value"   // the plan's value is another
	FalseBound   = "false_bound"   // a bound stronger than its certificate gives
	FalseClaim   = "false_claim"   // certified, and value and bound are not equal
	WrongPart    = "wrong_part"    // an argument for the number of circles that does not hold
	PriceMissing = "price_missing" // an eligible member without a price per tier
	WrongPrice   = "wrong_price"   // a negative multiplier of the circles' distance
	TooLarge     = "too_large"     // numbers so large that they cannot be re-checked
)

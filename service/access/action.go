package access

// Action is something to be allowed or not; the audit trail names actions by these words.
type Action string

const (
	// ReadRegions: names of regions and areas.
	ReadRegions Action = "read_regions"
	// ReadStatistics: figures of areas and regions, of 5 homes or more.
	ReadStatistics Action = "read_statistics"
	// ReadPlans: plans, with circles, links and loads. Under Shapes only those in force, as published shapes; under Own also one's own links.
	ReadPlans Action = "read_plans"
	// ReadHomes: households with their places. Under Own those that the member answers for.
	ReadHomes Action = "read_homes"
	// ReadMembers: members with their places; under Own the member himself.
	ReadMembers Action = "read_members"
	// ReadHomeContacts: names and phones of households. Under Own those that the member answers for.
	ReadHomeContacts Action = "read_contacts"
	// ReadMemberContacts: names and work phones of members, unmasked. Under Own the member's. Who may not sees them masked with ReadPlans.
	ReadMemberContacts Action = "read_member_contacts"
	// Explain: why a home has the member that it has, what else would cost. Under Own without naming other homes.
	Explain Action = "explain"
	// ReadPolicies: policies and schemes.
	ReadPolicies Action = "read_policies"
	// ReadJobs: what is being worked on.
	ReadJobs Action = "read_jobs"

	// EditAreas: make, rename, move and drop areas, draw their borders.
	EditAreas Action = "edit_areas"
	// EditRecords: households, members, sites, fixed pairs, rivers, by hand or from a file.
	EditRecords Action = "edit"
	// EditContacts: names and phones.
	EditContacts Action = "edit_contacts"
	// EditPolicies: write policies, and say which region is planned by which.
	EditPolicies Action = "edit_policies"

	// Solve: make drafts: solve, rebalance, links by hand; drop them, stop the jobs that make them.
	Solve Action = "solve"
	// Publish: put a plan in force, also an older one.
	Publish Action = "publish"

	// EditRegions: the tree.
	EditRegions Action = "edit_regions"
	// ReadAccounts and EditAccounts: who may log in and do what; their tokens and sessions.
	ReadAccounts Action = "read_accounts"
	EditAccounts Action = "edit_accounts"
	// ReadAudit: who did what.
	ReadAudit Action = "read_audit"
	// Maintain: backup, check, retention; of the whole store.
	Maintain Action = "maintain"
	// HaveTokens: tokens for programs that act as oneself.
	HaveTokens Action = "have_tokens"
)

// What only the audit trail says.
const (
	LogIn          Action = "log_in"
	LogOut         Action = "log_out"
	LogInTried     Action = "log_in_tried"
	ChangePassword Action = "change_password"
	IssueLink      Action = "issue_link"
	UseLink        Action = "use_link"
	IssueToken     Action = "issue_token"
	DropToken      Action = "drop_token"
)

// Scope is a part of what an account may do, to limit a token to.
type Scope string

const (
	ScopeRead     Scope = "read"
	ScopeContacts Scope = "contacts"
	ScopeEdit     Scope = "edit"
	ScopePlan     Scope = "plan"
	ScopeManage   Scope = "manage"
)

// Scopes lists all of them.
func Scopes() []Scope { return []Scope{ScopeRead, ScopeContacts, ScopeEdit, ScopePlan, ScopeManage} }

package access

import "jinlin/service/registry"

// Extent tells how far a role reaches where it was granted. Each includes those below.
type Extent uint8

const (
	// Nothing: denied.
	Nothing Extent = iota
	// Shapes: what is published (package publish).
	Shapes
	// Own: the homes that the member answers for, and himself.
	Own
	// All: everything in the granted part of the tree.
	All
)

// String is the word for it in problem documents.
func (e Extent) String() string {
	switch e {
	case Shapes:
		return "shapes"
	case Own:
		return "own"
	case All:
		return "all"
	}
	return "nothing"
}

// A Row of the policy: an action, the scope that a token needs for it, and how far each role reaches.
type Row struct {
	Action                                                  Action
	Scope                                                   Scope
	Administrator, Planner, Dispatcher, Member, Viewer, GIS Extent
}

// policy is the one table of who may do what; what is not in it is denied. An administrator keeps tree, accounts and policies and sees no homes;
// a planner plans; a dispatcher looks up who answers for a home; gis reads features. Contacts of homes are for the planner and the member who
// answers for the home, and for nobody else (SCHEMES: deliberate limits).
var policy = [...]Row{
	//                                  admin    planner  disp.    member   viewer   gis
	{ReadRegions, ScopeRead, All, All, All, All, All, All},
	{ReadStatistics, ScopeRead, All, All, All, All, All, All},
	{ReadPlans, ScopeRead, Shapes, All, All, Own, Shapes, All},
	{ReadHomes, ScopeRead, Nothing, All, All, Own, Nothing, All},
	{ReadMembers, ScopeRead, Nothing, All, All, Own, Nothing, All},
	{ReadHomeContacts, ScopeContacts, Nothing, All, Nothing, Own, Nothing, Nothing},
	{ReadMemberContacts, ScopeContacts, Nothing, All, All, Own, Nothing, Nothing},
	{Explain, ScopeRead, Nothing, All, All, Own, Nothing, Nothing},
	{ReadPolicies, ScopeRead, All, All, All, All, All, All},
	{ReadJobs, ScopeRead, All, All, All, Nothing, Nothing, Nothing},
	{EditAreas, ScopeEdit, All, All, Nothing, Nothing, Nothing, Nothing},
	{EditRecords, ScopeEdit, Nothing, All, Nothing, Nothing, Nothing, Nothing},
	{EditContacts, ScopeContacts, Nothing, All, Nothing, Nothing, Nothing, Nothing},
	{EditPolicies, ScopeEdit, All, All, Nothing, Nothing, Nothing, Nothing},
	{Solve, ScopePlan, Nothing, All, Nothing, Nothing, Nothing, Nothing},
	{Publish, ScopePlan, Nothing, All, Nothing, Nothing, Nothing, Nothing},
	{EditRegions, ScopeManage, All, Nothing, Nothing, Nothing, Nothing, Nothing},
	{ReadAccounts, ScopeManage, All, Nothing, Nothing, Nothing, Nothing, Nothing},
	{EditAccounts, ScopeManage, All, Nothing, Nothing, Nothing, Nothing, Nothing},
	{ReadAudit, ScopeManage, All, Nothing, Nothing, Nothing, Nothing, Nothing},
	{Maintain, ScopeManage, All, Nothing, Nothing, Nothing, Nothing, Nothing},
	{HaveTokens, ScopeManage, All, All, All, Nothing, All, All},
}

// Policy is a copy of the table, for documents and tests.
func Policy() []Row { return append([]Row(nil), policy[:]...) }

// For is how far a role reaches.
func (r Row) For(role registry.Role) Extent {
	switch role {
	case registry.RoleAdministrator:
		return r.Administrator
	case registry.RolePlanner:
		return r.Planner
	case registry.RoleDispatcher:
		return r.Dispatcher
	case registry.RoleMember:
		return r.Member
	case registry.RoleViewer:
		return r.Viewer
	case registry.RoleGIS:
		return r.GIS
	}
	return Nothing
}

// Roles lists all roles, the most powerful first.
func Roles() []registry.Role {
	return []registry.Role{
		registry.RoleAdministrator, registry.RolePlanner, registry.RoleDispatcher, registry.RoleMember, registry.RoleViewer, registry.RoleGIS,
	}
}

// rowOf finds the row of an action; an unknown action allows nothing.
func rowOf(a Action) Row {
	for _, r := range policy {
		if r.Action == a {
			return r
		}
	}
	return Row{Action: a}
}

package workspace

import (
	"context"
	"slices"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// RecordsAsk asks for the records of an area.
type RecordsAsk struct {
	Area engine.AreaID
	// Plan asks for them as they were when that plan was made; "" for now.
	Plan registry.PlanID
	// Contacts asks for names and phones too, as far as the caller may have them.
	Contacts bool
}

// AreaRecords are what the caller may read of an area.
type AreaRecords struct {
	Area registry.Area
	registry.Records
	// Extent tells whether these are all homes, or those that the member answers for. Wishes and vetoes are only for who may edit.
	Extent access.Extent
}

// Records reads the records of an area. A read of contacts is written to the audit trail.
func (w *Workspace) Records(ctx context.Context, c access.Caller, ask RecordsAsk) (out AreaRecords, err error) {
	in := w.Store.Read
	if ask.Contacts {
		in = w.Store.Write
	}
	err = in(ctx, func(tx registry.Tx) (err error) {
		out, err = w.records(ctx, tx, c, ask)
		return err
	})
	return out, err
}

func (w *Workspace) records(ctx context.Context, tx registry.Tx, c access.Caller, ask RecordsAsk) (AreaRecords, error) {
	a, homes, err := w.area(ctx, tx, c, access.ReadHomes, ask.Area)
	if err != nil {
		return AreaRecords{}, err
	}
	r := reader{homes: homes}
	for _, x := range []struct {
		action access.Action
		leave  *access.Leave
	}{{access.ReadMembers, &r.members}, {access.ReadHomeContacts, &r.homeContacts}, {access.ReadMemberContacts, &r.memberContacts}, {access.EditRecords, &r.edit}} {
		if *x.leave, err = w.Guard.May(ctx, tx, c, x.action, access.InArea(a)); err != nil {
			return AreaRecords{}, err
		}
	}
	revision := int64(0)
	if ask.Plan != "" {
		at, err := w.planArea(ctx, tx, c, ask.Plan, ask.Area)
		if err != nil {
			return AreaRecords{}, err
		}
		if at.Records == 0 {
			return AreaRecords{}, missing("records of that time")
		}
		revision = at.Records
	}
	if r.own, err = w.answersFor(ctx, tx, a, homes); err != nil {
		return AreaRecords{}, err
	}
	contacts := ask.Contacts && (r.homeContacts.OK() || r.memberContacts.OK())
	records, err := tx.Records(ctx, ask.Area, revision, contacts)
	if err != nil {
		return AreaRecords{}, err
	}
	r.narrow(&records)
	if n := len(records.HouseholdContacts) + len(records.MemberContacts); contacts && n > 0 {
		err := w.tell(ctx, tx, c, access.ReadHomeContacts, "area/"+string(a.ID), a.ID,
			facts{"homes": len(records.HouseholdContacts), "members": len(records.MemberContacts)})
		if err != nil {
			return AreaRecords{}, err
		}
	}
	return AreaRecords{Area: a, Records: records, Extent: homes.Extent}, nil
}

// answersFor are the homes that the members of a leave answer for by the plan in force; nil where the leave is for all.
func (w *Workspace) answersFor(ctx context.Context, tx registry.Tx, a registry.Area, l access.Leave) (map[engine.HouseholdID]bool, error) {
	if l.Extent == access.All {
		return nil, nil
	}
	own := map[engine.HouseholdID]bool{}
	if a.Published == "" {
		return own, nil
	}
	at, err := areaOf(ctx, tx, a.Published, a.ID)
	if err != nil {
		return nil, err
	}
	s, err := w.solved(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	for h := range s.Plan.Homes() {
		if l.Answers(h.Member) {
			own[h.ID] = true
		}
	}
	return own, nil
}

// A reader is how far somebody may read the records of an area.
type reader struct {
	homes, members, homeContacts, memberContacts, edit access.Leave
	// own are the homes that he answers for, nil: it does not matter.
	own map[engine.HouseholdID]bool
}

// narrow leaves out what he may not see.
func (r *reader) narrow(x *registry.Records) {
	if r.homes.Extent != access.All {
		others := func(id engine.HouseholdID) bool { return !r.own[id] }
		x.Households = slices.DeleteFunc(x.Households, func(h engine.Household) bool { return others(h.ID) })
		x.Locks = slices.DeleteFunc(x.Locks, func(p engine.Pair) bool { return others(p.Household) })
		x.Sites = slices.DeleteFunc(x.Sites, func(s engine.Site) bool { return !s.Public })
		x.Adjacency = nil
	}
	if r.members.Extent != access.All {
		x.Members = slices.DeleteFunc(x.Members, func(m engine.Member) bool { return !r.members.Answers(m.ID) })
	}
	if r.edit.Extent != access.All {
		x.Forbidden = nil
		for i := range x.Households {
			x.Households[i].Preferences = nil
		}
		for i := range x.Members {
			x.Members[i].Preferences = nil
		}
	}
	r.mask(x)
}

// mask keeps contacts from who may not have them: of homes altogether, of members all but the first character and the last digits.
func (r *reader) mask(x *registry.Records) {
	for id := range x.HouseholdContacts {
		if r.homeContacts.Extent != access.All && (r.homeContacts.Extent != access.Own || !r.own[id]) {
			delete(x.HouseholdContacts, id)
		}
	}
	seen := map[engine.MemberID]bool{}
	for i := range x.Members {
		seen[x.Members[i].ID] = true
	}
	for id, contact := range x.MemberContacts {
		switch {
		case !seen[id]:
			delete(x.MemberContacts, id)
		case !r.memberContacts.Answers(id):
			x.MemberContacts[id] = access.Masked(contact)
		}
	}
}

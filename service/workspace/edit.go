package workspace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// Edit changes the records of an area that still has that revision (registry.ErrConflict: it has another), one edit after the other and all of them or
// none. The error is an *service.InvalidError with everything that is wrong then and was not before. Members and sites stand where their household is.
func (w *Workspace) Edit(ctx context.Context, c access.Caller, id engine.AreaID, revision int64, edits ...registry.Edit) (out registry.Area, err error) {
	err = w.Store.Write(ctx, func(tx registry.Tx) error {
		out, err = w.edit(ctx, tx, c, id, revision, edits)
		return err
	})
	if err != nil {
		return registry.Area{}, err
	}
	return out, nil
}

// An EditError tells which of several edits the store refused: what it names is not there (registry.ErrNotFound), is in another area
// (registry.TakenError), or cannot be of this one (registry.ErrInvalid).
type EditError struct {
	Index int
	Err   error
	// Violations are all the places of what is not there, where that is why.
	Violations []policy.Violation
}

func (e *EditError) Error() string {
	if len(e.Violations) > 0 {
		return fmt.Sprintf("%s (%d such places): %v", e.Violations[0], len(e.Violations), e.Err)
	}
	return fmt.Sprintf("edit %d: %v", e.Index, e.Err)
}
func (e *EditError) Unwrap() error { return e.Err }

func editError(i int, err error) error {
	for _, of := range []error{registry.ErrNotFound, registry.ErrExists, registry.ErrInvalid} {
		if errors.Is(err, of) {
			return &EditError{Index: i, Err: err}
		}
	}
	return err
}

func (w *Workspace) edit(ctx context.Context, tx registry.Tx, c access.Caller, id engine.AreaID, revision int64, edits []registry.Edit) (registry.Area, error) {
	a, err := w.mayEdit(ctx, tx, c, id, edits)
	if err != nil {
		return a, err
	}
	if a.Revision != revision {
		return a, registry.ErrConflict
	}
	before, err := tx.Records(ctx, id, 0, false)
	if err != nil {
		return a, err
	}
	for i := range edits {
		if err := w.mayTouch(ctx, tx, c, id, before.Members, edits[i]); err != nil {
			return a, err
		}
	}
	if found := absent(id, before, edits); len(found) > 0 {
		return a, &EditError{Err: registry.ErrNotFound, Violations: found}
	}
	for i := range edits {
		e := settled(edits[i], before)
		e.At = w.Now()
		if revision, err = tx.EditRecords(ctx, id, revision, e); err != nil {
			return a, editError(i, err)
		}
	}
	if revision == a.Revision {
		return a, nil
	}
	if err := w.validate(ctx, tx, a, &before); err != nil {
		return a, err
	}
	if a, err = tx.Area(ctx, id); err != nil {
		return a, err
	}
	return a, w.tellEdits(ctx, tx, c, a, edits)
}

// mayEdit asks for leave for records and for contacts, each where there are any.
func (w *Workspace) mayEdit(ctx context.Context, tx registry.Tx, c access.Caller, id engine.AreaID, edits []registry.Edit) (registry.Area, error) {
	records, contacts := kinds(edits)
	var a registry.Area
	var err error
	if records || !contacts {
		if a, err = w.need(ctx, tx, c, access.EditRecords, id); err != nil {
			return a, err
		}
	}
	if contacts {
		a, err = w.need(ctx, tx, c, access.EditContacts, id)
	}
	return a, err
}

// kinds tells what edits change.
func kinds(edits []registry.Edit) (records, contacts bool) {
	for _, e := range edits {
		contacts = contacts || len(e.HouseholdContacts)+len(e.MemberContacts) > 0
		n := len(e.PutHouseholds) + len(e.DropHouseholds) + len(e.PutMembers) + len(e.DropMembers) + len(e.PutSites) + len(e.DropSites) +
			len(e.PutLocks) + len(e.DropLocks) + len(e.PutForbidden) + len(e.DropForbidden)
		records = records || n > 0 || e.SetAdjacency != nil || e.SetBarriers != nil
	}
	return records, contacts
}

// mayTouch asks for leave in the other areas that change with a member, before and after. Areas that are not there cannot be touched.
func (w *Workspace) mayTouch(ctx context.Context, tx registry.Tx, c access.Caller, id engine.AreaID, before []engine.Member, e registry.Edit) error {
	touched := map[engine.AreaID]bool{id: true}
	ask := func(areas ...engine.AreaID) error {
		for _, area := range areas {
			if area == "" || touched[area] {
				continue
			}
			touched[area] = true
			if _, err := tx.Area(ctx, area); errors.Is(err, registry.ErrNotFound) {
				continue
			}
			if _, err := w.need(ctx, tx, c, access.EditRecords, area); err != nil {
				return err
			}
		}
		return nil
	}
	changed := map[engine.MemberID]bool{}
	for _, id := range e.DropMembers {
		changed[id] = true
	}
	for _, m := range e.PutMembers {
		changed[m.ID] = true
		if err := ask(append(m.Duty, m.Area)...); err != nil {
			return err
		}
	}
	for _, m := range before {
		if changed[m.ID] {
			if err := ask(append(slices.Clone(m.Duty), m.Area)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// settled places members and sites where their households are, also those that stay in a household that moves.
func settled(e registry.Edit, before registry.Records) registry.Edit {
	at := make(map[engine.HouseholdID]engine.Household, len(before.Households)+len(e.PutHouseholds))
	for _, h := range before.Households {
		at[h.ID] = h
	}
	moved := map[engine.HouseholdID]bool{}
	for _, h := range e.PutHouseholds {
		if old, ok := at[h.ID]; ok && old.Location != h.Location {
			moved[h.ID] = true
		}
		at[h.ID] = h
	}
	told := map[string]bool{}
	for _, id := range e.DropMembers {
		told["m"+string(id)] = true
	}
	for _, id := range e.DropSites {
		told["s"+string(id)] = true
	}
	e.PutMembers, e.PutSites = slices.Clone(e.PutMembers), slices.Clone(e.PutSites)
	for i := range e.PutMembers {
		told["m"+string(e.PutMembers[i].ID)] = true
	}
	for i := range e.PutSites {
		told["s"+string(e.PutSites[i].ID)] = true
	}
	for _, m := range before.Members {
		if moved[m.Household] && !told["m"+string(m.ID)] {
			e.PutMembers = append(e.PutMembers, m)
		}
	}
	for _, s := range before.Sites {
		if moved[s.Household] && !told["s"+string(s.ID)] {
			e.PutSites = append(e.PutSites, s)
		}
	}
	for i := range e.PutMembers {
		m := &e.PutMembers[i]
		if h, ok := at[m.Household]; ok && m.Household != "" && m.Area == h.Area {
			m.Location, m.Located = h.Location, true
		}
	}
	for i := range e.PutSites {
		if h, ok := at[e.PutSites[i].Household]; ok && e.PutSites[i].Household != "" {
			e.PutSites[i].Location = h.Location
		}
	}
	return e
}

// validate tells what is wrong with the records as they are now; where something was wrong before, by a policy that changed, what is no worse passes.
func (w *Workspace) validate(ctx context.Context, tx registry.Tx, a registry.Area, before *registry.Records) error {
	pol, err := w.policyOf(ctx, tx, a)
	if err != nil {
		return err
	}
	now, err := tx.Records(ctx, a.ID, 0, false)
	if err != nil {
		return err
	}
	var invalid, was *engine.InvalidError
	if !errors.As(engine.Validate(problemOf(a.ID, a.Datum, now, pol)), &invalid) {
		return nil
	}
	old := map[string]int{}
	if before != nil && errors.As(engine.Validate(problemOf(a.ID, a.Datum, *before, pol)), &was) {
		for _, v := range was.Violations {
			old[v.Message]++
		}
	}
	for _, v := range invalid.Violations {
		if old[v.Message]--; old[v.Message] < 0 {
			return &service.InvalidError{Areas: []*engine.InvalidError{byID(invalid, now)}}
		}
	}
	return nil
}

// byID tells the places of violations by the ids of records, not by where these stand in lists that nobody has seen: households["H3"].weight.
func byID(e *engine.InvalidError, r registry.Records) *engine.InvalidError {
	out := &engine.InvalidError{Area: e.Area, Violations: slices.Clone(e.Violations)}
	for k := range out.Violations {
		v := &out.Violations[k]
		list, rest, ok := strings.Cut(v.Path, "[")
		number, field, closed := strings.Cut(rest, "]")
		i, err := strconv.Atoi(number)
		if !ok || !closed || err != nil {
			continue
		}
		if name := nameOf(list, i, r); name != "" {
			v.Path = list + "[" + name + "]" + field
		}
	}
	return out
}

// nameOf is the id of a record of a list in quotes; "" where there is none.
func nameOf(list string, i int, r registry.Records) string {
	pair := func(all []engine.Pair) string {
		if i >= len(all) {
			return ""
		}
		return fmt.Sprintf("%q, %q", all[i].Household, all[i].Member)
	}
	switch {
	case list == "households" && i < len(r.Households):
		return strconv.Quote(string(r.Households[i].ID))
	case list == "members" && i < len(r.Members):
		return strconv.Quote(string(r.Members[i].ID))
	case list == "sites" && i < len(r.Sites):
		return strconv.Quote(string(r.Sites[i].ID))
	case list == "locks":
		return pair(r.Locks)
	case list == "forbidden":
		return pair(r.Forbidden)
	}
	return ""
}

// tellEdits writes what was changed to the audit trail, records and contacts apart, by ids of contacts and numbers of records.
func (w *Workspace) tellEdits(ctx context.Context, tx registry.Tx, c access.Caller, a registry.Area, edits []registry.Edit) error {
	f, called := facts{"revision": a.Revision}, facts{"revision": a.Revision}
	add := func(f facts, name string, n int) {
		if had, _ := f[name].(int); n > 0 {
			f[name] = had + n
		}
	}
	for _, e := range edits {
		add(f, "households_put", len(e.PutHouseholds))
		add(f, "households_dropped", len(e.DropHouseholds))
		add(f, "members_put", len(e.PutMembers))
		add(f, "members_dropped", len(e.DropMembers))
		add(f, "sites", len(e.PutSites)+len(e.DropSites))
		add(f, "locks", len(e.PutLocks)+len(e.DropLocks))
		add(f, "forbidden", len(e.PutForbidden)+len(e.DropForbidden))
		add(called, "households", len(e.HouseholdContacts))
		add(called, "members", len(e.MemberContacts))
	}
	records, contacts := kinds(edits)
	if records {
		if err := w.tell(ctx, tx, c, access.EditRecords, "area/"+string(a.ID), a.ID, f); err != nil {
			return err
		}
	}
	if !contacts {
		return nil
	}
	return w.tell(ctx, tx, c, access.EditContacts, "area/"+string(a.ID), a.ID, called)
}

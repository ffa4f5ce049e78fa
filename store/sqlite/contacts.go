package sqlite

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/internal/record"
)

// call keeps names and phones. They are no records: an area whose contacts change gets a new revision, and its records stay as they are.
func (e *editing) call(ctx context.Context, edit *registry.Edit) error {
	if len(edit.HouseholdContacts) > 0 {
		homes := slices.Sorted(maps.Keys(edit.HouseholdContacts))
		j, err := ids(homes)
		if err != nil {
			return err
		}
		here, err := list(ctx, e.tx, value[string],
			"SELECT id FROM households WHERE until = 9223372036854775807 AND id IN (SELECT value FROM json_each(?)) AND area = ?", j, string(e.area))
		if err != nil {
			return err
		}
		touch := func(string) error { _, err := e.touch(ctx, e.area, false); return err }
		if err := setContacts(ctx, e.tx, "household", homes, edit.HouseholdContacts, here, touch); err != nil {
			return err
		}
	}
	if len(edit.MemberContacts) == 0 {
		return nil
	}
	people := slices.Sorted(maps.Keys(edit.MemberContacts))
	old, err := standing(ctx, e.tx, readMember, memberID, people,
		memberColumns+"FROM members m WHERE m.until = 9223372036854775807 AND m.id IN (SELECT value FROM json_each(?))")
	if err != nil {
		return err
	}
	var here []string
	for id, m := range old {
		if record.OfArea(m, e.area) {
			here = append(here, string(id))
		}
	}
	touch := func(id string) error {
		for _, area := range record.CountsIn(old[engine.MemberID(id)]) {
			if _, err := e.touch(ctx, area, false); err != nil {
				return err
			}
		}
		return nil
	}
	return setContacts(ctx, e.tx, "member", people, edit.MemberContacts, here, touch)
}

// setContacts sets those of the records that are here, and calls touch for each that changes.
func setContacts[ID ~string](ctx context.Context, t *tx, what string, order []ID, to map[ID]registry.Contact, here []string, touch func(string) error) error {
	old, err := contactsOf(ctx, t, what+"_contacts", order)
	if err != nil {
		return err
	}
	known := make(map[string]bool, len(here))
	for _, id := range here {
		known[id] = true
	}
	for _, id := range order {
		c, was := to[id], old[id]
		switch {
		case !known[string(id)] && c == registry.Contact{}:
			continue
		case !known[string(id)]:
			return fmt.Errorf("contact of %s %q: %w", what, id, registry.ErrNotFound)
		case c == was:
			continue
		}
		if err := touch(string(id)); err != nil {
			return err
		}
		if err := t.setContact(ctx, what+"_contacts", string(id), c); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) setContact(ctx context.Context, table, id string, c registry.Contact) error {
	if c == (registry.Contact{}) {
		_, err := t.do(ctx, "DELETE FROM "+table+" WHERE id = ?", id)
		return err
	}
	_, err := t.do(ctx, "INSERT INTO "+table+" (id, name, phone) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone",
		id, c.Name, c.Phone)
	return err
}

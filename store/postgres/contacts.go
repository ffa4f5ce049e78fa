package postgres

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
		here, err := list(ctx, e.tx, value[string],
			"SELECT id FROM households WHERE until = 9223372036854775807 AND id = ANY($1) AND area = $2", ids(homes), string(e.area))
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
	old, err := e.members(ctx, people)
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
	var gone, put, names, phones []string
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
		if c == (registry.Contact{}) {
			gone = append(gone, string(id))
		} else {
			put, names, phones = append(put, string(id)), append(names, c.Name), append(phones, c.Phone)
		}
	}
	return t.setContacts(ctx, what+"_contacts", gone, put, names, phones)
}

func (t *tx) setContacts(ctx context.Context, table string, gone, put, names, phones []string) error {
	if len(gone) > 0 {
		if _, err := t.do(ctx, "DELETE FROM "+table+" WHERE id = ANY($1)", gone); err != nil {
			return err
		}
	}
	if len(put) == 0 {
		return nil
	}
	_, err := t.do(ctx, "INSERT INTO "+table+` (id, name, phone) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone`, put, names, phones)
	return err
}

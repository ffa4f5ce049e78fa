package sqlite

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/internal/record"
)

func (e *editing) put(ctx context.Context, edit *registry.Edit) error {
	if err := e.putHouseholds(ctx, edit.PutHouseholds); err != nil {
		return err
	}
	if err := e.putMembers(ctx, edit.PutMembers); err != nil {
		return err
	}
	return e.putSites(ctx, edit.PutSites)
}

// standing are the records of now that have one of the ids.
func standing[T any, ID ~string](ctx context.Context, t *tx, read func(scanner) (T, error), id func(*T) ID, of []ID, query string) (map[ID]T, error) {
	j, err := ids(of)
	if err != nil {
		return nil, err
	}
	found, err := list(ctx, t, read, query, j)
	if err != nil {
		return nil, err
	}
	all := make(map[ID]T, len(found))
	for i := range found {
		all[id(&found[i])] = found[i]
	}
	return all, nil
}

func householdID(h *engine.Household) engine.HouseholdID { return h.ID }

func (e *editing) putHouseholds(ctx context.Context, put []engine.Household) error {
	if len(put) == 0 {
		return nil
	}
	put, order := record.Last(put, householdID)
	old, err := standing(ctx, e.tx, readHousehold, householdID, order,
		householdColumns+"WHERE until = 9223372036854775807 AND id IN (SELECT value FROM json_each(?))")
	if err != nil {
		return err
	}
	for i := range put {
		h := put[i]
		was, known := old[h.ID]
		h.Services, h.Preferences = record.OrNil(h.Services), record.OrNil(h.Preferences)
		switch {
		case h.Area != e.area:
			return e.elsewhere("household", string(h.ID), h.Area)
		case known && was.Area != e.area:
			return record.Taken("household", string(h.ID), was.Area)
		case known && reflect.DeepEqual(was, h):
			continue
		case known:
			if err := e.closeVersion(ctx, "household", closeHousehold, string(h.ID)); err != nil {
				return err
			}
		}
		if err := e.addHousehold(ctx, h); err != nil {
			return fmt.Errorf("household %q: %w", h.ID, err)
		}
	}
	return nil
}

func (e *editing) addHousehold(ctx context.Context, h engine.Household) error {
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	services, err := jsonOrNull(h.Services)
	if err != nil {
		return err
	}
	wishes, err := rankingOrNull(h.Preferences)
	if err != nil {
		return err
	}
	_, err = e.tx.do(ctx, `INSERT INTO households (area, until, id, since, lon, lat, weight, priority, grp, services, association, residents, preferences)
		VALUES (?, 9223372036854775807, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, string(h.Area), string(h.ID), n, h.Location[0], h.Location[1],
		h.Weight, h.Priority, h.Group, services, h.Association, h.Residents, wishes)
	return err
}

func memberID(m *engine.Member) engine.MemberID { return m.ID }

func (e *editing) putMembers(ctx context.Context, put []engine.Member) error {
	if len(put) == 0 {
		return nil
	}
	put, order := record.Last(put, memberID)
	old, err := standing(ctx, e.tx, readMember, memberID, order,
		memberColumns+"FROM members m WHERE m.until = 9223372036854775807 AND m.id IN (SELECT value FROM json_each(?))")
	if err != nil {
		return err
	}
	for i := range put {
		m := put[i]
		was, known := old[m.ID]
		m.Duty, m.Skills, m.Preferences = record.OrNil(m.Duty), record.OrNil(m.Skills), record.OrNil(m.Preferences)
		switch {
		case !record.OfArea(m, e.area):
			return e.elsewhere("member", string(m.ID), m.Area)
		case known && !record.OfArea(was, e.area):
			return record.Taken("member", string(m.ID), was.Area)
		case known && reflect.DeepEqual(was, m):
			continue
		case known:
			if err := e.closeMember(ctx, was, record.CountsIn(m)); err != nil {
				return err
			}
		}
		if err := e.addMember(ctx, m); err != nil {
			return fmt.Errorf("member %q: %w", m.ID, err)
		}
	}
	return nil
}

func (e *editing) addMember(ctx context.Context, m engine.Member) error {
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	duty, err := jsonOrNull(m.Duty)
	if err != nil {
		return err
	}
	skills, err := jsonOrNull(m.Skills)
	if err != nil {
		return err
	}
	wishes, err := rankingOrNull(m.Preferences)
	if err != nil {
		return err
	}
	_, err = e.tx.do(ctx, `INSERT INTO members (id, until, since, area, household, lon, lat, located, duty, status, capable, title, organisation, skills,
		association, source, nomination, preferences, min_load, max_load) VALUES (?, 9223372036854775807, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(m.ID), n, string(m.Area), string(m.Household), m.Location[0], m.Location[1], m.Located, duty, m.Status, m.Capable, m.Title,
		m.Organisation, skills, m.Association, m.Source, m.Nomination, wishes, number(m.MinLoad), number(m.MaxLoad))
	if err != nil {
		return err
	}
	for _, area := range record.CountsIn(m) {
		if _, err := e.change(ctx, area); err != nil {
			return err
		}
		_, err := e.tx.do(ctx, "INSERT INTO duties (area, until, member, since) VALUES (?, 9223372036854775807, ?, ?)", string(area), string(m.ID), n)
		if err != nil {
			return err
		}
	}
	return nil
}

func siteID(s *engine.Site) engine.SiteID { return s.ID }

func (e *editing) putSites(ctx context.Context, put []engine.Site) error {
	if len(put) == 0 {
		return nil
	}
	put, order := record.Last(put, siteID)
	old, err := standing(ctx, e.tx, readSite, siteID, order, siteColumns+"WHERE until = 9223372036854775807 AND id IN (SELECT value FROM json_each(?))")
	if err != nil {
		return err
	}
	for i := range put {
		s := put[i]
		was, known := old[s.ID]
		switch {
		case s.Area != e.area:
			return e.elsewhere("site", string(s.ID), s.Area)
		case known && was.Area != e.area:
			return record.Taken("site", string(s.ID), was.Area)
		case known && reflect.DeepEqual(was, s):
			continue
		case known:
			err := e.closeVersion(ctx, "site", "UPDATE sites SET until = ? WHERE area = ? AND until = 9223372036854775807 AND id = ?", string(s.ID))
			if err != nil {
				return err
			}
		}
		if err := e.addSite(ctx, s); err != nil {
			return fmt.Errorf("site %q: %w", s.ID, err)
		}
	}
	return nil
}

func (e *editing) addSite(ctx context.Context, s engine.Site) error {
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	_, err = e.tx.do(ctx, `INSERT INTO sites (area, until, id, since, household, lon, lat, public, use, cost, capacity)
		VALUES (?, 9223372036854775807, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, string(s.Area), string(s.ID), n, string(s.Household), s.Location[0], s.Location[1],
		s.Public, string(s.Use), number(s.Cost), number(s.Capacity))
	return err
}

// lay sets what is told of the area as a whole.
func (e *editing) lay(ctx context.Context, edit *registry.Edit) error {
	if edit.SetAdjacency != nil {
		if err := e.setAdjacency(ctx, *edit.SetAdjacency); err != nil {
			return err
		}
	}
	if edit.SetBarriers == nil {
		return nil
	}
	body, err := record.Barriers(*edit.SetBarriers)
	if err != nil {
		return err
	}
	return e.setSheet(ctx, "barriers", body)
}

func (e *editing) setAdjacency(ctx context.Context, pairs []engine.HomePair) error {
	homes, err := list(ctx, e.tx, value[engine.HouseholdID], "SELECT id FROM households WHERE area = ? AND until = 9223372036854775807 ORDER BY id", string(e.area))
	if err != nil {
		return err
	}
	for _, p := range pairs {
		for _, id := range []engine.HouseholdID{p.A, p.B} {
			if _, found := slices.BinarySearch(homes, id); !found {
				return fmt.Errorf("neighbour %q: %w", id, registry.ErrNotFound)
			}
		}
	}
	body, err := record.Adjacency(pairs)
	if err != nil {
		return err
	}
	return e.setSheet(ctx, "adjacency", body)
}

// dropNeighbours takes homes out of the adjacency.
func (e *editing) dropNeighbours(ctx context.Context, homes []engine.HouseholdID) error {
	m, err := e.tx.moment(ctx, e.area, 0)
	if err != nil {
		return err
	}
	body, err := e.tx.sheet(ctx, m, "adjacency")
	if err != nil || body == nil {
		return err
	}
	pairs, err := record.ToAdjacency(body)
	if err != nil {
		return err
	}
	gone := make(map[engine.HouseholdID]bool, len(homes))
	for _, id := range homes {
		gone[id] = true
	}
	pairs = slices.DeleteFunc(pairs, func(p engine.HomePair) bool { return gone[p.A] || gone[p.B] })
	if body, err = record.Adjacency(pairs); err != nil {
		return err
	}
	return e.setSheet(ctx, "adjacency", body)
}

// setSheet replaces one; nil takes it away.
func (e *editing) setSheet(ctx context.Context, kind string, body []byte) error {
	m, err := e.tx.moment(ctx, e.area, 0)
	if err != nil {
		return err
	}
	was, err := e.tx.sheet(ctx, m, kind)
	if err != nil || bytes.Equal(was, body) && (was == nil) == (body == nil) {
		return err
	}
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	_, err = e.tx.do(ctx, "UPDATE sheets SET until = ? WHERE area = ? AND until = 9223372036854775807 AND kind = ?", n, string(e.area), kind)
	if err != nil || body == nil {
		return err
	}
	_, err = e.tx.do(ctx, "INSERT INTO sheets (area, until, kind, since, body) VALUES (?, 9223372036854775807, ?, ?, ?)", string(e.area), kind, n, body)
	return err
}

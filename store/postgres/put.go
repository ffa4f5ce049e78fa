package postgres

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

// standing are the records of now that have one of the ids: columns and table are the beginning of a query. Each id is looked up by itself (OFFSET keeps the
// server from doing otherwise): while an import fills a table the server has no figures of it, and would read all of it instead.
func standing[T any, ID ~string](ctx context.Context, t *tx, read func(scanner) (T, error), id func(*T) ID, of []ID, columns, table string) (map[ID]T, error) {
	found, err := list(ctx, t, read, columns+"FROM unnest($1::text[]) AS asked (one) CROSS JOIN LATERAL (SELECT * FROM "+table+
		" WHERE until = 9223372036854775807 AND id = asked.one OFFSET 0) m", ids(of))
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
	old, err := standing(ctx, e.tx, readHousehold, householdID, order, householdColumns, "households")
	if err != nil {
		return err
	}
	var changed []engine.HouseholdID
	var fresh []engine.Household
	for _, h := range put {
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
			changed = append(changed, h.ID)
		}
		fresh = append(fresh, h)
	}
	if err := closeAll(ctx, e, "household", changed); err != nil {
		return err
	}
	return e.addHouseholds(ctx, fresh)
}

func (e *editing) addHouseholds(ctx context.Context, homes []engine.Household) error {
	if len(homes) == 0 {
		return nil
	}
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	rows := make([][]any, len(homes))
	for i, h := range homes {
		wishes, err := record.Ranking(h.Preferences)
		if err != nil {
			return fmt.Errorf("household %q: %w", h.ID, err)
		}
		rows[i] = []any{string(h.Area), int64(now), string(h.ID), n, h.Location[0], h.Location[1], h.Weight, h.Priority, h.Group, textsOrNull(h.Services),
			h.Association, h.Residents, blob(wishes)}
	}
	return e.tx.add(ctx, "households", []string{"area", "until", "id", "since", "lon", "lat", "weight", "priority", "grp", "services", "association", "residents",
		"preferences"}, rows)
}

func memberID(m *engine.Member) engine.MemberID { return m.ID }

func (e *editing) putMembers(ctx context.Context, put []engine.Member) error {
	if len(put) == 0 {
		return nil
	}
	put, order := record.Last(put, memberID)
	old, err := e.members(ctx, order)
	if err != nil {
		return err
	}
	var changed, fresh []engine.Member
	var next [][]engine.AreaID
	for _, m := range put {
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
			changed, next = append(changed, was), append(next, record.CountsIn(m))
		}
		fresh = append(fresh, m)
	}
	if err := e.closeMembers(ctx, changed, next); err != nil {
		return err
	}
	return e.addMembers(ctx, fresh)
}

func (e *editing) addMembers(ctx context.Context, members []engine.Member) error {
	if len(members) == 0 {
		return nil
	}
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	rows, duties := make([][]any, len(members)), make([][]any, 0, len(members))
	for i, m := range members {
		wishes, err := record.Ranking(m.Preferences)
		if err != nil {
			return fmt.Errorf("member %q: %w", m.ID, err)
		}
		rows[i] = []any{string(m.ID), int64(now), n, string(m.Area), string(m.Household), m.Location[0], m.Location[1], m.Located, textsOrNull(m.Duty), m.Status, m.Capable,
			m.Title, m.Organisation, textsOrNull(m.Skills), m.Association, m.Source, m.Nomination, blob(wishes), m.MinLoad, m.MaxLoad}
		for _, area := range record.CountsIn(m) {
			if _, err := e.change(ctx, area); err != nil {
				return err
			}
			duties = append(duties, []any{string(area), int64(now), string(m.ID), n})
		}
	}
	err = e.tx.add(ctx, "members", []string{"id", "until", "since", "area", "household", "lon", "lat", "located", "duty", "status", "capable", "title", "organisation",
		"skills", "association", "source", "nomination", "preferences", "min_load", "max_load"}, rows)
	if err != nil {
		return err
	}
	return e.tx.add(ctx, "duties", []string{"area", "until", "member", "since"}, duties)
}

func siteID(s *engine.Site) engine.SiteID { return s.ID }

func (e *editing) putSites(ctx context.Context, put []engine.Site) error {
	if len(put) == 0 {
		return nil
	}
	put, order := record.Last(put, siteID)
	old, err := standing(ctx, e.tx, readSite, siteID, order, siteColumns, "sites")
	if err != nil {
		return err
	}
	var changed []engine.SiteID
	var fresh []engine.Site
	for _, s := range put {
		was, known := old[s.ID]
		switch {
		case s.Area != e.area:
			return e.elsewhere("site", string(s.ID), s.Area)
		case known && was.Area != e.area:
			return record.Taken("site", string(s.ID), was.Area)
		case known && reflect.DeepEqual(was, s):
			continue
		case known:
			changed = append(changed, s.ID)
		}
		fresh = append(fresh, s)
	}
	if err := closeAll(ctx, e, "site", changed); err != nil {
		return err
	}
	return e.addSites(ctx, fresh)
}

func (e *editing) addSites(ctx context.Context, sites []engine.Site) error {
	if len(sites) == 0 {
		return nil
	}
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	rows := make([][]any, len(sites))
	for i, s := range sites {
		rows[i] = []any{string(s.Area), int64(now), string(s.ID), n, string(s.Household), s.Location[0], s.Location[1], s.Public, string(s.Use), s.Cost, s.Capacity}
	}
	return e.tx.add(ctx, "sites", []string{"area", "until", "id", "since", "household", "lon", "lat", "public", "use", "cost", "capacity"}, rows)
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
	homes, err := list(ctx, e.tx, value[engine.HouseholdID], "SELECT id FROM households WHERE area = $1 AND until = 9223372036854775807 ORDER BY id", string(e.area))
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
	_, err = e.tx.do(ctx, "UPDATE sheets SET until = $1 WHERE area = $2 AND until = 9223372036854775807 AND kind = $3", n, string(e.area), kind)
	if err != nil || body == nil {
		return err
	}
	_, err = e.tx.do(ctx, "INSERT INTO sheets (area, until, kind, since, body) VALUES ($1, 9223372036854775807, $2, $3, $4)", string(e.area), kind, n, body)
	return err
}

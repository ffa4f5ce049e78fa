package postgres

import (
	"context"
	"fmt"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/internal/record"
)

const householdColumns = "SELECT id, area, lon, lat, weight, priority, grp, services, association, residents, preferences "

func readHousehold(s scanner) (engine.Household, error) {
	var h engine.Household
	var wishes []byte
	err := s.Scan(&h.ID, &h.Area, &h.Location[0], &h.Location[1], &h.Weight, &h.Priority, &h.Group, &h.Services, &h.Association, &h.Residents, &wishes)
	if err != nil {
		return h, err
	}
	h.Preferences, err = record.ToRanking[engine.MemberID](wishes)
	return h, err
}

const memberColumns = `SELECT m.id, m.area, m.household, m.lon, m.lat, m.located, m.duty, m.status, m.capable, m.title, m.organisation, m.skills,
	m.association, m.source, m.nomination, m.preferences, m.min_load, m.max_load `

func readMember(s scanner) (engine.Member, error) {
	var m engine.Member
	var wishes []byte
	err := s.Scan(&m.ID, &m.Area, &m.Household, &m.Location[0], &m.Location[1], &m.Located, &m.Duty, &m.Status, &m.Capable, &m.Title, &m.Organisation,
		&m.Skills, &m.Association, &m.Source, &m.Nomination, &wishes, &m.MinLoad, &m.MaxLoad)
	if err != nil {
		return m, err
	}
	m.Preferences, err = record.ToRanking[engine.HouseholdID](wishes)
	return m, err
}

const siteColumns = "SELECT id, area, household, lon, lat, public, use, cost, capacity "

func readSite(s scanner) (engine.Site, error) {
	var one engine.Site
	err := s.Scan(&one.ID, &one.Area, &one.Household, &one.Location[0], &one.Location[1], &one.Public, &one.Use, &one.Cost, &one.Capacity)
	return one, err
}

func readPair(s scanner) (engine.Pair, error) {
	var p engine.Pair
	err := s.Scan(&p.Household, &p.Member)
	return p, err
}

// A moment is a state of the records of an area: what holds at a revision. The conditions are written so that those of now are one range of the key.
type moment struct {
	// holds is the condition on area, since and until, with its arguments.
	holds, duty string
	args        []any
}

func (t *tx) moment(ctx context.Context, area engine.AreaID, revision int64) (moment, error) {
	present := moment{"area = $1 AND until = 9223372036854775807", "d.area = $1 AND d.until = 9223372036854775807", []any{string(area)}}
	a, err := t.Area(ctx, area)
	if err != nil || revision == 0 {
		return present, err
	}
	if revision > a.Revision {
		return present, fmt.Errorf("revision %d of area %q: %w", revision, area, registry.ErrNotFound)
	}
	until, err := first(ctx, t, value[int64], "SELECT until FROM states WHERE area = $1 AND since <= $2 AND until > $3", string(area), revision, revision)
	if err != nil {
		return present, fmt.Errorf("revision %d of area %q: %w", revision, area, err)
	}
	if until == now {
		return present, nil
	}
	return moment{"area = $1 AND until > $2 AND since <= $3", "d.area = $1 AND d.until > $2 AND d.since <= $3", []any{string(area), revision, revision}}, nil
}

func (t *tx) Records(ctx context.Context, area engine.AreaID, revision int64, contacts bool) (registry.Records, error) {
	var r registry.Records
	m, err := t.moment(ctx, area, revision)
	if err != nil {
		return r, err
	}
	if r.Households, err = list(ctx, t, readHousehold, householdColumns+"FROM households WHERE "+m.holds+" ORDER BY id", m.args...); err != nil {
		return r, err
	}
	r.Members, err = list(ctx, t, readMember, memberColumns+"FROM duties d JOIN members m ON m.id = d.member AND m.until = d.until WHERE "+m.duty+" ORDER BY d.member", m.args...)
	if err != nil {
		return r, err
	}
	if r.Sites, err = list(ctx, t, readSite, siteColumns+"FROM sites WHERE "+m.holds+" ORDER BY id", m.args...); err != nil {
		return r, err
	}
	if r.Locks, err = t.pairs(ctx, m, "lock"); err != nil {
		return r, err
	}
	if r.Forbidden, err = t.pairs(ctx, m, "forbidden"); err != nil {
		return r, err
	}
	if err := t.sheets(ctx, m, &r); err != nil || !contacts {
		return r, err
	}
	return r, t.contacts(ctx, &r)
}

func (t *tx) pairs(ctx context.Context, m moment, kind string) ([]engine.Pair, error) {
	return list(ctx, t, readPair, "SELECT household, member FROM pairs WHERE "+m.holds+" AND kind = '"+kind+"' ORDER BY household, member", m.args...)
}

func (t *tx) sheets(ctx context.Context, m moment, r *registry.Records) error {
	body, err := t.sheet(ctx, m, "adjacency")
	if err != nil {
		return err
	}
	if body != nil {
		if r.Adjacency, err = record.ToAdjacency(body); err != nil {
			return err
		}
	}
	if body, err = t.sheet(ctx, m, "barriers"); err != nil || body == nil {
		return err
	}
	r.Barriers, err = record.ToBarriers(body)
	return err
}

// sheet is nil where there is none.
func (t *tx) sheet(ctx context.Context, m moment, kind string) ([]byte, error) {
	found, err := list(ctx, t, value[[]byte], "SELECT body FROM sheets WHERE "+m.holds+" AND kind = '"+kind+"'", m.args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// named is a contact with its record.
type named struct {
	id string
	registry.Contact
}

func readNamed(s scanner) (named, error) {
	var n named
	err := s.Scan(&n.id, &n.Name, &n.Phone)
	return n, err
}

// contacts reads those of the records that are there.
func (t *tx) contacts(ctx context.Context, r *registry.Records) error {
	homes := make([]engine.HouseholdID, len(r.Households))
	for i := range r.Households {
		homes[i] = r.Households[i].ID
	}
	members := make([]engine.MemberID, len(r.Members))
	for i := range r.Members {
		members[i] = r.Members[i].ID
	}
	var err error
	if r.HouseholdContacts, err = contactsOf(ctx, t, "household_contacts", homes); err != nil {
		return err
	}
	r.MemberContacts, err = contactsOf(ctx, t, "member_contacts", members)
	return err
}

// contactsOf returns a map, also where it is empty.
func contactsOf[ID ~string](ctx context.Context, t *tx, table string, of []ID) (map[ID]registry.Contact, error) {
	found, err := list(ctx, t, readNamed, "SELECT id, name, phone FROM "+table+" WHERE id = ANY($1)", ids(of))
	if err != nil {
		return nil, err
	}
	all := make(map[ID]registry.Contact, len(found))
	for _, n := range found {
		all[ID(n.id)] = n.Contact
	}
	return all, nil
}

func (t *tx) AreaOfHousehold(ctx context.Context, id engine.HouseholdID) (engine.AreaID, error) {
	return first(ctx, t, value[engine.AreaID], "SELECT area FROM households WHERE id = $1 AND until = 9223372036854775807", string(id))
}

func (t *tx) AreasOfMember(ctx context.Context, id engine.MemberID) ([]engine.AreaID, error) {
	all, err := list(ctx, t, value[engine.AreaID], "SELECT area FROM duties WHERE member = $1 AND until = 9223372036854775807 ORDER BY area", string(id))
	if err == nil && len(all) == 0 {
		err = registry.ErrNotFound
	}
	return all, err
}

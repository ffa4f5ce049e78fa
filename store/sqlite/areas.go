package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/internal/record"
)

const areaColumns = "SELECT id, region, name, boundary, datum, revision, records, published, households, members FROM areas "

// briefAreaColumns leaves boundaries out.
const briefAreaColumns = "SELECT id, region, name, NULL, datum, revision, records, published, households, members FROM areas "

func readArea(s scanner) (registry.Area, error) {
	var a registry.Area
	var region, published sql.NullString
	var boundary []byte
	err := s.Scan(&a.ID, &region, &a.Name, &boundary, &a.Datum, &a.Revision, &a.Records, &published, &a.Households, &a.Members)
	if err != nil {
		return a, err
	}
	a.Region, a.Published = registry.RegionID(region.String), registry.PlanID(published.String)
	a.Boundary, err = record.ToBoundary(boundary)
	return a, err
}

// A search is the conditions of a query, with their arguments.
type search struct {
	where []string
	args  []any
	err   error
}

func (s *search) add(condition string, args ...any) {
	s.where = append(s.where, condition)
	s.args = append(s.args, args...)
}

// among limits a column to a list: nil is everything.
func among[T ~string](s *search, condition string, values []T) {
	if values == nil || s.err != nil {
		return
	}
	var v string
	v, s.err = ids(values)
	s.add(condition, v)
}

// query ends it with an order and a limit, 0 for none.
func (s *search) query(columns, order string, limit int) string {
	q := columns
	if len(s.where) > 0 {
		q += "WHERE " + strings.Join(s.where, " AND ")
	}
	if limit == 0 {
		limit = -1
	}
	s.args = append(s.args, limit)
	return q + " ORDER BY " + order + " LIMIT ?"
}

func (t *tx) Areas(ctx context.Context, q registry.AreaQuery) ([]registry.Area, error) {
	s := &search{}
	switch { // one list alone is looked up by its index
	case len(q.Regions) == 0 && q.Areas != nil:
		among(s, "id IN (SELECT value FROM json_each(?))", q.Areas)
	case len(q.Areas) == 0 && q.Regions != nil:
		among(s, "region IN (SELECT value FROM json_each(?))", q.Regions)
	case q.Regions != nil:
		regions, err := ids(q.Regions)
		if err != nil {
			return nil, err
		}
		areas, err := ids(q.Areas)
		if err != nil {
			return nil, err
		}
		s.add("(region IN (SELECT value FROM json_each(?)) OR id IN (SELECT value FROM json_each(?)))", regions, areas)
	}
	if s.err != nil {
		return nil, s.err
	}
	if q.Search != "" {
		s.add("(instr(name, ?) > 0 OR substr(id, 1, length(?)) = ?)", q.Search, q.Search, q.Search)
	}
	if q.After != "" {
		s.add("id > ?", string(q.After))
	}
	columns := areaColumns
	if q.Brief {
		columns = briefAreaColumns
	}
	query := s.query(columns, "id", q.Limit)
	return list(ctx, t, readArea, query, s.args...)
}

func (t *tx) Area(ctx context.Context, id engine.AreaID) (registry.Area, error) {
	return first(ctx, t, readArea, areaColumns+"WHERE id = ?", string(id))
}

func (t *tx) PutArea(ctx context.Context, a registry.Area) (int64, error) {
	revision, err := t.changes(ctx, a.Revision, "SELECT revision FROM areas WHERE id = ?", string(a.ID))
	if err != nil {
		return 0, err
	}
	if a.Region != "" {
		if found, err := t.has(ctx, "SELECT 1 FROM regions WHERE id = ?", string(a.Region)); err != nil {
			return 0, err
		} else if !found {
			return 0, fmt.Errorf("region %q: %w", a.Region, registry.ErrNotFound)
		}
	}
	boundary, err := record.Boundary(a.Boundary)
	if err != nil {
		return 0, err
	}
	if a.Revision != 0 {
		_, err = t.do(ctx, "UPDATE areas SET region = ?, name = ?, boundary = ?, datum = ?, revision = ? WHERE id = ?",
			reference(a.Region), a.Name, bytesOrNull(boundary), string(a.Datum), revision, string(a.ID))
		return revision, err
	}
	// It may have members before it is there: on duty in it from elsewhere.
	_, err = t.do(ctx, `INSERT INTO areas (id, region, name, boundary, datum, revision, records, households, members) VALUES (?, ?, ?, ?, ?, ?, ?, 0,
		(SELECT count(*) FROM duties WHERE area = ? AND until = 9223372036854775807))`,
		string(a.ID), reference(a.Region), a.Name, bytesOrNull(boundary), string(a.Datum), revision, revision, string(a.ID))
	if err != nil {
		return 0, err
	}
	_, err = t.do(ctx, "INSERT INTO states (area, since, until, at, ended) VALUES (?, ?, ?, ?, ?)", string(a.ID), revision, int64(now), int64(beginning), int64(now))
	return revision, err
}

// beginning is before all times: the state of an area that has just been made is old enough for every Forget.
const beginning = -1 << 63

func (t *tx) DropArea(ctx context.Context, id engine.AreaID, revision int64) error {
	if err := t.drops(ctx, revision, "SELECT revision FROM areas WHERE id = ?", string(id)); err != nil {
		return err
	}
	used, err := t.has(ctx, `SELECT 1 FROM grants WHERE area = ?1 UNION ALL SELECT 1 FROM job_areas a JOIN jobs j ON j.id = a.job
		WHERE a.area = ?1 AND j.state IN ('queued', 'running')`, string(id))
	if err != nil {
		return err
	}
	if used {
		return fmt.Errorf("area %q: %w", id, registry.ErrInUse)
	}
	return t.whole(ctx, func() error { return t.dropArea(ctx, id) })
}

func (t *tx) dropArea(ctx context.Context, id engine.AreaID) error {
	if err := t.clear(ctx, id); err != nil {
		return err
	}
	plan, err := first(ctx, t, value[sql.NullString], "SELECT published FROM areas WHERE id = ?", string(id))
	if err != nil {
		return err
	}
	if _, err := t.do(ctx, "DELETE FROM areas WHERE id = ?", string(id)); err != nil || !plan.Valid {
		return err
	}
	return t.supersede(ctx, registry.PlanID(plan.String))
}

// clear removes all records of an area, now and before, and the members for whom it was the last one.
func (t *tx) clear(ctx context.Context, id engine.AreaID) error {
	leaving, err := list(ctx, t, readMember, memberColumns+`FROM members m WHERE m.until = 9223372036854775807 AND (m.area = ?1 OR m.area = '' AND NOT EXISTS (
		SELECT 1 FROM duties d JOIN areas a ON a.id = d.area WHERE d.member = m.id AND d.until = m.until AND d.area <> ?1))
		AND m.id IN (SELECT member FROM duties WHERE area = ?1 AND until = 9223372036854775807) ORDER BY m.id`, string(id))
	if err != nil {
		return err
	}
	e := &editing{tx: t, area: id}
	for _, m := range leaving {
		if err := e.dropMember(ctx, m); err != nil {
			return err
		}
	}
	if err := e.finish(ctx); err != nil {
		return err
	}
	for _, query := range []string{
		"DELETE FROM household_contacts WHERE id IN (SELECT id FROM households WHERE area = ? AND until = 9223372036854775807)",
		"DELETE FROM households WHERE area = ?",
		"DELETE FROM sites WHERE area = ?",
		"DELETE FROM pairs WHERE area = ?",
		"DELETE FROM sheets WHERE area = ?",
		"DELETE FROM states WHERE area = ?",
		"DELETE FROM duties WHERE area = ? AND until < 9223372036854775807",
	} {
		if _, err := t.do(ctx, query, string(id)); err != nil {
			return err
		}
	}
	_, err = t.do(ctx, dropUnseenMembers)
	return err
}

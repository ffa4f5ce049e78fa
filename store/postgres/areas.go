package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/internal/record"
)

const areaColumns = "SELECT id, coalesce(region, ''), name, boundary, datum, revision, records, coalesce(published, ''), households, members FROM areas "

// briefAreaColumns leaves boundaries out.
const briefAreaColumns = "SELECT id, coalesce(region, ''), name, NULL::bytea, datum, revision, records, coalesce(published, ''), households, members FROM areas "

func readArea(s scanner) (registry.Area, error) {
	var a registry.Area
	var boundary []byte
	err := s.Scan(&a.ID, &a.Region, &a.Name, &boundary, &a.Datum, &a.Revision, &a.Records, &a.Published, &a.Households, &a.Members)
	if err != nil {
		return a, err
	}
	a.Boundary, err = record.ToBoundary(boundary)
	return a, err
}

// A search is the conditions of a query, with their arguments.
type search struct {
	where []string
	args  []any
}

// add has a question mark for every argument.
func (s *search) add(condition string, args ...any) {
	for _, a := range args {
		s.args = append(s.args, a)
		condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(s.args)), 1)
	}
	s.where = append(s.where, condition)
}

// among limits a column to a list: nil is everything.
func among[T ~string](s *search, condition string, values []T) {
	if values != nil {
		s.add(condition, ids(values))
	}
}

// query ends it with an order and a limit, 0 for none.
func (s *search) query(columns, order string, limit int) string {
	q := columns
	if len(s.where) > 0 {
		q += "WHERE " + strings.Join(s.where, " AND ")
	}
	q += " ORDER BY " + order
	if limit != 0 {
		q += " LIMIT " + strconv.Itoa(limit)
	}
	return q
}

func (t *tx) Areas(ctx context.Context, q registry.AreaQuery) ([]registry.Area, error) {
	s := &search{}
	switch { // one list alone is looked up by its index
	case len(q.Regions) == 0 && q.Areas != nil:
		among(s, "id = ANY(?)", q.Areas)
	case len(q.Areas) == 0 && q.Regions != nil:
		among(s, "region = ANY(?)", q.Regions)
	case q.Regions != nil:
		s.add("(region = ANY(?) OR id = ANY(?))", ids(q.Regions), ids(q.Areas))
	}
	if q.Search != "" {
		s.add("(strpos(name, ?) > 0 OR starts_with(id, ?))", q.Search, q.Search)
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
	return first(ctx, t, readArea, areaColumns+"WHERE id = $1", string(id))
}

func (t *tx) PutArea(ctx context.Context, a registry.Area) (int64, error) {
	revision, err := t.changes(ctx, a.Revision, "SELECT revision FROM areas WHERE id = $1", string(a.ID))
	if err != nil {
		return 0, err
	}
	if a.Region != "" {
		if found, err := t.has(ctx, "SELECT 1 FROM regions WHERE id = $1", string(a.Region)); err != nil {
			return 0, err
		} else if !found {
			return 0, fmt.Errorf("region %q: %w", a.Region, registry.ErrNotFound)
		}
	}
	boundary, shape, err := boundaryBody(a.Boundary)
	if err != nil {
		return 0, err
	}
	if a.Revision != 0 {
		_, err = t.do(ctx, "UPDATE areas SET region = $1, name = $2, boundary = $3, shape = ST_GeomFromWKB($4::bytea, 4326), datum = $5, revision = $6 WHERE id = $7",
			reference(a.Region), a.Name, boundary, shape, string(a.Datum), revision, string(a.ID))
		return revision, err
	}
	// It may have members before it is there: on duty in it from elsewhere.
	_, err = t.do(ctx, `INSERT INTO areas (id, region, name, boundary, shape, datum, revision, records, households, members)
		VALUES ($1, $2, $3, $4, ST_GeomFromWKB($5::bytea, 4326), $6, $7, $7, 0, (SELECT count(*) FROM duties WHERE area = $1 AND until = 9223372036854775807))`,
		string(a.ID), reference(a.Region), a.Name, boundary, shape, string(a.Datum), revision)
	if err != nil {
		return 0, err
	}
	// It begins before all times: the state of an area that has just been made is old enough for every Forget.
	_, err = t.do(ctx, "INSERT INTO states (area, since, until, at, ended) VALUES ($1, $2, $3, '-infinity', 'infinity')", string(a.ID), revision, int64(now))
	return revision, err
}

func (t *tx) DropArea(ctx context.Context, id engine.AreaID, revision int64) error {
	if err := t.drops(ctx, revision, "SELECT revision FROM areas WHERE id = $1", string(id)); err != nil {
		return err
	}
	used, err := t.has(ctx, `SELECT 1 FROM grants WHERE area = $1 UNION ALL SELECT 1 FROM job_areas a JOIN jobs j ON j.id = a.job
		WHERE a.area = $1 AND j.state IN ('queued', 'running')`, string(id))
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
	plan, err := first(ctx, t, value[registry.PlanID], "SELECT coalesce(published, '') FROM areas WHERE id = $1", string(id))
	if err != nil {
		return err
	}
	if _, err := t.do(ctx, "DELETE FROM areas WHERE id = $1", string(id)); err != nil || plan == "" {
		return err
	}
	return t.supersede(ctx, plan)
}

// clear removes all records of an area, now and before, and the members for whom it was the last one.
func (t *tx) clear(ctx context.Context, id engine.AreaID) error {
	leaving, err := list(ctx, t, readMember, memberColumns+`FROM members m WHERE m.until = 9223372036854775807 AND (m.area = $1 OR m.area = '' AND NOT EXISTS (
		SELECT 1 FROM duties d JOIN areas a ON a.id = d.area WHERE d.member = m.id AND d.until = m.until AND d.area <> $1))
		AND m.id IN (SELECT member FROM duties WHERE area = $1 AND until = 9223372036854775807) ORDER BY m.id`, string(id))
	if err != nil {
		return err
	}
	e := &editing{tx: t, area: id}
	if err := e.dropMembers(ctx, leaving); err != nil {
		return err
	}
	if err := e.finish(ctx); err != nil {
		return err
	}
	for _, query := range []string{
		"DELETE FROM household_contacts WHERE id IN (SELECT id FROM households WHERE area = $1 AND until = 9223372036854775807)",
		"DELETE FROM households WHERE area = $1",
		"DELETE FROM sites WHERE area = $1",
		"DELETE FROM pairs WHERE area = $1",
		"DELETE FROM sheets WHERE area = $1",
		"DELETE FROM states WHERE area = $1",
		"DELETE FROM duties WHERE area = $1 AND until < 9223372036854775807",
	} {
		if _, err := t.do(ctx, query, string(id)); err != nil {
			return err
		}
	}
	_, err = t.do(ctx, dropUnseenMembers)
	return err
}

package postgres

import (
	"context"
	"fmt"
	"time"

	"jinlin/engine"
	"jinlin/service/registry"
)

func (t *tx) PutAreaPlan(ctx context.Context, hash registry.Hash, content []byte, at time.Time) error {
	if err := t.writes(); err != nil {
		return err
	}
	if is := registry.HashOf(content); is != hash {
		return fmt.Errorf("area plan %s has the hash %s: %w", hash, is, registry.ErrInvalid)
	}
	_, err := t.do(ctx, "INSERT INTO area_plans (hash, at, content) VALUES ($1, $2, $3) ON CONFLICT (hash) DO UPDATE SET at = greatest(area_plans.at, excluded.at)",
		string(hash), at, blob(content))
	return err
}

func (t *tx) AreaPlan(ctx context.Context, hash registry.Hash) ([]byte, error) {
	return first(ctx, t, value[[]byte], "SELECT content FROM area_plans WHERE hash = $1", string(hash))
}

func (t *tx) AddPlan(ctx context.Context, p registry.Plan) error {
	n, err := t.changes(ctx, 0, "SELECT revision FROM plans WHERE id = $1", string(p.ID))
	if err != nil {
		return err
	}
	return t.whole(ctx, func() error { return t.addPlan(ctx, p, n) })
}

func (t *tx) addPlan(ctx context.Context, p registry.Plan, n int64) error {
	if p.Parent != "" {
		if err := t.must(ctx, "parent "+string(p.Parent), "SELECT 1 FROM plans WHERE id = $1", string(p.Parent)); err != nil {
			return err
		}
	}
	_, err := t.do(ctx, `INSERT INTO plans (n, id, parent, status, scheme, policy, note, author, at, revision) VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9)`,
		n, string(p.ID), reference(p.Parent), p.Scheme, blob(p.Policy), p.Note, string(p.By), p.At, n)
	if err != nil {
		return err
	}
	return t.addPlanAreas(ctx, p)
}

// addPlanAreas looks at all areas at once, since a nation has tens of thousands of them.
func (t *tx) addPlanAreas(ctx context.Context, p registry.Plan) error {
	var areas, hashes []string
	var records []int64
	rows := make([][]any, len(p.Areas))
	for i, a := range p.Areas {
		areas, hashes, records = append(areas, string(a.Area)), append(hashes, string(a.Hash)), append(records, a.Records)
		rows[i] = []any{string(p.ID), string(a.Area), string(a.Hash), a.Records, blob(a.Summary)}
	}
	for _, look := range []struct{ what, condition string }{
		{"'area plan ' || hash", "NOT EXISTS (SELECT 1 FROM area_plans x WHERE x.hash = a.hash)"},
		{"'area ' || area", "NOT EXISTS (SELECT 1 FROM areas x WHERE x.id = a.area AND x.revision >= a.records)"},
		{"'revision ' || records || ' of area ' || area", `records <> 0 AND
			NOT EXISTS (SELECT 1 FROM states s WHERE s.area = a.area AND s.since <= a.records AND s.until > a.records)`},
	} {
		missing, err := list(ctx, t, value[string], "SELECT "+look.what+" FROM unnest($1::text[], $2::text[], $3::bigint[]) AS a (area, hash, records) WHERE "+
			look.condition+" LIMIT 1", areas, hashes, records)
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			return fmt.Errorf("%s: %w", missing[0], registry.ErrNotFound)
		}
	}
	return t.add(ctx, "plan_areas", []string{"plan", "area", "hash", "records", "summary"}, rows)
}

// must says what is not there.
func (t *tx) must(ctx context.Context, what, query string, args ...any) error {
	found, err := t.has(ctx, query, args...)
	if err == nil && !found {
		err = fmt.Errorf("%s: %w", what, registry.ErrNotFound)
	}
	return err
}

const planColumns = "SELECT id, coalesce(parent, ''), status, scheme, note, author, at, revision FROM plans "

// planPolicyColumns reads the policy besides, which lists leave out.
const planPolicyColumns = "SELECT id, coalesce(parent, ''), status, scheme, note, author, at, revision, policy FROM plans "

func readPlan(s scanner) (registry.Plan, error) { return readPlanAnd(s) }

func readWholePlan(s scanner) (registry.Plan, error) {
	var policy []byte
	p, err := readPlanAnd(s, &policy)
	p.Policy = policy
	return p, err
}

func readPlanAnd(s scanner, more ...any) (registry.Plan, error) {
	var p registry.Plan
	var at time.Time
	err := s.Scan(append([]any{&p.ID, &p.Parent, &p.Status, &p.Scheme, &p.Note, &p.By, &at, &p.Revision}, more...)...)
	p.At = at.UTC()
	return p, err
}

func (t *tx) Plan(ctx context.Context, id registry.PlanID) (registry.Plan, error) {
	p, err := t.PlanHead(ctx, id)
	if err != nil {
		return p, err
	}
	p.Areas, err = list(ctx, t, readPlanArea, planAreaColumns+"WHERE plan = $1 ORDER BY area", string(id))
	return p, err
}

func (t *tx) PlanHead(ctx context.Context, id registry.PlanID) (registry.Plan, error) {
	return first(ctx, t, readWholePlan, planPolicyColumns+"WHERE id = $1", string(id))
}

const planAreaColumns = "SELECT area, hash, records, summary FROM plan_areas "

func readPlanArea(s scanner) (registry.PlanArea, error) {
	var a registry.PlanArea
	err := s.Scan(&a.Area, &a.Hash, &a.Records, &a.Summary)
	return a, err
}

func (t *tx) PlanArea(ctx context.Context, id registry.PlanID, area engine.AreaID) (registry.PlanArea, error) {
	return first(ctx, t, readPlanArea, planAreaColumns+"WHERE plan = $1 AND area = $2", string(id), string(area))
}

func (t *tx) Plans(ctx context.Context, q registry.PlanQuery) ([]registry.Plan, error) {
	s := &search{}
	among(s, "id IN (SELECT plan FROM plan_areas WHERE area = ANY(?))", q.Areas)
	if q.Status != "" {
		s.add("status = ?", string(q.Status))
	}
	if q.Before != "" {
		n, err := first(ctx, t, value[int64], "SELECT n FROM plans WHERE id = $1", string(q.Before))
		if err != nil {
			return nil, err
		}
		s.add("n < ?", n)
	}
	query := s.query(planColumns, "n DESC", q.Limit)
	return list(ctx, t, readPlan, query, s.args...)
}

func (t *tx) Publish(ctx context.Context, id registry.PlanID, revision int64) error {
	if err := t.drops(ctx, revision, "SELECT revision FROM plans WHERE id = $1", string(id)); err != nil {
		return err
	}
	gone, err := list(ctx, t, value[string], "SELECT area FROM plan_areas WHERE plan = $1 AND area NOT IN (SELECT id FROM areas) ORDER BY area", string(id))
	if err != nil {
		return err
	}
	if len(gone) > 0 {
		return fmt.Errorf("area %q: %w", gone[0], registry.ErrNotFound)
	}
	return t.whole(ctx, func() error { return t.publish(ctx, id) })
}

func (t *tx) publish(ctx context.Context, id registry.PlanID) error {
	n, err := t.next(ctx)
	if err != nil {
		return err
	}
	before, err := list(ctx, t, value[registry.PlanID], `SELECT DISTINCT published FROM areas
		WHERE id IN (SELECT area FROM plan_areas WHERE plan = $1) AND published <> $1 ORDER BY published`, string(id))
	if err != nil {
		return err
	}
	if _, err := t.do(ctx, "UPDATE plans SET status = 'published', revision = $1 WHERE id = $2", n, string(id)); err != nil {
		return err
	}
	_, err = t.do(ctx, "UPDATE areas SET published = $1, revision = $2 WHERE id IN (SELECT area FROM plan_areas WHERE plan = $1)", string(id), n)
	if err != nil {
		return err
	}
	for _, plan := range before {
		if err := t.supersede(ctx, plan); err != nil {
			return err
		}
	}
	return nil
}

// supersede ends a published plan that is in force nowhere any more.
func (t *tx) supersede(ctx context.Context, id registry.PlanID) error {
	inForce, err := t.has(ctx, "SELECT 1 FROM areas WHERE published = $1", string(id))
	if err != nil || inForce {
		return err
	}
	n, err := t.next(ctx)
	if err != nil {
		return err
	}
	_, err = t.do(ctx, "UPDATE plans SET status = 'superseded', revision = $1 WHERE id = $2 AND status = 'published'", n, string(id))
	return err
}

func (t *tx) DropPlan(ctx context.Context, id registry.PlanID, revision int64) error {
	if err := t.drops(ctx, revision, "SELECT revision FROM plans WHERE id = $1", string(id)); err != nil {
		return err
	}
	inForce, err := t.has(ctx, "SELECT 1 FROM areas WHERE published = $1", string(id))
	if err != nil {
		return err
	}
	if inForce {
		return fmt.Errorf("plan %q: %w", id, registry.ErrInUse)
	}
	_, err = t.do(ctx, "DELETE FROM plans WHERE id = $1", string(id))
	return err
}

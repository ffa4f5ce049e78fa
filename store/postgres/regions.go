package postgres

import (
	"context"
	"fmt"

	"jinlin/service/registry"
)

const regionColumns = "SELECT id, coalesce(parent, ''), name, policy, revision FROM regions "

func readRegion(s scanner) (registry.Region, error) {
	var r registry.Region
	err := s.Scan(&r.ID, &r.Parent, &r.Name, &r.Policy, &r.Revision)
	return r, err
}

func (t *tx) Regions(ctx context.Context) ([]registry.Region, error) {
	return list(ctx, t, readRegion, regionColumns+"ORDER BY id")
}

func (t *tx) Region(ctx context.Context, id registry.RegionID) (registry.Region, error) {
	return first(ctx, t, readRegion, regionColumns+"WHERE id = $1", string(id))
}

// Below ends on a tree that was tied into a ring, too: UNION drops what was found before.
func (t *tx) Below(ctx context.Context, regions ...registry.RegionID) ([]registry.RegionID, error) {
	return list(ctx, t, value[registry.RegionID], `WITH RECURSIVE below (id) AS (
		SELECT id FROM regions WHERE id = ANY($1) UNION SELECT r.id FROM below b JOIN regions r ON r.parent = b.id)
		SELECT id FROM below ORDER BY id`, ids(regions))
}

func (t *tx) PutRegion(ctx context.Context, r registry.Region) (int64, error) {
	revision, err := t.changes(ctx, r.Revision, "SELECT revision FROM regions WHERE id = $1", string(r.ID))
	if err != nil {
		return 0, err
	}
	if r.Parent != "" {
		if err := t.checkParent(ctx, r); err != nil {
			return 0, err
		}
	}
	_, err = t.do(ctx, `INSERT INTO regions (id, parent, name, policy, revision) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name = excluded.name, policy = excluded.policy, revision = excluded.revision`,
		string(r.ID), reference(r.Parent), r.Name, r.Policy, revision)
	return revision, err
}

// checkParent walks from the parent to the root; the region must not be on the way. O(depth).
func (t *tx) checkParent(ctx context.Context, r registry.Region) error {
	above, err := list(ctx, t, value[string], `WITH RECURSIVE above (id) AS (
		SELECT id FROM regions WHERE id = $1 UNION SELECT r.parent FROM regions r JOIN above ON r.id = above.id WHERE r.parent IS NOT NULL)
		SELECT id FROM above`, string(r.Parent))
	if err != nil {
		return err
	}
	if len(above) == 0 {
		return fmt.Errorf("parent %q of region %q: %w", r.Parent, r.ID, registry.ErrNotFound)
	}
	for _, id := range above {
		if id == string(r.ID) {
			return fmt.Errorf("parent %q of region %q is in it: %w", r.Parent, r.ID, registry.ErrNotFound)
		}
	}
	return nil
}

func (t *tx) DropRegion(ctx context.Context, id registry.RegionID, revision int64) error {
	if err := t.drops(ctx, revision, "SELECT revision FROM regions WHERE id = $1", string(id)); err != nil {
		return err
	}
	used, err := t.has(ctx, `SELECT 1 FROM regions WHERE parent = $1 UNION ALL SELECT 1 FROM areas WHERE region = $1
		UNION ALL SELECT 1 FROM grants WHERE region = $1`, string(id))
	if err != nil {
		return err
	}
	if used {
		return fmt.Errorf("region %q: %w", id, registry.ErrInUse)
	}
	_, err = t.do(ctx, "DELETE FROM regions WHERE id = $1", string(id))
	return err
}

func readPolicy(s scanner) (registry.Policy, error) {
	var p registry.Policy
	err := s.Scan(&p.Name, &p.Document, &p.Revision)
	return p, err
}

func (t *tx) Policies(ctx context.Context) ([]registry.Policy, error) {
	return list(ctx, t, readPolicy, "SELECT name, document, revision FROM policies ORDER BY name")
}

func (t *tx) Policy(ctx context.Context, name string) (registry.Policy, error) {
	return first(ctx, t, readPolicy, "SELECT name, document, revision FROM policies WHERE name = $1", name)
}

func (t *tx) PutPolicy(ctx context.Context, p registry.Policy) (int64, error) {
	revision, err := t.changes(ctx, p.Revision, "SELECT revision FROM policies WHERE name = $1", p.Name)
	if err != nil {
		return 0, err
	}
	_, err = t.do(ctx, `INSERT INTO policies (name, document, revision) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET document = excluded.document, revision = excluded.revision`, p.Name, blob(p.Document), revision)
	return revision, err
}

func (t *tx) DropPolicy(ctx context.Context, name string, revision int64) error {
	if err := t.drops(ctx, revision, "SELECT revision FROM policies WHERE name = $1", name); err != nil {
		return err
	}
	used, err := t.has(ctx, "SELECT 1 FROM regions WHERE policy = $1", name)
	if err != nil {
		return err
	}
	if used {
		return fmt.Errorf("policy %q: %w", name, registry.ErrInUse)
	}
	_, err = t.do(ctx, "DELETE FROM policies WHERE name = $1", name)
	return err
}

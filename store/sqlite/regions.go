package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"jinlin/service/registry"
)

const regionColumns = "SELECT id, parent, name, policy, revision FROM regions "

func readRegion(s scanner) (registry.Region, error) {
	var r registry.Region
	var parent sql.NullString
	err := s.Scan(&r.ID, &parent, &r.Name, &r.Policy, &r.Revision)
	r.Parent = registry.RegionID(parent.String)
	return r, err
}

func (t *tx) Regions(ctx context.Context) ([]registry.Region, error) {
	return list(ctx, t, readRegion, regionColumns+"ORDER BY id")
}

func (t *tx) Region(ctx context.Context, id registry.RegionID) (registry.Region, error) {
	return first(ctx, t, readRegion, regionColumns+"WHERE id = ?", string(id))
}

// Below lists regions and all that are below them, by id. O(what it finds).
func (t *tx) Below(ctx context.Context, regions ...registry.RegionID) ([]registry.RegionID, error) {
	roots, err := ids(regions)
	if err != nil {
		return nil, err
	}
	return list(ctx, t, value[registry.RegionID], belowRegions, roots)
}

// belowRegions ends on a tree that was tied into a ring, too: UNION drops what was found before.
const belowRegions = `WITH RECURSIVE below (id) AS (
	SELECT id FROM regions WHERE id IN (SELECT value FROM json_each(?)) UNION SELECT r.id FROM below b JOIN regions r ON r.parent = b.id)
	SELECT id FROM below ORDER BY id`

func (t *tx) PutRegion(ctx context.Context, r registry.Region) (int64, error) {
	revision, err := t.changes(ctx, r.Revision, "SELECT revision FROM regions WHERE id = ?", string(r.ID))
	if err != nil {
		return 0, err
	}
	if r.Parent != "" {
		if err := t.checkParent(ctx, r); err != nil {
			return 0, err
		}
	}
	_, err = t.do(ctx, `INSERT INTO regions (id, parent, name, policy, revision) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name = excluded.name, policy = excluded.policy, revision = excluded.revision`,
		string(r.ID), reference(r.Parent), r.Name, r.Policy, revision)
	return revision, err
}

// checkParent walks from the parent to the root; the region must not be on the way. O(depth).
func (t *tx) checkParent(ctx context.Context, r registry.Region) error {
	above, err := list(ctx, t, value[string], `WITH RECURSIVE above (id) AS (
		SELECT id FROM regions WHERE id = ? UNION SELECT r.parent FROM regions r JOIN above ON r.id = above.id WHERE r.parent IS NOT NULL)
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
	if err := t.drops(ctx, revision, "SELECT revision FROM regions WHERE id = ?", string(id)); err != nil {
		return err
	}
	used, err := t.has(ctx, `SELECT 1 FROM regions WHERE parent = ?1 UNION ALL SELECT 1 FROM areas WHERE region = ?1
		UNION ALL SELECT 1 FROM grants WHERE region = ?1`, string(id))
	if err != nil {
		return err
	}
	if used {
		return fmt.Errorf("region %q: %w", id, registry.ErrInUse)
	}
	_, err = t.do(ctx, "DELETE FROM regions WHERE id = ?", string(id))
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
	return first(ctx, t, readPolicy, "SELECT name, document, revision FROM policies WHERE name = ?", name)
}

func (t *tx) PutPolicy(ctx context.Context, p registry.Policy) (int64, error) {
	revision, err := t.changes(ctx, p.Revision, "SELECT revision FROM policies WHERE name = ?", p.Name)
	if err != nil {
		return 0, err
	}
	_, err = t.do(ctx, `INSERT INTO policies (name, document, revision) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET document = excluded.document, revision = excluded.revision`, p.Name, bytesOrNull(p.Document), revision)
	return revision, err
}

func (t *tx) DropPolicy(ctx context.Context, name string, revision int64) error {
	if err := t.drops(ctx, revision, "SELECT revision FROM policies WHERE name = ?", name); err != nil {
		return err
	}
	used, err := t.has(ctx, "SELECT 1 FROM regions WHERE policy = ?", name)
	if err != nil {
		return err
	}
	if used {
		return fmt.Errorf("policy %q: %w", name, registry.ErrInUse)
	}
	_, err = t.do(ctx, "DELETE FROM policies WHERE name = ?", name)
	return err
}

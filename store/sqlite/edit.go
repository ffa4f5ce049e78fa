package sqlite

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/internal/record"
)

// editing is one change of an area's records.
type editing struct {
	tx   *tx
	area engine.AreaID
	at   time.Time
	// n is the number of the change, 0 before the first thing that changes.
	n int64
	// touched are the areas that change, true where their records do and not only contacts.
	touched map[engine.AreaID]bool
}

func (t *tx) EditRecords(ctx context.Context, area engine.AreaID, revision int64, edit registry.Edit) (int64, error) {
	if err := t.drops(ctx, revision, "SELECT revision FROM areas WHERE id = ?", string(area)); err != nil {
		return 0, err
	}
	e := &editing{tx: t, area: area, at: edit.At}
	if err := t.whole(ctx, func() error { return e.run(ctx, &edit) }); err != nil {
		return 0, err
	}
	if e.n == 0 {
		return revision, nil
	}
	return e.n, nil
}

func (e *editing) run(ctx context.Context, edit *registry.Edit) error {
	for _, step := range []func(context.Context, *registry.Edit) error{e.drop, e.put, e.pair, e.lay, e.call} {
		if err := step(ctx, edit); err != nil {
			return err
		}
	}
	return e.finish(ctx)
}

// change says that records of an area change, and returns the number of the change.
func (e *editing) change(ctx context.Context, area engine.AreaID) (int64, error) {
	return e.touch(ctx, area, true)
}

func (e *editing) touch(ctx context.Context, area engine.AreaID, records bool) (int64, error) {
	if e.n == 0 {
		n, err := e.tx.next(ctx)
		if err != nil {
			return 0, err
		}
		e.n, e.touched = n, map[engine.AreaID]bool{}
	}
	e.touched[area] = e.touched[area] || records
	return e.n, nil
}

// finish gives the areas that changed their new revision; those that are not kept are passed over.
func (e *editing) finish(ctx context.Context) error {
	for _, area := range slices.Sorted(maps.Keys(e.touched)) {
		if !e.touched[area] {
			if _, err := e.tx.do(ctx, "UPDATE areas SET revision = ? WHERE id = ?", e.n, string(area)); err != nil {
				return err
			}
			continue
		}
		if err := e.finishArea(ctx, area); err != nil {
			return err
		}
	}
	return nil
}

func (e *editing) finishArea(ctx context.Context, area engine.AreaID) error {
	found, err := e.tx.do(ctx, `UPDATE areas SET revision = ?1, records = ?1,
		households = (SELECT count(*) FROM households WHERE area = ?2 AND until = 9223372036854775807),
		members = (SELECT count(*) FROM duties WHERE area = ?2 AND until = 9223372036854775807) WHERE id = ?2`, e.n, string(area))
	if err != nil || found == 0 {
		return err
	}
	// Times only go forward, so that of two states the later one is not forgotten first.
	_, err = e.tx.do(ctx, `INSERT INTO states (area, since, until, at, ended)
		SELECT area, ?, until, max(at, ?), ended FROM states WHERE area = ? AND until = 9223372036854775807`, e.n, micros(e.at), string(area))
	if err != nil {
		return err
	}
	_, err = e.tx.do(ctx, "UPDATE states SET until = ?1, ended = max(at, ?2) WHERE area = ?3 AND until = 9223372036854775807 AND since < ?1",
		e.n, micros(e.at), string(area))
	return err
}

func (e *editing) drop(ctx context.Context, edit *registry.Edit) error {
	if err := e.dropPairs(ctx, "lock", edit.DropLocks); err != nil {
		return err
	}
	if err := e.dropPairs(ctx, "forbidden", edit.DropForbidden); err != nil {
		return err
	}
	for _, id := range edit.DropHouseholds {
		if err := e.dropHousehold(ctx, id); err != nil {
			return err
		}
	}
	if len(edit.DropHouseholds) > 0 && edit.SetAdjacency == nil {
		if err := e.dropNeighbours(ctx, edit.DropHouseholds); err != nil {
			return err
		}
	}
	for _, id := range edit.DropMembers {
		m, err := e.member(ctx, id)
		if err == nil && !record.OfArea(m, e.area) {
			err = registry.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("member %q: %w", id, err)
		}
		if err := e.dropMember(ctx, m); err != nil {
			return err
		}
	}
	for _, id := range edit.DropSites {
		if err := e.closeVersion(ctx, "site", "UPDATE sites SET until = ? WHERE area = ? AND until = 9223372036854775807 AND id = ?", string(id)); err != nil {
			return err
		}
	}
	return nil
}

// closeVersion ends what is there; registry.ErrNotFound: it is not.
func (e *editing) closeVersion(ctx context.Context, what, query, id string) error {
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	found, err := e.tx.do(ctx, query, n, string(e.area), id)
	if err == nil && found == 0 {
		err = fmt.Errorf("%s %q: %w", what, id, registry.ErrNotFound)
	}
	return err
}

const closeHousehold = "UPDATE households SET until = ? WHERE area = ? AND until = 9223372036854775807 AND id = ?"

// dropHousehold drops it with its pairs and its contact.
func (e *editing) dropHousehold(ctx context.Context, id engine.HouseholdID) error {
	if err := e.closeVersion(ctx, "household", closeHousehold, string(id)); err != nil {
		return err
	}
	_, err := e.tx.do(ctx, "UPDATE pairs SET until = ? WHERE area = ? AND until = 9223372036854775807 AND kind IN ('lock', 'forbidden') AND household = ?",
		e.n, string(e.area), string(id))
	if err != nil {
		return err
	}
	_, err = e.tx.do(ctx, "DELETE FROM household_contacts WHERE id = ?", string(id))
	return err
}

// member is one as it is now.
func (e *editing) member(ctx context.Context, id engine.MemberID) (engine.Member, error) {
	return first(ctx, e.tx, readMember, memberColumns+"FROM members m WHERE m.id = ? AND m.until = 9223372036854775807", string(id))
}

// dropMember drops him with his duties, his pairs in every area, and his contact.
func (e *editing) dropMember(ctx context.Context, m engine.Member) error {
	if err := e.closeMember(ctx, m, nil); err != nil {
		return err
	}
	_, err := e.tx.do(ctx, "DELETE FROM member_contacts WHERE id = ?", string(m.ID))
	return err
}

// closeMember ends his version, and his pairs in areas that are not among those to come. All his areas change.
func (e *editing) closeMember(ctx context.Context, m engine.Member, next []engine.AreaID) error {
	for _, area := range record.CountsIn(m) {
		n, err := e.change(ctx, area)
		if err != nil {
			return err
		}
		if _, err := e.tx.do(ctx, "UPDATE duties SET until = ? WHERE area = ? AND until = 9223372036854775807 AND member = ?", n, string(area), string(m.ID)); err != nil {
			return err
		}
		if slices.Contains(next, area) {
			continue
		}
		_, err = e.tx.do(ctx, "UPDATE pairs SET until = ? WHERE member = ? AND until = 9223372036854775807 AND area = ?", n, string(m.ID), string(area))
		if err != nil {
			return err
		}
	}
	_, err := e.tx.do(ctx, "UPDATE members SET until = ? WHERE id = ? AND until = 9223372036854775807", e.n, string(m.ID))
	return err
}

func (e *editing) dropPairs(ctx context.Context, kind string, pairs []engine.Pair) error {
	for _, p := range pairs {
		found, err := e.tx.has(ctx, "SELECT 1 FROM pairs WHERE area = ? AND until = 9223372036854775807 AND kind = ? AND household = ? AND member = ?",
			string(e.area), kind, string(p.Household), string(p.Member))
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		n, err := e.change(ctx, e.area)
		if err != nil {
			return err
		}
		_, err = e.tx.do(ctx, "UPDATE pairs SET until = ? WHERE area = ? AND until = 9223372036854775807 AND kind = ? AND household = ? AND member = ?",
			n, string(e.area), kind, string(p.Household), string(p.Member))
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *editing) pair(ctx context.Context, edit *registry.Edit) error {
	if err := e.putPairs(ctx, "lock", edit.PutLocks); err != nil {
		return err
	}
	return e.putPairs(ctx, "forbidden", edit.PutForbidden)
}

func (e *editing) putPairs(ctx context.Context, kind string, pairs []engine.Pair) error {
	for _, p := range pairs {
		err := e.putPair(ctx, kind, p)
		if err != nil {
			return fmt.Errorf("%s of household %q and member %q: %w", kind, p.Household, p.Member, err)
		}
	}
	return nil
}

func (e *editing) putPair(ctx context.Context, kind string, p engine.Pair) error {
	fits, err := e.tx.has(ctx, `SELECT 1 FROM households h JOIN duties d ON d.area = h.area AND d.until = h.until
		WHERE h.area = ? AND h.until = 9223372036854775807 AND h.id = ? AND d.member = ?`, string(e.area), string(p.Household), string(p.Member))
	if err == nil && !fits {
		err = registry.ErrNotFound
	}
	if err != nil {
		return err
	}
	found, err := e.tx.has(ctx, "SELECT 1 FROM pairs WHERE area = ? AND until = 9223372036854775807 AND kind = ? AND household = ? AND member = ?",
		string(e.area), kind, string(p.Household), string(p.Member))
	if err != nil || found {
		return err
	}
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	_, err = e.tx.do(ctx, "INSERT INTO pairs (area, until, kind, household, member, since) VALUES (?, 9223372036854775807, ?, ?, ?, ?)",
		string(e.area), kind, string(p.Household), string(p.Member), n)
	return err
}

// elsewhere: a record of another area was to be put into this one.
func (e *editing) elsewhere(what, id string, area engine.AreaID) error {
	return fmt.Errorf("%s %q is of area %q, expected %q: %w", what, id, area, e.area, registry.ErrInvalid)
}

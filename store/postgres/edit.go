package postgres

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
	if err := t.drops(ctx, revision, "SELECT revision FROM areas WHERE id = $1 FOR UPDATE", string(area)); err != nil {
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
			if _, err := e.tx.do(ctx, "UPDATE areas SET revision = $1 WHERE id = $2", e.n, string(area)); err != nil {
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
	found, err := e.tx.do(ctx, `UPDATE areas SET revision = $1::bigint, records = $1::bigint,
		households = (SELECT count(*) FROM households WHERE area = $2 AND until = 9223372036854775807),
		members = (SELECT count(*) FROM duties WHERE area = $2 AND until = 9223372036854775807) WHERE id = $2`, e.n, string(area))
	if err != nil || found == 0 {
		return err
	}
	// Times only go forward, so that of two states the later one is not forgotten first.
	_, err = e.tx.do(ctx, `INSERT INTO states (area, since, until, at, ended)
		SELECT area, $1::bigint, until, greatest(at, $2::timestamptz), ended FROM states WHERE area = $3 AND until = 9223372036854775807`, e.n, e.at, string(area))
	if err != nil {
		return err
	}
	_, err = e.tx.do(ctx, "UPDATE states SET until = $1, ended = greatest(at, $2::timestamptz) WHERE area = $3 AND until = 9223372036854775807 AND since < $1",
		e.n, e.at, string(area))
	return err
}

func (e *editing) drop(ctx context.Context, edit *registry.Edit) error {
	if err := e.dropPairs(ctx, "lock", edit.DropLocks); err != nil {
		return err
	}
	if err := e.dropPairs(ctx, "forbidden", edit.DropForbidden); err != nil {
		return err
	}
	if err := e.dropHouseholds(ctx, edit.DropHouseholds); err != nil {
		return err
	}
	if len(edit.DropHouseholds) > 0 && edit.SetAdjacency == nil {
		if err := e.dropNeighbours(ctx, edit.DropHouseholds); err != nil {
			return err
		}
	}
	if err := e.dropPeople(ctx, edit.DropMembers); err != nil {
		return err
	}
	return closeAll(ctx, e, "site", edit.DropSites)
}

// closeAll ends the versions of what is there in the area, each named once; registry.ErrNotFound: it is not.
func closeAll[ID ~string](ctx context.Context, e *editing, what string, of []ID) error {
	if len(of) == 0 {
		return nil
	}
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	closed, err := list(ctx, e.tx, value[ID], "UPDATE "+what+"s SET until = $1 WHERE area = $2 AND until = 9223372036854775807 AND id = ANY($3) RETURNING id",
		n, string(e.area), ids(of))
	if err != nil {
		return err
	}
	left := make(map[ID]bool, len(closed))
	for _, id := range closed {
		left[id] = true
	}
	for _, id := range of {
		if !left[id] {
			return fmt.Errorf("%s %q: %w", what, id, registry.ErrNotFound)
		}
		left[id] = false
	}
	return nil
}

// dropHouseholds drops them with their pairs and their contacts.
func (e *editing) dropHouseholds(ctx context.Context, homes []engine.HouseholdID) error {
	if err := closeAll(ctx, e, "household", homes); err != nil || len(homes) == 0 {
		return err
	}
	_, err := e.tx.do(ctx, `UPDATE pairs SET until = $1 WHERE area = $2 AND until = 9223372036854775807 AND kind IN ('lock', 'forbidden')
		AND household = ANY($3)`, e.n, string(e.area), ids(homes))
	if err != nil {
		return err
	}
	_, err = e.tx.do(ctx, "DELETE FROM household_contacts WHERE id = ANY($1)", ids(homes))
	return err
}

// dropPeople drops members whom this area may change, each named once.
func (e *editing) dropPeople(ctx context.Context, people []engine.MemberID) error {
	if len(people) == 0 {
		return nil
	}
	old, err := e.members(ctx, people)
	if err != nil {
		return err
	}
	leaving := make([]engine.Member, 0, len(people))
	for _, id := range people {
		m, known := old[id]
		if !known || !record.OfArea(m, e.area) {
			return fmt.Errorf("member %q: %w", id, registry.ErrNotFound)
		}
		delete(old, id)
		leaving = append(leaving, m)
	}
	return e.dropMembers(ctx, leaving)
}

// members are those of the ids as they are now.
func (e *editing) members(ctx context.Context, people []engine.MemberID) (map[engine.MemberID]engine.Member, error) {
	return standing(ctx, e.tx, readMember, memberID, people, memberColumns, "members")
}

// dropMembers drops them with their duties, their pairs in every area, and their contacts.
func (e *editing) dropMembers(ctx context.Context, leaving []engine.Member) error {
	if len(leaving) == 0 {
		return nil
	}
	people, none := make([]engine.MemberID, len(leaving)), make([][]engine.AreaID, len(leaving))
	for i := range leaving {
		people[i] = leaving[i].ID
	}
	if err := e.closeMembers(ctx, leaving, none); err != nil {
		return err
	}
	_, err := e.tx.do(ctx, "DELETE FROM member_contacts WHERE id = ANY($1)", ids(people))
	return err
}

// closeMembers ends their versions, and their pairs in areas that are not among those to come (next, for each of them). All their areas change.
func (e *editing) closeMembers(ctx context.Context, was []engine.Member, next [][]engine.AreaID) error {
	if len(was) == 0 {
		return nil
	}
	var people, left, from []string // left leaves the area from
	for i, m := range was {
		people = append(people, string(m.ID))
		for _, area := range record.CountsIn(m) {
			if _, err := e.change(ctx, area); err != nil {
				return err
			}
			if !slices.Contains(next[i], area) {
				left, from = append(left, string(m.ID)), append(from, string(area))
			}
		}
	}
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	if _, err := e.tx.do(ctx, "UPDATE duties SET until = $1 WHERE until = 9223372036854775807 AND member = ANY($2)", n, people); err != nil {
		return err
	}
	_, err = e.tx.do(ctx, `UPDATE pairs SET until = $1 FROM unnest($2::text[], $3::text[]) AS gone (member, area)
		WHERE pairs.until = 9223372036854775807 AND pairs.member = gone.member AND pairs.area = gone.area`, n, left, from)
	if err != nil {
		return err
	}
	_, err = e.tx.do(ctx, "UPDATE members SET until = $1 WHERE until = 9223372036854775807 AND id = ANY($2)", n, people)
	return err
}

// columns are the homes and the members of pairs.
func columns(pairs []engine.Pair) (homes, members []string) {
	for _, p := range pairs {
		homes, members = append(homes, string(p.Household)), append(members, string(p.Member))
	}
	return homes, members
}

// known are those of the pairs that stand.
func (e *editing) known(ctx context.Context, kind string, pairs []engine.Pair) (map[engine.Pair]bool, error) {
	homes, members := columns(pairs)
	found, err := list(ctx, e.tx, readPair, `SELECT household, member FROM pairs WHERE area = $1 AND until = 9223372036854775807 AND kind = $2
		AND (household, member) IN (SELECT * FROM unnest($3::text[], $4::text[]))`, string(e.area), kind, homes, members)
	return set(found), err
}

func set(pairs []engine.Pair) map[engine.Pair]bool {
	all := make(map[engine.Pair]bool, len(pairs))
	for _, p := range pairs {
		all[p] = true
	}
	return all
}

func (e *editing) dropPairs(ctx context.Context, kind string, pairs []engine.Pair) error {
	if len(pairs) == 0 {
		return nil
	}
	known, err := e.known(ctx, kind, pairs)
	if err != nil || len(known) == 0 {
		return err
	}
	n, err := e.change(ctx, e.area)
	if err != nil {
		return err
	}
	homes, members := columns(pairs)
	_, err = e.tx.do(ctx, `UPDATE pairs SET until = $1 WHERE area = $2 AND until = 9223372036854775807 AND kind = $3
		AND (household, member) IN (SELECT * FROM unnest($4::text[], $5::text[]))`, n, string(e.area), kind, homes, members)
	return err
}

func (e *editing) pair(ctx context.Context, edit *registry.Edit) error {
	if err := e.putPairs(ctx, "lock", edit.PutLocks); err != nil {
		return err
	}
	return e.putPairs(ctx, "forbidden", edit.PutForbidden)
}

func (e *editing) putPairs(ctx context.Context, kind string, pairs []engine.Pair) error {
	if len(pairs) == 0 {
		return nil
	}
	homes, members := columns(pairs)
	found, err := list(ctx, e.tx, readPair, `SELECT p.household, p.member FROM unnest($2::text[], $3::text[]) AS p (household, member)
		JOIN households h ON h.area = $1 AND h.until = 9223372036854775807 AND h.id = p.household
		JOIN duties d ON d.area = $1 AND d.until = 9223372036854775807 AND d.member = p.member`, string(e.area), homes, members)
	if err != nil {
		return err
	}
	known, err := e.known(ctx, kind, pairs)
	if err != nil {
		return err
	}
	fits := set(found)
	var rows [][]any
	for _, p := range pairs {
		switch {
		case !fits[p]:
			return fmt.Errorf("%s of household %q and member %q: %w", kind, p.Household, p.Member, registry.ErrNotFound)
		case known[p]:
			continue
		}
		known[p] = true
		n, err := e.change(ctx, e.area)
		if err != nil {
			return err
		}
		rows = append(rows, []any{string(e.area), int64(now), kind, string(p.Household), string(p.Member), n})
	}
	return e.tx.add(ctx, "pairs", []string{"area", "until", "kind", "household", "member", "since"}, rows)
}

// elsewhere: a record of another area was to be put into this one.
func (e *editing) elsewhere(what, id string, area engine.AreaID) error {
	return fmt.Errorf("%s %q is of area %q, expected %q: %w", what, id, area, e.area, registry.ErrInvalid)
}

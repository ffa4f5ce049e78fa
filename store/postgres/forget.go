package postgres

import (
	"context"
	"time"
)

// dropUnseenMembers removes versions of members that no area sees.
const dropUnseenMembers = `DELETE FROM members WHERE until < 9223372036854775807
	AND NOT EXISTS (SELECT 1 FROM duties d WHERE d.member = members.id AND d.until = members.until)`

// Forget removes states that ended before and that no plan names, then the versions that hold in no state any more. It reads every version of
// the past.
func (t *tx) Forget(ctx context.Context, before time.Time) (int, error) {
	if err := t.writes(); err != nil {
		return 0, err
	}
	_, err := t.do(ctx, `DELETE FROM states WHERE until < 9223372036854775807 AND ended <= $1
		AND NOT EXISTS (SELECT 1 FROM plan_areas p WHERE p.area = states.area AND p.records >= states.since AND p.records < states.until)`, before)
	if err != nil {
		return 0, err
	}
	var all int64
	for _, table := range []string{"households", "sites", "pairs", "sheets", "duties"} {
		n, err := t.do(ctx, "DELETE FROM "+table+" WHERE until < 9223372036854775807 AND NOT EXISTS (SELECT 1 FROM states s WHERE s.area = "+table+
			".area AND s.since < "+table+".until AND s.until > "+table+".since)")
		if err != nil {
			return 0, err
		}
		if table != "duties" { // counted as members
			all += n
		}
	}
	members, err := t.do(ctx, dropUnseenMembers)
	if err != nil {
		return 0, err
	}
	n, err := t.do(ctx, "DELETE FROM area_plans WHERE at < $1 AND NOT EXISTS (SELECT 1 FROM plan_areas p WHERE p.hash = area_plans.hash)", before)
	return int(all + members + n), err
}

// forget runs a statement that deletes what is older than a time.
func (t *tx) forget(ctx context.Context, query string, before time.Time) (int, error) {
	if err := t.writes(); err != nil {
		return 0, err
	}
	n, err := t.do(ctx, query, before)
	return int(n), err
}

package postgres

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"jinlin/service/registry"
)

const restore = "stop the servers and restore the last backup (pg_restore)"

// Check reads all area plans, and counts the records; the rest of the data is the server's to watch (pg_amcheck, checksums).
func (s *Store) Check(ctx context.Context) ([]registry.Fault, error) {
	var faults []registry.Fault
	_, err := s.run(ctx, reading, func(t *tx) error {
		for _, look := range []func(context.Context) ([]registry.Fault, error){
			t.checkVersion, t.checkExtension, t.checkObjects, t.checkInvalid, t.checkPlans, t.checkCounts, t.checkServer, t.checkConnections,
		} {
			found, err := look(ctx)
			if err != nil {
				return err
			}
			faults = append(faults, found...)
		}
		return nil
	})
	return faults, err
}

func (t *tx) checkVersion(ctx context.Context) ([]registry.Fault, error) {
	want, err := newest()
	if err != nil {
		return nil, err
	}
	have, err := first(ctx, t, value[int64], "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied")
	if err != nil || have == want {
		return nil, err
	}
	return []registry.Fault{{What: fmt.Sprintf("the schema is %d, expected %d", have, want), Todo: "make a backup, then run jinlin migrate", Grave: true}}, nil
}

// checkExtension compares the library on the server with what the database was made with.
func (t *tx) checkExtension(ctx context.Context) ([]registry.Fault, error) {
	found, err := list(ctx, t, value[string], "SELECT extversion FROM pg_extension WHERE extname = 'postgis'")
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return []registry.Fault{{What: "PostGIS is missing", Todo: "install it on the server, and restore the last backup", Grave: true}}, nil
	}
	offered, err := list(ctx, t, value[string], "SELECT coalesce(default_version, '') FROM pg_available_extensions WHERE name = 'postgis'")
	switch {
	case err != nil:
		return nil, err
	case len(offered) == 0:
		return []registry.Fault{{What: "PostGIS is in the database, but not installed on the server", Todo: "install it (Debian: postgresql-15-postgis-3, or that of your version)",
			Grave: true}}, nil
	case offered[0] != found[0]:
		return []registry.Fault{{What: fmt.Sprintf("the database has PostGIS %s, the server %s", found[0], offered[0]),
			Todo: "run ALTER EXTENSION postgis UPDATE in the database, as its administrator"}}, nil
	}
	return nil, nil
}

var creates = regexp.MustCompile(`(?m)^CREATE (?:UNIQUE )?(TABLE|INDEX|TRIGGER|VIEW|SEQUENCE) (?:jinlin_view\.)?(\w+)`)

// objects are what the migrations make, as "kind name".
func objects() ([]string, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var all []string
	for _, f := range files {
		body, err := fs.ReadFile(migrations, f)
		if err != nil {
			return nil, err
		}
		for _, m := range creates.FindAllStringSubmatch(string(body), -1) {
			all = append(all, strings.ToLower(m[1])+" "+m[2])
		}
	}
	return all, nil
}

func (t *tx) checkObjects(ctx context.Context) ([]registry.Fault, error) {
	want, err := objects()
	if err != nil {
		return nil, err
	}
	have, err := list(ctx, t, value[string], `SELECT CASE c.relkind WHEN 'i' THEN 'index' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END || ' ' || c.relname
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('jinlin', 'jinlin_view')
		UNION ALL SELECT 'trigger ' || g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'jinlin' AND g.tgenabled <> 'D'`)
	if err != nil {
		return nil, err
	}
	var faults []registry.Fault
	for _, w := range want {
		if !slices.Contains(have, w) {
			faults = append(faults, registry.Fault{What: w + " is missing", Todo: restore, Grave: true})
		}
	}
	return faults, nil
}

// checkInvalid finds indexes that were not finished, and references that were never looked at.
func (t *tx) checkInvalid(ctx context.Context) ([]registry.Fault, error) {
	found, err := list(ctx, t, value[string], `SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'jinlin' AND NOT (i.indisvalid AND i.indisready) ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	var faults []registry.Fault
	for _, index := range found {
		faults = append(faults, registry.Fault{What: "index " + index + " is not valid", Todo: "run REINDEX INDEX " + tables + "." + index, Grave: true})
	}
	loose, err := list(ctx, t, value[string], `SELECT c.conrelid::regclass || ': ' || c.conname FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
		WHERE n.nspname = 'jinlin' AND NOT c.convalidated ORDER BY 1`)
	for _, one := range loose {
		faults = append(faults, registry.Fault{What: "constraint not looked at, of table " + one, Todo: "run ALTER TABLE ... VALIDATE CONSTRAINT", Grave: true})
	}
	return faults, err
}

// checkPlans lets the server compute the hashes: the contents stay there.
func (t *tx) checkPlans(ctx context.Context) ([]registry.Fault, error) {
	hashes, err := list(ctx, t, value[registry.Hash], "SELECT hash FROM area_plans WHERE hash <> encode(sha256(coalesce(content, '')), 'hex') ORDER BY hash")
	var faults []registry.Fault
	for _, hash := range hashes {
		faults = append(faults, registry.Fault{What: fmt.Sprintf("area plan %s is not what was kept", hash), Todo: restore, Grave: true})
	}
	return faults, err
}

// checkCounts looks at what is kept twice to be quick.
func (t *tx) checkCounts(ctx context.Context) ([]registry.Fault, error) {
	found, err := list(ctx, t, value[string], `SELECT id FROM areas a WHERE
		households <> (SELECT count(*) FROM households WHERE area = a.id AND until = 9223372036854775807) OR
		members <> (SELECT count(*) FROM duties WHERE area = a.id AND until = 9223372036854775807) OR
		NOT EXISTS (SELECT 1 FROM states s WHERE s.area = a.id AND s.until = 9223372036854775807 AND s.since = a.records) ORDER BY id LIMIT 20`)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return []registry.Fault{{What: "records of these areas do not add up: " + strings.Join(found, ", "), Todo: restore, Grave: true}}, nil
}

// checkServer finds settings with which a commit that was acknowledged may be lost.
func (t *tx) checkServer(ctx context.Context) ([]registry.Fault, error) {
	var faults []registry.Fault
	for _, setting := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		on, err := first(ctx, t, value[string], "SELECT current_setting($1)", setting)
		if err != nil {
			return nil, err
		}
		if on == "off" {
			faults = append(faults, registry.Fault{What: setting + " is off: a power cut may take what was acknowledged", Todo: "set " + setting + " = on on the server"})
		}
	}
	return faults, nil
}

// fullPercent is how many of the server's connections may be taken before it is told.
const fullPercent = 90

func (t *tx) checkConnections(ctx context.Context) ([]registry.Fault, error) {
	taken, err := first(ctx, t, value[int], "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
	if err != nil {
		return nil, err
	}
	most, err := first(ctx, t, value[int], "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int")
	if err != nil || taken*100 < most*fullPercent {
		return nil, err
	}
	return []registry.Fault{{What: fmt.Sprintf("%d of %d connections of the server are taken", taken, most),
		Todo: "set a smaller pool_max_conns for each program, or a larger max_connections on the server"}}, nil
}

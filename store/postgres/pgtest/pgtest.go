// Package pgtest gives tests a PostgreSQL server with PostGIS: one for the tests of a package, from the binaries of the machine, in a folder of its own,
// reached by a socket in it, and gone with the program that asked for it, however that ends.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience is how long the server may take to start.
const patience = time.Minute

// A server runs until standard input of the program that watches it is closed, which the system does when this process ends.
type server struct {
	folder string
	alive  io.WriteCloser
	made   atomic.Int64

	mu       sync.Mutex
	prepared map[string]bool
	// spare are databases that Emptied has to give, by what they were copied from.
	spare map[string][]string
}

var start = sync.OnceValues(run)

// Database makes an empty database with PostGIS, on the server of this process, and returns the URL of it. It is dropped when the test ends.
func Database(t testing.TB) string {
	t.Helper()
	return Copy(t, "model", nil)
}

// Copy makes a database as prepare left the first one: it gets a database with PostGIS once for each name, and all tests that name it get copies.
func Copy(t testing.TB, name string, prepare func(url string) error) string {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	if prepare != nil {
		if err := s.prepare(name, prepare); err != nil {
			t.Fatal(err)
		}
	}
	database := "test" + strconv.FormatInt(s.made.Add(1), 10)
	if err := s.exec(context.Background(), "postgres", "CREATE DATABASE "+database+" TEMPLATE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.exec(context.Background(), "postgres", "DROP DATABASE "+database+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return s.url(database)
}

// Emptied is a database as prepare left it that no other test has at the time. When the test ends its tables are emptied (but for the version of the schema)
// and another test gets it: much quicker than a copy, which is for tests that change more than rows.
func Emptied(t testing.TB, name string, prepare func(url string) error) string {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	database, err := s.borrow(name, prepare)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.exec(context.Background(), database, empty); err != nil {
			t.Error(err)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.spare[name] = append(s.spare[name], database)
	})
	return s.url(database)
}

// empty takes all rows out of the tables of the store. To delete is quicker here than to truncate, which makes every file anew; references are not asked
// for meanwhile, so that the order does not matter.
const empty = `SET synchronous_commit = off; SET session_replication_role = replica;
DO $$ DECLARE t text; BEGIN
	FOR t IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'jinlin' AND tablename <> 'goose_db_version' LOOP
		EXECUTE 'DELETE FROM ' || t;
	END LOOP;
END $$`

func (s *server) borrow(name string, prepare func(url string) error) (string, error) {
	if err := s.prepare(name, prepare); err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.spare[name]); n > 0 {
		database := s.spare[name][n-1]
		s.spare[name] = s.spare[name][:n-1]
		return database, nil
	}
	database := "spare" + strconv.FormatInt(s.made.Add(1), 10)
	return database, s.exec(context.Background(), "postgres", "CREATE DATABASE "+database+" TEMPLATE "+name)
}

// prepare makes what Copy copies, once.
func (s *server) prepare(name string, prepare func(url string) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.prepared[name] {
		return nil
	}
	if err := s.exec(context.Background(), "postgres", "CREATE DATABASE "+name+" TEMPLATE model"); err != nil {
		return err
	}
	if err := prepare(s.url(name)); err != nil {
		return err
	}
	s.prepared[name] = true
	return nil
}

// Bin is the folder of the server's programs, the newest of several; "run make deps" where there is none.
func Bin() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
		return filepath.Dir(found[len(found)-1]), nil
	}
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("PostgreSQL is missing: run `make deps`")
	}
	return filepath.Dir(initdb), nil
}

// version is that of /usr/lib/postgresql/VERSION/bin/initdb.
func version(path string) int {
	v, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return v
}

// watch starts the server, waits until standard input ends, stops the server and removes the folder.
const watch = `"$1"/postgres -D "$2"/data -c listen_addresses= -c unix_socket_directories="$2" -c max_connections=60 >"$2"/log 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$2"`

// run makes a cluster and starts its server.
func run() (*server, error) {
	bin, err := Bin()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "pg") // the name of a socket must be short
	if err != nil {
		return nil, err
	}
	as, err := unprivileged(folder)
	if err != nil {
		return nil, err
	}
	made := as(filepath.Join(bin, "initdb"), "-D", filepath.Join(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if said, err := made.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, said), os.RemoveAll(folder))
	}
	s := &server{folder: folder, prepared: map[string]bool{}, spare: map[string][]string{}}
	watcher := as("/bin/sh", "-c", watch, "sh", bin, folder)
	if s.alive, err = watcher.StdinPipe(); err != nil {
		return nil, err
	}
	if err := watcher.Start(); err != nil {
		return nil, err
	}
	if err := s.await(); err != nil {
		return nil, errors.Join(err, s.alive.Close())
	}
	return s, nil
}

// unprivileged returns what makes commands that run as somebody else than root, whom PostgreSQL refuses, and gives him the folder.
func unprivileged(folder string) (func(string, ...string) *exec.Cmd, error) {
	command := func(program string, args ...string) *exec.Cmd {
		c := exec.Command(program, args...) //nolint:noctx // it outlives every test
		c.Dir = folder
		return c
	}
	if os.Geteuid() != 0 {
		return command, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("the server does not run as root, and there is no user postgres: run `make deps`: %w", err)
	}
	uid, err := strconv.Atoi(who.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(who.Gid)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(folder, uid, gid); err != nil {
		return nil, err
	}
	return func(program string, args ...string) *exec.Cmd {
		return command("setpriv", append([]string{"--reuid", who.Uid, "--regid", who.Gid, "--clear-groups", "--", program}, args...)...)
	}, nil
}

// await waits until the server answers, and makes the database that all others are copies of.
func (s *server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		err := s.exec(ctx, "postgres", "SELECT 1")
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			log, _ := os.ReadFile(filepath.Join(s.folder, "log"))
			return fmt.Errorf("PostgreSQL does not answer: %w: %s", err, bytes.TrimSpace(log))
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err := s.exec(ctx, "postgres", "CREATE DATABASE model"); err != nil {
		return err
	}
	if err := s.exec(ctx, "model", "CREATE EXTENSION postgis"); err != nil {
		return fmt.Errorf("PostGIS is missing: run `make deps`: %w", err)
	}
	return nil
}

func (s *server) url(database string) string {
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/" + database, RawQuery: url.Values{"host": {s.folder}, "sslmode": {"disable"}}.Encode()}
	return u.String()
}

func (s *server) exec(ctx context.Context, database, query string) error {
	conn, err := pgx.Connect(ctx, s.url(database))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, query)
	return errors.Join(err, conn.Close(ctx))
}

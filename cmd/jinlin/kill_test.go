package main_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"jinlin/exchange"
	"jinlin/service/registry"
	"jinlin/service/workspace"
	"jinlin/store/postgres"
	"jinlin/store/postgres/pgtest"
	"jinlin/store/sqlite"
)

// The environment makes these tests longer, and repeats one: the rounds of both, and the seed of when is killed and what is asked.
//
//	make kill
//	JINLIN_KILL_ROUNDS=40 JINLIN_KILL_SEED=3 go test ./cmd/jinlin -run TestKilledOnAFile -timeout 30m -v
const (
	killRounds = "JINLIN_KILL_ROUNDS"
	killSeed   = "JINLIN_KILL_SEED"
)

// TestKilledOnAFile kills the server of a file again and again while people edit, import, plan and publish.
func TestKilledOnAFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "jinlin.db")
	k := newKilling(t, file, 6, func(ctx context.Context) (registry.Store, error) {
		return sqlite.Open(ctx, file, sqlite.Options{Migrate: true})
	})
	k.programs = [][]string{k.server("--runners", "1")}
	k.run()
}

// TestKilledOnPostgres kills a server and a worker beside it.
func TestKilledOnPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("starts PostgreSQL")
	}
	url := pgtest.Database(t)
	k := newKilling(t, url, 3, func(ctx context.Context) (registry.Store, error) {
		return postgres.Open(ctx, url, postgres.Options{Migrate: true})
	})
	k.programs = [][]string{k.server("--runners", "1"), {"worker", "--store", url, "--lease", "3s", "--poll", "50ms", "--workers", "1"}}
	k.run()
}

// number reads a number from the environment.
func number(t *testing.T, name string, def int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return def
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		t.Fatalf("%s=%q: expected a number", name, text)
	}
	return n
}

// A killing is a store, the programs that work on it until they are killed, and what they said they had done.
type killing struct {
	*testing.T
	where  string
	rounds int
	random *rand.Rand
	open   func(context.Context) (registry.Store, error)
	// programs are command lines; the first is the server.
	programs [][]string
	*ledger
	judge judge
	// early counts the rounds whose server died before it listened.
	early int
	again counts
}

func newKilling(t *testing.T, where string, rounds int, open func(context.Context) (registry.Store, error)) *killing {
	t.Helper()
	seed := number(t, killSeed, 7)
	t.Logf("%s=%d", killSeed, seed)
	k := &killing{T: t, where: where, rounds: number(t, killRounds, rounds), random: rand.New(rand.NewPCG(uint64(seed), 1)), open: open, ledger: newLedger()}
	k.settle()
	return k
}

// The areas: some small ones that are edited or imported into, and larger ones that only jobs plan.
const (
	smallAreas = 6
	largeAreas = 22
)

// settle makes the store: small villages in the region S, larger ones, some 6,600 homes, in L.
func (k *killing) settle() {
	k.Helper()
	s := k.opened()
	defer k.closed(s)
	w := newUseCases(s)
	for region, data := range map[registry.RegionID]exchange.Dataset{"S": manyVillages("S", smallAreas, 60), "L": manyVillages("L", largeAreas, 300)} {
		_, err := w.PutRegion(k.Context(), house, registry.Region{ID: region})
		k.ok(err)
		done, err := w.Import(k.Context(), house, workspace.Import{Data: data, Region: region})
		k.ok(err)
		if want := map[registry.RegionID]int{"S": smallAreas, "L": largeAreas}[region]; len(done.Areas) != want {
			k.Fatalf("%d areas: %+v", len(done.Areas), done.Areas)
		}
		for _, a := range done.Areas {
			if a.Refused != "" {
				k.Fatal(a.Refused)
			}
			if region == "S" {
				k.small = append(k.small, a.Area)
			}
		}
	}
}

func (k *killing) ok(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

func (k *killing) opened() registry.Store {
	k.Helper()
	s, err := k.open(k.Context())
	k.ok(err)
	return s
}

func (k *killing) closed(s registry.Store) {
	k.Helper()
	k.ok(s.Close())
}

func (k *killing) server(more ...string) []string {
	return append([]string{"serve", "--store", k.where, "--addr", "127.0.0.1:0", "--no-accounts", "--rate", "0", "--job-homes", "100", "--lease", "3s", "--poll", "50ms", "--workers", "1"}, more...)
}

// run kills and checks, round by round; then lets everything come to its end and checks once more.
func (k *killing) run() {
	began := time.Now()
	for round := range k.rounds {
		k.round()
		k.check()
		if k.Failed() {
			k.Fatalf("in round %d", round)
		}
	}
	k.finish()
	k.check()
	l := k.ledger
	k.Logf("%d rounds in %v, %d of them before the server listened; acknowledged: %d edits, %d imports (%d by a job), %d plans, %d jobs, %d publications; %d answers lost; "+
		"sent again: %d answered as before, %d carried out then, %d told that it was done, %d refused; jobs ended: %v; %d plans judged", k.rounds,
		time.Since(began).Round(time.Second), k.early, l.acked[opEdit], l.acked[opImport], len(l.bulk), len(l.plans), len(l.jobs), l.acked[opPublish], l.lost, k.again.replayed,
		k.again.done, k.again.told, k.again.refused, k.judge.ends, len(k.judge.judged))
	if k.rounds >= 6 && (l.acked[opEdit] == 0 || l.acked[opImport] == 0 || len(l.plans) == 0 || len(l.jobs) == 0 || l.acked[opPublish] == 0 || l.lost == 0) {
		k.Error("too little happened to show anything")
	}
}

// round starts the programs, lets the clients work, and kills each at a moment of its own.
func (k *killing) round() {
	delay := make([]time.Duration, len(k.programs))
	for i := range delay {
		delay[i] = time.Duration(k.random.Int64N(int64(1200 * time.Millisecond)))
		if k.random.IntN(4) == 0 {
			delay[i] *= 2 // long enough for a job to end now and then
		}
	}
	early := k.random.IntN(12) == 0
	var others sync.WaitGroup
	for i, args := range k.programs[1:] {
		p := launch(k.T, args)
		others.Go(func() {
			time.Sleep(delay[i+1])
			p.kill()
		})
	}
	p := launch(k.T, k.programs[0])
	if early {
		time.AfterFunc(delay[0]/16, p.kill)
	}
	if url, ok := p.listens(); ok {
		if !early {
			time.AfterFunc(delay[0], p.kill)
		}
		k.work(url, k.random.Uint64())
	} else {
		k.early++
	}
	p.kill()
	others.Wait()
	if p.grave() != "" {
		k.Error(p.grave())
	}
}

// finish starts everything once more, sends again what was never answered, and waits until every job has ended.
func (k *killing) finish() {
	var all []*victim
	for _, args := range k.programs {
		all = append(all, launch(k.T, args))
	}
	defer func() {
		for _, p := range all {
			p.kill()
		}
	}()
	url, ok := all[0].listens()
	if !ok {
		k.Fatal("the server does not start: ", all[0].log.String())
	}
	c := &customer{killing: k, url: url, web: &http.Client{Timeout: time.Minute}, random: rand.New(rand.NewPCG(1, 1))}
	c.sendAgain()
	k.awaitJobs(c)
}

// A victim is a program that will be killed.
type victim struct {
	t    *testing.T
	cmd  *exec.Cmd
	out  *bufio.Reader
	log  *bytes.Buffer
	dead func() error
}

func launch(t *testing.T, args []string) *victim {
	t.Helper()
	p := &victim{t: t, cmd: exec.Command(binaries["v1"], args...), log: &bytes.Buffer{}}
	p.cmd.Stderr = p.log
	p.cmd.Env = append(os.Environ(), "GOMAXPROCS=2")
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.out, p.dead = bufio.NewReader(out), sync.OnceValue(p.cmd.Wait)
	t.Cleanup(p.kill)
	return p
}

// listens waits for the line that tells where the server is; false where it died before.
func (p *victim) listens() (string, bool) {
	line, err := p.out.ReadString('\n')
	return regexp.MustCompile(`http://[^/]+`).FindString(line), err == nil
}

// kill is SIGKILL, and waits until nothing is left of the program.
func (p *victim) kill() {
	_ = p.cmd.Process.Kill() // it may be dead already
	_ = p.dead()
}

// grave is what the log says of faults of ours.
func (p *victim) grave() string {
	for _, word := range []string{"panic", "level=ERROR", "DATA RACE"} {
		if bytes.Contains(p.log.Bytes(), []byte(word)) {
			return fmt.Sprintf("the log says %s:\n%s", word, p.log.String())
		}
	}
	return ""
}

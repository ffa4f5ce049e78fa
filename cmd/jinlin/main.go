// Command jinlin plans neighbourhood service: who looks after whom. It parses, wires and prints; nothing else.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
	"golang.org/x/term"
)

// The exit codes, as `jinlin --help` lists them.
const (
	exitDone        = 0
	exitInternal    = 1
	exitBadInput    = 2
	exitUnserved    = 3
	exitViolations  = 4
	exitInterrupted = 130
)

const about = `Decide who looks after whom in a neighbourhood: circles, links and the proof.

Examples:
  jinlin generate county --seed 7 --out data
  jinlin solve --households data/households.csv --members data/members.csv --scheme yuanshi --out plan.geojson
  jinlin verify --households data/households.csv --members data/members.csv --plan plan.geojson
  jinlin rebalance --plan plan.geojson --households data/households.csv --members data/members.csv --changes moves.csv --out plan2.geojson
  jinlin explain --households data/households.csv --members data/members.csv --plan plan.geojson --household 130132100201-H0001
  jinlin compare --households data/households.csv --members data/members.csv --scheme yuanshi,yuanshi-zone --out compare.html
  jinlin serve --demo
  jinlin backup jinlin-2026-03-01.db

Exit codes: 0 done, 1 internal error, 2 bad input, 3 homes unserved under --require-all, 4 verify found violations, or compare,
doctor or migrate status found something, 130 interrupted.`

type cli struct {
	Generate  generateCmd  `cmd:"" help:"Write synthetic households and members."`
	Solve     solveCmd     `cmd:"" help:"Plan circles and links for households and members."`
	Verify    verifyCmd    `cmd:"" help:"Judge a plan against the records it was made from."`
	Rebalance rebalanceCmd `cmd:"" help:"Let a plan follow what happened since: who came, left, moved or can no longer."`
	Explain   explainCmd   `cmd:"" help:"Say why a home or a member has what the plan gives."`
	Compare   compareCmd   `cmd:"" help:"Set plans or schemes side by side, with a report in plain words."`
	Schemes   schemesCmd   `cmd:"" help:"List the built-in schemes, or show one as a policy file."`
	Serve     serveCmd     `cmd:"" help:"Serve the API, and with --demo a map of synthetic villages."`
	Worker    workerCmd    `cmd:"" help:"Work off the jobs of a store beside servers, on any number of machines."`
	Account   accountCmd   `cmd:"" help:"Who may log in to a store and do what: make, list, change, one-time links."`
	Migrate   migrateCmd   `cmd:"" help:"Make a store, or bring it up to date with this program."`
	Backup    backupCmd    `cmd:"" help:"Copy a store to a file while others go on working with it."`
	Restore   restoreCmd   `cmd:"" help:"Make a store from a backup."`
	Doctor    doctorCmd    `cmd:"" help:"Look for what is wrong with a store."`
	Forget    forgetCmd    `cmd:"" help:"Remove from a store what is older than it is to be kept."`
}

// A console is where a command reads and writes.
type console struct {
	in       io.Reader
	out, err io.Writer
	// terminal tells that err is one: then progress is shown. colour tells the same of out.
	terminal, colour bool
}

// An exit ends the program with a code; the message has been written already if it is empty.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

func badInput(err error) error { return &exit{exitBadInput, err} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := &console{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		terminal: term.IsTerminal(int(os.Stderr.Fd())),
		colour:   term.IsTerminal(int(os.Stdout.Fd())) && os.Getenv("NO_COLOR") == "",
	}
	code := run(ctx, c, os.Args[1:])
	stop()
	os.Exit(code)
}

// run is the whole program but for the process around it.
func run(ctx context.Context, c *console, args []string) int {
	var commands cli
	code := -1
	parser, err := kong.New(&commands, kong.Name("jinlin"), kong.Description(about), kong.Writers(c.out, c.err),
		kong.Exit(func(n int) { code = n }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(c), settings(args))
	if err != nil {
		return finish(ctx, c, err) // of the config file, or of our own tags, which every test would see
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if code >= 0 {
		return code
	}
	if err != nil {
		fmt.Fprintf(c.err, "jinlin: %v\nRun `jinlin --help` for what there is.\n", err)
		return exitBadInput
	}
	return finish(ctx, c, parsed.Run())
}

func finish(ctx context.Context, c *console, err error) int {
	var e *exit
	switch {
	case err == nil:
		return exitDone
	case ctx.Err() != nil:
		fmt.Fprintln(c.err, "jinlin: interrupted; nothing was written over")
		return exitInterrupted
	case errors.As(err, &e):
		if e.err != nil {
			fmt.Fprintf(c.err, "jinlin: %v\n", e.err)
		}
		return e.code
	}
	fmt.Fprintf(c.err, "jinlin: %v\n", err)
	return exitInternal
}

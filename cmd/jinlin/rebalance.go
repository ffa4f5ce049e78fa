package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/exchange/picture"
	"jinlin/exchange/table"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
)

type rebalanceCmd struct {
	inputFlags
	newFlags
	overrideFlags
	outFlags
	Plan       string   `required:"" placeholder:"FILE" help:"The plan that stands, GeoJSON."`
	Changes    []string `placeholder:"FILE" help:"What changed since, CSV: change, record, id and what is new; may be repeated." sep:"none"`
	MaxChanges *int     `placeholder:"N" help:"The best plan with at most N voluntary changes in each village (default: the fewest changes)."`
	Resite     bool     `help:"Make the circles and teams of the villages concerned anew (default: they stand, repaired where they must be)."`
	Everywhere bool     `help:"Rebalance villages too where nothing changed, with --max-changes or --resite."`
	Trades     int      `default:"2" placeholder:"N" help:"How many steps of what more changes would buy to look for in each village; 0 looks for none."`
	NoProof    bool     `help:"Do not check the certificates that the links are optimal; verify can do so later."`
	Workers    int      `help:"Villages rebalanced at once (default: one per core). The plan does not depend on it."`
	RequireAll bool     `help:"Exit with 3 if any home is unserved. The files are written all the same."`
	Lang       string   `default:"en" enum:"en,zh" help:"Language of the summary, the reasons and the picture: en or zh."`
	Quiet      bool     `short:"q" help:"No summary."`
}

// newFlags name lists in place of the old ones.
type newFlags struct {
	NewHouseholds []string `placeholder:"FILE" help:"Households as they are now, all of them; instead of --changes." sep:"none"`
	NewMembers    []string `placeholder:"FILE" help:"Members as they are now." sep:"none"`
	NewSites      []string `placeholder:"FILE" help:"Sites as they are now." sep:"none"`
	NewLocks      []string `placeholder:"FILE" help:"Pairs to keep or to forbid as they are now." sep:"none"`
	NewMatrix     []string `placeholder:"FILE" help:"Distances as they are now, all of them; also beside --changes." sep:"none"`
	NewVillages   []string `placeholder:"FILE" help:"Village boundaries as they are now." sep:"none"`
}

// overrideFlags change the policy of a plan.
type overrideFlags struct {
	Scheme string   `help:"Plan by this built-in scheme from now on (default: the policy recorded in the plan)." xor:"policy"`
	Policy string   `help:"Plan by this policy file in YAML from now on." type:"existingfile" xor:"policy"`
	Set    []string `help:"Change one setting of the policy, such as links.load.max=20; may be repeated." placeholder:"KEY=VALUE" sep:"none"`
}

type outFlags struct {
	Out           string `default:"rebalanced.geojson" placeholder:"FILE" help:"The new plan, GeoJSON (default rebalanced.geojson; - for standard output)."`
	OutChanges    string `placeholder:"FILE" help:"One row per home that moved, with the reason (default changes.csv beside the plan)."`
	Links         string `placeholder:"FILE" help:"One row per household of all villages."`
	OutHouseholds string `placeholder:"FILE" help:"The households as they are now (CSV), for the next rebalance; so with the next three."`
	OutMembers    string `placeholder:"FILE" help:"The members as they are now."`
	OutSites      string `placeholder:"FILE" help:"The sites as they are now."`
	OutLocks      string `placeholder:"FILE" help:"The locks and forbidden pairs as they are now."`
	SVG           string `name:"svg" placeholder:"FILE" help:"A picture of one village: the first that changed, or that of --picture."`
	Picture       string `placeholder:"AREA" help:"Village to draw with --svg."`
}

// Help shows examples under `jinlin rebalance --help`.
func (rebalanceCmd) Help() string {
	return `--households, --members and so on are the records that the plan was made from. What happened since comes as a file of changes, or as
new lists. Villages where nothing changed keep their plan to the byte. If the old records are lost, give those of today alone: the
plan tells who had whom. Policy and datum are those recorded in the plan.

  jinlin rebalance --plan plan.geojson --households h.csv --members m.csv --changes moves.csv --out plan2.geojson
  jinlin rebalance --plan plan.geojson --households h.csv --members m.csv --new-households h2.csv --new-members m2.csv --max-changes 20
  jinlin rebalance --plan plan.geojson --households h.csv --members m.csv --changes moves.csv --out-households h2.csv --out-members m2.csv
  jinlin rebalance --plan plan.geojson --households today.csv --members today-members.csv

Exit codes: 0 done, 1 internal error, 2 bad input, 3 homes unserved under --require-all, 130 interrupted.`
}

func (r *rebalanceCmd) Run(ctx context.Context, c *console) error {
	if err := r.check(); err != nil {
		return badInput(err)
	}
	doc, err := readPlan(r.Plan)
	if err != nil {
		return badInput(err)
	}
	records, pol, err := r.read(ctx, c, doc)
	if err != nil {
		return err
	}
	run := &rebalancing{cmd: r, c: c, policy: pol, options: r.options(), records: records}
	if err := run.all(ctx, doc.Plans); err != nil {
		return asBadInput(err)
	}
	return r.report(c, run)
}

func (r *rebalanceCmd) check() error {
	switch {
	case r.MaxChanges != nil && *r.MaxChanges < 0:
		return fmt.Errorf("--max-changes is %d; expected 0 or more", *r.MaxChanges)
	case r.Trades < 0:
		return fmt.Errorf("--trades is %d; expected 0 or more", r.Trades)
	case r.Everywhere && r.MaxChanges == nil && !r.Resite:
		return errors.New("--everywhere changes nothing with the fewest changes; expected --max-changes or --resite beside it")
	case r.Picture != "" && r.SVG == "":
		return errors.New("--picture names a village to draw, but --svg no file; expected both")
	}
	return nil
}

func (r *rebalanceCmd) options() engine.Options {
	return engine.Options{Workers: r.Workers, MaxChanges: r.MaxChanges, Resite: r.Resite, Trades: r.Trades, NoProof: r.NoProof}
}

// read reads the records of before and of now, and the policy from now on.
func (r *rebalanceCmd) read(ctx context.Context, c *console, doc geojson.Document) (service.Records, policy.Policy, error) {
	old, err := planPolicy(doc)
	if err != nil {
		return service.Records{}, policy.Policy{}, badInput(fmt.Errorf("%s: policy: %w", r.Plan, err))
	}
	pol, err := r.over(old)
	if err != nil {
		return service.Records{}, policy.Policy{}, badInput(err)
	}
	if err := r.standing(&old); err != nil {
		return service.Records{}, policy.Policy{}, err
	}
	if len(r.Matrix) > 0 && (r.Scheme != "" || r.Policy != "") {
		pol.Metric = policy.MetricMatrix
	}
	if r.Datum == "" {
		r.Datum = string(doc.Datum)
	}
	in, err := r.input(old)
	if err != nil {
		return service.Records{}, policy.Policy{}, err
	}
	next := in
	next.Households, next.Members, next.Sites, next.Locks, next.Villages = r.NewHouseholds, r.NewMembers, r.NewSites, r.NewLocks, r.NewVillages
	next.Matrix, next.Units, next.Adjacency, next.Barriers = r.NewMatrix, nil, nil, nil
	records, issues, err := service.Succession{Old: in, New: next, Changes: r.Changes, OldPolicy: old, Policy: pol}.Read(ctx)
	files := slices.Concat(r.files(), r.Changes, r.NewHouseholds, r.NewMembers, r.NewSites, r.NewLocks, r.NewVillages, r.NewMatrix)
	if told := r.tell(c, issues, files); err == nil {
		err = told
	}
	if err == nil && r.Picture != "" && !slices.ContainsFunc(records.After, func(p engine.Problem) bool { return string(p.Area) == r.Picture }) {
		err = badInput(fmt.Errorf("--picture: there is no village %q", r.Picture))
	}
	return records, pol, asBadInput(err)
}

// over is the policy that the flags make of the plan's.
func (f *overrideFlags) over(p policy.Policy) (policy.Policy, error) {
	if f.Scheme != "" || f.Policy != "" {
		all := policyFlags{Scheme: f.Scheme, Policy: f.Policy, Set: f.Set}
		return all.load(os.ReadFile)
	}
	if len(f.Set) == 0 {
		return p, nil
	}
	return p, codec.Set(&p, f.Set...)
}

func (r *rebalanceCmd) report(c *console, run *rebalancing) error {
	if n := len(run.foreign); n > 0 {
		fmt.Fprintf(c.err, "%s was made from other records than those given, in %d villages (%s): who had whom is taken from the plan\n",
			r.Plan, n, some(run.foreign))
	}
	if !r.Quiet && r.Out != "-" {
		if err := service.WriteRebalance(c.out, run.tally.Summary(), run.moves, service.Lang(r.Lang)); err != nil {
			return err
		}
		if err := service.WriteFixes(c.out, run.summary, service.Lang(r.Lang)); err != nil {
			return err
		}
	}
	if r.RequireAll && run.summary.Total.Unserved > 0 {
		return &exit{exitUnserved, fmt.Errorf("%d homes are unserved (--require-all)", run.summary.Total.Unserved)}
	}
	return nil
}

// some names the first few areas.
func some(areas []engine.AreaID) string {
	const most = 5
	text := ""
	for i, a := range areas[:min(most, len(areas))] {
		if i > 0 {
			text += ", "
		}
		text += string(a)
	}
	if len(areas) > most {
		text += ", ..."
	}
	return text
}

// A rebalancing takes the areas as they are done and writes all files at once.
type rebalancing struct {
	cmd     *rebalanceCmd
	c       *console
	policy  policy.Policy
	options engine.Options
	records service.Records

	plan    *geojson.PlanWriter
	rows    *table.Writer[table.Move]
	links   *table.Writer[engine.Plan]
	figures service.Tally
	tally   *service.RebalanceTally
	moves   []service.MovedHome // the first of them
	foreign []engine.AreaID
	drawn   bool
	// summary is that of the plan.
	summary service.Summary
}

// all writes the plan, the changes, and the lists that were asked for: all of them, or none.
func (w *rebalancing) all(ctx context.Context, plans []engine.Plan) error {
	cmd := w.cmd
	changes := cmd.OutChanges
	if changes == "" {
		changes = filepath.Join(filepath.Dir(cmd.Out), "changes.csv")
	}
	return writeFile(w.c, cmd.Out, func(plan io.Writer) error {
		return writeFile(w.c, changes, func(rows io.Writer) error {
			return w.optional(cmd.Links, func(links io.Writer) error {
				return w.lists(func() error { return w.run(ctx, plans, plan, rows, links) })
			})
		})
	})
}

// optional writes a file if it has a name; else write gets nil.
func (w *rebalancing) optional(path string, write func(io.Writer) error) error {
	if path == "" {
		return write(nil)
	}
	return writeFile(w.c, path, write)
}

// lists writes the records as they are now around the rest of the work.
func (w *rebalancing) lists(rest func() error) error {
	now, m := &w.records.Now, w.policy.Metric
	steps := []struct {
		path  string
		write func(io.Writer) error
	}{
		{w.cmd.OutHouseholds, func(out io.Writer) error { return writeRecords(table.NewExactHouseholdWriter(out, m), now.Households) }},
		{w.cmd.OutMembers, func(out io.Writer) error { return writeRecords(table.NewExactMemberWriter(out, m), now.Members) }},
		{w.cmd.OutSites, func(out io.Writer) error { return writeRecords(table.NewExactSiteWriter(out, m), now.Sites) }},
		{w.cmd.OutLocks, func(out io.Writer) error { return writeRecords(table.NewLockWriter(out), locksOf(now)) }},
	}
	for _, s := range steps {
		if s.path == "" {
			continue
		}
		inner := rest
		rest = func() error {
			return writeFile(w.c, s.path, func(out io.Writer) error {
				if err := s.write(out); err != nil {
					return err
				}
				return inner()
			})
		}
	}
	return rest()
}

// locksOf are the pairs of a data set as a file of locks has them.
func locksOf(d *exchange.Dataset) []exchange.Lock {
	var locks []exchange.Lock
	for _, p := range d.Locks {
		locks = append(locks, exchange.Lock{Pair: p, Kind: exchange.LockKeep})
	}
	for _, p := range d.Forbidden {
		locks = append(locks, exchange.Lock{Pair: p, Kind: exchange.LockForbid})
	}
	return locks
}

func writeRecords[T any](out *table.Writer[T], records []T) error {
	for _, r := range records {
		if err := out.Write(r); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (w *rebalancing) run(ctx context.Context, plans []engine.Plan, plan, rows, links io.Writer) error {
	w.plan = geojson.NewPlanWriter(plan, geojson.Header{Metric: w.policy.Metric, Datum: w.records.Now.Datum, Policy: codec.JSON(w.policy)})
	w.rows, w.tally = table.NewMoveWriter(rows), service.NewRebalanceTally(w.options)
	if links != nil {
		w.links = table.NewLinkWriter(links)
	}
	bar := newProgress(w.c, "rebalancing", len(w.records.After))
	defer bar.done()
	task := service.Rebalance{Plans: plans, Before: w.records.Before, After: w.records.After, Everywhere: w.cmd.Everywhere, Options: w.options}
	for done, err := range task.Run(ctx) {
		if err != nil {
			return err
		}
		if err := w.add(ctx, &done); err != nil {
			return err
		}
		bar.step()
	}
	return w.end()
}

func (w *rebalancing) add(ctx context.Context, done *service.Rebalanced) error {
	w.tally.Add(done)
	if done.Foreign {
		w.foreign = append(w.foreign, done.Area)
	}
	for _, m := range done.MovedHomes(service.Lang(w.cmd.Lang)) {
		if len(w.moves) < shownIssues {
			w.moves = append(w.moves, m)
		}
		if err := w.rows.Write(table.Move(m)); err != nil {
			return err
		}
	}
	if done.Outcome == service.Gone {
		return nil
	}
	if err := w.plan.Area(done.Problem, done.Plan); err != nil {
		return err
	}
	if w.links != nil {
		if err := w.links.Write(done.Plan); err != nil {
			return err
		}
	}
	if err := w.figures.Add(ctx, done.Problem, done.Plan); err != nil {
		return err
	}
	return w.draw(done)
}

func (w *rebalancing) draw(done *service.Rebalanced) error {
	wanted := w.cmd.Picture == string(done.Area) || w.cmd.Picture == "" && done.Outcome != service.Untouched
	if w.cmd.SVG == "" || w.drawn || !wanted {
		return nil
	}
	w.drawn = true
	return writeFile(w.c, w.cmd.SVG, func(out io.Writer) error {
		return picture.SVG(out, done.Problem, done.Plan, picture.Options{Lang: picture.Lang(w.cmd.Lang)})
	})
}

func (w *rebalancing) end() error {
	w.summary = w.figures.Summary(published(w.policy.Scheme, len(w.records.After))...)
	text, err := json.Marshal(w.summary)
	if err != nil {
		return err
	}
	if err := w.rows.Flush(); err != nil {
		return err
	}
	if w.links != nil {
		if err := w.links.Flush(); err != nil {
			return err
		}
	}
	return w.plan.Close(text)
}

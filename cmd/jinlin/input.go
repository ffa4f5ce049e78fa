package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/table"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/service"
)

// shownIssues is how many issues a terminal gets to see; the files of rejects have them all.
const shownIssues = 20

// inputFlags name the files of a data set and say how they are meant.
type inputFlags struct {
	homesFlags
	recordFlags
}

// homesFlags name who is to be served: one of the two.
type homesFlags struct {
	Households []string `required:"" xor:"homes" placeholder:"FILE" help:"Households, CSV or GeoJSON; may be repeated." sep:"none"`
	Units      []string `required:"" xor:"homes" placeholder:"FILE" help:"Instead of households: districts with weights to be grouped, CSV or GeoJSON (scheme grouping)." sep:"none"`
}

// recordFlags name the rest of a data set.
type recordFlags struct {
	Adjacency []string `placeholder:"FILE" help:"Who is whose neighbour (CSV: a, b, length), for groups; default: by where homes lie." sep:"none"`
	Barriers  []string `placeholder:"FILE" help:"Rivers, railways, roads (GeoJSON lines) that part neighbours." sep:"none"`
	Members   []string `placeholder:"FILE" help:"Members, CSV or GeoJSON; may be repeated." sep:"none"`
	Sites     []string `placeholder:"FILE" help:"Sites where circles may, must or must not stand." sep:"none"`
	Locks     []string `placeholder:"FILE" help:"Pairs to keep, to forbid, or vetoed (CSV)." sep:"none"`
	Matrix    []string `placeholder:"FILE" help:"Distances, times or costs (CSV): from, to, value, or a table of sites by homes; instead of measuring coordinates, which may be missing then." sep:"none"`
	Villages  []string `placeholder:"FILE" help:"Village boundaries (GeoJSON), for rows without a village and to check the others." sep:"none"`
	Datum     string   `placeholder:"DATUM" help:"Datum of the coordinates: wgs84 (default), gcj02, bd09 or cgcs2000."`
	InChina   string   `name:"in-china" default:"auto" enum:"auto,always,never" help:"Whether the offset of gcj02 and bd09 applies: auto (within a rectangle around China), always, never."`
	Area      string   `placeholder:"ID" help:"Village of all rows, for files without a village column."`
	Strict    bool     `help:"Refuse files with any bad row. Default: leave bad rows out, write them down and say how many."`
	Rejects   string   `placeholder:"DIR" default:"." help:"Folder for the bad rows: of households.csv in households.rejects.csv, with the reasons."`
}

// input is the data set that the flags name.
func (f *inputFlags) input(pol policy.Policy) (service.Input, error) {
	datum := geo.WGS84
	var err error
	if f.Datum != "" {
		datum, err = geo.ParseDatum(f.Datum)
	}
	if err != nil {
		return service.Input{}, badInput(err)
	}
	inChina, err := geo.ParseInChina(f.InChina)
	if err != nil {
		return service.Input{}, badInput(err)
	}
	return service.Input{
		Households: f.Households, Members: f.Members, Sites: f.Sites, Locks: f.Locks, Villages: f.Villages, Matrix: f.Matrix, Strict: f.Strict,
		Units: f.Units, Adjacency: f.Adjacency, Barriers: f.Barriers,
		Open:    func(name string) (io.ReadCloser, error) { return os.Open(name) },
		Options: exchange.Options{Datum: datum, InChina: inChina, Metric: pol.Metric, DefaultArea: engine.AreaID(f.Area)},
	}, nil
}

// problems reads the files and groups them by area. Bad rows are told and written down.
func (f *inputFlags) problems(ctx context.Context, c *console, pol policy.Policy) ([]engine.Problem, geo.Datum, error) {
	in, err := f.input(pol)
	if err != nil {
		return nil, "", err
	}
	data, issues, err := in.Read(ctx)
	var problems []engine.Problem
	if err == nil {
		var more []exchange.Issue
		problems, more, err = service.Problems(data, pol)
		issues = append(issues, more...)
	}
	if err == nil {
		err = service.Validate(problems)
	}
	if told := f.tell(c, issues, f.files()); err == nil {
		err = told
	}
	return problems, data.Datum, asBadInput(err)
}

// asBadInput gives errors that the input caused their exit code.
func asBadInput(err error) error {
	if is[*exchange.FileError](err) || is[*fs.PathError](err) || is[*service.InputError](err) || is[*service.InvalidError](err) ||
		is[*service.ForeignError](err) || is[*service.TwiceError](err) || is[*service.ContradictionError](err) {
		return badInput(err)
	}
	return err
}

func is[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// files are all files named.
func (f *inputFlags) files() []string {
	return slices.Concat(f.Households, f.Units, f.Members, f.Sites, f.Locks, f.Villages, f.Adjacency, f.Barriers, f.Matrix)
}

// metric makes a policy one that measures by the matrix, if there is one.
func (f *inputFlags) metric(p *policy.Policy) error {
	switch {
	case len(f.Matrix) > 0:
		p.Metric = policy.MetricMatrix
	case p.Metric == policy.MetricMatrix:
		return badInput(errors.New("the metric is matrix, but there is none; expected --matrix"))
	}
	return nil
}

// standing checks that a matrix goes with the policy of a plan.
func (f *inputFlags) standing(p *policy.Policy) error {
	if len(f.Matrix) > 0 && p.Metric != policy.MetricMatrix {
		return badInput(fmt.Errorf("--matrix stands beside a plan of the metric %s; expected none, or a plan made anew", p.Metric))
	}
	return f.metric(p)
}

// tell shows the issues of files and writes the rejected rows.
func (f *inputFlags) tell(c *console, issues []exchange.Issue, files []string) error {
	for i, issue := range issues {
		if i == shownIssues {
			fmt.Fprintf(c.err, "... and %d more\n", len(issues)-shownIssues)
			break
		}
		fmt.Fprintf(c.err, "%s: %s\n", issue.Severity, issue)
	}
	if !slices.ContainsFunc(issues, func(i exchange.Issue) bool { return i.Severity == exchange.Rejected }) {
		return nil
	}
	return f.writeRejects(c, issues, files)
}

// rejectsOf is where the bad rows of a file go; files of one name in several folders get numbers.
func (f *inputFlags) rejectsOf(name string, used map[string]bool) string {
	base := filepath.Base(name)
	stem := filepath.Join(f.Rejects, strings.TrimSuffix(base, filepath.Ext(base)))
	path := stem + ".rejects.csv"
	for i := 2; used[path]; i++ {
		path = fmt.Sprintf("%s-%d.rejects.csv", stem, i)
	}
	used[path] = true
	return path
}

// writeRejects writes the bad rows of each file to a file of their own, to be mended and read again.
func (f *inputFlags) writeRejects(c *console, issues []exchange.Issue, files []string) error {
	used := map[string]bool{}
	for _, name := range files {
		bad := slices.ContainsFunc(issues, func(i exchange.Issue) bool {
			return i.Severity == exchange.Rejected && i.File == name && i.Number > 0
		})
		if !bad {
			continue
		}
		path := f.rejectsOf(name, used)
		rows := 0
		err := writeFile(c, path, func(w io.Writer) (err error) {
			rows, err = table.WriteRejects(w, name, issues)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(c.err, "%s: %d rejected; see %s\n", name, rows, path)
	}
	return nil
}

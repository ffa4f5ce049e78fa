package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/service"
)

type compareCmd struct {
	Plans []string `arg:"" optional:"" placeholder:"PLAN" help:"Plans to compare, GeoJSON as solve and rebalance write it; the others are compared with the first."`
	maybeHomesFlags
	recordFlags
	Scheme  []string `placeholder:"NAMES" help:"Plan the records by these schemes too, with commas between them (jinlin schemes lists them), or by policy files such as my.yaml, and compare."`
	Policy  []string `placeholder:"FILE" help:"Plan the records by these policy files too; may be repeated." sep:"none"`
	Set     []string `help:"Change one setting of every scheme and policy file, such as links.load.max=20; may be repeated." placeholder:"KEY=VALUE" sep:"none"`
	Out     string   `short:"o" aliases:"output" default:"-" placeholder:"FILE" help:"Where to write (default: standard output)."`
	Format  string   `default:"" enum:",text,json,html" help:"text, json or html (default: as the name of the file ends, else text)."`
	Lang    string   `default:"" enum:",en,zh,both" help:"Language: en, zh, or for html both (default: en, for html both)."`
	Workers int      `help:"Villages worked on at once (default: one per core). The answer does not depend on it."`
}

// maybeHomesFlags are homesFlags where plans can do without records.
type maybeHomesFlags struct {
	Households []string `xor:"homes" placeholder:"FILE" help:"Households, CSV or GeoJSON; may be repeated. With records the plans are judged too." sep:"none"`
	Units      []string `xor:"homes" placeholder:"FILE" help:"Instead of households: districts with weights to be grouped, CSV or GeoJSON." sep:"none"`
}

// Help shows examples under `jinlin compare --help`.
func (compareCmd) Help() string {
	return `Sets plans side by side: whom they reach, how even the work is, how far it is, what changes from the first plan to the others, what is lacking
and what would mend it, in all and village by village. The page begins with one page in plain words. With records every plan is judged. It names villages, never homes.

  jinlin compare plan.geojson plan2.geojson
  jinlin compare --households data/households.csv --members data/members.csv --scheme yuanshi,yuanshi-zone -o compare.html
  jinlin compare plan.geojson --households h.csv --members m.csv --policy ours.yaml --format json -o compare.json
  jinlin compare plan.geojson plan2.geojson --lang zh

Exit codes: 0 done, 1 internal error, 2 bad input, 4 a plan is not true of the records (the comparison says so), 130 interrupted.`
}

func (k *compareCmd) Run(ctx context.Context, c *console) error {
	if err := k.check(); err != nil {
		return badInput(err)
	}
	all, names, err := k.contenders(ctx, c)
	if err != nil {
		return asBadInput(err)
	}
	done, err := k.compare(ctx, c, all, names)
	if err != nil {
		return asBadInput(err)
	}
	if err := writeFile(c, k.Out, func(w io.Writer) error { return k.write(w, done) }); err != nil {
		return err
	}
	return failed(done)
}

func (k *compareCmd) check() error {
	n := len(k.Plans) + len(k.Scheme) + len(k.Policy)
	records := len(k.Households)+len(k.Units) > 0
	switch {
	case n < 2:
		return fmt.Errorf("%d plans to compare; expected two or more: plan files, --scheme or --policy", n)
	case n > service.MaxContenders:
		return fmt.Errorf("%d plans to compare; expected at most %d", n, service.MaxContenders)
	case !records && len(k.Plans) < n:
		return errors.New("--scheme and --policy plan records, but there are none; expected --households, and --members")
	case !records && len(k.files()) > 0:
		return errors.New("records were given without homes; expected --households beside them")
	case len(k.Set) > 0 && len(k.Plans) == n:
		return errors.New("--set changes schemes and policy files, but there are only plans; expected --scheme or --policy")
	case k.Lang == "both" && k.format() != "html":
		return errors.New("--lang both is for html; expected en or zh")
	}
	return nil
}

func (k *compareCmd) files() []string {
	f := k.input()
	return f.files()
}

// input are the flags of the records.
func (k *compareCmd) input() inputFlags {
	return inputFlags{homesFlags(k.maybeHomesFlags), k.recordFlags}
}

func (k *compareCmd) format() string {
	if k.Format != "" {
		return k.Format
	}
	switch strings.ToLower(filepath.Ext(k.Out)) {
	case ".html", ".htm":
		return "html"
	case ".json":
		return "json"
	}
	return "text"
}

// contenders are the plans, the schemes and the policies, in this order. The records are read once for each metric.
func (k *compareCmd) contenders(ctx context.Context, c *console) ([]service.Contender, map[engine.AreaID]string, error) {
	var all []service.Contender
	datum := geo.Datum("")
	for _, path := range k.Plans {
		x, d, err := standing(path)
		if err != nil {
			return nil, nil, badInput(err)
		}
		if datum == "" {
			datum = d
		}
		all = append(all, x)
	}
	asked, err := k.policies()
	if err != nil {
		return nil, nil, badInput(err)
	}
	all = append(all, asked...)
	if len(k.Households)+len(k.Units) == 0 {
		return all, nil, oneMetric(all)
	}
	names, err := k.records(ctx, c, all, datum)
	return all, names, err
}

// standing is a plan file.
func standing(path string) (service.Contender, geo.Datum, error) {
	doc, err := readPlan(path)
	if err != nil {
		return service.Contender{}, "", err
	}
	pol, err := planPolicy(doc)
	if err != nil {
		return service.Contender{}, "", fmt.Errorf("%s: policy: %w", path, err)
	}
	x := service.SchemeContender(pol)
	x.Name = filepath.Base(path)
	if x.Plans = doc.Plans; x.Plans == nil {
		x.Plans = []engine.Plan{}
	}
	return x, doc.Datum, nil
}

// policies are the schemes and the policy files.
func (k *compareCmd) policies() (all []service.Contender, err error) {
	add := func(f policyFlags, name string) error {
		f.Set = k.Set
		pol, err := f.load(os.ReadFile)
		if err != nil {
			return err
		}
		x := service.SchemeContender(pol)
		if name != "" {
			x.Name = name
		}
		all = append(all, x)
		return nil
	}
	for _, name := range k.Scheme {
		if err := add(policyFlags{Scheme: name}, filepath.Base(name)); err != nil {
			return nil, err
		}
	}
	for _, path := range k.Policy {
		if err := add(policyFlags{Policy: path}, filepath.Base(path)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

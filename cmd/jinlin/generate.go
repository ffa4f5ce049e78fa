package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/exchange/table"
	"jinlin/fixtures"
	"jinlin/policy"
)

type generateCmd struct {
	Kind       string `arg:"" enum:"county,plain,village,nation,yixiu,yixiu-slack,zhalaite-pairs,zhalaite-units,huozhou,street" help:"county (like Yuanshi), plain (the benchmark county), village, nation, or what another scheme speaks of: yixiu, yixiu-slack, zhalaite-pairs, zhalaite-units, huozhou, street."`
	Seed       uint64 `default:"1" help:"Seed; the same seed gives the same files."`
	Out        string `required:"" type:"path" placeholder:"DIR" help:"Folder to write to; it is made if need be."`
	Villages   int    `help:"Number of villages of a nation, or of a part of what is published."`
	Counties   int    `help:"Number of counties (county and plain)."`
	Style      string `default:"plain" enum:"plain,hill,hamlet,scattered,town" help:"Lie of the homes (village)."`
	Homes      int    `help:"Number of homes (village)."`
	DutyCadres int    `help:"Members on duty from outside, per village."`
	Venues     bool   `help:"Add a public venue to every village as a candidate site."`
}

// Help shows examples under `jinlin generate --help`.
func (generateCmd) Help() string {
	return `Everything is synthetic: no household of these files exists.

  jinlin generate county --seed 7 --out data
  jinlin generate village --style hill --homes 300 --out data
  jinlin generate huozhou --out data     (households, members, and locks.csv with the vetoes)
  jinlin generate nation --villages 10000 --out data`
}

func (g *generateCmd) Run(ctx context.Context, c *console) error {
	spec := fixtures.Spec{
		Kind: fixtures.Kind(g.Kind), Seed: g.Seed, Villages: g.Villages, Counties: g.Counties, DutyCadres: g.DutyCadres, Venues: g.Venues,
	}
	if spec.Kind == fixtures.KindVillage {
		spec.Style, spec.Homes = fixtures.Style(g.Style), g.Homes
	}
	if wrong := spec.Validate(); len(wrong) > 0 {
		return badInput(violations("this cannot be generated", wrong))
	}
	if err := os.MkdirAll(g.Out, 0o755); err != nil {
		return badInput(err)
	}
	n, err := g.write(ctx, c, spec)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Wrote %d synthetic villages with %d households and %d members to %s\n", n.villages, n.households, n.members, g.Out)
	return nil
}

type generated struct{ villages, households, members int }

// write streams all files side by side, one village in memory at a time.
func (g *generateCmd) write(ctx context.Context, c *console, spec fixtures.Spec) (n generated, err error) {
	var files [5]io.Writer
	names := []string{"households.csv", "members.csv", "sites.csv", "villages.geojson"}
	if spec.Vetoes() {
		names = append(names, "locks.csv")
	}
	files[len(files)-1] = io.Discard
	var open func(i int) error
	open = func(i int) error {
		if i == len(names) {
			n, err = stream(ctx, spec, files)
			return err
		}
		return writeFile(c, filepath.Join(g.Out, names[i]), func(w io.Writer) error {
			files[i] = w
			return open(i + 1)
		})
	}
	err = open(0)
	return n, err
}

func stream(ctx context.Context, spec fixtures.Spec, files [5]io.Writer) (n generated, err error) {
	homes, members := table.NewHouseholdWriter(files[0], policy.MetricGeodesic), table.NewMemberWriter(files[1], policy.MetricGeodesic)
	sites, bounds := table.NewSiteWriter(files[2], policy.MetricGeodesic), geojson.NewVillageWriter(files[3])
	vetoes := table.NewLockWriter(files[4])
	for v := range fixtures.Generate(spec) {
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		n.villages++
		n.households += len(v.Households)
		n.members += len(v.Members)
		err := errors.Join(writeAll(homes, v.Households), writeAll(members, v.Members), writeAll(sites, v.Sites), writeVetoes(vetoes, v.Forbidden),
			bounds.Write(exchange.Village{ID: v.ID, Name: v.Name, Boundary: v.Boundary}))
		if err != nil {
			return n, err
		}
	}
	return n, errors.Join(homes.Flush(), members.Flush(), sites.Flush(), vetoes.Flush(), bounds.Close())
}

func writeVetoes(w *table.Writer[exchange.Lock], pairs []engine.Pair) error {
	for _, p := range pairs {
		if err := w.Write(exchange.Lock{Pair: p, Kind: exchange.LockVeto}); err != nil {
			return err
		}
	}
	return nil
}

func writeAll[T any](w *table.Writer[T], rows []T) error {
	for _, r := range rows {
		if err := w.Write(r); err != nil {
			return err
		}
	}
	return nil
}

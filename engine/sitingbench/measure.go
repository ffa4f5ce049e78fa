package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"jinlin/benchmarks/results"
	"jinlin/engine/internal/siting/cover"
	"jinlin/geo"
)

// effort is the budget of a village, in entries looked at.
const effort = 1 << 34

// A row is a radius measured, all villages together.
type row struct {
	radius int64
	// homes and entries are those of the matrix; homesLeft and entriesLeft those of the reduced one.
	homes, entries, homesLeft, entriesLeft int
	// raw and reduced are CBC's CPU times, rawReading and reducedReading what it takes to start it and let it read.
	raw, rawReading, reduced, reducedReading time.Duration
	ours                                     time.Duration
	optimum                                  int64
	// proven is how many villages are, certified how many of these by dual weights alone.
	proven, certified int
}

func (r *row) ratio() float64        { return float64(r.raw) / float64(r.ours) }
func (r *row) reducedRatio() float64 { return float64(r.reduced) / float64(r.ours) }

// withoutReading compares with what CBC takes beside starting and reading.
func (r *row) withoutReading() float64 { return float64(r.raw-r.rawReading) / float64(r.ours) }

func measure(ctx context.Context, villages []village, radius int64, o options, peer *cbc) (row, error) {
	r := row{radius: radius}
	var problems []*cover.Problem
	for _, v := range villages {
		p, err := v.problem(ctx, radius)
		if err != nil {
			return r, err
		}
		problems = append(problems, p)
		r.homes += p.Homes
		r.entries += entries(p)
	}
	solutions := r.solve(problems, o.runs)
	for k, p := range problems {
		if err := r.compare(ctx, p, &solutions[k], peer); err != nil {
			return r, fmt.Errorf("village %d: %w", k+1, err)
		}
	}
	return r, nil
}

func entries(p *cover.Problem) (n int) {
	for _, reach := range p.Reach {
		n += len(reach)
	}
	return n
}

// solve solves all villages several times and keeps the median.
func (r *row) solve(problems []*cover.Problem, runs int) []cover.Solution {
	var took []time.Duration
	solutions := make([]cover.Solution, len(problems))
	for range max(runs, 1) {
		before := results.CPU()
		for k, p := range problems {
			solutions[k], _ = cover.Fewest(p, effort, nil)
		}
		took = append(took, results.CPU()-before)
	}
	slices.Sort(took)
	r.ours = took[len(took)/2]
	return solutions
}

// compare has CBC solve the raw and the reduced matrix of a village and holds its optima against ours.
func (r *row) compare(ctx context.Context, p *cover.Problem, s *cover.Solution, peer *cbc) error {
	value, took, reading, err := peer.solve(ctx, p)
	if err != nil {
		return err
	}
	r.raw, r.rawReading = r.raw+took, r.rawReading+reading
	small, open := reduced(p)
	rest, took, reading, err := peer.solve(ctx, small)
	if err != nil {
		return err
	}
	r.reduced, r.reducedReading = r.reduced+took, r.reducedReading+reading
	if value != s.Value || rest+open != s.Value {
		return fmt.Errorf("our optimum is %d, CBC's %d, that of the reduced matrix %d", s.Value, value, rest+open)
	}
	r.homesLeft += small.Homes
	r.entriesLeft += entries(small)
	r.optimum += s.Value
	if s.Proven {
		r.proven++
	}
	var sum int64
	for _, u := range s.Dual {
		sum += u
	}
	if (sum+s.Most-1)/s.Most == s.Value {
		r.certified++
	}
	return nil
}

// reduced is the problem after our reductions, and how many sites these opened. One row is left where they solve it, since CBC wants one.
func reduced(p *cover.Problem) (*cover.Problem, int64) {
	homes, sites, open := cover.Reduce(p)
	if len(homes) == 0 {
		return &cover.Problem{Homes: 1, Reach: [][]int32{{0}}}, int64(len(open)) - 1
	}
	number := make([]int32, p.Homes)
	for i, h := range homes {
		number[h] = int32(i) + 1
	}
	small := &cover.Problem{Homes: len(homes)}
	for _, s := range sites {
		var reach []int32
		for _, h := range p.Reach[s] {
			if number[h] > 0 {
				reach = append(reach, number[h]-1)
			}
		}
		small.Reach = append(small.Reach, reach)
	}
	return small, int64(len(open))
}

// A plane is a radius measured with centres anywhere.
type plane struct {
	radius         int64
	places         int
	ours           time.Duration
	circles, bound int64
	proven         int
}

// margin is how many metres the flat ground of a village may be wrong by, and more.
const margin = 0.2

// planarEffort is the budget of a village with centres anywhere.
const planarEffort = 1 << 29

// mostPlaces is how many places a village may have before those that cover less are dropped.
const mostPlaces = 1 << 17

// anywhere finds circles that hold by geodesic millimetres, and a bound with circles that are larger by what the flat ground can be wrong.
func anywhere(villages []village, radius int64) (plane, error) {
	p := plane{radius: radius}
	before := results.CPU()
	for _, v := range villages {
		if err := p.add(v); err != nil {
			return p, err
		}
	}
	p.ours = results.CPU() - before
	return p, nil
}

func (p *plane) add(v village) error {
	flat := v.projection()
	x, y := flat.flat(v)
	inner, outer := float64(p.radius)-margin, float64(p.radius)+margin
	px, py, ok := cover.Discs(x, y, inner, mostPlaces)
	if !ok {
		return fmt.Errorf("more than %d places", mostPlaces)
	}
	problem := &cover.Problem{Homes: len(x)}
	for s := range px {
		centre := flat.point(px[s], py[s])
		problem.Reach = append(problem.Reach, reach(x, y, px[s], py[s], outer, func(h int) bool {
			return geo.DistanceMM(centre, v.places[h].Point) <= 1000*p.radius
		}))
	}
	above, _ := cover.Fewest(problem, planarEffort, nil)
	p.places += len(px)
	p.circles += above.Value
	if covered := union(problem, above.Open); covered != len(x) {
		return fmt.Errorf("%d of %d homes covered", covered, len(x))
	}
	if px, py, ok = cover.Discs(x, y, outer, mostPlaces); !ok {
		return fmt.Errorf("more than %d places", mostPlaces)
	}
	problem = &cover.Problem{Homes: len(x)}
	for s := range px {
		problem.Reach = append(problem.Reach, reach(x, y, px[s], py[s], outer+margin, func(int) bool { return true }))
	}
	below, _ := cover.Fewest(problem, planarEffort, nil)
	p.bound += below.Bound
	if below.Bound == above.Value {
		p.proven++
	}
	return nil
}

// reach lists the homes within r of the place for which `holds` says so too.
func reach(x, y []float64, px, py, r float64, holds func(h int) bool) (list []int32) {
	for h := range x {
		if math.Hypot(x[h]-px, y[h]-py) <= r && holds(h) {
			list = append(list, int32(h))
		}
	}
	return list
}

func union(p *cover.Problem, open []int32) (n int) {
	covered := make([]bool, p.Homes)
	for _, s := range open {
		for _, h := range p.Reach[s] {
			if !covered[h] {
				covered[h] = true
				n++
			}
		}
	}
	return n
}

package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jinlin/benchmarks/results"
	"jinlin/engine"
	"jinlin/engine/internal/linking"
	"jinlin/fixtures"
	"jinlin/geo"
	"jinlin/policy"
)

// An instance is villages to link and how loads count in them.
type instance struct {
	name, about string
	spec        fixtures.Spec
	loads       loads
	// floor is how many times faster than the peer we mean to be.
	floor float64
	// like names the instance whose best method of the peer is taken here too, if it was measured before.
	like string
}

// loads are the bounds of a member and what his load costs, by a number that is his alone.
type loads struct {
	tier   int
	bounds func(i int) linking.Server
}

// The tiers of these instances: homes unserved by priority (2, 1, 0), loads below the minimum, loads, distance.
const (
	shortfallTier = 3
	loadTier      = 4
	distanceTier  = 5
)

// even: loads from 1 to 20, the sum of their squares least.
var even = loads{loadTier, func(int) linking.Server { return linking.Server{Min: 1, Max: 20} }}

// near: distance only, loads up to 20.
var near = loads{0, func(int) linking.Server { return linking.Server{Max: 20} }}

// band: loads from 1 to 20, best between 10 and 16.
var band = loads{loadTier, func(int) linking.Server { return linking.Server{Min: 1, Low: 10, High: 16, Max: 20} }}

// scarce: distance only, loads up to between 4 and 18, so that thousands of homes find nobody.
var scarce = loads{0, func(i int) linking.Server { return linking.Server{Max: 4 + int64(i*7%15)} }}

// least: distance only, loads from 12, which about half of the members only reach with far homes.
var least = loads{0, func(int) linking.Server { return linking.Server{Min: 12, Max: 20} }}

// evenly are the same loads with the least sum of squares before distance.
func (l loads) evenly() loads { return loads{loadTier, l.bounds} }

// instances are what is measured, in the order of the table.
func instances(seed uint64) []instance {
	plain := func(villages, counties int) fixtures.Spec {
		return fixtures.Spec{Kind: fixtures.KindPlain, Seed: seed, Villages: villages, Counties: counties}
	}
	hills := fixtures.Spec{Kind: fixtures.KindCounty, Seed: seed}
	large := fixtures.Spec{Kind: fixtures.KindVillage, Seed: seed, Homes: 10_183}
	return []instance{
		{"even-tenth", "even loads, then distance; a tenth of a county", plain(21, 1), even, 0, "even"},
		{"even", "even loads, then distance; a plain county", plain(0, 1), even, 12, ""},
		{"near", "distance only, at most 20 homes a member", plain(0, 1), near, 6, ""},
		{"band", "loads of 10 to 16, then distance", plain(0, 1), band, 10, ""},
		{"even-ten", "even loads, then distance; ten counties", plain(0, 10), even, 15, "even"},
		{"even-one", "even loads, then distance; one village of 10,000 homes", large, even, 10, ""},
		{"scarce", "room for 4 to 18 homes a member, too little in all; distance only", plain(0, 1), scarce, 10, ""},
		{"scarce-even", "room for 4 to 18 homes a member, too little in all; even loads, then distance", plain(0, 1), scarce.evenly(), 10, ""},
		{"least", "at least 12 homes a member, which takes nearly all; distance only", plain(0, 1), least, 10, ""},
		{"least-even", "at least 12 homes a member; even loads, then distance", plain(0, 1), least.evenly(), 10, ""},
		{"hills-even", "even loads, then distance; a county with hills", hills, even, 12, ""},
		{"hills-near", "distance only; a county with hills", hills, near, 6, ""},
		{"hills-band", "loads of 10 to 16, then distance; a county with hills", hills, band, 10, ""},
	}
}

// A county is an instance with its pairs in memory.
type county struct {
	problems             []*linking.Problem
	homes, members, arcs int
	// homesOfLargest and arcsOfLargest are those of the village with most arcs.
	homesOfLargest, arcsOfLargest int
	// prepare is the CPU time of finding the pairs from coordinates.
	prepare time.Duration
}

// reachMM is 500 metres.
const reachMM = 500_000

func (in *instance) build(ctx context.Context) (c county, err error) {
	for v := range fixtures.Generate(in.spec) {
		homes, members := linked(v)
		before := results.CPU()
		pairs, err := geo.Geodesic().Arcs(ctx, places(homes), members, reachMM)
		if err != nil {
			return c, err
		}
		c.prepare += results.CPU() - before
		p := &linking.Problem{
			Start: pairs.Start, To: pairs.To, Columns: []linking.Column{{Tier: distanceTier, Cost: pairs.MM, Most: reachMM}},
			SkipCost: []linking.Vec{{2: 1}, {1: 1}, {0: 1}}, ShortfallTier: shortfallTier, LoadTier: in.loads.tier,
		}
		for _, h := range homes {
			p.Skip = append(p.Skip, uint16(h.Priority))
		}
		for i := range members {
			p.Servers = append(p.Servers, in.loads.bounds(c.members+i))
		}
		c.problems = append(c.problems, p)
		if len(p.To) >= c.arcsOfLargest {
			c.homesOfLargest, c.arcsOfLargest = len(p.Skip), len(p.To)
		}
		c.homes, c.members, c.arcs = c.homes+len(homes), c.members+len(members), c.arcs+len(pairs.To)
	}
	if len(c.problems) == 0 {
		return c, fmt.Errorf("%s has no villages", in.name)
	}
	return c, nil
}

// linked returns the homes that want a link and where the eligible members live, as the engine's links stage with `within: area`
// and `own_home: covered` has them: the homes of eligible members want none. Both are in the order of their ids.
func linked(v fixtures.Village) (homes []engine.Household, members []geo.Place) {
	at := map[engine.HouseholdID]geo.Place{}
	for _, h := range v.Households {
		at[h.ID] = geo.Place{ID: string(h.ID), Point: h.Location}
	}
	own := map[engine.HouseholdID]bool{}
	for _, m := range v.Members {
		if !slices.Contains(policy.Default().Eligibility.Exclude, m.Status) {
			own[m.Household] = true
			members = append(members, at[m.Household])
		}
	}
	for _, h := range v.Households {
		if !own[h.ID] {
			homes = append(homes, h)
		}
	}
	return homes, members
}

func places(homes []engine.Household) []geo.Place {
	out := make([]geo.Place, len(homes))
	for i, h := range homes {
		out[i] = geo.Place{ID: string(h.ID), Point: h.Location}
	}
	return out
}

package engine

import (
	"bytes"
	"fmt"
	"slices"

	"jinlin/policy"
)

// Surroundings are the pairs of homes that are neighbours, where these are given, and the barriers between homes.

// adjacency checks that the pairs name homes, each pair once, and that barriers are lines.
func (c *checker) adjacency() {
	p := &c.state.problem
	seen := make(map[HomePair]int, len(p.Adjacency))
	for i, pair := range p.Adjacency {
		path := fmt.Sprintf("adjacency[%d]", i)
		for _, id := range []HouseholdID{pair.A, pair.B} {
			if _, known := c.state.homeOf(id); !known {
				c.add(path, "%q is no household of area %q", id, p.Area)
			}
		}
		if pair.A == pair.B {
			c.add(path, "%q is said to be its own neighbour; expected two households", pair.A)
		}
		if pair.Length < 0 || pair.Length > MaxBorder {
			c.add(path+".length", "%d is out of range; expected a whole number from 0 to %d", pair.Length, MaxBorder)
		}
		key := HomePair{A: min(pair.A, pair.B), B: max(pair.A, pair.B)}
		if first, twice := seen[key]; twice && max(p.Adjacency[first].Length, 1) != max(pair.Length, 1) {
			c.add(path, "%q and %q are neighbours by adjacency[%d] too, with another length; expected one", pair.A, pair.B, first)
		} else if !twice {
			seen[key] = i
		}
	}
	if p.Adjacency != nil && len(p.Barriers) > 0 {
		c.add("barriers", "stand beside given neighbours, which they cannot part; expected one of the two")
	}
	if c.state.policy.Groups.By == policy.GroupsDrawn && c.state.policy.Metric == policy.MetricMatrix && p.Adjacency == nil {
		c.add("adjacency", "is missing; under the metric matrix, places do not tell who is whose neighbour: expected pairs of households")
	}
	for i, line := range p.Barriers {
		for k, at := range line {
			c.location(place{fmt.Sprintf("barriers[%d]", i), k}, at)
		}
	}
}

// MaxBorder bounds the length of a border (HomePair.Length), so that sums stay far from overflow.
const MaxBorder = 1_000_000_000

// appendSurroundings writes the pairs as a set, and the barriers as a set of lines. Nothing is written where there are none.
func appendSurroundings(buf []byte, p *Problem) []byte {
	if p.Adjacency != nil {
		rows := make([]string, len(p.Adjacency))
		for i, pair := range p.Adjacency {
			row := appendString(appendString(nil, string(min(pair.A, pair.B))), string(max(pair.A, pair.B)))
			rows[i] = string(appendInt(row, max(pair.Length, 1)))
		}
		slices.Sort(rows)
		buf = appendList(appendString(buf, "adjacency"), slices.Compact(rows))
	}
	if len(p.Barriers) > 0 {
		rows := make([]string, len(p.Barriers))
		for i, line := range p.Barriers {
			row := appendInt(nil, len(line))
			for _, at := range line {
				row = appendPoint(row, at)
			}
			rows[i] = string(row)
		}
		slices.Sort(rows)
		buf = appendList(appendString(buf, "barriers"), slices.Compact(rows))
	}
	return buf
}

func (c SetSurroundings) edit(r *records) {
	r.problem.Adjacency, r.problem.Barriers, r.ownAdjacency = c.Adjacency, c.Barriers, false
}

// dropAdjacency forgets the neighbours of a home that left.
func (r *records) dropAdjacency(id HouseholdID) {
	gone := func(p HomePair) bool { return p.A == id || p.B == id }
	if !slices.ContainsFunc(r.problem.Adjacency, gone) {
		return
	}
	if !r.ownAdjacency {
		r.problem.Adjacency, r.ownAdjacency = slices.Clone(r.problem.Adjacency), true
	}
	r.problem.Adjacency = slices.DeleteFunc(r.problem.Adjacency, gone)
}

// surroundingChanges compares what lies around homes; that homes left is no change of it.
func surroundingChanges(before, after *Problem, gone departure) []Change {
	was := Problem{Adjacency: before.Adjacency, Barriers: before.Barriers}
	if len(gone.home) > 0 {
		was.Adjacency = slices.DeleteFunc(slices.Clone(was.Adjacency), func(p HomePair) bool { return gone.home[p.A] || gone.home[p.B] })
	}
	if bytes.Equal(appendSurroundings(nil, &was), appendSurroundings(nil, after)) {
		return nil
	}
	return []Change{SetSurroundings{after.Adjacency, after.Barriers}}
}

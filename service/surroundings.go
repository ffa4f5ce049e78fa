package service

import (
	"fmt"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/exchange/table"
	"jinlin/policy"
)

// onlyUnits is the area of units whose file names none.
const onlyUnits = "units"

// neighbours gives every pair of homes to their area. Where pairs are given, homes that no pair names have no neighbours.
func (s *sorter) neighbours() {
	if s.data.Adjacency == nil {
		return
	}
	for _, p := range s.areas {
		p.Adjacency = []engine.HomePair{}
	}
	for i, pair := range s.data.Adjacency {
		at := s.at(s.data.Places.Adjacency, "adjacency", i)
		a, okA := s.homes[pair.A]
		b, okB := s.homes[pair.B]
		switch {
		case !okA:
			s.add(exchange.Rejected, at, "a", string(pair.A), "is not among the homes that were read; expected the id of one")
		case !okB:
			s.add(exchange.Rejected, at, "b", string(pair.B), "is not among the homes that were read; expected the id of one")
		case pair.A == pair.B:
			s.add(exchange.Warning, at, "b", string(pair.B), "is said to be its own neighbour: passed over")
		case a.area != b.area:
			s.add(exchange.Warning, at, "b", string(pair.B), fmt.Sprintf("is in village %s and %s in %s: groups do not cross villages", b.area, pair.A, a.area))
		default:
			p := s.areas[a.area]
			p.Adjacency = append(p.Adjacency, pair)
		}
	}
}

// walls gives every area the barriers that come near its homes: others would part nobody, and their change would concern nobody.
func (s *sorter) walls() {
	if s.policy.Groups.By != policy.GroupsDrawn {
		return
	}
	for _, p := range s.areas {
		if len(p.Households) == 0 {
			continue
		}
		homes := p.Households[0].Location.Bound()
		for i := range p.Households {
			homes = homes.Extend(p.Households[i].Location)
		}
		round := s.policy.Metric != policy.MetricPlanar && homes.Max[0]-homes.Min[0] > 180
		for _, line := range s.data.Barriers {
			if round || homes.Intersects(orb.MultiPoint(line).Bound()) {
				p.Barriers = append(p.Barriers, line)
			}
		}
	}
}

// linesOf are all lines of barriers.
func linesOf(barriers []exchange.Barrier) [][]orb.Point {
	var lines [][]orb.Point
	for _, b := range barriers {
		lines = append(lines, b.Lines...)
	}
	return lines
}

// readUnits reads the districts that take the place of households.
func (r *inputReader) readUnits(d *exchange.Dataset) {
	if r.in.Options.DefaultArea == "" {
		r.in.Options.DefaultArea = onlyUnits
	}
	units, places := readFiles(r, exchange.Units(), r.in.Units, table.Units, geojson.Units)
	d.Households, d.Places.Households = append(d.Households, units...), append(d.Places.Households, places...)
}

package record

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"jinlin/engine"
)

// wish is one of a ranking.
type wish[ID ~string] struct {
	ID   ID  `json:"id"`
	Rank int `json:"rank"`
}

// Ranking is a ranking as JSON; nil for an empty one.
func Ranking[ID ~string](r engine.Ranking[ID]) ([]byte, error) {
	if len(r) == 0 {
		return nil, nil
	}
	list := make([]wish[ID], len(r))
	for i, one := range r {
		list[i] = wish[ID]{one.ID, one.Rank}
	}
	return json.Marshal(list)
}

// ToRanking reads what Ranking wrote.
func ToRanking[ID ~string](body []byte) (engine.Ranking[ID], error) {
	if len(body) == 0 {
		return nil, nil
	}
	var list []wish[ID]
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	r := make(engine.Ranking[ID], len(list))
	for i, one := range list {
		r[i] = engine.Ranked[ID]{ID: one.ID, Rank: one.Rank}
	}
	return r, nil
}

// neighbours is a pair of an adjacency.
type neighbours struct {
	A      engine.HouseholdID `json:"a"`
	B      engine.HouseholdID `json:"b"`
	Length int                `json:"length,omitempty"`
}

// Adjacency is an adjacency in the order of its homes, as JSON; nil for nil.
func Adjacency(pairs []engine.HomePair) ([]byte, error) {
	if pairs == nil {
		return nil, nil
	}
	list := make([]neighbours, len(pairs))
	for i, p := range pairs {
		list[i] = neighbours(p)
	}
	slices.SortFunc(list, compareNeighbours)
	return json.Marshal(list)
}

// ToAdjacency reads what Adjacency wrote.
func ToAdjacency(body []byte) ([]engine.HomePair, error) {
	var list []neighbours
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	pairs := make([]engine.HomePair, len(list))
	for i, n := range list {
		pairs[i] = engine.HomePair(n)
	}
	return pairs, nil
}

func compareNeighbours(a, b neighbours) int {
	return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.Length, b.Length))
}

// Barriers is a list of lines as WKB; nil for an empty one.
func Barriers(lines [][]orb.Point) ([]byte, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	shape := make(orb.MultiLineString, len(lines))
	for i, l := range lines {
		shape[i] = l
	}
	return wkb.Marshal(shape)
}

// ToBarriers reads what Barriers wrote.
func ToBarriers(body []byte) ([][]orb.Point, error) {
	var shape orb.MultiLineString
	if err := wkb.Scanner(&shape).Scan(body); err != nil {
		return nil, err
	}
	lines := make([][]orb.Point, len(shape))
	for i, l := range shape {
		lines[i] = l
	}
	return lines, nil
}

// Boundary is a boundary as WKB; nil for an empty one.
func Boundary(b orb.MultiPolygon) ([]byte, error) {
	if len(b) == 0 {
		return nil, nil
	}
	return wkb.Marshal(b)
}

// ToBoundary reads what Boundary wrote.
func ToBoundary(body []byte) (orb.MultiPolygon, error) {
	if len(body) == 0 {
		return nil, nil
	}
	var shape orb.MultiPolygon
	err := wkb.Scanner(&shape).Scan(body)
	return shape, err
}

package postgres

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"jinlin/engine"
)

// How values stand in columns. Empty texts stand for themselves, but for references, where NULL means none.

// now is the end of versions that hold; SQL has the number itself, so that partial indexes are used.
const now = 1<<63 - 1

// reference is a text, or NULL for "".
func reference[T ~string](id T) any {
	if id == "" {
		return nil
	}
	return string(id)
}

// blob is bytes, or NULL for none.
func blob(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// ids is a list of ids for ANY; never NULL, so that an empty list finds nothing.
func ids[T ~string](list []T) []string {
	texts := make([]string, len(list))
	for i, id := range list {
		texts[i] = string(id)
	}
	return texts
}

// textsOrNull is a list of texts, or NULL for an empty one.
func textsOrNull[T ~string](list []T) any {
	if len(list) == 0 {
		return nil
	}
	return ids(list)
}

// wish is one of a ranking.
type wish[ID ~string] struct {
	ID   ID  `json:"id"`
	Rank int `json:"rank"`
}

func rankingOrNull[ID ~string](r engine.Ranking[ID]) (any, error) {
	if len(r) == 0 {
		return nil, nil
	}
	list := make([]wish[ID], len(r))
	for i, one := range r {
		list[i] = wish[ID]{one.ID, one.Rank}
	}
	return json.Marshal(list)
}

func toRanking[ID ~string](body []byte) (engine.Ranking[ID], error) {
	if body == nil {
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

// adjacencyBody is an adjacency in the order of its homes; nil for nil.
func adjacencyBody(pairs []engine.HomePair) ([]byte, error) {
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

func toAdjacency(body []byte) ([]engine.HomePair, error) {
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

// barriersBody is a list of lines; nil for an empty one.
func barriersBody(lines [][]orb.Point) ([]byte, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	shape := make(orb.MultiLineString, len(lines))
	for i, l := range lines {
		shape[i] = l
	}
	return wkb.Marshal(shape)
}

func toBarriers(body []byte) ([][]orb.Point, error) {
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

// boundaryBody is a boundary, and the same for PostGIS; both nil for an empty one.
func boundaryBody(b orb.MultiPolygon) (body, shape any, err error) {
	if len(b) == 0 {
		return nil, nil, nil
	}
	bytes, err := wkb.Marshal(b)
	if err != nil || !drawn(b) {
		return bytes, nil, err
	}
	return bytes, bytes, nil
}

// drawn reports whether PostGIS reads it: all its rings are closed.
func drawn(b orb.MultiPolygon) bool {
	for _, polygon := range b {
		for _, ring := range polygon {
			if len(ring) < 4 || !ring.Closed() {
				return false
			}
		}
	}
	return true
}

func toBoundary(body []byte) (orb.MultiPolygon, error) {
	if len(body) == 0 {
		return nil, nil
	}
	var shape orb.MultiPolygon
	err := wkb.Scanner(&shape).Scan(body)
	return shape, err
}

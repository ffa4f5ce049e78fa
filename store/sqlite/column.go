package sqlite

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"jinlin/engine"
)

// How values stand in columns. Empty texts stand for themselves, but for references, where NULL means none.

// now is the end of versions that hold; SQL has the number itself, so that partial indexes are used.
const now = 1<<63 - 1

// micros is a time in a column; times come back in UTC.
func micros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(v int64) time.Time { return time.UnixMicro(v).UTC() }

// reference is a text, or NULL for "".
func reference[T ~string](id T) any {
	if id == "" {
		return nil
	}
	return string(id)
}

// bytesOrNull is a blob, or NULL for an empty one.
func bytesOrNull(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// jsonOf is a list as JSON.
func jsonOf[T any](list []T) (string, error) {
	b, err := json.Marshal(list)
	return string(b), err
}

// ids is a list of ids for json_each; never null, so that an empty list finds nothing.
func ids[T ~string](list []T) (string, error) {
	if list == nil {
		list = []T{}
	}
	return jsonOf(list)
}

// jsonOrNull is a list as JSON, or NULL for an empty one.
func jsonOrNull[T any](list []T) (any, error) {
	if len(list) == 0 {
		return nil, nil
	}
	return jsonOf(list)
}

// fromJSON reads what jsonOrNull wrote.
func fromJSON[T any](s sql.NullString) ([]T, error) {
	if !s.Valid {
		return nil, nil
	}
	var list []T
	err := json.Unmarshal([]byte(s.String), &list)
	return list, err
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
	return jsonOf(list)
}

func toRanking[ID ~string](s sql.NullString) (engine.Ranking[ID], error) {
	list, err := fromJSON[wish[ID]](s)
	if err != nil || list == nil {
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

// boundaryBody is a boundary; nil for an empty one.
func boundaryBody(b orb.MultiPolygon) (any, error) {
	if len(b) == 0 {
		return nil, nil
	}
	return wkb.Marshal(b)
}

func toBoundary(body []byte) (orb.MultiPolygon, error) {
	if len(body) == 0 {
		return nil, nil
	}
	var shape orb.MultiPolygon
	err := wkb.Scanner(&shape).Scan(body)
	return shape, err
}

// number is an optional number.
func number(n *int) any {
	if n == nil {
		return nil
	}
	return int64(*n)
}

func toNumber(n sql.NullInt64) *int {
	if !n.Valid {
		return nil
	}
	v := int(n.Int64)
	return &v
}

func compareNeighbours(a, b neighbours) int {
	return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.Length, b.Length))
}

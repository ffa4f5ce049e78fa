package sqlite

import (
	"database/sql"
	"encoding/json"
	"time"

	"jinlin/engine"
	"jinlin/store/internal/record"
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

// rankingOrNull is a ranking as JSON, or NULL for an empty one.
func rankingOrNull[ID ~string](r engine.Ranking[ID]) (any, error) {
	body, err := record.Ranking(r)
	if body == nil {
		return nil, err
	}
	return string(body), err
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

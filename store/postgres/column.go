package postgres

import (
	"github.com/paulmach/orb"

	"jinlin/store/internal/record"
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

// boundaryBody is a boundary, and the same for PostGIS; both nil for an empty one.
func boundaryBody(b orb.MultiPolygon) (body, shape any, err error) {
	bytes, err := record.Boundary(b)
	if err != nil || bytes == nil {
		return nil, nil, err
	}
	if !drawn(b) {
		return bytes, nil, nil
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

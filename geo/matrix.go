package geo

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"maps"
	"slices"
	"sync"
)

// A Matrix is ground whose ways were given one by one: the value from a place to another by their ids, in thousandths of whatever unit the
// limits of the policy are in (metres, minutes). Ways have a direction, and a pair that was not given has none; a place reaches itself at 0
// unless another value was given. Points are not looked at.
//
// A Matrix does not change after Build and is safe for concurrent use. Rows whose columns lie close together take 4 bytes a column (8 where a
// value is beyond 2^31 thousandths), others 8 (12) bytes a value.
type Matrix struct {
	from, to    map[string]int32
	rows        []matrixRow
	fingerprint func() string
}

// noValue stands for a pair that was not given.
const noValue = -1

// A matrixRow holds the values from one place: in near, or in far if one of them is too large for it. Without at, value k is that of column
// first+k; with it, of column at[k], and the columns ascend.
type matrixRow struct {
	first int32
	at    []int32
	near  []int32
	far   []int64
}

func (r *matrixRow) len() int { return max(len(r.near), len(r.far)) }

func (r *matrixRow) value(k int) int64 {
	if r.far != nil {
		return r.far[k]
	}
	return int64(r.near[k])
}

// find returns the value of a column, noValue without one.
func (r *matrixRow) find(column int32) int64 {
	k := int(column - r.first)
	if r.at != nil {
		var ok bool
		if k, ok = slices.BinarySearch(r.at, column); !ok {
			return noValue
		}
	}
	if k < 0 || k >= r.len() {
		return noValue
	}
	return r.value(k)
}

// HasFrom reports whether some value leads from the place, or was said to be missing.
func (m *Matrix) HasFrom(id string) bool { _, ok := m.from[id]; return ok }

// HasTo reports whether some value leads to the place, or was said to be missing.
func (m *Matrix) HasTo(id string) bool { _, ok := m.to[id]; return ok }

// Places returns all ids, sorted.
func (m *Matrix) Places() []string {
	ids := slices.AppendSeq(slices.Collect(maps.Keys(m.from)), maps.Keys(m.to))
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Size returns how many places ways lead from, and to.
func (m *Matrix) Size() (from, to int) { return len(m.from), len(m.to) }

// Fingerprint is a hash of the values: the same for the same values given in any order, by rows or one by one. O(values) the first time.
func (m *Matrix) Fingerprint() string { return m.fingerprint() }

// Among returns the same matrix with the fingerprint of the values among some places only: what else a file holds is not theirs. It shares
// memory with m. Ids that the matrix does not know do not matter.
func (m *Matrix) Among(ids []string) *Matrix {
	var from, to []string
	for _, id := range ids {
		if m.HasFrom(id) {
			from = append(from, id)
		}
		if m.HasTo(id) {
			to = append(to, id)
		}
	}
	for _, list := range []*[]string{&from, &to} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	part := *m
	part.fingerprint = sync.OnceValue(func() string { return m.sign(from, to) })
	return &part
}

// BetweenMM returns the value from a to b, in thousandths.
func (m *Matrix) BetweenMM(a, b Place) (int64, bool) {
	if from, ok := m.from[a.ID]; ok {
		if to, ok := m.to[b.ID]; ok {
			if mm := m.rows[from].find(to); mm != noValue {
				return mm, true
			}
		}
	}
	return 0, a.ID == b.ID
}

// Arcs looks up every pair.
func (m *Matrix) Arcs(ctx context.Context, from, to []Place, limitMM int64) (Arcs, error) {
	columns := make([]int32, len(to))
	for j := range to {
		column, ok := m.to[to[j].ID]
		if !ok {
			column = noValue
		}
		columns[j] = column
	}
	var none matrixRow
	return collect(ctx, from, len(to), func(p Place, dst []Neighbor) []Neighbor {
		row := &none
		if i, ok := m.from[p.ID]; ok {
			row = &m.rows[i]
		}
		for j, column := range columns {
			mm := int64(noValue)
			if column >= 0 {
				mm = row.find(column)
			}
			if mm == noValue && to[j].ID == p.ID {
				mm = 0
			}
			if mm != noValue && (limitMM < 0 || mm <= limitMM) {
				dst = append(dst, Neighbor{int32(j), mm})
			}
		}
		return dst
	})
}

// sign hashes the values between places, whose ids come in their order.
func (m *Matrix) sign(from, to []string) string {
	h := sha256.New()
	signIDs(h, from)
	signIDs(h, to)
	columns := make([]int32, len(to))
	for j, id := range to {
		columns[j] = m.to[id]
	}
	buf := make([]byte, 0, 1<<16)
	for _, id := range from {
		row := &m.rows[m.from[id]]
		buf = append(buf, 0xFF) // no column begins so: they are below 2^31
		for j, column := range columns {
			mm := row.find(column)
			if mm == noValue {
				continue
			}
			buf = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(buf, uint32(j)), uint64(mm))
			if len(buf) > 1<<16-16 {
				h.Write(buf)
				buf = buf[:0]
			}
		}
	}
	h.Write(buf)
	return "matrix v1 " + hex.EncodeToString(h.Sum(nil))
}

func signIDs(h hash.Hash, ids []string) {
	buf := binary.AppendUvarint(nil, uint64(len(ids)))
	for _, id := range ids {
		buf = append(binary.AppendUvarint(buf, uint64(len(id))), id...)
	}
	h.Write(buf)
}

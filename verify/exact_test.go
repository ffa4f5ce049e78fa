package verify

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// TestExactArithmetic compares with numbers of any size.
func TestExactArithmetic(t *testing.T) {
	edges := []int64{0, 1, -1, 2, -2, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, math.MinInt64 + 1, 1 << 31, 1 << 32, -1 << 32, 3037000499, 3037000500}
	for _, a := range edges {
		for _, b := range edges {
			compareExact(t.Errorf, a, b)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		compareExact(t.Errorf, rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b"))
	})
}

func compareExact(fail func(string, ...any), a, b int64) {
	x, y := big.NewInt(a), big.NewInt(b)
	for _, op := range []struct {
		name string
		got  func(*exact) int64
		want *big.Int
	}{
		{"+", func(e *exact) int64 { return e.add(a, b) }, new(big.Int).Add(x, y)},
		{"*", func(e *exact) int64 { return e.mul(a, b) }, new(big.Int).Mul(x, y)},
	} {
		var e exact
		got := op.got(&e)
		if e.overflow == op.want.IsInt64() || !e.overflow && got != op.want.Int64() {
			fail("%d %s %d: got %d, overflow %t; expected %v", a, op.name, b, got, e.overflow, op.want)
		}
	}
}

package least

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestFirstIsWhatSortingGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(rapid.IntRange(0, 20), 0, 40).Draw(t, "numbers")
		n := rapid.IntRange(-1, len(a)+1).Draw(t, "n")
		want, got := slices.Sorted(slices.Values(a)), slices.Clone(a)
		First(got, n, func(a, b int) bool { return a < b })
		k := min(max(n, 0), len(a))
		slices.Sort(got[:k])
		slices.Sort(got[k:])
		if !slices.Equal(got, want) {
			t.Fatalf("the %d first of %v: %v", n, a, got)
		}
	})
}

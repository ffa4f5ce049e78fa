package linking

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The machine's own loops must give what plain Go gives, ties and places included.
func TestKernelsAgreeWithPlainGo(t *testing.T) { rapid.Check(t, checkKernels) }

func checkKernels(t *rapid.T) {
	n := lanes * rapid.IntRange(1, 12).Draw(t, "blocks")
	row := func(name string, special int64) []int64 {
		// Few values, so that there are ties; now and then what stands above all legal numbers.
		value := rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64Range(-packable, packable), rapid.Just(special))
		return rapid.SliceOfN(value, n, n).Draw(t, name)
	}
	x, y := row("x", absent), row("y", 0)
	least, at := leastSum(x, y)
	if wantLeast, wantAt := leastSumPlain(x, y); least != wantLeast || at != wantAt {
		t.Fatalf("leastSum: %d at %d, want %d at %d", least, at, wantLeast, wantAt)
	}
	best, by := row("best", none), row("by", 0)
	here, home := rapid.Int64Range(-packable, packable).Draw(t, "here"), rapid.Int64Range(0, 1000).Draw(t, "home")
	wantBest, wantBy := slices.Clone(best), slices.Clone(by)
	compete(best, by, x, here, home)
	competePlain(wantBest, wantBy, x, here, home)
	if !slices.Equal(best, wantBest) || !slices.Equal(by, wantBy) {
		t.Fatalf("compete: %v by %v, want %v by %v", best, by, wantBest, wantBy)
	}
	key, before, pay := row("key", passed), row("before", 0), row("pay", shut)
	wantKey, wantBefore := slices.Clone(key), slices.Clone(before)
	least, at = relax(key, before, best, pay, here, home)
	wantLeast, wantAt := relaxPlain(wantKey, wantBefore, best, pay, here, home)
	if least != wantLeast || at != wantAt || !slices.Equal(key, wantKey) || !slices.Equal(before, wantBefore) {
		t.Fatalf("relax: %d at %d, %v, %v, want %d at %d, %v, %v", least, at, key, before, wantLeast, wantAt, wantKey, wantBefore)
	}
	slab := slices.Concat(x, y, best)
	var homes []offer
	for i := range rapid.IntRange(0, 3).Draw(t, "homes") {
		homes = append(homes, offer{int64(i * n), rapid.Int64Range(-3, 3).Draw(t, "cost"), int64(7 * i)})
	}
	race(best, by, slab, homes)
	racePlain(wantBest, wantBy, slab, homes)
	for k := range best {
		if best[k] != wantBest[k] || best[k] != none && by[k] != wantBy[k] {
			t.Fatalf("race: %v by %v, want %v by %v", best, by, wantBest, wantBy)
		}
	}
	narrow := make([]int32, len(slab))
	for i := range narrow {
		narrow[i] = rapid.SampledFrom([]int32{0, 1, 2, 3, -5, 1 << 30, missing32 - 1, missing32}).Draw(t, "narrow")
	}
	least, at = leastSum32(narrow[:n], y)
	if wantLeast, wantAt := leastSum32Plain(narrow[:n], y); least != wantLeast || at != wantAt {
		t.Fatalf("leastSum32: %d at %d, want %d at %d", least, at, wantLeast, wantAt)
	}
	race32(best, by, narrow, homes)
	race32Plain(wantBest, wantBy, narrow, homes)
	compete32(best, by, narrow[n:2*n], here, home)
	compete32Plain(wantBest, wantBy, narrow[n:2*n], here, home)
	for k := range best {
		if best[k] != wantBest[k] || best[k] != none && by[k] != wantBy[k] {
			t.Fatalf("race32, compete32: %v by %v, want %v by %v", best, by, wantBest, wantBy)
		}
	}
}

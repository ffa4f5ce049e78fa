package workspace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// TestCacheAgainstAList: what the cache has is what a list has from which the least used goes first.
func TestCacheAgainstAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(-1, 30).Draw(t, "most")
		c := &cache{most: most}
		type one struct{ key, homes int }
		var list []one // the last used at the end
		for range 200 {
			key, homes := rapid.IntRange(0, 9).Draw(t, "key"), rapid.IntRange(1, 12).Draw(t, "homes")
			i := slices.IndexFunc(list, func(x one) bool { return x.key == key })
			built := false
			v, err := remembered(context.Background(), c, key, func() (int, int, error) { built = true; return key * 10, homes, nil })
			if err != nil || v != key*10 || built != (i < 0) {
				t.Fatal(v, err, built, i)
			}
			if i >= 0 {
				used := list[i]
				list = append(slices.Delete(list, i, i+1), used)
				continue
			}
			if homes > most {
				continue
			}
			list = append(list, one{key, homes})
			for sum(list, func(x one) int { return x.homes }) > most {
				list = list[1:]
			}
		}
		if used := sum(list, func(x one) int { return x.homes }); c.used != used || len(c.at) != len(list) {
			t.Fatal(c.used, used, len(c.at), len(list))
		}
	})
}

func sum[T any](list []T, of func(T) int) int {
	n := 0
	for _, x := range list {
		n += of(x)
	}
	return n
}

// Of many who ask at once one builds; where that fails, or panics, the next one tries.
func TestCacheBuildsOnce(t *testing.T) {
	c := &cache{most: 100}
	var mu sync.Mutex
	built := 0
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			defer func() { _ = recover() }()
			v, err := remembered(t.Context(), c, "x", func() (string, int, error) {
				mu.Lock()
				defer mu.Unlock()
				switch built++; built {
				case 1:
					return "", 0, errors.New("failed")
				case 2:
					panic("failed")
				}
				return "value", 1, nil
			})
			if err == nil && v != "value" {
				t.Error(i, v)
			}
		})
	}
	wg.Wait()
	if built != 3 || len(c.making) != 0 {
		t.Error("built", built, c.making)
	}
	// Who waits for another's goes with his context.
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := remembered(t.Context(), c, "y", func() (string, int, error) {
		_, err := remembered(gone, c, "y", func() (string, int, error) { return "", 0, fmt.Errorf("two build at once") })
		return "", 0, err
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

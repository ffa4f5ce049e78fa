package report

import (
	"reflect"
	"strings"
	"testing"
)

// TestEveryWordIsThere: no word is missing in a language, and none is there that nothing says. Both have the same codes but for those that stand for
// themselves in English.
func TestEveryWordIsThere(t *testing.T) {
	for name, w := range map[string]*wording{"en": &english, "zh": &chinese} {
		v := reflect.ValueOf(w).Elem()
		for i := range v.NumField() {
			field, what := v.Field(i), v.Type().Field(i).Name
			if field.IsZero() && what != "space" {
				t.Errorf("%s: %s is empty", name, what)
			}
		}
	}
	for code := range english.codes {
		if chinese.codes[code] == "" {
			t.Errorf("zh: no word for %s", code)
		}
	}
	for kind := range english.shortfalls {
		if chinese.shortfalls[kind][0] == "" {
			t.Errorf("zh: no sentence for %s", kind)
		}
	}
}

func TestNumbers(t *testing.T) {
	b, zh := &builder{w: &english}, &builder{w: &chinese, lang: "zh"}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -100: "-100"} {
		if got := b.number(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
		if got := zh.number(n); got != strings.ReplaceAll(want, ",", "") {
			t.Errorf("%d: %s", n, got)
		}
	}
	for _, x := range []struct {
		part, whole int
		want        string
	}{{0, 0, "-"}, {0, 7, "0.0 %"}, {1, 100_000, "0.1 %"}, {99_999, 100_000, "99.9 %"}, {7, 7, "100.0 %"}, {1, 3, "33.3 %"}} {
		if got := percent(x.part, x.whole); got != x.want {
			t.Errorf("%d of %d: %s", x.part, x.whole, got)
		}
	}
	for high, want := range map[int]int{0: 1, 1: 1, 5: 1, 6: 2, 11: 5, 26: 10, 100: 20, 1 << 62: 1 << 62} {
		if got := tick(high); got != want && high < 1<<60 || got < 1 {
			t.Errorf("tick of %d: %d, expected %d", high, got, want)
		}
	}
}

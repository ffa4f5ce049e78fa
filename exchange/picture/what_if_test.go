package picture_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"jinlin/engine"
	"jinlin/exchange/picture"
	"jinlin/policy"
)

// TestWhatIfIsAPicture draws rows by number, by radius, by both, of every aim, and of nothing.
func TestWhatIfIsAPicture(t *testing.T) {
	row := func(count int, radius policy.Limit, aim engine.Aim, value, bound int64) engine.CircleRow {
		return engine.CircleRow{Count: count, Radius: radius, Circles: max(count, 1), Homes: 10, Held: 9, Size: 9, SizeOfAll: 10, Aim: aim, Value: value, Bound: bound}
	}
	near, far := policy.AtMost(200), policy.AtMost(500)
	for name, c := range map[string]struct {
		rows   []engine.CircleRow
		lines  int
		dashed int
		wants  []string
	}{
		"nothing":   {nil, 0, 0, nil},
		"one row":   {[]engine.CircleRow{row(3, near, engine.AimHeld, 9, 9)}, 1, 0, []string{"held, %"}},
		"by number": {[]engine.CircleRow{row(1, near, engine.AimHeld, 5, 5), row(2, near, engine.AimHeld, 9, 10)}, 1, 1, []string{"within 200 m", ">circles<"}},
		"by radius": {[]engine.CircleRow{row(0, near, engine.AimCircles, 5, 5), row(0, far, engine.AimCircles, 3, 3), row(0, policy.Limit{}, engine.AimCircles, 1, 1)}, 1, 0, []string{"radius, m"}},
		"by both": {[]engine.CircleRow{row(1, near, engine.AimDistance, 5000, 4000), row(2, near, engine.AimDistance, 3000, 3000),
			row(1, far, engine.AimDistance, 2000, 1000), row(2, far, engine.AimDistance, 900, 900)}, 2, 2, []string{"within 200 m", "within 500 m", "mean distance"}},
		"farthest": {[]engine.CircleRow{row(1, far, engine.AimFarthest, 0, 0), row(12, far, engine.AimFarthest, 0, 0)}, 1, 0, []string{"farthest distance"}},
		"no homes": {[]engine.CircleRow{{Count: 1, Aim: engine.AimHeld}, {Count: 2, Aim: engine.AimHeld}}, 1, 0, nil},
	} {
		for _, lang := range []picture.Lang{picture.English, picture.Chinese} {
			var b bytes.Buffer
			if err := picture.WhatIf(&b, c.rows, lang); err != nil {
				t.Fatal(err)
			}
			got := b.String()
			if n := strings.Count(got, "<circle"); n != len(c.rows) || strings.Contains(got, "NaN") || strings.Contains(got, "Inf") {
				t.Errorf("%s: %d dots of %d rows:\n%s", name, n, len(c.rows), got)
			}
			if lines, dashed := strings.Count(got, `stroke-width="2" d="M`)-strings.Count(got, "h20"), strings.Count(got, "dasharray"); lines != c.lines || dashed != c.dashed {
				t.Errorf("%s: %d lines, %d dashed; want %d, %d:\n%s", name, lines, dashed, c.lines, c.dashed, got)
			}
			for _, want := range c.wants {
				if lang == picture.English && !strings.Contains(got, want) {
					t.Errorf("%s: no %q in\n%s", name, want, got)
				}
			}
			for d := xml.NewDecoder(&b); ; {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := picture.WhatIf(io.Discard, nil, "fr"); err == nil {
		t.Error("draws in French")
	}
}

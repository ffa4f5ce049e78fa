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
)

func TestCurveIsAPicture(t *testing.T) {
	points := []engine.CurvePoint{{LoadMax: 4, MeanMM: 50_000}, {LoadMax: 9, LoadDeviation: 2.5, MeanMM: 40_000, MostMM: 90_000}}
	for _, lang := range []picture.Lang{picture.English, picture.Chinese} {
		for _, list := range [][]engine.CurvePoint{nil, points[:1], points} {
			var b bytes.Buffer
			if err := picture.Curve(&b, list, lang); err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(b.String(), "<circle"); n != len(list) || strings.Contains(b.String(), "NaN") {
				t.Errorf("%d dots of %d points:\n%s", n, len(list), b.String())
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
	if err := picture.Curve(io.Discard, points, "fr"); err == nil {
		t.Error("draws in French")
	}
}

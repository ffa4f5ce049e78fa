package table

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/policy"
)

// countyHomes is as many as a county has.
const countyHomes = 112_000

func county(b *testing.B, w io.Writer) {
	b.Helper()
	o := NewHouseholdWriter(w, policy.MetricGeodesic)
	for i := range countyHomes {
		h := engine.Household{
			ID: engine.HouseholdID(fmt.Sprintf("130132100%03d-H%04d", i/540, i%540)), Area: engine.AreaID(fmt.Sprintf("130132100%03d", i/540)),
			Location: orb.Point{114.2 + float64(i)*1.23e-6, 37.7 + float64(i)*4.5e-7}, Weight: 1, Group: "三组",
		}
		if err := o.Write(h); err != nil {
			b.Fatal(err)
		}
	}
	if err := o.Flush(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkWriteHouseholds(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		county(b, io.Discard)
	}
}

func BenchmarkReadHouseholds(b *testing.B) {
	var text bytes.Buffer
	county(b, &text)
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		homes, _, err := exchange.Collect(exchange.Households(), Households(bytes.NewReader(text.Bytes()), exchange.Options{}), nil)
		if err != nil || len(homes) != countyHomes {
			b.Fatal(len(homes), err)
		}
	}
}

package geo

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The standard library is as good as one unit in the last place; where the two
// agree to 1e-15 both are near the truth.
func TestTrigAgreesWithTheStandardLibrary(t *testing.T) {
	const tolerance = 1e-15
	check := func(name string, x, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tolerance) {
			t.Errorf("%s(%v) = %v, want %v", name, x, got, want)
		}
	}
	r := rand.New(rand.NewPCG(7, 7))
	for range 200_000 {
		x := (r.Float64() - 0.5) * 2e4
		s, c := sincos(x)
		check("sin", x, s, math.Sin(x))
		check("cos", x, c, math.Cos(x))
		d := (r.Float64() - 0.5) * 720
		s, c = sincosDegrees(d)
		check("sin degrees", d, s, math.Sin(d*degree))
		check("cos degrees", d, c, math.Cos(d*degree))
		check("cosDegrees", math.Abs(d/2), cosDegrees(math.Abs(d/2)), math.Cos(math.Abs(d/2)*degree))
		a, b := r.Float64()*2-1, r.Float64()*2-1
		check("atan2", a, atan2(a, b), math.Atan2(a, b))
	}
}

func TestTrigIsExactAtRightAngles(t *testing.T) {
	for _, c := range []struct{ d, sin, cos float64 }{
		{-360, 0, 1}, {-180, 0, -1}, {-90, -1, 0}, {0, 0, 1}, {90, 1, 0}, {180, 0, -1}, {270, -1, 0}, {360, 0, 1},
	} {
		if s, k := sincosDegrees(c.d); s != c.sin || k != c.cos {
			t.Errorf("sincosDegrees(%v) = %v, %v", c.d, s, k)
		}
	}
	if cosDegrees(90) != 0 || cosDegrees(0) != 1 || cosDegrees(180) != -1 {
		t.Error("cosDegrees is not exact at 0, 90 and 180")
	}
	for _, c := range []struct{ y, x, want float64 }{
		{0, 0, 0}, {0, 1, 0}, {0, -1, math.Pi}, {1, 0, math.Pi / 2}, {-1, 0, -math.Pi / 2}, {1, 1, math.Pi / 4},
	} {
		if got := atan2(c.y, c.x); got != c.want {
			t.Errorf("atan2(%v, %v) = %v, want %v", c.y, c.x, got, c.want)
		}
	}
}

package geo

import (
	"math/big"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func TestPlanarDistanceMM(t *testing.T) {
	for _, c := range []struct {
		a, b orb.Point
		want int64
	}{
		{orb.Point{0, 0}, orb.Point{300, 400}, 500_000},
		{orb.Point{0, 0}, orb.Point{499.6, 0}, 499_600},
		{orb.Point{0, 0}, orb.Point{0, 500.4}, 500_400},
		{orb.Point{0, 0}, orb.Point{.001, .001}, 1},
		{orb.Point{-1e9, -1e9}, orb.Point{1e9, 1e9}, 2828427124746},
		{orb.Point{39500000.0004, 4180000}, orb.Point{39500000, 4180000}, 0},
	} {
		if got := PlanarDistanceMM(c.a, c.b); got != c.want {
			t.Errorf("%v to %v: %d mm, want %d", c.a, c.b, got, c.want)
		}
	}
}

// The root agrees with arithmetic without bounds: r is the nearest integer to
// the root of n exactly when (2r-1)^2 < 4n < (2r+1)^2.
func TestLengthIsTheNearestInteger(t *testing.T) {
	side := rapid.OneOf(rapid.Uint64Range(0, 100), rapid.Uint64Range(0, 1<<31), rapid.Uint64Range(0, 1<<62))
	rapid.Check(t, func(t *rapid.T) {
		x, y := side.Draw(t, "x"), side.Draw(t, "y")
		n := new(big.Int).SetUint64(x)
		n.Mul(n, n)
		m := new(big.Int).SetUint64(y)
		n.Add(n, m.Mul(m, m)).Lsh(n, 2)
		r := new(big.Int).Lsh(big.NewInt(lengthMM(x, y)), 1)
		one := big.NewInt(1)
		lo, hi := new(big.Int).Sub(r, one), new(big.Int).Add(r, one)
		if n.Sign() == 0 {
			if r.Sign() != 0 {
				t.Fatalf("length of nothing is %v", r)
			}
			return
		}
		if lo.Mul(lo, lo).Cmp(n) >= 0 || hi.Mul(hi, hi).Cmp(n) <= 0 {
			t.Fatalf("lengthMM(%d, %d) = %d", x, y, lengthMM(x, y))
		}
	})
}

func TestPlanarDistanceSurvivesTranslation(t *testing.T) {
	mm := rapid.Int64Range(-400_000_000, 400_000_000)
	at := func(x, y int64) orb.Point { return orb.Point{float64(x) / 1000, float64(y) / 1000} }
	rapid.Check(t, func(t *rapid.T) {
		ax, ay, bx, by := mm.Draw(t, "ax"), mm.Draw(t, "ay"), mm.Draw(t, "bx"), mm.Draw(t, "by")
		dx, dy := mm.Draw(t, "dx"), mm.Draw(t, "dy")
		d := PlanarDistanceMM(at(ax, ay), at(bx, by))
		if moved := PlanarDistanceMM(at(ax+dx, ay+dy), at(bx+dx, by+dy)); moved != d {
			t.Fatalf("%d mm, moved %d mm", d, moved)
		}
		if back := PlanarDistanceMM(at(bx, by), at(ax, ay)); back != d {
			t.Fatalf("%d mm there, %d mm back", d, back)
		}
	})
}

func TestCheckPlanar(t *testing.T) {
	if err := CheckPlanar(orb.Point{39500000, 4180000}); err != nil {
		t.Error(err)
	}
	if err := CheckPlanar(orb.Point{0, 2e9}); err == nil {
		t.Error("2e9 m passed")
	}
}

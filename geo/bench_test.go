package geo_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/geo"
)

// scatter returns places in a rectangle of degrees about Yuanshi.
func scatter(r *rand.Rand, n int, width, height float64) []geo.Place {
	ps := make([]geo.Place, n)
	for i := range ps {
		ps[i].Point = orb.Point{114.5 + r.Float64()*width, 37.7 + r.Float64()*height}
	}
	return ps
}

// A plain village: 540 homes on 590 x 450 m, 41 members, reach 500 m.
func BenchmarkArcsVillage(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	homes, members := scatter(r, 540, .0067, .0041), scatter(r, 41, .0067, .0041)
	for b.Loop() {
		if _, err := geo.Geodesic().Arcs(context.Background(), homes, members, 500_000); err != nil {
			b.Fatal(err)
		}
	}
}

// A township in one question: few of the pairs are in reach.
func BenchmarkArcsTownship(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	homes, members := scatter(r, 10000, .12, .1), scatter(r, 800, .12, .1)
	for b.Loop() {
		if _, err := geo.Geodesic().Arcs(context.Background(), homes, members, 500_000); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDistance(b *testing.B) {
	for _, c := range []struct {
		name string
		to   orb.Point
	}{{"near", orb.Point{114.504, 37.703}}, {"far", orb.Point{115, 38}}, {"opposite", orb.Point{-65.4, -37.7}}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				geo.Distance(orb.Point{114.5, 37.7}, c.to)
			}
		})
	}
}

func BenchmarkWithin(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1000, 100_000} {
		var points []orb.Point
		for _, p := range scatter(r, n, .47, .25) {
			points = append(points, p.Point)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := geo.NewIndex(points, geo.MetricGeodesic)
			var buf []geo.Neighbor
			i := 0
			for b.Loop() {
				buf = x.WithinMM(points[i%n], 500_000, buf[:0])
				i++
			}
		})
	}
}

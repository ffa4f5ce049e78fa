package engine

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"jinlin/policy"
)

// TestStrictEdgesAreThoseOfEmptyCircles compares the neighbours of points on a coarse grid, where many lie on lines and circles, with the
// definition: some circle through both has no other point in it or on it.
func TestStrictEdgesAreThoseOfEmptyCircles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) [2]int64 {
			return [2]int64{rapid.Int64Range(0, 6).Draw(t, "x"), rapid.Int64Range(0, 6).Draw(t, "y")}
		}), 0, 16, rapid.ID).Draw(t, "points")
		x, y := make([]int64, len(at)), make([]int64, len(at))
		for i, p := range at {
			x[i], y[i] = p[0], p[1]
		}
		var want [][2]int32
		for a := range at {
			for b := a + 1; b < len(at); b++ {
				var w window
				for c := range at {
					if c != a && c != b {
						w.narrow(x[b]-x[a], y[b]-y[a], x[c]-x[a], y[c]-y[a])
					}
				}
				if !w.empty() {
					want = append(want, [2]int32{int32(a), int32(b)})
				}
			}
		}
		got := strict(x, y)
		slices.SortFunc(got, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
		if !slices.Equal(got, want) {
			t.Fatalf("%v: neighbours %v; expected %v", at, got, want)
		}
	})
}

func TestProductsOf128Bits(t *testing.T) {
	const big = 1 << 61
	for _, c := range []struct {
		a, b, c, d int64
		want       int
	}{
		{big, big, big, big, 0}, {big, big, big, big - 1, 1}, {-big, big, big, big, -1}, {-big, -big, big, big, 0}, {-1, 1, 0, 5, -1}, {0, -7, 0, 7, 0}, {big, -big, -big, big - 1, -1},
	} {
		if got := compareProducts(c.a, c.b, c.c, c.d); got != c.want {
			t.Errorf("%d*%d against %d*%d: %d, expected %d", c.a, c.b, c.c, c.d, got, c.want)
		}
	}
}

func TestNearness(t *testing.T) {
	for mm, want := range map[int64]int64{0: 24, 35_000: 24, 35_001: 24, 50_000: 8, 50_001: 8, 99_999: 2, 100_000: 1, 5_000_000: 1} {
		if got := nearness(mm); got != want {
			t.Errorf("%d mm: %d, expected %d", mm, got, want)
		}
	}
}

// street is homes in two rows, with a river between them from the fifth on.
func street() Problem {
	p := Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric, p.Policy.Circles.Sites, p.Policy.Links.Within = policy.MetricPlanar, policy.SitesNone, policy.WithinArea
	p.Policy.Groups.By, p.Policy.Groups.Count, p.Policy.Groups.Effort = policy.GroupsDrawn, 4, 1
	for i := range 24 {
		p.Households = append(p.Households, Household{ID: HouseholdID(fmt.Sprintf("H%02d", i)), Area: "A", Location: orb.Point{float64(i%12) * 20, float64(i/12) * 25}})
	}
	p.Barriers = [][]orb.Point{{{90, 12}, {250, 12}}}
	return p
}

// TestGroupsAreTheSameInAnyOrder solves the same records in another order: the same plan, byte for byte.
func TestGroupsAreTheSameInAnyOrder(t *testing.T) {
	for _, given := range []bool{false, true} {
		p := street()
		if given {
			p.Barriers = nil
			for i := range 23 {
				p.Adjacency = append(p.Adjacency, HomePair{p.Households[i].ID, p.Households[i+1].ID, 1 + i%3})
			}
		}
		q := p
		q.Households, q.Adjacency, q.Barriers = slices.Clone(p.Households), slices.Clone(p.Adjacency), slices.Clone(p.Barriers)
		slices.Reverse(q.Households)
		slices.Reverse(q.Adjacency)
		for i := range q.Adjacency {
			x := &q.Adjacency[i]
			x.A, x.B = x.B, x.A
		}
		a, err := Solve(context.Background(), p, Options{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := Solve(context.Background(), q, Options{})
		if err != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("given %t: %v\n%+v\n%+v", given, err, a.d.Groups, b.d.Groups)
		}
	}
}

// TestFingerprintKnowsTheSurroundings tells problems apart that differ in neighbours or barriers only.
func TestFingerprintKnowsTheSurroundings(t *testing.T) {
	prints := map[string]string{}
	for name, change := range map[string]func(*Problem){
		"as it is":      func(*Problem) {},
		"no river":      func(p *Problem) { p.Barriers = nil },
		"another river": func(p *Problem) { p.Barriers = [][]orb.Point{{{90, 13}, {250, 12}}} },
		"no neighbours": func(p *Problem) { p.Barriers, p.Adjacency = nil, []HomePair{} },
		"a pair":        func(p *Problem) { p.Barriers, p.Adjacency = nil, []HomePair{{"H00", "H01", 0}} },
		"a longer pair": func(p *Problem) { p.Barriers, p.Adjacency = nil, []HomePair{{"H00", "H01", 2}} },
	} {
		p := street()
		change(&p)
		f := Fingerprint(p)
		if other, same := prints[f]; same {
			t.Errorf("%q and %q have one fingerprint", name, other)
		}
		prints[f] = name
	}
}

// TestSurroundingsThatCannotBe lists everything that is wrong with neighbours and barriers.
func TestSurroundingsThatCannotBe(t *testing.T) {
	p := street()
	p.Adjacency = []HomePair{{"H00", "H99", 1}, {"H01", "H01", 1}, {"H02", "H03", -1}, {"H04", "H05", 2}, {"H05", "H04", 3}}
	p.Barriers = append(p.Barriers, []orb.Point{{1e12, 0}, {0, 0}})
	_, err := Prepare(context.Background(), p)
	invalid, ok := err.(*InvalidError)
	if !ok {
		t.Fatal(err)
	}
	for _, path := range []string{"adjacency[0]", "adjacency[1]", "adjacency[2].length", "adjacency[4]", "barriers", "barriers[1][0].location"} {
		if !slices.ContainsFunc(invalid.Violations, func(v policy.Violation) bool { return v.Path == path }) {
			t.Errorf("nothing about %s in %v", path, invalid.Violations)
		}
	}
}

// TestNothingToDivide solves areas of no homes, of one, and of many at one place.
func TestNothingToDivide(t *testing.T) {
	for _, n := range []int{0, 1, 70} {
		p := street()
		p.Barriers = nil
		p.Households = p.Households[:0]
		for i := range n {
			p.Households = append(p.Households, Household{ID: HouseholdID(fmt.Sprintf("H%02d", i)), Area: "A"})
		}
		plan, err := Solve(context.Background(), p, Options{})
		if err != nil || len(plan.d.Groups) != min(n, 4) {
			t.Errorf("%d homes: %v, %d groups", n, err, len(plan.d.Groups))
		}
	}
}

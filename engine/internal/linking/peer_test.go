package linking_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"jinlin/engine/internal/linking"
	"jinlin/engine/linkbench/peer"
)

// TestAgreesWithPeer has LEMON solve hundreds to thousands of homes on the same integers. Its objective is the same, and ours is
// certified besides.
func TestAgreesWithPeer(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a C++ program")
	}
	program, err := peer.Build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatalf("run make deps if g++ or LEMON is missing (or go test -short): %v", err)
	}
	lemon, err := peer.Start(t.Context(), program)
	if err != nil {
		t.Fatal(err)
	}
	var solver linking.Solver
	rapid.Check(t, func(t *rapid.T) {
		p := drawTown(t)
		v, err := peer.Pack(p)
		if err != nil {
			t.Skip(err)
		}
		if err := lemon.Send(&v); err != nil {
			t.Fatal(err)
		}
		theirs, err := lemon.Solve(rapid.SampledFrom(peer.Simplex()[:3]).Draw(t, "method"))
		if err != nil {
			t.Fatal(err)
		}
		if err := lemon.Forget(); err != nil {
			t.Fatal(err)
		}
		ours, _ := solver.Solve(p, linking.Options{}, func() bool { return false })
		if counted := peer.Value(p, ours.Arc); ours.Value != counted || ours.Bound != counted {
			t.Fatalf("value %v, bound %v, counted %v", ours.Value, ours.Bound, counted)
		}
		if got := v.Scale.Integer(ours.Value); got.Cmp(theirs.Objective[0]) != 0 {
			t.Fatalf("our objective is %v, the peer's %v", got, theirs.Objective[0])
		}
	})
	if err := lemon.Close(); err != nil {
		t.Error(err)
	}
}

// A town is homes and servers in a square, those in reach of each other joined. Its hundreds of numbers come from one seed, so that
// a failure is reported in a few lines.
type town struct {
	*rand.Rand
	side, reach int
	coarse      int64
	homes       [][2]int
	servers     [][2]int
}

func drawTown(t *rapid.T) *linking.Problem {
	n := rapid.IntRange(200, 2500).Draw(t, "homes")
	o := town{
		Rand: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)),
		side: rapid.IntRange(200_000, 3_000_000).Draw(t, "side"), reach: 500_000,
		coarse: rapid.SampledFrom([]int64{1, 1000, 100_000}).Draw(t, "coarse"),
	}
	o.homes, o.servers = o.spread(n), o.spread(max(n/rapid.IntRange(8, 25).Draw(t, "each"), 1))
	p := &linking.Problem{
		Start: []int32{0}, SkipCost: []linking.Vec{{0: 1}, {1: 1}, {2: 1}}, ShortfallTier: 3, Change: linking.Vec{4: 1},
		Columns: []linking.Column{{Tier: 6}},
	}
	if rapid.Bool().Draw(t, "loads cost") {
		p.LoadTier = 5
	}
	o.join(p)
	o.equip(t, p)
	if rapid.Bool().Draw(t, "standing") {
		o.stand(p)
	}
	return p
}

func (o *town) spread(n int) [][2]int {
	points := make([][2]int, n)
	for i := range points {
		points[i] = [2]int{o.IntN(o.side), o.IntN(o.side)}
	}
	return points
}

// join makes the pairs in reach. Coarse distances make many ties.
func (o *town) join(p *linking.Problem) {
	for _, h := range o.homes {
		for j, s := range o.servers {
			d := max(h[0]-s[0], s[0]-h[0]) + max(h[1]-s[1], s[1]-h[1])
			if d <= o.reach {
				p.To = append(p.To, int32(j))
				p.Columns[0].Cost = append(p.Columns[0].Cost, int64(d)/o.coarse*o.coarse)
			}
		}
		p.Start = append(p.Start, int32(len(p.To)))
		p.Skip = append(p.Skip, uint16(max(o.IntN(20)-17, 0)))
	}
}

// equip says what the servers can bear: enough or too little, alike or each his own.
func (o *town) equip(t *rapid.T, p *linking.Problem) {
	most, least := rapid.IntRange(4, 30).Draw(t, "most"), rapid.IntRange(0, 14).Draw(t, "least")
	low := rapid.IntRange(0, 12).Draw(t, "low")
	high := low + rapid.IntRange(0, 6).Draw(t, "high")
	uneven, fixed := rapid.Bool().Draw(t, "uneven"), rapid.IntRange(0, 2).Draw(t, "fixed")
	for range o.servers {
		s := linking.Server{Base: int64(o.IntN(fixed + 1)), Max: int64(most), Min: int64(least), Low: int64(low), High: int64(high)}
		if uneven {
			s.Max = int64(o.IntN(most + 1))
		}
		s.Max = max(s.Max, s.Base)
		p.Servers = append(p.Servers, s)
	}
}

// stand gives most homes a pair that they had before.
func (o *town) stand(p *linking.Problem) {
	p.Standing = slices.Repeat([]int32{-1}, len(p.Skip))
	for h := range p.Standing {
		if pairs := int(p.Start[h+1] - p.Start[h]); pairs > 0 && o.IntN(4) > 0 {
			p.Standing[h] = p.Start[h] + int32(o.IntN(min(pairs, 3)))
		}
	}
}

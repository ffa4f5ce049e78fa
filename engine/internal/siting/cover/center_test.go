package cover

import (
	"math/bits"
	"testing"
)

func TestCenterIsTheLeastRadius(t *testing.T) {
	r := seed
	for k := range 1500 {
		p := &CenterProblem{Count: r.below(6) - 1}
		homes := r.below(10)
		for range r.below(10) {
			row := make([]int64, homes)
			for h := range row {
				row[h] = int64(r.below(20))
				if r.below(5) == 0 {
					row[h] = Far
				}
			}
			p.Distance = append(p.Distance, row)
			p.Required = append(p.Required, r.below(9) == 0)
		}
		want := p.least()
		s, ok := Center(p, plenty, nil)
		if !ok || s.Radius != want || s.Bound != want || !s.Proven || p.radius(s.Open) != want {
			t.Fatalf("problem %d: %+v\ngives %+v, want %d", k, p, s, want)
		}
		if little, ok := Center(p, int64(r.below(1<<17)), nil); !ok || little.Radius < want || little.Bound > want || p.radius(little.Open) != little.Radius {
			t.Fatalf("problem %d: %+v\ngives %+v with little work, want %d", k, p, little, want)
		}
	}
}

// least tries every set.
func (p *CenterProblem) least() int64 {
	required := uint(0)
	for s, r := range p.Required {
		if r {
			required |= 1 << s
		}
	}
	best := Far
	for set := range uint(1) << len(p.Distance) {
		if set&required != required || bits.OnesCount(set) > max(p.Count, bits.OnesCount(required)) {
			continue
		}
		var open []int32
		for s := range p.Distance {
			if set>>s&1 == 1 {
				open = append(open, int32(s))
			}
		}
		best = min(best, p.radius(open))
	}
	return best
}

// radius leaves out the homes that no site reaches.
func (p *CenterProblem) radius(open []int32) int64 {
	var radius int64
	for h := range len(p.row(0)) {
		near, nearest := Far, Far
		for _, s := range open {
			near = min(near, p.Distance[s][h])
		}
		for s := range p.Distance {
			nearest = min(nearest, p.Distance[s][h])
		}
		if nearest < Far {
			radius = max(radius, near)
		}
	}
	return radius
}

func (p *CenterProblem) row(s int) []int64 {
	if s < len(p.Distance) {
		return p.Distance[s]
	}
	return nil
}

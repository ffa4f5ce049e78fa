package median

import "testing"

// blocks is a problem of three groups of sites and homes that are Far from each other.
func blocks(draw *random) *Problem {
	p := &Problem{Count: draw.below(9)}
	if p.Count > 0 {
		p.Count += 3
	}
	for j := range 15 {
		row := make([]int64, 36)
		for i := range row {
			if row[i] = int64(1 + draw.below(500)); i%3 != j%3 {
				row[i] = Far
			}
		}
		p.Distance = append(p.Distance, row)
		p.Cost = append(p.Cost, int64(draw.below(900)))
	}
	return p
}

func TestPiecesAreSolved(t *testing.T) {
	draw := random(11)
	for n := range 60 {
		p := blocks(&draw)
		s := newSearch(newModel(p, 1e8, nil))
		s.take(s.fit(nil))
		s.core = s.list(nil, s.all(), listRoom)
		s.climber.begin(s.core, s.guess())
		s.climber.climb(s.core, 20, &s.limit, func() {})
		before := s.limit
		done, bound := s.decompose(s.core, &s.climber)
		best, found := optimum(p, 36)
		if !done || bound <= s.limit {
			t.Fatalf("%d: done %v, bound %d, limit %d", n, done, bound, s.limit)
		}
		if s.feasible != found || found && s.best.value != best {
			t.Fatalf("%d: value %d feasible %v, the optimum is %d %v; the limit was %d", n, s.best.value, s.feasible, best, found, before)
		}
	}
}

func TestOnePieceIsLeftWhole(t *testing.T) {
	s := newSearch(newModel(&Problem{Distance: plane(30, 1000, 0, 1), Count: 4}, 1e8, nil))
	s.take(s.fit(nil))
	s.core = s.list(nil, s.all(), listRoom)
	s.climber.begin(s.core, s.guess())
	if done, _ := s.decompose(s.core, &s.climber); done {
		t.Fatal("taken to pieces")
	}
}

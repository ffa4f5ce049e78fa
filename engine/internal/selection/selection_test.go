package selection

import (
	"fmt"
	"slices"
	"testing"
)

// draw makes a tiny problem: lists with gaps, ranks with ties unless strict, capacities from 0.
func draw(s *shuffler, strict, weighted bool) *Problem {
	below := func(n int) int { return int(s.next() % uint64(n)) }
	homes, members := below(7), 1+below(4)
	p := &Problem{Start: []int32{0}, ByMembers: below(2) == 0}
	ranks := 1 + below(3)
	dense := 1 + below(4)
	for range homes {
		for j := range members {
			if below(4) < dense {
				p.To = append(p.To, int32(j))
				p.Home, p.Member = append(p.Home, int32(below(ranks))), append(p.Member, int32(below(ranks)))
			}
		}
		p.Start = append(p.Start, int32(len(p.To)))
		if weighted {
			p.Weight = append(p.Weight, int64(1+below(3)))
		}
	}
	for range members {
		p.Capacity = append(p.Capacity, int64(below(4)))
	}
	if strict {
		untie(s, p)
	}
	return p
}

// untie gives every pair of a home, and of a member, a rank of its own.
func untie(s *shuffler, p *Problem) {
	distinct := make([]int32, len(p.To))
	for i := range distinct {
		distinct[i] = int32(i) - 3
	}
	s.shuffle(distinct)
	p.Home = slices.Clone(distinct)
	s.shuffle(distinct)
	p.Member = slices.Clone(distinct)
}

// every calls with all matchings within the capacities, as the pair of each home.
func every(p *Problem, yield func(arc []int32)) {
	arc, load := unmatched(p.homes()), make([]int64, len(p.Capacity))
	var try func(h int)
	try = func(h int) {
		if h == p.homes() {
			yield(arc)
			return
		}
		arc[h] = None
		try(h + 1)
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			j, w := p.To[a], p.weight(int32(h))
			if load[j]+w > p.Capacity[j] {
				continue
			}
			load[j] += w
			arc[h] = a
			try(h + 1)
			load[j] -= w
		}
		arc[h] = None
	}
	try(0)
}

// blocks judges a pair by the words of the definition.
func blocks(p *Problem, arc []int32, h int, a int32) bool {
	if arc[h] == a || arc[h] != None && p.Home[a] >= p.Home[arc[h]] {
		return false
	}
	room := p.Capacity[p.To[a]]
	for g, b := range arc {
		if b != None && p.To[b] == p.To[a] && p.Member[b] <= p.Member[a] {
			room -= p.weight(int32(g))
		}
	}
	return room >= p.weight(int32(h))
}

func blockingByHand(p *Problem, arc []int32) []Pair {
	var out []Pair
	for h := range p.homes() {
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			if blocks(p, arc, h, a) {
				out = append(out, Pair{int32(h), p.To[a]})
			}
		}
	}
	return out
}

func size(arc []int32) int {
	n := 0
	for _, a := range arc {
		if a != None {
			n++
		}
	}
	return n
}

func within(t *testing.T, p *Problem, m Matching) {
	t.Helper()
	load := make([]int64, len(p.Capacity))
	for h, a := range m.Arc {
		if a == None {
			continue
		}
		if a < p.Start[h] || a >= p.Start[h+1] {
			t.Fatalf("home %d is matched by pair %d, which is not its own", h, a)
		}
		load[p.To[a]] += p.weight(int32(h))
	}
	for j, y := range load {
		if y > max(p.Capacity[j], 0) {
			t.Fatalf("member %d holds %d of %d", j, y, p.Capacity[j])
		}
	}
	if m.Pairs != size(m.Arc) {
		t.Fatalf("%d pairs counted, there are %d", m.Pairs, size(m.Arc))
	}
}

func solved(t *testing.T, p *Problem) Matching {
	t.Helper()
	m, ok := Solve(p, nil)
	if !ok {
		t.Fatal("stopped though nobody asked for it")
	}
	within(t, p, m)
	return m
}

// TestTwoThirds compares with all stable matchings: stable, and at least two thirds of the largest.
func TestTwoThirds(t *testing.T) {
	s, short := shuffler(7), 0
	for i := range 20000 {
		p := draw(&s, false, false)
		m := solved(t, p)
		if list := blockingByHand(p, m.Arc); len(list) > 0 || !m.Stable {
			t.Fatalf("draw %d: %v block; stable is said to be %v\n%+v", i, list, m.Stable, p)
		}
		most := 0
		every(p, func(arc []int32) {
			if n := size(arc); n > most && len(blockingByHand(p, arc)) == 0 {
				most = n
			}
		})
		if 3*m.Pairs < 2*most {
			t.Fatalf("draw %d: %d pairs, the largest stable matching has %d\n%+v", i, m.Pairs, most, p)
		}
		if m.Pairs < most {
			short++
		}
	}
	if short == 0 || short > 2000 {
		t.Errorf("%d of 20000 are smaller than the largest; expected a few, or the draws are too easy", short)
	}
}

// TestBestForWhoProposes compares with all stable matchings where nothing ties: each home has its best partner of all of them if homes propose, and
// its worst if members do, which is best for every member (Gale and Shapley 1962; Gusfield and Irving 1989).
func TestBestForWhoProposes(t *testing.T) {
	s, several := shuffler(3), 0
	for i := range 5000 {
		p := draw(&s, true, false)
		m := solved(t, p)
		seen := 0
		every(p, func(arc []int32) {
			if len(blockingByHand(p, arc)) > 0 {
				return
			}
			seen++
			for h, a := range arc {
				if (a == None) != (m.Arc[h] == None) {
					t.Fatalf("draw %d: home %d is matched in one stable matching and not in another", i, h)
				}
				if a == None || a == m.Arc[h] {
					continue
				}
				if (p.Home[a] < p.Home[m.Arc[h]]) != p.ByMembers {
					t.Fatalf("draw %d, by members %v: home %d has pair %d, and %d in another stable matching", i, p.ByMembers, h, m.Arc[h], a)
				}
			}
		})
		if seen == 0 {
			t.Fatalf("draw %d: no stable matching", i)
		}
		if seen > 1 {
			several++
		}
	}
	if several < 20 {
		t.Errorf("only %d draws had several stable matchings", several)
	}
}

// TestWeights: whatever comes out is within the capacities, and what is said about it true; and most problems that have a stable matching get one.
func TestWeights(t *testing.T) {
	s, missed, unstable := shuffler(11), 0, 0
	for i := range 5000 {
		p := draw(&s, i%2 == 0, true)
		m := solved(t, p)
		if m.Stable != (len(blockingByHand(p, m.Arc)) == 0) {
			t.Fatalf("draw %d: stable is said to be %v", i, m.Stable)
		}
		if m.Stable {
			continue
		}
		unstable++
		exists := false
		every(p, func(arc []int32) { exists = exists || len(blockingByHand(p, arc)) == 0 })
		if exists {
			missed++
		}
	}
	if unstable == 0 {
		t.Error("no draw without a stable matching")
	}
	if missed > 5 {
		t.Errorf("%d draws have a stable matching that was not found", missed)
	}
}

// TestBlocking compares all pairs found with the definition, for any matching.
func TestBlocking(t *testing.T) {
	s, found := shuffler(5), 0
	for i := range 300 {
		p := draw(&s, false, i%2 == 0)
		n := 0
		every(p, func(arc []int32) {
			if n++; n > 200 {
				return
			}
			want, got := blockingByHand(p, arc), Blocking(p, arc)
			if !slices.Equal(want, got) {
				t.Fatalf("draw %d: %v, expected %v", i, got, want)
			}
			found += len(got)
		})
	}
	if found == 0 {
		t.Error("nothing blocked")
	}
}

// TestMost compares with the largest matching of all.
func TestMost(t *testing.T) {
	s := shuffler(9)
	for i := range 5000 {
		weighted := i%3 == 0
		p := draw(&s, false, weighted)
		start := unmatched(p.homes())
		if i%2 == 0 {
			start = solved(t, p).Arc
		}
		most := 0
		every(p, func(arc []int32) { most = max(most, size(arc)) })
		got, ok := Most(p, start, nil)
		if !ok || got < most || !weighted && got > most {
			t.Fatalf("draw %d: %d, the largest has %d\n%+v", i, got, most, p)
		}
	}
}

// TestEqualWeights: homes that all weigh 3 are matched as if they weighed 1.
func TestEqualWeights(t *testing.T) {
	s := shuffler(13)
	for i := range 500 {
		p := draw(&s, false, false)
		q := *p
		q.Capacity = slices.Clone(p.Capacity)
		for range p.homes() {
			q.Weight = append(q.Weight, 3)
		}
		for j := range q.Capacity {
			q.Capacity[j] = 3*q.Capacity[j] + int64(i%3)
		}
		if a, b := solved(t, p), solved(t, &q); !slices.Equal(a.Arc, b.Arc) {
			t.Fatalf("draw %d: %v, with weights %v", i, a.Arc, b.Arc)
		}
	}
}

func TestEmpty(t *testing.T) {
	for name, p := range map[string]*Problem{
		"nothing":    {},
		"no members": {Start: []int32{0, 0, 0}},
		"no homes":   {Start: []int32{0}, Capacity: []int64{4}},
		"no room":    {Start: []int32{0, 1}, To: []int32{0}, Home: []int32{1}, Member: []int32{1}, Capacity: []int64{0}},
		"too heavy":  {Start: []int32{0, 1}, To: []int32{0}, Home: []int32{1}, Member: []int32{1}, Capacity: []int64{4}, Weight: []int64{5}},
		"below 0":    {Start: []int32{0, 1, 2}, To: []int32{0, 0}, Home: []int32{1, 1}, Member: []int32{1, 1}, Capacity: []int64{-4}, Weight: []int64{1, 2}},
	} {
		for _, by := range []bool{false, true} {
			p.ByMembers = by
			m := solved(t, p)
			most, _ := Most(p, m.Arc, nil)
			if m.Pairs != 0 || most != 0 || !m.Stable {
				t.Errorf("%s: %+v, at most %d", name, m, most)
			}
		}
	}
}

func TestStop(t *testing.T) {
	p := large(50, 4)
	for _, by := range []bool{false, true} {
		p.ByMembers = by
		if _, ok := Solve(p, func() bool { return true }); ok {
			t.Error("not stopped")
		}
	}
}

// large is a problem where everybody has a full list.
func large(homes, members int) *Problem {
	p, s := &Problem{Start: []int32{0}}, shuffler(1)
	rank := make([]int32, members)
	for i := range rank {
		rank[i] = int32(i)
	}
	for range homes {
		s.shuffle(rank)
		p.Home = append(p.Home, rank...)
		for j := range members {
			p.To = append(p.To, int32(j))
		}
		p.Start = append(p.Start, int32(len(p.To)))
	}
	p.Member = make([]int32, len(p.To))
	list := make([]int32, homes)
	for i := range list {
		list[i] = int32(i)
	}
	for j := range members {
		s.shuffle(list)
		for h, r := range list {
			p.Member[h*members+j] = r
		}
		p.Capacity = append(p.Capacity, int64(homes/members))
	}
	return p
}

func BenchmarkSolve(b *testing.B) {
	for _, homes := range []int{4_000, 50_000} {
		for _, ties := range []int32{1, 1000} {
			for _, by := range []bool{false, true} {
				b.Run(fmt.Sprintf("%dx35/ties%d/members%v", homes, ties, by), func(b *testing.B) {
					p := large(homes, 35)
					p.ByMembers = by
					for a := range p.To {
						p.Member[a] /= ties
						p.Home[a] /= min(ties, 4)
					}
					for b.Loop() {
						m, _ := Solve(p, nil)
						most, _ := Most(p, m.Arc, nil)
						if !m.Stable || len(Blocking(p, m.Arc)) > 0 || most < m.Pairs {
							b.Fatal("not stable")
						}
					}
				})
			}
		}
	}
}

func BenchmarkWeighted(b *testing.B) {
	p := large(50_000, 35)
	for h := range 50_000 {
		p.Weight = append(p.Weight, int64(1+h%3))
	}
	for j := range p.Capacity {
		p.Capacity[j] *= 2
	}
	for b.Loop() {
		m, _ := Solve(p, nil)
		b.ReportMetric(float64(len(Blocking(p, m.Arc))), "blocking")
		b.ReportMetric(float64(m.Work), "looks")
	}
}

// TestFullLists: where everybody ranks everybody, nobody would rather have another, ties or not, whoever proposes.
func TestFullLists(t *testing.T) {
	for _, homes := range []int{35, 700, 4000} {
		for _, ties := range []int32{1, 50} {
			p := large(homes, 35)
			for a := range p.To {
				p.Member[a] /= ties
				p.Home[a] /= min(ties, 4)
			}
			for _, by := range []bool{false, true} {
				p.ByMembers = by
				m := solved(t, p)
				if n := len(Blocking(p, m.Arc)); n > 0 || m.Pairs != homes/35*35 {
					t.Errorf("%d homes, ties of %d, by members %v: %d pairs, %d block", homes, ties, by, m.Pairs, n)
				}
			}
		}
	}
}

package cover

import (
	"reflect"
	"testing"
)

// Bits and lists are two ways to write the same table down, and what they drop leaves the same core.
func TestBitsAndListsAgree(t *testing.T) {
	r := seed
	lists := 0
	for k := range 400 {
		p := &Problem{Homes: 1 + r.below(200)}
		sites, reach := 1+r.below(200), 1+r.below(5)
		for range sites {
			var list []int32
			for range reach {
				list = append(list, int32(r.below(p.Homes+3)-1))
			}
			p.Reach = append(p.Reach, list)
			p.Required = append(p.Required, r.below(50) == 0)
		}
		w := newWork(plenty, nil)
		dense, sparse := p.read(w), p.readUpTo(0, w)
		if sparse.words == 0 {
			lists++
		}
		var s Solution
		dense.require(&s)
		sparse.require(&s)
		same(t, k, dense.core(w), sparse.core(w))
		dense.thin(w)
		thin := dense.core(w)
		again := thin.dropRows(w)
		if len(again.rows) != len(thin.rows) {
			t.Fatalf("table %d: of %d rows %d could be dropped still", k, len(thin.rows), len(thin.rows)-len(again.rows))
		}
		same(t, k, thin, sparse.core(w).dropRows(w))
	}
	if lists < 100 {
		t.Errorf("only %d tables of lists", lists)
	}
}

func same(t *testing.T, k int, a, b *core) {
	t.Helper()
	if !reflect.DeepEqual(a.home, b.home) || !reflect.DeepEqual(a.site, b.site) || !reflect.DeepEqual(a.rows, b.rows) || !reflect.DeepEqual(a.cols, b.cols) {
		t.Fatalf("table %d: %v\n%v", k, a, b)
	}
}

// The best of what is left, with what is open, is the best of the whole.
func TestReduceKeepsTheBest(t *testing.T) {
	r := seed
	for k := range 1000 {
		p := made(&r)
		homes, sites, open := Reduce(p)
		number := map[int32]int32{}
		for i, h := range homes {
			number[h] = int32(i)
		}
		rest := &Problem{Homes: len(homes)}
		for _, s := range sites {
			var reach []int32
			for _, h := range p.Reach[s] {
				if i, left := number[h]; left {
					reach = append(reach, i)
				}
			}
			rest.Reach = append(rest.Reach, reach)
			rest.Cost = append(rest.Cost, p.cost(int(s)))
		}
		whole, _ := Fewest(p, plenty, nil)
		part, _ := Fewest(rest, plenty, nil)
		if _, cost := p.reached(open); cost+part.Value != whole.Value {
			t.Fatalf("problem %d: %d open and %d left, want %d", k, cost, part.Value, whole.Value)
		}
	}
}

package grouping

import (
	"slices"
	"testing"
)

// line is a path of units with weights, a metre apart.
func line(weight ...int64) *Problem {
	p := grid(len(weight), 1)
	p.Weight = weight
	return p
}

// apart is two paths that nothing joins.
func apart(a, b int) *Problem {
	p := grid(a+b, 1)
	var x, y []int32
	for u := range int32(a + b - 1) {
		if u != int32(a-1) {
			x, y = append(x, u), append(y, u+1)
		}
	}
	p.Start, p.To = Lists(a+b, x, y)
	return p
}

func TestReasons(t *testing.T) {
	with := func(p *Problem, count int, low, high int64, same ...int32) *Problem {
		p.Count, p.Min, p.Max = count, low, high
		if same != nil {
			p.Same = [][]int32{same}
		}
		return p
	}
	for _, c := range []struct {
		name  string
		p     *Problem
		kinds []Kind
	}{
		{"nothing wrong", with(grid(4, 5), 0, 5, 10), nil},
		{"thirteen homes", with(apart(13, 20), 0, 20, 40), []Kind{Light}},
		{"between two numbers", with(grid(5, 6), 0, 20, 25), []Kind{NoCount}},
		{"a heavy unit", with(line(1, 1, 9, 1, 1), 0, 1, 5), []Kind{Heavy}},
		{"a heavy set", with(line(2, 2, 2, 2), 0, 1, 5, 0, 1, 2), []Kind{Heavy}},
		{"fewer groups than pieces", with(apart(4, 4), 1, 0, 0), []Kind{FewGroups}},
		{"more groups than units", with(grid(2, 2), 5, 0, 0), []Kind{ManyGroups}},
		{"all too light", with(grid(4, 4), 4, 5, 9), []Kind{SumLight}},
		{"all too heavy", with(grid(4, 4), 4, 1, 3), []Kind{SumHeavy}},
		{"a set apart", with(apart(4, 4), 0, 4, 4, 0, 7), []Kind{Apart}},
	} {
		s, ok := Solve(c.p, 1_000_000, nil)
		var kinds []Kind
		for _, r := range s.Infeasible {
			kinds = append(kinds, r.Kind)
		}
		if !ok || !slices.Equal(kinds, c.kinds) || !Contiguous(c.p, s.Of) {
			t.Errorf("%s: %v, want %v (%+v)", c.name, kinds, c.kinds, s)
		}
		judge(t, c.p, &s)
	}
}

// TestOtherCounts: two groups are nearest to the weight wanted, but only three can be drawn.
func TestOtherCounts(t *testing.T) {
	p := line(4, 4, 4)
	p.Min, p.Max, p.Target = 4, 6, 6
	s, ok := Solve(p, 1_000_000, nil)
	if !ok || s.Groups != 3 || s.Violation != 0 {
		t.Fatalf("%+v", s)
	}
}

func TestStart(t *testing.T) {
	p := grid(10, 10)
	p.Count, p.Min, p.Max = 10, 10, 10
	best, _ := Solve(p, 50_000_000, nil)
	p.Start0 = best.Of
	s, ok := Solve(p, 0, nil)
	if !ok || s.Violation != 0 || s.Compactness > best.Compactness {
		t.Fatalf("started from cut %d, got violation %d cut %d", best.Compactness, s.Violation, s.Compactness)
	}
	p.Start0 = []int32{0, 1, 2}
	if _, ok := Solve(p, 0, nil); !ok {
		t.Fatal("a start that does not fit is passed over")
	}
}

func TestCalledOff(t *testing.T) {
	p := grid(20, 20)
	p.Count = 7
	for after := range 4 {
		asked := 0
		_, ok := Solve(p, 1_000_000_000, func() bool { asked++; return asked > after })
		if ok {
			t.Errorf("called off after %d questions, but solved", after)
		}
		if asked > after+1 {
			t.Errorf("asked %d times more after the answer", asked-after-1)
		}
	}
}

func TestSameBytes(t *testing.T) {
	for _, compact := range []Compact{Cut, Distance} {
		p := grid(13, 11)
		p.Min, p.Max, p.Compact, p.Balance = 9, 14, compact, true
		a, _ := Solve(p, 20_000_000, nil)
		b, _ := Solve(p, 20_000_000, func() bool { return false })
		if !slices.Equal(a.Of, b.Of) || a.Work != b.Work {
			t.Errorf("compact %d: two answers to one problem", compact)
		}
		if a.Violation != 0 || a.Spread > 1 {
			t.Errorf("compact %d: violation %d spread %d of a grid that goes up evenly", compact, a.Violation, a.Spread)
		}
		judge(t, p, &a)
	}
}

// TestExtremes: sizes at the ends of what is allowed, and nothing at all.
func TestExtremes(t *testing.T) {
	huge := grid(9, 9)
	huge.EdgeLength = make([]int64, len(huge.To))
	for i := range huge.To {
		huge.EdgeLength[i] = 1_000_000_000_000
	}
	for u := range huge.Weight {
		huge.Weight[u] = 1 << 50
		huge.X[u], huge.Y[u] = huge.X[u]*200_000, huge.Y[u]*200_000
	}
	for _, count := range []int{0, 1, 4, 81, 100} {
		for _, compact := range []Compact{Cut, Distance} {
			huge.Count, huge.Compact, huge.Min, huge.Max = count, compact, 1<<52, 1<<55
			s, ok := Solve(huge, 10_000_000, nil)
			if !ok || !Contiguous(huge, s.Of) || s.Compactness < s.CompactnessBound || s.Violation < 0 {
				t.Errorf("count %d: %+v", count, s)
			}
		}
	}
	for _, p := range []*Problem{{}, {Count: 3}, {Weight: []int64{0}}, {Weight: []int64{-5, 0}, Count: 1, Compact: Distance}} {
		s, ok := Solve(p, 1000, nil)
		if !ok || len(s.Of) != len(p.Weight) {
			t.Errorf("%+v: %+v", p, s)
		}
	}
}

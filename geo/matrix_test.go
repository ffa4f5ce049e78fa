package geo

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseMM(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
		err  error
	}{
		{"0", 0, nil}, {"12", 12_000, nil}, {"12.5", 12_500, nil}, {"+1.0005", 1001, nil}, {"1.00049999999999999", 1000, nil},
		{".5", 500, nil}, {"5.", 5000, nil}, {"-0", 0, nil}, {"-0.0001", 0, nil}, {"1.25e1", 12_500, nil}, {"125E-1", 12_500, nil},
		{"0.0005", 1, nil}, {"0.00049", 0, nil}, {"5e-4", 1, nil}, {"5e-5", 0, nil}, {"1e9", MaxMatrixValue, nil}, {"1e-999999999999", 0, nil},
		{"0e999999", 0, nil}, {"000000000000000000000000012", 12_000, nil}, {"1.00e+00", 1000, nil},
		{"1000000000.0004", MaxMatrixValue, nil}, {"1000000000.0005", 0, errTooLarge}, {"1e10", 0, errTooLarge}, {"99999999999999999999999", 0, errTooLarge},
		{"-1", 0, errNegative}, {"", 0, errNoNumber}, {".", 0, errNoNumber}, {"e5", 0, errNoNumber}, {"1e", 0, errNoNumber}, {"1e+-5", 0, errNoNumber},
		{"1.2.3", 0, errNoNumber}, {"1,5", 0, errNoNumber}, {"0x10", 0, errNoNumber}, {"--1", 0, errNoNumber}, {"NaN", 0, errNoNumber}, {"１", 0, errNoNumber},
	} {
		if got, err := ParseMM(c.text); got != c.want && err == nil || !errors.Is(err, c.err) {
			t.Errorf("ParseMM(%q) = %d, %v; want %d, %v", c.text, got, err, c.want, c.err)
		}
	}
}

// TestParseMMExactly compares with fractions of whole numbers of any size.
func TestParseMMExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{0,6}[0-9](\.[0-9]{0,12})?([eE][+-]?[0-3])?`).Draw(t, "text")
		x, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Skip()
		}
		x.Mul(x, big.NewRat(1000, 1)).Add(x, big.NewRat(1, 2))
		want := new(big.Int).Quo(x.Num(), x.Denom())
		got, err := ParseMM(text)
		if want.Cmp(big.NewInt(MaxMatrixValue)) > 0 {
			if !errors.Is(err, errTooLarge) {
				t.Fatalf("ParseMM(%q) = %d, %v; want too large", text, got, err)
			}
		} else if err != nil || got != want.Int64() {
			t.Fatalf("ParseMM(%q) = %d, %v; want %d", text, got, err, want)
		}
	})
}

// given is a matrix as a list of values.
type given struct {
	from, to string
	mm       int64
}

// drawMatrix draws distinct pairs with a value each, from few or many ids so that rows are dense and sparse.
func drawMatrix(t *rapid.T) []given {
	n := rapid.SampledFrom([]int{2, 5, 60}).Draw(t, "ids")
	values := map[[2]string]int64{}
	for range rapid.IntRange(0, 40).Draw(t, "values") {
		pair := [2]string{fmt.Sprint("a", rapid.IntRange(0, 3).Draw(t, "from")), fmt.Sprint("a", rapid.IntRange(0, n).Draw(t, "to"))}
		values[pair] = rapid.SampledFrom([]int64{0, 1, 7, 500_000, 1<<31 - 1, 1 << 31, MaxMatrixValue, NoWay}).Draw(t, "value")
	}
	var list []given
	for pair, mm := range values {
		list = append(list, given{pair[0], pair[1], mm})
	}
	slices.SortFunc(list, func(x, y given) int { return strings.Compare(x.from+" "+x.to, y.from+" "+y.to) })
	return list
}

func mustBuild(t interface {
	Helper()
	Fatal(...any)
}, b *MatrixBuilder) *Matrix {
	t.Helper()
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func addAll(list []given) *MatrixBuilder {
	var b MatrixBuilder
	for i, g := range list {
		if err := b.Add(g.from, g.to, g.mm, i+1); err != nil {
			panic(err)
		}
	}
	return &b
}

// TestMatrixTells compares a matrix with the list that it was made of: single ways, rows of arcs, arcs turned; in another order and by rows
// it is the same matrix.
func TestMatrixTells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawMatrix(t)
		m := mustBuild(t, addAll(list))
		want := map[[2]string]int64{}
		var ids []Place
		for i := range 62 {
			ids = append(ids, Place{ID: fmt.Sprint("a", i)})
			want[[2]string{ids[i].ID, ids[i].ID}] = 0
		}
		for _, g := range list {
			if g.mm != NoWay {
				want[[2]string{g.from, g.to}] = g.mm
			}
		}
		limit := rapid.SampledFrom([]int64{Unlimited, 0, 7, 500_000, MaxMatrixValue}).Draw(t, "limit")
		compareArcs(t, m, ids, want, limit)
		shuffled := rapid.Permutation(list).Draw(t, "order")
		if other := mustBuild(t, addAll(shuffled)); other.Fingerprint() != m.Fingerprint() {
			t.Fatalf("the order of the values changes the fingerprint")
		}
		byRows := mustBuild(t, addRows(shuffled))
		if byRows.Fingerprint() != m.Fingerprint() {
			t.Fatalf("rows give %s, single values %s", byRows.Fingerprint(), m.Fingerprint())
		}
		compareArcs(t, byRows, ids, want, limit)
	})
}

func compareArcs(t *rapid.T, m *Matrix, ids []Place, want map[[2]string]int64, limit int64) {
	t.Helper()
	arcs, err := m.Arcs(context.Background(), ids, ids, limit)
	if err != nil {
		t.Fatal(err)
	}
	into, err := ArcsInto(context.Background(), m, ids, ids, limit)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i, a := range ids {
		for j, b := range ids {
			mm, ok := m.BetweenMM(a, b)
			w, known := want[[2]string{a.ID, b.ID}]
			if ok != known || mm != w {
				t.Fatalf("from %s to %s: %d %t, want %d %t", a.ID, b.ID, mm, ok, w, known)
			}
			in := known && (limit < 0 || w <= limit)
			if in {
				found++
			}
			if got, has := arcOf(arcs, i, j); has != in || has && got != w {
				t.Fatalf("arc from %s to %s: %d %t, want %d %t", a.ID, b.ID, got, has, w, in)
			}
			if got, has := arcOf(into, j, i); has != in || has && got != w {
				t.Fatalf("arc into %s from %s: %d %t, want %d %t", b.ID, a.ID, got, has, w, in)
			}
		}
	}
	if arcs.Len() != found || into.Len() != found {
		t.Fatalf("%d and %d arcs, want %d", arcs.Len(), into.Len(), found)
	}
}

func arcOf(a Arcs, i, j int) (int64, bool) {
	to, mm := a.Row(i)
	k, ok := slices.BinarySearch(to, int32(j))
	if !ok {
		return 0, false
	}
	return mm[k], true
}

// addRows gives the values by rows, all columns in each, those beside the row's own as no way.
func addRows(list []given) *MatrixBuilder {
	var b MatrixBuilder
	var to []string
	for _, g := range list {
		if !slices.Contains(to, g.to) {
			to = append(to, g.to)
		}
	}
	columns := b.Columns(to)
	at := map[string][]int64{}
	var from []string
	for _, g := range list {
		if at[g.from] == nil {
			at[g.from] = slices.Repeat([]int64{NoWay}, len(to))
			from = append(from, g.from)
		}
		at[g.from][slices.Index(to, g.to)] = g.mm
	}
	for i, id := range from {
		if err := b.AddRow(id, columns, at[id], i); err != nil {
			panic(err)
		}
	}
	return &b
}

func TestMatrixContradictions(t *testing.T) {
	b := addAll([]given{{"s", "h", 5}, {"s", "h", 5}, {"s", "g", 1}, {"s", "h", 6}, {"r", "h", 2}})
	columns := b.Columns([]string{"h", "g", "g"})
	if err := b.AddRow("r", columns, []int64{3, NoWay, 4}, 6); err != nil {
		t.Fatal(err)
	}
	if err := b.AddRow("q", columns, []int64{3, 7, 7}, 7); err != nil {
		t.Fatal(err)
	}
	_, err := b.Build()
	var e *MatrixError
	if !errors.As(err, &e) {
		t.Fatalf("%v, want a MatrixError", err)
	}
	want := []Contradiction{{"s", "h", [2]int64{5, 6}, [2]int{1, 4}}, {"r", "h", [2]int64{2, 3}, [2]int{5, 6}}}
	if !slices.Equal(e.Contradictions, want) || e.Count != 2 {
		t.Errorf("%v (%d), want %v", e.Contradictions, e.Count, want)
	}
	if !strings.Contains(e.Error(), `from "s" to "h" at 1 and 4`) {
		t.Errorf("the error does not say where: %v", e)
	}
}

func TestMatrixRefuses(t *testing.T) {
	var b MatrixBuilder
	if b.Add("a", "b", -2, 0) == nil || b.Add("a", "b", MaxMatrixValue+1, 0) == nil {
		t.Error("values out of range are taken")
	}
	if b.AddRow("a", b.Columns([]string{"x"}), []int64{1, 2}, 0) == nil || b.AddRow("a", b.Columns([]string{"x"}), []int64{-5}, 0) == nil {
		t.Error("rows that are none are taken")
	}
}

// TestMatrixPrints tells matrices apart that differ in a value, a missing pair, a direction or an id.
func TestMatrixPrints(t *testing.T) {
	seen := map[string]int{}
	for i, list := range [][]given{
		nil, {{"a", "b", 0}}, {{"a", "b", 1}}, {{"b", "a", 1}}, {{"a", "c", 1}}, {{"a", "b", 1}, {"a", "c", 1}}, {{"a", "b", 1}, {"b", "b", 1}},
		{{"a", "b", 256}}, {{"a", "bc", 1}}, {{"ab", "c", 1}},
	} {
		mark := mustBuild(t, addAll(list)).Fingerprint()
		if other, twice := seen[mark]; twice {
			t.Errorf("matrices %d and %d have one fingerprint", other, i)
		}
		seen[mark] = i
	}
	whole := mustBuild(t, addAll([]given{{"a", "b", 1}, {"a", "c", 2}, {"d", "b", 3}, {"d", "d", 4}}))
	if part := whole.Among([]string{"b", "a", "x", "b"}); part.Fingerprint() != mustBuild(t, addAll([]given{{"a", "b", 1}})).Fingerprint() {
		t.Error("the part has not the fingerprint of a matrix of its own")
	}
	if part := whole.Among(whole.Places()); part.Fingerprint() != whole.Fingerprint() {
		t.Error("all places have not the fingerprint of the whole")
	}
	m := mustBuild(t, addAll([]given{{"a", "b", 1}}))
	if !m.HasFrom("a") || m.HasFrom("b") || !m.HasTo("b") || m.HasTo("a") {
		t.Error("it does not know its places")
	}
}

// TestGroundSides holds that asking from either side gives the same pairs on open ground.
func TestGroundSides(t *testing.T) {
	ctx := context.Background()
	homes, members := randomPlaces(1, 40), randomPlaces(2, 25)
	fromHomes, err := ArcsInto(ctx, Geodesic(), homes, members, 300_000)
	if err != nil {
		t.Fatal(err)
	}
	fromMembers, err := Geodesic().Arcs(ctx, members, homes, 300_000)
	if err != nil || fromMembers.Len() == 0 {
		t.Fatal(err, fromMembers.Len())
	}
	turned := fromMembers.Turned(len(homes))
	if !slices.Equal(turned.Start, fromHomes.Start) || !slices.Equal(turned.To, fromHomes.To) || !slices.Equal(turned.MM, fromHomes.MM) {
		t.Error("the pairs are not those asked for from the other side")
	}
}

func randomPlaces(seed uint64, n int) []Place {
	places := make([]Place, n)
	for i := range places {
		for k := range 2 {
			seed = seed*6364136223846793005 + 1442695040888963407
			places[i].Point[k] = 30 + float64(seed>>40)/(1<<24)*0.01
		}
	}
	return places
}

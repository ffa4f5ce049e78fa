package median

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestPublished solves instances of the OR-Library (Beasley 1990, https://people.brunel.ac.uk/~mastjjb/jeb/orlib/pmedinfo.html)
// to their published optima.
func TestPublished(t *testing.T) {
	for _, c := range []struct {
		name    string
		optimum int64
	}{{"pmed1", 5819}, {"pmed5", 1355}} {
		d, p := published(t, "testdata/"+c.name+".txt")
		s, _ := Solve(&Problem{Distance: d, Count: p}, 1e8, nil)
		if err := check(&Problem{Distance: d, Count: p}, len(d), &s); err != nil || s.Value != c.optimum || !s.Proven {
			t.Errorf("%s: value %d, bound %d, %v; the optimum is %d", c.name, s.Value, s.Bound, err, c.optimum)
		}
	}
}

// published reads "nodes edges p" and the edges; one that comes again replaces the earlier.
func published(t *testing.T, path string) ([][]int64, int) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	in := strings.NewReader(string(data))
	var n, m, p int
	if _, err := fmt.Fscan(in, &n, &m, &p); err != nil {
		t.Fatal(err)
	}
	d := disconnected(n)
	for range m {
		var a, b int
		var c int64
		if _, err := fmt.Fscan(in, &a, &b, &c); err != nil {
			t.Fatal(err)
		}
		d[a-1][b-1], d[b-1][a-1] = c, c
	}
	return floyd(d), p
}

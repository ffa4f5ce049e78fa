package docs

import (
	"fmt"
	"strings"
	"testing"
)

// TestGrouping runs what docs/grouping.md says, and compares what it prints and draws.
func TestGrouping(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and solves a village")
	}
	jinlin, dir := build(t), t.TempDir()
	write(t, dir, "units.csv", gridUnits())
	write(t, dir, "adjacency.csv", gridAdjacency())
	var output string
	for _, b := range blocks(t, "grouping.md") {
		switch b.language {
		case "sh":
			output = runAll(t, jinlin, dir, b.text, map[string]string{})
		case "text":
			compare(t, b.text, output)
		}
	}
	comparePictures(t, dir)
}

// gridUnits are 25 districts a kilometre apart.
func gridUnits() string {
	var b strings.Builder
	b.WriteString("id,population,x,y\n")
	for i := range 25 {
		fmt.Fprintf(&b, "D%02d,1000,%d,%d\n", i+1, i%5*1000, i/5*1000)
	}
	return b.String()
}

func gridAdjacency() string {
	var b strings.Builder
	b.WriteString("a,b\n")
	for i := range 25 {
		if i%5 < 4 {
			fmt.Fprintf(&b, "D%02d,D%02d\n", i+1, i+2)
		}
		if i < 20 {
			fmt.Fprintf(&b, "D%02d,D%02d\n", i+1, i+6)
		}
	}
	return b.String()
}

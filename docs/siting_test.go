package docs

import (
	"strings"
	"testing"
)

// TestSiting runs what docs/siting.md says, and compares what it prints and draws. A csv block is the file that its first heading belongs to.
func TestSiting(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and solves a village a dozen times")
	}
	jinlin, dir := build(t), t.TempDir()
	files := map[string]string{
		"id,village,household,lon,lat,use": "sites.csv", "from,to,minutes": "matrix.csv", "id,village,weight": "places.csv", "id,village,x,y,weight": "nodes.csv",
	}
	var output string
	commands := 0
	for _, b := range blocks(t, "siting.md") {
		switch b.language {
		case "csv":
			head, _, _ := strings.Cut(b.text, "\n")
			if files[head] == "" {
				t.Fatalf("no file has the headings %q", head)
			}
			write(t, dir, files[head], b.text)
		case "sh":
			output = runAll(t, jinlin, dir, b.text, map[string]string{})
			commands++
		case "text":
			compare(t, b.text, output)
		}
	}
	if commands < 14 {
		t.Errorf("%d blocks of commands found; the page has a dozen problems", commands)
	}
	comparePictures(t, dir)
}

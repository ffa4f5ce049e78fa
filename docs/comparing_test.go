package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var inlinePicture = regexp.MustCompile(`(?s)<svg .*?</svg>`)

// TestComparing runs what docs/comparing.md says, and compares what it prints and the first pictures of the page that it writes.
func TestComparing(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and solves villages")
	}
	jinlin, dir := build(t), t.TempDir()
	var output string
	for _, b := range blocks(t, "comparing.md") {
		switch b.language {
		case "sh":
			output = runAll(t, jinlin, dir, b.text, map[string]string{})
		case "text":
			compare(t, b.text, output)
		}
	}
	page, err := os.ReadFile(filepath.Join(dir, "compare.html"))
	if err != nil {
		t.Fatal(err)
	}
	pictures := inlinePicture.FindAll(page, -1)
	if len(pictures) < 2 {
		t.Fatalf("%d pictures in the page", len(pictures))
	}
	for i, name := range []string{"comparing-loads.svg", "comparing-ways.svg"} {
		write(t, dir, name, string(pictures[i])+"\n")
	}
	comparePictures(t, dir)
}

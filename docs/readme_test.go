package docs

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "draw the pictures of the README anew")

// A block is fenced code of a Markdown file.
type block struct{ language, text string }

var fence = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

func blocks(t *testing.T, file string) []block {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []block
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		out = append(out, block{m[1], m[2]})
	}
	return out
}

// TestReadme runs what the two README files say: every line of an sh block that begins with jinlin, one after the other in
// a folder of its own, and every go block. A csv block is the file moves.csv. Every line of a text block must be in the output of the block before it.
// The pictures that the commands draw must be those of docs/pictures: where the program draws differently now,
// go test ./docs -run TestReadme -update draws them anew.
func TestReadme(t *testing.T) {
	if testing.Short() {
		t.Skip("solves a county")
	}
	jinlin := build(t)
	done := map[string]string{} // what a run of commands printed: both files solve the same county
	for _, file := range []string{"../README.md", "../README.zh-CN.md"} {
		t.Run(filepath.Base(file), func(t *testing.T) {
			dir := t.TempDir()
			var output string
			var commands int
			for _, b := range blocks(t, file) {
				switch b.language {
				case "csv":
					write(t, dir, "moves.csv", b.text)
				case "sh":
					output = runAll(t, jinlin, dir, b.text, done)
					commands += strings.Count("\n"+b.text, "\njinlin ")
				case "go":
					output = runGo(t, b.text)
				case "text":
					compare(t, b.text, output)
				}
			}
			if commands < 5 {
				t.Errorf("%d commands found; the README walks through at least five", commands)
			}
			comparePictures(t, dir)
		})
	}
}

func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "jinlin")
	if out, err := exec.Command("go", "build", "-o", binary, "../cmd/jinlin").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// runAll runs the commands of a block and returns what they printed.
func runAll(t *testing.T, jinlin, dir, text string, done map[string]string) string {
	t.Helper()
	if output, ok := done[text]; ok {
		return output
	}
	var output bytes.Buffer
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] != "jinlin" || slices.Contains(words, "serve") {
			continue
		}
		run := exec.Command(jinlin, words[1:]...)
		run.Dir, run.Stdout, run.Stderr = dir, &output, &output
		if err := run.Run(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.TrimSpace(line), err, &output)
		}
	}
	done[text] = output.String()
	return output.String()
}

// runGo runs a program that stands in a document, as a file of this module.
func runGo(t *testing.T, program string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "main.go", program)
	if out, err := exec.Command("gofmt", "-l", dir).Output(); err != nil || len(out) > 0 {
		t.Errorf("the program is not formatted (%v)", err)
	}
	out, err := exec.Command("go", "run", filepath.Join(dir, "main.go")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// compare looks for each line of a text block in the output, whatever the widths of columns. A line of three dots stands
// for lines left out.
func compare(t *testing.T, text, output string) {
	t.Helper()
	squeeze := func(line string) string { return strings.Join(strings.Fields(line), " ") }
	var lines []string
	for line := range strings.Lines(output) {
		lines = append(lines, squeeze(line))
	}
	for line := range strings.Lines(text) {
		line = squeeze(line)
		if line != "..." && !slices.Contains(lines, line) {
			t.Errorf("the document says %q; the program printed\n%s", line, output)
			return
		}
	}
}

// comparePictures compares the SVG files in a folder with those of docs/pictures.
func comparePictures(t *testing.T, dir string) {
	t.Helper()
	drawn, err := filepath.Glob(filepath.Join(dir, "*.svg"))
	if err != nil || len(drawn) == 0 {
		t.Fatalf("no command of the README draws a picture (%v)", err)
	}
	for _, file := range drawn {
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		kept := filepath.Join("pictures", filepath.Base(file))
		if *update {
			write(t, ".", kept, string(got))
		}
		want, err := os.ReadFile(kept)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the program draws (%v); run go test ./docs -run TestReadme -update and look at it", kept, err)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#]+)[^)]*\)|src="([^"]+)"`)

// TestLinks checks that what the documents point to is there.
func TestLinks(t *testing.T) {
	files := []string{"../README.md", "../README.zh-CN.md", "../CONTRIBUTING.md", "../CHANGELOG.md", "../benchmarks/RESULTS.md"}
	more, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, more...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			to := m[1] + m[2]
			if strings.Contains(to, "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), to)); err != nil {
				t.Errorf("%s points to %s, which is not there", file, to)
			}
		}
	}
}

package docs

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jinlin/policy"
	"jinlin/policy/codec"
)

// TestSchemes runs what docs/schemes.md says: its own scheme in my.yaml, the commands, what they print, and what they draw.
func TestSchemes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and solves villages")
	}
	jinlin, dir := build(t), t.TempDir()
	var output string
	own := 0
	for _, b := range blocks(t, "schemes.md") {
		switch b.language {
		case "yaml":
			write(t, dir, "my.yaml", b.text)
			if own = strings.Count(b.text, "\n"); own >= 15 {
				t.Errorf("a scheme of one's own takes %d lines", own)
			}
		case "sh":
			output = runAll(t, jinlin, dir, b.text, map[string]string{})
		case "text":
			if strings.HasPrefix(b.text, "my.yaml:") {
				output = misspelt(t, dir)
			}
			compare(t, b.text, output)
		}
	}
	if own == 0 {
		t.Error("there is no scheme of one's own")
	}
	comparePictures(t, dir)
}

// misspelt is what is said of my.yaml with a letter left out.
func misspelt(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "my.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = codec.Parse([]byte(strings.Replace(string(text), "reach_m", "rech_m", 1)), "my.yaml"); err == nil {
		t.Fatal("a misspelt key passes")
	}
	return err.Error() + "\n"
}

// TestEveryKeyIsDocumented: docs/schemes.md has a row for every key, with every word that it may hold, and its default.
func TestEveryKeyIsDocumented(t *testing.T) {
	rows := tableRows(t, "schemes.md")
	defaults := flatten(t, codec.JSON(policy.Default()))
	for _, key := range codec.Keys() {
		row, ok := rows[key]
		if !ok || len(row) < 4 || row[3] == "" {
			t.Errorf("no row for %s", key)
			continue
		}
		for _, word := range codec.Allowed(key) {
			if word == "" {
				word = `""`
			}
			if !strings.Contains(row[1], "`"+word+"`") {
				t.Errorf("%s: %q is not among what is allowed: %s", key, word, row[1])
			}
		}
		if want, has := defaults[key]; has && row[2] != "`"+want+"`" {
			t.Errorf("%s: default %s, expected `%s`", key, row[2], want)
		}
		delete(rows, key)
	}
	for _, info := range codec.Schemes() {
		if row := rows[info.Name]; row == nil || info.Place != row[1] {
			t.Errorf("no row for the scheme %s of %q: %q", info.Name, info.Place, row)
		}
		delete(rows, info.Name)
	}
	for key := range rows {
		t.Errorf("%s is neither a key nor a scheme", key)
	}
}

// tableRows are the rows of the tables of a page that begin with a name in code, by that name.
func tableRows(t *testing.T, file string) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		name := strings.Trim(cells[0], "`")
		if rows[name] != nil {
			t.Errorf("two rows for %s", name)
		}
		rows[name] = cells
	}
	return rows
}

// flatten writes the values of a JSON object by path, as they stand in a policy file.
func flatten(t *testing.T, data []byte) map[string]string {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				walk(strings.TrimPrefix(path+"."+name, "."), inner)
			}
		case []any:
			words := make([]string, len(v))
			for i, w := range v {
				words[i] = fmt.Sprint(w)
			}
			out[path] = "[" + strings.Join(words, ", ") + "]"
		case string:
			out[path] = v
			if v == "" {
				out[path] = `""`
			}
		default:
			out[path] = fmt.Sprint(v)
		}
	}
	walk("", root)
	return out
}

// TestSchemePublishes: what a scheme's page says was published has the numbers that the scheme carries.
func TestSchemePublishes(t *testing.T) {
	rows := tableRows(t, "schemes.md")
	for _, info := range codec.Schemes() {
		for _, f := range info.Published {
			if f.Value < 100 || f.Derived {
				continue
			}
			number := thousands(f.Value)
			if published := rows[info.Name][3]; published != "the same" && !slices.Contains(strings.Fields(published), number) {
				t.Errorf("%s: %s %s is not in %q", info.Name, number, f.Name, published)
			}
		}
	}
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

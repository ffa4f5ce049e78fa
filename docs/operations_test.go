package docs

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestOperations runs the commands of operations.md one after the other in one folder, and holds its settings, its unit and its container file to the
// program as it is.
func TestOperations(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	jinlin, dir := build(t), t.TempDir()
	text, err := os.ReadFile("operations.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := 0
	for _, b := range blocks(t, "operations.md") {
		switch b.language {
		case "sh":
			runAll(t, jinlin, dir, b.text, map[string]string{})
			commands += strings.Count(b.text, "jinlin ")
		case "yaml":
			settingsAreRead(t, jinlin, b.text)
		case "ini":
			unitIsGood(t, jinlin, b.text)
		}
	}
	if commands < 10 {
		t.Errorf("%d commands found; the document shows more", commands)
	}
	namesAreKnown(t, jinlin, string(text))
}

// settingsAreRead: the example of a config file is read by a command, of which it is not the only setting.
func settingsAreRead(t *testing.T, jinlin, text string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "jinlin.yaml", strings.Replace(text, "/var/lib/jinlin/", "", 1))
	run := exec.Command(jinlin, "migrate")
	run.Dir, run.Env = dir, append(os.Environ(), "JINLIN_CONFIG=jinlin.yaml")
	if out, err := run.CombinedOutput(); err != nil || !strings.Contains(string(out), "jinlin.db: made") {
		t.Errorf("the config file: %v\n%s", err, out)
	}
}

// judge comes with systemd.
const judge = "systemd-analyze" //nolint:misspell // systemd spells it so

// unitIsGood lets systemd judge the unit, where it is installed.
func unitIsGood(t *testing.T, jinlin, text string) {
	t.Helper()
	if _, err := exec.LookPath(judge); err != nil {
		t.Logf("%s is missing: the unit was not judged", judge)
		return
	}
	dir := t.TempDir()
	write(t, dir, "jinlin.service", strings.Replace(text, "/usr/local/bin/jinlin", jinlin, 1))
	out, err := exec.Command(judge, "verify", "--man=no", filepath.Join(dir, "jinlin.service")).CombinedOutput()
	if err != nil || strings.Contains(string(out), "jinlin.service") {
		t.Errorf("the unit: %v\n%s", err, out)
	}
}

var (
	variable = regexp.MustCompile(`JINLIN_[A-Z_]+`)
	option   = regexp.MustCompile("--([a-z][a-z-]+)")
)

// namesAreKnown: every variable and every flag that the document names is one that the program tells of.
func namesAreKnown(t *testing.T, jinlin, text string) {
	t.Helper()
	known := "JINLIN_CONFIG --chown --from --no-owner\n" // of other programs, but for the first
	for _, command := range []string{"serve", "backup", "migrate up", "restore", "doctor", "worker", "forget", "account add", "account link", "account grant"} {
		out, err := exec.Command(jinlin, append(strings.Fields(command), "--help")...).Output()
		if err != nil {
			t.Fatal(err)
		}
		known += string(out)
	}
	for _, name := range append(variable.FindAllString(text, -1), option.FindAllString(text, -1)...) {
		if !regexp.MustCompile(regexp.QuoteMeta(name) + `\b`).MatchString(known) {
			t.Errorf("%s is in the document, and not in the program", name)
		}
	}
}

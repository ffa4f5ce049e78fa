package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestLoad drives the built program for a moment, so that what the benchmark asks for is what the API answers.
func TestLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	binary := filepath.Join(t.TempDir(), "jinlin")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "../../cmd/jinlin").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-binary", binary, "-villages", "2", "-rate", "50", "-for", "2s", "-connections", "4"}, &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{"imported in", "solved and committed as a job in", "put in force in", "100 requests in", "CPU: server", kindNames[features], kindNames[explanation]} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("nothing about %q in\n%s", want, &out)
		}
	}
	if wrong := regexp.MustCompile(`wrong [1-9].*`).FindString(out.String()); wrong != "" {
		t.Errorf("%s\n%s", wrong, &out)
	}
}

func TestRefused(t *testing.T) {
	for _, args := range [][]string{{}, {"-binary", "x", "-rate", "0"}, {"-binary", "x", "-for", "-1s"}, {"-unknown"}} {
		if err := run(t.Context(), args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}

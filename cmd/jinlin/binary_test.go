package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// binaries are the program built for two levels of the instruction set: their plans must be the same bytes.
var binaries = map[string]string{}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "jinlin")
	if err != nil {
		panic(err)
	}
	for _, level := range []string{"v1", "v3"} {
		path := filepath.Join(dir, "jinlin-"+level)
		build := exec.Command("go", "build", "-o", path, ".")
		build.Env = append(os.Environ(), "GOAMD64="+level)
		if out, err := build.CombinedOutput(); err != nil {
			panic(fmt.Sprintf("%v\n%s", err, out))
		}
		binaries[level] = path
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// A result is what a run of the program left behind.
type result struct {
	code        int
	out, errout string
}

// run runs the program in a folder.
func run(t testing.TB, dir string, args ...string) result {
	t.Helper()
	return runWith(t, dir, "v1", nil, nil, args...)
}

func runWith(t testing.TB, dir, level string, env []string, in []byte, args ...string) result {
	t.Helper()
	cmd := exec.Command(binaries[level], args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin = bytes.NewReader(in)
	var out, errout bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errout
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errout.String()}
}

// must runs the program and expects success.
func must(t testing.TB, dir string, args ...string) result {
	t.Helper()
	r := run(t, dir, args...)
	if r.code != 0 {
		t.Fatalf("jinlin %s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.errout)
	}
	return r
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wants fails for every text that is missing.
func wants(t testing.TB, what, got string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(got, text) {
			t.Errorf("%s says nothing about %q:\n%s", what, text, got)
		}
	}
}

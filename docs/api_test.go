package docs

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestAPI runs the shell blocks of api.md one after the other, in one shell, against the program in an empty folder; every line of a text block must be in the
// output of the block before it.
func TestAPI(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	jinlin, dir := build(t), t.TempDir()
	village := exec.Command(jinlin, "generate", "village", "--homes", "540", "--seed", "7", "--out", "village")
	village.Dir = dir
	if out, err := village.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	base, link := serve(t, jinlin, dir)
	script, want := "set -eu -o pipefail\n", map[int]string{}
	n := 0
	for _, b := range blocks(t, "api.md") {
		switch b.language {
		case "sh":
			n++
			script += fmt.Sprintf("echo '=== %d'\n%s", n, b.text)
		case "text":
			want[n] = b.text
		}
	}
	if n < 8 || len(want) < 8 {
		t.Fatalf("%d blocks, %d with what they print", n, len(want))
	}
	shell := exec.Command("bash", "-c", script)
	shell.Dir, shell.Env = dir, append(os.Environ(), "JINLIN="+base, "LINK="+link)
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	parts := regexp.MustCompile(`(?m)^=== \d+\n`).Split(string(out), -1)
	for i, text := range want {
		compare(t, text, parts[i])
	}
}

// serve starts the program on an empty store, and returns where it is and the secret of its first link.
func serve(t *testing.T, jinlin, dir string) (base, link string) {
	t.Helper()
	cmd := exec.Command(jinlin, "serve", "--store", filepath.Join(dir, "jinlin.db"), "--addr", "127.0.0.1:0")
	cmd.Dir = dir
	told, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	found := make(chan []string, 1)
	go func() {
		lines := bufio.NewScanner(told)
		for lines.Scan() {
			if m := regexp.MustCompile(`^(http://[^/]+)/account#link=(\S+)$`).FindStringSubmatch(strings.TrimSpace(lines.Text())); m != nil {
				found <- m
			}
		}
	}()
	select {
	case m := <-found:
		return m[1], m[2]
	case <-time.After(time.Minute):
		t.Fatal("the server told no link")
		return "", ""
	}
}

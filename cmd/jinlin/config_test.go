package main_test

import (
	"path/filepath"
	"testing"
)

// TestConfig: the command line counts before the environment, that before the file, that before the default; a file with a mistake is refused.
func TestConfig(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "good.yaml", "store: file.db\naddr: 127.0.0.1:0\nmax-body-mib: 8\n")
	file := []string{"JINLIN_CONFIG=" + filepath.Join(dir, "good.yaml")}
	both := append([]string{"JINLIN_STORE=environment.db"}, file...)
	for _, c := range []struct {
		env   []string
		args  []string
		store string
	}{
		{nil, nil, "jinlin.db"},
		{file, nil, "file.db"},
		{both, nil, "environment.db"},
		{both, []string{"--store", "line.db"}, "line.db"},
	} {
		r := runWith(t, dir, "v1", c.env, nil, append([]string{"migrate"}, c.args...)...)
		wants(t, c.store, r.out, c.store+": made")
	}
	for text, says := range map[string]string{
		"stoer: x.db\n":   "no setting stoer",
		"role: planner\n": "no setting role",
		"store: [a, b]\n": "store: expected a single value",
		"store: [\n":      "bad.yaml",
	} {
		write(t, dir, "bad.yaml", text)
		bad := []string{"JINLIN_CONFIG=" + filepath.Join(dir, "bad.yaml")}
		r := runWith(t, dir, "v1", bad, nil, "migrate", "status")
		if r.code != 2 {
			t.Errorf("%q: exit %d\n%s", text, r.code, r.out)
		}
		wants(t, text, r.errout, says)
		if r := runWith(t, dir, "v1", bad, nil, "schemes"); r.code != 0 {
			t.Errorf("schemes reads the config file: %s", r.errout)
		}
	}
	if r := runWith(t, dir, "v1", []string{"JINLIN_CONFIG=nowhere.yaml"}, nil, "migrate"); r.code != 2 {
		t.Errorf("a file that is not there: exit %d", r.code)
	}
	if r := runWith(t, dir, "v1", []string{"JINLIN_HOUSEHOLDS=x.csv", "JINLIN_SCHEME=huozhou"}, nil, "solve"); r.code != 2 {
		t.Errorf("solve reads the environment: exit %d", r.code)
	}
}

package httpapi

import (
	"os"
	"os/exec"
	"testing"
)

// TestBrowser runs the page's own tests (web/test) in a real browser against a demo with unserved homes.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute and a browser; run without -short")
	}
	if _, err := os.Stat("web/node_modules/playwright-core"); err != nil {
		t.Fatal("web/node_modules is missing: run make deps (or go test -short)")
	}
	if _, err := os.ReadFile("web/test/page.test.mjs"); err != nil { // so that a cached result is not taken for another test
		t.Fatal(err)
	}
	cmd := exec.Command("npm", "test")
	cmd.Dir = "web"
	cmd.Env = append(os.Environ(), "JINLIN_URL="+serveDemo(t)+"/", "JINLIN_UNSERVED=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

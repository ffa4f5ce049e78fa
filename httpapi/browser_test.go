package httpapi

import (
	"crypto/rand"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"jinlin/httpapi/manage"
	"jinlin/service/access"
	"jinlin/service/once"
	"jinlin/service/workspace"
	"jinlin/store/sqlite"
)

// TestBrowser runs the pages' own tests (web/test) in a real browser: the map against a demo with unserved homes, the account against a store of its own.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute and a browser; run without -short")
	}
	if _, err := os.Stat("web/node_modules/playwright-core"); err != nil {
		t.Fatal("web/node_modules is missing: run make deps (or go test -short)")
	}
	for _, name := range []string{"page", "account"} { // so that a cached result is not taken for another test
		if _, err := os.ReadFile("web/test/" + name + ".test.mjs"); err != nil {
			t.Fatal(err)
		}
	}
	accounts, link := serveAccounts(t)
	cmd := exec.Command("npm", "test")
	cmd.Dir = "web"
	cmd.Env = append(os.Environ(), "JINLIN_URL="+serveDemo(t)+"/", "JINLIN_UNSERVED=1", "JINLIN_ACCOUNTS="+accounts+"/", "JINLIN_LINK="+link)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// serveAccounts is a server on a store in which nobody has logged in yet, and the secret of the link for the first administrator.
func serveAccounts(t *testing.T) (url, link string) {
	t.Helper()
	plain, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jinlin.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { plain.Close() })
	store, guard := once.Store{Store: plain}, &access.Guard{}
	passwords, err := access.NewPasswords(access.HashCost{MemoryKiB: 64, Passes: 1, Lanes: 1})
	if err != nil {
		t.Fatal(err)
	}
	keeper := access.NewKeeper(store, guard, passwords, time.Now, rand.Reader, access.Times{})
	if link, err = keeper.FirstStart(t.Context()); err != nil {
		t.Fatal(err)
	}
	work := workspace.New(workspace.Config{Store: store, Guard: guard, Now: time.Now, Random: rand.Reader})
	handler, err := New(Config{Manage: &manage.Config{Workspace: work, Keeper: keeper, Store: store, Now: time.Now}})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	return web.URL, link
}

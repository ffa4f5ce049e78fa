package main_test

import (
	"crypto/rand"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/store/sqlite"
)

const goodPassword = "a long walk by the river"

// keeper lets people in to the store of a folder.
func keeper(t *testing.T, s registry.Store) *access.Keeper {
	t.Helper()
	passwords, err := access.NewPasswords(access.HashCost{MemoryKiB: 64, Passes: 1, Lanes: 1})
	if err != nil {
		t.Fatal(err)
	}
	return access.NewKeeper(s, &access.Guard{}, passwords, time.Now, rand.Reader, access.Times{})
}

var linked = regexp.MustCompile(`https://plan\.example\.org/account#link=(jll_[A-Za-z0-9_-]+)\n`)

// TestFirstAdministrator makes the first administrator by the link that the program prints.
func TestFirstAdministrator(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "migrate")
	old := linked.FindStringSubmatch(must(t, dir, "account", "link", "--url", "https://plan.example.org/").out)
	link := linked.FindStringSubmatch(must(t, dir, "account", "link", "--url", "https://plan.example.org").out)
	if old == nil || link == nil || old[1] == link[1] {
		t.Fatal(old, link)
	}
	s := openFile(t, dir, "jinlin.db")
	k := keeper(t, s)
	if _, err := k.UseLink(t.Context(), old[1], "wang", goodPassword, access.Visit{}); err == nil {
		t.Error("the older link still works")
	}
	if _, err := k.UseLink(t.Context(), link[1], "wang", goodPassword, access.Visit{}); err != nil {
		t.Fatal(err)
	}
	r := run(t, dir, "account", "link")
	if r.code != 2 {
		t.Errorf("a second first administrator: %s", r.out)
	}
	wants(t, "a second link", r.errout, "jinlin account link NAME")
	r = run(t, dir, "account", "disable", "wang")
	if r.code != 2 {
		t.Errorf("exit %d", r.code)
	}
	wants(t, "the last administrator", r.errout, "last administrator")
}

func TestAccount(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "migrate")
	s := openFile(t, dir, "jinlin.db")
	keep(t, s, 0)
	wants(t, "add", must(t, dir, "account", "add", "Li.Wei", "--role", "planner", "--region", "R000000").out, "Li.Wei: made, planner in R000000", "#link=jll_", "24 hours")
	wants(t, "grant", must(t, dir, "account", "grant", "li.wei", "--role", "viewer").out, "viewer everywhere")
	set := func(password string) result {
		return runWith(t, dir, "v1", nil, []byte(password+"\n"), "account", "password", "li.wei")
	}
	if r := set("short"); r.code != 2 || !strings.Contains(r.errout, "5 characters") {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
	if r := set(goodPassword); r.code != 0 || strings.Contains(r.out+r.errout, goodPassword) {
		t.Fatalf("exit %d: %s%s", r.code, r.out, r.errout)
	}
	k := keeper(t, s)
	in, err := k.LogIn(t.Context(), "li.wei", goodPassword, access.Visit{})
	if err != nil || len(in.Caller.Grants) != 2 {
		t.Fatal(in.Caller.Grants, err)
	}
	wants(t, "revoke", must(t, dir, "account", "revoke", "li.wei", "--role", "viewer").out, "no longer viewer everywhere")
	must(t, dir, "account", "disable", "li.wei")
	if _, err := k.BySession(t.Context(), access.Visit{Session: in.Secret}); err == nil {
		t.Error("a session of a disabled account")
	}
	wants(t, "list", must(t, dir, "account", "list").out, "Li.Wei", "disabled", "planner in R000000")
	must(t, dir, "account", "enable", "li.wei")
	if in, err = k.LogIn(t.Context(), "li.wei", goodPassword, access.Visit{}); err != nil {
		t.Fatal(err)
	}
	restoredLogsOut(t, dir, in)
}

// restoredLogsOut: a session that a backup holds does not come back with it, but the account does.
func restoredLogsOut(t *testing.T, dir string, in access.Entered) {
	t.Helper()
	must(t, dir, "backup", "b.db")
	wants(t, "restore", must(t, dir, "restore", "b.db", "--store", "new.db").out, "1 accounts, all logged out")
	k := keeper(t, openFile(t, dir, "new.db"))
	if _, err := k.BySession(t.Context(), access.Visit{Session: in.Secret}); err == nil {
		t.Error("the session was restored")
	}
	if _, err := k.LogIn(t.Context(), "li.wei", goodPassword, access.Visit{}); err != nil {
		t.Error(err)
	}
}

func TestAccountRefusals(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "migrate")
	must(t, dir, "account", "add", "li", "--role", "planner")
	for args, says := range map[string]string{
		"add li --role planner":                     "another account",
		"add LI --role planner":                     "another account",
		"add hu --role king":                        "no such role: king",
		"add hu":                                    "--role",
		"add hu --role member":                      "which member",
		"add hu --role planner --member M1":         "which member",
		"add hu --role planner --region 77":         "no such region or area",
		"add hu --role viewer --area A --region 77": "not for both",
		"grant hu --role viewer":                    "no account hu",
		"grant li --role planner":                   "that already",
		"revoke li --role viewer":                   "is not viewer everywhere, but: planner everywhere",
		"password hu":                               "no account hu",
		"password li":                               "0 characters",
		"link hu":                                   "no account hu",
	} {
		r := run(t, dir, append([]string{"account"}, strings.Fields(args)...)...)
		if r.code != 2 {
			t.Errorf("jinlin account %s: exit %d\n%s%s", args, r.code, r.out, r.errout)
		}
		wants(t, "jinlin account "+args, r.errout, says)
	}
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, "jinlin.db"), sqlite.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var list []registry.Account
	err = s.Read(t.Context(), func(tx registry.Tx) (err error) { list, err = tx.Accounts(t.Context(), "", 0); return err })
	if err != nil || len(list) != 1 || len(list[0].Grants) != 1 {
		t.Error(list, err)
	}
}

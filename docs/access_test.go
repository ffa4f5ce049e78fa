package docs

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"jinlin/service/access"
)

// TestAccessTable: docs/access.md has the table of the policy, with `go test ./docs -run TestAccessTable -update` as it is.
func TestAccessTable(t *testing.T) {
	const file = "access.md"
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const head = "| action | scope | administrator | planner | dispatcher | member | viewer | gis |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n"
	before, after, ok := strings.Cut(string(page), head)
	if !ok {
		t.Fatal("the table is gone")
	}
	for strings.HasPrefix(after, "|") {
		_, after, _ = strings.Cut(after, "\n")
	}
	var rows strings.Builder
	for _, r := range access.Policy() {
		fmt.Fprintf(&rows, "| `%s` | %s |", r.Action, r.Scope)
		for _, role := range access.Roles() {
			word := r.For(role).String()
			if r.For(role) == access.Nothing {
				word = "–"
			}
			rows.WriteString(" " + word + " |")
		}
		rows.WriteByte('\n')
	}
	want := before + head + rows.String() + after
	if want == string(page) {
		return
	}
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s has another table than the policy; run go test ./docs -run TestAccessTable -update and look at it", file)
}

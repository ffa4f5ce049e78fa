// Package docs tests that what the documents promise is so: the arrows between packages are linted, the code in the
// README compiles, its commands run.
package docs

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// An arrow is an import in a file of a folder, and the lint rule that must refuse it; "" where it is allowed.
type arrow struct{ from, to, rule string }

// arrows holds one refused import for every row of the table "Who may import whom", and the allowed ones that lie
// next to them.
var arrows = []arrow{
	{"policy", "strings", ""},
	{"policy", "jinlin/geo", "policy"},
	{"policy", "github.com/paulmach/orb", "policy"},
	{"policy", "time", "pure"},
	{"policy", "log/slog", "pure"},
	{"policy/codec", "jinlin/policy", ""},
	{"policy/codec", "encoding/json", ""},
	{"policy/codec", "jinlin/engine", "policy-codec"},
	{"policy/codec", "os", "pure-formats"},
	{"geo", "github.com/paulmach/orb", ""},
	{"geo", "github.com/tidwall/rtree", ""},
	{"geo", "github.com/paulmach/orb/geo", "geo"},
	{"geo", "jinlin/policy", "geo"},
	{"geo", "os/exec", "pure"},
	{"geo/walk", "jinlin/geo", ""},
	{"geo/walk", "github.com/paulmach/osm", ""},
	{"geo/walk", "jinlin/engine", "geo-walk"},
	{"engine", "jinlin/engine/internal/linking", ""},
	{"engine", "jinlin/policy", ""},
	{"engine", "jinlin/policy/codec", "engine"},
	{"engine", "jinlin/exchange", "engine"},
	{"engine", "jinlin/verify", "engine"},
	{"engine", "github.com/paulmach/orb/geojson", "engine"},
	{"engine", "net/http", "pure"},
	{"engine", "encoding/json", "pure"},
	{"engine", "math/rand/v2", "pure"},
	{"engine/internal/linking", "slices", ""},
	{"engine/internal/linking", "jinlin/geo", "engine-internal"},
	{"engine/internal/linking", "github.com/paulmach/orb", "engine-internal"},
	{"engine/internal/linking", "jinlin/engine/internal/siting", "engine-internal"},
	{"engine/internal/linking", "time", "pure"},
	{"engine/internal/centers", "jinlin/engine/internal/linking", ""},
	{"engine/internal/centers", "jinlin/engine/internal/siting/median", ""},
	{"engine/internal/centers", "jinlin/engine/internal/siting", "engine-centers"},
	{"engine/internal/centers", "jinlin/geo", "engine-centers"},
	{"engine", "jinlin/engine/linkbench", "not-tools"},
	{"engine/linkbench", "jinlin/engine/internal/linking", ""},
	{"engine/linkbench", "jinlin/fixtures", ""},
	{"engine/linkbench", "jinlin/benchmarks/results", ""},
	{"engine/linkbench", "os/exec", ""},
	{"engine/linkbench", "flag", ""},
	{"engine/linkbench", "jinlin/engine/internal/siting", "linkbench"},
	{"engine/linkbench", "jinlin/service", "linkbench"},
	{"engine/linkbench", "github.com/tidwall/rtree", "linkbench"},
	{"engine", "jinlin/engine/sitingbench", "not-tools"},
	{"engine/sitingbench", "jinlin/engine/internal/siting/cover", ""},
	{"engine/sitingbench", "os/exec", ""},
	{"engine/sitingbench", "jinlin/engine/internal/linking", "sitingbench"},
	{"engine/sitingbench", "jinlin/service", "sitingbench"},
	{"verify", "jinlin/engine", ""},
	{"verify", "jinlin/exchange", "verify"},
	{"verify", "jinlin/verify/oracle", "oracle"},
	{"verify", "os", "pure"},
	{"exchange", "jinlin/engine", ""},
	{"exchange", "jinlin/service", "exchange"},
	{"exchange/table", "jinlin/exchange", ""},
	{"exchange/table", "jinlin/exchange/geojson", "exchange-table"},
	{"exchange/table", "golang.org/x/text", ""},
	{"exchange/geojson", "jinlin/verify", "exchange-formats"},
	{"exchange/geojson", "github.com/xuri/excelize", "exchange-formats"},
	{"exchange/geojson", "log", "pure-formats"},
	{"exchange/sheet", "github.com/xuri/excelize", ""},
	{"exchange/sheet", "jinlin/store/sqlite", "exchange-sheet"},
	{"exchange/gpkg", "modernc.org/sqlite", ""},
	{"exchange/gpkg", "github.com/jackc/pgx", "exchange-gpkg"},
	{"exchange/print", "rsc.io/qr", ""},
	{"exchange/print", "jinlin/httpapi", "exchange-print"},
	{"service", "jinlin/exchange/table", ""},
	{"service", "jinlin/verify", ""},
	{"service", "jinlin/httpapi", "service"},
	{"service", "jinlin/store/sqlite", "service"},
	{"service", "jinlin/fixtures", "made-up"},
	{"service", "github.com/gin-gonic/gin", "service"},
	{"service/access", "github.com/alexedwards/argon2id", ""},
	{"service/access", "jinlin/store/sqlite", "service"},
	{"service/access", "github.com/coreos/go-oidc", "service"},
	{"service/access", "net/http", "pure-formats"},
	{"store/sqlite", "jinlin/service", ""},
	{"store/sqlite", "modernc.org/sqlite", ""},
	{"store/storetest", "pgregory.net/rapid", ""},
	{"store/storetest", "jinlin/store/sqlite", "storetest"},
	{"store/storetest", "modernc.org/sqlite", "storetest"},
	{"store/sqlite", "jinlin/httpapi", "store"},
	{"httpapi", "jinlin/service", ""},
	{"httpapi", "github.com/gin-gonic/gin", ""},
	{"httpapi/oidc", "golang.org/x/oauth2", ""},
	{"httpapi/oidc", "jinlin/service/access", ""},
	{"httpapi", "jinlin/store/sqlite", "httpapi"},
	{"httpapi/manage", "jinlin/service/workspace", ""},
	{"httpapi/manage", "jinlin/store/sqlite", "httpapi"},
	{"service/once", "net/http", "pure-formats"},
	{"httpapi", "github.com/jackc/pgx", "httpapi"},
	{"httpapi", "github.com/riverqueue/river", "httpapi"},
	{"httpapi", "jinlin/fixtures", "made-up"},
	{"fixtures", "jinlin/exchange", ""},
	{"fixtures", "jinlin/service", "fixtures"},
	{"fixtures", "jinlin/cmd/tool", "not-tools"},
	{"benchmarks", "jinlin/fixtures", ""},
	{"benchmarks", "jinlin/benchmarks/results", ""},
	{"benchmarks", "jinlin/cmd/tool", "benchmarks"},
	{"benchmarks", "jinlin/verify/oracle", "oracle"},
	{"cmd/jinlin", "jinlin/fixtures", ""},
	{"cmd/jinlin", "jinlin/store/sqlite", ""},
	{"cmd/jinlin", "jinlin/verify/oracle", "oracle"},
}

// TestArrows lints a little module in which every arrow is tried, so that a rule that has gone blind is seen.
func TestArrows(t *testing.T) {
	lint := linter(t)
	config, err := os.ReadFile("../.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	byFolder := map[string][]arrow{}
	var targets []string
	for _, a := range arrows {
		byFolder[a.from] = append(byFolder[a.from], a)
		targets = append(targets, a.to)
	}
	// One module a folder: the refused imports of all folders together would be a cycle.
	for folder, tried := range byFolder {
		t.Run(folder, func(t *testing.T) {
			root := t.TempDir()
			write(t, root, ".golangci.yml", string(config))
			stubs(t, root, targets)
			var want []string
			for i, a := range tried {
				file := fmt.Sprintf("%s/arrow%d.go", folder, i)
				write(t, root, file, fmt.Sprintf("package stub\n\nimport _ %q\n", a.to))
				if a.rule != "" {
					want = append(want, file+" "+a.rule)
				}
			}
			got := depguard(t, lint, root, folder)
			slices.Sort(want)
			for _, w := range want {
				if !slices.Contains(got, w) {
					t.Errorf("not reported: %s", w)
				}
			}
			for i, a := range tried {
				file := fmt.Sprintf("%s/arrow%d.go", folder, i)
				if a.rule == "" && slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, file+" ") }) {
					t.Errorf("%s may import %s, but: %v", folder, a.to, got)
				}
			}
		})
	}
}

// TestForbiddenNames checks that clocks, printing, logging and randomness are reported in the core.
func TestForbiddenNames(t *testing.T) {
	lint := linter(t)
	root := t.TempDir()
	config, err := os.ReadFile("../.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	write(t, root, ".golangci.yml", string(config))
	write(t, root, "go.mod", "module jinlin\n\ngo 1.26\n")
	calls := map[string]string{
		"clock":      "import \"time\"\n\nvar _ = time.Now()\n",
		"printing":   "import \"fmt\"\n\nfunc init() { fmt.Println() }\n",
		"logging":    "import \"log/slog\"\n\nfunc init() { slog.Info(\"\") }\n",
		"randomness": "import \"math/rand/v2\"\n\nvar _ = rand.Int()\n",
		"process":    "import \"os\"\n\nvar _ = os.Getenv(\"\")\n",
	}
	folders := []string{"policy", "geo", "engine", "verify", "cmd"}
	for _, folder := range folders {
		for name, call := range calls {
			write(t, root, folder+"/"+name+".go", "package stub\n\n"+call)
		}
	}
	found := issues(t, lint, root, "forbidigo", "./...")
	for _, folder := range folders {
		for name := range calls {
			file := folder + "/" + name + ".go"
			reported := slices.ContainsFunc(found, func(i issue) bool {
				return i.Pos.Filename == file && strings.Contains(i.Text, `"`+name+": ")
			})
			if reported != (folder != "cmd") {
				t.Errorf("%s: reported %v", file, reported)
			}
		}
	}
}

// linter finds the linter of the Makefile; `make deps` installs it.
func linter(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob("../.tools/golangci-lint-*/golangci-lint")
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Skip("golangci-lint is missing: run make deps")
	}
	path, err := filepath.Abs(found[len(found)-1])
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// stubs writes an empty package for every import that is tried, ours into the module, the others beside it.
func stubs(t *testing.T, root string, targets []string) {
	t.Helper()
	mod := "module jinlin\n\ngo 1.26\n"
	seen := map[string]bool{}
	for _, path := range targets {
		ours, inside := strings.CutPrefix(path, "jinlin/")
		module := moduleOf(path)
		switch {
		case inside:
			write(t, root, ours+"/stub.go", "package stub\n")
		case module != "":
			dir := filepath.Join("third", module)
			write(t, root, filepath.Join(dir, strings.TrimPrefix(path, module), "stub.go"), "package stub\n")
			if !seen[module] {
				seen[module] = true
				write(t, root, filepath.Join(dir, "go.mod"), "module "+module+"\n")
				mod += fmt.Sprintf("require %s v0.0.0\nreplace %s => ./%s\n", module, module, filepath.ToSlash(dir))
			}
		}
	}
	write(t, root, "go.mod", mod)
}

// moduleOf returns the module of a package from elsewhere, "" for the standard library.
func moduleOf(path string) string {
	parts := strings.Split(path, "/")
	switch {
	case !strings.Contains(parts[0], "."):
		return ""
	case parts[0] == "github.com" || parts[0] == "golang.org":
		return strings.Join(parts[:3], "/")
	}
	return strings.Join(parts[:2], "/")
}

func write(t *testing.T, root, name, content string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

var fromList = regexp.MustCompile(`from list '([^']+)': .{20,}`)

// depguard returns the findings as file and rule; a finding without its reason is not one.
func depguard(t *testing.T, lint, root, folder string) []string {
	t.Helper()
	var found []string
	for _, i := range issues(t, lint, root, "depguard", "./"+folder) {
		if m := fromList.FindStringSubmatch(i.Text); m != nil {
			found = append(found, i.Pos.Filename+" "+m[1])
		} else {
			t.Logf("without a reason: %s: %s", i.Pos.Filename, i.Text)
		}
	}
	return found
}

type issue struct {
	Text string
	Pos  struct{ Filename string }
}

func issues(t *testing.T, lint, root, linter, packages string) []issue {
	t.Helper()
	run := exec.CommandContext(context.Background(), lint, "run", "--enable-only", linter, "--allow-parallel-runners",
		"--output.json.path", "stdout", "--output.text.path", os.DevNull, "--show-stats=false", "--uniq-by-line=false", packages)
	run.Dir = root
	run.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := run.Output()
	if err != nil && len(out) == 0 {
		t.Fatal(err)
	}
	var result struct{ Issues []issue }
	if err := json.Unmarshal(out, &result); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return result.Issues
}

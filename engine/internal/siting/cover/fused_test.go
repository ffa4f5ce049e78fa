package cover

import (
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// A fused multiply-add rounds once instead of twice, so that discs, or the steps of a search, would differ between machines. The compiler's
// listings for arm64 and for the third level of amd64 show none in this package.
func TestNoFusedMultiplyAdd(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the package twice")
	}
	if _, err := exec.LookPath("go"); err != nil || runtime.GOOS == "js" {
		t.Skip("no go command here")
	}
	fused := regexp.MustCompile(`/cover/(\w+\.go:\d+)\)\s+(VFN?M|FN?M(ADD|SUB))`)
	for _, target := range [][]string{{"GOARCH=arm64"}, {"GOARCH=amd64", "GOAMD64=v3"}} {
		build := exec.Command("go", "build", "-gcflags=-S", ".")
		build.Env = append(append(os.Environ(), "GOOS=linux", "CGO_ENABLED=0"), target...)
		listing, err := build.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", target, err, listing)
		}
		if !strings.Contains(string(listing), "shadow.go") {
			t.Fatalf("%v: no listing", target)
		}
		for _, m := range fused.FindAllStringSubmatch(string(listing), -1) {
			t.Errorf("%v: fused multiply-add at %s", target, m[1])
		}
	}
}

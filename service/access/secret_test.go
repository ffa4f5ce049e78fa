package access_test

import (
	"strings"
	"testing"

	"jinlin/service/access"
)

// FuzzToken: what is taken for a token is written as one, letter for letter.
func FuzzToken(f *testing.F) {
	id, secret := strings.Repeat("a", 12), strings.Repeat("B_-9", 11)
	for _, s := range []string{"", "jl_", "jl__", "jl_" + id + "_" + secret, "jl_" + id + "_" + secret + "=", "JL_" + id + "_" + secret, "jl_" + id + secret,
		"jl_" + secret + "_" + id, "jl_" + id + "_" + secret[1:] + "é", " jl_" + id + "_" + secret} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, secret, ok := access.ParseToken(s)
		if !ok {
			if id+secret != "" {
				t.Errorf("%q: parts of what is none", s)
			}
			return
		}
		if "jl_"+id+"_"+secret != s || len(id) != 12 || len(secret) != 44 || strings.Contains(id, "_") {
			t.Errorf("%q: %q %q", s, id, secret)
		}
	})
}

func TestParseToken(t *testing.T) {
	good := "jl_" + strings.Repeat("a", 12) + "_" + strings.Repeat("B_-9", 11)
	if _, _, ok := access.ParseToken(good); !ok {
		t.Error(good)
	}
	for _, bad := range []string{good + "x", good[1:], strings.ToUpper(good), good + "\n", strings.Replace(good, "B", "é", 1), "link" + good} {
		if _, _, ok := access.ParseToken(bad); ok {
			t.Error(bad)
		}
	}
}

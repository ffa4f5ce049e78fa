package etag_test

import (
	"testing"

	"jinlin/httpapi/internal/etag"
)

func TestMatches(t *testing.T) {
	for _, test := range []struct {
		header, tag string
		want        bool
	}{
		{`"7"`, `"7"`, true},
		{`W/"7"`, `"7"`, true},
		{`"7"`, `W/"7"`, true},
		{` "6" , W/"7"`, `W/"7"`, true},
		{`*`, `"7"`, true},
		{`"70"`, `"7"`, false},
		{`7`, `"7"`, false},
		{``, `"7"`, false},
	} {
		if got := etag.Matches(test.header, test.tag); got != test.want {
			t.Errorf("%s against %s: %t", test.header, test.tag, got)
		}
	}
}

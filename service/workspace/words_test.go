package workspace_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

func TestWords(t *testing.T) {
	var none []int
	index := func() (v any) {
		defer func() { v = recover() }()
		return none[len(none)]
	}()
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{io.ErrUnexpectedEOF, "unexpected EOF"},
		{fmt.Errorf("household %q of %q: %w", "H0001", "A1", registry.ErrExists), "registry: exists already"},
		{fmt.Errorf("no household %q: %w", "H0001", registry.ErrNotFound), "registry: not found"},
		{fmt.Errorf("%w (%w)", registry.ErrBusy, errors.New("locked")), "registry: busy (locked)"},
		{&workspace.FaultError{Area: "A1", Fault: engine.Fault{Value: "H0001", Stack: []byte("at x.go")}}, "planning failed: string\nat x.go"},
		{&workspace.FaultError{Area: "A1", Fault: engine.Fault{Value: index}}, "index out of range"},
		{&service.InvalidError{Areas: []*engine.InvalidError{{Area: "A1"}}}, "the records of an area are not valid"},
	} {
		got := workspace.Words(c.err)
		if !strings.Contains(got, c.want) || c.want == "" && got != "" || strings.Contains(got, "H0001") || strings.Contains(got, "A1") {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}

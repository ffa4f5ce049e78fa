package engine

import (
	"fmt"
	"strings"

	"jinlin/policy"
)

// An InvalidError lists everything that is wrong with a problem, each with its place.
type InvalidError struct {
	Area       AreaID
	Violations []policy.Violation
}

func (e *InvalidError) Error() string {
	lines := make([]string, len(e.Violations))
	for i, v := range e.Violations {
		lines[i] = v.String()
	}
	return fmt.Sprintf("area %q is not a valid problem (%d violations):\n  %s", e.Area, len(lines), strings.Join(lines, "\n  "))
}

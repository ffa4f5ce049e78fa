package service

import (
	"errors"
	"strings"

	"jinlin/engine"
)

// An InvalidError lists every area that cannot be planned, with everything that is wrong there.
type InvalidError struct {
	Areas []*engine.InvalidError
}

func (e *InvalidError) Error() string {
	lines := make([]string, len(e.Areas))
	for i, a := range e.Areas {
		lines[i] = a.Error()
	}
	return strings.Join(lines, "\n")
}

// Validate checks all areas before any is solved, so that everything wrong with the input is told at once. The error is an
// *InvalidError.
func Validate(problems []engine.Problem) error {
	var e InvalidError
	for i := range problems {
		var invalid *engine.InvalidError
		if errors.As(engine.Validate(problems[i]), &invalid) {
			e.Areas = append(e.Areas, invalid)
		}
	}
	if e.Areas == nil {
		return nil
	}
	return &e
}

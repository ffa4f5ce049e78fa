package workspace

import (
	"errors"
	"fmt"
	"runtime"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/registry"
)

// Words is what a log may say of an error: no id, no place, no person. What stores say of ids is left out, what they say of disks and networks is told.
func Words(err error) string {
	var fault *FaultError
	var invalid *service.InvalidError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &fault):
		return "planning failed: " + panicWords(fault.Fault)
	case errors.As(err, &invalid):
		return "the records of an area are not valid"
	}
	for _, of := range []error{registry.ErrNotFound, registry.ErrExists, registry.ErrConflict, registry.ErrInUse, registry.ErrInvalid} {
		if errors.Is(err, of) {
			return of.Error()
		}
	}
	return err.Error()
}

// panicWords tells where, and what only if the runtime says so: other values may hold what is in a record.
func panicWords(f engine.Fault) string {
	what := fmt.Sprintf("%T", f.Value)
	if r, ok := f.Value.(runtime.Error); ok {
		what = r.Error()
	}
	return fmt.Sprintf("%s\n%s", what, f.Stack)
}

//go:build !linux && !darwin && !freebsd

package sqlite

// room is not known here.
func room(string) (int64, bool) { return 0, false }

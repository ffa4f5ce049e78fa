package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"jinlin/service/registry"
)

// companions are what SQLite keeps beside a file. A log that a file left behind would be taken for that of the next file of this name.
var companions = []string{"-wal", "-shm", "-journal"}

// Schema tells the version of the schema that the file has, and that of this program. A file with nothing in it has 0; it is a *SchemaError where the
// file is something else, or newer.
func Schema(ctx context.Context, path string) (have, want int64, err error) {
	if path, err = filepath.Abs(path); err != nil {
		return 0, 0, err
	}
	if err := prepareFile(path, true); err != nil {
		return 0, 0, err
	}
	if want, err = newest(); err != nil {
		return 0, 0, err
	}
	have, err = (&Store{path: path, readOnly: true}).schema(ctx)
	if err == nil && (have < 0 || have > want) {
		err = &SchemaError{path, have, want}
	}
	return have, want, err
}

// Restore makes a store at path, where there must be none, from a file that Backup wrote. The copy is brought up to date and checked before it gets its
// name: with grave faults, of which the error tells, nothing is made. ErrExists: there is something at path; ErrInvalid: the file will not do.
func Restore(ctx context.Context, backup, path string) (err error) {
	if path, err = filepath.Abs(path); err != nil {
		return err
	}
	if err := vacant(path); err != nil {
		return err
	}
	if err := whole(ctx, backup); err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // readable for its owner only
	if err != nil {
		return err
	}
	defer remove(part.Name())
	err = carry(ctx, backup, part)
	if err = errors.Join(err, part.Close()); err != nil {
		return err
	}
	if err := prove(ctx, backup, part.Name()); err != nil {
		return err
	}
	if err := syncFile(part.Name()); err != nil {
		return err
	}
	if err := os.Link(part.Name(), path); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: %w", path, registry.ErrExists)
	} else if err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

// vacant is nil where neither the file nor anything that belongs to it is there.
func vacant(path string) error {
	for _, beside := range append([]string{""}, companions...) {
		_, err := os.Lstat(path + beside)
		if err == nil {
			return fmt.Errorf("%s%s: %w", path, beside, registry.ErrExists)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// whole is nil for a file that can be copied by its bytes: a store of ours without a log beside it.
func whole(ctx context.Context, backup string) error {
	if info, err := os.Stat(backup + "-wal"); err == nil && info.Size() > 0 {
		return fmt.Errorf("%s: %w: it has a log beside it, so it is a store in use and no backup; make one of it (jinlin backup)", backup, registry.ErrInvalid)
	}
	have, _, err := Schema(ctx, backup)
	var other *SchemaError
	switch {
	case damaged(err), errors.As(err, &other):
		return fmt.Errorf("%w (%w)", registry.ErrInvalid, err)
	case err == nil && have == 0:
		return fmt.Errorf("%s: %w: there is nothing in it", backup, registry.ErrInvalid)
	}
	return err
}

func carry(ctx context.Context, from string, to io.Writer) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	const piece = 4 << 20
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch _, err := io.CopyN(to, f, piece); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// prove opens the copy, brings it up to date and checks it.
func prove(ctx context.Context, backup, part string) (err error) {
	s, err := Open(ctx, part, Options{Migrate: true})
	if err != nil {
		return fmt.Errorf("%s: %w (%w)", backup, registry.ErrInvalid, err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	faults, err := s.Check(ctx)
	var grave []string
	for _, f := range faults {
		if f.Grave {
			grave = append(grave, f.What)
		}
	}
	if err == nil && len(grave) > 0 {
		err = fmt.Errorf("%s: %w: %s", backup, registry.ErrInvalid, strings.Join(grave, "; "))
	}
	return err
}

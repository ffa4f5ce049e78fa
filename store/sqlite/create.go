package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// create makes a store where nothing is. It gets its name when its schema is whole: of two processes that start at once one makes it, and the other never
// finds it between two migrations. Where that cannot be done (no links, no such folder), nothing is, and Open makes the schema in place or says why not.
func create(ctx context.Context, path string) error {
	if vacant(path) != nil {
		return nil
	}
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // readable for its owner only
	if err != nil {
		return nil
	}
	defer remove(part.Name())
	if err := part.Close(); err != nil {
		return err
	}
	if err := (&Store{path: part.Name()}).migrate(ctx); err != nil {
		return err
	}
	if err := syncFile(part.Name()); err != nil {
		return err
	}
	if err := os.Link(part.Name(), path); err != nil {
		if errors.Is(err, fs.ErrExist) || vacant(path) == nil {
			return nil
		}
		return err
	}
	return syncFile(filepath.Dir(path))
}

// remove removes a file and what SQLite keeps beside it.
func remove(path string) {
	for _, beside := range append([]string{""}, companions...) {
		_ = os.Remove(path + beside)
	}
}

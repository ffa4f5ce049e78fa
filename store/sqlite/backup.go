package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"jinlin/service/registry"
)

// Backup writes a compact copy of one state of everything, by VACUUM INTO: a read transaction, so writers go on. The copy is a store like any
// other, without a log beside it; its name appears when it is whole and on the disk.
func (s *Store) Backup(ctx context.Context, file string) error {
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s: %w", file, registry.ErrExists)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.part") // readable for its owner only
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(part.Name()) }() // the copy has its own name by then
	if err := part.Close(); err != nil {
		return err
	}
	err = s.probe(ctx, func(db *sql.DB) error {
		_, err := db.ExecContext(ctx, "VACUUM INTO ?", part.Name())
		return translate(err)
	})
	if err != nil {
		return err
	}
	if err := syncFile(part.Name()); err != nil {
		return err
	}
	// A link, unlike a new name, never takes the place of a file that came meanwhile.
	if err := os.Link(part.Name(), file); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: %w", file, registry.ErrExists)
	} else if err != nil {
		return err
	}
	return syncFile(filepath.Dir(file))
}

// syncFile carries a file or the names in a folder to the disk.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

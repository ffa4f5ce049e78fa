package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"jinlin/service/registry"
)

// Backup writes one state of the whole database by pg_dump, which must be found and be no older than the server; others go on working. To bring it back:
// make an empty database, then pg_restore --no-owner -d DATABASE FILE. The name appears when the file is whole and on the disk.
func (s *Store) Backup(ctx context.Context, file string) error {
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s: %w", file, registry.ErrExists)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	program, err := exec.LookPath("pg_dump")
	if err != nil {
		return fmt.Errorf("postgres: a backup needs pg_dump (Debian: postgresql-client), or back up the server by its own means: %w", err)
	}
	part, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.part") // readable for its owner only
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(part.Name()) }() // the copy has its own name by then
	if err := part.Close(); err != nil {
		return err
	}
	if err := s.dump(ctx, program, part.Name()); err != nil {
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

// dump runs pg_dump. What it needs to log in goes through its environment, where other users of the machine cannot see it.
func (s *Store) dump(ctx context.Context, program, file string) error {
	c := exec.CommandContext(ctx, program, "--format=custom", "--no-password", "--file="+file)
	c.Env = append(c.Environ(), "PGHOST="+s.config.Host, "PGPORT="+strconv.Itoa(int(s.config.Port)), "PGUSER="+s.config.User,
		"PGDATABASE="+s.config.Database, "PGPASSWORD="+s.config.Password, "PGAPPNAME=jinlin backup")
	c.Env = append(c.Env, secured(s.dsn)...)
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Run(); err != nil {
		return fmt.Errorf("postgres: pg_dump: %w: %s", err, bytes.TrimSpace(said.Bytes()))
	}
	return nil
}

// syncFile carries a file or the names in a folder to the disk.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

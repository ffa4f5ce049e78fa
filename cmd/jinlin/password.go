package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"jinlin/service/access"
)

type accountPasswordCmd struct {
	Name string `arg:"" help:"The account."`
	storeFlags
}

func (p *accountPasswordCmd) Run(ctx context.Context, c *console) error {
	passwords, err := access.NewPasswords(access.HashCost{})
	if err != nil {
		return err
	}
	return p.atDesk(ctx, passwords, func(d *desk) error {
		a, err := d.find(ctx, p.Name)
		if err != nil {
			return err
		}
		password, err := askPassword(ctx, c, a.Name)
		if err != nil {
			return err
		}
		if err := d.keeper.SetPassword(ctx, d.house, a.ID, password); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s: password set, sessions ended\n", a.Name)
		return nil
	})
}

// longestLine bounds what is read of a password, in bytes.
const longestLine = 4096

// askPassword asks for a password twice, unseen; where nobody sits at a terminal, it is the first line of standard input.
func askPassword(ctx context.Context, c *console, name string) (string, error) {
	f, ok := c.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		line, err := bufio.NewReader(io.LimitReader(c.in, longestLine)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	var said [2]string
	for i, ask := range []string{"Password for " + name + ": ", "Once more: "} {
		fmt.Fprint(c.err, ask)
		text, err := unseen(ctx, int(f.Fd()))
		fmt.Fprintln(c.err)
		if err != nil {
			return "", err
		}
		said[i] = text
	}
	if said[0] != said[1] {
		return "", badInput(errors.New("these are two different passwords; nothing was changed"))
	}
	return said[0], nil
}

// unseen reads a line from a terminal that shows nothing of it. Ctrl-C ends the wait and leaves the terminal as it was.
func unseen(ctx context.Context, fd int) (string, error) {
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type answer struct {
		text []byte
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		got <- answer{text, err}
	}()
	select {
	case a := <-got:
		return string(a.text), a.err
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(fd, before))
	}
}

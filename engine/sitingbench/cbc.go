package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"jinlin/engine/internal/siting/cover"
)

// A cbc runs CBC in processes of their own, on files in a folder.
type cbc struct {
	dir, version string
}

func findCBC(ctx context.Context, dir string) (*cbc, error) {
	out, err := exec.CommandContext(ctx, "cbc", "quit").Output()
	if err != nil {
		return nil, fmt.Errorf("cbc (Debian: coinor-cbc): %w", err)
	}
	version := "of unknown version"
	if found := regexp.MustCompile(`Version: *(\S+)`).FindSubmatch(out); found != nil {
		version = string(found[1])
	}
	return &cbc{dir, version}, nil
}

// write writes the least number of sites as an integer programme in LP format.
func (c *cbc) write(p *cover.Problem) (file string, err error) {
	sites := make([][]int, p.Homes)
	for s, reach := range p.Reach {
		for _, h := range reach {
			sites[h] = append(sites[h], s)
		}
	}
	var b bytes.Buffer
	b.WriteString("min\n obj:")
	names(&b, len(p.Reach), " +")
	b.WriteString("\nSubject To\n")
	for h, list := range sites {
		fmt.Fprintf(&b, " h%d:", h)
		for k, s := range list {
			if k%20 == 19 {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, " + x%d", s)
		}
		b.WriteString(" >= 1\n")
	}
	b.WriteString("Binaries\n")
	names(&b, len(p.Reach), "")
	b.WriteString("\nEnd\n")
	file = filepath.Join(c.dir, "problem.lp")
	return file, os.WriteFile(file, b.Bytes(), 0o600)
}

func names(b *bytes.Buffer, n int, sign string) {
	for s := range n {
		if s%20 == 19 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(b, "%s x%d", sign, s)
	}
}

// solve returns the optimum and the CPU time of the process, and of another one that only reads the file.
func (c *cbc) solve(ctx context.Context, p *cover.Problem) (value int64, took, reading time.Duration, err error) {
	file, err := c.write(p)
	if err != nil {
		return 0, 0, 0, err
	}
	if reading, err = c.run(ctx, file, "quit"); err != nil {
		return 0, 0, 0, err
	}
	answer := filepath.Join(c.dir, "solution.txt")
	if took, err = c.run(ctx, file, "-threads", "1", "solve", "solution", answer, "quit"); err != nil {
		return 0, 0, 0, err
	}
	text, err := os.ReadFile(answer)
	if err != nil {
		return 0, 0, 0, err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	var objective float64
	if _, err := fmt.Sscanf(first, "Optimal - objective value %f", &objective); err != nil {
		return 0, 0, 0, fmt.Errorf("cbc says %q", first)
	}
	return int64(math.Round(objective)), took, reading, nil
}

func (c *cbc) run(ctx context.Context, args ...string) (time.Duration, error) {
	command := exec.CommandContext(ctx, "cbc", args...)
	if out, err := command.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("cbc: %w\n%s", err, out)
	}
	return command.ProcessState.UserTime() + command.ProcessState.SystemTime(), nil
}

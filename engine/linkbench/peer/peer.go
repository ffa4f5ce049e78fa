// Package peer has the linking problems solved by LEMON, a C++ library of graph algorithms, in a process of its own: to compare
// values with, and times. It needs g++ and LEMON's headers (Debian: liblemon-dev).
package peer

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

//go:embed cpp/lemon.cpp
var source string

// Build compiles the peer into a folder and returns the program's path.
func Build(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "lemon")
	compile := exec.CommandContext(ctx, "g++", "-O3", "-march=native", "-std=c++17", "-x", "c++", "-", "-o", program)
	compile.Stdin = strings.NewReader(source)
	if out, err := compile.CombinedOutput(); err != nil {
		return "", fmt.Errorf("peer: g++: %w\n%s", err, out)
	}
	return program, nil
}

// A Peer is a running process that holds villages.
type Peer struct {
	run *exec.Cmd
	in  io.WriteCloser
	w   *bufio.Writer
	out *bufio.Reader
}

// Start runs the program. Close ends it.
func Start(ctx context.Context, program string) (*Peer, error) {
	p := &Peer{run: exec.CommandContext(ctx, program)}
	var err error
	if p.in, err = p.run.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.run.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var complaint strings.Builder
	p.run.Stderr = &complaint
	p.w, p.out = bufio.NewWriterSize(p.in, 1<<20), bufio.NewReaderSize(out, 1<<16)
	return p, p.run.Start()
}

// Close ends the process.
func (p *Peer) Close() error {
	return errors.Join(p.w.Flush(), p.in.Close(), p.run.Wait())
}

// Send gives the peer one more village.
func (p *Peer) Send(v *Village) error {
	_, err := fmt.Fprintf(p.w, "village %d %d %d %d\n", len(v.Skip), len(v.First)-1, len(v.To), len(v.Units))
	for _, list := range []any{v.Start, v.To, v.First, v.Units, v.Cost, v.Skip, v.Unit} {
		err = errors.Join(err, binary.Write(p.w, binary.NativeEndian, list))
	}
	return err
}

// Forget drops the villages.
func (p *Peer) Forget() error {
	_, err := p.w.WriteString("forget\n")
	return err
}

// A Method is how LEMON solves: the words are those of lemon.cpp.
type Method struct{ Graphs, Algorithm, Direction, Order string }

func (m Method) String() string {
	return strings.Join([]string{m.Graphs, m.Algorithm, m.Direction, m.Order}, " ")
}

// Simplex lists the ways of the network simplex village by village: every pivot rule, with the arcs in the ways that were ever the fastest
// with that rule or near it. The usual ones come first; best is several times slower than the others and tried in one way only.
func Simplex() (all []Method) {
	for _, rule := range []string{"block", "candidate", "altering", "first"} {
		all = append(all, Method{"each", rule, "in", "home"}, Method{"each", rule, "in", "server"}, Method{"each", rule, "out", "home"})
	}
	return append(all, Method{"each", "best", "in", "home"})
}

// An Answer is what a solve took, in CPU time, and its objective for each village.
type Answer struct {
	Build, Solve time.Duration
	Objective    []*big.Int
}

// Total is the time from arcs in memory to assignment and prices.
func (a Answer) Total() time.Duration { return a.Build + a.Solve }

// Solve has all villages solved.
func (p *Peer) Solve(m Method) (Answer, error) {
	a, _, err := p.ask("solve " + m.String())
	return a, err
}

// Try is Solve with a limit of CPU time: it reports false if that was over before. Its times are a little coarser than Solve's.
func (p *Peer) Try(m Method, limit time.Duration) (Answer, bool, error) {
	return p.ask(fmt.Sprintf("try %d %s", limit.Milliseconds(), m))
}

// Version names LEMON's and the compiler's versions.
func (p *Peer) Version() (string, error) {
	line, err := p.line("version")
	return strings.TrimSpace(line), err
}

// line returns the line that answers a request.
func (p *Peer) line(request string) (string, error) {
	if _, err := p.w.WriteString(request + "\n"); err != nil {
		return "", err
	}
	if err := p.w.Flush(); err != nil {
		return "", err
	}
	line, err := p.out.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("peer: %w: %v", err, p.run.Stderr)
	}
	return line, nil
}

func (p *Peer) ask(request string) (a Answer, done bool, err error) {
	line, err := p.line(request)
	if err != nil {
		return a, false, err
	}
	words := strings.Fields(line)
	if words[0] != "done" {
		return a, false, nil
	}
	if _, err := fmt.Sscan(words[1]+" "+words[2], &a.Build, &a.Solve); err != nil {
		return a, false, fmt.Errorf("peer: answer %q: %w", line, err)
	}
	for _, w := range words[3:] {
		n, ok := new(big.Int).SetString(w, 10)
		if !ok {
			return a, false, fmt.Errorf("peer: %q is no objective", w)
		}
		a.Objective = append(a.Objective, n)
	}
	return a, true, nil
}

// Others are LEMON's other ways, for information: the county as one graph, and its other algorithms.
func Others() []Method {
	return []Method{{"whole", "block", "in", "home"}, {"each", "cost", "in", "home"}, {"each", "capacity", "out", "home"}}
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"jinlin/benchmarks/results"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/store/postgres"
	"jinlin/store/sqlite"
)

// A server is the binary at work, and how to ask it.
type server struct {
	cmd    *exec.Cmd
	log    bytes.Buffer
	dir    string
	url    string
	token  string
	client *http.Client
}

// start makes the store with an account for this program, and starts the binary on it.
func start(ctx context.Context, o options) (_ *server, err error) {
	s := &server{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: o.connections, MaxConnsPerHost: o.connections, DisableCompression: true}}}
	if s.dir, err = os.MkdirTemp("", "jinlin-load"); err != nil {
		return nil, err
	}
	if o.store == "" {
		o.store = filepath.Join(s.dir, "jinlin.db")
	}
	if s.token, err = account(ctx, o.store); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	s.cmd = exec.CommandContext(context.WithoutCancel(ctx), o.binary, "serve", "--addr", "127.0.0.1:0", "--store", o.store, "--rate", "0")
	s.cmd.Stderr, s.cmd.Dir = &s.log, s.dir
	told, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	line, err := bufio.NewReader(told).ReadString('\n')
	s.url = regexp.MustCompile(`http://[^/]+`).FindString(line)
	if s.url == "" {
		s.end()
		return nil, fmt.Errorf("the server did not start (%w): %s", err, &s.log)
	}
	return s, nil
}

// account gives a program the rights of a planner.
func account(ctx context.Context, where string) (token string, err error) {
	var store registry.Store
	if strings.HasPrefix(where, "postgres") {
		store, err = postgres.Open(ctx, where, postgres.Options{Migrate: true})
	} else {
		store, err = sqlite.Open(ctx, where, sqlite.Options{})
	}
	if err != nil {
		return "", err
	}
	defer store.Close()
	keeper := access.NewKeeper(store, &access.Guard{}, nil, time.Now, rand.Reader, access.Times{})
	house := access.House("load", access.RemoteLoopback)
	a, err := keeper.PutAccount(ctx, house, registry.Account{Name: "load", Grants: []registry.Grant{
		{Role: registry.RoleAdministrator}, {Role: registry.RolePlanner},
	}})
	if err != nil {
		return "", err
	}
	token, _, err = keeper.IssueToken(ctx, house, access.TokenAsk{
		Account: a.ID, Name: "load", Scopes: access.Scopes(), End: time.Now().Add(24 * time.Hour),
	})
	return token, err
}

func (s *server) end() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	if err := s.cmd.Wait(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s\n", err, tail(s.log.String(), 20))
	}
	_ = os.RemoveAll(s.dir)
}

func tail(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// request is one with the token.
func (s *server) request(ctx context.Context, method, path, media string, body io.Reader) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, s.url+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	return r, nil
}

// ask sends a request and reads a JSON answer; any status of 400 and more is an error.
func (s *server) ask(r *http.Request, into any) (http.Header, error) {
	res, err := s.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return nil, fmt.Errorf("%s %s: %d %.500s", r.Method, r.URL.Path, res.StatusCode, text)
	}
	if into != nil {
		err = json.Unmarshal(text, into)
	}
	return res.Header, err
}

// get reads a JSON document.
func (s *server) get(ctx context.Context, path string, into any) (http.Header, error) {
	r, err := s.request(ctx, http.MethodGet, path, "", nil)
	if err != nil {
		return nil, err
	}
	return s.ask(r, into)
}

// send sends JSON.
func (s *server) send(ctx context.Context, method, path string, body, into any, more ...string) (http.Header, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := s.request(ctx, method, path, "application/json", bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	for i := 0; i+1 < len(more); i += 2 {
		r.Header.Set(more[i], more[i+1])
	}
	return s.ask(r, into)
}

// cpu is what the server has used so far, user and system.
func (s *server) cpu() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	// the name in parentheses may hold spaces
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	const user, system, perSecond = 11, 12, 100 // proc(5); the kernel's USER_HZ is 100 everywhere that this runs
	if len(fields) <= system {
		return 0, errors.New("/proc/PID/stat is not as proc(5) says")
	}
	u, err1 := strconv.ParseInt(fields[user], 10, 64)
	y, err2 := strconv.ParseInt(fields[system], 10, 64)
	return time.Duration(u+y) * time.Second / perSecond, errors.Join(err1, err2)
}

// memory is what the server holds now (VmRSS), or held at most (VmHWM), in MiB.
func (s *server) memory(what string) (float64, error) {
	text, err := results.Field(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid), what)
	if err != nil {
		return 0, err
	}
	kib, err := strconv.ParseFloat(strings.TrimSuffix(text, " kB"), 64)
	return kib / 1024, err
}

// alive is an error once the server has ended.
func (s *server) alive() error { return s.cmd.Process.Signal(syscall.Signal(0)) }

package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// An ask is what the body of an operation may hold.
type ask struct {
	heads, lists []string
	// planned tells that a plan belongs to it, and planPolicy that its policy holds where the body names none.
	planned, planPolicy bool
	// recordless tells that there need not be records.
	recordless bool
}

// with is an ask for more members.
func (a ask) with(heads ...string) ask {
	a.heads = slices.Concat(a.heads, heads)
	return a
}

func solveAsk() ask {
	return ask{heads: []string{"scheme", "policy", "set", "datum", "in_china", "matrix", "barriers"},
		lists: []string{"households", "members", "sites", "locks", "units", "adjacency"}}
}

func verifyAsk() ask {
	a := solveAsk().with("plan")
	a.planned = true
	return a
}

func explainAsk() ask {
	a := verifyAsk().with("household", "member", "best")
	a.planPolicy = true
	return a
}

func rebalanceAsk() ask {
	a := verifyAsk().with("max_changes", "resite", "everywhere", "trades", "lang", "new_matrix")
	a.planPolicy = true
	a.lists = slices.Concat(a.lists, []string{"changes", "new_households", "new_members", "new_sites", "new_locks"})
	return a
}

// A body is what was sent, cut into records that are not looked into yet.
type body struct {
	// heads are the small members (scheme, policy, set, datum, in_china and the like), the matrix and the plan.
	heads map[string]json.RawMessage
	lists map[string][]json.RawMessage
	// unknown are the names of members that no request has, and twice those given more than once.
	unknown, twice []string
	// mistyped are the lists that are none.
	mistyped []string
	// given are the matrices that were there; they are forgotten once read.
	given []string
}

// readBody reads the body record by record. It is never in memory whole beside what was read of it, and what is larger than
// allowed is not read on.
func (s *server) readBody(c *gin.Context, a ask) (*body, error) {
	r := c.Request
	if err := checkMedia(r.Header); err != nil {
		return nil, err
	}
	if r.ContentLength > s.MaxBody {
		return nil, &http.MaxBytesError{Limit: s.MaxBody}
	}
	defer s.readBy(c)()
	in := &source{r: http.MaxBytesReader(rawWriter(c), r.Body, s.MaxBody)}
	b := &bodyReader{in: in, dec: json.NewDecoder(in), body: body{heads: map[string]json.RawMessage{}, lists: map[string][]json.RawMessage{}}}
	if err := b.read(a); err != nil {
		return nil, err
	}
	return &b.body, nil
}

// rawWriter is the server's own writer, which MaxBytesReader tells to close the connection.
func rawWriter(c *gin.Context) http.ResponseWriter {
	if u, ok := c.Writer.(interface{ Unwrap() http.ResponseWriter }); ok {
		return u.Unwrap()
	}
	return c.Writer
}

func checkMedia(h http.Header) error {
	if e := h.Get("Content-Encoding"); e != "" && e != "identity" {
		return fmt.Errorf("%w: it is encoded as %q, which is not read", errMediaType, e)
	}
	media := h.Get("Content-Type")
	if media == "" {
		return nil
	}
	if kind, _, err := mime.ParseMediaType(media); err != nil || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return fmt.Errorf("%w: the header Content-Type is %q", errMediaType, media)
	}
	return nil
}

// source remembers how reading ended and how far it went.
type source struct {
	r   io.Reader
	n   int64
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.n += int64(n)
	if err != nil {
		s.err = err
	}
	return n, err
}

type bodyReader struct {
	body
	in  *source
	dec *json.Decoder
}

func (b *bodyReader) read(a ask) error {
	if err := b.opens('{', "an object with the problem"); err != nil {
		return err
	}
	for b.dec.More() {
		t, err := b.dec.Token()
		if err != nil {
			return b.fault(err)
		}
		name, _ := t.(string) // between members there is nothing else
		if err := b.member(name, a); err != nil {
			return err
		}
	}
	if _, err := b.dec.Token(); err != nil {
		return b.fault(err)
	}
	if _, err := b.dec.Token(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = errors.New("more follows the object")
		}
		return b.fault(err)
	}
	return nil
}

func (b *bodyReader) opens(want json.Delim, what string) error {
	t, err := b.dec.Token()
	if err != nil {
		return b.fault(err)
	}
	if t != want {
		return &malformedError{max(0, b.dec.InputOffset()-1), "expected " + what}
	}
	return nil
}

func (b *bodyReader) member(name string, a ask) error {
	_, head := b.heads[name]
	_, list := b.lists[name]
	if head || list {
		b.twice = append(b.twice, name)
	}
	if slices.Contains(a.lists, name) {
		return b.list(name)
	}
	value, err := b.value()
	if err != nil {
		return err
	}
	if !slices.Contains(a.heads, name) {
		b.unknown = append(b.unknown, name)
		return nil
	}
	b.heads[name] = value
	return nil
}

// list reads an array element by element; null is an empty one.
func (b *bodyReader) list(name string) error {
	b.lists[name] = []json.RawMessage{}
	t, err := b.dec.Token()
	switch {
	case err != nil:
		return b.fault(err)
	case t == json.Delim('{'):
		b.mistyped = append(b.mistyped, name)
		return b.skipObject()
	case t != json.Delim('['):
		if t != nil {
			b.mistyped = append(b.mistyped, name)
		}
		return nil
	}
	for b.dec.More() {
		value, err := b.value()
		if err != nil {
			return err
		}
		b.lists[name] = append(b.lists[name], value)
	}
	if _, err := b.dec.Token(); err != nil {
		return b.fault(err)
	}
	return nil
}

func (b *bodyReader) skipObject() error {
	for b.dec.More() {
		if _, err := b.dec.Token(); err != nil {
			return b.fault(err)
		}
		if _, err := b.value(); err != nil {
			return err
		}
	}
	if _, err := b.dec.Token(); err != nil {
		return b.fault(err)
	}
	return nil
}

func (b *bodyReader) value() (json.RawMessage, error) {
	var raw json.RawMessage
	if err := b.dec.Decode(&raw); err != nil {
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) && !b.broken() {
			return nil, &malformedError{b.within(), syntax.Error()}
		}
		return nil, b.fault(err)
	}
	return raw, nil
}

// fault tells a body that breaks off or is no JSON from one that could not be read.
func (b *bodyReader) fault(err error) error {
	if b.broken() {
		return b.in.err
	}
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return &malformedError{b.ahead(), syntax.Error()}
	case b.in.n == 0:
		return &malformedError{0, "it is empty"}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &malformedError{b.in.n, "it breaks off"}
	}
	return &malformedError{b.dec.InputOffset(), err.Error()}
}

// broken reports that the body could not be read to its end.
func (b *bodyReader) broken() bool { return b.in.err != nil && !errors.Is(b.in.err, io.EOF) }

// ahead is where the next token begins.
func (b *bodyReader) ahead() int64 {
	at, _ := b.next()
	return at
}

// within is where the next value, which is no JSON, breaks a rule: the decoder only tells where the value begins.
func (b *bodyReader) within() int64 {
	at, rest := b.next()
	var syntax *json.SyntaxError
	if err := json.Unmarshal(rest, new(json.RawMessage)); errors.As(err, &syntax) && syntax.Offset > 0 {
		return at + syntax.Offset - 1
	}
	return at
}

// next returns what was read and not yet decoded, from the next token on, and its offset.
func (b *bodyReader) next() (int64, []byte) {
	rest, _ := io.ReadAll(b.dec.Buffered()) // it is in memory
	start := 0
	for start < len(rest) && strings.IndexByte(" \t\r\n,:", rest[start]) >= 0 {
		start++
	}
	return b.dec.InputOffset() + int64(start), rest[start:]
}

package manage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"jinlin/service/once"
)

const (
	keyHeader = "Idempotency-Key"
	// replyLimit is the largest answer that is kept for who comes again; all that POSTs answer with is far smaller.
	replyLimit = 1 << 20
	// keepAnswer is how long keeping an answer may take after the client has gone.
	keepAnswer = 10 * time.Second
)

// keptHeaders are those of an answer that are given again.
var keptHeaders = []string{"Content-Type", "Location", "ETag", "Cache-Control"}

func idempotencyParameter() *huma.Param {
	one, most := 1, 200
	return &huma.Param{
		Name: keyHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString, MinLength: &one, MaxLength: &most},
		Description: "A name that the client gives to what it wants done, such as a UUID: sent again, it is not done again, and the first answer comes back.",
	}
}

// onceKept sees to it that a request with an idempotency key is carried out once, and keeps its answer.
func (f *frame) onceKept(ctx huma.Context, next func(huma.Context)) { f.once(ctx, next, true) }

// onceSecret keeps no answer: the store has nobody's secrets. Who comes again learns that it was carried out.
func (f *frame) onceSecret(ctx huma.Context, next func(huma.Context)) { f.once(ctx, next, false) }

func (f *frame) once(ctx huma.Context, next func(huma.Context), keep bool) {
	key := ctx.Header(keyHeader)
	if key == "" {
		next(ctx)
		return
	}
	if len(key) > 200 || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		f.refuse(ctx, errKey)
		return
	}
	c := humagin.Unwrap(ctx)
	hash, err := f.hashOf(ctx, c)
	if err != nil {
		f.refuse(ctx, err)
		return
	}
	defer c.Request.Body.Close()
	inner, request, answer, err := once.Begin(ctx.Context(), f.Store, callerOf(ctx.Context()).Account, key, hash, f.Now())
	switch {
	case err != nil:
		f.refuse(ctx, err)
	case answer != nil:
		again(c, answer)
	default:
		w := &copier{ResponseWriter: c.Writer}
		c.Writer = w
		next(huma.WithContext(ctx, inner))
		c.Writer = w.ResponseWriter
		// the client may have gone; what it asked for was done all the same
		late, cancel := context.WithTimeout(context.WithoutCancel(inner), keepAnswer)
		defer cancel()
		answer := w.answer()
		if !keep {
			answer = nil
		}
		if err := request.End(late, f.Store, answer); err != nil {
			f.Trouble(err)
		}
	}
}

// hashOf is of all that is asked for: method, path with its query, the revision that it is asked of, body. The body is then there to be read again.
func (f *frame) hashOf(ctx huma.Context, c *gin.Context) ([]byte, error) {
	h := sha256.New()
	_, _ = io.WriteString(h, c.Request.Method+" "+c.Request.URL.RequestURI()+"\n"+c.GetHeader("If-Match")+"\n") // a hash takes everything
	read, limit := kept, ctx.Operation().MaxBodyBytes
	if limit == 0 {
		limit = 1 << 20 // no body is asked for
	}
	if limit < 0 {
		read, limit = spooled, f.MaxImport
		rc := http.NewResponseController(c.Writer)
		_ = rc.SetReadDeadline(time.Now().Add(formTime)) // not supported: the server's own deadlines apply
		defer func() { _ = rc.SetReadDeadline(time.Time{}) }()
	}
	body, err := read(io.TeeReader(http.MaxBytesReader(nil, c.Request.Body, limit), h))
	if err != nil {
		return nil, err
	}
	c.Request.Body = body
	return h.Sum(nil), nil
}

// kept is a body in memory.
func kept(r io.Reader) (io.ReadCloser, error) {
	body, err := io.ReadAll(r)
	if err != nil {
		return nil, bodyError(err)
	}
	return io.NopCloser(bytes.NewReader(body)), nil
}

// spooled is a large body in a file, which is gone when it is closed.
func spooled(r io.Reader) (io.ReadCloser, error) {
	file, err := os.CreateTemp("", "jinlin-body-*")
	if err != nil {
		return nil, err
	}
	body := &spool{file}
	if _, err := io.Copy(file, r); err != nil {
		return nil, errors.Join(bodyError(err), body.Close())
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, errors.Join(err, body.Close())
	}
	return body, nil
}

type spool struct{ *os.File }

func (s *spool) Close() error { return errors.Join(s.File.Close(), os.Remove(s.Name())) }

// bodyError tells a body that is too long or too slow, and a disk that does not take it, from a body that breaks off.
func bodyError(err error) error {
	var tooLarge *http.MaxBytesError
	var disk *fs.PathError
	if errors.As(err, &tooLarge) || errors.As(err, &disk) || errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return errBodyBreak
}

// again gives the first answer.
func again(c *gin.Context, a *once.Answer) {
	var header http.Header
	if json.Unmarshal(a.Header, &header) == nil {
		for name, values := range header {
			c.Writer.Header()[name] = values
		}
	}
	c.Header("Idempotency-Replayed", "true")
	c.Status(a.Status)
	_, _ = c.Writer.Write(a.Body) // the client has gone; nobody is left to tell
}

// copier keeps what is answered.
type copier struct {
	gin.ResponseWriter
	body bytes.Buffer
	long bool
}

func (w *copier) Write(p []byte) (int, error) {
	if w.long = w.long || w.body.Len()+len(p) > replyLimit; !w.long {
		w.body.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

func (w *copier) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// Unwrap is for http.ResponseController.
func (w *copier) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// answer is what can be given again; nil where it is too long.
func (w *copier) answer() *once.Answer {
	if w.long {
		return nil
	}
	kept := http.Header{}
	for _, name := range keptHeaders {
		if v := w.Header().Values(name); len(v) > 0 {
			kept[name] = v
		}
	}
	header, err := json.Marshal(kept)
	if err != nil {
		return nil // a map of strings is always JSON
	}
	return &once.Answer{Status: w.Status(), Header: header, Body: bytes.Clone(w.body.Bytes())}
}

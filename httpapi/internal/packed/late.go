package packed

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// least is how long an answer must be, in bytes, for packing to pay: about one packet.
const least = 1400

// A Late packs answers that turn out to be long, once it has seen so much of them; short ones, streams of events, and what is packed already stay as they are.
type Late struct {
	gin.ResponseWriter
	held   []byte
	packer *gzip.Writer
	plain  bool
}

// packers are kept, since each has a megabyte of tables.
var packers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return z
}}

// Answer runs what answers a request, and packs what it writes if the client takes that. An answer that breaks off in a panic was never begun, if
// it was short.
func Answer(c *gin.Context, next func()) error {
	c.Writer.Header().Add("Vary", "Accept-Encoding")
	if !Taken(c.GetHeader("Accept-Encoding")) {
		next()
		return nil
	}
	w := &Late{ResponseWriter: c.Writer}
	c.Writer = w
	defer func() { c.Writer = w.ResponseWriter }()
	next()
	return w.end()
}

func (w *Late) Write(p []byte) (int, error) {
	switch {
	case w.plain:
		return w.ResponseWriter.Write(p)
	case w.packer != nil:
		return w.packer.Write(p)
	case !w.packs():
		return w.Through(p)
	}
	if w.held = append(w.held, p...); len(w.held) < least {
		return len(p), nil
	}
	h := w.Header()
	h.Set("Content-Encoding", "gzip")
	h.Del("Content-Length")
	if tag := h.Get("ETag"); strings.HasPrefix(tag, `"`) {
		h.Set("ETag", "W/"+tag) // the packed bytes are not the plain ones (RFC 9110, 8.8.1)
	}
	w.packer, _ = packers.Get().(*gzip.Writer)
	w.packer.Reset(w.ResponseWriter)
	_, err := w.packer.Write(w.held)
	w.held = nil
	return len(p), err
}

// WriteString is Write.
func (w *Late) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// Through writes as it is from here on, what is held first.
func (w *Late) Through(p []byte) (int, error) {
	w.plain = true
	if len(w.held) > 0 {
		if _, err := w.ResponseWriter.Write(w.held); err != nil {
			return 0, err
		}
		w.held = nil
	}
	return w.ResponseWriter.Write(p)
}

func (w *Late) packs() bool {
	h := w.Header()
	return h.Get("Content-Encoding") == "" && !strings.HasPrefix(h.Get("Content-Type"), "text/event-stream")
}

// Flush sends what there is; who flushes does not want to wait for more.
func (w *Late) Flush() {
	if w.packer != nil {
		_ = w.packer.Flush() // the next write tells
	} else if !w.plain {
		_, _ = w.Through(nil) // the next write tells
	}
	w.ResponseWriter.Flush()
}

// Written reports whether the client has seen any of the answer.
func (w *Late) Written() bool { return w.ResponseWriter.Written() }

// Unwrap is for http.ResponseController.
func (w *Late) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *Late) end() (err error) {
	switch {
	case w.packer != nil:
		err = w.packer.Close()
		packers.Put(w.packer)
		w.packer = nil
	case !w.plain && len(w.held) > 0:
		_, err = w.ResponseWriter.Write(w.held)
	}
	return err
}

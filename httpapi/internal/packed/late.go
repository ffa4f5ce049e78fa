package packed

import (
	"compress/gzip"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// least is how long an answer must be, in bytes, for packing to pay: about one packet.
const least = 1400

// A late packs answers that turn out to be long, once it has seen so much of them; short ones, streams of events, and what is packed already stay as they are.
type late struct {
	gin.ResponseWriter
	held   []byte
	packer *gzip.Writer
	plain  bool
}

// Answer runs what answers a request, and packs what it writes if the client takes that. An answer that breaks off in a panic was never begun, if
// it was short.
func Answer(c *gin.Context, next func()) error {
	c.Writer.Header().Add("Vary", "Accept-Encoding")
	if !Taken(c.GetHeader("Accept-Encoding")) {
		next()
		return nil
	}
	w := &late{ResponseWriter: c.Writer}
	c.Writer = w
	defer func() { c.Writer = w.ResponseWriter }()
	next()
	return w.end()
}

func (w *late) Write(p []byte) (int, error) {
	switch {
	case w.plain:
		return w.ResponseWriter.Write(p)
	case w.packer != nil:
		return w.packer.Write(p)
	case !w.packs():
		return w.through(p)
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
	w.packer = take(w.ResponseWriter)
	_, err := w.packer.Write(w.held)
	w.held = nil
	return len(p), err
}

// WriteString is Write.
func (w *late) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// through writes as it is from here on, what is held first.
func (w *late) through(p []byte) (int, error) {
	w.plain = true
	if len(w.held) > 0 {
		if _, err := w.ResponseWriter.Write(w.held); err != nil {
			return 0, err
		}
		w.held = nil
	}
	return w.ResponseWriter.Write(p)
}

func (w *late) packs() bool {
	h := w.Header()
	return h.Get("Content-Encoding") == "" && !strings.HasPrefix(h.Get("Content-Type"), "text/event-stream")
}

// Flush sends what there is; who flushes does not want to wait for more.
func (w *late) Flush() {
	if w.packer != nil {
		_ = w.packer.Flush() // the next write tells
	} else if !w.plain {
		_, _ = w.through(nil) // the next write tells
	}
	w.ResponseWriter.Flush()
}

// Unwrap is for http.ResponseController.
func (w *late) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *late) end() (err error) {
	switch {
	case w.packer != nil:
		err = giveBack(w.packer)
		w.packer = nil
	case !w.plain && len(w.held) > 0:
		_, err = w.ResponseWriter.Write(w.held)
	}
	return err
}

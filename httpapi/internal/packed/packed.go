// Package packed writes answers through gzip to who takes that.
package packed

import (
	"compress/gzip"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// Writer is where an answer is written: through gzip if the client takes that. done ends it.
func Writer(c *gin.Context) (w io.Writer, done func() error) {
	c.Writer.Header().Add("Vary", "Accept-Encoding")
	if !Taken(c.GetHeader("Accept-Encoding")) {
		return c.Writer, func() error { return nil }
	}
	c.Header("Content-Encoding", "gzip")
	z := take(c.Writer)
	return z, func() error { return giveBack(z) }
}

// packers are kept, since each has a megabyte of tables.
var packers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return z
}}

// take is a packer that writes to w.
func take(w io.Writer) *gzip.Writer {
	z, _ := packers.Get().(*gzip.Writer)
	z.Reset(w)
	return z
}

// giveBack ends what was packed; the packer is another's then.
func giveBack(z *gzip.Writer) error {
	err := z.Close()
	z.Reset(io.Discard) // it holds on to no connection
	packers.Put(z)
	return err
}

// Taken reads the header Accept-Encoding.
func Taken(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		name, value, _ := strings.Cut(strings.TrimSpace(weight), "=")
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		return !strings.EqualFold(strings.TrimSpace(name), "q") || err != nil || q > 0
	}
	return false
}

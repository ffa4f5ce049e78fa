// Package packed writes answers through gzip to who takes that.
package packed

import (
	"compress/gzip"
	"io"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

// Writer is where an answer is written: through gzip if the client takes that. done ends it.
func Writer(c *gin.Context) (w io.Writer, done func() error) {
	c.Writer.Header().Add("Vary", "Accept-Encoding")
	if !Taken(c.GetHeader("Accept-Encoding")) {
		return c.Writer, func() error { return nil }
	}
	c.Header("Content-Encoding", "gzip")
	z, err := gzip.NewWriterLevel(c.Writer, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return z, z.Close
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

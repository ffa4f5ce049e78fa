package httpapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"jinlin/httpapi/internal/etag"
	"jinlin/httpapi/internal/packed"
)

// An asset is an answer that is the same for everybody, kept plain and packed.
type asset struct {
	media  string
	plain  []byte
	packed []byte
	// etag is weak: the packed bytes are not the plain ones.
	etag string
}

func newAsset(media string, body []byte) asset {
	sum := sha256.Sum256(body)
	return asset{media: media, plain: body, packed: pack(body), etag: `W/"` + hex.EncodeToString(sum[:12]) + `"`}
}

// pack returns nil where packing does not pay.
func pack(body []byte) []byte {
	if len(body) < 1<<10 {
		return nil
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // writing to a buffer does not fail
	_ = z.Close()
	if b.Len() > len(body)*9/10 {
		return nil
	}
	return b.Bytes()
}

// send answers with the asset, or that the client has it already.
func (a *asset) send(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("ETag", a.etag)
	h.Set("Cache-Control", "no-cache") // keep it, and ask whether it is still current
	h.Add("Vary", "Accept-Encoding")
	if etag.Matches(c.GetHeader("If-None-Match"), a.etag) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return
	}
	body := a.plain
	if a.packed != nil && packed.Taken(c.GetHeader("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = a.packed
	}
	h.Set("Content-Type", a.media)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Status(http.StatusOK)
	c.Writer.WriteHeaderNow()
	if c.Request.Method != http.MethodHead {
		_, _ = c.Writer.Write(body) // the client has gone; nobody is left to tell
	}
}

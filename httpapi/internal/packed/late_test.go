package packed_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"jinlin/httpapi/internal/packed"
)

// ask has a handler answer and returns what came over the line, unpacked.
func ask(t *testing.T, accept string, handle func(*gin.Context)) (header http.Header, body string, status int) {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(gin.CustomRecoveryWithWriter(io.Discard, func(c *gin.Context, _ any) { c.AbortWithStatus(http.StatusInternalServerError) }))
	r.GET("/", func(c *gin.Context) {
		if err := packed.Answer(c, func() { handle(c) }); err != nil {
			t.Error(err)
		}
	})
	q := httptest.NewRequest(http.MethodGet, "/", nil)
	q.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	r.ServeHTTP(w, q)
	res := w.Result()
	var in io.Reader = res.Body
	if res.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		in = z
	}
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return res.Header, string(text), res.StatusCode
}

func TestLate(t *testing.T) {
	long, short := strings.Repeat("邻里", 5000), "邻里"
	for name, test := range map[string]struct {
		accept string
		media  string
		parts  []string
		packed bool
		etag   string
	}{
		"long":            {"gzip", "application/json", []string{long}, true, `W/"7"`},
		"long in parts":   {"gzip, br", "application/json", []string{short, "", long, short}, true, `W/"7"`},
		"short":           {"gzip", "application/json", []string{short, short}, false, `"7"`},
		"not taken":       {"br", "application/json", []string{long}, false, `"7"`},
		"refused by name": {"gzip;q=0", "application/json", []string{long}, false, `"7"`},
		"events":          {"gzip", "text/event-stream", []string{short, long}, false, `"7"`},
	} {
		header, body, status := ask(t, test.accept, func(c *gin.Context) {
			c.Header("Content-Type", test.media)
			c.Header("ETag", `"7"`)
			c.Status(http.StatusCreated)
			for _, p := range test.parts {
				if _, err := c.Writer.WriteString(p); err != nil {
					t.Error(err)
				}
			}
		})
		if want := strings.Join(test.parts, ""); body != want || status != http.StatusCreated {
			t.Errorf("%s: %d, %d bytes, want %d", name, status, len(body), len(want))
		}
		if got := header.Get("Content-Encoding") == "gzip"; got != test.packed || header.Get("ETag") != test.etag || header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %v", name, header)
		}
	}
}

// TestLateFlush: what is flushed is seen, whether it was held or packed.
func TestLateFlush(t *testing.T) {
	header, body, _ := ask(t, "gzip", func(c *gin.Context) {
		_, _ = c.Writer.WriteString("a")
		c.Writer.Flush()
		if !c.Writer.Written() {
			t.Error("still held")
		}
		_, _ = c.Writer.WriteString(strings.Repeat("b", 9000))
	})
	if len(body) != 9001 || header.Get("Content-Encoding") != "" {
		t.Errorf("%d bytes, %v", len(body), header)
	}
}

// TestLatePanic: a short answer that breaks off was never begun, so that another can be given.
func TestLatePanic(t *testing.T) {
	_, body, status := ask(t, "gzip", func(c *gin.Context) {
		c.Status(http.StatusOK)
		_, _ = c.Writer.WriteString("half")
		panic("broken")
	})
	if status != http.StatusInternalServerError || body != "" {
		t.Errorf("%d %q", status, body)
	}
}

// TestLateEmpty: an answer without a body stays one.
func TestLateEmpty(t *testing.T) {
	header, body, status := ask(t, "gzip", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	if status != http.StatusNoContent || body != "" || header.Get("Content-Encoding") != "" {
		t.Errorf("%d %q %v", status, body, header)
	}
}

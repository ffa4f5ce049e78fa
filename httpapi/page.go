package httpapi

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"jinlin/httpapi/web"
)

// pagePolicy lets the page load its own files and nothing else. MapLibre draws its canvas icons through data: and blob: images.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
	"worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// pageRoutes serve the files of the pages (index.html at /, account.html at /account), each packed when it is first asked for.
func (s *server) pageRoutes(r *gin.Engine) {
	files := web.Files()
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		route := "/" + name
		switch {
		case name == "account.html" && s.Manage == nil:
			return nil // there is nobody to be
		case name == "index.html" && s.Manage != nil && s.Demo == nil:
			r.Match([]string{http.MethodGet, http.MethodHead}, "/", toAccount)
			return nil // the map shows what was solved for it, which is nothing here
		}
		if page, ok := strings.CutSuffix(name, ".html"); ok {
			route = "/" + strings.TrimSuffix(page, "index")
		}
		load := sync.OnceValues(func() (asset, error) { return loadAsset(files, name) })
		r.Match([]string{http.MethodGet, http.MethodHead}, route, func(c *gin.Context) { s.sendPage(c, load) })
		return nil
	})
	if err != nil {
		panic(err) // the files are part of the program
	}
}

func toAccount(c *gin.Context) { c.Redirect(http.StatusSeeOther, "/account") }

func (s *server) sendPage(c *gin.Context, load func() (asset, error)) {
	a, err := load()
	if err != nil {
		s.refuse(c, err)
		return
	}
	c.Header("Content-Security-Policy", pagePolicy)
	a.send(c)
}

func loadAsset(files fs.FS, name string) (asset, error) {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		return asset{}, err
	}
	return newAsset(mediaOf(name), body), nil
}

// mediaOf knows the files of the page; the system's table of types differs from machine to machine.
func mediaOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

package httpapi

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

//go:embed docs.html
var docsPage string

// docsPolicy lets the page have its own style and nothing else.
const docsPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// docsRoute serves a page to read of the API, written from its description: no script, nothing from elsewhere.
func (s *server) docsRoute(r *gin.Engine, api huma.API) {
	write := sync.OnceValues(func() (asset, error) {
		body, err := writeDocs(api.OpenAPI())
		return newAsset("text/html; charset=utf-8", body), err
	})
	r.Match([]string{http.MethodGet, http.MethodHead}, "/docs", func(c *gin.Context) {
		a, err := write()
		if err != nil {
			s.refuse(c, err)
			return
		}
		c.Header("Content-Security-Policy", docsPolicy)
		a.send(c)
	})
}

// docs is the page: chapters in the order of chapterNames, operations by path.
type docs struct {
	Title, Version string
	Chapters       []chapter
}

type chapter struct {
	ID, Chinese, English string
	Operations           []paragraph
}

// A paragraph is an operation.
type paragraph struct {
	ID, Method, Path, Summary, Text, Curl string
	Open                                  bool
	Parameters                            []column
	Media                                 string
	Body                                  []column
	Answers                               []statusLine
	Answer                                []column
}

// A column is a parameter or a property.
type column struct {
	Name, In, Type, Text string
	Required             bool
}

type statusLine struct{ Status, Text string }

// chapterNames are the tags in the order in which somebody meets them.
var chapterNames = [][3]string{
	{"session", "登录", "Logging in"}, {"accounts", "账号、令牌与审计", "Accounts, tokens, audit trail"}, {"regions", "区域", "Regions"}, {"areas", "村", "Areas"},
	{"records", "数据与导入", "Records and imports"}, {"policies", "方案", "Policies"}, {"plans", "规划", "Plans"}, {"jobs", "任务", "Jobs"},
	{"service", "服务", "Service"},
}

func writeDocs(api *huma.OpenAPI) ([]byte, error) {
	page, err := template.New("docs").Parse(docsPage)
	if err != nil {
		return nil, err
	}
	d := docs{Title: api.Info.Title, Version: api.Info.Version}
	by := map[string][]paragraph{}
	for _, path := range slices.Sorted(maps.Keys(api.Paths)) {
		for _, m := range verbsOf(api.Paths[path]) {
			p, err := paragraphOf(api, m.method, path, m.op)
			if err != nil {
				return nil, err
			}
			tag := "service"
			if len(m.op.Tags) > 0 {
				tag = m.op.Tags[0]
			}
			by[tag] = append(by[tag], p)
		}
	}
	for _, n := range chapterNames {
		if len(by[n[0]]) > 0 {
			d.Chapters = append(d.Chapters, chapter{n[0], n[1], n[2], by[n[0]]})
			delete(by, n[0])
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(by)) {
		d.Chapters = append(d.Chapters, chapter{tag, "", tag, by[tag]})
	}
	var b bytes.Buffer
	err = page.Execute(&b, d)
	return b.Bytes(), err
}

type verbOf struct {
	method string
	op     *huma.Operation
}

func verbsOf(i *huma.PathItem) (out []verbOf) {
	for _, m := range []verbOf{{"GET", i.Get}, {"POST", i.Post}, {"PUT", i.Put}, {"PATCH", i.Patch}, {"DELETE", i.Delete}} {
		if m.op != nil {
			out = append(out, m)
		}
	}
	return out
}

func paragraphOf(api *huma.OpenAPI, method, path string, op *huma.Operation) (paragraph, error) {
	p := paragraph{ID: op.OperationID, Method: method, Path: path, Summary: op.Summary, Text: op.Description, Open: len(op.Security) == 0}
	schemas := api.Components.Schemas
	for _, x := range op.Parameters {
		text := x.Description
		if text == "" && x.Schema != nil {
			text = x.Schema.Description
		}
		p.Parameters = append(p.Parameters, column{x.Name, x.In, typeOf(schemas, x.Schema), text, x.Required})
	}
	var sample any
	if op.RequestBody != nil {
		for _, media := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
			p.Media = media
			schema := op.RequestBody.Content[media].Schema
			p.Body = columnsOf(schemas, schema)
			sample = exampleOf(schemas, schema, 0)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		p.Answers = append(p.Answers, statusLine{status, op.Responses[status].Description})
		if n, err := strconv.Atoi(status); err == nil && n < 300 {
			for _, media := range op.Responses[status].Content {
				p.Answer = columnsOf(schemas, media.Schema)
			}
		}
	}
	var err error
	p.Curl, err = curlOf(p, sample)
	return p, err
}

// columnsOf are the properties of an object, or of what a list has.
func columnsOf(schemas huma.Registry, s *huma.Schema) (out []column) {
	if s = resolved(schemas, s); s == nil {
		return nil
	}
	for s.Type == huma.TypeArray && s.Items != nil {
		s = resolved(schemas, s.Items)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		x := s.Properties[name]
		text := x.Description
		if r := resolved(schemas, x); text == "" && r != nil {
			text = r.Description
		}
		out = append(out, column{Name: name, Type: typeOf(schemas, x), Text: text, Required: slices.Contains(s.Required, name)})
	}
	return out
}

func resolved(schemas huma.Registry, s *huma.Schema) *huma.Schema {
	for s != nil && s.Ref != "" {
		s = schemas.SchemaFromRef(s.Ref)
	}
	return s
}

// typeOf is what a value is, in a few words.
func typeOf(schemas huma.Registry, s *huma.Schema) string {
	r := resolved(schemas, s)
	switch {
	case r == nil:
		return ""
	case len(r.Enum) > 0:
		words := make([]string, len(r.Enum))
		for i, v := range r.Enum {
			words[i] = fmt.Sprint(v)
		}
		return strings.Join(words, " | ")
	case r.Type == huma.TypeArray && r.Items != nil:
		return "list of " + typeOf(schemas, r.Items)
	case r.Format != "" && r.Format != "int64" && r.Format != "double" && r.Format != "int32":
		return r.Type + " (" + r.Format + ")"
	}
	return r.Type
}

// deepestExample bounds examples of what holds its own kind.
const deepestExample = 3

// exampleOf makes up a body: the examples of the description, else the required properties.
func exampleOf(schemas huma.Registry, s *huma.Schema, depth int) any {
	r := resolved(schemas, s)
	switch {
	case r == nil || depth > deepestExample:
		return nil
	case len(r.Examples) > 0:
		return r.Examples[0]
	case len(r.Enum) > 0:
		return r.Enum[0]
	}
	switch r.Type {
	case huma.TypeObject:
		out := map[string]any{}
		for name, x := range r.Properties {
			if slices.Contains(r.Required, name) {
				out[name] = exampleOf(schemas, x, depth+1)
			}
		}
		return out
	case huma.TypeArray:
		return []any{exampleOf(schemas, r.Items, depth+1)}
	case huma.TypeInteger, huma.TypeNumber:
		return 1
	case huma.TypeBoolean:
		return true
	}
	if r.Format == "date-time" {
		return "2026-12-31T00:00:00Z"
	}
	return "..."
}

// curlOf is a request for a shell. $JINLIN is where the server is, $TOKEN a token; {names} in the path are for the reader to replace.
func curlOf(p paragraph, sample any) (string, error) {
	var b strings.Builder
	b.WriteString("curl -sS")
	if p.Method != http.MethodGet {
		b.WriteString(" -X " + p.Method)
	}
	if !p.Open {
		b.WriteString(` -H "Authorization: Bearer $TOKEN"`)
	}
	for _, c := range p.Parameters {
		if c.Name == "If-Match" {
			b.WriteString(` -H 'If-Match: "17"'`)
		}
		if c.Name == "Idempotency-Key" {
			b.WriteString(` -H 'Idempotency-Key: a-name-of-your-own'`)
		}
	}
	query := ""
	for _, c := range p.Parameters {
		if c.In == "query" && c.Required {
			query = "?" + c.Name + "=" + strings.Split(c.Type, " | ")[0]
		}
	}
	b.WriteString(` "$JINLIN` + p.Path + query + `"`)
	switch {
	case p.Media == "multipart/form-data":
		b.WriteString(" -F datum=wgs84 -F households=@households.csv -F members=@members.csv")
	case p.Media != "":
		text, err := json.Marshal(sample)
		if err != nil {
			return "", err
		}
		b.WriteString(" \\\n  -H 'Content-Type: " + p.Media + "' --data '" + strings.ReplaceAll(string(text), "'", `'\''`) + "'")
	}
	return b.String(), nil
}

package manage

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/service"
)

const (
	// formMemory is how much of a form is kept in memory, in bytes; files beyond it wait on the disk.
	formMemory = 1 << 20
	// formTime is how long a form may take to arrive.
	formTime = 10 * time.Minute
	// formText is the length of the longest text in a form, in bytes.
	formText = 200
)

// formFiles are the fields of a form that are files: what they hold, and where they go.
var formFiles = map[string]struct {
	doc  string
	into func(*service.Input) *[]string
}{
	"households": {"Homes.", func(in *service.Input) *[]string { return &in.Households }},
	"members":    {"Members.", func(in *service.Input) *[]string { return &in.Members }},
	"sites":      {"Places where circles may, must or must not be centred.", func(in *service.Input) *[]string { return &in.Sites }},
	"locks":      {"Pairs kept together or apart; CSV only.", func(in *service.Input) *[]string { return &in.Locks }},
	"villages":   {"Borders and names of areas; GeoJSON only.", func(in *service.Input) *[]string { return &in.Villages }},
	"adjacency":  {"Who is whose neighbour; CSV only.", func(in *service.Input) *[]string { return &in.Adjacency }},
	"barriers":   {"Rivers and roads that part neighbours; GeoJSON only.", func(in *service.Input) *[]string { return &in.Barriers }},
}

// formTexts are the others.
var formTexts = map[string]*huma.Schema{
	"datum": {
		Type: huma.TypeString, Enum: []any{"wgs84", "gcj02", "bd09", "cgcs2000"},
		Description: "What the coordinates refer to; nothing is guessed. They are kept in WGS-84.",
	},
	"in_china": {Type: huma.TypeString, Enum: []any{"auto", "always", "never"}, Description: "Whether the Chinese offset of gcj02 and bd09 applies; left out: auto."},
	"region":   {Type: huma.TypeString, MaxLength: new(formText), Description: "Where areas are made that are not there yet."},
	"replace": {
		Type: huma.TypeString, Enum: []any{"true", "false"},
		Description: "true: of the kinds of records that the files have for an area, drops what they do not have. Left out: nothing is dropped.",
	},
	"strict": {Type: huma.TypeString, Enum: []any{"true", "false"}, Description: "true: one bad row, and nothing is imported."},
}

// importBody describes the form.
func importBody() *huma.RequestBody {
	file := func(doc string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Format: "binary", Description: doc}
	}
	s := &huma.Schema{Type: huma.TypeObject, Required: []string{"datum"}, AdditionalProperties: false, Properties: maps.Clone(formTexts)}
	for name, x := range formFiles {
		s.Properties[name] = &huma.Schema{Type: huma.TypeArray, Items: file("A file, in CSV or GeoJSON."), Description: x.doc}
	}
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: s}}}
}

// A form is an import as it was sent.
type form struct {
	in      service.Input
	region  string
	replace bool
	files   map[string]*multipart.FileHeader
	raw     *multipart.Form
}

// readForm reads a form whole, up to MaxImport.
func (f *frame) readForm(r *http.Request, w http.ResponseWriter) (*form, error) {
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(time.Now().Add(formTime)) // not supported: the server's own deadlines apply
	defer func() { _ = rc.SetReadDeadline(time.Time{}) }()
	r.Body = http.MaxBytesReader(nil, r.Body, f.MaxImport)
	if err := r.ParseMultipartForm(formMemory); err != nil {
		if r.MultipartForm != nil {
			err = errors.Join(err, r.MultipartForm.RemoveAll())
		}
		return nil, formError(err)
	}
	out := &form{files: map[string]*multipart.FileHeader{}, raw: r.MultipartForm}
	if err := out.read(); err != nil {
		out.close(f.Trouble)
		return nil, err
	}
	return out, nil
}

// formError tells a request that is no form, or that breaks off.
func formError(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, http.ErrNotMultipart), errors.Is(err, http.ErrMissingBoundary):
		return errNoForm
	case errors.As(err, &tooLarge), errors.Is(err, os.ErrDeadlineExceeded):
		return err
	}
	return fmt.Errorf("%w: %w", errBrokenForm, err)
}

// close removes what waits on the disk.
func (f *form) close(trouble func(error)) {
	if err := f.raw.RemoveAll(); err != nil {
		trouble(err)
	}
}

func (f *form) read() error {
	var bad wrong
	f.texts(&bad)
	for _, field := range slices.Sorted(maps.Keys(f.raw.File)) {
		known, ok := formFiles[field]
		if !ok {
			bad.add("body."+field, nil, "unexpected file; expected %s", strings.Join(slices.Sorted(maps.Keys(formFiles)), ", "))
			continue
		}
		for _, file := range f.raw.File[field] {
			into := known.into(&f.in)
			*into = append(*into, f.named(field, file))
		}
	}
	if len(f.files) == 0 {
		bad.add("body", nil, "there is no file; expected at least one of %s", strings.Join(slices.Sorted(maps.Keys(formFiles)), ", "))
	}
	f.in.Open = f.open
	return bad.err()
}

// texts reads the fields that are no files.
func (f *form) texts(bad *wrong) {
	value := map[string]string{}
	for _, field := range slices.Sorted(maps.Keys(f.raw.Value)) {
		s, known := formTexts[field]
		switch texts := f.raw.Value[field]; {
		case !known && formFiles[field].into != nil:
			bad.add("body."+field, nil, "is no file; expected one with a name, such as %s.csv", field)
		case !known:
			bad.add("body."+field, nil, "unexpected field; expected %s", strings.Join(slices.Sorted(maps.Keys(formTexts)), ", "))
		case len(texts) > 1:
			bad.add("body."+field, nil, "stands %d times; expected it once", len(texts))
		case s.Enum != nil && !slices.Contains(s.Enum, any(texts[0])):
			bad.add("body."+field, nil, "expected one of %v", s.Enum)
		case len(texts[0]) > formText:
			bad.add("body."+field, nil, "is %d bytes long; expected at most %d", len(texts[0]), formText)
		default:
			value[field] = texts[0]
		}
	}
	if len(f.raw.Value["datum"]) == 0 {
		bad.add("body.datum", nil, "is missing; expected one of %v: what the coordinates refer to is not guessed", formTexts["datum"].Enum)
	}
	f.region, f.replace = value["region"], value["replace"] == "true"
	f.in.Strict = value["strict"] == "true"
	f.in.Options = exchange.Options{Datum: geo.Datum(value["datum"]), InChina: geo.InChina(value["in_china"])}
}

// named gives a file a name of its own, with an extension that tells its format.
func (f *form) named(field string, file *multipart.FileHeader) string {
	name := path.Base(strings.ReplaceAll(file.Filename, `\`, "/"))
	if path.Ext(name) == "" {
		media, _, _ := strings.Cut(file.Header.Get("Content-Type"), ";")
		switch strings.TrimSpace(media) {
		case "application/geo+json", "application/json":
			name += ".geojson"
		case "text/csv":
			name += ".csv"
		}
	}
	unique := field + "/" + name
	for n := 2; f.files[unique] != nil; n++ {
		unique = fmt.Sprintf("%s/%d/%s", field, n, name)
	}
	f.files[unique] = file
	return unique
}

func (f *form) open(name string) (io.ReadCloser, error) { return f.files[name].Open() }

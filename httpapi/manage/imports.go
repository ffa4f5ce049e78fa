package manage

import (
	"context"
	"errors"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"jinlin/exchange"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// An ImportReport tells what became of the files.
type ImportReport struct {
	// Areas is nil where a job imports them.
	Areas    []workspace.ImportedArea `json:"areas,omitempty" doc:"What became of each area, with 200."`
	Job      *Job                     `json:"job,omitempty" doc:"With 202: the job that imports; its result has the areas."`
	Rejected int                      `json:"rejected" doc:"How many rows were left out."`
	Issues   []ImportIssue            `json:"issues" nullable:"false" doc:"Rows that were left out, and warnings; the first 1000 of them."`
	More     int                      `json:"more,omitempty" doc:"How many more issues there are."`
}

// An ImportIssue is something wrong in a file. The row is not repeated: it may tell of people.
type ImportIssue struct {
	Severity exchange.Severity `json:"severity" enum:"rejected,warning"`
	File     string            `json:"file,omitempty"`
	Line     int               `json:"line,omitempty" doc:"Of a table, from 1."`
	Path     string            `json:"path,omitempty" doc:"Of GeoJSON, instead."`
	Column   string            `json:"column,omitempty"`
	Value    string            `json:"value,omitempty"`
	Expected string            `json:"expected" doc:"What was expected, or what was done."`
}

// mostIssues is how many issues an answer lists.
const mostIssues = 1000

// importsAtOnce is how many imports are read at once: each holds its files and its records.
const importsAtOnce = 2

func (f *frame) importRoutes() {
	schemas := f.api.OpenAPI().Components.Schemas
	report := map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(reflect.TypeFor[ImportReport](), true, "")}}
	const path = "/v1/imports"
	register(f, operation{
		id: "import", method: http.MethodPost, path: path, tag: "records", summary: "Take over records of any number of areas from files",
		text: "CSV or GeoJSON, in any number of files, as docs/formats.md tells. Areas that are not there are made in the region. What is not valid in one area is refused there and told; the " +
			"other areas are taken over. The same files once more change nothing. Large ones become a job (202).",
		maxBody: -1, errors: []int{408},
		responses: map[string]*huma.Response{
			"200": {Description: "What became of the areas.", Content: report},
			"202": {
				Description: "A job imports them.", Content: report,
				Headers: map[string]*huma.Param{"Location": {Schema: &huma.Schema{Type: huma.TypeString}, Description: "The job."}},
			},
		},
	}, f.postImport)
	f.api.OpenAPI().Paths[path].Post.RequestBody = importBody() // only now: Register would read it, whole and into memory
}

func (f *frame) postImport(_ context.Context, c access.Caller, _ *struct{}) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		if err := f.answerImport(hc, c); err != nil {
			f.refuse(hc, err)
		}
	}}, nil
}

// answerImport reads the files and takes them over. Who may import nothing is told so before his files are read.
func (f *frame) answerImport(hc huma.Context, c access.Caller) error {
	ctx := hc.Context()
	if err := f.Workspace.MayImport(ctx, c); err != nil {
		return err
	}
	select {
	case f.importing <- struct{}{}:
		defer func() { <-f.importing }()
	default:
		return errManyImports
	}
	done, issues, err := f.takeOver(ctx, c, humagin.Unwrap(hc))
	if err != nil {
		return err
	}
	out := ImportReport{Areas: done.Areas, Issues: []ImportIssue{}}
	out.list(issues)
	out.list(done.Issues)
	status := http.StatusOK
	if done.Job != nil {
		j := shownJob(*done.Job)
		out.Job, status = &j, http.StatusAccepted
		hc.SetHeader("Location", jobPath(j.ID))
	}
	hc.SetHeader("Content-Type", "application/json")
	hc.SetStatus(status)
	return f.api.Marshal(hc.BodyWriter(), "application/json", out)
}

// takeOver is apart so that what was read for it is gone when the answer is written.
func (f *frame) takeOver(ctx context.Context, c access.Caller, g *gin.Context) (workspace.Imported, []exchange.Issue, error) {
	form, err := f.readForm(g.Request, g.Writer)
	if err != nil {
		return workspace.Imported{}, nil, err
	}
	defer form.close(f.Trouble)
	data, issues, err := form.in.Read(ctx)
	if err != nil {
		return workspace.Imported{}, nil, inFiles(err)
	}
	done, err := f.Workspace.Import(ctx, c, workspace.Import{Data: data, Region: registry.RegionID(form.region), Replace: form.replace})
	return done, issues, err
}

// inFiles gives what files are refused for the places in them.
func inFiles(err error) error {
	var bad wrong
	var e *service.InputError
	if errors.As(err, &e) {
		for _, i := range e.Issues {
			bad.add("body."+i.File, nil, "%s", i.String())
		}
		return bad.err()
	}
	return err
}

func (r *ImportReport) list(issues []exchange.Issue) {
	for _, i := range issues {
		if i.Severity == exchange.Rejected {
			r.Rejected++
		}
		if len(r.Issues) == mostIssues {
			r.More++
			continue
		}
		r.Issues = append(r.Issues, ImportIssue{i.Severity, i.File, i.Line, i.Path, i.Column, i.Value, i.Expected})
	}
}

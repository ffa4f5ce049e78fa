package manage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/exchange/table"
	"jinlin/httpapi/manage"
	"jinlin/policy"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// A part of a form: name=text, or name=@file with what follows as its content.
type part struct{ field, file, text string }

// send posts a form.
func (c *client) send(path string, parts []part, more ...string) *answer {
	c.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q`, p.field)}}
		if p.file != "" {
			h.Set("Content-Disposition", fmt.Sprintf(`form-data; name=%q; filename=%q`, p.field, p.file))
		}
		if p.file == "plain" {
			h.Set("Content-Type", "application/geo+json; charset=utf-8")
		}
		to, err := w.CreatePart(h)
		c.ok(err)
		_, err = to.Write([]byte(p.text))
		c.ok(err)
	}
	c.ok(w.Close())
	return c.do("POST", path, &b, append([]string{"Content-Type", w.FormDataContentType()}, more...)...)
}

func (c *client) imported(parts []part, more ...string) manage.ImportReport {
	c.Helper()
	var out manage.ImportReport
	c.send("/v1/imports", parts, more...).is(200).into(&out)
	return out
}

// files writes villages as tables, and their borders as GeoJSON.
func files(t *testing.T, d exchange.Dataset) []part {
	t.Helper()
	var homes, members, borders bytes.Buffer
	w, x, b := table.NewHouseholdWriter(&homes, policy.MetricGeodesic), table.NewMemberWriter(&members, policy.MetricGeodesic), geojson.NewVillageWriter(&borders)
	var err error
	for _, h := range d.Households {
		err = errors.Join(err, w.Write(h))
	}
	for _, m := range d.Members {
		err = errors.Join(err, x.Write(m))
	}
	for _, v := range d.Villages {
		err = errors.Join(err, b.Write(v))
	}
	if err = errors.Join(err, w.Flush(), x.Flush(), b.Close()); err != nil {
		t.Fatal(err)
	}
	return []part{{"datum", "", "wgs84"}, {"region", "", "T1"}, {"members", "members.csv", members.String()}, {"households", "homes.csv", homes.String()},
		{"villages", "plain", borders.String()}}
}

func TestImport(t *testing.T) {
	h, ruled, plan, other, view := cast(t)
	send := files(t, villages("D", "E"))
	out := plan.imported(send)
	if len(out.Areas) != 2 || !out.Areas[0].Made || out.Areas[1].Area != "E" || out.Areas[1].Households != 60 || out.Job != nil {
		t.Fatalf("%+v", out)
	}
	a, err := h.Area(t.Context(), h.admin, "D")
	h.ok(err)
	if a.Region != "T1" || len(a.Boundary) == 0 || a.Members == 0 {
		t.Errorf("%+v", a)
	}
	for _, x := range plan.imported(send).Areas {
		if x.Changed || x.Made || x.Refused != "" {
			t.Errorf("the same once more: %+v", x)
		}
	}
	// What is wrong is told, row by row, and the rest is taken over.
	bad := plan.imported([]part{{"datum", "", "gcj02"}, {"in_china", "", "always"}, {"region", "", "T1"},
		{"households", "x.csv", "id,village,lon,lat,身份证号\nF1,F,114.5,37.7,13013219700101\nF2,F,none,37.7,\nF3,G,114.5,37.7,\n"},
		{"households", "x.csv", "id,village,lon,lat,weight\nG1,G,114.6,37.7,1\n"}})
	if len(bad.Areas) != 2 || bad.Rejected != 1 || len(bad.Issues) < 2 {
		t.Fatalf("%+v", bad)
	}
	text := fmt.Sprintf("%+v", bad.Issues)
	for _, want := range []string{"File:households/x.csv Line:3 Path: Column:lon Value:none", "never kept"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing about %s in %s", want, text)
		}
	}
	if strings.Contains(text, "13013219700101") {
		t.Error("tells an identity number")
	}
	if a, err := h.Area(t.Context(), h.admin, "F"); err != nil || a.Datum != "gcj02" || a.Households != 1 {
		t.Errorf("%+v %v", a, err)
	}
	// replace drops what the files do not have, of the kinds that they have.
	less := plan.imported([]part{{"datum", "", "wgs84"}, {"replace", "", "true"}, {"households", "g.csv", "id,village,lon,lat\nG1,G,114.6,37.7\n"}})
	if len(less.Areas) != 1 || less.Areas[0].Households != 1 || !less.Areas[0].Changed {
		t.Errorf("%+v", less)
	}
	// A home that is in an area that he may not change stays there, and nobody is told where it is.
	taken := plan.imported([]part{{"datum", "", "wgs84"}, {"region", "", "T1"}, {"households", "g.csv", "id,village,lon,lat\nC130132100201-H0001,G,114.6,37.7\n"}})
	if len(taken.Areas) != 1 || taken.Areas[0].Refused == "" || strings.Contains(taken.Areas[0].Refused, `"C"`) {
		t.Errorf("%+v", taken.Areas)
	}
	// Elsewhere nothing is made.
	for _, x := range other.imported(send).Areas {
		if x.Refused == "" {
			t.Errorf("%+v", x)
		}
	}
	h.nobody().send("/v1/imports", send).is(401)
	view.send("/v1/imports", send).is(403)
	ruled.send("/v1/imports", send).is(403)
	plan.send("/v1/imports", send, "X-CSRF-Token", "").is(403)
	if log := h.log.String(); strings.Contains(log, "x.csv") || strings.Contains(log, "F2") {
		t.Error("the log tells of files")
	}
}

func TestImportRefuses(t *testing.T) {
	_, _, plan, _, _ := cast(t)
	home := part{"households", "h.csv", "id,village,lon,lat\nH1,H,114.5,37.7\n"}
	wgs := part{"datum", "", "wgs84"}
	for name, test := range map[string]struct {
		parts  []part
		status int
		says   []string
	}{
		"no datum":          {[]part{home}, 422, []string{"body.datum", "not guessed"}},
		"everything":        {[]part{{"datum", "", "mars"}, {"replace", "", "yes"}, {"colour", "", "red"}, {"people", "p.csv", "id"}, {"sites", "", "id"}}, 422, []string{"body.datum", "body.replace", "body.colour", "body.people", "body.sites"}},
		"nothing":           {[]part{wgs}, 422, []string{"there is no file"}},
		"twice":             {[]part{wgs, wgs, home}, 422, []string{"stands 2 times"}},
		"no such extension": {[]part{wgs, {"households", "h.xls", "id"}}, 422, []string{"households/h.xls", ".csv"}},
		"no columns":        {[]part{wgs, {"households", "h.csv", "a,b\n1,2\n"}}, 422, []string{"no column id"}},
		"strict":            {[]part{wgs, {"strict", "", "true"}, {"households", "h.csv", "id,village,lon,lat\nH1,H,114.5,37.7\nH2,H,,\n"}}, 422, []string{"body.households/h.csv", "h.csv:3"}},
		"locks of nobody":   {[]part{wgs, {"locks", "l.csv", "household,member,kind\nX,Y,lock\n"}}, 422, []string{"l.csv"}},
		"not geojson":       {[]part{wgs, {"villages", "v.geojson", "{}"}}, 422, []string{"v.geojson"}},
	} {
		a := plan.send("/v1/imports", test.parts)
		if a.status != test.status {
			t.Errorf("%s: %d: %s", name, a.status, a.body)
		}
		for _, x := range test.says {
			if !strings.Contains(a.body, x) {
				t.Errorf("%s: nothing about %s in %s", name, x, a.body)
			}
		}
	}
	plan.do("POST", "/v1/imports", `{}`).is(415)
	plan.do("POST", "/v1/imports", nil).is(415)
	plan.do("POST", "/v1/imports", "--x\r\nno form", "Content-Type", "multipart/form-data; boundary=x").is(400)
	plan.do("POST", "/v1/imports?x=1", nil).is(422)
}

// TestImportLeavesNothing: what waited on the disk is gone, also where the form was refused or broke off.
func TestImportLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	h := open(t, func(c *manage.Config) { c.MaxImport = 20 << 20 })
	h.settle()
	h.account("planner", role(registry.RolePlanner, "T1"))
	plan := h.logIn("planner")
	long := "id,village,lon,lat\nH1,H,114.5,37.7\n" + strings.Repeat("\n", 17<<20)
	send := []part{{"datum", "", "wgs84"}, {"region", "", "T1"}, {"households", "h.csv", long}}
	if out := plan.imported(send); len(out.Areas) != 1 || out.Areas[0].Households != 1 {
		t.Errorf("%+v", out)
	}
	plan.send("/v1/imports", append(send, part{"colour", "", "red"})).is(422)
	plan.send("/v1/imports", append(send, part{"members", "m.csv", strings.Repeat("\n", 4<<20)})).is(413)
	if out := plan.imported(send, "Idempotency-Key", "k"); len(out.Areas) != 1 || out.Areas[0].Changed {
		t.Errorf("%+v", out)
	}
	plan.send("/v1/imports", append(send, part{"members", "m.csv", strings.Repeat("\n", 4<<20)}), "Idempotency-Key", "l").is(413)
	if left, _ := filepath.Glob(filepath.Join(folder, "*")); len(left) > 0 {
		t.Error(left)
	}
	if _, err := os.Stat(folder); err != nil {
		t.Error(err)
	}
}

// TestImportOnce: sent again with its key, an import is not carried out again, and gets the first answer.
func TestImportOnce(t *testing.T) {
	_, _, plan, _, _ := cast(t)
	send := files(t, villages("D"))
	form := func() (string, string) { // the boundary must be the same
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		_ = w.SetBoundary("jinlin")
		for _, p := range send {
			if p.file != "" {
				to, _ := w.CreateFormFile(p.field, strings.Replace(p.file, "plain", "v.geojson", 1))
				_, _ = to.Write([]byte(p.text))
			} else {
				_ = w.WriteField(p.field, p.text)
			}
		}
		_ = w.Close()
		return b.String(), w.FormDataContentType()
	}
	body, media := form()
	one := plan.do("POST", "/v1/imports", body, "Content-Type", media, "Idempotency-Key", "k").is(200)
	two := plan.do("POST", "/v1/imports", body, "Content-Type", media, "Idempotency-Key", "k").is(200)
	if one.body != two.body || !strings.Contains(one.body, `"made":true`) || two.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%s\n%s", one.body, two.body)
	}
	send[1].text = "T2"
	body, media = form()
	plan.do("POST", "/v1/imports", body, "Content-Type", media, "Idempotency-Key", "k").is(422)
}

// TestImportAsJob: what is large is read at once and taken over by a job.
func TestImportAsJob(t *testing.T) {
	_, _, plan, _, _ := cast(t)
	plan.Workspace.JobHomes = -1
	a := plan.send("/v1/imports", files(t, villages("D", "E"))).is(202)
	var out manage.ImportReport
	a.into(&out)
	if out.Job == nil || out.Areas != nil || a.header.Get("Location") != "/v1/jobs/"+string(out.Job.ID) {
		t.Fatalf("%+v %v", out, a.header)
	}
	runner := &workspace.Runner{Workspace: plan.Workspace}
	for found := true; found; {
		var err error
		found, err = runner.Next(t.Context())
		plan.ok(err)
	}
	plan.do("GET", a.header.Get("Location"), nil).is(200).has(`"state":"done"`, `"area":"E"`)
}

// TestManyImports: while as many are being read as may be, others are asked to come again.
func TestManyImports(t *testing.T) {
	_, _, plan, _, _ := cast(t)
	var slow sync.WaitGroup
	defer slow.Wait()
	for range 2 {
		body, client := io.Pipe()
		defer client.Close()
		slow.Go(func() {
			r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodPost, plan.url+"/v1/imports", body)
			if err != nil {
				t.Error(err)
				return
			}
			r.Header = http.Header{"Content-Type": {"multipart/form-data; boundary=x"}, "Cookie": {plan.cookie}, "X-CSRF-Token": {plan.csrf}}
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			res.Body.Close()
			if res.StatusCode != http.StatusBadRequest {
				t.Error(res.StatusCode)
			}
		})
	}
	for {
		a := plan.send("/v1/imports", nil)
		if a.status == 422 {
			continue // they are on their way
		}
		if a.is(503); a.header.Get("Retry-After") == "" {
			t.Error("nothing about when to come again")
		}
		return
	}
}

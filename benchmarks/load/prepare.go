package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"jinlin/exchange/table"
	"jinlin/fixtures"
	"jinlin/policy"
)

// A county is what is asked about.
type county struct {
	plan  string
	areas []string
	homes []home
}

type home struct{ area, id string }

type job struct {
	ID    string `json:"id"`
	State string `json:"state"`
}

// prepare imports a county, plans it as a job and puts the plan in force, and tells how long each took.
func (s *server) prepare(ctx context.Context, o options, out io.Writer) (*county, error) {
	spec := fixtures.Spec{Kind: fixtures.KindCounty, Seed: o.seed, Villages: o.villages}
	c, files, err := s.tables(spec)
	if err != nil {
		return nil, err
	}
	if _, err := s.send(ctx, http.MethodPut, "/v1/regions/R", map[string]string{"name": "county"}, nil, "If-None-Match", "*"); err != nil {
		return nil, err
	}
	tell(out, "%d areas, %d homes\n", len(c.areas), len(c.homes))
	if err := s.timed(out, "imported", func() error { return s.bring(ctx, files) }); err != nil {
		return nil, err
	}
	if err := s.timed(out, "solved and committed as a job", func() error { c.plan, err = s.planned(ctx); return err }); err != nil {
		return nil, err
	}
	head, err := s.get(ctx, "/v1/plans/"+c.plan, nil)
	if err != nil {
		return nil, err
	}
	err = s.timed(out, "put in force", func() error {
		_, err := s.send(ctx, http.MethodPost, "/v1/plans/"+c.plan+"/publication", struct{}{}, nil, "If-Match", head.Get("ETag"))
		return err
	})
	return c, err
}

// timed tells how long something took, what of it the server computed, and the most memory that it has held so far.
func (s *server) timed(out io.Writer, what string, do func() error) error {
	before, err := s.cpu()
	if err != nil {
		return err
	}
	began := time.Now()
	if err := do(); err != nil {
		return err
	}
	took := time.Since(began)
	after, err1 := s.cpu()
	peak, err2 := s.memory("VmHWM")
	tell(out, "%s in %.1f s, of which the server computed %.1f core seconds; its peak of memory %.0f MiB\n", what, took.Seconds(), (after - before).Seconds(), peak)
	return errors.Join(err1, err2)
}

// tables writes the county as the tables that a township would send.
func (s *server) tables(spec fixtures.Spec) (_ *county, files map[string]string, err error) {
	d := fixtures.Dataset(fixtures.Generate(spec))
	c := &county{}
	for _, v := range d.Villages {
		c.areas = append(c.areas, string(v.ID))
	}
	for _, h := range d.Households {
		c.homes = append(c.homes, home{string(h.Area), string(h.ID)})
	}
	files = map[string]string{"households": filepath.Join(s.dir, "households.csv"), "members": filepath.Join(s.dir, "members.csv")}
	var homes, members bytes.Buffer
	h, m := table.NewHouseholdWriter(&homes, policy.MetricGeodesic), table.NewMemberWriter(&members, policy.MetricGeodesic)
	for _, x := range d.Households {
		err = errors.Join(err, h.Write(x))
	}
	for _, x := range d.Members {
		err = errors.Join(err, m.Write(x))
	}
	err = errors.Join(err, h.Flush(), m.Flush())
	return c, files, errors.Join(err, os.WriteFile(files["households"], homes.Bytes(), 0o600), os.WriteFile(files["members"], members.Bytes(), 0o600))
}

// bring imports the tables and waits for the end.
func (s *server) bring(ctx context.Context, files map[string]string) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := errors.Join(form.WriteField("region", "R"), form.WriteField("datum", "wgs84")); err != nil {
		return err
	}
	for field, name := range files {
		part, err := form.CreateFormFile(field, filepath.Base(name))
		if err != nil {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := part.Write(text); err != nil {
			return err
		}
	}
	if err := form.Close(); err != nil {
		return err
	}
	r, err := s.request(ctx, http.MethodPost, "/v1/imports", form.FormDataContentType(), &body)
	if err != nil {
		return err
	}
	header, err := s.ask(r, nil)
	if err != nil || header.Get("Location") == "" {
		return err
	}
	return s.ended(ctx, header.Get("Location"), nil)
}

// planned solves the county and returns the plan.
func (s *server) planned(ctx context.Context) (string, error) {
	header, err := s.send(ctx, http.MethodPost, "/v1/plans", map[string]any{"regions": []string{"R"}}, nil)
	if err != nil {
		return "", err
	}
	var made struct{ Plan string }
	if err := s.ended(ctx, header.Get("Location"), &made); err != nil {
		return "", err
	}
	if made.Plan == "" {
		return filepath.Base(header.Get("Location")), nil // small enough to be made at once
	}
	return made.Plan, nil
}

// ended waits for a job to be done and reads its result.
func (s *server) ended(ctx context.Context, location string, result any) error {
	u, err := url.Parse(location)
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		var j struct {
			job
			Result  any `json:"result"`
			Failure any `json:"failure"`
		}
		j.Result = result
		if _, err := s.get(ctx, u.Path, &j); err != nil {
			return err
		}
		switch j.State {
		case "queued", "running":
			time.Sleep(20 * time.Millisecond)
		case "failed", "cancelled":
			return fmt.Errorf("job %s %s: %v", j.ID, j.State, j.Failure)
		default: // done, or no job
			return nil
		}
	}
	return ctx.Err()
}

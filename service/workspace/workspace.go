package workspace

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// Config is what a workspace stands on. Store, Guard, Now and Random are needed.
type Config struct {
	Store registry.Store
	Guard *access.Guard
	Now   func() time.Time
	// Random is a source of ids.
	Random io.Reader
	// Wait ends after some time, or with the context; jobs and those who watch them need it.
	Wait func(ctx context.Context, d time.Duration) error
	// Policy names the policy of areas for which nobody has chosen one; "" is yuanshi.
	Policy string
	// JobHomes is the number of homes above which work becomes a job; 0 is 5,000, a negative number makes every work a job.
	JobHomes int
	// BatchHomes is how many homes a batch of a job takes on, in whole areas; 0 is 5,000.
	BatchHomes int
	// Workers is how many areas are solved at once; 0 is one per core.
	Workers int
	// CacheHomes is how many homes of plans that were read are kept in memory, some 640 bytes each; what was made of a plan besides (features, what is
	// explained) counts as so many homes as it weighs. A county of 112,000 homes with all of that is 430,000. 0 is 500,000, a negative number keeps none.
	CacheHomes int
}

// A Workspace is safe for concurrent use.
type Workspace struct {
	Config
	plans   cache
	extents extents
	figures figures
	bell    bell
	ears    ears
}

// New makes a workspace.
func New(c Config) *Workspace {
	for _, x := range []struct {
		at  *int
		def int
	}{{&c.JobHomes, 5000}, {&c.BatchHomes, 5000}, {&c.CacheHomes, 500_000}} {
		if *x.at == 0 {
			*x.at = x.def
		}
	}
	if c.Policy == "" {
		c.Policy = "yuanshi"
	}
	return &Workspace{Config: c, plans: cache{most: c.CacheHomes}}
}

// A missing is something that is not there, told in the same words whether it is so or hidden.
type missing string

func (m missing) Error() string { return "no such " + string(m) }
func (m missing) Unwrap() error { return registry.ErrNotFound }

// orMissing tells that something is not there in the words of refusals.
func orMissing(err error, what string) error {
	if errors.Is(err, registry.ErrNotFound) {
		return missing(what)
	}
	return err
}

// newID draws an id of 80 bits behind a letter that tells what it is of.
func (w *Workspace) newID(kind string) (string, error) {
	var b [10]byte
	if _, err := io.ReadFull(w.Random, b[:]); err != nil {
		return "", err
	}
	return kind + strings.ToLower(base32.StdEncoding.EncodeToString(b[:])), nil
}

// area reads an area in which the caller may do something at all.
func (w *Workspace) area(ctx context.Context, tx registry.Tx, c access.Caller, action access.Action, id engine.AreaID) (registry.Area, access.Leave, error) {
	if !c.Known() {
		_, err := w.Guard.Must(ctx, tx, c, action, access.AtArea(id))
		return registry.Area{}, access.Leave{}, err
	}
	a, err := tx.Area(ctx, id)
	if err != nil {
		return a, access.Leave{}, orMissing(err, "area")
	}
	l, err := w.Guard.Must(ctx, tx, c, action, access.InArea(a))
	return a, l, err
}

// need reads an area in which the caller may do everything of that kind.
func (w *Workspace) need(ctx context.Context, tx registry.Tx, c access.Caller, action access.Action, id engine.AreaID) (registry.Area, error) {
	a, l, err := w.area(ctx, tx, c, action, id)
	if err == nil && l.Extent != access.All {
		err = w.Guard.Need(ctx, tx, c, action, access.InArea(a))
	}
	return a, err
}

// tell writes to the audit trail; detail is anything that becomes JSON, without personal data but ids.
func (w *Workspace) tell(ctx context.Context, tx registry.Tx, c access.Caller, action access.Action, object string, area engine.AreaID, detail any) error {
	b, err := toJSON(detail)
	if err != nil {
		return err
	}
	return tx.AddEntry(ctx, c.Entry(w.Now(), action, object, area, b))
}

func toJSON(v any) ([]byte, error) {
	if v == nil {
		return nil, nil
	}
	return json.Marshal(v)
}

// facts are what an entry says.
type facts map[string]any

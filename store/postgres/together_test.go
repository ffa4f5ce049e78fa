package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/postgres"
)

// home puts one more home into an area, as it is now.
func home(ctx context.Context, tx registry.Tx, id engine.AreaID, h engine.HouseholdID) error {
	a, err := tx.Area(ctx, id)
	if err != nil {
		return err
	}
	_, err = tx.EditRecords(ctx, id, a.Revision, registry.Edit{PutHouseholds: []engine.Household{{ID: h, Area: id}}})
	return err
}

// TestNobodyWaitsForEver: who finds that others came between three times runs alone, and then nobody comes between.
func TestNobodyWaitsForEver(t *testing.T) {
	s := open(t)
	put(t, s, "a", 0)
	write := func(h string) error {
		return s.Write(t.Context(), func(tx registry.Tx) error { return home(t.Context(), tx, "a", engine.HouseholdID(h)) })
	}
	var runs int
	late := make(chan error, 1)
	err := s.Write(t.Context(), func(tx registry.Tx) error {
		runs++
		if _, err := tx.Area(t.Context(), "a"); err != nil {
			return err
		}
		if runs <= 3 {
			if err := write(string(rune('0' + runs))); err != nil {
				return err
			}
		} else {
			go func() { late <- write("late") }()
			select {
			case <-late:
				return errors.New("another wrote while one ran alone")
			case <-time.After(100 * time.Millisecond):
			}
		}
		return home(t.Context(), tx, "a", "mine")
	})
	if err != nil || runs != 4 {
		t.Fatalf("%v after %d runs, want 4", err, runs)
	}
	if err := <-late; err != nil {
		t.Fatal(err)
	}
	if got := homes(t, s, "a"); got != 5 {
		t.Fatalf("%d homes, want 5", got)
	}
}

// TestSwallowedClash: a transaction that did not fit runs again, also where its function hides the error.
func TestSwallowedClash(t *testing.T) {
	s := open(t)
	put(t, s, "a", 0)
	var runs int
	err := s.Write(t.Context(), func(tx registry.Tx) error {
		runs++
		_, _ = tx.Area(t.Context(), "a")
		if runs == 1 {
			if err := s.Write(t.Context(), func(tx registry.Tx) error { return home(t.Context(), tx, "a", "other") }); err != nil {
				return err
			}
		}
		_ = home(t.Context(), tx, "a", "mine")
		return nil
	})
	if got := homes(t, s, "a"); err != nil || runs != 2 || got != 2 {
		t.Fatalf("%v after %d runs, %d homes; want 2 and 2", err, runs, got)
	}
}

// draft keeps a plan of areas.
func draft(ctx context.Context, tx registry.Tx, id registry.PlanID, areas ...engine.AreaID) error {
	p := registry.Plan{ID: id}
	for _, a := range areas {
		p.Areas = append(p.Areas, registry.PlanArea{Area: a, Hash: registry.HashOf(nil)})
	}
	return errors.Join(tx.PutAreaPlan(ctx, registry.HashOf(nil), nil, time.Time{}), tx.AddPlan(ctx, p))
}

// publish puts a plan in force.
func publish(ctx context.Context, tx registry.Tx, id registry.PlanID) error {
	p, err := tx.Plan(ctx, id)
	if err != nil {
		return err
	}
	return tx.Publish(ctx, id, p.Revision)
}

// TestNoSkew: two plans take the two areas of a third at once; each sees it in force in the other's area, and yet it is superseded.
func TestNoSkew(t *testing.T) {
	s := open(t)
	put(t, s, "a", 0)
	put(t, s, "b", 0)
	ctx := t.Context()
	err := s.Write(ctx, func(tx registry.Tx) error {
		return errors.Join(draft(ctx, tx, "both", "a", "b"), draft(ctx, tx, "one", "a"), draft(ctx, tx, "two", "b"), publish(ctx, tx, "both"))
	})
	if err != nil {
		t.Fatal(err)
	}
	var runs int
	err = s.Write(ctx, func(tx registry.Tx) error {
		runs++
		if err := publish(ctx, tx, "one"); err != nil || runs > 1 {
			return err
		}
		return s.Write(ctx, func(tx registry.Tx) error { return publish(ctx, tx, "two") })
	})
	if err != nil || runs != 2 {
		t.Fatalf("%v after %d runs, want 2", err, runs)
	}
	err = s.Read(ctx, func(tx registry.Tx) error {
		p, err := tx.Plan(ctx, "both")
		if p.Status != registry.PlanSuperseded {
			t.Errorf("the plan that is in force nowhere is %s", p.Status)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestBusy: a lock of somebody else is waited for, but not for ever, and not for longer than the caller does.
func TestBusy(t *testing.T) {
	dsn := database(t)
	s := at(t, dsn+"&lock_timeout=200ms", postgres.Options{})
	put(t, s, "a", 1)
	other, err := connect(t, dsn).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	patient := at(t, dsn+"&lock_timeout=1h", postgres.Options{})
	editIn := func(ctx context.Context, s registry.Store) error {
		return s.Write(ctx, func(tx registry.Tx) error { return home(ctx, tx, "a", "mine") })
	}
	edit := func(ctx context.Context) error { return editIn(ctx, s) }
	if _, err := other.Exec(t.Context(), "SELECT FROM jinlin.areas FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	if err := edit(t.Context()); !errors.Is(err, registry.ErrBusy) {
		t.Errorf("got %v, want %v", err, registry.ErrBusy)
	}
	brief, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := editIn(brief, patient); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
	if _, err := other.Exec(t.Context(), "LOCK TABLE jinlin.turn"); err != nil {
		t.Fatal(err)
	}
	if err := edit(t.Context()); !errors.Is(err, registry.ErrBusy) {
		t.Errorf("got %v, want %v", err, registry.ErrBusy)
	}
	if got := homes(t, s, "a"); got != 1 { // readers wait for nobody
		t.Errorf("%d homes, want 1", got)
	}
	if err := errors.Join(other.Rollback(t.Context()), edit(t.Context())); err != nil {
		t.Fatal(err)
	}
}

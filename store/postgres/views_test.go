package postgres_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/postgres"
)

// square is a ring of one degree around a corner.
func square(lon, lat float64) orb.Ring {
	return orb.Ring{{lon, lat}, {lon + 1, lat}, {lon + 1, lat + 1}, {lon, lat + 1}, {lon, lat}}
}

// TestViews reads what GIS programs read, as a login that may do nothing else.
func TestViews(t *testing.T) {
	dsn := database(t)
	s := at(t, dsn, postgres.Options{})
	err := s.Write(t.Context(), func(tx registry.Tx) error {
		revision, err := tx.PutArea(t.Context(), registry.Area{ID: "a", Boundary: orb.MultiPolygon{{square(114, 37)}}})
		if err != nil {
			return err
		}
		revision, err = tx.EditRecords(t.Context(), "a", revision, registry.Edit{
			PutHouseholds: []engine.Household{{ID: "h", Area: "a", Location: orb.Point{114.5, 37.5}}, {ID: "gone", Area: "a", Location: orb.Point{114.1, 37.1}}},
			PutMembers: []engine.Member{{ID: "m", Area: "a", Household: "h"}, {ID: "n", Area: "a", Located: true, Location: orb.Point{114.25, 37.75}},
				{ID: "o", Area: "a"}},
			HouseholdContacts: map[engine.HouseholdID]registry.Contact{"h": {Name: "Zhang", Phone: "13800000000"}},
		})
		if err != nil {
			return err
		}
		if _, err := tx.EditRecords(t.Context(), "a", revision, registry.Edit{DropHouseholds: []engine.HouseholdID{"gone"}}); err != nil {
			return err
		}
		// A ring that is not closed is kept as it is, and is no shape.
		_, err = tx.PutArea(t.Context(), registry.Area{ID: "b", Boundary: orb.MultiPolygon{{square(115, 37)[:4]}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	conn := connect(t, dsn)
	if _, err := conn.Exec(t.Context(), `DROP ROLE IF EXISTS gis; CREATE ROLE gis; GRANT USAGE ON SCHEMA jinlin_view TO gis;
		GRANT SELECT ON ALL TABLES IN SCHEMA jinlin_view TO gis; SET ROLE gis`); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"SELECT string_agg(id || ' ' || ST_AsText(place), ', ' ORDER BY id) FROM jinlin_view.homes":                                "h POINT(114.5 37.5)",
		"SELECT string_agg(id || ' ' || coalesce(ST_AsText(place), '-'), ', ' ORDER BY id) FROM jinlin_view.members":               "m POINT(114.5 37.5), n POINT(114.25 37.75), o -",
		"SELECT string_agg(id || ' ' || coalesce(ST_Area(shape)::text, '-'), ', ' ORDER BY id) FROM jinlin_view.areas":             "a 1, b -",
		"SELECT a.id FROM jinlin_view.areas a JOIN jinlin_view.homes h ON ST_Contains(a.shape, h.place) AND ST_SRID(place) = 4326": "a",
	} {
		var got string
		if err := conn.QueryRow(t.Context(), query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", query, got, err, want)
		}
	}
	var n int
	if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM jinlin.household_contacts").Scan(&n); err == nil {
		t.Error("a login for the views read the contacts")
	}
}

// TestViewsOfPlans: circles and links are those of the plan in force, and of no other.
func TestViewsOfPlans(t *testing.T) {
	dsn := database(t)
	s := at(t, dsn, postgres.Options{})
	err := s.Write(t.Context(), func(tx registry.Tx) error {
		revision, err := tx.PutArea(t.Context(), registry.Area{ID: "a"})
		if err != nil {
			return err
		}
		_, err = tx.EditRecords(t.Context(), "a", revision, registry.Edit{
			PutHouseholds: []engine.Household{{ID: "h1", Area: "a", Location: orb.Point{114.5, 37.5}}, {ID: "h2", Area: "a", Location: orb.Point{114.5, 37.625}}},
			PutMembers:    []engine.Member{{ID: "m", Area: "a", Household: "h1"}, {ID: "n", Area: "a", Located: true, Location: orb.Point{114.25, 37.75}}},
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	conn := connect(t, dsn)
	want := func(query, want string) {
		t.Helper()
		var got string
		if err := conn.QueryRow(t.Context(), query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", query, got, err, want)
		}
	}
	const links = `SELECT coalesce(string_agg(concat_ws(' ', home, member, plan, circle, locked, distance_m, coalesce(ST_AsText(line), '-')), ', ' ORDER BY home), 'none') FROM jinlin_view.links`
	const circles = `SELECT coalesce(string_agg(concat_ws(' ', id, area, plan, number, homes, members, capacity, radius_m, ST_AsText(place),
		(ST_Area(shape::geography) / 1000)::bigint), ', ' ORDER BY id), 'none') FROM jinlin_view.circles`
	draw := func(id registry.PlanID, d registry.Drawing) {
		t.Helper()
		hash := registry.HashOf([]byte(id))
		err := s.Write(t.Context(), func(tx registry.Tx) error {
			display, ok := tx.(registry.Display)
			if !ok {
				return errors.New("nothing is shown")
			}
			if err := display.Draw(t.Context(), hash, d); !errors.Is(err, registry.ErrNotFound) {
				return fmt.Errorf("an area plan that is not there was drawn: %w", err)
			}
			if err := tx.PutAreaPlan(t.Context(), hash, []byte(id), time.Unix(0, 0)); err != nil {
				return err
			}
			if err := display.Draw(t.Context(), hash, d); err != nil {
				return err
			}
			return tx.AddPlan(t.Context(), registry.Plan{ID: id, Areas: []registry.PlanArea{{Area: "a", Hash: hash}}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	publish := func(id registry.PlanID) {
		t.Helper()
		err := s.Write(t.Context(), func(tx registry.Tx) error {
			p, err := tx.PlanHead(t.Context(), id)
			if err != nil {
				return err
			}
			return tx.Publish(t.Context(), id, p.Revision)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	circle := engine.Circle{ID: "a-1", Number: 1, Center: orb.Point{114.5, 37.5}, Homes: 2, Members: 2, Capacity: 60, RadiusMM: 100_000}
	draw("p", registry.Drawing{Circles: []engine.Circle{circle}, Links: []engine.Home{
		{ID: "h2", Member: "m", Circle: "a-1", DistanceMM: 12_345, State: engine.HomeLocked},
		{ID: "gone", Member: "n", DistanceMM: 1_000, State: engine.HomeLinked},
		{ID: "h1", Member: "n", Circle: "a-1", DistanceMM: 2_000, State: engine.HomeLinked},
	}})
	draw("q", registry.Drawing{})
	want(links, "none")
	want(circles, "none")
	publish("p")
	want(links, "gone n p f 1 -, h1 n p a-1 f 2 LINESTRING(114.25 37.75,114.5 37.5), "+
		"h2 m p a-1 t 12.345 LINESTRING(114.5 37.5,114.5 37.625)")
	want(circles, "a-1 a p 1 2 2 60 100 POINT(114.5 37.5) 31")
	publish("q")
	want(links, "none")
	want(circles, "none")
}

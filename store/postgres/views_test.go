package postgres_test

import (
	"testing"

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

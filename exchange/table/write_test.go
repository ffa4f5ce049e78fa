package table

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/policy"
)

// Text as readers leave it: without outer blanks and full-width forms.
var (
	ids   = rapid.StringMatching(`[+@'"A-Z,-][A-Za-z0-9 ,"'村组]{0,8}[A-Za-z0-9"'村]`)
	texts = rapid.OneOf(rapid.Just(""), rapid.StringMatching(`[=+@'"A-Z,-][A-Za-z0-9 ,"'村组\n]{0,8}[A-Za-z0-9"'村]`))
	lists = rapid.OneOf(rapid.Just[[]string](nil), rapid.SliceOfN(rapid.StringMatching(`[A-Za-z0-9=村,"][A-Za-z0-9 ]{0,4}[a-z]`), 1, 4))
)

// degrees draws a coordinate with 7 decimals.
func degrees(most int) *rapid.Generator[float64] {
	return rapid.Map(rapid.IntRange(-most*1e7, most*1e7), func(n int) float64 { return float64(n) / 1e7 })
}

func TestWhatIsWrittenReadsBack(t *testing.T) {
	points := rapid.Custom(func(t *rapid.T) orb.Point {
		return orb.Point{degrees(180).Draw(t, "lon"), degrees(90).Draw(t, "lat")}
	})
	own := rapid.OneOf(rapid.Just[*int](nil), rapid.Ptr(rapid.IntRange(0, 9), false))
	rapid.Check(t, func(t *rapid.T) {
		roundTrip(t, exchange.Households(), Households, NewHouseholdWriter, rapid.Custom(func(t *rapid.T) engine.Household {
			return engine.Household{
				ID: engine.HouseholdID(ids.Draw(t, "id")), Area: engine.AreaID(ids.Draw(t, "area")), Location: points.Draw(t, "at"),
				Weight: rapid.IntRange(1, policy.MaxCount).Draw(t, "weight"), Priority: rapid.IntRange(0, 2).Draw(t, "priority"),
				Group: texts.Draw(t, "group"), Services: lists.Draw(t, "services"), Association: texts.Draw(t, "association"),
				Residents: rapid.IntRange(0, 9).Draw(t, "residents"), Preferences: ranked[engine.MemberID](t),
			}
		}))
		roundTrip(t, exchange.Members(), Members, NewMemberWriter, rapid.Custom(func(t *rapid.T) engine.Member {
			m := engine.Member{
				ID: engine.MemberID(ids.Draw(t, "id")), Area: engine.AreaID(ids.Draw(t, "area")), Household: engine.HouseholdID(ids.Draw(t, "home")),
				Status: rapid.SampledFrom([]string{"active", "age", "away", "unable", "declined"}).Draw(t, "status"), Capable: rapid.Bool().Draw(t, "capable"),
				Title: texts.Draw(t, "title"), Organisation: texts.Draw(t, "organisation"), Skills: lists.Draw(t, "skills"), Association: texts.Draw(t, "association"),
				Located: rapid.Bool().Draw(t, "located"), Duty: []engine.AreaID{"V1", "V2"}, Source: texts.Draw(t, "source"),
				Nomination: rapid.SampledFrom([]string{"", "nominated", "reviewed", "publicised", "appointed"}).Draw(t, "nomination"), Preferences: ranked[engine.HouseholdID](t),
			}
			if m.Located {
				m.Location = points.Draw(t, "at")
			}
			if m.MinLoad, m.MaxLoad = own.Draw(t, "min"), own.Draw(t, "max"); m.MinLoad != nil && m.MaxLoad != nil && *m.MinLoad > *m.MaxLoad {
				m.MinLoad = nil
			}
			return m
		}))
		roundTrip(t, exchange.Sites(), Sites, NewSiteWriter, rapid.Custom(func(t *rapid.T) engine.Site {
			return engine.Site{ID: engine.SiteID(ids.Draw(t, "id")), Area: engine.AreaID(ids.Draw(t, "area")), Household: engine.HouseholdID(ids.Draw(t, "home")),
				Location: points.Draw(t, "at"), Public: rapid.Bool().Draw(t, "public"), Use: engine.SiteRequired, Cost: own.Draw(t, "cost"), Capacity: own.Draw(t, "capacity")}
		}))
		locks := func(w io.Writer, _ policy.Metric) *Writer[exchange.Lock] { return NewLockWriter(w) }
		roundTrip(t, exchange.Locks(), Locks, locks, rapid.Custom(func(t *rapid.T) exchange.Lock {
			return exchange.Lock{Pair: engine.Pair{Household: engine.HouseholdID(ids.Draw(t, "home")), Member: engine.MemberID(ids.Draw(t, "member"))}, Kind: exchange.LockKeep}
		}))
	})
}

// TestExactWritersLoseNothing: every bit of a coordinate comes back, though the file is said to be in another datum.
func TestExactWritersLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")}
		m := rapid.SampledFrom([]policy.Metric{policy.MetricGeodesic, policy.MetricPlanar}).Draw(t, "metric")
		o := exchange.Options{Metric: m, Datum: geo.GCJ02}
		exact(t, NewExactHouseholdWriter, Households, m, o, engine.Household{ID: "H1", Area: "V", Location: at, Weight: 1})
		exact(t, NewExactMemberWriter, Members, m, o, engine.Member{ID: "M1", Area: "V", Location: at, Located: true, Status: policy.StatusActive})
		exact(t, NewExactMemberWriter, Members, m, o, engine.Member{ID: "M1", Area: "V", Household: "H1", Status: policy.StatusActive})
		exact(t, NewExactSiteWriter, Sites, m, o, engine.Site{ID: "S1", Area: "V", Location: at, Use: engine.SiteCandidate})
	})
}

func exact[T any](t *rapid.T, write func(io.Writer, policy.Metric) *Writer[T], read read1[T], m policy.Metric, o exchange.Options, want T) {
	var b bytes.Buffer
	w := write(&b, m)
	if w.Write(want) != nil || w.Flush() != nil {
		t.Fatal("not written")
	}
	for r, err := range read(&b, o) {
		if err != nil || !reflect.DeepEqual(r.Value, want) {
			t.Fatalf("%v: read %+v, wrote %+v", err, r.Value, want)
		}
	}
}

func roundTrip[T any](t *rapid.T, k exchange.Kind[T], read read1[T], write func(io.Writer, policy.Metric) *Writer[T], g *rapid.Generator[T]) {
	records := rapid.SliceOfNDistinct(g, 0, 4, k.Key).Draw(t, k.Name)
	var b bytes.Buffer
	w := write(&b, policy.MetricGeodesic)
	for _, r := range records {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var got []T
	for r, err := range read(bytes.NewReader(b.Bytes()), exchange.Options{Report: func(i exchange.Issue) { t.Fatalf("%v\n%s", i, b.String()) }}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.Value)
	}
	if !reflect.DeepEqual(got, records) && len(got)+len(records) > 0 {
		t.Fatalf("read\n%+v\nwrote\n%+v\n%s", got, records, b.String())
	}
}

func TestAListEntryWithASeparatorIsRefused(t *testing.T) {
	w := NewHouseholdWriter(io.Discard, policy.MetricGeodesic)
	if err := w.Write(engine.Household{Services: []string{"a;b"}}); err == nil || w.Flush() == nil {
		t.Error("written")
	}
}

func TestPlanTables(t *testing.T) {
	plan := engine.Draft{
		Area: "V1",
		Homes: []engine.Home{
			{ID: "H1", State: engine.HomeOwn, Member: "M1", Circle: "V1-1"},
			{ID: "H2", State: engine.HomeLinked, Member: "M1", DistanceMM: 12345, Circle: "V1-1", CenterMM: 500000, Deputy: "M2", DeputyMM: 7},
			{ID: "H3", State: engine.HomeUnserved},
		},
		Members:  []engine.Server{{ID: "M1", Eligible: true, Circle: "V1-1", Load: 1}, {ID: "M2", Excluded: "age"}},
		Circles:  []engine.Circle{{ID: "V1-1", Number: 1, Site: "H1", Household: "H1", Homes: 2, Members: 1, Capacity: 30, RadiusMM: 500000, TotalMM: 500001, DiameterMM: -1}},
		Slots:    []engine.Slot{{Circle: "V1-1", Role: "leader", Number: 1, Member: "M1"}, {Circle: "V1-1", Role: "cadre", Number: 1}},
		Unserved: []engine.Unserved{{Household: "H3", Stage: engine.StageCircle, Reason: engine.ReasonNoCircle, Nearest: "M1", NearestMM: 500400}},
	}.Build()
	for want, write := range map[string]func(io.Writer) *Writer[engine.Plan]{
		`village,household,state,member,distance_m,circle,center_m,deputy,deputy_m,stage,reason,nearest,nearest_m,services
V1,H1,own,M1,0.000,V1-1,0.000,,,,,,,
V1,H2,linked,M1,12.345,V1-1,500.000,M2,0.007,,,,,
V1,H3,unserved,,,,,,,circle,no_valid_circle,M1,500.400,
`: NewLinkWriter,
		`village,circle,number,site,household,homes,members,capacity,radius_m,mean_m,diameter_m,team
V1,V1-1,1,H1,H1,2,1,30,500.000,250.000,,leader M1; cadre -
`: NewCircleWriter,
		`village,member,eligible,excluded,circle,load,deputised,role
V1,M1,yes,,V1-1,1,0,leader
V1,M2,no,age,,0,0,
`: NewLoadWriter,
	} {
		var b strings.Builder
		w := write(&b)
		if err := w.Write(plan); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil || b.String() != "\uFEFF"+want {
			t.Errorf("wrote %v\n%s\nexpected\n%s", err, b.String(), want)
		}
	}
}

func TestACoordinateThatIsNoneIsRefused(t *testing.T) {
	w := NewHouseholdWriter(io.Discard, policy.MetricPlanar)
	if err := w.Write(engine.Household{ID: "H1", Location: orb.Point{math.NaN(), 1}}); err == nil {
		t.Error("written")
	}
}

// ranked draws a ranking with ties.
func ranked[ID ~string](t *rapid.T) engine.Ranking[ID] {
	var r engine.Ranking[ID]
	rank := 0
	for i := range rapid.IntRange(0, 4).Draw(t, "ranked") {
		if i == 0 || !rapid.Bool().Draw(t, "as wanted as the one before") {
			rank++
		}
		r = append(r, engine.Ranked[ID]{ID: ID(fmt.Sprintf("R%d", 9-i)), Rank: rank})
	}
	return r
}

package geojson_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/geo"
	"jinlin/policy"
)

// drawPlan draws any draft, also senseless ones: the format must hold what a mutation test puts in.
func drawPlan(t *rapid.T, area engine.AreaID) engine.Plan {
	text := rapid.StringN(0, 6, -1)
	mm := rapid.Int64Range(-2, 1<<40)
	count := rapid.IntRange(0, 1<<20)
	prices := rapid.OneOf(rapid.Just[[]int64](nil), rapid.SliceOfN(rapid.Int64(), 0, 3))
	homes := rapid.OneOf(rapid.Just[[]engine.HouseholdID](nil), rapid.SliceOfN(rapid.Map(text, to[engine.HouseholdID]), 0, 3))
	words := rapid.OneOf(rapid.Just[[]string](nil), rapid.SliceOfN(text, 0, 3))
	cut := rapid.Custom(func(t *rapid.T) *engine.Cut {
		return &engine.Cut{Homes: homes.Draw(t, "homes"), Members: []engine.MemberID{to[engine.MemberID](text.Draw(t, "m"))}, Room: count.Draw(t, "room"), Missing: count.Draw(t, "missing")}
	})
	cuts := []*engine.Cut{nil, cut.Draw(t, "cut"), cut.Draw(t, "cut")}
	kinds := rapid.SampledFrom([]engine.ProofKind{engine.Certified, engine.Searched, engine.Bounded, engine.Kept, engine.Unchecked, engine.NotSolved, ""})
	linkProof := rapid.Custom(func(t *rapid.T) engine.LinkProof {
		return engine.LinkProof{Kind: kinds.Draw(t, "kind"), Tiers: []policy.Tier{policy.TierLoad, policy.TierDistance}, Value: prices.Draw(t, "value"), Bound: prices.Draw(t, "bound"),
			Scale: rapid.Int64Range(0, 9).Draw(t, "scale"), ChangePrice: prices.Draw(t, "change price")}
	})
	d := engine.Draft{
		Area: area, Input: text.Draw(t, "input"), Ground: text.Draw(t, "ground"),
		Metric: policy.MetricGeodesic, Datum: rapid.SampledFrom([]geo.Datum{geo.WGS84, geo.GCJ02, ""}).Draw(t, "datum"),
		Homes: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) engine.Home {
			return engine.Home{
				ID: engine.HouseholdID(text.Draw(t, "id")), Circle: engine.CircleID(text.Draw(t, "circle")), CenterMM: mm.Draw(t, "mm"),
				State:  rapid.SampledFrom([]engine.HomeState{engine.HomeLinked, engine.HomeLocked, engine.HomeChosen, engine.HomeOwn, engine.HomeUnserved}).Draw(t, "state"),
				Member: engine.MemberID(text.Draw(t, "member")), DistanceMM: mm.Draw(t, "mm"), Deputy: engine.MemberID(text.Draw(t, "deputy")),
				DeputyMM: mm.Draw(t, "mm"), Group: engine.GroupID(text.Draw(t, "group")), Choice: engine.MemberID(text.Draw(t, "choice")), Before: engine.MemberID(text.Draw(t, "before")), OpenMember: engine.MemberID(text.Draw(t, "open")), OpenMM: mm.Draw(t, "mm"), CirclePriceMM: mm.Draw(t, "mm"),
			}
		}), 0, 5).Draw(t, "homes"),
		Members: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) engine.Server {
			return engine.Server{
				ID: engine.MemberID(text.Draw(t, "id")), Eligible: rapid.Bool().Draw(t, "eligible"), Excluded: text.Draw(t, "excluded"),
				Anchor: engine.HouseholdID(text.Draw(t, "anchor")), Circle: engine.CircleID(text.Draw(t, "circle")), Load: count.Draw(t, "load"),
				Deputised: count.Draw(t, "deputised"), Price: prices.Draw(t, "price"), OpenPrice: prices.Draw(t, "open"), DeputyPrice: prices.Draw(t, "deputy"),
			}
		}), 0, 4).Draw(t, "members"),
		Circles: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) engine.Circle {
			return engine.Circle{
				ID: engine.CircleID(text.Draw(t, "id")), Number: count.Draw(t, "number"), Site: engine.SiteID(text.Draw(t, "site")),
				Household: engine.HouseholdID(text.Draw(t, "home")), Center: orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")},
				Public: rapid.Bool().Draw(t, "public"), Homes: count.Draw(t, "homes"), Members: count.Draw(t, "members"), Capacity: count.Draw(t, "capacity"),
				RadiusMM: mm.Draw(t, "mm"), TotalMM: mm.Draw(t, "mm"), DiameterMM: mm.Draw(t, "mm"),
			}
		}), 0, 3).Draw(t, "circles"),
		Slots: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) engine.Slot {
			return engine.Slot{Circle: engine.CircleID(text.Draw(t, "circle")), Role: text.Draw(t, "role"), Number: count.Draw(t, "n"), Member: engine.MemberID(text.Draw(t, "m"))}
		}), 0, 3).Draw(t, "slots"),
		Groups: rapid.OneOf(rapid.Just[[]engine.Group](nil), rapid.SliceOfN(rapid.Custom(func(t *rapid.T) engine.Group {
			return engine.Group{
				ID: engine.GroupID(text.Draw(t, "id")), Number: count.Draw(t, "number"), Name: text.Draw(t, "name"), Household: engine.HouseholdID(text.Draw(t, "home")),
				Center: orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")},
				Homes:  count.Draw(t, "homes"), Members: count.Draw(t, "members"), Weight: mm.Draw(t, "weight"), RadiusMM: mm.Draw(t, "mm"), TotalMM: mm.Draw(t, "mm"),
			}
		}), 0, 3)).Draw(t, "groups"),
		GroupSlots: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) engine.GroupSlot {
			return engine.GroupSlot{Group: engine.GroupID(text.Draw(t, "group")), Role: text.Draw(t, "role"), Number: count.Draw(t, "n"), Member: engine.MemberID(text.Draw(t, "m"))}
		}), 0, 3).Draw(t, "group slots"),
		Unserved: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) engine.Unserved {
			return engine.Unserved{Household: engine.HouseholdID(text.Draw(t, "h")), Stage: engine.StageLink, Reason: engine.ReasonFull,
				Nearest: engine.MemberID(text.Draw(t, "m")), NearestMM: mm.Draw(t, "mm"), Services: words.Draw(t, "services"), Cut: rapid.SampledFrom(cuts).Draw(t, "cut")}
		}), 0, 4).Draw(t, "unserved"),
		Shortfalls: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) engine.Shortfall {
			return engine.Shortfall{Kind: engine.ShortfallLoad, Circle: engine.CircleID(text.Draw(t, "c")), Group: engine.GroupID(text.Draw(t, "g")), Member: engine.MemberID(text.Draw(t, "m")),
				Role: text.Draw(t, "role"), Missing: count.Draw(t, "missing"), Cut: rapid.SampledFrom(cuts).Draw(t, "cut")}
		}), 0, 3).Draw(t, "shortfalls"),
		Fixes: []engine.Fix{{Kind: engine.FixAddMember, Household: "H1", Homes: count.Draw(t, "homes"), Places: count.Draw(t, "places"), Services: words.Draw(t, "services"),
			Association: text.Draw(t, "association")}},
		Borders: engine.Borders{Solved: true, Served: 1, OpenServed: 2, BothHomes: 3, SumMM: mm.Draw(t, "mm"), OpenSumMM: mm.Draw(t, "mm"),
			LoadMin: 4, LoadMax: 5, OpenLoadMin: 6, OpenLoadMax: 7},
		Selection: rapid.OneOf(rapid.Just[*engine.Selection](nil), rapid.Custom(func(t *rapid.T) *engine.Selection {
			return &engine.Selection{Kind: kinds.Draw(t, "kind"), Pairs: count.Draw(t, "pairs"), Bound: count.Draw(t, "bound"), Blocking: rapid.SampledFrom([][]engine.Pair{nil, {},
				{{Household: "H1", Member: "M1"}, {Household: "H2"}}}).Draw(t, "blocking")}
		})).Draw(t, "selection"),
		Rebalance: rapid.OneOf(rapid.Just[*engine.Rebalance](nil), rapid.Custom(func(t *rapid.T) *engine.Rebalance {
			return &engine.Rebalance{Mode: rapid.SampledFrom([]engine.RebalanceMode{engine.RebalanceLeast, engine.RebalanceAtMost, ""}).Draw(t, "mode"),
				MaxChanges: count.Draw(t, "max"), Resited: rapid.Bool().Draw(t, "resited"), From: text.Draw(t, "from"),
				Voluntary: count.Draw(t, "voluntary"), Forced: count.Draw(t, "forced"), NextCircle: count.Draw(t, "next"), NextGroup: count.Draw(t, "next group")}
		})).Draw(t, "rebalance"),
		Proof: engine.Proof{
			Held:      engine.HeldProof{Kind: kinds.Draw(t, "kind"), Counted: [3]int{1, 2, 3}, CountedBound: [3]int{4, 5, 6}, Placed: [3]int{7, 8, 9}, PlacedBound: [3]int{10, 11, 12}},
			Shortfall: engine.BoundProof{Kind: kinds.Draw(t, "kind"), Value: mm.Draw(t, "v"), Bound: mm.Draw(t, "b")},
			Circles: engine.CountProof{Kind: kinds.Draw(t, "kind"), Value: 3, Bound: 2, Parts: rapid.OneOf(rapid.Just[[]engine.PartBound](nil), rapid.Just([]engine.PartBound{
				{Kind: engine.PartDual, Bound: 2, Homes: homes.Draw(t, "homes"), Weights: prices.Draw(t, "w"), Most: 9}, {Kind: engine.PartOne, Bound: 1}})).Draw(t, "parts")},
			Farthest: engine.BoundProof{Kind: kinds.Draw(t, "kind"), Value: mm.Draw(t, "v"), Bound: mm.Draw(t, "b")},
			Distance: engine.BoundProof{Kind: kinds.Draw(t, "kind"), Value: mm.Draw(t, "v"), Bound: mm.Draw(t, "b")},
			Groups: engine.GroupProof{Kind: kinds.Draw(t, "kind"), Violation: mm.Draw(t, "v"), ViolationBound: mm.Draw(t, "b"), Spread: mm.Draw(t, "v"), SpreadBound: mm.Draw(t, "b"),
				Compactness: mm.Draw(t, "v"), CompactnessBound: mm.Draw(t, "b"), Reasons: rapid.OneOf(rapid.Just[[]engine.GroupReason](nil), rapid.Just([]engine.GroupReason{
					{Kind: engine.GroupsNoCount, Homes: homes.Draw(t, "homes"), Size: 13}, {Kind: engine.GroupsFew, Pieces: 4}})).Draw(t, "reasons")},
			Links: linkProof.Draw(t, "links"), Open: linkProof.Draw(t, "open"), Deputies: linkProof.Draw(t, "deputies"),
		},
	}
	return d.Build()
}

func to[T ~string](s string) T { return T(s) }

func TestPlansReadBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plans := []engine.Plan{drawPlan(t, "V1"), drawPlan(t, "V 2\n\"")}
		head := geojson.Header{Metric: policy.MetricGeodesic, Datum: geo.GCJ02, Policy: json.RawMessage(`{"reach_m":500}`)}
		text := write(t, head, plans, json.RawMessage(`{"homes":2}`))
		doc, err := geojson.ReadPlans(bytes.NewReader(text), "plan.geojson")
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if !reflect.DeepEqual(doc.Plans, plans) {
			t.Fatalf("read\n%+v\nwrote\n%+v\n%s", doc.Plans, plans, text)
		}
		if !reflect.DeepEqual(doc.Header, head) || string(doc.Summary) != `{"homes":2}` {
			t.Fatalf("read %+v, %s", doc.Header, doc.Summary)
		}
		if !json.Valid(text) {
			t.Fatalf("no JSON: %s", text)
		}
	})
}

type fataler interface{ Fatal(...any) }

func write(t fataler, head geojson.Header, plans []engine.Plan, summary json.RawMessage) []byte {
	var b bytes.Buffer
	w := geojson.NewPlanWriter(&b, head)
	for _, p := range plans {
		if err := w.Area(engine.Problem{Area: p.Area()}, p); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(summary); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// county is n areas of 540 homes and 41 members each.
func county(n int) ([]engine.Problem, []engine.Plan) {
	var problems []engine.Problem
	var plans []engine.Plan
	for v := range n {
		p := engine.Problem{Area: engine.AreaID(fmt.Sprintf("130132%06d", v)), Policy: policy.Default()}
		d := engine.Draft{Area: p.Area, Input: "abc", Ground: "geodesic wgs84 v1", Metric: policy.MetricGeodesic, Datum: geo.WGS84}
		for i := range 540 {
			id := engine.HouseholdID(fmt.Sprintf("%s-H%04d", p.Area, i))
			at := orb.Point{114.5 + float64(v)*0.01 + float64(i%30)*0.000181234, 37.7 + float64(i/30)*0.00014321}
			p.Households = append(p.Households, engine.Household{ID: id, Area: p.Area, Location: at, Weight: 1, Group: "三组"})
			if i < 41 {
				m := engine.MemberID(fmt.Sprintf("%s-M%03d", p.Area, i))
				p.Members = append(p.Members, engine.Member{ID: m, Area: p.Area, Household: id, Title: "member"})
				d.Members = append(d.Members, engine.Server{ID: m, Eligible: true, Anchor: id, Circle: "c-1", Load: 13, Price: []int64{0, 0, 0, 0, 17, 123456}})
			}
			d.Homes = append(d.Homes, engine.Home{ID: id, Circle: "c-1", CenterMM: 123456, State: engine.HomeLinked,
				Member: engine.MemberID(fmt.Sprintf("%s-M%03d", p.Area, i%41)), DistanceMM: int64(i) * 997, CirclePriceMM: 400000})
		}
		for c := range 2 {
			d.Circles = append(d.Circles, engine.Circle{ID: engine.CircleID(fmt.Sprintf("%s-%d", p.Area, c+1)), Number: c + 1, Center: p.Households[c*100].Location, DiameterMM: -1})
		}
		problems, plans = append(problems, p), append(plans, d.Build())
	}
	return problems, plans
}

type discard struct{ n int }

func (d *discard) Write(p []byte) (int, error) { d.n += len(p); return len(p), nil }

func BenchmarkWriteCounty(b *testing.B) {
	problems, plans := county(208)
	b.ReportAllocs()
	for b.Loop() {
		var d discard
		w := geojson.NewPlanWriter(&d, geojson.Header{})
		for i := range plans {
			if err := w.Area(problems[i], plans[i]); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Close(nil); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(d.n))
	}
}

func BenchmarkReadCounty(b *testing.B) {
	problems, plans := county(208)
	var buf bytes.Buffer
	w := geojson.NewPlanWriter(&buf, geojson.Header{})
	for i := range plans {
		if err := w.Area(problems[i], plans[i]); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(nil); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(buf.Len()))
	b.ReportAllocs()
	for b.Loop() {
		doc, err := geojson.ReadPlans(bytes.NewReader(buf.Bytes()), "plan")
		if err != nil || len(doc.Plans) != 208 {
			b.Fatal(err)
		}
	}
}

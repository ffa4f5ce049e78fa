package geojson

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

// mm is a length in metres in the file and in whole millimetres here; never a float64 in between.
type mm int64

func (m *mm) UnmarshalJSON(b []byte) error {
	s := string(b)
	if s == "null" {
		return nil
	}
	n, ok := parseMM(s)
	if !ok {
		return fmt.Errorf("%s is no length; expected metres with at most 3 decimals", s)
	}
	*m = mm(n)
	return nil
}

func parseMM(s string) (int64, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if len(fraction) > 3 {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+fraction+"000"[len(fraction):], 10, 64)
	return n, err == nil && n != math.MinInt64
}

// areaJSON is what a plan says beside its features.
type areaJSON struct {
	Area       engine.AreaID   `json:"area"`
	Input      string          `json:"input"`
	Ground     string          `json:"ground"`
	Metric     policy.Metric   `json:"metric"`
	Datum      geo.Datum       `json:"datum"`
	Households *int            `json:"households"`
	Members    *int            `json:"members"`
	Circles    *int            `json:"circles"`
	Unserved   *int            `json:"unserved"`
	Slots      []slotJSON      `json:"slots"`
	Groups     *int            `json:"groups"`
	GroupSlots []groupSlotJSON `json:"group_slots"`
	Centers    *int            `json:"centers"`
	Shortfalls []shortfallJSON `json:"shortfalls"`
	Fixes      []fixJSON       `json:"fixes"`
	Borders    bordersJSON     `json:"borders"`
	Selection  *selectionJSON  `json:"selection"`
	Rebalance  *rebalanceJSON  `json:"rebalance"`
	Cuts       []cutJSON       `json:"cuts"`
	Proof      proofJSON       `json:"proof"`
	Prices     []pricesJSON    `json:"prices"`
}

type slotJSON struct {
	Circle engine.CircleID `json:"circle"`
	Role   string          `json:"role"`
	Number int             `json:"number"`
	Member engine.MemberID `json:"member"`
}

type shortfallJSON struct {
	Kind    engine.ShortfallKind `json:"kind"`
	Circle  engine.CircleID      `json:"circle"`
	Group   engine.GroupID       `json:"group"`
	Member  engine.MemberID      `json:"member"`
	Role    string               `json:"role"`
	Missing int                  `json:"missing"`
	Cut     int                  `json:"cut"`
}

type fixJSON struct {
	Kind      engine.FixKind     `json:"kind"`
	Household engine.HouseholdID `json:"household"`
	Homes     int                `json:"homes"`
	Places    int                `json:"places"`

	Services    []string `json:"services"`
	Association string   `json:"association"`
}

type bordersJSON struct {
	Solved      bool `json:"solved"`
	Served      int  `json:"served"`
	OpenServed  int  `json:"open_served"`
	BothHomes   int  `json:"both_homes"`
	SumMM       mm   `json:"sum_m"`
	OpenSumMM   mm   `json:"open_sum_m"`
	LoadMin     int  `json:"load_min"`
	LoadMax     int  `json:"load_max"`
	OpenLoadMin int  `json:"open_load_min"`
	OpenLoadMax int  `json:"open_load_max"`
}

type selectionJSON struct {
	Kind     engine.ProofKind `json:"kind"`
	Pairs    int              `json:"pairs"`
	Bound    int              `json:"bound"`
	Blocking []pairJSON       `json:"blocking"`
}

type pairJSON struct {
	Household engine.HouseholdID `json:"household"`
	Member    engine.MemberID    `json:"member"`
}

// rebalanceJSON is an engine.Rebalance field by field.
type rebalanceJSON struct {
	Mode       engine.RebalanceMode `json:"mode"`
	MaxChanges int                  `json:"max_changes"`
	Resited    bool                 `json:"resited"`
	From       string               `json:"from"`
	Voluntary  int                  `json:"voluntary"`
	Forced     int                  `json:"forced"`
	NextCircle int                  `json:"next_circle"`
	NextGroup  int                  `json:"next_group"`
}

type cutJSON struct {
	Number  int                  `json:"number"`
	Homes   []engine.HouseholdID `json:"homes"`
	Members []engine.MemberID    `json:"members"`
	Room    int                  `json:"room"`
	Missing int                  `json:"missing"`
}

type proofJSON struct {
	Held struct {
		Kind         engine.ProofKind `json:"kind"`
		Counted      [3]int           `json:"counted"`
		CountedBound [3]int           `json:"counted_bound"`
		Placed       [3]int           `json:"placed"`
		PlacedBound  [3]int           `json:"placed_bound"`
	} `json:"held"`
	Shortfall struct {
		Kind  engine.ProofKind `json:"kind"`
		Value int64            `json:"value"`
		Bound int64            `json:"bound"`
	} `json:"shortfall"`
	Circles struct {
		Kind  engine.ProofKind `json:"kind"`
		Value int              `json:"value"`
		Bound int              `json:"bound"`
		Parts []struct {
			Kind    engine.PartKind      `json:"kind"`
			Bound   int                  `json:"bound"`
			Homes   []engine.HouseholdID `json:"homes"`
			Weights []int64              `json:"weights"`
			Most    int64                `json:"most"`
		} `json:"parts"`
	} `json:"circles"`
	Farthest metersProofJSON `json:"farthest"`
	Distance metersProofJSON `json:"distance"`
	Groups   groupProofJSON  `json:"groups"`
	Links    linkProofJSON   `json:"links"`
	Open     linkProofJSON   `json:"open"`
	Deputies linkProofJSON   `json:"deputies"`

	Centers *centerProofJSON `json:"centers"`
}

type metersProofJSON struct {
	Kind  engine.ProofKind `json:"kind"`
	Value mm               `json:"value_m"`
	Bound mm               `json:"bound_m"`
}

func (p *metersProofJSON) proof() engine.BoundProof {
	return engine.BoundProof{Kind: p.Kind, Value: int64(p.Value), Bound: int64(p.Bound)}
}

type linkProofJSON struct {
	Kind  engine.ProofKind `json:"kind"`
	Tiers []policy.Tier    `json:"tiers"`
	Value []int64          `json:"value"`
	Bound []int64          `json:"bound"`

	Scale       int64   `json:"scale"`
	ChangePrice []int64 `json:"change_price"`
}

type pricesJSON struct {
	Member   engine.MemberID `json:"member"`
	Links    []int64         `json:"links"`
	Open     []int64         `json:"open"`
	Deputies []int64         `json:"deputies"`
	Mentors  []int64         `json:"mentors"`
	CenterMM mm              `json:"center_price_m"`

	CenterOut int64 `json:"center_out_price"`
}

// finish joins what was told of an area at the end with its features.
func (p *planReader) finish(a *areaJSON) error {
	d := p.draft(a.Area)
	if d.finished {
		return fmt.Errorf(`has area %q twice in the member "areas"`, a.Area)
	}
	d.finished = true
	d.Area, d.Input, d.Ground, d.Metric, d.Datum = a.Area, a.Input, a.Ground, a.Metric, a.Datum
	if err := d.counts(a); err != nil {
		return err
	}
	if err := d.prices(a.Prices); err != nil {
		return err
	}
	d.Slots = convert(a.Slots, func(s slotJSON) engine.Slot { return engine.Slot(s) })
	d.GroupSlots = convert(a.GroupSlots, func(s groupSlotJSON) engine.GroupSlot { return engine.GroupSlot(s) })
	d.Fixes = convert(a.Fixes, func(f fixJSON) engine.Fix { return engine.Fix(f) })
	d.Borders = a.Borders.borders()
	if s := a.Selection; s != nil {
		d.Selection = &engine.Selection{
			Kind: s.Kind, Pairs: s.Pairs, Bound: s.Bound, Blocking: convert(s.Blocking, func(p pairJSON) engine.Pair { return engine.Pair(p) }),
		}
	}
	if a.Rebalance != nil {
		r := engine.Rebalance(*a.Rebalance)
		d.Rebalance = &r
	}
	d.Proof = a.Proof.proof()
	if err := d.resolveCuts(a); err != nil {
		return err
	}
	p.doc.Plans = append(p.doc.Plans, d.Build())
	return nil
}

// counts checks that all features came, and tells an empty list from none.
func (d *draft) counts(a *areaJSON) error {
	for _, c := range []struct {
		what string
		told *int
		got  int
	}{
		{"household", a.Households, len(d.Homes)}, {"member", a.Members, len(d.Members)},
		{"circle", a.Circles, len(d.Circles)}, {"unserved", a.Unserved, len(d.Unserved)}, {"group", a.Groups, len(d.Groups)},
		{"center_area", a.Centers, len(d.Centers)},
	} {
		told := 0
		if c.told != nil {
			told = *c.told
		}
		if told != c.got {
			return fmt.Errorf("has %d features of kind %s in area %q; expected %d, as told in areas", c.got, c.what, a.Area, told)
		}
	}
	d.Homes = emptyUnlessNil(d.Homes, a.Households)
	d.Members = emptyUnlessNil(d.Members, a.Members)
	d.Circles = emptyUnlessNil(d.Circles, a.Circles)
	d.Unserved = emptyUnlessNil(d.Unserved, a.Unserved)
	d.Groups = emptyUnlessNil(d.Groups, a.Groups)
	d.Centers = emptyUnlessNil(d.Centers, a.Centers)
	return nil
}

func emptyUnlessNil[T any](list []T, told *int) []T {
	if list == nil && told != nil {
		return []T{}
	}
	return list
}

func (d *draft) prices(list []pricesJSON) error {
	if len(list) != len(d.Members) {
		return fmt.Errorf("has prices of %d members in area %q; expected %d", len(list), d.Area, len(d.Members))
	}
	for i, p := range list {
		m := &d.Members[i]
		if p.Member != m.ID {
			return fmt.Errorf("has the prices of member %q in area %q where %q stands; expected the order of the features", p.Member, d.Area, m.ID)
		}
		m.Price, m.OpenPrice, m.DeputyPrice = p.Links, p.Open, p.Deputies
		m.MentorPrice, m.CenterPriceMM, m.CenterOutPrice = p.Mentors, int64(p.CenterMM), p.CenterOut
	}
	return nil
}

func (d *draft) resolveCuts(a *areaJSON) error {
	cuts := map[int]*engine.Cut{0: nil}
	for _, c := range a.Cuts {
		cuts[c.Number] = &engine.Cut{Homes: c.Homes, Members: c.Members, Room: c.Room, Missing: c.Missing}
	}
	for i, number := range d.cuts {
		c, ok := cuts[number]
		if !ok {
			return fmt.Errorf("refers to cut %d of area %q, which is not listed there", number, a.Area)
		}
		d.Unserved[i].Cut = c
	}
	if a.Shortfalls != nil {
		d.Shortfalls = make([]engine.Shortfall, 0, len(a.Shortfalls))
	}
	for _, s := range a.Shortfalls {
		c, ok := cuts[s.Cut]
		if !ok {
			return fmt.Errorf("refers to cut %d of area %q, which is not listed there", s.Cut, a.Area)
		}
		d.Shortfalls = append(d.Shortfalls, engine.Shortfall{
			Kind: s.Kind, Circle: s.Circle, Group: s.Group, Member: s.Member, Role: s.Role, Missing: s.Missing, Cut: c,
		})
	}
	return nil
}

// convert maps a list; nil stays nil.
func convert[S, T any](list []S, one func(S) T) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(list))
	for i, v := range list {
		out[i] = one(v)
	}
	return out
}

func (b *bordersJSON) borders() engine.Borders {
	return engine.Borders{
		Solved: b.Solved, Served: b.Served, OpenServed: b.OpenServed, BothHomes: b.BothHomes,
		SumMM: int64(b.SumMM), OpenSumMM: int64(b.OpenSumMM),
		LoadMin: b.LoadMin, LoadMax: b.LoadMax, OpenLoadMin: b.OpenLoadMin, OpenLoadMax: b.OpenLoadMax,
	}
}

func (p *proofJSON) proof() engine.Proof {
	out := engine.Proof{
		Held:      engine.HeldProof(p.Held),
		Shortfall: engine.BoundProof(p.Shortfall),
		Circles:   engine.CountProof{Kind: p.Circles.Kind, Value: p.Circles.Value, Bound: p.Circles.Bound},
		Farthest:  p.Farthest.proof(),
		Distance:  p.Distance.proof(),
		Groups:    p.Groups.proof(),
		Links:     engine.LinkProof(p.Links),
		Open:      engine.LinkProof(p.Open),
		Deputies:  engine.LinkProof(p.Deputies),
		Centers:   p.Centers.proof(),
	}
	if p.Circles.Parts != nil {
		out.Circles.Parts = make([]engine.PartBound, len(p.Circles.Parts))
	}
	for i, part := range p.Circles.Parts {
		out.Circles.Parts[i] = engine.PartBound(part)
	}
	return out
}

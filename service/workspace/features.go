package workspace

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// The kinds of features that there are pages of.
const (
	FeatureCircles    = "circles"
	FeatureGroups     = "groups"
	FeatureLinks      = "links"
	FeatureHouseholds = "households"
	FeatureMembers    = "members"
)

// FeatureKinds lists them.
func FeatureKinds() []string {
	return []string{FeatureCircles, FeatureGroups, FeatureLinks, FeatureHouseholds, FeatureMembers}
}

const (
	// DefaultFeatures is how many features a page has where nobody asks for another number, MostFeatures how many it has at most.
	DefaultFeatures = 100
	MostFeatures    = 1000
	// layersPerPage is how many layers one page makes that were not in memory.
	layersPerPage = 16
)

// FeaturesAsk asks for a page of the features of a plan.
type FeaturesAsk struct {
	// Plan names it. Area limits to one of its areas; with Area alone it is the plan in force there.
	Plan registry.PlanID
	Area engine.AreaID
	// Kind is one of FeatureKinds.
	Kind string
	// BBox leaves out what lies outside of it, and what has no place. West of more than east goes across the antimeridian.
	BBox *orb.Bound
	// After is FeaturePage.Next of the page before, "" for the first.
	After string
	// Limit is DefaultFeatures where it is 0; more than MostFeatures is MostFeatures.
	Limit int
}

// A FeaturePage is features in the order of areas and ids, which a rebalance keeps.
type FeaturePage struct {
	// Features are GeoJSON, shared with others: only to be read.
	Features []json.RawMessage
	// Next goes on after this page, "" at the end. A page may be shorter than its limit though more follow.
	Next string
}

// Features reads a page. Of the areas in which the caller sees plan and homes it has everything; of others in which the plan is in force, the published
// shapes of circles and groups (Shape), and for a member himself, the homes that he answers for and the links to them. It is registry.ErrNotFound where he sees
// nothing of the plan, and access.ErrForbidden where he sees features of that kind nowhere.
//
// A page costs a few reads by id and, once in a while, the decoding of an area.
func (w *Workspace) Features(ctx context.Context, c access.Caller, ask FeaturesAsk) (FeaturePage, error) {
	from, err := ask.check()
	if err != nil {
		return FeaturePage{}, err
	}
	var page FeaturePage
	err = w.read(ctx, func(tx registry.Tx) error {
		b := &browse{w: w, tx: tx, caller: c, ask: ask}
		err := b.run(ctx, from)
		page = b.page
		return err
	})
	if err != nil {
		return FeaturePage{}, err
	}
	return page, nil
}

func (a *FeaturesAsk) check() (place, error) {
	switch {
	case !slices.Contains(FeatureKinds(), a.Kind):
		return place{}, &service.ContradictionError{Problem: fmt.Sprintf("there are no features %q; expected %s", a.Kind, strings.Join(FeatureKinds(), ", "))}
	case a.Plan == "" && a.Area == "":
		return place{}, &service.ContradictionError{Problem: "neither a plan nor an area is named; expected one of them, or both"}
	case a.Limit < 0:
		return place{}, &service.ContradictionError{Problem: fmt.Sprintf("the limit is %d; expected 1 to %d", a.Limit, MostFeatures)}
	}
	a.Limit = min(cmp.Or(a.Limit, DefaultFeatures), MostFeatures)
	return placeOf(a.After)
}

// A place is where in the features of a plan a page begins: after an id of an area.
type place struct {
	area engine.AreaID
	id   string
}

// String is the cursor; ids have no zero bytes.
func (p place) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(string(p.area) + "\x00" + p.id))
}

func placeOf(cursor string) (place, error) {
	if cursor == "" {
		return place{}, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	area, id, ok := strings.Cut(string(text), "\x00")
	if err != nil || !ok {
		return place{}, &service.ContradictionError{Problem: "the cursor is none; expected the next of a page that was read before, or none"}
	}
	return place{engine.AreaID(area), id}, nil
}

// A browse makes one page.
type browse struct {
	w      *Workspace
	tx     registry.Tx
	caller access.Caller
	ask    FeaturesAsk
	page   FeaturePage
	// made counts the layers that were not in memory, seen the areas of which he sees the plan.
	made, seen int
	// last is the id of the last feature of the page.
	last string

	// plans and shapes are where he sees the plan whole or in force, whole and own where he sees records of the kind.
	plans, shapes, whole, own access.View
}

// action is what the features of a kind show besides the plan.
func (b *browse) action() access.Action {
	if b.ask.Kind == FeatureMembers {
		return access.ReadMembers
	}
	return access.ReadHomes
}

// published reports whether there are shapes of the kind for everybody.
func (b *browse) published() bool { return b.ask.Kind == FeatureCircles || b.ask.Kind == FeatureGroups }

func (b *browse) run(ctx context.Context, from place) error {
	for _, x := range []struct {
		view   *access.View
		action access.Action
		least  access.Extent
	}{{&b.plans, access.ReadPlans, access.All}, {&b.shapes, access.ReadPlans, access.Shapes}, {&b.whole, b.action(), access.All}, {&b.own, b.action(), access.Own}} {
		var err error
		if *x.view, err = b.w.seen(ctx, b.tx, b.caller, x.action, x.least); err != nil {
			return err
		}
	}
	if b.own.None() && !b.published() { // wherever it is, and whether it is or not
		if _, err := b.w.Guard.Must(ctx, b.tx, b.caller, b.action(), access.Target{}); err != nil {
			return err
		}
		return access.ErrForbidden
	}
	if b.ask.Area != "" {
		return b.single(ctx, from)
	}
	return b.all(ctx, from)
}

// single reads of one area.
func (b *browse) single(ctx context.Context, from place) error {
	a, l, err := b.w.area(ctx, b.tx, b.caller, access.ReadPlans, b.ask.Area)
	if err != nil {
		return err
	}
	plan := cmp.Or(b.ask.Plan, a.Published)
	switch {
	case plan == "":
		return missing("plan in force")
	case l.Extent != access.All && a.Published != plan:
		return missing("plan")
	}
	x, err := areaOf(ctx, b.tx, plan, a.ID)
	if err != nil || from.area > a.ID {
		return err
	}
	after := ""
	if from.area == a.ID {
		after = from.id
	}
	return b.area(ctx, plan, a, x, after)
}

// all reads of all areas of a plan.
func (b *browse) all(ctx context.Context, from place) error {
	plan := b.ask.Plan
	if _, err := b.tx.PlanHead(ctx, plan); err != nil {
		return orMissing(err, "plan")
	}
	areas, err := b.w.contents(ctx, b.tx, plan)
	if err != nil {
		return err
	}
	first, _ := slices.BinarySearchFunc(areas, from.area, func(x registry.PlanArea, id engine.AreaID) int { return compare(x.Area, id) })
	if err := b.fill(ctx, plan, areas[first:], from); err != nil || b.seen > 0 || b.plans.Everything() {
		return err
	}
	// Nothing of what was looked at is his to see; is there anything?
	seen, err := b.w.planAreas(ctx, b.tx, b.caller, registry.Plan{ID: plan, Areas: areas})
	if err == nil && len(seen) == 0 {
		err = missing("plan")
	}
	return err
}

// contents are the areas of a plan without their figures; they never change. A thousand weigh as much as a home.
func (w *Workspace) contents(ctx context.Context, tx registry.Tx, id registry.PlanID) ([]registry.PlanArea, error) {
	return remembered(ctx, &w.plans, id, func() ([]registry.PlanArea, int, error) {
		p, err := tx.Plan(ctx, id)
		for i := range p.Areas {
			p.Areas[i].Summary = nil
		}
		return p.Areas, 1 + len(p.Areas)/10, err
	})
}

// fill goes through areas, some at a time, until the page is full.
func (b *browse) fill(ctx context.Context, plan registry.PlanID, areas []registry.PlanArea, from place) error {
	const few, some, many = 2, 32, 64
	n := few
	if b.published() { // a village has a few of them, and hundreds of the others
		n = some
	}
	if b.ask.BBox != nil {
		n = many
	}
	for ; len(areas) > 0; n = min(2*n, many) {
		next := areas[:min(n, len(areas))]
		areas = areas[len(next):]
		there, err := areasOf(ctx, b.tx, registry.Plan{Areas: next})
		if err != nil {
			return err
		}
		for _, x := range next {
			a, ok := there[x.Area]
			if !ok {
				continue
			}
			if b.made >= layersPerPage || len(b.page.Features) == b.ask.Limit {
				b.page.Next = cmp.Or(b.page.Next, place{area: x.Area}.String())
				return nil
			}
			after := ""
			if x.Area == from.area {
				after = from.id
			}
			if err := b.area(ctx, plan, a, x, after); err != nil || b.page.Next != "" {
				return err
			}
		}
	}
	return nil
}

// area adds the features of one area with larger ids.
func (b *browse) area(ctx context.Context, plan registry.PlanID, a registry.Area, x registry.PlanArea, after string) error {
	whole, inForce := b.plans.HasArea(a), a.Published == plan
	if !whole && (!inForce || !b.shapes.HasArea(a)) {
		return nil
	}
	b.seen++
	leave := access.Leave{Extent: access.All}
	public := false
	switch {
	case whole && b.whole.HasArea(a):
	case !inForce:
		return nil
	case b.published():
		public = true
	case b.own.HasArea(a):
		var err error
		if leave, err = b.w.Guard.May(ctx, b.tx, b.caller, b.action(), access.InArea(a)); err != nil {
			return err
		}
	default:
		return nil
	}
	key := layerKey{keyOf(x), b.ask.Kind, public}
	if box, ok := b.w.extents.get(key); ok && b.ask.BBox != nil && !meets(box, *b.ask.BBox) {
		return nil
	}
	features, err := b.layer(ctx, x, key)
	if err != nil {
		return err
	}
	i, found := slices.BinarySearchFunc(features, after, func(f geojson.Feature, id string) int { return compare(f.ID, id) })
	if found {
		i++
	}
	for ; i < len(features); i++ {
		f := &features[i]
		if b.ask.BBox != nil && (!f.Drawn || !meets(f.Box, *b.ask.BBox)) || !leave.Answers(f.Member) {
			continue
		}
		if len(b.page.Features) == b.ask.Limit {
			b.page.Next = place{x.Area, b.last}.String()
			return nil
		}
		b.page.Features, b.last = append(b.page.Features, f.JSON), f.ID
	}
	return nil
}

// layerKey names a layer: the features of a kind of an area's plan.
type layerKey struct {
	planKey
	kind   string
	public bool
}

// layer is the features of a kind by id.
func (b *browse) layer(ctx context.Context, x registry.PlanArea, key layerKey) ([]geojson.Feature, error) {
	if x.Records == 0 { // the records of now, which change
		features, _, err := b.drawn(ctx, x, key)
		return features, err
	}
	return remembered(ctx, &b.w.plans, key, func() ([]geojson.Feature, int, error) { return b.drawn(ctx, x, key) })
}

// drawn makes a layer, and tells what it weighs.
func (b *browse) drawn(ctx context.Context, x registry.PlanArea, key layerKey) ([]geojson.Feature, int, error) {
	b.made++
	s, err := b.w.solved(ctx, b.tx, x)
	if err != nil {
		return nil, 0, err
	}
	features, err := layerOf(s, key)
	if err != nil {
		return nil, 0, err
	}
	slices.SortFunc(features, func(a, b geojson.Feature) int { return compare(a.ID, b.ID) })
	bytes := 0
	for i := range features {
		bytes += len(features[i].JSON) + featureBytes
	}
	b.w.extents.put(key, features)
	return features, 1 + bytes/homeBytes, nil
}

// What things weigh in memory: a home of a decoded plan with its records, and a feature besides its text.
const (
	homeBytes    = 640
	featureBytes = 100
)

func layerOf(s engine.Solved, key layerKey) ([]geojson.Feature, error) {
	if key.public {
		return shapeLayer(s, key.kind)
	}
	kinds := map[string]string{FeatureCircles: geojson.KindCircle, FeatureGroups: geojson.KindGroup, FeatureLinks: geojson.KindLink,
		FeatureHouseholds: geojson.KindHousehold, FeatureMembers: geojson.KindMember}
	return geojson.Features(geojson.Header{Metric: s.Plan.Metric(), Datum: s.Plan.Datum()}, s.Problem, s.Plan, kinds[key.kind])
}

// shapeLayer are the published shapes of circles or groups.
func shapeLayer(s engine.Solved, kind string) ([]geojson.Feature, error) {
	var out []geojson.Feature
	for _, shape := range shapesOf(s) {
		if shape.Kind+"s" != kind {
			continue
		}
		text, err := shape.feature()
		if err != nil {
			return nil, err
		}
		out = append(out, geojson.Feature{ID: shape.ID, Box: shape.outline.Bound(), Drawn: true, JSON: text})
	}
	return out, nil
}

// meets reports whether two boxes have a point in common.
func meets(box, asked orb.Bound) bool {
	if asked.Min[0] > asked.Max[0] { // across the antimeridian
		west, east := asked, asked
		west.Max[0], east.Min[0] = 180, -180
		return meets(box, west) || meets(box, east)
	}
	return box.Min[0] <= asked.Max[0] && asked.Min[0] <= box.Max[0] && box.Min[1] <= asked.Max[1] && asked.Min[1] <= box.Max[1]
}

// extents remember what bounds a layer, also of those that are not in memory any more, so that a page of a small box need not decode a county.
type extents struct {
	mu sync.Mutex
	at map[layerKey]orb.Bound
}

// mostExtents is more layers than a page ever goes through.
const mostExtents = 1 << 16

func (e *extents) get(key layerKey) (orb.Bound, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	box, ok := e.at[key]
	return box, ok
}

func (e *extents) put(key layerKey, features []geojson.Feature) {
	nothing := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	box := nothing
	for _, f := range features {
		if f.Drawn {
			box = box.Union(f.Box)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.at == nil || len(e.at) >= mostExtents {
		e.at = map[layerKey]orb.Bound{}
	}
	if key.records != 0 {
		e.at[key] = box
	}
}

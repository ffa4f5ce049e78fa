package service

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/verify"
)

// A Tally makes a Summary of plans, area after area. The zero Tally is ready for use. It keeps some 16 bytes a home.
type Tally struct {
	scheme string
	datum  geo.Datum
	total  sample
	areas  []AreaFigures
}

// Add counts one area. It measures the pairs in reach once more, to tell who has the nearest member; the error is ctx's
// or that of the ground.
func (t *Tally) Add(ctx context.Context, p engine.Problem, plan engine.Plan) error {
	var s sample
	s.plan(plan)
	s.published.add(&p, plan)
	s.asked.add(&p, plan)
	s.choice = choiceOf(&p, plan)
	if asksForNumber(&p) {
		s.counts.CirclesBound = 0
	}
	if err := s.links(ctx, &p, plan); err != nil {
		return err
	}
	if len(t.areas) == 0 {
		t.scheme, t.datum = p.Policy.Scheme, plan.Datum()
	}
	a := AreaFigures{Area: plan.Area(), Figures: s.figures(), Fixes: []FixFigures{}}
	for f := range plan.Fixes() {
		a.Fixes = append(a.Fixes, FixFigures(f))
	}
	t.areas = append(t.areas, a)
	t.total.join(&s)
	return nil
}

// asksForNumber reports whether the number of circles is something else than the fewest: given, or of less weight than costs.
func asksForNumber(p *engine.Problem) bool {
	return p.Policy.Circles.Objective != policy.ObjectiveFewest || slices.ContainsFunc(p.Sites, func(s engine.Site) bool { return s.Cost != nil })
}

// Summary returns what was counted so far, beside published figures, if any.
func (t *Tally) Summary(published ...Reference) Summary {
	s := Summary{
		Scheme: t.scheme, Datum: string(t.datum), Areas: len(t.areas),
		Total: t.total.figures(), ByArea: append([]AreaFigures{}, t.areas...),
	}
	s.References = t.total.published.beside(s.Areas, &s.Total, published)
	return s
}

// sample is what figures are made of: counts, and the single values that are spread over.
type sample struct {
	counts                    Figures // only its plain counts
	reasons                   map[ReasonFigures]int
	excluded                  map[string]int
	teams, circleHomes, loads []int
	distances                 []int64 // in mm
	withinReach, toNearest    int
	centerMM, centerBoundMM   int64
	centerFarthestMM          int64
	shortfalls                map[ShortfallFigures]ShortfallFigures
	proofs                    map[string]map[engine.ProofKind]int
	groups                    groupSample
	centers                   centerSample
	published                 publishedSample
	asked                     askedSample
	choice                    *ChoiceFigures
	borders                   engine.Borders
	borderAreas               int
}

func (s *sample) plan(plan engine.Plan) {
	s.homes(plan)
	s.members(plan)
	for c := range plan.Circles() {
		s.counts.Circles++
		s.teams = append(s.teams, c.Members)
		s.circleHomes = append(s.circleHomes, c.Homes)
		s.centerFarthestMM = max(s.centerFarthestMM, c.RadiusMM)
	}
	s.groups.add(plan)
	s.centers.add(plan)
	s.shortfalls = map[ShortfallFigures]ShortfallFigures{}
	for f := range plan.Shortfalls() {
		key := ShortfallFigures{Kind: f.Kind, Role: f.Role}
		sum := s.shortfalls[key]
		s.shortfalls[key] = ShortfallFigures{f.Kind, f.Role, sum.Places + 1, sum.Missing + f.Missing}
	}
	p := plan.Proof()
	s.counts.CirclesBound = p.Circles.Bound
	s.centerMM, s.centerBoundMM = p.Distance.Value, p.Distance.Bound
	if p.Circles.Kind == engine.Searched { // nothing less was found to do, whatever can be checked of it
		s.counts.CirclesBound = p.Circles.Value
	}
	if p.Distance.Kind == engine.Searched {
		s.centerBoundMM = p.Distance.Value
	}
	s.proofs = map[string]map[engine.ProofKind]int{}
	for stage, kind := range map[string]engine.ProofKind{
		verify.StageHeld: p.Held.Kind, verify.StageShortfall: p.Shortfall.Kind, verify.StageCircles: p.Circles.Kind,
		verify.StageFarthest: p.Farthest.Kind, verify.StageDistance: p.Distance.Kind, verify.StageGroups: p.Groups.Kind, verify.StageLinks: p.Links.Kind, verify.StageOpen: p.Open.Kind, verify.StageDeputies: p.Deputies.Kind,
		verify.StageCenters: p.Centers.Kind(), verify.StageMentors: p.Centers.Mentors.Kind, verify.StageSelection: selectionKind(plan),
	} {
		s.proofs[stage] = map[engine.ProofKind]int{kind: 1}
	}
	if s.borders = plan.Borders(); s.borders.Solved {
		s.borderAreas = 1
	}
}

func (s *sample) homes(plan engine.Plan) {
	c := &s.counts
	for h := range plan.Homes() {
		c.Homes++
		switch h.State {
		case engine.HomeLinked:
			c.Linked++
		case engine.HomeLocked:
			c.Locked++
		case engine.HomeChosen:
			c.Chosen++
		case engine.HomeOwn:
			c.Own++
		case engine.HomeHeld:
			c.Held++
		default:
			c.Unserved++
		}
		if h.Deputy != "" {
			c.Deputised++
		}
	}
	s.reasons = map[ReasonFigures]int{}
	for u := range plan.Unserved() {
		s.reasons[ReasonFigures{Stage: u.Stage, Reason: u.Reason}]++
	}
}

func (s *sample) members(plan engine.Plan) {
	c := &s.counts
	s.excluded = map[string]int{}
	for m := range plan.Members() {
		c.Members++
		if !m.Eligible {
			s.excluded[m.Excluded]++
			continue
		}
		c.Eligible++
		s.loads = append(s.loads, m.Load)
		if m.Load == 0 {
			c.Idle++
		}
		if m.Anchor != "" && m.Circle == "" {
			c.Circleless++
		}
	}
}

// links measures the links to members with a location, and who would be nearest.
func (s *sample) links(ctx context.Context, p *engine.Problem, plan engine.Plan) error {
	places := newPlaces(p, plan)
	var homes []geo.Place
	var farthest int64
	for h := range plan.Links() {
		at, ok := places.home(h.ID)
		if !ok || !places.located[h.Member] {
			continue
		}
		homes = append(homes, at)
		s.distances = append(s.distances, h.DistanceMM)
		farthest = max(farthest, h.DistanceMM)
		if places.reach(&p.Policy, h).Holds(h.DistanceMM) {
			s.withinReach++
		}
	}
	arcs, err := geo.ArcsInto(ctx, groundOf(p), homes, places.members, farthest)
	if err != nil {
		return err
	}
	for i := range homes {
		_, mm := arcs.Row(i)
		if len(mm) == 0 || s.distances[i] <= slices.Min(mm) {
			s.toNearest++
		}
	}
	return nil
}

func groundOf(p *engine.Problem) geo.Ground {
	switch {
	case p.Ground != nil:
		return p.Ground
	case p.Policy.Metric == policy.MetricPlanar:
		return geo.Planar()
	}
	return geo.Geodesic()
}

// places are the homes of an area and its eligible members that have a location.
type places struct {
	homes map[engine.HouseholdID]geo.Place
	// ofHome and ofMember are the associations that homes and members name, where these have a reach of their own.
	ofHome   map[engine.HouseholdID]string
	ofMember map[engine.MemberID]string
	members  []geo.Place
	located  map[engine.MemberID]bool
}

func newPlaces(p *engine.Problem, plan engine.Plan) places {
	eligible := map[engine.MemberID]bool{}
	for m := range plan.Members() {
		eligible[m.ID] = m.Eligible
	}
	x := places{homes: make(map[engine.HouseholdID]geo.Place, len(p.Households)), located: map[engine.MemberID]bool{}}
	for _, h := range p.Households {
		x.homes[h.ID] = geo.Place{ID: string(h.ID), Point: h.Location}
	}
	if p.Policy.Links.AssociationReach.Set {
		x.associate(p)
	}
	for _, m := range p.Members {
		at, ok := geo.Place{ID: cmp.Or(string(m.Household), string(m.ID)), Point: m.Location}, m.Located
		if h, listed := x.homes[m.Household]; listed {
			at.Point, ok = h.Point, true
		}
		if ok && eligible[m.ID] {
			x.located[m.ID] = true
			x.members = append(x.members, at)
		}
	}
	return x
}

// associate notes the associations.
func (x *places) associate(p *engine.Problem) {
	x.ofHome, x.ofMember = make(map[engine.HouseholdID]string), make(map[engine.MemberID]string)
	for _, h := range p.Households {
		x.ofHome[h.ID] = h.Association
	}
	for _, m := range p.Members {
		x.ofMember[m.ID] = m.Association
	}
}

// reach is the limit of a link: that of associations between those of the same one.
func (x *places) reach(p *policy.Policy, h engine.Home) policy.Limit {
	if of, wider := x.ofHome[h.ID], p.Links.AssociationReach; wider.Set && of != "" && of == x.ofMember[h.Member] {
		return wider
	}
	return p.Links.Reach
}

func (x *places) home(id engine.HouseholdID) (geo.Place, bool) {
	at, ok := x.homes[id]
	return at, ok
}

// join adds the sample of another area.
func (s *sample) join(o *sample) {
	c, d := &s.counts, &o.counts
	c.Homes += d.Homes
	c.Linked += d.Linked
	c.Locked += d.Locked
	c.Chosen += d.Chosen
	c.Own += d.Own
	c.Held += d.Held
	c.Unserved += d.Unserved
	c.Deputised += d.Deputised
	c.Members += d.Members
	c.Eligible += d.Eligible
	c.Circleless += d.Circleless
	c.Idle += d.Idle
	c.Circles += d.Circles
	c.CirclesBound += d.CirclesBound
	s.teams = append(s.teams, o.teams...)
	s.circleHomes = append(s.circleHomes, o.circleHomes...)
	s.loads = append(s.loads, o.loads...)
	s.distances = append(s.distances, o.distances...)
	s.withinReach += o.withinReach
	s.toNearest += o.toNearest
	s.centerMM += o.centerMM
	s.centerBoundMM += o.centerBoundMM
	s.centerFarthestMM = max(s.centerFarthestMM, o.centerFarthestMM)
	s.groups.join(&o.groups)
	s.centers.join(&o.centers)
	s.published.join(&o.published)
	s.asked.join(&o.asked)
	s.choice = s.choice.plus(o.choice)
	s.joinMaps(o)
	s.joinBorders(o)
}

func (s *sample) joinMaps(o *sample) {
	if s.reasons == nil {
		s.reasons, s.excluded = map[ReasonFigures]int{}, map[string]int{}
		s.shortfalls, s.proofs = map[ShortfallFigures]ShortfallFigures{}, map[string]map[engine.ProofKind]int{}
	}
	addCounts(s.reasons, o.reasons)
	addCounts(s.excluded, o.excluded)
	for k, v := range o.shortfalls {
		sum := s.shortfalls[k]
		s.shortfalls[k] = ShortfallFigures{k.Kind, k.Role, sum.Places + v.Places, sum.Missing + v.Missing}
	}
	for stage, kinds := range o.proofs {
		if s.proofs[stage] == nil {
			s.proofs[stage] = map[engine.ProofKind]int{}
		}
		addCounts(s.proofs[stage], kinds)
	}
}

func addCounts[K comparable](into, from map[K]int) {
	for k, n := range from {
		into[k] += n
	}
}

func (s *sample) joinBorders(o *sample) {
	if o.borderAreas == 0 {
		return
	}
	b, c := &s.borders, o.borders
	if s.borderAreas == 0 {
		b.LoadMin, b.OpenLoadMin = c.LoadMin, c.OpenLoadMin
	}
	s.borderAreas += o.borderAreas
	b.Served += c.Served
	b.OpenServed += c.OpenServed
	b.BothHomes += c.BothHomes
	b.SumMM += c.SumMM
	b.OpenSumMM += c.OpenSumMM
	b.LoadMin, b.LoadMax = min(b.LoadMin, c.LoadMin), max(b.LoadMax, c.LoadMax)
	b.OpenLoadMin, b.OpenLoadMax = min(b.OpenLoadMin, c.OpenLoadMin), max(b.OpenLoadMax, c.OpenLoadMax)
}

// figures makes the figures of a sample.
func (s *sample) figures() Figures {
	f := s.counts
	f.UnservedBy = []ReasonFigures{}
	for k, n := range s.reasons {
		k.Homes = n
		f.UnservedBy = append(f.UnservedBy, k)
	}
	slices.SortFunc(f.UnservedBy, func(a, b ReasonFigures) int {
		return cmp.Or(b.Homes-a.Homes, cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Reason, b.Reason))
	})
	f.Excluded = []CodeFigures{}
	for _, code := range slices.Sorted(maps.Keys(s.excluded)) {
		f.Excluded = append(f.Excluded, CodeFigures{code, s.excluded[code]})
	}
	f.Shortfalls = slices.SortedFunc(maps.Values(s.shortfalls), func(a, b ShortfallFigures) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Role, b.Role))
	})
	if f.Shortfalls == nil {
		f.Shortfalls = []ShortfallFigures{}
	}
	f.Proofs = []ProofFigures{}
	for _, stage := range stages {
		k := s.proofs[stage]
		f.Proofs = append(f.Proofs, ProofFigures{stage, k[engine.Certified], k[engine.Searched], k[engine.Bounded], k[engine.NotSolved], k[engine.Kept], k[engine.Unchecked], k[engine.Narrowed]})
	}
	f.Teams, f.CircleHomes, f.Loads = spread(s.teams), spread(s.circleHomes), spread(s.loads)
	f.Groups, f.Centers = s.groups.figures(), s.centers.figures()
	f.LoadCounts = loadCounts(s.loads)
	f.CenterDistanceM, f.CenterDistanceBoundM = meters(s.centerMM), meters(s.centerBoundMM)
	f.CenterFarthestM = meters(s.centerFarthestMM)
	f.Distances = s.distancesOf()
	f.Borders = s.borderFigures()
	s.asked.figures(&f)
	f.Choice = s.choice
	return f
}

func (s *sample) distancesOf() Distances {
	n := len(s.distances)
	if n == 0 {
		return Distances{}
	}
	d := slices.Sorted(slices.Values(s.distances))
	var sum int64
	for _, mm := range d {
		sum += mm
	}
	rank := func(percent int) float64 { return meters(d[max((percent*n+99)/100, 1)-1]) }
	return Distances{
		Links: n, MeanM: mean(sum, n), MedianM: rank(50), P95M: rank(95), P99M: rank(99), MaxM: meters(d[n-1]),
		WithinReach: share(s.withinReach, n), ToNearest: share(s.toNearest, n),
	}
}

func (s *sample) borderFigures() BorderFigures {
	b := s.borders
	if s.borderAreas == 0 {
		return BorderFigures{}
	}
	return BorderFigures{
		Areas: s.borderAreas, Served: b.Served, OpenServed: b.OpenServed, BothHomes: b.BothHomes,
		MeanM: mean(b.SumMM, b.BothHomes), OpenMeanM: mean(b.OpenSumMM, b.BothHomes),
		LoadMin: b.LoadMin, LoadMax: b.LoadMax, OpenLoadMin: b.OpenLoadMin, OpenLoadMax: b.OpenLoadMax,
	}
}

func loadCounts(loads []int) []LoadCount {
	counts := map[int]int{}
	for _, y := range loads {
		counts[y]++
	}
	out := []LoadCount{}
	for _, y := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, LoadCount{y, counts[y]})
	}
	return out
}

func spread(values []int) Spread {
	n := len(values)
	if n == 0 {
		return Spread{}
	}
	v := slices.Sorted(slices.Values(values))
	var sum, squares float64
	for _, x := range v {
		sum += float64(x)
		squares += float64(float64(x) * float64(x))
	}
	m := sum / float64(n)
	variance := max(squares/float64(n)-float64(m*m), 0)
	return Spread{Min: v[0], Median: v[(n-1)/2], Max: v[n-1], Mean: round3(m), Deviation: round3(math.Sqrt(variance))}
}

func meters(mm int64) float64 { return float64(mm) / 1000 }

// mean is sum / n in metres, to the millimetre.
func mean(sumMM int64, n int) float64 {
	if n == 0 {
		return 0
	}
	return math.Round(float64(sumMM)/float64(n)) / 1000
}

func share(part, whole int) float64 { return math.Round(float64(part)/float64(whole)*1e6) / 1e6 }

func round3(x float64) float64 { return math.Round(x*1000) / 1000 }

package picture

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
)

// scene is what there is to draw, in pixels.
type scene struct {
	o    Options
	say  words
	name string
	f    frame
	// height of the whole picture.
	height float64

	homes   []homeMark
	members []memberMark
	circles []circleMark
	groups  []groupMark
	centers []centerMark
	mentors []mentorMark
	// centerOf is the mark of each member's centre, centerRank the mark of centres and mentors themselves.
	centerOf   map[engine.MemberID]int
	centerRank map[engine.MemberID]rank
	unserved   []unservedMark
	roles      []string
	stats      stats
	// dot is the radius of a home.
	dot float64
}

type homeMark struct {
	at     point
	colour string
	state  engine.HomeState
	member int // index in members, -1 if it is not on the map
}

// rank orders the marks of members: the first role of the policy leads, the others run.
type rank int

const (
	plainMember rank = iota
	roleHolder
	circleLeader
)

type memberMark struct {
	at     point
	colour string
	rank   rank
	title  string
}

type circleMark struct {
	at     point
	radius float64
	colour string
	label  string
	title  string
	homes  []point
	// nowhere tells that the centre has no position, rimless that the circle is not drawn.
	nowhere, rimless bool
}

type unservedMark struct {
	at    point
	title string
}

// stats are the numbers of the second line.
type stats struct {
	homes, circles, groups, centers, members, unserved, links int
	meanM                                                     float64
	loadMin, loadMax                                          int
	// away counts eligible members without a place on the map.
	away int
}

// palette: blue, orange, green, pink, sky, wine, olive, indigo, dark enough for a light ground and light enough for a
// dark one. Red is left for what is unserved.
var palette = [...]string{"#1573BA", "#DB8400", "#0A9870", "#C8649B", "#45A3DC", "#97305F", "#8C8C24", "#7660C6"}

// grey colours homes that have neither circle nor member.
const grey = "#8A8F98"

// spread gives each place a colour of the palette: the one whose nearest bearer so far is farthest away, so that
// neighbours differ.
func spread(places []point) []string {
	colours := make([]string, len(places))
	for i, p := range places {
		nearest := [len(palette)]float64{}
		for k := range nearest {
			nearest[k] = math.Inf(1)
		}
		for j, q := range places[:i] {
			k := slices.Index(palette[:], colours[j])
			nearest[k] = min(nearest[k], float64((p.x-q.x)*(p.x-q.x))+float64((p.y-q.y)*(p.y-q.y)))
		}
		best := 0
		for k, d := range nearest {
			if d > nearest[best] {
				best = k
			}
		}
		colours[i] = palette[best]
	}
	return colours
}

const (
	marginPx    = 24
	headerPx    = 72
	legendRowPx = 24
	// The height of the map as a part of its width.
	minAspect, maxAspect = 0.3, 0.9
	// How far circles may widen the map, as a part of the larger side of the homes.
	circleRoom = 0.12
)

func newScene(p engine.Problem, plan engine.Plan, o Options) *scene {
	s := &scene{o: o, say: wordsOf[o.Lang], name: cmp.Or(o.Title, string(p.Area))}
	places := placesOf(p)
	s.frame(places, plan)
	s.collect(p, plan, places)
	s.height = s.f.bottom() + legendHeight(s)
	return s
}

// places are the coordinates of homes and eligible members by id.
type places struct {
	homes   map[engine.HouseholdID]orb.Point
	members map[engine.MemberID]orb.Point
	all     []orb.Point
	project projection
	// sparse tells that a matrix measures: the zero point stands for no position, and radii are not drawn, since they may be minutes.
	sparse bool
}

func (p *places) nowhere(at orb.Point) bool { return p.sparse && at == orb.Point{} }

func placesOf(p engine.Problem) places {
	out := places{homes: map[engine.HouseholdID]orb.Point{}, members: map[engine.MemberID]orb.Point{}}
	out.sparse = p.Policy.Metric == policy.MetricMatrix
	for _, h := range p.Households {
		if out.nowhere(h.Location) {
			continue
		}
		out.homes[h.ID] = h.Location
		out.all = append(out.all, h.Location)
	}
	for _, m := range p.Members {
		if at, ok := out.homes[m.Household]; ok && m.Household != "" {
			out.members[m.ID] = at
		} else if !out.nowhere(m.Location) && (m.Located || out.sparse) && m.Household == "" {
			out.members[m.ID] = m.Location
			out.all = append(out.all, m.Location)
		}
	}
	slices.SortFunc(out.all, func(a, b orb.Point) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	out.project = newProjection(p.Policy.Metric, out.all)
	return out
}

// frame fits the homes and members into the picture, and the circles as far as they do not shrink the rest much.
func (s *scene) frame(at places, plan engine.Plan) {
	b := orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}} // empty
	for _, p := range at.all {
		b = b.Extend(at.project.meters(p))
	}
	if b.IsEmpty() {
		b = orb.Bound{}
	}
	size := max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1])
	all := b
	for c := range plan.Circles() {
		if at.sparse {
			break
		}
		all = all.Union(at.project.meters(c.Center).Bound().Pad(float64(c.RadiusMM) / 1000))
	}
	b = meet(all.Pad(float64(size/100)), b.Pad(circleRoom*size)).Union(b.Pad(max(12, float64(size/40))))
	width := float64(s.o.Width - 2*marginPx)
	s.f = newFrame(b, marginPx, headerPx, width, float64(width*maxAspect))
	s.dot = min(max(float64(3.4*s.f.scale), 1.3), 5)
}

// meet returns the common part of two bounds.
func meet(a, b orb.Bound) orb.Bound {
	return orb.Bound{
		Min: orb.Point{max(a.Min[0], b.Min[0]), max(a.Min[1], b.Min[1])},
		Max: orb.Point{min(a.Max[0], b.Max[0]), min(a.Max[1], b.Max[1])},
	}
}

func (s *scene) collect(p engine.Problem, plan engine.Plan, at places) {
	circles := s.collectCircles(plan, at)
	groups := s.collectGroups(plan, at)
	s.collectCenters(plan, at)
	members := s.collectMembers(plan, at, circles, s.ranks(p, plan))
	s.collectHomes(plan, at, circles, groups, members)
	for u := range plan.Unserved() {
		s.stats.unserved++
		if place, ok := at.homes[u.Household]; ok {
			s.unserved = append(s.unserved, unservedMark{s.at(at, place), s.say.unserved(u)})
		}
	}
}

// at returns the pixel of a place.
func (s *scene) at(on places, place orb.Point) point { return s.f.at(on.project.meters(place)) }

// collectCircles returns the index of each circle's mark.
func (s *scene) collectCircles(plan engine.Plan, at places) map[engine.CircleID]int {
	index := map[engine.CircleID]int{}
	var centres []point
	for c := range plan.Circles() {
		index[c.ID] = len(s.circles)
		centre := s.at(at, c.Center)
		centres = append(centres, centre)
		mark := circleMark{at: centre, radius: float64(float64(c.RadiusMM) / 1000 * s.f.scale), label: strconv.Itoa(c.Number), title: s.say.circle(c)}
		mark.rimless, mark.nowhere = at.sparse, at.nowhere(c.Center)
		s.circles = append(s.circles, mark)
	}
	for i, colour := range spread(centres) {
		s.circles[i].colour = colour
	}
	s.stats.circles = len(s.circles)
	return index
}

// collectMembers returns the index of each eligible member's mark; members without a place have none.
func (s *scene) collectMembers(plan engine.Plan, at places, circles map[engine.CircleID]int, ranks map[engine.MemberID]rank) map[engine.MemberID]int {
	index := map[engine.MemberID]int{}
	var spots []point
	for m := range plan.Members() {
		if !m.Eligible {
			continue
		}
		s.stats.count(m.Load)
		place, ok := at.members[m.ID]
		if !ok {
			s.stats.away++
			continue
		}
		mark := memberMark{at: s.at(at, place), colour: grey, rank: ranks[m.ID], title: s.say.member(m)}
		if c, ok := circles[m.Circle]; ok {
			mark.colour = s.circles[c].colour
		}
		if c, ok := s.centerOf[m.ID]; ok {
			mark.colour = s.centers[c].colour
		}
		mark.rank = max(mark.rank, s.centerRank[m.ID])
		index[m.ID] = len(s.members)
		s.members, spots = append(s.members, mark), append(spots, mark.at)
	}
	if s.o.Colour == ByMember {
		for i, colour := range spread(spots) {
			s.members[i].colour = colour
		}
	}
	return index
}

// count takes the load of one eligible member in.
func (t *stats) count(load int) {
	if t.members == 0 || load < t.loadMin {
		t.loadMin = load
	}
	t.loadMax = max(t.loadMax, load)
	t.members++
}

func (s *scene) collectHomes(plan engine.Plan, at places, circles map[engine.CircleID]int, groups map[engine.GroupID]int, members map[engine.MemberID]int) {
	sum := int64(0)
	for h := range plan.Homes() {
		s.stats.homes++
		if h.State.Linked() {
			s.stats.links++
			sum += h.DistanceMM
		}
		place, ok := at.homes[h.ID]
		if !ok {
			continue
		}
		mark := homeMark{at: s.at(at, place), state: h.State, member: -1, colour: grey}
		c, inCircle := circles[h.Circle]
		if inCircle {
			s.circles[c].homes = append(s.circles[c].homes, mark.at)
			mark.colour = s.circles[c].colour
		}
		if m, ok := members[h.Member]; ok {
			mark.member = m
			if s.o.Colour == ByMember || !inCircle {
				mark.colour = s.members[m].colour
			}
		}
		if g, ok := groups[h.Group]; ok && s.o.Colour == ByGroup {
			s.groups[g].homes = append(s.groups[g].homes, mark.at)
			mark.colour = s.groups[g].colour
		}
		if colour, ok := s.take(h.Member, mark.at); ok {
			mark.colour = colour
		}
		s.homes = append(s.homes, mark)
	}
	if s.stats.links > 0 {
		s.stats.meanM = float64(sum) / 1000 / float64(s.stats.links)
	}
}

// ranks tells which members took a role: the policy's first role leads.
func (s *scene) ranks(p engine.Problem, plan engine.Plan) map[engine.MemberID]rank {
	for _, r := range p.Policy.Team.Roles {
		s.roles = append(s.roles, r.Name)
	}
	out := map[engine.MemberID]rank{}
	for slot := range plan.Slots() {
		switch {
		case slot.Member == "":
		case len(s.roles) > 0 && slot.Role == s.roles[0]:
			out[slot.Member] = circleLeader
		default:
			out[slot.Member] = max(out[slot.Member], roleHolder)
		}
	}
	return out
}

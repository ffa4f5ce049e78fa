package oracle

import (
	"fmt"
	"slices"
	"sort"

	"jinlin/engine"
)

// A judge collects what is false.
type judge struct {
	World
	d     *engine.Draft
	found []string
}

func (j *judge) say(ok bool, format string, args ...any) {
	if !ok {
		j.found = append(j.found, fmt.Sprintf(format, args...))
	}
}

// False lists everything that is false in a plan of a valid, tiny problem.
func False(p engine.Problem, d engine.Draft) []string {
	j := &judge{World: World{p}, d: &d}
	if j.rows(); len(j.found) > 0 {
		return j.found // the rest can only be read of whole plans
	}
	j.circles()
	if len(j.found) > 0 {
		return j.found
	}
	j.teams()
	j.links()
	j.selection()
	j.changes()
	j.tiers()
	j.reasons()
	j.claims()
	return j.found
}

// rows checks that each home and member is there once and nobody else is.
func (j *judge) rows() {
	var homes []engine.HouseholdID
	for _, r := range j.d.Homes {
		homes = append(homes, r.ID)
	}
	slices.Sort(homes)
	j.say(slices.Equal(homes, j.homes()), "the homes are not those of the problem")
	var members []engine.MemberID
	for _, r := range j.d.Members {
		members = append(members, r.ID)
	}
	slices.Sort(members)
	j.say(slices.Equal(members, j.members()), "the members are not those of the problem")
	j.say(j.d.Area == j.P.Area && j.d.Input == engine.Fingerprint(j.P) && j.d.Metric == j.P.Policy.Metric && j.d.Datum == j.P.Datum, "head")
	want := "geodesic wgs84 v1"
	if j.P.Policy.Metric == "planar" {
		want = "planar v1"
	}
	if j.P.Ground != nil {
		want = j.P.Ground.Fingerprint()
	}
	j.say(j.d.Ground == want, "ground")
	names := map[engine.CircleID]bool{"": true}
	for _, c := range j.d.Circles {
		j.say(!names[c.ID] || j.P.Policy.Circles.Sites == "none", "circle %s twice", c.ID)
		names[c.ID] = true
	}
	for _, r := range j.d.Homes {
		j.say(names[r.Circle], "home %s is in no known circle", r.ID)
		for _, m := range []engine.MemberID{r.Member, r.Deputy, r.OpenMember, r.Choice} {
			j.say(m == "" || j.member(m) != nil, "unknown member %s", m)
		}
	}
}

func (j *judge) circles() {
	if j.P.Policy.Circles.Sites == "none" {
		j.say(len(j.d.Circles) == 0 && len(j.d.Slots) == 0, "circles unasked")
	} else {
		c, ok := j.circlesOf(j.d)
		j.say(ok && j.seated(c) && j.allValid(c), "the circles are not valid")
		if !ok {
			return
		}
	}
	order := slices.Clone(j.d.Circles)
	sort.SliceStable(order, func(a, b int) bool {
		x, y := order[a], order[b]
		if x.Center != y.Center {
			return x.Center[0] < y.Center[0] || x.Center[0] == y.Center[0] && x.Center[1] < y.Center[1]
		}
		return x.Site < y.Site
	})
	if j.d.Rebalance != nil {
		j.numbers()
	}
	for i, c := range order {
		j.say((c.Number == i+1 || j.d.Rebalance != nil) && string(c.ID) == fmt.Sprintf("%s-%d", j.P.Area, c.Number), "numbers")
		j.say(c == j.figures(c), "figures of circle %s", c.ID)
	}
	for _, r := range j.d.Homes {
		want := int64(0)
		for _, c := range j.d.Circles {
			if s, _ := j.site(c.Site); c.ID == r.Circle {
				want = j.mm(s.place(), j.at(r.ID))
			}
		}
		j.say(r.CenterMM == want, "centre of %s", r.ID)
	}
	for _, m := range j.d.Members {
		a := j.anchor(m.ID)
		why := j.excluded(m.ID)
		circle := engine.CircleID("")
		if a != "" {
			circle = circleOf(j.d, a)
		}
		j.say(m.Eligible == (why == "") && m.Excluded == why && m.Anchor == a && m.Circle == circle, "row of member %s", m.ID)
	}
}

// figures returns the circle with everything in it as it must be.
func (j *judge) figures(c engine.Circle) engine.Circle {
	s, _ := j.site(c.Site)
	homes := homesOf(j.d, c.ID)
	c.Household, c.Center, c.Public = s.home, s.at, s.public
	c.Homes, c.Members, c.Capacity = len(homes), len(j.team(homes)), j.capacity(homes)
	c.RadiusMM, c.TotalMM, c.DiameterMM, c.Weight = 0, 0, -1, 0
	if j.P.Policy.Circles.Diameter.Set {
		c.DiameterMM = 0
	}
	for _, h := range homes {
		d := j.mm(s.place(), j.at(h))
		c.RadiusMM = max(c.RadiusMM, d)
		c.TotalMM += d
		c.Weight += j.weight(h)
		for _, g := range homes {
			if g != h && j.P.Policy.Circles.Diameter.Set {
				c.DiameterMM = max(c.DiameterMM, j.across(g, h))
			}
		}
	}
	return c
}

func (j *judge) teams() {
	total := 0
	for i := range j.d.Circles {
		c := &j.d.Circles[i]
		held := Holding{}
		for role, r := range j.P.Policy.Team.Roles {
			var order []engine.Slot
			for _, s := range j.d.Slots {
				if s.Circle == c.ID && s.Role == r.Name {
					_, twice := held[s.Member]
					ok := !twice && slices.Contains(j.team(homesOf(j.d, c.ID)), s.Member) && j.fits(s.Member, role)
					if j.say(ok, "slot of %s", s.Member); !ok {
						return
					}
					held[s.Member] = role
					order = append(order, s)
				}
			}
			total += len(order)
			j.say(len(order) <= r.Max, "too many in role %s", r.Name)
			sort.Slice(order, func(a, b int) bool { return order[a].Number < order[b].Number })
			for k, s := range order {
				j.say(s.Number == k+1, "slot numbers of %s", r.Name)
				j.say(k == 0 || j.before(c, role, order[k-1].Member, s.Member), "slot order of %s", r.Name)
			}
		}
		if j.frozen() {
			j.say(!j.unfilled(c, held), "a slot of %s could be filled", c.ID)
		} else {
			j.say(slices.Equal(j.TeamValue(c, held), j.BestTeam(j.d, c)), "the team of %s is not best", c.ID)
		}
	}
	j.say(total == len(j.d.Slots), "slots of unknown circles or roles")
}

func (j *judge) before(c *engine.Circle, role int, a, b engine.MemberID) bool {
	x, y := j.ranksIn(a, role), j.ranksIn(b, role)
	if x != y {
		return slices.Compare(x[:], y[:]) < 0
	}
	if d, e := j.toCenter(c, a), j.toCenter(c, b); d != e {
		return d < e
	}
	return a < b
}

func (j *judge) links() {
	links, open := j.LinkMatch(j.d), j.OpenMatch(j.d)
	deputies := j.DeputyMatch(j.d)
	asked := j.P.Policy.Links.Within != "area" && j.P.Policy.Links.Within != "none"
	for _, r := range j.d.Homes {
		h := r.ID
		own, lock := j.own(h), j.lock(h)
		state, member, mm := engine.HomeUnserved, engine.MemberID(""), int64(0)
		switch {
		case j.P.Policy.Links.Within == "none":
			if r.Circle != "" || j.P.Policy.Circles.Sites == "none" {
				state = engine.HomeHeld
			}
		case own != "":
			state, member = engine.HomeOwn, own
		case lock != "":
			state, member, mm = engine.HomeLocked, lock, j.linkMM(h, lock)
		case j.spared(h):
			state = engine.HomeHeld
		case r.State == engine.HomeChosen && r.Choice != "":
			state, member, mm = engine.HomeChosen, r.Choice, j.linkMM(h, r.Choice)
		case r.State == engine.HomeLinked:
			ok := r.Member != "" && links.Allowed(h, r.Member)
			if j.say(ok, "link of %s", h); !ok {
				continue
			}
			state, member, mm = engine.HomeLinked, r.Member, j.between(h, r.Member)
		}
		j.say(r.State == state && r.Member == member && r.DistanceMM == mm, "row of home %s", h)
		j.deputy(r, deputies)
		switch {
		case !asked:
			j.say(r.OpenMember == "" && r.OpenMM == 0, "open member of %s unasked", h)
		case own != "" || j.fixed(j.d, h) != "":
			j.say(r.OpenMember == member && r.OpenMM == mm, "open member of %s", h)
		case j.spared(h):
			j.say(r.OpenMember == "" && r.OpenMM == 0, "open member of %s, who is not asked for", h)
		case r.OpenMember == "":
			j.say(r.OpenMM == 0, "open distance of %s", h)
		default:
			j.say(open.Allowed(h, r.OpenMember) && r.OpenMM == j.between(h, r.OpenMember), "open member of %s", h)
		}
	}
	for _, m := range j.d.Members {
		y, z := links.Load(LinksOf(j.d), m.ID), deputies.Load(DeputiesOf(j.d), m.ID)
		j.say(m.Load == y && y <= j.load(m.ID).Max, "load of %s", m.ID)
		j.say(m.Deputised == z && z <= j.P.Policy.Deputies.Max, "deputy load of %s", m.ID)
		if asked {
			j.say(open.Load(OpenOf(j.d), m.ID) <= j.load(m.ID).Max, "open load of %s", m.ID)
		}
	}
	j.say(j.d.Borders == j.borders(asked), "borders")
}

func (j *judge) deputy(r engine.Home, x Match) {
	if r.Deputy == "" {
		j.say(r.DeputyMM == 0, "deputy distance of %s", r.ID)
		return
	}
	ok := j.P.Policy.Deputies.Max > 0 && slices.Contains(x.Homes, r.ID) && x.Allowed(r.ID, r.Deputy)
	j.say(ok && r.DeputyMM == j.between(r.ID, r.Deputy), "deputy of %s", r.ID)
}

func (j *judge) borders(asked bool) engine.Borders {
	if !asked {
		return engine.Borders{}
	}
	b := engine.Borders{Solved: true}
	in, out := LinksOf(j.d), OpenOf(j.d)
	b.Served, b.OpenServed = len(in), len(out)
	for h := range in {
		if out[h] != "" {
			b.BothHomes++
			b.SumMM += j.linkMM(h, in[h])
			b.OpenSumMM += j.linkMM(h, out[h])
		}
	}
	x := j.OpenMatch(j.d)
	var loads, open []int
	for _, m := range j.eligibles() {
		loads = append(loads, x.Load(in, m))
		open = append(open, x.Load(out, m))
	}
	if len(loads) > 0 {
		b.LoadMin, b.LoadMax = slices.Min(loads), slices.Max(loads)
		b.OpenLoadMin, b.OpenLoadMax = slices.Min(open), slices.Max(open)
	}
	return b
}

// claims checks every value, and every bound against its certificate.
func (j *judge) claims() {
	p := &j.d.Proof
	if j.P.Policy.Circles.Sites != "none" {
		j.circleClaims(p)
	} else {
		for _, k := range []engine.ProofKind{p.Held.Kind, p.Shortfall.Kind, p.Circles.Kind, p.Farthest.Kind, p.Distance.Kind} {
			j.say(k == "not_solved" || k == "", "unasked claim")
		}
	}
	linked := j.P.Policy.Links.Within != "none"
	j.match("links", linked, p.Links, j.RebalancedMatch(j.d), LinksOf(j.d), func(s *engine.Server) []int64 { return s.Price })
	j.match("open", linked && j.P.Policy.Links.Within != "area", p.Open, j.OpenMatch(j.d), OpenOf(j.d), func(s *engine.Server) []int64 { return s.OpenPrice })
	j.match("deputies", linked && j.P.Policy.Deputies.Max > 0, p.Deputies, j.DeputyMatch(j.d), DeputiesOf(j.d), func(s *engine.Server) []int64 { return s.DeputyPrice })
}

func (j *judge) circleClaims(p *engine.Proof) {
	v := j.CirclesOf(j.d)
	h := p.Held
	n, m := int64(0), int64(0)
	if p.Circles.Kind == engine.Kept {
		j.say(len(p.Circles.Parts) == 0, "arguments of circles that were kept")
	} else {
		n = j.countBound(j.d)
		j.say(n >= 0, "an argument for the number of circles")
	}
	if p.Distance.Kind != engine.Kept {
		m = j.distanceBound(j.d)
		j.say(m >= 0, "a multiplier")
	}
	j.claim("held", h.Kind, six(h.Counted, h.Placed), six(h.CountedBound, h.PlacedBound), v[:6], j.heldBound(), true)
	j.claim("shortfall", p.Shortfall.Kind, []int64{p.Shortfall.Value}, []int64{p.Shortfall.Bound}, v[AtShortfall:AtShortfall+1], []int64{j.shortfallBound(j.d)}, false)
	j.claim("circles", p.Circles.Kind, []int64{int64(p.Circles.Value)}, []int64{int64(p.Circles.Bound)}, j.counts(v), []int64{n}, false)
	if j.P.Policy.Circles.Objective == "p-center" {
		j.claim("farthest", p.Farthest.Kind, []int64{p.Farthest.Value}, []int64{p.Farthest.Bound}, v[AtFarthest:AtFarthest+1], []int64{0}, false)
	} else {
		j.say(p.Farthest.Kind == "not_solved" || p.Farthest.Kind == "", "unasked claim")
	}
	j.claim("distance", p.Distance.Kind, []int64{p.Distance.Value}, []int64{p.Distance.Bound}, v[AtDistance:], []int64{m}, false)
}

// counts is what the claim about the number of circles is about: their cost, or their number where that is given.
func (j *judge) counts(v Vector) []int64 {
	if j.P.Policy.Circles.Objective == "fewest" {
		return v[AtCost : AtCost+1]
	}
	return []int64{int64(len(j.d.Circles))}
}

func six(a, b [3]int) []int64 {
	return []int64{-int64(a[0]), -int64(a[1]), -int64(a[2]), -int64(b[0]), -int64(b[1]), -int64(b[2])}
}

// uneven reports whether some home weighs more than 1: then prices may be fractions.
func (j *judge) uneven() bool {
	return slices.ContainsFunc(j.P.Households, func(h engine.Household) bool { return h.Weight > 1 })
}

func (j *judge) match(name string, asked bool, p engine.LinkProof, x Match, to Link, price func(*engine.Server) []int64) {
	if !asked {
		j.say(p.Kind == "not_solved" || p.Kind == "", "unasked claim")
		return
	}
	if j.say(slices.Equal(p.Tiers, x.Tiers), "tiers of %s", name); !slices.Equal(p.Tiers, x.Tiers) {
		return
	}
	ok := p.Scale == 0 || p.Scale == 1 || p.Scale > 1 && (x.AtMost != nil || j.uneven())
	ok = ok && (len(p.ChangePrice) == 0 || x.AtMost != nil && len(p.ChangePrice) == len(x.Tiers) && slices.Compare(p.ChangePrice, make([]int64, len(x.Tiers))) >= 0)
	if j.say(ok, "scale and price of a change of %s", name); !ok {
		return
	}
	if p.Kind == engine.Unchecked {
		j.say(slices.Equal(p.Value, x.Value(to)), "value of %s", name)
		return
	}
	q := map[engine.MemberID][]int64{}
	for i := range j.d.Members {
		s := &j.d.Members[i]
		if q[s.ID] = price(s); s.Eligible && len(q[s.ID]) != len(x.Tiers) {
			j.say(false, "prices of %s", s.ID)
			return
		}
	}
	c := Certificate{Price: func(m engine.MemberID) []int64 { return q[m] }, Scale: p.Scale, Change: p.ChangePrice}
	reached := make([]int64, len(x.Tiers))
	add(reached, x.Value(to), max(p.Scale, 1))
	j.say(slices.Equal(p.Value, x.Value(to)), "value of %s: %v is %v", name, p.Value, x.Value(to))
	j.claim(name, p.Kind, reached, p.Bound, reached, x.Dual(c), false)
}

func (j *judge) claim(name string, kind engine.ProofKind, value, bound, truth, derived []int64, each bool) {
	j.say(slices.Equal(value, truth), "value of %s: %v is %v", name, value, truth)
	most := derived
	switch kind {
	case engine.Certified:
		j.say(slices.Equal(value, bound) && slices.Equal(value, derived), "certified %s: %v %v %v", name, value, bound, derived)
		return
	case engine.Kept:
		none := !slices.ContainsFunc(bound, func(n int64) bool { return n != 0 })
		j.say(j.frozen() && none && name != "links" && name != "open" && name != "deputies", "kept %s: %v", name, bound)
		return
	case engine.Unchecked:
		return
	case engine.Searched, engine.Narrowed:
		most = value
	case engine.Bounded:
	default:
		j.say(false, "kind of %s", name)
		return
	}
	ok := slices.Compare(bound, most) <= 0
	for i := range bound {
		ok = ok && (!each || bound[i] <= most[i])
	}
	j.say(ok, "bound of %s: %v over %v", name, bound, most)
}

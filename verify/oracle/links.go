package oracle

import (
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// A Link tells who answers for a home; homes without anybody are left out.
type Link map[engine.HouseholdID]engine.MemberID

// A Match is a question who takes which home: the links, the links without
// borders, or the deputies.
type Match struct {
	W       World
	Tiers   []policy.Tier
	Homes   []engine.HouseholdID // all to be given, fixed ones too
	Fixed   Link
	Allowed func(h engine.HouseholdID, m engine.MemberID) bool
	Most    func(m engine.MemberID) int
	Loads   bool // members pay for their loads

	// Keep names the members whom homes had before and may keep: another or none
	// is a change. AtMost limits the changes if it is set.
	Keep Link
	// Choice names the members whom homes chose: another or none breaks a pair.
	Choice Link
	AtMost *int
}

// circleOf is the circle of each home in a plan.
func circleOf(d *engine.Draft, h engine.HouseholdID) engine.CircleID {
	for _, r := range d.Homes {
		if r.ID == h {
			return r.Circle
		}
	}
	return ""
}

// inBorder reports whether the border of the policy admits the pair.
func (w World) inBorder(d *engine.Draft, h engine.HouseholdID, m engine.MemberID) bool {
	a := w.anchor(m)
	switch w.P.Policy.Links.Within {
	case policy.WithinCircle:
		return a != "" && circleOf(d, h) != "" && circleOf(d, h) == circleOf(d, a)
	case policy.WithinGroup:
		return a != "" && w.home(a).Group == w.home(h).Group
	case policy.WithinNone:
		return false
	case policy.WithinDuty:
		return w.onDuty(m)
	}
	return true
}

func (w World) inReach(h engine.HouseholdID, m engine.MemberID) bool {
	r := w.P.Policy.Links.Reach
	if x := w.P.Policy.Links.AssociationReach; x.Set && w.home(h).Association != "" && w.home(h).Association == w.member(m).Association {
		r = x
	}
	d := w.between(h, m)
	return d != noWay && (!r.Set || d <= r.MM())
}

func (w World) allowed(d *engine.Draft, h engine.HouseholdID, m engine.MemberID) bool {
	return w.openAllowed(h, m) && w.inBorder(d, h, m)
}

func (w World) openAllowed(h engine.HouseholdID, m engine.MemberID) bool {
	return w.excluded(m) == "" && !w.forbidden(h, m) && w.inReach(h, m) && w.related(h, m) && len(w.lacks(h, m)) == 0
}

// LinkMatch asks for the links within the circles of the plan.
func (w World) LinkMatch(d *engine.Draft) Match {
	x := w.OpenMatch(d)
	x.Allowed = func(h engine.HouseholdID, m engine.MemberID) bool { return w.allowed(d, h, m) }
	return x
}

// OpenMatch asks for the links without borders.
func (w World) OpenMatch(d *engine.Draft) Match {
	x := Match{W: w, Tiers: w.P.Policy.Tiers(), Fixed: Link{}, Choice: ChoicesOf(d), Loads: true, Allowed: w.openAllowed,
		Most: func(m engine.MemberID) int { return w.load(m).Max }}
	for _, h := range w.homes() {
		if w.own(h) == "" && !w.spared(h) {
			x.Homes = append(x.Homes, h)
		}
		if m := w.fixed(d, h); m != "" {
			x.Fixed[h] = m
		}
	}
	return x
}

// DeputyMatch asks for the deputies of the links in the plan.
func (w World) DeputyMatch(d *engine.Draft) Match {
	to := LinksOf(d)
	x := Match{W: w, Fixed: Link{}, Tiers: []policy.Tier{"unserved_2", "unserved_1", "unserved_0", "distance"},
		Allowed: func(h engine.HouseholdID, m engine.MemberID) bool { return to[h] != m && w.allowed(d, h, m) },
		Most:    func(engine.MemberID) int { return w.P.Policy.Deputies.Max }}
	for _, h := range w.homes() {
		if to[h] != "" {
			x.Homes = append(x.Homes, h)
		}
	}
	return x
}

// LinksOf are the links in a plan.
func LinksOf(d *engine.Draft) Link {
	to := Link{}
	for _, r := range d.Homes {
		if r.State == engine.HomeLinked || r.State == engine.HomeLocked || r.State == engine.HomeChosen {
			to[r.ID] = r.Member
		}
	}
	return to
}

// DeputiesOf are the deputies in a plan.
func DeputiesOf(d *engine.Draft) Link {
	to := Link{}
	for _, r := range d.Homes {
		if r.Deputy != "" {
			to[r.ID] = r.Deputy
		}
	}
	return to
}

// OpenOf are the links without borders in a plan.
func OpenOf(d *engine.Draft) Link {
	to := Link{}
	for _, r := range d.Homes {
		if r.OpenMember != "" && r.State != engine.HomeOwn {
			to[r.ID] = r.OpenMember
		}
	}
	return to
}

func (x Match) pair(h engine.HouseholdID, m engine.MemberID) []int64 {
	v := make([]int64, len(x.Tiers))
	home, member := x.W.home(h), x.W.member(m)
	for i, t := range x.Tiers {
		switch t {
		case "leaders":
			v[i] = int64(home.Priority * x.W.P.Policy.TitleRank(member.Title))
		case "leaders_2":
			if home.Priority == 2 {
				v[i] = int64(x.W.P.Policy.TitleRank(member.Title))
			}
		case "leaders_1":
			if home.Priority == 1 {
				v[i] = int64(x.W.P.Policy.TitleRank(member.Title))
			}
		case "association":
			if home.Association != "" && home.Association != member.Association {
				v[i] = 1
			}
		case "fit":
			asked := map[string]bool{}
			for _, s := range home.Services {
				asked[s] = true
			}
			for s := range asked {
				if !slices.Contains(member.Skills, s) {
					v[i]++
				}
			}
		case "preference":
			if len(home.Preferences) > 0 {
				rank, _ := home.Preferences.Of(m)
				v[i] = int64(rank)
			}
		case "distance":
			v[i] = x.W.linkMM(h, m)
		case "choice":
			if x.Choice[h] != "" && x.Choice[h] != m {
				v[i] = 1
			}
		case "changes":
			if x.Keep[h] != "" && x.Keep[h] != m {
				v[i] = 1
			}
		}
	}
	return v
}

func (x Match) alone(h engine.HouseholdID) []int64 {
	v := make([]int64, len(x.Tiers))
	v[2-x.W.home(h).Priority] = 1
	if at := slices.Index(x.Tiers, "choice"); at >= 0 && x.Choice[h] != "" {
		v[at] = 1
	}
	if at := slices.Index(x.Tiers, "changes"); at >= 0 && x.Keep[h] != "" {
		v[at] = 1
	}
	return v
}

func (x Match) burden(m engine.MemberID, y int) []int64 {
	v := make([]int64, len(x.Tiers))
	for i, t := range x.Tiers {
		if x.Loads && t == "shortfall" {
			v[i] = x.W.load(m).Shortfall(y)
		}
		if x.Loads && t == "load" {
			v[i] = x.W.load(m).Cost(y)
		}
	}
	return v
}

func add(a, b []int64, k int64) {
	for i := range a {
		a[i] += b[i] * k
	}
}

// Load is what a member carries.
func (x Match) Load(to Link, m engine.MemberID) int {
	y := 0
	for h, k := range to {
		if k == m {
			y += x.W.weight(h)
		}
	}
	return y
}

// Value is what a match costs.
func (x Match) Value(to Link) []int64 {
	v := make([]int64, len(x.Tiers))
	for _, h := range x.Homes {
		if to[h] == "" {
			add(v, x.alone(h), 1)
		} else {
			add(v, x.pair(h, to[h]), 1)
		}
	}
	for _, m := range x.W.eligibles() {
		add(v, x.burden(m, x.Load(to, m)), 1)
	}
	return v
}

// Best tries every match; nil if there is none with so few changes.
func (x Match) Best() []int64 {
	var best []int64
	to := Link{}
	var try func(i int)
	try = func(i int) {
		if i == len(x.Homes) {
			if x.AtMost != nil && x.Changed(to) > *x.AtMost {
				return
			}
			if v := x.Value(to); best == nil || slices.Compare(v, best) < 0 {
				best = v
			}
			return
		}
		h := x.Homes[i]
		for _, m := range append(x.W.eligibles(), "") {
			if fixed, ok := x.Fixed[h]; ok && m != fixed || !ok && m != "" && !x.Allowed(h, m) {
				continue
			}
			if m == "" {
				try(i + 1)
				continue
			}
			to[h] = m
			if x.Load(to, m) <= x.Most(m) {
				try(i + 1)
			}
			delete(to, h)
		}
	}
	try(0)
	return best
}

// A Certificate is what proves the links of a plan.
type Certificate struct {
	Price  func(m engine.MemberID) []int64
	Scale  int64
	Change []int64 // what a change costs, nil for nothing
}

// Dual is L(q) - N x of docs/model.md, with all costs scaled.
func (x Match) Dual(c Certificate) []int64 {
	q, scale := c.Price, max(c.Scale, 1)
	v := make([]int64, len(x.Tiers))
	change := append(slices.Clone(c.Change), make([]int64, len(x.Tiers)-len(c.Change))...)
	if x.AtMost != nil {
		add(v, change, int64(-*x.AtMost))
	}
	for _, h := range x.Homes {
		if m, ok := x.Fixed[h]; ok {
			add(v, x.pair(h, m), scale)
			add(v, q(m), int64(x.W.weight(h)))
			continue
		}
		least := make([]int64, len(x.Tiers))
		add(least, x.alone(h), scale)
		if x.Keep[h] != "" {
			add(least, change, 1)
		}
		for _, m := range x.W.eligibles() {
			if !x.Allowed(h, m) {
				continue
			}
			cost := make([]int64, len(x.Tiers))
			add(cost, x.pair(h, m), scale)
			add(cost, q(m), int64(x.W.weight(h)))
			if x.Keep[h] != "" && x.Keep[h] != m {
				add(cost, change, 1)
			}
			if slices.Compare(cost, least) < 0 {
				least = cost
			}
		}
		add(v, least, 1)
	}
	for _, m := range x.W.eligibles() {
		base, all := x.span(m)
		var least []int64
		for y := base; y <= max(x.Most(m), base) && y <= all; y++ {
			cost := make([]int64, len(x.Tiers))
			add(cost, x.burden(m, y), scale)
			if add(cost, q(m), -int64(y)); least == nil || slices.Compare(cost, least) < 0 {
				least = cost
			}
		}
		add(v, least, 1)
	}
	return v
}

// span is what is locked to a member, and with it all that he might get.
func (x Match) span(m engine.MemberID) (base, all int) {
	for _, h := range x.Homes {
		if fixed, ok := x.Fixed[h]; ok && fixed == m {
			base += x.W.weight(h)
		} else if !ok && x.Allowed(h, m) {
			all += x.W.weight(h)
		}
	}
	return base, base + all
}

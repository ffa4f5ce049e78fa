package verify

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// A groupSheet is what a plan says of groups, by their positions in it, and
// what is true of them.
type groupSheet struct {
	at     map[engine.GroupID]int
	of     []int   // the group of each home, -1 for none
	homes  [][]int // of each group
	people [][]int // the eligible residents of each group
	size   []int64
	middle []int
	total  []int64
	near   *vicinity
	held   []map[string][]int
}

func (j *judge) grouped() bool { return j.policy.Groups.By != policy.GroupsNone }
func (j *judge) drawn() bool   { return j.policy.Groups.By == policy.GroupsDrawn }

// sizeOf is what a home counts in the size of its group.
func (s *scene) sizeOf(h int) int64 {
	if s.policy.Groups.Measure == policy.MeasureWeight {
		return s.homes[h].weight
	}
	return 1
}

// groupBounds are the bounds of the size of a group; most is -1 without one.
func (s *scene) groupBounds() (least, most int64) {
	total := int64(0)
	for h := range s.homes {
		total += s.sizeOf(h)
	}
	return s.policy.Groups.Bounds(total)
}

// indexGroups finds which group holds which home and who lives in it.
func (j *judge) indexGroups() {
	n := len(j.d.Groups)
	g := &groupSheet{at: make(map[engine.GroupID]int, n), of: make([]int, len(j.homes)), homes: make([][]int, n), people: make([][]int, n), size: make([]int64, n)}
	j.groups = g
	for i := range j.d.Groups {
		id := j.d.Groups[i].ID
		if _, twice := g.at[id]; twice || id == "" {
			j.add(Finding{Code: GroupTwice, Group: id}, "group id %q is empty or used more than once", id)
			continue
		}
		g.at[id] = i
	}
	for h, r := range j.rows {
		i, known := g.at[r.Group]
		if r.Group == "" || !known {
			g.of[h] = -1
			if r.Group != "" {
				j.add(Finding{Code: ForeignGroup, Household: r.ID, Group: r.Group}, "home %q is said to be in group %q, which the plan does not have", r.ID, r.Group)
			}
			continue
		}
		g.of[h] = i
		g.homes[i] = append(g.homes[i], h)
		g.size[i] += j.sizeOf(h)
		g.people[i] = append(g.people[i], j.homes[h].anchored...)
	}
	for i := range g.people {
		slices.Sort(g.people[i])
	}
	j.report.Groups = n
}

// checkGroups checks each group by itself and their numbers.
func (j *judge) checkGroups() {
	g := j.groups
	if !j.grouped() {
		if n := len(j.d.Groups) + len(j.d.GroupSlots); n > 0 {
			j.add(Finding{Code: GroupUnasked}, "the plan has %d groups and %d slots of groups; the policy asks for none", len(j.d.Groups), len(j.d.GroupSlots))
		}
		return
	}
	g.near = j.layVicinity()
	g.middle, g.total = make([]int, len(j.d.Groups)), make([]int64, len(j.d.Groups))
	for h := range j.homes {
		j.checkHomeGroup(h)
	}
	for i := range j.d.Groups {
		j.checkGroup(i)
	}
	if j.d.Rebalance == nil {
		j.checkGroupOrder()
	} else {
		j.checkGroupNumbers(j.d.Rebalance.NextGroup)
	}
}

// checkHomeGroup checks that a home is in some drawn group, or in the given one
// of the name in its record.
func (j *judge) checkHomeGroup(h int) {
	x, i := &j.homes[h], j.groups.of[h]
	if j.missing[h] {
		return
	}
	at := Finding{Code: GroupMissing, Household: x.id, Group: j.rows[h].Group}
	switch {
	case j.drawn() && i < 0:
		j.add(at, "home %q is in no group; every home is in one", x.id)
	case !j.drawn() && i < 0 && x.rec.Group != "":
		j.add(at, "home %q is in no group; its record names %q", x.id, x.rec.Group)
	case !j.drawn() && i >= 0 && (x.rec.Group == "" || x.rec.Group != j.d.Groups[i].Name):
		j.add(at, "home %q is in group %q, named %q; its record names %q", x.id, at.Group, j.d.Groups[i].Name, x.rec.Group)
	}
}

func (j *judge) checkGroup(i int) {
	g, x := j.groups, &j.d.Groups[i]
	at := Finding{Group: x.ID}
	if len(g.homes[i]) == 0 {
		at.Code = GroupEmpty
		j.add(at, "group %q has no home", x.ID)
		return
	}
	same := slices.ContainsFunc(j.d.Groups[:i], func(o engine.Group) bool { return o.Name == x.Name })
	if !j.drawn() && same {
		at.Code = GroupTwice
		j.add(at, "group %q has the name %q, which another has too", x.ID, x.Name)
	}
	if pieces := g.near.pieces(g.homes[i]); j.drawn() && len(pieces) > 1 {
		at.Code = GroupTorn
		j.add(at, "group %q is in %d pieces; homes %q and %q are not connected by neighbours within it", x.ID, len(pieces), j.homes[pieces[0][0]].id, j.homes[pieces[1][0]].id)
	}
	g.middle[i], g.total[i] = g.near.middle(g.homes[i])
	radius, weight := int64(0), int64(0)
	for _, h := range g.homes[i] {
		radius = max(radius, g.near.flat(g.middle[i], h))
		weight += j.homes[h].weight
	}
	at.Code = WrongGroupFigure
	figure := func(what string, got, want any) {
		if got != want {
			j.add(at, "group %q has %s %v; expected %v", x.ID, what, got, want)
		}
	}
	middle := &j.homes[g.middle[i]]
	figure("middle", x.Household, middle.id)
	figure("centre", x.Center, middle.rec.Location)
	figure("homes", x.Homes, len(g.homes[i]))
	figure("members", x.Members, len(g.people[i]))
	figure("weight", x.Weight, weight)
	figure("radius_mm", x.RadiusMM, radius)
	figure("total_mm", x.TotalMM, g.total[i])
	if j.drawn() {
		figure("name", x.Name, "")
	}
}

// flat is the distance of two homes in the plane, to the nearest unit.
func (v *vicinity) flat(a, b int) int64 {
	dx, dy := v.x[a]-v.x[b], v.y[a]-v.y[b]
	sum := dx*dx + dy*dy
	root := int64(math.Sqrt(float64(sum)))
	for root*root > sum {
		root--
	}
	for (root+1)*(root+1) <= sum {
		root++
	}
	if sum-root*root > root {
		root++
	}
	return root
}

// middle is the home with the least sum of distances to the others, the first
// of several, and that sum. A home whose distance to one that was added up
// says that its own sum is larger is passed over.
func (v *vicinity) middle(homes []int) (best int, least int64) {
	n := int64(len(homes))
	floor := make([]int64, n)
	row := make([]int64, n)
	least = math.MaxInt64
	for i, h := range homes {
		if floor[i] > least {
			continue
		}
		sum := int64(0)
		for k, o := range homes {
			row[k] = v.flat(h, o)
			sum += row[k]
		}
		if sum < least {
			best, least = h, sum
		}
		for k := range row { // every rounding may be half a unit off
			floor[k] = max(floor[k], n*row[k]-sum-2*n, sum-n*row[k]-2*n)
		}
	}
	return best, least
}

func (j *judge) groupID(number int) engine.GroupID {
	return engine.GroupID(fmt.Sprintf("%s%03d", j.p.Area, number))
}

// checkGroupOrder checks the numbers of groups that were made anew.
func (j *judge) checkGroupOrder() {
	g := j.groups
	order := make([]int, len(j.d.Groups))
	for i := range order {
		order[i] = i
		if len(g.homes[i]) == 0 {
			return
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		p, q := g.middle[a], g.middle[b]
		return cmp.Or(cmp.Compare(g.near.x[p], g.near.x[q]), cmp.Compare(g.near.y[q], g.near.y[p]), cmp.Compare(p, q))
	})
	for k, i := range order {
		if x := &j.d.Groups[i]; x.Number != k+1 || x.ID != j.groupID(k+1) {
			j.add(Finding{Code: WrongGroupNumber, Group: x.ID}, "group %q has number %d; from west to east, then north to south it is %d, %q", x.ID, x.Number, k+1, j.groupID(k+1))
		}
	}
}

func (j *judge) checkGroupNumbers(next int) {
	seen := map[int]bool{}
	most := 0
	for _, x := range j.d.Groups {
		if x.Number < 1 || seen[x.Number] || x.ID != j.groupID(x.Number) {
			j.add(Finding{Code: WrongGroupNumber, Group: x.ID}, "group %q has number %d; expected a number from 1 that no other group has, and the id %q", x.ID, x.Number, j.groupID(x.Number))
		}
		seen[x.Number] = true
		most = max(most, x.Number)
	}
	if next <= most {
		j.add(Finding{Code: WrongNextGroup}, "the next new group is said to get number %d; expected %d or more", next, most+1)
	}
}

// groupCrowd is the people of a group; they are measured to the home in its
// middle.
func (j *judge) groupCrowd(i int) *crowd {
	return &crowd{j.policy.Groups.Roles, j.groups.people[i], func(k int) int64 {
		if d := j.between(j.groups.middle[i], k); j.members[k].located && d != noWay {
			return d
		}
		return 0
	}, j.groups.held[i]}
}

// checkGroupSlots checks who took which role of a group, as checkSlots does
// for circles.
func (j *judge) checkGroupSlots() {
	g := j.groups
	g.held = make([]map[string][]int, len(j.d.Groups))
	for i := range g.held {
		g.held[i] = map[string][]int{}
	}
	if !j.grouped() {
		return
	}
	bad := j.readGroupSlots()
	for i := range g.held {
		if len(g.homes[i]) == 0 {
			continue
		}
		w := j.groupCrowd(i)
		j.checkGroupSlotNumbers(i, w)
		id := j.d.Groups[i].ID
		if j.frozen() {
			if k := j.idle(w); k >= 0 {
				j.add(Finding{Code: SlotEmpty, Group: id, Member: j.members[k].id}, "a role of group %q has an empty slot; %q holds no role and could take it", id, j.members[k].id)
			}
			continue
		}
		if got, want := j.vector(w), j.bestTeam(w); !bad[i] && !slices.Equal(got, want) {
			j.add(Finding{Code: TeamNotBest, Group: id}, "the roles of group %q cost %v (empty minima, other empty slots, three ranks, millimetres, positions); the best team costs %v", id, got, want)
		}
	}
}

// idle is a member of a crowd without a role who could take an empty slot, -1
// for none.
func (j *judge) idle(w *crowd) int {
	for i := range w.roles {
		r := &w.roles[i]
		for _, k := range w.members {
			busy := false
			for _, held := range w.held {
				busy = busy || slices.Contains(held, k)
			}
			if !busy && len(w.held[r.Name]) < r.Max && fits(&j.members[k], r) {
				return k
			}
		}
	}
	return -1
}

// readGroupSlots collects the holders of each role; bad groups have a holder
// who must not be one.
func (j *judge) readGroupSlots() (bad []bool) {
	g := j.groups
	bad = make([]bool, len(j.d.Groups))
	type slot struct {
		i, number int
		role      string
	}
	seen := map[slot]bool{}
	for _, s := range j.d.GroupSlots {
		at := Finding{Group: s.Group, Member: s.Member}
		i, known := g.at[s.Group]
		r := slices.IndexFunc(j.policy.Groups.Roles, func(r policy.Role) bool { return r.Name == s.Role })
		if !known || r < 0 || s.Number < 1 || s.Number > j.policy.Groups.Roles[r].Max || s.Member == "" {
			at.Code = WrongSlot
			j.add(at, "slot %d of role %q in group %q is held by %q; the group or the role is unknown, the number is out of range, or nobody holds it", s.Number, s.Role, s.Group, s.Member)
			continue
		}
		k := j.number(s.Member)
		busy := false
		for _, held := range g.held[i] {
			busy = busy || slices.Contains(held, k)
		}
		key := slot{i, s.Number, s.Role}
		switch {
		case seen[key]:
			at.Code = SlotTwice
		case k < 0 || !slices.Contains(g.people[i], k) || !fits(&j.members[k], &j.policy.Groups.Roles[r]):
			at.Code = SlotMember
		case busy:
			at.Code = TwoRoles
		}
		seen[key] = true
		if at.Code != "" {
			bad[i] = true
			j.add(at, "slot %d of role %q in group %q is held by %q: listed twice, not an eligible member of the group with a fitting title, or in another role", s.Number, s.Role, s.Group, s.Member)
			continue
		}
		j.report.SlotsFilled++
		g.held[i][s.Role] = append(g.held[i][s.Role], k)
	}
	return bad
}

func (j *judge) checkGroupSlotNumbers(i int, w *crowd) {
	for r := range w.roles {
		role := &w.roles[r]
		order := slices.Clone(w.held[role.Name])
		slices.SortFunc(order, func(a, b int) int {
			return cmp.Or(j.compareRanks(role, a, b), cmp.Compare(w.far(a), w.far(b)), cmp.Compare(a, b))
		})
		for n, k := range order {
			at := Finding{Code: WrongSlotNumber, Group: j.d.Groups[i].ID, Member: j.members[k].id}
			right := engine.GroupSlot{Group: at.Group, Role: role.Name, Number: n + 1, Member: at.Member}
			if !slices.Contains(j.d.GroupSlots, right) {
				j.add(at, "member %q holds another slot of role %q in group %q; by rank, distance and id it is %d", at.Member, role.Name, at.Group, n+1)
			}
		}
	}
}

// missedByGroups adds the sizes and roles that groups lack.
func (j *judge) missedByGroups(want map[missed]int64) {
	if !j.grouped() {
		return
	}
	least, _ := j.groupBounds()
	for i := range j.d.Groups {
		id := j.d.Groups[i].ID
		if short := least - j.groups.size[i]; short > 0 && len(j.groups.homes[i]) > 0 {
			want[missed{kind: engine.ShortfallGroup, group: id}] = short
		}
		for _, r := range j.policy.Groups.Roles {
			if short := r.Min - len(j.groups.held[i][r.Name]); short > 0 {
				want[missed{kind: engine.ShortfallGroupRole, group: id, role: r.Name}] = int64(short)
			}
		}
	}
}

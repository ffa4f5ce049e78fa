package engine

import (
	"cmp"
	"container/heap"
	"context"
	"slices"

	"jinlin/engine/internal/grouping"
	"jinlin/policy"
)

// groupsAfter lets the groups follow: those that were drawn stand, repaired where they must be, unless they are to be made anew; see
// docs/model.md, "Change".
func (s *State) groupsAfter(ctx context.Context, d *Draft, t *transition, o Options) (*grouped, error) {
	old := t.old.stands.layout.groups
	d.Rebalance.NextGroup = t.old.stands.nextGroup
	stand := s.policy.Groups.By == policy.GroupsDrawn && t.old.policy.Groups.By == policy.GroupsDrawn && old != nil && !o.Resite
	if !stand {
		g, err := s.groupsAnew(ctx, d, func(list []cluster) { d.Rebalance.NextGroup = s.renumberGroups(list, t) })
		if err == nil {
			s.groupTeams(d, g)
		}
		return g, err
	}
	d.Proof.Groups.Kind = NotSolved
	k := &groupKeeper{State: s, t: t, g: &grouped{of: make([]int32, len(s.homes)), near: s.neighbours()}}
	k.takeOver(old)
	k.cutOff()
	k.join()
	if err := k.drawRest(ctx, d.Rebalance); err != nil {
		return nil, err
	}
	k.standing()
	s.writeGroups(d, k.g)
	d.Proof.Groups = s.keptGroups(k.g)
	s.keepGroupTeams(d, k.g, t)
	return k.g, nil
}

// renumberGroups gives groups made anew the numbers of standing ones: of that of the same name, then of the one with which most homes are
// shared, each number once; the others get numbers never given. It returns the number after them.
func (s *State) renumberGroups(list []cluster, t *transition) int {
	var old []cluster
	var of []int32
	if g := t.old.stands.layout.groups; g != nil {
		old, of = g.clusters, g.of
	}
	taken := make([]bool, len(old))
	give := func(i, k int) { list[i].number, list[i].id, taken[k] = old[k].number, old[k].id, true }
	for i := range list {
		for k := range old {
			if list[i].name != "" && old[k].name == list[i].name && !taken[k] {
				give(i, k)
			}
		}
	}
	type sharing struct{ homes, i, k int }
	var shares []sharing
	for i := range list {
		count := make([]int, len(old))
		for _, h := range list[i].homes {
			if was := t.home[h].was; was != none && len(of) > 0 && of[was] != none {
				count[of[was]]++
			}
		}
		for k, n := range count {
			if n > 0 {
				shares = append(shares, sharing{n, i, k})
			}
		}
	}
	slices.SortStableFunc(shares, func(a, b sharing) int { return cmp.Or(cmp.Compare(b.homes, a.homes), cmp.Compare(a.k, b.k)) })
	for _, x := range shares {
		if list[x.i].number == 0 && !taken[x.k] && list[x.i].name == old[x.k].name {
			give(x.i, x.k)
		}
	}
	next := t.old.stands.nextGroup
	for i := range list {
		if list[i].number == 0 {
			s.numberGroups(list[i:i+1], next)
			next++
		}
	}
	return next
}

// A groupKeeper mends the drawn groups of the standing plan where it must.
type groupKeeper struct {
	*State
	t *transition
	g *grouped
	// size of each group.
	size []int64
}

// takeOver leaves every home that did not move in its group.
func (k *groupKeeper) takeOver(old *grouped) {
	for i := range old.clusters {
		k.g.clusters = append(k.g.clusters, cluster{number: old.clusters[i].number, id: old.clusters[i].id})
	}
	k.size = make([]int64, len(k.g.clusters))
	for h := range k.g.of {
		k.g.of[h] = none
		if x := &k.t.home[h]; x.was != none && !x.relocated && old.of[x.was] != none {
			k.put(int32(h), old.of[x.was])
		}
	}
}

func (k *groupKeeper) put(h, group int32) {
	k.g.of[h] = group
	k.size[group] += k.State.size(h)
}

// cutOff lets the homes go that are no longer connected with the largest part of their group (of several, that with the lowest home).
func (k *groupKeeper) cutOff() {
	best := make([][]int32, len(k.g.clusters))
	most := make([]int64, len(k.g.clusters))
	seen := make([]bool, len(k.g.of))
	for h := range k.g.of {
		if seen[h] || k.g.of[h] == none {
			continue
		}
		part, size := k.part(int32(h), seen)
		i := k.g.of[h]
		if best[i] == nil || size > most[i] {
			part, best[i], most[i] = best[i], part, size
		}
		k.release(part)
	}
}

// part is what a home is connected with within its group.
func (k *groupKeeper) part(h int32, seen []bool) (part []int32, size int64) {
	seen[h] = true
	part = []int32{h}
	for i := 0; i < len(part); i++ {
		size += k.State.size(part[i])
		for _, o := range k.g.near.row(part[i]) {
			if !seen[o] && k.g.of[o] == k.g.of[h] {
				seen[o] = true
				part = append(part, o)
			}
		}
	}
	return part, size
}

func (k *groupKeeper) release(homes []int32) {
	for _, h := range homes {
		k.size[k.g.of[h]] -= k.State.size(h)
		k.g.of[h] = none
	}
}

// A joining lets a home join the group of a neighbour.
type joining struct {
	mm       int64
	home, at int32
}

// joinings is a heap with the least on top: nearest, then lowest home, then lowest neighbour.
type joinings []joining

func (q joinings) Len() int      { return len(q) }
func (q joinings) Swap(i, k int) { q[i], q[k] = q[k], q[i] }
func (q joinings) Less(i, k int) bool {
	a, b := q[i], q[k]
	return cmp.Or(cmp.Compare(a.mm, b.mm), cmp.Compare(a.home, b.home), cmp.Compare(a.at, b.at)) < 0
}

func (q *joinings) Push(x any) {
	j, _ := x.(joining) // nothing else is pushed
	*q = append(*q, j)
}

func (q *joinings) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}

// join lets homes without a group join that of a neighbour, the nearest first: groups that have room before those that are full. A group that
// has no room for a home once has none later.
func (k *groupKeeper) join() {
	_, most := k.policy.Groups.Bounds(k.sizeOfAll())
	var open, full joinings
	offer := func(h, at int32) { heap.Push(&open, joining{k.crowMM(h, at), h, at}) }
	for h := range k.g.of {
		for _, o := range k.g.near.row(int32(h)) {
			if k.g.of[h] == none && k.g.of[o] != none {
				offer(int32(h), o)
			}
		}
	}
	for len(open)+len(full) > 0 {
		from := &open
		if len(open) == 0 {
			from = &full
		}
		x, _ := heap.Pop(from).(joining) // it holds nothing else
		group := k.g.of[x.at]
		if k.g.of[x.home] != none {
			continue
		}
		if from == &open && most >= 0 && k.size[group]+k.State.size(x.home) > most {
			heap.Push(&full, x)
			continue
		}
		k.put(x.home, group)
		for _, o := range k.g.near.row(x.home) {
			if k.g.of[o] == none {
				offer(o, x.home)
			}
		}
	}
}

// drawRest draws groups among the homes that are no neighbours of any group.
func (k *groupKeeper) drawRest(ctx context.Context, r *Rebalance) error {
	var rest []int32
	local := make([]int32, len(k.g.of))
	for h, i := range k.g.of {
		if i == none {
			local[h] = int32(len(rest))
			rest = append(rest, int32(h))
		}
	}
	if len(rest) == 0 {
		return nil
	}
	near := k.g.near.among(rest, local)
	p := k.groupingProblem(near)
	p.Weight = p.Weight[:0]
	for _, h := range rest {
		p.Weight = append(p.Weight, k.State.size(h))
	}
	if p.Count = 0; p.Max == 0 {
		p.Count = len(near.pieces())
	}
	solution, ok := grouping.Solve(p, int64(k.policy.Groups.Effort)*1_000_000, func() bool { return ctx.Err() != nil })
	if !ok {
		return ctx.Err()
	}
	fresh := make([]cluster, solution.Groups)
	for i, group := range solution.Of {
		fresh[group].homes = append(fresh[group].homes, rest[i])
	}
	k.order(fresh, k.g.near.x, k.g.near.y)
	k.numberGroups(fresh, r.NextGroup)
	r.NextGroup += len(fresh)
	for i := range fresh {
		for _, h := range fresh[i].homes {
			k.g.of[h] = int32(len(k.g.clusters))
		}
		k.g.clusters = append(k.g.clusters, cluster{number: fresh[i].number, id: fresh[i].id})
	}
	return nil
}

// among is the neighbourhood of the homes listed, by their place in the list, which local tells.
func (g *neighbourhood) among(homes, local []int32) *neighbourhood {
	out := &neighbourhood{x: make([]int64, len(homes)), y: make([]int64, len(homes))}
	var edges []edge
	in := func(h int32) bool { return int(local[h]) < len(homes) && homes[local[h]] == h }
	for i, h := range homes {
		out.x[i], out.y[i] = g.x[h], g.y[h]
		for k := g.start[h]; k < g.start[h+1]; k++ {
			if o := g.to[k]; o > h && in(o) {
				edges = append(edges, edge{int32(i), local[o], g.length[k]})
			}
		}
	}
	out.fill(edges)
	return out
}

// standing are the groups with homes, with their middles.
func (k *groupKeeper) standing() {
	for h, i := range k.g.of {
		k.g.clusters[i].homes = append(k.g.clusters[i].homes, int32(h))
	}
	k.g.clusters = slices.DeleteFunc(k.g.clusters, func(c cluster) bool { return len(c.homes) == 0 })
	for i := range k.g.clusters {
		k.g.clusters[i].centre(k.g.near.x, k.g.near.y)
	}
	k.g.settle()
}

// keepGroupTeams leaves slots with their holders while these live in the group and have a fitting title, and fills the empty ones with the
// best left.
func (s *State) keepGroupTeams(d *Draft, g *grouped, t *transition) {
	if len(s.policy.Groups.Roles) == 0 {
		return
	}
	people := s.groupPeople(g)
	at := make(map[GroupID]int, len(g.clusters))
	for i := range g.clusters {
		at[g.clusters[i].id] = i
	}
	held := make([]bool, len(s.members))
	holders := make([][][]int32, len(g.clusters))
	crews := make([]*crew, len(g.clusters))
	for i := range g.clusters {
		holders[i], crews[i] = make([][]int32, len(s.policy.Groups.Roles)), s.groupCrew(&g.clusters[i], people[i])
	}
	for _, x := range t.old.stands.plan.d.GroupSlots {
		m, known := s.memberOf(x.Member)
		i, stands := at[x.Group]
		role := slices.IndexFunc(s.policy.Groups.Roles, func(r policy.Role) bool { return r.Name == x.Role })
		if !known || !stands || role < 0 || held[m] || !slices.Contains(people[i], m) {
			continue
		}
		if _, fit := crews[i].rank(role, m); fit && len(holders[i][role]) < s.policy.Groups.Roles[role].Max {
			holders[i][role] = append(holders[i][role], m)
			held[m] = true
		}
	}
	for i := range crews {
		crews[i].refill(holders[i], held)
		s.writeGroupTeam(d, &g.clusters[i], crews[i], holders[i])
	}
}

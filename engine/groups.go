package engine

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"jinlin/engine/internal/grouping"
	"jinlin/policy"
)

// A cluster is a group while the plan is made: homes (ascending) and the home in the middle by number.
type cluster struct {
	number int
	id     GroupID
	name   string
	homes  []int32
	middle int32
	// totalMM and radiusMM are the sum and the largest of the distances from the middle.
	totalMM, radiusMM int64
}

// A grouped area is the outcome of the group stage: the groups by number, that of each home (an index of clusters, none without), and who is whose
// neighbour (nil for given groups).
type grouped struct {
	clusters []cluster
	of       []int32
	near     *neighbourhood
}

// groupsAnew solves the group stage. It is nil where the policy asks for no groups.
func (s *State) groupsAnew(ctx context.Context, d *Draft, name func([]cluster)) (*grouped, error) {
	d.Proof.Groups.Kind = NotSolved
	if name == nil {
		name = func(list []cluster) { s.numberGroups(list, 1) }
	}
	switch s.policy.Groups.By {
	case policy.GroupsGiven:
		return s.givenGroups(d, name), ctx.Err()
	case policy.GroupsDrawn:
		return s.drawGroups(ctx, d, name)
	}
	return nil, ctx.Err()
}

func (s *State) numberGroups(list []cluster, first int) {
	for i := range list {
		list[i].number, list[i].id = first+i, s.groupID(first+i)
	}
}

func (s *State) groupID(number int) GroupID {
	return GroupID(fmt.Sprintf("%s%03d", s.problem.Area, number))
}

// givenGroups takes the groups that the records of homes name. Homes that name none have none.
func (s *State) givenGroups(d *Draft, name func([]cluster)) *grouped {
	g := &grouped{of: make([]int32, len(s.homes))}
	at := make(map[string]int)
	for h := range s.homes {
		group := s.homes[h].Group
		if group == "" {
			continue
		}
		i, known := at[group]
		if !known {
			i = len(g.clusters)
			at[group] = i
			g.clusters = append(g.clusters, cluster{name: group})
		}
		g.clusters[i].homes = append(g.clusters[i].homes, int32(h))
	}
	x, y := s.flatPlaces()
	s.order(g.clusters, x, y)
	name(g.clusters)
	g.settle()
	s.writeGroups(d, g)
	d.Proof.Groups = s.keptGroups(g)
	return g
}

// settle notes the group of each home.
func (g *grouped) settle() {
	slices.SortFunc(g.clusters, func(a, b cluster) int { return a.number - b.number })
	for h := range g.of {
		g.of[h] = none
	}
	for i := range g.clusters {
		for _, h := range g.clusters[i].homes {
			g.of[h] = int32(i)
		}
	}
}

// drawGroups draws groups over the whole area.
func (s *State) drawGroups(ctx context.Context, d *Draft, name func([]cluster)) (*grouped, error) {
	g := &grouped{of: make([]int32, len(s.homes)), near: s.neighbours()}
	solution, err := s.divide(ctx, g.near)
	if err != nil {
		return nil, err
	}
	g.clusters = make([]cluster, solution.Groups)
	for h, i := range solution.Of {
		g.clusters[i].homes = append(g.clusters[i].homes, int32(h))
	}
	s.order(g.clusters, g.near.x, g.near.y)
	name(g.clusters)
	g.settle()
	s.writeGroups(d, g)
	d.Proof.Groups = s.claimGroups(g, &solution)
	return g, nil
}

// divide writes the stage down on plain numbers and solves it.
func (s *State) divide(ctx context.Context, near *neighbourhood) (grouping.Solution, error) {
	p := s.groupingProblem(near)
	solution, ok := grouping.Solve(p, int64(s.policy.Groups.Effort)*1_000_000, func() bool { return ctx.Err() != nil })
	if !ok {
		return grouping.Solution{}, ctx.Err()
	}
	return solution, nil
}

func (s *State) groupingProblem(near *neighbourhood) *grouping.Problem {
	asked := &s.policy.Groups
	p := &grouping.Problem{
		Weight: make([]int64, len(s.homes)), X: near.x, Y: near.y, Start: near.start, To: near.to, EdgeLength: near.length,
		Count: asked.Count, Balance: asked.Balance == policy.GroupBalanceSpread,
	}
	for h := range p.Weight {
		p.Weight[h] = s.size(int32(h))
	}
	least, most := asked.Bounds(s.sizeOfAll())
	p.Min, p.Max = least, max(most, 0)
	if asked.Compactness == policy.CompactDistance {
		p.Compact = grouping.Distance
	}
	return p
}

// size is what a home counts in the size of its group.
func (s *State) size(h int32) int64 {
	if s.policy.Groups.Measure == policy.MeasureWeight {
		return s.homes[h].weight
	}
	return 1
}

func (s *State) sizeOfAll() int64 {
	sum := int64(0)
	for h := range s.homes {
		sum += s.size(int32(h))
	}
	return sum
}

func (s *State) sizeOf(c *cluster) int64 {
	sum := int64(0)
	for _, h := range c.homes {
		sum += s.size(h)
	}
	return sum
}

// flatPlaces is where homes lie in the plane of the area.
func (s *State) flatPlaces() (x, y []int64) {
	x, y = make([]int64, len(s.homes)), make([]int64, len(s.homes))
	plane := s.plane()
	for h := range s.homes {
		x[h], y[h] = plane.At(s.homes[h].Location)
	}
	return x, y
}

// order finds the middles of groups and puts them from west to east, then from north to south.
func (s *State) order(list []cluster, x, y []int64) {
	for i := range list {
		list[i].centre(x, y)
	}
	slices.SortFunc(list, func(a, b cluster) int {
		return cmp.Or(cmp.Compare(x[a.middle], x[b.middle]), cmp.Compare(y[b.middle], y[a.middle]), cmp.Compare(a.middle, b.middle))
	})
}

// centre finds the home in the middle: the one with the least sum of distances to the others, the lowest of several. Sums that the triangle
// inequality rules out are not added up (Newling and Fleuret, A sub-quadratic exact medoid algorithm, 2017), so that of n homes about n^1.5
// distances are measured.
func (c *cluster) centre(x, y []int64) {
	n := int64(len(c.homes))
	atLeast := make([]int64, n)
	row := make([]int64, n)
	c.totalMM = math.MaxInt64
	for i, h := range c.homes {
		if atLeast[i] > c.totalMM {
			continue
		}
		sum, most := int64(0), int64(0)
		for k, o := range c.homes {
			row[k] = grouping.Between(x[h], y[h], x[o], y[o])
			sum, most = sum+row[k], max(most, row[k])
		}
		if sum < c.totalMM {
			c.middle, c.totalMM, c.radiusMM = h, sum, most
		}
		for k, mm := range row { // distances are rounded: each may be wrong by half a unit
			gap := n * mm
			atLeast[k] = max(atLeast[k], max(gap-sum, sum-gap)-2*n)
		}
	}
}

func (s *State) writeGroups(d *Draft, g *grouped) {
	least, _ := s.policy.Groups.Bounds(s.sizeOfAll())
	for i := range g.clusters {
		c := &g.clusters[i]
		out := Group{
			ID: c.id, Number: c.number, Name: c.name, Household: s.homes[c.middle].ID, Center: s.homes[c.middle].Location,
			Homes: len(c.homes), RadiusMM: c.radiusMM, TotalMM: c.totalMM,
		}
		for _, h := range c.homes {
			out.Members += s.homes[h].residents
			out.Weight += s.homes[h].weight
			d.Homes[h].Group = c.id
		}
		if missing := least - s.sizeOf(c); missing > 0 {
			d.Shortfalls = append(d.Shortfalls, Shortfall{Kind: ShortfallGroup, Group: c.id, Missing: int(missing)})
		}
		d.Groups = append(d.Groups, out)
	}
}

// groupNumbers reads the groups of a plan; nil if it has none.
func (s *State) groupNumbers(plan Plan) *grouped {
	if len(plan.d.Groups) == 0 {
		return nil
	}
	at := make(map[GroupID]int32, len(plan.d.Groups))
	g := &grouped{of: make([]int32, len(s.homes))}
	for i, x := range plan.d.Groups {
		at[x.ID] = int32(i)
		g.clusters = append(g.clusters, cluster{number: x.Number, id: x.ID, name: x.Name})
	}
	for h := range g.of {
		g.of[h] = none
		if i, ok := at[plan.d.Homes[h].Group]; ok {
			g.of[h] = i
			g.clusters[i].homes = append(g.clusters[i].homes, int32(h))
		}
	}
	return g
}

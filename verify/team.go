package verify

import (
	"slices"

	"jinlin/policy"
)

// A crowd is the people of a circle or of a group, how far each is from its
// middle, and who holds which role.
type crowd struct {
	roles   []policy.Role
	members []int
	far     func(k int) int64
	held    map[string][]int
}

// vector is what the roles of a crowd cost.
func (j *judge) vector(w *crowd) []int64 {
	n := len(w.roles)
	v := make([]int64, 2*n+len(price{}))
	for i := range w.roles {
		r, held := &w.roles[i], w.held[w.roles[i].Name]
		v[i] = int64(max(r.Min-len(held), 0))
		v[n+i] = int64(r.Max - max(r.Min, len(held)))
		for _, k := range held {
			for i, x := range j.priceOf(r, k, w.far(k)) {
				v[2*n+i] += x
			}
		}
	}
	return v
}

// A team finds the best holders of the roles of a crowd: slots are filled
// one after the other in the order of the model, each by a cheapest
// augmenting path over roles that keeps every filled slot filled. The fillable
// sets of slots are a matroid, so filling in order is lexicographically best,
// and cheapest augmentation keeps the cost least (incremental assignment).
//
// O(slots filled * roles^2 * members).
type team struct {
	members []int
	role    []int // of each member, -1 for none
	fits    [][]bool
	cost    [][]price // role, member
}

// A price is what a member costs in a role: his title's, his source group's and his
// nomination's rank, his distance and his position.
type price [5]int64

func (j *judge) priceOf(r *policy.Role, k int, far int64) price {
	x := ranks(&j.members[k], r)
	return price{x[0], x[1], x[2], far, int64(k)}
}

// bestTeam returns the least vector that the roles of the crowd can cost.
func (j *judge) bestTeam(w *crowd) []int64 {
	t := j.newTeam(w)
	roles := w.roles
	held := make([]int, len(roles))
	for i := range roles {
		for held[i] < roles[i].Min && t.fill(i) {
			held[i]++
		}
	}
	for i := range roles {
		for held[i] < roles[i].Max && t.fill(i) {
			held[i]++
		}
	}
	v := make([]int64, 2*len(roles)+len(price{}))
	for i := range roles {
		v[i] = int64(max(roles[i].Min-held[i], 0))
		v[len(roles)+i] = int64(roles[i].Max - max(roles[i].Min, held[i]))
	}
	for i, r := range t.role {
		if r >= 0 {
			for k, x := range t.cost[r][i] {
				v[2*len(roles)+k] += x
			}
		}
	}
	return v
}

func (j *judge) newTeam(w *crowd) *team {
	t := &team{members: w.members, role: make([]int, len(w.members))}
	far := make([]int64, len(t.members))
	for i, k := range t.members {
		t.role[i], far[i] = -1, w.far(k)
	}
	for r := range w.roles {
		role := &w.roles[r]
		t.fits = append(t.fits, make([]bool, len(t.members)))
		t.cost = append(t.cost, make([]price, len(t.members)))
		for i, k := range t.members {
			t.fits[r][i] = fits(&j.members[k], role)
			t.cost[r][i] = j.priceOf(role, k, far[i])
		}
	}
	return t
}

// A step is the cheapest known way to have role r one holder short of what it
// had plus one: member takes on the role and leaves role from.
type step struct {
	known  bool
	cost   price
	member int
	from   int
}

// fill gives role r one holder more, at least cost, and reports whether it can.
func (t *team) fill(r int) bool {
	// way[x]: the cheapest way to shift the missing holder from r to x.
	way := make([]step, len(t.cost))
	way[r].known, way[r].from = true, -1
	for range t.cost {
		t.relax(way)
	}
	var best step
	at := -1
	for x := range way {
		for i := range t.members {
			if !way[x].known || t.role[i] >= 0 || !t.fits[x][i] {
				continue
			}
			if cost := plus(way[x].cost, t.cost[x][i]); !best.known || slices.Compare(cost[:], best.cost[:]) < 0 {
				best, at = step{known: true, cost: cost, member: i}, x
			}
		}
	}
	if !best.known {
		return false
	}
	t.apply(way, at, best.member)
	return true
}

// relax lets each holder of a role y step over to a role x that lacks one.
func (t *team) relax(way []step) {
	for x := range way {
		if !way[x].known {
			continue
		}
		for i, y := range t.role {
			if y < 0 || y == x || !t.fits[x][i] {
				continue
			}
			cost := minus(plus(way[x].cost, t.cost[x][i]), t.cost[y][i])
			if !way[y].known || slices.Compare(cost[:], way[y].cost[:]) < 0 {
				way[y] = step{known: true, cost: cost, member: i, from: x}
			}
		}
	}
}

// apply gives role x to the free member and walks the shift back.
func (t *team) apply(way []step, x, free int) {
	t.role[free] = x
	for way[x].from >= 0 {
		s := way[x]
		t.role[s.member] = s.from
		x = s.from
	}
}

func plus(a, b price) price {
	for i := range a {
		a[i] += b[i]
	}
	return a
}

func minus(a, b price) price {
	for i := range a {
		a[i] -= b[i]
	}
	return a
}

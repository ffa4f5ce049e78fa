package oracle

import (
	"slices"

	"jinlin/engine"
)

// A Holding gives members their role, by its position in the policy.
type Holding map[engine.MemberID]int

// homesOf lists the homes of a circle.
func homesOf(d *engine.Draft, c engine.CircleID) []engine.HouseholdID {
	var ids []engine.HouseholdID
	for _, r := range d.Homes {
		if r.Circle == c {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func (w World) fits(m engine.MemberID, role int) bool {
	r := w.P.Policy.Team.Roles[role]
	return len(r.Titles) == 0 || slices.Contains(r.Titles, w.member(m).Title)
}

func (w World) rankIn(m engine.MemberID, role int) int64 {
	return int64(max(slices.Index(w.P.Policy.Team.Roles[role].Titles, w.member(m).Title), 0))
}

func (w World) toCenter(c *engine.Circle, m engine.MemberID) int64 {
	s, known := w.site(c.Site)
	at, located := w.where(m)
	if !known || !located {
		return 0
	}
	if mm := w.mm(s.place(), at); mm != noWay {
		return mm
	}
	return 0
}

// TeamValue is what a holding costs in a circle.
func (w World) TeamValue(c *engine.Circle, held Holding) []int64 {
	roles := w.P.Policy.Team.Roles
	n := len(roles)
	v := make([]int64, 2*n+3)
	for i, r := range roles {
		count := 0
		for _, role := range held {
			if role == i {
				count++
			}
		}
		v[i] = int64(max(r.Min-count, 0))
		v[n+i] = int64(r.Max - max(count, r.Min))
	}
	for m, role := range held {
		v[2*n] += w.rankIn(m, role)
		v[2*n+1] += w.toCenter(c, m)
		v[2*n+2] += int64(slices.Index(w.members(), m))
	}
	return v
}

// BestTeam tries every holding of the roles of a circle.
func (w World) BestTeam(d *engine.Draft, c *engine.Circle) []int64 {
	team := w.team(homesOf(d, c.ID))
	var best []int64
	held := Holding{}
	count := make([]int, len(w.P.Policy.Team.Roles))
	var try func(i int)
	try = func(i int) {
		if i == len(team) {
			if v := w.TeamValue(c, held); best == nil || slices.Compare(v, best) < 0 {
				best = v
			}
			return
		}
		try(i + 1)
		for role, r := range w.P.Policy.Team.Roles {
			if count[role] < r.Max && w.fits(team[i], role) {
				held[team[i]] = role
				count[role]++
				try(i + 1)
				count[role]--
				delete(held, team[i])
			}
		}
	}
	try(0)
	return best
}

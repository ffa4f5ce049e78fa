package httpapi

import (
	"regexp"
	"strconv"
	"strings"

	"jinlin/engine"
	"jinlin/exchange"
)

// inProblem matches the place of a violation within a problem.
var inProblem = regexp.MustCompile(`^(households|members|sites|locks|forbidden|adjacency)\[(\d+)\](.*)$`)

// bodyPlaces tells where the records of a data set stood in the body.
type bodyPlaces struct {
	households map[engine.HouseholdID]string
	members    map[engine.MemberID]string
	sites      map[engine.SiteID]string
	locks      map[engine.Pair]string
	forbidden  map[engine.Pair]string
	adjacency  map[engine.HomePair]string
	planar     bool
}

func newBodyPlaces(t *task) *bodyPlaces {
	d := &t.data
	return &bodyPlaces{
		households: placesBy(d.Households, d.Places.Households, func(h *engine.Household) engine.HouseholdID { return h.ID }),
		members:    placesBy(d.Members, d.Places.Members, func(m *engine.Member) engine.MemberID { return m.ID }),
		sites:      placesBy(d.Sites, d.Places.Sites, func(s *engine.Site) engine.SiteID { return s.ID }),
		locks:      placesBy(d.Locks, d.Places.Locks, func(p *engine.Pair) engine.Pair { return *p }),
		forbidden:  placesBy(d.Forbidden, d.Places.Forbidden, func(p *engine.Pair) engine.Pair { return *p }),
		adjacency:  placesBy(d.Adjacency, d.Places.Adjacency, func(p *engine.HomePair) engine.HomePair { return *p }),
		planar:     t.planar(),
	}
}

func placesBy[T any, K comparable](records []T, places []exchange.Place, key func(*T) K) map[K]string {
	out := make(map[K]string, len(records))
	for i := range records {
		out[key(&records[i])] = places[i].Path
	}
	return out
}

// invalid adds the violations of an area, each at its place in the body.
func (b *bodyPlaces) invalid(p *engine.Problem, e *engine.InvalidError, v *violations) {
	for _, x := range e.Violations {
		v.add(b.place(p, x.Path), nil, "%s", x.Message)
	}
}

// place turns a place in the problem, such as "households[3].area", into one in the body, "body.households[17].village".
func (b *bodyPlaces) place(p *engine.Problem, path string) string {
	m := inProblem.FindStringSubmatch(path)
	if m == nil {
		return "body." + path
	}
	i, err := strconv.Atoi(m[2])
	if err != nil {
		return "body." + path
	}
	record := ""
	switch list := m[1]; {
	case list == "households" && i < len(p.Households):
		record = b.households[p.Households[i].ID]
	case list == "members" && i < len(p.Members):
		record = b.members[p.Members[i].ID]
	case list == "sites" && i < len(p.Sites):
		record = b.sites[p.Sites[i].ID]
	case list == "locks" && i < len(p.Locks):
		record = b.locks[p.Locks[i]]
	case list == "forbidden" && i < len(p.Forbidden):
		record = b.forbidden[p.Forbidden[i]]
	case list == "adjacency" && i < len(p.Adjacency):
		record = b.adjacency[p.Adjacency[i]]
	}
	if record == "" {
		return "body." + path
	}
	return record + b.field(m[3])
}

// field is what a field of the problem is called in the body.
func (b *bodyPlaces) field(suffix string) string {
	suffix = strings.Replace(suffix, ".area", ".village", 1)
	return strings.Replace(suffix, ".location", "."+axis("lon", b.planar), 1)
}

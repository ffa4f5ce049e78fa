package service

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"jinlin/engine"
	"jinlin/policy"
)

// MetFigures tell how much of what homes ask for they get. Homes count that want a link, whether they got one or not.
type MetFigures struct {
	Asked int `json:"asked"`
	Met   int `json:"met"`
	// Share is Met of Asked, 1 where nothing is asked for.
	Share float64 `json:"share"`
}

// LeaderFigures count the homes of one priority by the level of whoever answers for them.
type LeaderFigures struct {
	Priority int `json:"priority"`
	// Level counts from 1, the highest; 0 stands for titles that the policy does not list. Titles are those of the level.
	Level  int      `json:"level"`
	Titles []string `json:"titles"`
	Homes  int      `json:"homes"`
}

// askedSample is what these figures are made of: services that homes ask for, homes that name an association, and homes of priority by the rank of
// the title of their member.
type askedSample struct {
	services, associations *MetFigures
	leaders                map[leading]int
	titles                 [][]string
}

type leading struct{ priority, rank int }

// asks tells what of the figures a policy asks for.
func asks(p *policy.Policy) (services, associations, leaders bool) {
	l := &p.Links
	ordered := func(tiers ...policy.Tier) bool {
		return slices.ContainsFunc(l.Order, func(t policy.Tier) bool { return slices.Contains(tiers, t) })
	}
	services = ordered(policy.TierFit) || slices.Contains(l.Require, policy.RequireServices)
	associations = ordered(policy.TierAssociation) || slices.Contains(l.Require, policy.RequireAssociation) || l.AssociationReach.Set
	return services, associations, ordered(policy.TierLeaders, policy.TierLeaders2, policy.TierLeaders1)
}

// add counts an area.
func (s *askedSample) add(p *engine.Problem, plan engine.Plan) {
	services, associations, leaders := asks(&p.Policy)
	if services {
		s.services = &MetFigures{}
	}
	if associations {
		s.associations = &MetFigures{}
	}
	if leaders {
		s.leaders, s.titles = map[leading]int{}, p.Policy.Titles
	}
	if !services && !associations && !leaders {
		return
	}
	members := make(map[engine.MemberID]*engine.Member, len(p.Members))
	for i := range p.Members {
		members[p.Members[i].ID] = &p.Members[i]
	}
	row := make(map[engine.HouseholdID]engine.Home, len(p.Households))
	for h := range plan.Homes() {
		row[h.ID] = h
	}
	for i := range p.Households {
		h := &p.Households[i]
		if state := row[h.ID].State; state != engine.HomeOwn && state != engine.HomeHeld {
			s.home(&p.Policy, h, members[row[h.ID].Member])
		}
	}
}

// home counts a home that wants a link, and its member, nil for nobody.
func (s *askedSample) home(p *policy.Policy, h *engine.Household, m *engine.Member) {
	if s.services != nil {
		for _, service := range slices.Compact(slices.Sorted(slices.Values(h.Services))) {
			s.services.count(m != nil && slices.Contains(m.Skills, service))
		}
	}
	if s.associations != nil && h.Association != "" {
		s.associations.count(m != nil && m.Association == h.Association)
	}
	if s.leaders != nil && h.Priority > 0 && m != nil {
		s.leaders[leading{h.Priority, p.TitleRank(m.Title)}]++
	}
}

func (f *MetFigures) count(met bool) {
	f.Asked++
	if met {
		f.Met++
	}
}

// join adds the sample of another area of the same policy.
func (s *askedSample) join(o *askedSample) {
	s.services, s.associations = s.services.plus(o.services), s.associations.plus(o.associations)
	if o.leaders == nil {
		return
	}
	if s.leaders == nil {
		s.leaders, s.titles = map[leading]int{}, o.titles
	}
	addCounts(s.leaders, o.leaders)
}

func (f *MetFigures) plus(o *MetFigures) *MetFigures {
	switch {
	case o == nil:
		return f
	case f == nil:
		return &MetFigures{Asked: o.Asked, Met: o.Met}
	}
	return &MetFigures{Asked: f.Asked + o.Asked, Met: f.Met + o.Met}
}

// figures fills the figures in.
func (s *askedSample) figures(f *Figures) {
	f.Services, f.Associations = s.services.shared(), s.associations.shared()
	for _, k := range slices.SortedFunc(maps.Keys(s.leaders), func(a, b leading) int { return cmp.Or(b.priority-a.priority, a.rank-b.rank) }) {
		x := LeaderFigures{Priority: k.priority, Titles: []string{}, Homes: s.leaders[k]}
		if k.rank < len(s.titles) {
			x.Level, x.Titles = k.rank+1, slices.Clone(s.titles[k.rank])
		}
		f.Leaders = append(f.Leaders, x)
	}
}

func (f *MetFigures) shared() *MetFigures {
	if f == nil {
		return nil
	}
	out := MetFigures{Asked: f.Asked, Met: f.Met, Share: 1}
	if f.Asked > 0 {
		out.Share = share(f.Met, f.Asked)
	}
	return &out
}

// asked writes what homes ask for and get.
func (t *text) asked() {
	f := &t.s.Total
	if f.Services == nil && f.Associations == nil && len(f.Leaders) == 0 {
		return
	}
	t.line("%s", t.word.asked)
	for _, x := range []struct {
		name string
		met  *MetFigures
	}{{t.word.servicesMet, f.Services}, {t.word.associationsMet, f.Associations}} {
		if x.met != nil {
			t.row(x.name, x.met.Met, fmt.Sprintf(t.word.metOf, x.met.Asked, percent(x.met.Met, x.met.Asked)))
		}
	}
	for _, x := range f.Leaders {
		name := t.word.unlistedTitle
		if x.Level > 0 {
			name = fmt.Sprintf(t.word.level, x.Level, strings.Join(x.Titles, t.word.and))
		}
		t.row(fmt.Sprintf(t.word.priority, x.Priority), x.Homes, name)
	}
	t.line("")
}

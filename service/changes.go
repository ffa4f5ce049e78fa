package service

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/table"
)

// Changes are what files of changes tell, by record, and where each row stood.
type Changes struct {
	List   []exchange.Change
	Places []exchange.Place
}

// ReadChanges reads files of changes (tables); see Read for issues and errors.
func (in Input) ReadChanges(ctx context.Context, files []string) (Changes, []exchange.Issue, error) {
	r := &inputReader{ctx: ctx, in: in}
	var c Changes
	c.List, c.Places = readFiles(r, exchange.Changes(), files, table.Changes, nil)
	if r.err != nil {
		return Changes{}, r.issues, r.err
	}
	if rejected := rejected(r.issues); in.Strict && rejected != nil {
		return Changes{}, r.issues, &InputError{rejected}
	}
	return c, r.issues, nil
}

// Apply makes changes in a data set, which stays as it is: the result is another. Their order does not matter. A change that cannot be
// made is an issue of severity Rejected, at the change's own place, and left out: a record that is not there, and a home that leaves though
// somebody still lives there who has no place of his own.
func (c Changes) Apply(d exchange.Dataset) (exchange.Dataset, []exchange.Issue) {
	e := &editor{
		homes:   newRoll(d.Households, d.Places.Households, "households", func(h *engine.Household) engine.HouseholdID { return h.ID }),
		members: newRoll(d.Members, d.Places.Members, "members", func(m *engine.Member) engine.MemberID { return m.ID }),
		sites:   newRoll(d.Sites, d.Places.Sites, "sites", func(s *engine.Site) engine.SiteID { return s.ID }),
		locks:   newRoll(d.Locks, d.Places.Locks, "locks", ownPair), forbidden: newRoll(d.Forbidden, d.Places.Forbidden, "forbidden", ownPair),
	}
	for _, op := range []exchange.ChangeOp{exchange.ChangePut, exchange.ChangeUpdate} {
		c.each(op, e.change)
	}
	e.relock(c)
	c.each(exchange.ChangeDrop, e.change)
	e.forget()
	d.Households, d.Places.Households = e.homes.list()
	d.Members, d.Places.Members = e.members.list()
	d.Sites, d.Places.Sites = e.sites.list()
	d.Locks, d.Places.Locks = e.locks.list()
	d.Forbidden, d.Places.Forbidden = e.forbidden.list()
	return d, e.issues
}

func ownPair(p *engine.Pair) engine.Pair { return *p }

func (c Changes) each(op exchange.ChangeOp, do func(*exchange.Change, exchange.Place)) {
	for i := range c.List {
		if c.List[i].Op == op {
			do(&c.List[i], c.place(i))
		}
	}
}

func (c Changes) place(i int) exchange.Place {
	if i < len(c.Places) {
		return c.Places[i]
	}
	return exchange.Place{Path: fmt.Sprintf("changes[%d]", i)}
}

// An editor makes changes in the lists of a data set.
type editor struct {
	homes     *roll[engine.HouseholdID, engine.Household]
	members   *roll[engine.MemberID, engine.Member]
	sites     *roll[engine.SiteID, engine.Site]
	locks     *roll[engine.Pair, engine.Pair]
	forbidden *roll[engine.Pair, engine.Pair]
	issues    []exchange.Issue
}

func (e *editor) change(c *exchange.Change, at exchange.Place) {
	switch c.Record {
	case exchange.RecordHousehold:
		if c.Op == exchange.ChangeDrop && e.inhabited(c, at) {
			return
		}
		edit(e, e.homes, c, at, c.Household.ID, c.Household, c.UpdateHousehold)
	case exchange.RecordMember:
		edit(e, e.members, c, at, c.Member.ID, c.Member, c.UpdateMember)
	case exchange.RecordSite:
		edit(e, e.sites, c, at, c.Site.ID, c.Site, c.UpdateSite)
	case exchange.RecordLock:
		edit(e, e.locks, c, at, c.Pair, c.Pair, nil)
	case exchange.RecordForbidden:
		edit(e, e.forbidden, c, at, c.Pair, c.Pair, nil)
	}
}

// edit makes one change in its list.
func edit[K comparable, T any](e *editor, list *roll[K, T], c *exchange.Change, at exchange.Place, id K, record T, update func(T) T) {
	old, there := list.records[id]
	switch {
	case c.Op == exchange.ChangePut:
		if there && update != nil {
			e.issue(exchange.Warning, at, c, "is there already: the row takes its place, whole (update changes only the cells that are filled)")
		}
		list.put(id, record, at)
	case !there:
		e.issue(exchange.Rejected, at, c, "is not among the "+list.name+"; expected one that is, or put")
	case c.Op == exchange.ChangeUpdate:
		list.put(id, update(old), at)
	default:
		delete(list.records, id)
	}
}

// inhabited refuses that a home leaves while a member lives there who stands nowhere else.
func (e *editor) inhabited(c *exchange.Change, at exchange.Place) bool {
	var still []engine.MemberID
	for id, m := range e.members.records {
		if m.Household == c.Household.ID && !m.Located && !e.members.leaving[id] {
			still = append(still, id)
		}
	}
	if still == nil {
		return false
	}
	slices.Sort(still)
	e.issue(exchange.Rejected, at, c, fmt.Sprintf("is where %s still lives; expected a row that drops the member too, or names another household", still[0]))
	return true
}

// relock lets new locks take the place of earlier ones of their homes, and notes which members leave.
func (e *editor) relock(c Changes) {
	locked := map[engine.HouseholdID]bool{}
	fresh := map[engine.Pair]bool{}
	for i := range c.List {
		switch x := &c.List[i]; {
		case x.Record == exchange.RecordLock && x.Op == exchange.ChangePut:
			locked[x.Pair.Household], fresh[x.Pair] = true, true
		case x.Record == exchange.RecordMember && x.Op == exchange.ChangeDrop:
			e.members.leaving[x.Member.ID] = true
		}
	}
	for pair := range e.locks.records {
		if locked[pair.Household] && !fresh[pair] {
			delete(e.locks.records, pair)
		}
	}
}

// forget drops what names a home or member that left: locks, forbidden pairs, preferences.
func (e *editor) forget() {
	gone := func(p engine.Pair) bool {
		_, home := e.homes.records[p.Household]
		_, member := e.members.records[p.Member]
		return !home && e.homes.had[p.Household] || !member && e.members.had[p.Member]
	}
	for _, list := range []*roll[engine.Pair, engine.Pair]{e.locks, e.forbidden} {
		for pair := range list.records {
			if gone(pair) {
				delete(list.records, pair)
			}
		}
	}
	if len(e.members.leaving) > 0 {
		for id, h := range e.homes.records {
			h.Preferences = h.Preferences.Without(e.left)
			e.homes.records[id] = h
		}
	}
	for id, m := range e.members.records {
		if len(m.Preferences) > 0 {
			m.Preferences = m.Preferences.Without(e.vacated)
			e.members.records[id] = m
		}
	}
}

// vacated tells whether a home was there and is no longer.
func (e *editor) vacated(id engine.HouseholdID) bool {
	_, still := e.homes.records[id]
	return !still && e.homes.had[id]
}

// left tells whether a member was there and is no longer.
func (e *editor) left(id engine.MemberID) bool {
	_, still := e.members.records[id]
	return !still && e.members.had[id]
}

func (e *editor) issue(severity exchange.Severity, at exchange.Place, c *exchange.Change, expected string) {
	i := at.Issue(severity)
	i.Column, i.Value, i.Expected = "record", c.Key(), expected
	e.issues = append(e.issues, i)
}

// A roll is a list of records by id, while changes are made in it.
type roll[K comparable, T any] struct {
	name    string
	records map[K]T
	places  map[K]exchange.Place
	// had are the ids of before; leaving those that will be dropped.
	had, leaving map[K]bool
	key          func(*T) K
	old          []T
}

func newRoll[K comparable, T any](list []T, places []exchange.Place, name string, key func(*T) K) *roll[K, T] {
	r := &roll[K, T]{name: name, key: key, old: list, records: make(map[K]T, len(list)), places: make(map[K]exchange.Place, len(list)),
		had: make(map[K]bool, len(list)), leaving: map[K]bool{}}
	for i := range list {
		id := key(&list[i])
		r.records[id], r.had[id] = list[i], true
		if i < len(places) {
			r.places[id] = places[i]
		}
	}
	return r
}

func (r *roll[K, T]) put(id K, record T, at exchange.Place) {
	r.records[id], r.places[id] = record, at
}

// list returns the records: those of before in their order, then the new ones by id.
func (r *roll[K, T]) list() ([]T, []exchange.Place) {
	out, places := make([]T, 0, len(r.records)), make([]exchange.Place, 0, len(r.records))
	add := func(id K) {
		if x, still := r.records[id]; still {
			out, places = append(out, x), append(places, r.places[id])
		}
	}
	for i := range r.old {
		add(r.key(&r.old[i]))
	}
	var fresh []K
	for id := range r.records {
		if !r.had[id] {
			fresh = append(fresh, id)
		}
	}
	slices.SortFunc(fresh, func(a, b K) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	for _, id := range fresh {
		add(id)
	}
	return out, places
}

// Lists tells which lists of a data set are meant.
type Lists struct{ Households, Members, Sites, Locks, Villages bool }

// Lists are those that files are named for.
func (in Input) Lists() Lists {
	return Lists{in.Households != nil, in.Members != nil, in.Sites != nil, in.Locks != nil, in.Villages != nil}
}

// Replace returns a data set with some lists of another in place of its own; Locks stands for forbidden pairs too. Where these stay, those
// whose home or member is gone end: warnings tell which.
func Replace(d, next exchange.Dataset, which Lists) (exchange.Dataset, []exchange.Issue) {
	if which.Households {
		d.Households, d.Places.Households = next.Households, next.Places.Households
	}
	if which.Members {
		d.Members, d.Places.Members = next.Members, next.Places.Members
	}
	if which.Sites {
		d.Sites, d.Places.Sites = next.Sites, next.Places.Sites
	}
	if which.Villages {
		d.Villages = next.Villages
	}
	if which.Locks {
		d.Locks, d.Places.Locks = next.Locks, next.Places.Locks
		d.Forbidden, d.Places.Forbidden = next.Forbidden, next.Places.Forbidden
		return d, nil
	}
	return prunePairs(d)
}

func prunePairs(d exchange.Dataset) (exchange.Dataset, []exchange.Issue) {
	e := &pruner{homes: map[engine.HouseholdID]bool{}, members: map[engine.MemberID]bool{}}
	for i := range d.Households {
		e.homes[d.Households[i].ID] = true
	}
	for i := range d.Members {
		e.members[d.Members[i].ID] = true
	}
	d.Locks, d.Places.Locks = e.prune(d.Locks, d.Places.Locks, "lock")
	d.Forbidden, d.Places.Forbidden = e.prune(d.Forbidden, d.Places.Forbidden, "forbidden pair")
	return d, e.issues
}

// A pruner leaves out pairs whose home or member is not there.
type pruner struct {
	homes   map[engine.HouseholdID]bool
	members map[engine.MemberID]bool
	issues  []exchange.Issue
}

func (e *pruner) prune(pairs []engine.Pair, places []exchange.Place, what string) ([]engine.Pair, []exchange.Place) {
	var out []engine.Pair
	var at []exchange.Place
	for i, p := range pairs {
		place := exchange.Place{}
		if i < len(places) {
			place = places[i]
		}
		if e.homes[p.Household] && e.members[p.Member] {
			out, at = append(out, p), append(at, place)
			continue
		}
		warning := place.Issue(exchange.Warning)
		warning.Value = string(p.Household) + ";" + string(p.Member)
		warning.Expected = "is the " + what + " of a home or member that is not in the new lists: it ends with them"
		e.issues = append(e.issues, warning)
	}
	return out, at
}

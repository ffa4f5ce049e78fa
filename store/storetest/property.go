package storetest

import (
	"errors"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/service/registry"
)

// Few ids, so that draws meet. Area "c" comes and goes.
var (
	someAreas   = rapid.SampledFrom([]engine.AreaID{"a", "b", "c"})
	someHomes   = rapid.SampledFrom([]engine.HouseholdID{"h1", "h2", "h3", "h4"})
	someMembers = rapid.SampledFrom([]engine.MemberID{"m1", "m2", "m3"})
	someSites   = rapid.SampledFrom([]engine.SiteID{"s1", "s2"})
	somePairs   = rapid.Custom(func(t *rapid.T) engine.Pair {
		return engine.Pair{Household: someHomes.Draw(t, "home"), Member: someMembers.Draw(t, "member")}
	})
	somePhones = rapid.SampledFrom([]registry.Contact{{}, {Name: "x"}, {Phone: "1"}})
)

// upTo draws short lists, mostly empty ones.
func upTo[T any](t *rapid.T, what string, of *rapid.Generator[T], n int) []T {
	if rapid.IntRange(0, 2).Draw(t, what+"?") > 0 {
		return nil
	}
	return rapid.SliceOfN(of, 1, n).Draw(t, what)
}

// someEdit is an edit of an area, right or wrong.
func someEdit(t *rapid.T, area engine.AreaID, when int) registry.Edit {
	mostly := func(id engine.AreaID) *rapid.Generator[engine.AreaID] {
		return rapid.SampledFrom([]engine.AreaID{id, id, id, id, id, id, id, "", "b"})
	}
	home := rapid.Custom(func(t *rapid.T) engine.Household {
		return engine.Household{ID: someHomes.Draw(t, "id"), Area: mostly(area).Draw(t, "of"), Weight: rapid.IntRange(0, 2).Draw(t, "weight")}
	})
	member := rapid.Custom(func(t *rapid.T) engine.Member {
		m := engine.Member{ID: someMembers.Draw(t, "id"), Area: mostly(area).Draw(t, "of"), Capable: rapid.Bool().Draw(t, "capable")}
		m.Duty = rapid.SliceOfNDistinct(someAreas, 0, 3, rapid.ID).Draw(t, "duty")
		if len(m.Duty) == 0 {
			m.Duty = nil
		}
		return m
	})
	site := rapid.Custom(func(t *rapid.T) engine.Site {
		return engine.Site{ID: someSites.Draw(t, "id"), Area: area, Public: rapid.Bool().Draw(t, "public")}
	})
	e := registry.Edit{At: day(when), PutHouseholds: upTo(t, "homes", home, 3), PutMembers: upTo(t, "members", member, 2), PutSites: upTo(t, "sites", site, 2),
		PutLocks: upTo(t, "locks", somePairs, 2), PutForbidden: upTo(t, "forbidden", somePairs, 2),
		DropHouseholds: upTo(t, "drop homes", someHomes, 1), DropMembers: upTo(t, "drop members", someMembers, 1), DropSites: upTo(t, "drop sites", someSites, 1),
		DropLocks: upTo(t, "drop locks", somePairs, 2), DropForbidden: upTo(t, "drop forbidden", somePairs, 2)}
	if rapid.IntRange(0, 4).Draw(t, "adjacency?") == 0 {
		pairs := []engine.HomePair(nil)
		for _, p := range upTo(t, "adjacency", rapid.SliceOfNDistinct(someHomes, 2, 2, rapid.ID), 2) {
			pairs = append(pairs, engine.HomePair{A: p[0], B: p[1]})
		}
		e.SetAdjacency = &pairs
	}
	if rapid.IntRange(0, 3).Draw(t, "contacts?") == 0 {
		e.HouseholdContacts = rapid.MapOfN(someHomes, somePhones, 0, 2).Draw(t, "household contacts")
		e.MemberContacts = rapid.MapOfN(someMembers, somePhones, 0, 2).Draw(t, "member contacts")
	}
	return e
}

// recordsModel does the same to a store and to the model, and compares all that there is to read after each step. A run is one transaction, undone at
// the end.
func recordsModel(c *check) {
	rapid.Check(c.TB, func(t *rapid.T) {
		err := c.store.Write(c.ctx, func(tx registry.Tx) error {
			r := &run{T: t, c: c, tx: tx, model: newModel()}
			r.addArea("a")
			r.addArea("b")
			for step := range rapid.IntRange(1, 20).Draw(t, "steps") {
				r.step(step)
				r.compare()
			}
			return errOwn
		})
		if !errors.Is(err, errOwn) {
			t.Fatal(err)
		}
	})
	c.sound()
}

// run is a store and a model side by side.
type run struct {
	*rapid.T
	c     *check
	tx    registry.Tx
	model *model
}

func (r *run) step(day int) {
	id := someAreas.Draw(r.T, "area")
	v := r.model.areas[id]
	switch action := rapid.IntRange(0, 9).Draw(r.T, "action"); {
	case v == nil:
		r.addArea(id)
	case action == 0:
		before := rapid.IntRange(0, day+1).Draw(r.T, "forget before")
		if _, err := r.tx.Forget(r.c.ctx, start.AddDate(0, 0, before)); err != nil {
			r.Fatal(err)
		}
		r.model.forget(start.AddDate(0, 0, before))
	case action == 1 && id == "c":
		r.dropArea(id)
	default:
		r.edit(id, someEdit(r.T, id, rapid.IntRange(max(0, day-1), day+1).Draw(r.T, "day")))
	}
}

func (r *run) addArea(id engine.AreaID) {
	revision, err := r.tx.PutArea(r.c.ctx, registry.Area{ID: id})
	if err != nil {
		r.Fatal(err)
	}
	r.model.addArea(id, revision)
}

func (r *run) edit(id engine.AreaID, e registry.Edit) {
	was := r.model.areas[id].revision
	next, want := r.model.edit(id, e)
	revision, err := r.tx.EditRecords(r.c.ctx, id, was, e)
	if (err != nil) != (want != nil) {
		r.Fatalf("the store says %v, the model %v, to %+v", err, want, e)
	}
	if err != nil {
		if !errors.Is(err, registry.ErrNotFound) && !errors.Is(err, registry.ErrExists) && !errors.Is(err, registry.ErrInvalid) {
			r.Fatal(err)
		}
		return
	}
	if changed := len(next.touched) > 0; changed != (revision != was) || revision < was {
		r.Fatalf("revision %d after %d, changed %v", revision, was, changed)
	}
	next.commit(revision, e.At)
	r.model = next
}

// dropArea drops one, with its members and those of no village whose last area it was.
func (r *run) dropArea(id engine.AreaID) {
	if err := r.tx.DropArea(r.c.ctx, id, r.model.areas[id].revision); err != nil {
		r.Fatal(err)
	}
	next := r.model.copy()
	for _, m := range sorted(next.members) {
		elsewhere := false
		for _, d := range m.Duty {
			elsewhere = elsewhere || d != id && next.areas[d] != nil
		}
		if m.Area == id || m.Area == "" && here(m, id) && !elsewhere {
			next.leave(m, engine.Member{})
			next.touch(m)
			delete(next.members, m.ID)
			delete(next.phones, m.ID)
		}
	}
	delete(next.areas, id)
	for other := range next.touched {
		if v := next.areas[other]; v != nil {
			a, err := r.tx.Area(r.c.ctx, other)
			if err != nil {
				r.Fatal(err)
			}
			if a.Revision <= v.revision {
				r.Fatalf("area %q lost a member and did not change", other)
			}
			v.revision = a.Revision
			v.past = append(v.past, state{a.Revision, v.past[len(v.past)-1].at, next.records(other)})
		}
	}
	r.model = next
}

// compare reads everything.
func (r *run) compare() {
	for id, v := range r.model.areas {
		a, err := r.tx.Area(r.c.ctx, id)
		if err != nil {
			r.Fatal(err)
		}
		now := r.model.records(id)
		want := registry.Area{ID: id, Revision: v.revision, Records: v.past[len(v.past)-1].revision, Households: len(now.Households), Members: len(now.Members)}
		if d := cmp.Diff(want, a); d != "" {
			r.Fatalf("area %s: -want +got\n%s", id, d)
		}
		r.same(id, 0, r.model.contacts(now))
		for _, s := range v.past {
			r.same(id, s.revision, r.model.contacts(s.records))
		}
	}
	for _, m := range r.model.members {
		areas, err := r.tx.AreasOfMember(r.c.ctx, m.ID)
		if err != nil {
			r.Fatal(err)
		}
		for _, area := range areas {
			if !here(m, area) {
				r.Fatalf("member %q counts in %q", m.ID, area)
			}
		}
	}
}

func (r *run) same(id engine.AreaID, revision int64, want registry.Records) {
	got, err := r.tx.Records(r.c.ctx, id, revision, true)
	if err != nil {
		r.Fatalf("records of %q at %d: %v", id, revision, err)
	}
	if d := cmp.Diff(want, got); d != "" {
		r.Fatalf("records of %q at %d: -want +got\n%s", id, revision, d)
	}
}

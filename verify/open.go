package verify

import (
	"jinlin/engine"
	"jinlin/policy"
)

// opened reports whether the links are solved once more without borders.
func (s *scene) opened() bool { return s.policy.Links.Within != policy.WithinArea && s.linked() }

// checkOpen checks who would answer for each home without borders.
func (j *judge) checkOpen() {
	j.openTo = make([]int, len(j.homes))
	for h := range j.homes {
		j.openTo[h] = -1
		if j.missing[h] {
			continue
		}
		if !j.opened() {
			j.checkNotOpen(h)
			continue
		}
		if want := j.checkOpenMember(h); j.rows[h].OpenMM != want {
			j.add(j.atOpen(WrongOpenDistance, h), "home %q is said to be %s from its open member %q; expected %s", j.rows[h].ID, meters(j.rows[h].OpenMM), j.rows[h].OpenMember, meters(want))
		}
	}
	for k, y := range j.loads(j.openTo) {
		if m := &j.members[k]; y > int64(m.load.Max) {
			j.add(Finding{Code: OpenOverload, Member: m.id}, "without borders member %q has load %d; his maximum is %d", m.id, y, m.load.Max)
		}
	}
}

func (j *judge) atOpen(code string, h int) Finding {
	f := j.at(code, h)
	f.Member = j.rows[h].OpenMember
	return f
}

func (j *judge) checkNotOpen(h int) {
	if r := &j.rows[h]; r.OpenMember != "" || r.OpenMM != 0 {
		j.add(j.atOpen(OpenUnasked, h), "home %q has the open member %q, %s away; links.within is area already", r.ID, r.OpenMember, meters(r.OpenMM))
	}
}

// checkOpenMember returns the distance that the home must give.
func (j *judge) checkOpenMember(h int) int64 {
	r, x := &j.rows[h], &j.homes[h]
	fixed, mm := x.own, int64(0)
	if k := j.fixed(h); k >= 0 {
		fixed, mm = k, j.linkMM(h, k)
		j.openTo[h] = k
	}
	k := j.number(r.OpenMember)
	switch {
	case x.held:
		if r.OpenMember != "" {
			j.add(j.atOpen(OpenMember, h), "home %q has the open member %q; nobody is asked to answer for it", r.ID, r.OpenMember)
		}
		return 0
	case fixed >= 0:
		if k != fixed {
			j.add(j.atOpen(OpenMember, h), "home %q has the open member %q; it is %q's own, locked or chosen", r.ID, r.OpenMember, j.members[fixed].id)
		}
		return mm
	case r.OpenMember == "":
		return 0
	case k < 0:
		j.add(j.atOpen(ForeignMember, h), "home %q has the open member %q, who is not in the problem", r.ID, r.OpenMember)
		return r.OpenMM
	case !j.allowed(j.area, h, k):
		j.add(j.atOpen(OpenNotAllowed, h), "home %q has the open member %q, %s away; the pair is not allowed", r.ID, r.OpenMember, meters(j.between(h, k)))
	}
	j.openTo[h] = k
	j.report.OpenLinked++
	return j.linkMM(h, k)
}

// checkBorders recomputes what the borders cost.
func (j *judge) checkBorders() {
	var want engine.Borders
	if j.opened() {
		want = j.borders()
	}
	if j.d.Borders != want {
		j.add(Finding{Code: WrongBorders}, "the borders are said to cost %+v; expected %+v", j.d.Borders, want)
	}
}

func (j *judge) borders() engine.Borders {
	b := engine.Borders{Solved: true}
	var e exact
	for h := range j.homes {
		in, open := j.linkedTo[h] >= 0, j.openTo[h] >= 0
		if in {
			b.Served++
		}
		if open {
			b.OpenServed++
		}
		if in && open {
			b.BothHomes++
			b.SumMM = e.add(b.SumMM, j.linkMM(h, j.linkedTo[h]))
			b.OpenSumMM = e.add(b.OpenSumMM, j.linkMM(h, j.openTo[h]))
		}
	}
	b.LoadMin, b.LoadMax = j.spread(j.loads(j.linkedTo))
	b.OpenLoadMin, b.OpenLoadMax = j.spread(j.loads(j.openTo))
	return b
}

// spread returns the smallest and the largest load of an eligible member.
func (j *judge) spread(loads []int64) (least, most int) {
	for i, k := range j.eligible {
		y := int(loads[k])
		if i == 0 {
			least, most = y, y
		}
		least, most = min(least, y), max(most, y)
	}
	return least, most
}

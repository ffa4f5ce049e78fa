package oracle

import (
	"slices"

	"jinlin/engine"
)

// related reports whether the rule of associations, if there is one, lets the
// member serve the home.
func (w World) related(h engine.HouseholdID, m engine.MemberID) bool {
	of := w.home(h).Association
	return !slices.Contains(w.P.Policy.Links.Require, "association") || of == "" || of == w.member(m).Association
}

// lacks are the services of the home that the rule of services, if there is one,
// misses in the member, each once.
func (w World) lacks(h engine.HouseholdID, m engine.MemberID) []string {
	var list []string
	for _, t := range w.asked(h) {
		if !slices.Contains(w.member(m).Skills, t) {
			list = append(list, t)
		}
	}
	return list
}

// asked are the services of the home that the rule of services is about, in order.
func (w World) asked(h engine.HouseholdID) []string {
	if !slices.Contains(w.P.Policy.Links.Require, "services") {
		return nil
	}
	list := slices.Clone(w.home(h).Services)
	slices.Sort(list)
	return slices.Compact(list)
}

// spared reports whether nobody is asked to answer for the home.
func (w World) spared(h engine.HouseholdID) bool {
	return w.home(h).Priority < w.P.Policy.Links.PriorityMin && w.lock(h) == "" && w.own(h) == ""
}

// wanting are the services that none of the members offers; all that are asked
// for where each is offered by one of them.
func (w World) wanting(h engine.HouseholdID, members []engine.MemberID) []string {
	var list []string
	for _, t := range w.asked(h) {
		offered := false
		for _, m := range members {
			offered = offered || slices.Contains(w.member(m).Skills, t)
		}
		if !offered {
			list = append(list, t)
		}
	}
	if list == nil {
		return w.asked(h)
	}
	return list
}

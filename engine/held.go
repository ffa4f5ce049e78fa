package engine

import "jinlin/policy"

// hold ends a plan without links: homes are held or not, and nobody answers for them. It returns an assignment of no home to nobody.
func (s *State) hold(d *Draft, l *layout) *assignment {
	d.Proof.Links.Kind, d.Proof.Open.Kind, d.Proof.Deputies.Kind = NotSolved, NotSolved, NotSolved
	a := &assignment{member: make([]int32, len(s.homes))}
	for h := range s.homes {
		a.member[h] = none
		if l.circleOf[h] != none || s.policy.Circles.Sites == policy.SitesNone {
			d.Homes[h].State = HomeHeld
		}
	}
	s.unserved(d, a, arcs{}, border{}, l)
	return a
}

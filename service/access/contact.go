package access

import (
	"jinlin/engine"
	"jinlin/service/registry"
)

// HomeContact is what a caller with this leave (for ReadHomeContacts) is told of a household for which the member answers: all or nothing. A contact of a home
// leaves the store to the planner and to that member, and to nobody else, not even masked; a deputy sees the home and asks the member.
func (l Leave) HomeContact(c registry.Contact, responsible engine.MemberID) (registry.Contact, bool) {
	if !l.Answers(responsible) {
		return registry.Contact{}, false
	}
	return c, true
}

// MemberContact is what a caller with this leave (for ReadMemberContacts) is told of a member: it is a volunteer's work contact, whole for who works with
// him and for himself, masked for the others.
func (l Leave) MemberContact(c registry.Contact, member engine.MemberID) registry.Contact {
	if l.Answers(member) {
		return c
	}
	return Masked(c)
}

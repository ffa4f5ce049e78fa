package main

import "jinlin/engine"

// ways says how far members are from a home. Those whose place is not known are in reach of every home, at a distance that stands for nothing.
type ways struct{ placeless map[engine.MemberID]bool }

func waysOf(p *engine.Problem) ways {
	x := ways{map[engine.MemberID]bool{}}
	for i := range p.Members {
		if m := &p.Members[i]; m.Household == "" && !m.Located {
			x.placeless[m.ID] = true
		}
	}
	return x
}

// far is a cell of a table.
func (x ways) far(m engine.MemberID, mm int64) string {
	if x.placeless[m] {
		return "no place"
	}
	return metres(mm)
}

// away ends a sentence.
func (x ways) away(m engine.MemberID, mm int64) string {
	if x.placeless[m] {
		return "whose place is not known"
	}
	return metres(mm) + " away"
}

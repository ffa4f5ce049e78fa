package table

import (
	"io"

	"jinlin/engine"
)

// NewCenterWriter writes which member belongs to which centre and who mentors it, one row per member who takes part, area after area, for people: UTF-8 with
// a byte order mark.
func NewCenterWriter(w io.Writer) *Writer[engine.Plan] {
	o := newWriter(w, true)
	o.header("village", "center", "number", "member", "center_m", "load", "mentor", "mentor_m")
	return &Writer[engine.Plan]{o, writeCenters}
}

// writeCenters lists the members centre by centre, each before its members, and at last those without one.
func writeCenters(o *writer, p engine.Plan) {
	members := map[engine.MemberID][]engine.Server{}
	for m := range p.Members() {
		if m.Eligible {
			members[m.Center] = append(members[m.Center], m)
		}
	}
	for c := range p.Centers() {
		for _, own := range []bool{true, false} {
			for _, m := range members[c.Member] {
				if (m.ID == c.Member) == own {
					writeCenterRow(o, p.Area(), c, m)
				}
			}
		}
	}
	for _, m := range members[""] {
		writeCenterRow(o, p.Area(), engine.Center{}, m)
	}
}

func writeCenterRow(o *writer, area engine.AreaID, c engine.Center, m engine.Server) {
	o.text(string(area))
	o.text(string(c.Member))
	if c.Number > 0 {
		o.int(int64(c.Number))
	} else {
		o.text("")
	}
	o.text(string(m.ID))
	o.meters(m.CenterMM, c.Number > 0)
	o.int(int64(m.Load))
	o.text(string(c.Mentor))
	o.meters(c.MentorMM, c.Mentor != "")
	o.end()
}

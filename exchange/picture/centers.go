package picture

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"jinlin/engine"
)

// centerMark is a centre household: its area, and within it those of its members.
type centerMark struct {
	at     point
	colour string
	label  string
	title  string
	// homes are those that its members answer for, theirs included; areas the same member by member.
	homes []point
	areas map[engine.MemberID][]point
	order []engine.MemberID
	// nowhere tells that the centre has no position.
	nowhere bool
}

// mentorMark is a line of the legend: who mentors which centres.
type mentorMark struct {
	id      engine.MemberID
	centers []string
}

// collectCenters marks the centres; there are none unless colours stand for centres.
func (s *scene) collectCenters(plan engine.Plan, at places) {
	s.centerOf, s.centerRank = map[engine.MemberID]int{}, map[engine.MemberID]rank{}
	index := map[engine.MemberID]int{}
	var spots []point
	for c := range plan.Centers() {
		if s.stats.centers++; s.o.Colour != ByCenter {
			continue
		}
		index[c.Member] = len(s.centers)
		place, ok := at.members[c.Member]
		mark := centerMark{at: s.at(at, place), label: strconv.Itoa(c.Number), title: s.say.center(c), areas: map[engine.MemberID][]point{}, nowhere: !ok}
		spots = append(spots, mark.at)
		s.centers = append(s.centers, mark)
		s.centerRank[c.Member] = circleLeader
		s.collectMentor(c)
	}
	for i, colour := range spread(spots) {
		s.centers[i].colour = colour
	}
	for m := range plan.Members() {
		if c, ok := index[m.Center]; ok {
			s.centerOf[m.ID] = c
		}
	}
}

func (s *scene) collectMentor(c engine.Center) {
	if c.Mentor == "" {
		return
	}
	if _, centre := s.centerRank[c.Mentor]; !centre {
		s.centerRank[c.Mentor] = roleHolder
	}
	i := slices.IndexFunc(s.mentors, func(m mentorMark) bool { return m.id == c.Mentor })
	if i < 0 {
		i = len(s.mentors)
		s.mentors = append(s.mentors, mentorMark{id: c.Mentor})
	}
	s.mentors[i].centers = append(s.mentors[i].centers, strconv.Itoa(c.Number))
}

// take notes a home in the areas of who answers for it; it returns the colour of the centre.
func (s *scene) take(m engine.MemberID, home point) (colour string, ok bool) {
	c, ok := s.centerOf[m]
	if !ok {
		return "", false
	}
	x := &s.centers[c]
	x.homes = append(x.homes, home)
	if x.areas[m] == nil {
		x.order = append(x.order, m)
	}
	x.areas[m] = append(x.areas[m], home)
	return x.colour, true
}

// drawCenters tints the area of each centre and draws thin rims around the areas of its members within it.
func (s *scene) drawCenters(c *canvas) {
	for _, k := range s.centers {
		if around := hull(k.homes); len(around) > 0 {
			c.f(`<path d="%s" fill="%s" stroke="%s" stroke-width="%s" stroke-linejoin="round" stroke-linecap="round" opacity="0.13">%s</path>`,
				polygon(around), k.colour, k.colour, px(s.dot*7), title(k.title))
		}
	}
	for _, k := range s.centers {
		slices.Sort(k.order)
		for _, m := range k.order {
			if around := hull(k.areas[m]); len(around) > 2 {
				c.f(`<path d="%s" fill="%s" fill-opacity="0.07" stroke="%s" stroke-width="1" stroke-linejoin="round" opacity="0.8"/>`, polygon(around), k.colour, k.colour)
			}
		}
	}
}

// drawCenterLabels puts the number of each centre beside its mark, or over its homes if it has no place.
func (s *scene) drawCenterLabels(c *canvas) {
	for _, k := range s.centers {
		at := k.at
		switch {
		case !k.nowhere:
			at.y -= float64(4.2 * s.dot)
		case len(k.homes) == 0:
			continue
		default:
			at = k.homes[0]
		}
		c.f(`<text class="halo" x="%s" y="%s" font-size="17" font-weight="700" text-anchor="middle" fill="%s" stroke-width="4" stroke-linejoin="round" paint-order="stroke">%s</text>`,
			px(at.x), px(max(at.y, headerPx+18)), k.colour, esc(k.label))
	}
}

// centerLegend explains the tiers, and names who mentors whom.
func (s *scene) centerLegend() []entry {
	if len(s.centers) == 0 {
		return nil
	}
	mark := func(r rank) func(*canvas, point) {
		return func(c *canvas, at point) { memberShape(c, memberMark{at: at, rank: r, colour: keyColour}, 5.2) }
	}
	out := []entry{
		{s.say.centerWord, func(c *canvas, at point) {
			c.f(`<circle class="keyfill" cx="%s" cy="%s" r="11" opacity="0.2"/>`, px(at.x), px(at.y))
			mark(circleLeader)(c, at)
		}},
		{s.say.areaWord, func(c *canvas, at point) {
			c.f(`<path class="key" d="M%sl8 -7l8 4l-3 10l-10 0Z" fill="none" stroke-width="1"/>`, point{at.x - 7, at.y + 1})
		}},
	}
	for _, m := range s.mentors {
		out = append(out, entry{s.say.mentor(string(m.id), m.centers), mark(roleHolder)})
	}
	return out
}

// mentorEnglish and mentorChinese name a mentor's centres.
func mentorEnglish(id string, centers []string) string {
	if len(centers) == 1 {
		return fmt.Sprintf("%s mentors centre %s", id, centers[0])
	}
	return fmt.Sprintf("%s mentors centres %s", id, strings.Join(centers, ", "))
}

func mentorChinese(id string, centers []string) string {
	return fmt.Sprintf("%s 指导中心户 %s", id, strings.Join(centers, "、"))
}

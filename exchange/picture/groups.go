package picture

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"jinlin/engine"
)

type groupMark struct {
	at     point
	colour string
	label  string
	title  string
	homes  []point
}

// collectGroups returns the index of each group's mark; there are none unless colours stand for groups.
func (s *scene) collectGroups(plan engine.Plan, at places) map[engine.GroupID]int {
	index := map[engine.GroupID]int{}
	var middles []point
	for g := range plan.Groups() {
		s.stats.groups++
		if s.o.Colour != ByGroup {
			continue
		}
		index[g.ID] = len(s.groups)
		middle := s.at(at, g.Center)
		middles = append(middles, middle)
		s.groups = append(s.groups, groupMark{at: middle, label: strconv.Itoa(g.Number), title: s.say.group(g)})
	}
	for i, colour := range spread(middles) {
		s.groups[i].colour = colour
	}
	return index
}

// drawGroups tints the ground around the homes of each group: what it holds shows as one shape, with its arms and islands if it had any.
func (s *scene) drawGroups(c *canvas) {
	if len(s.groups) == 0 {
		return
	}
	apart := s.apart()
	s.dot = max(s.dot, min(apart/20, 5))
	width := max(float64(26*s.f.scale), 4*s.dot, float64(1.2*apart))
	for _, k := range s.groups {
		c.f(`<path d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linecap="round" opacity="0.25">%s</path>`,
			dots(k.homes), k.colour, px(width), title(k.title))
	}
}

// apart is the median distance of a home to the nearest one at another place, in pixels; 0 without any.
func (s *scene) apart() float64 {
	order := slices.Clone(s.homes)
	slices.SortFunc(order, func(a, b homeMark) int { return cmp.Or(cmp.Compare(a.at.x, b.at.x), cmp.Compare(a.at.y, b.at.y)) })
	var all []float64
	for i := range order {
		nearest := math.Inf(1)
		for _, step := range []int{-1, 1} {
			for k := i + step; k >= 0 && k < len(order) && math.Abs(order[k].at.x-order[i].at.x) < nearest; k += step {
				if d := math.Hypot(order[k].at.x-order[i].at.x, order[k].at.y-order[i].at.y); d > 0 {
					nearest = min(nearest, d)
				}
			}
		}
		if !math.IsInf(nearest, 1) {
			all = append(all, nearest)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2]
}

func (s *scene) drawGroupLabels(c *canvas) {
	for _, k := range s.groups {
		c.f(`<text class="halo" x="%s" y="%s" font-size="15" font-weight="700" text-anchor="middle" fill="%s" stroke-width="4" stroke-linejoin="round" paint-order="stroke">%s</text>`,
			px(k.at.x), px(k.at.y+5), k.colour, esc(k.label))
	}
}

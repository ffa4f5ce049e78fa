package verify

import (
	"fmt"
	"strconv"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
)

// slack is what roundings can add to a way through a centre, in millimetres.
const slack = 2

// anywhere reports whether circles may be centred anywhere in the plane.
func (s *scene) anywhere() bool { return s.policy.Circles.Sites == policy.SitesPlane }

// pointID is the id of a site that is nothing but a place.
func pointID(p orb.Point) engine.SiteID {
	return engine.SiteID(fmt.Sprintf("@%s,%s", strconv.FormatFloat(p[0], 'f', -1, 64), strconv.FormatFloat(p[1], 'f', -1, 64)))
}

// layPoint makes a site of the centre of a circle that goes by its place.
func (s *scene) layPoint(all map[engine.SiteID]site, c *engine.Circle) {
	if c.Site != pointID(c.Center) {
		return
	}
	if _, taken := all[c.Site]; !taken {
		all[c.Site] = s.siteOf(&engine.Site{ID: c.Site, Location: c.Center})
	}
}

// oneDisc reports whether some place in the plane is within the radius of both
// homes: they are no farther apart than twice that.
func (s *scene) oneDisc(g, h int) bool {
	r := s.policy.Circles.Radius
	return !r.Set || s.measure(s.homePlace(g), s.homePlace(h)) <= 2*r.MM()+slack
}

func (s *scene) roomAnywhere(g, h int) bool {
	need := s.size(g)
	if g != h {
		need += s.size(h)
	}
	most := s.policy.Circles.Capacity
	return most == 0 || need <= int64(most)
}

// joinByDisc joins homes that some place in the plane could hold both.
func (s *scene) joinByDisc(root, homes []int) {
	for i, g := range homes {
		for _, h := range homes[:i] {
			if find(root, g) != find(root, h) && s.oneDisc(g, h) {
				join(root, g, h)
			}
		}
	}
}

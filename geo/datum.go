package geo

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"
)

// A Datum names what the coordinates of a file refer to.
type Datum string

// The datums of data in China.
const (
	WGS84    Datum = "wgs84"    // GPS receivers, OpenStreetMap
	GCJ02    Datum = "gcj02"    // Amap, Tencent, Google's map of China
	BD09     Datum = "bd09"     // Baidu
	CGCS2000 Datum = "cgcs2000" // Tianditu; taken as WGS-84, which differs by less than a metre
)

// InChina says whether the Chinese offset of GCJ-02 and BD-09 applies.
type InChina string

// Auto decides by a rectangle, 72.004-137.8347 E and 0.8293-55.8271 N, as the
// public algorithm does. The rectangle wrongly holds Osaka, Seoul and Hanoi:
// for data from there say never.
const (
	InChinaAuto   InChina = "auto"
	InChinaAlways InChina = "always"
	InChinaNever  InChina = "never"
)

var datumNames = map[string]Datum{
	"wgs84": WGS84, "wgs": WGS84, "gps": WGS84, "epsg4326": WGS84, "4326": WGS84,
	"crs84": WGS84, "ogccrs84": WGS84, "地球坐标": WGS84, "地球坐标系": WGS84,
	"gcj02": GCJ02, "gcj": GCJ02, "gcj02ll": GCJ02, "amap": GCJ02, "gaode": GCJ02, "tencent": GCJ02,
	"火星": GCJ02, "火星坐标": GCJ02, "火星坐标系": GCJ02, "国测局": GCJ02, "国测局坐标": GCJ02,
	"国测局坐标系": GCJ02, "高德": GCJ02, "高德坐标": GCJ02, "高德坐标系": GCJ02,
	"腾讯": GCJ02, "腾讯坐标": GCJ02, "腾讯坐标系": GCJ02,
	"bd09": BD09, "bd": BD09, "bd09ll": BD09, "baidu": BD09,
	"百度": BD09, "百度坐标": BD09, "百度坐标系": BD09,
	"cgcs2000": CGCS2000, "cgcs": CGCS2000, "epsg4490": CGCS2000, "4490": CGCS2000, "tianditu": CGCS2000,
	"天地图": CGCS2000, "国家2000": CGCS2000, "2000国家大地坐标系": CGCS2000, "国家2000坐标系": CGCS2000,
}

// ParseDatum returns the datum of a name, also in its common spellings
// (GCJ-02, 火星坐标, EPSG:4490). Case, blanks and punctuation do not matter.
// BD-09MC, Baidu's metres, is no lon and lat and is refused.
func ParseDatum(name string) (Datum, error) {
	key := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '-', '_', ':', '/', '.', '(', ')', '（', '）', '：', '\u00a0', '\u3000':
			return -1
		}
		return r
	}, strings.ToLower(name))
	if d, ok := datumNames[key]; ok {
		return d, nil
	}
	return "", fmt.Errorf("unknown datum %q: want wgs84, gcj02, bd09 or cgcs2000", name)
}

// ParseInChina returns the setting of a name; the empty name means auto.
func ParseInChina(name string) (InChina, error) {
	switch in := InChina(strings.ToLower(strings.TrimSpace(name))); in {
	case "":
		return InChinaAuto, nil
	case InChinaAuto, InChinaAlways, InChinaNever:
		return in, nil
	}
	return "", fmt.Errorf("unknown setting %q: want auto, always or never", name)
}

// FromWGS84 returns the coordinates of p in the datum to. Where the Chinese
// offset does not apply they are those of p. An empty datum means WGS-84 and
// an empty setting auto; other unknown names are programming errors and
// panic (ParseDatum, ParseInChina check input).
func FromWGS84(p orb.Point, to Datum, in InChina) orb.Point {
	if shift := shiftOf(to); shift != nil && applies(p, in) {
		return shift(p)
	}
	return p
}

// ToWGS84 is the inverse of FromWGS84, by fixed-point iteration: a few
// nanometres. Within a micrometre of the meridian 105 E the public formula is
// itself not one to one, and the inverse is good to a micrometre.
//
// At the edge of the rectangle of InChinaAuto the forward offset begins with a
// jump of some hundred metres, so that just there some coordinates belong to
// two positions and some to none. The position inside the rectangle wins; if
// there is none, p is returned as it is. So every position in the rectangle
// comes back from FromWGS84 exactly, and so does every one outside that
// is further from the edge than the offset is long.
func ToWGS84(p orb.Point, from Datum, in InChina) orb.Point {
	shift := shiftOf(from)
	if shift == nil {
		return p
	}
	switch in {
	case InChinaAlways:
		return invert(shift, p)
	case InChinaNever:
		return p
	case InChinaAuto, "":
		if nearChina(p) {
			if q := invert(shift, p); inRectangle(q, 1e-11) {
				return q
			}
		}
		return p
	}
	panic(fmt.Sprintf("geo: unknown setting %q for in China", string(in)))
}

// shiftOf returns the offset function of a datum, nil for none.
func shiftOf(d Datum) func(orb.Point) orb.Point {
	switch d {
	case GCJ02:
		return gcj02
	case BD09:
		return func(p orb.Point) orb.Point { return bd09(gcj02(p)) }
	case WGS84, CGCS2000, "":
		return nil
	}
	panic(fmt.Sprintf("geo: unknown datum %q", string(d)))
}

func applies(p orb.Point, in InChina) bool {
	switch in {
	case InChinaAlways:
		return true
	case InChinaNever:
		return false
	case InChinaAuto, "":
		return inRectangle(p, 0)
	}
	panic(fmt.Sprintf("geo: unknown setting %q for in China", string(in)))
}

// inRectangle tells whether p is in the rectangle of InChinaAuto, its edges
// included; slack, in degrees, allows for the last bits of an inverse.
func inRectangle(p orb.Point, slack float64) bool {
	return p[0] >= 72.004-slack && p[0] <= 137.8347+slack &&
		p[1] >= 0.8293-slack && p[1] <= 55.8271+slack
}

// nearChina tells whether p is in the rectangle or within a degree of it:
// further off the public formula means nothing.
func nearChina(p orb.Point) bool {
	return p[0] > 71 && p[0] < 139 && p[1] > -1 && p[1] < 57
}

// invert solves shift(q) = p. The offset changes by less than 2 % of a step,
// so that every round gains nearly two digits.
func invert(shift func(orb.Point) orb.Point, p orb.Point) orb.Point {
	q := p
	for range 16 {
		r := shift(q)
		dx, dy := p[0]-r[0], p[1]-r[1]
		q = orb.Point{q[0] + dx, q[1] + dy}
		if math.Abs(dx) < 1e-14 && math.Abs(dy) < 1e-14 {
			break
		}
	}
	return q
}

// gcj02 applies the offset of GCJ-02 by the public algorithm, whose constants
// (Krasovsky's ellipsoid among them) follow no physical model.
func gcj02(p orb.Point) orb.Point {
	const a, ee = 6378245.0, 0.00669342162296594323
	x, y := p[0]-105, p[1]-35
	s, c := sincos(p[1] * degree)
	w := 1 - float64(float64(ee*s)*s)
	root := math.Sqrt(w)
	north := gcjNorth(x, y) / (a * (1 - ee) / float64(w*root) * degree)
	east := gcjEast(x, y) / (a / root * c * degree)
	return orb.Point{p[0] + east, p[1] + north}
}

// gcjNorth returns the offset to the north in metres.
func gcjNorth(x, y float64) float64 {
	v := mad(2, x, -100) + float64(3*y) + float64(float64(0.2*y)*y)
	v += float64(float64(0.1*x)*y) + float64(0.2*math.Sqrt(math.Abs(x)))
	return v + wave(20, 6*x) + wave(20, 2*x) + wave(20, y) + wave(40, y/3) +
		wave(160, y/12) + wave(320, y/30)
}

// gcjEast returns the offset to the east in metres.
func gcjEast(x, y float64) float64 {
	v := 300 + x + float64(2*y) + float64(float64(0.1*x)*x)
	v += float64(float64(0.1*x)*y) + float64(0.1*math.Sqrt(math.Abs(x)))
	return v + wave(20, 6*x) + wave(20, 2*x) + wave(20, x) + wave(40, x/3) +
		wave(150, x/12) + wave(300, x/30)
}

func wave(amplitude, halfTurns float64) float64 {
	s, _ := sincos(halfTurns * math.Pi)
	return float64(amplitude * 2 / 3 * s)
}

// bd09 applies Baidu's offset to GCJ-02 coordinates: a turn by t and a stretch
// about the origin of lon and lat, then a shift.
func bd09(p orb.Point) orb.Point {
	const k = 3000 * degree
	x, y := p[0], p[1]
	r := math.Sqrt(mad(x, x, float64(y*y)))
	if r == 0 {
		return orb.Point{0.0065, 0.006}
	}
	sy, _ := sincos(y * k)
	_, cx := sincos(x * k)
	st, ct := sincos(0.000003 * cx)
	z := mad(0.00002, sy, r) / r
	return orb.Point{
		mad(z, float64(x*ct)-float64(y*st), 0.0065),
		mad(z, float64(y*ct)+float64(x*st), 0.006),
	}
}

// Package geo is the ground of a plan: where places are, how far apart they
// are, and who is in reach of whom.
//
// These conventions hold in every package and are stated only here:
//
//   - A position is an [orb.Point] of longitude and latitude, in this order,
//     in degrees on WGS-84. Positions of another datum are converted on the
//     way in ([ToWGS84]). Under the planar metric a position is x and y in
//     metres instead.
//   - Lengths are metres as float64 (names say Meters) or whole millimetres
//     as int64 (names say MM). A distance becomes an integer in [MM] and
//     nowhere else, rounded half up; every comparison uses the integers.
//   - Circles are closed: covered means d <= reach. With a reach of 500 m a
//     home at 500.0004 m is covered, since it is 500000 mm away, and one at
//     500.0005 m is not.
//   - There is one earth, the ellipsoid of WGS-84, and one distance on it,
//     [Distance]. A sphere (as in orb/geo) is off by metres at 500 m.
//   - A drawn ring ([Outline]) never decides who is covered: a polygon drawn
//     inside a circle is smaller than the circle.
//
// The same input gives the same bytes on every machine: the package uses its
// own sine, cosine and arc tangent, bars fused multiply-add, and sorts
// whatever a tree returned in no promised order.
package geo

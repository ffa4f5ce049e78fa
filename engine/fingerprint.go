package engine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"github.com/paulmach/orb"
)

// Fingerprint is the hash of a problem (SHA-256, hexadecimal): equal for the same set of records in any order, under the same policy and ground.
func Fingerprint(p Problem) string {
	w := sha256.New()
	ground := p.Ground
	if ground == nil {
		ground = groundOf(p.Policy.Metric)
	}
	fmt.Fprintf(w, "jinlin problem 1\n%q %q %+v\n", p.Area, ground.Fingerprint(), p.Policy)
	writeSorted(w, "household", p.Households, func(a, b Household) int { return cmp.Compare(a.ID, b.ID) }, writeHousehold)
	writeSorted(w, "member", p.Members, func(a, b Member) int { return cmp.Compare(a.ID, b.ID) }, writeMember)
	writeSorted(w, "site", p.Sites, func(a, b Site) int { return cmp.Compare(a.ID, b.ID) }, func(w io.Writer, s Site) {
		fmt.Fprintf(w, "%q %q %s %v %q\n", s.ID, s.Household, exact(s.Location), s.Public, s.Use)
	})
	writeSorted(w, "lock", p.Locks, comparePairs, writePair)
	writeSorted(w, "forbidden", p.Forbidden, comparePairs, writePair)
	return hex.EncodeToString(w.Sum(nil))
}

func writeSorted[T any](w io.Writer, kind string, list []T, order func(a, b T) int, write func(io.Writer, T)) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, order)
	fmt.Fprintf(w, "%s %d\n", kind, len(list))
	for _, x := range list {
		write(w, x)
	}
}

func writeHousehold(w io.Writer, h Household) {
	fmt.Fprintf(w, "%q %q %s %d %d %q %q %q %d %q\n", h.ID, h.Area, exact(h.Location), max(h.Weight, 1), h.Priority, h.Group, h.Services, h.Association, h.Residents, h.Preferences)
}

func writeMember(w io.Writer, m Member) {
	fmt.Fprintf(w, "%q %q %q %s %v %q %q %v %q %q %q %q %s %s\n", m.ID, m.Area, m.Household, exact(m.Location), m.Located, m.Duty, m.Status, m.Capable,
		m.Title, m.Organisation, m.Skills, m.Association, optional(m.MinLoad), optional(m.MaxLoad))
}

func comparePairs(a, b Pair) int {
	return cmp.Or(cmp.Compare(a.Household, b.Household), cmp.Compare(a.Member, b.Member))
}

func writePair(w io.Writer, p Pair) { fmt.Fprintf(w, "%q %q\n", p.Household, p.Member) }

// exact writes every bit of a location.
func exact(p orb.Point) string { return fmt.Sprintf("%b,%b", p[0], p[1]) }

func optional(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

package engine

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/policy"
)

// Fingerprint is the hash of a problem (SHA-256, hexadecimal): equal for the same set of records in any order, under the same policy and ground.
// It is the hash of the hashes of the records, so that a State that changes a few records hashes only those anew. O(records).
func Fingerprint(p Problem) string {
	homes := make([]stamped, len(p.Households))
	var buf []byte
	for i := range p.Households {
		buf = appendHousehold(buf[:0], &p.Households[i])
		homes[i] = stamped{string(p.Households[i].ID), sha256.Sum256(buf)}
	}
	members := make([]stamped, len(p.Members))
	for i := range p.Members {
		buf = appendMember(buf[:0], &p.Members[i])
		members[i] = stamped{string(p.Members[i].ID), sha256.Sum256(buf)}
	}
	ground := p.Ground
	if ground == nil {
		ground = groundOf(p.Policy.Metric)
	}
	return seal(&p, ground.Fingerprint(), policyDigest(p.Policy), inOrder(homes), inOrder(members))
}

// digests keeps the hashes of the records of a State, by number.
type digests struct {
	terms          digest
	homes, members []digest
}

// fingerprint is that of the problem; what is not hashed yet is hashed now.
func (s *State) fingerprint() string {
	if s.digests.homes == nil {
		s.digests = s.hashed(nil)
	}
	return seal(&s.problem, s.ground.Fingerprint(), s.digests.terms, s.digests.homes, s.digests.members)
}

// hashed hashes the records, but for those that are as they were before.
func (s *State) hashed(t *transition) digests {
	p := digests{homes: make([]digest, len(s.homes)), members: make([]digest, len(s.members))}
	if t == nil || t.policy {
		p.terms = policyDigest(s.problem.Policy)
	} else {
		p.terms = t.old.digests.terms
	}
	var buf []byte
	for i := range s.homes {
		if t != nil && !t.home[i].changed {
			p.homes[i] = t.old.digests.homes[t.home[i].was]
			continue
		}
		buf = appendHousehold(buf[:0], s.homes[i].Household)
		p.homes[i] = sha256.Sum256(buf)
	}
	for i := range s.members {
		if t != nil && !t.member[i].changed {
			p.members[i] = t.old.digests.members[t.member[i].was]
			continue
		}
		buf = appendMember(buf[:0], s.members[i].Member)
		p.members[i] = sha256.Sum256(buf)
	}
	return p
}

// A digest is the hash of a record.
type digest = [sha256.Size]byte

// A stamped record is known by its id and its hash.
type stamped struct {
	id     string
	digest digest
}

// inOrder sorts hashes by the ids of their records, and by themselves where a list (of an invalid problem) gives an id twice.
func inOrder(list []stamped) []digest {
	less := func(a, b stamped) int {
		return cmp.Or(cmp.Compare(a.id, b.id), bytes.Compare(a.digest[:], b.digest[:]))
	}
	if !slices.IsSortedFunc(list, less) {
		slices.SortFunc(list, less)
	}
	out := make([]digest, len(list))
	for i := range list {
		out[i] = list[i].digest
	}
	return out
}

// seal makes the fingerprint of a problem from the hashes of its homes and members, in the order of their ids.
func seal(p *Problem, ground string, terms digest, homes, members []digest) string {
	buf := make([]byte, 0, 256+(len(homes)+len(members))*sha256.Size+len(p.Sites)*64+(len(p.Locks)+len(p.Forbidden))*32)
	buf = appendString(buf, "jinlin problem 4")
	buf = appendString(buf, string(p.Area))
	buf = appendString(buf, ground)
	buf = append(buf, terms[:]...)
	buf = appendDigests(buf, homes)
	buf = appendDigests(buf, members)
	buf = appendSites(buf, p.Sites)
	buf = appendPairs(buf, p.Locks)
	buf = appendPairs(buf, p.Forbidden)
	buf = appendSurroundings(buf, p)
	sum := sha256.Sum256(buf)
	return hex.EncodeToString(sum[:])
}

func appendDigests(buf []byte, list []digest) []byte {
	buf = appendInt(buf, len(list))
	for i := range list {
		buf = append(buf, list[i][:]...)
	}
	return buf
}

// policyDigest hashes a policy with the names of all its fields, so that a new field of package policy cannot be forgotten here.
func policyDigest(p policy.Policy) digest { return sha256.Sum256(fmt.Appendf(nil, "%#v", p.Clone())) }

// The encodings below are unambiguous, since every text and every list starts with its length.

func appendString(buf []byte, s string) []byte {
	return append(binary.AppendUvarint(buf, uint64(len(s))), s...)
}

func appendInt(buf []byte, n int) []byte { return binary.AppendVarint(buf, int64(n)) }

func appendBool(buf []byte, b bool) []byte {
	if b {
		return append(buf, 1)
	}
	return append(buf, 0)
}

func appendList[T ~string](buf []byte, list []T) []byte {
	buf = appendInt(buf, len(list))
	for _, s := range list {
		buf = appendString(buf, string(s))
	}
	return buf
}

func appendRanking[ID ~string](buf []byte, list Ranking[ID]) []byte {
	buf = appendInt(buf, len(list))
	for _, x := range list {
		buf = appendInt(appendString(buf, string(x.ID)), x.Rank)
	}
	return buf
}

// appendPoint writes every bit of a location.
func appendPoint(buf []byte, p orb.Point) []byte {
	buf = binary.BigEndian.AppendUint64(buf, math.Float64bits(p[0]))
	return binary.BigEndian.AppendUint64(buf, math.Float64bits(p[1]))
}

func appendOptional(buf []byte, n *int) []byte {
	if n == nil {
		return append(buf, 0)
	}
	return appendInt(append(buf, 1), *n)
}

func appendHousehold(buf []byte, h *Household) []byte {
	buf = appendString(buf, string(h.ID))
	buf = appendString(buf, string(h.Area))
	buf = appendPoint(buf, h.Location)
	buf = appendInt(buf, max(h.Weight, 1))
	buf = appendInt(buf, h.Priority)
	buf = appendString(buf, h.Group)
	buf = appendList(buf, h.Services)
	buf = appendString(buf, h.Association)
	buf = appendInt(buf, h.Residents)
	return appendRanking(buf, h.Preferences)
}

func appendMember(buf []byte, m *Member) []byte {
	buf = appendString(buf, string(m.ID))
	buf = appendString(buf, string(m.Area))
	buf = appendString(buf, string(m.Household))
	buf = appendPoint(buf, m.Location)
	buf = appendBool(buf, m.Located)
	buf = appendList(buf, m.Duty)
	buf = appendString(buf, m.Status)
	buf = appendBool(buf, m.Capable)
	buf = appendString(buf, m.Title)
	buf = appendString(buf, m.Organisation)
	buf = appendList(buf, m.Skills)
	buf = appendString(buf, m.Association)
	buf = appendString(buf, m.Source)
	buf = appendString(buf, m.Nomination)
	buf = appendRanking(buf, m.Preferences)
	buf = appendOptional(buf, m.MinLoad)
	return appendOptional(buf, m.MaxLoad)
}

func appendSite(buf []byte, s *Site) []byte {
	buf = appendString(buf, string(s.ID))
	buf = appendString(buf, string(s.Area))
	buf = appendString(buf, string(s.Household))
	buf = appendPoint(buf, s.Location)
	buf = appendBool(buf, s.Public)
	buf = appendString(buf, string(s.Use))
	return appendOptional(appendOptional(buf, s.Cost), s.Capacity)
}

// appendSites writes the sites sorted by what is written of them.
func appendSites(buf []byte, sites []Site) []byte {
	rows := make([]string, len(sites))
	for i := range sites {
		rows[i] = string(appendSite(nil, &sites[i]))
	}
	slices.Sort(rows)
	return appendList(buf, rows)
}

func comparePairs(a, b Pair) int {
	return cmp.Or(cmp.Compare(a.Household, b.Household), cmp.Compare(a.Member, b.Member))
}

func appendPairs(buf []byte, pairs []Pair) []byte {
	if !slices.IsSortedFunc(pairs, comparePairs) {
		pairs = slices.Clone(pairs)
		slices.SortFunc(pairs, comparePairs)
	}
	buf = appendInt(buf, len(pairs))
	for _, p := range pairs {
		buf = appendString(appendString(buf, string(p.Household)), string(p.Member))
	}
	return buf
}

package codec

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"jinlin/policy"
)

// extendsKey names the scheme that a document starts from. It is the one key that is no setting.
const extendsKey = "extends"

// noLimit is the word for a limit that does not limit.
const noLimit = "none"

// A field is one setting of a struct S: its key, what may be written, and how it is read and written.
type field[S any] struct {
	key     string
	form    form
	expects string
	// allowed lists the words that may be written, nil if any.
	allowed []string
	decode  func(d *decoder, s *S, n node, path string)
	encode  func(s *S) any
}

// form is how a value may be written in an assignment (Set).
type form int

const (
	formYAML form = iota
	formWord
	formWords
)

// table is every setting of a policy, in the order in which they are written.
var table = []field[policy.Policy]{
	text("scheme", func(p *policy.Policy) *string { return &p.Scheme }),
	text("metric", func(p *policy.Policy) *policy.Metric { return &p.Metric }, policy.MetricGeodesic, policy.MetricPlanar, policy.MetricMatrix),
	texts("eligibility.exclude", func(p *policy.Policy) *[]string { return &p.Eligibility.Exclude },
		policy.StatusAge, policy.StatusAway, policy.StatusUnable, policy.StatusDeclined),
	truth("eligibility.require_capable", func(p *policy.Policy) *bool { return &p.Eligibility.RequireCapable }),
	text("circles.sites", func(p *policy.Policy) *policy.SiteSource { return &p.Circles.Sites },
		policy.SitesNone, policy.SitesMembers, policy.SitesHomes, policy.SitesGiven, policy.SitesPlane),
	text("circles.objective", func(p *policy.Policy) *policy.Objective { return &p.Circles.Objective },
		policy.ObjectiveFewest, policy.ObjectiveMedian, policy.ObjectiveCenter, policy.ObjectiveCover),
	whole("circles.count", func(p *policy.Policy) *int { return &p.Circles.Count }),
	whole("circles.cost_m", func(p *policy.Policy) *int { return &p.Circles.CostMeters }),
	truth("circles.weighted_distance", func(p *policy.Policy) *bool { return &p.Circles.WeightedDistance }),
	text("circles.measure", func(p *policy.Policy) *policy.Measure { return &p.Circles.Measure }, policy.MeasureHomes, policy.MeasureWeight),
	whole("circles.min", func(p *policy.Policy) *int { return &p.Circles.Min }),
	whole("circles.capacity", func(p *policy.Policy) *int { return &p.Circles.Capacity }),
	number("circles.hold_percent", func(p *policy.Policy) *float64 { return &p.Circles.HoldPercent }),
	whole("circles.effort", func(p *policy.Policy) *int { return &p.Circles.Effort }),
	limit("circles.radius_m", func(p *policy.Policy) *policy.Limit { return &p.Circles.Radius }),
	limit("circles.diameter_m", func(p *policy.Policy) *policy.Limit { return &p.Circles.Diameter }),
	whole("team.min", func(p *policy.Policy) *int { return &p.Team.Min }),
	whole("team.max", func(p *policy.Policy) *int { return &p.Team.Max }),
	several("team.roles", func(p *policy.Policy) *[]policy.Role { return &p.Team.Roles }, roleTable),
	text("groups.by", func(p *policy.Policy) *policy.GroupSource { return &p.Groups.By },
		policy.GroupsNone, policy.GroupsGiven, policy.GroupsDrawn),
	text("groups.measure", func(p *policy.Policy) *policy.Measure { return &p.Groups.Measure }, policy.MeasureHomes, policy.MeasureWeight),
	whole("groups.min", func(p *policy.Policy) *int { return &p.Groups.Min }),
	whole("groups.max", func(p *policy.Policy) *int { return &p.Groups.Max }),
	whole("groups.count", func(p *policy.Policy) *int { return &p.Groups.Count }),
	percent("groups.tolerance_percent", func(p *policy.Policy) *policy.Tolerance { return &p.Groups.Tolerance }),
	text("groups.balance", func(p *policy.Policy) *policy.GroupBalance { return &p.Groups.Balance },
		policy.GroupBalanceSpread, policy.GroupBalanceNone),
	text("groups.compactness", func(p *policy.Policy) *policy.Compactness { return &p.Groups.Compactness },
		policy.CompactCut, policy.CompactDistance),
	limit("groups.neighbor_m", func(p *policy.Policy) *policy.Limit { return &p.Groups.Neighbor }),
	several("groups.roles", func(p *policy.Policy) *[]policy.Role { return &p.Groups.Roles }, roleTable),
	whole("groups.effort", func(p *policy.Policy) *int { return &p.Groups.Effort }),
	levels("titles", func(p *policy.Policy) *[][]string { return &p.Titles }),
	text("selection.by", func(p *policy.Policy) *policy.Proposer { return &p.Selection.By },
		policy.ProposeNone, policy.ProposeHomes, policy.ProposeMembers),
	text("selection.unlisted", func(p *policy.Policy) *policy.Unlisted { return &p.Selection.Unlisted }, policy.UnlistedRefused, policy.UnlistedLast),
	text("selection.pairs", func(p *policy.Policy) *policy.PairRule { return &p.Selection.Pairs }, policy.PairsFirm, policy.PairsYielding),
	text("links.within", func(p *policy.Policy) *policy.Border { return &p.Links.Within },
		policy.WithinCircle, policy.WithinGroup, policy.WithinDuty, policy.WithinArea, policy.WithinNone),
	limit("links.reach_m", func(p *policy.Policy) *policy.Limit { return &p.Links.Reach }),
	limit("links.association_reach_m", func(p *policy.Policy) *policy.Limit { return &p.Links.AssociationReach }),
	texts("links.require", func(p *policy.Policy) *[]policy.Requirement { return &p.Links.Require },
		policy.RequireServices, policy.RequireAssociation),
	whole("links.priority_min", func(p *policy.Policy) *int { return &p.Links.PriorityMin }),
	whole("links.load.min", func(p *policy.Policy) *int { return &p.Links.Load.Min }),
	whole("links.load.target_min", func(p *policy.Policy) *int { return &p.Links.Load.TargetMin }),
	whole("links.load.target_max", func(p *policy.Policy) *int { return &p.Links.Load.TargetMax }),
	whole("links.load.max", func(p *policy.Policy) *int { return &p.Links.Load.Max }),
	text("links.load.balance", func(p *policy.Policy) *policy.Balance { return &p.Links.Load.Balance },
		policy.BalanceBand, policy.BalanceEven, policy.BalanceNone),
	texts("links.order", func(p *policy.Policy) *[]policy.Tier { return &p.Links.Order },
		policy.TierLeaders, policy.TierLeaders2, policy.TierLeaders1, policy.TierAssociation, policy.TierFit, policy.TierPreference, policy.TierLoad,
		policy.TierDistance),
	whole("deputies.max", func(p *policy.Policy) *int { return &p.Deputies.Max }),
	text("own_home", func(p *policy.Policy) *policy.OwnHome { return &p.OwnHome },
		policy.OwnCovered, policy.OwnLinked, policy.OwnOther),
	text("centers.by", func(p *policy.Policy) *policy.CenterSource { return &p.Centers.By }, policy.CentersNone, policy.CentersChosen),
	whole("centers.count", func(p *policy.Policy) *int { return &p.Centers.Count }),
	texts("centers.nominations", func(p *policy.Policy) *[]string { return &p.Centers.Nominations }, nominations...),
	whole("centers.members_min", func(p *policy.Policy) *int { return &p.Centers.MembersMin }),
	whole("centers.members_max", func(p *policy.Policy) *int { return &p.Centers.MembersMax }),
	limit("centers.reach_m", func(p *policy.Policy) *policy.Limit { return &p.Centers.Reach }),
	whole("centers.effort", func(p *policy.Policy) *int { return &p.Centers.Effort }),
	texts("centers.mentors.titles", func(p *policy.Policy) *[]string { return &p.Centers.Mentors.Titles }),
	whole("centers.mentors.min", func(p *policy.Policy) *int { return &p.Centers.Mentors.Min }),
	whole("centers.mentors.max", func(p *policy.Policy) *int { return &p.Centers.Mentors.Max }),
}

var nominations = []string{policy.NominationPublicised, policy.NominationReviewed, policy.NominationNominated, policy.NominationAppointed, policy.NominationNone}

var roleTable = []field[policy.Role]{
	text("name", func(r *policy.Role) *string { return &r.Name }),
	whole("min", func(r *policy.Role) *int { return &r.Min }),
	whole("max", func(r *policy.Role) *int { return &r.Max }),
	texts("titles", func(r *policy.Role) *[]string { return &r.Titles }),
	texts("sources", func(r *policy.Role) *[]string { return &r.Sources }),
	texts("nominations", func(r *policy.Role) *[]string { return &r.Nominations }, nominations...),
}

// Keys returns every key that a document may hold, in order. The keys of a role stand below team.roles[].
func Keys() []string {
	keys := []string{extendsKey}
	for _, f := range table {
		keys = append(keys, f.key)
		if f.key == "team.roles" || f.key == "groups.roles" {
			for _, r := range roleTable {
				keys = append(keys, f.key+"[]."+r.key)
			}
		}
	}
	return keys
}

// Allowed lists the words that a key may hold, or that its list may; nil if any. Keys are those of Keys.
func Allowed(key string) []string {
	for _, roles := range []string{"team.roles[].", "groups.roles[]."} {
		if inner, in := strings.CutPrefix(key, roles); in {
			return allowed(roleTable, inner)
		}
	}
	return allowed(table, key)
}

func allowed[S any](t []field[S], key string) []string {
	if f := find(t, key); f != nil {
		return slices.Clone(f.allowed)
	}
	return nil
}

func text[S any, T ~string](key string, at func(*S) *T, allowed ...T) field[S] {
	f := field[S]{key: key, form: formWord, expects: "text", allowed: words(allowed)}
	if allowed != nil {
		f.expects = "one of " + list(f.allowed)
	}
	f.decode = func(d *decoder, s *S, n node, path string) {
		if d.is(isText, n, path, f.expects) {
			*at(s) = T(n.text)
		}
	}
	f.encode = func(s *S) any { return string(*at(s)) }
	return f
}

func texts[S any, T ~string](key string, at func(*S) *[]T, allowed ...T) field[S] {
	f := field[S]{key: key, form: formWords, expects: "a list such as [a, b], [] for none", allowed: words(allowed)}
	item := text(key, func(t *T) *T { return t }, allowed...)
	if allowed != nil {
		f.expects = "a list of " + list(f.allowed)
	}
	f.decode = func(d *decoder, s *S, n node, path string) {
		if !d.is(isList, n, path, f.expects) {
			return
		}
		var out []T
		for i, x := range n.items {
			if d.is(isText, x, index(path, i), item.expects) {
				out = append(out, T(x.text))
			}
		}
		*at(s) = out
	}
	f.encode = func(s *S) any { return words(*at(s)) }
	return f
}

// levels is a list whose entries are a word, or several words that mean the same.
func levels[S any](key string, at func(*S) *[][]string) field[S] {
	f := field[S]{key: key, form: formWords, expects: "a list such as [a, [b, c]], [] for none; words in a list of their own rank the same"}
	f.decode = func(d *decoder, s *S, n node, path string) {
		if !d.is(isList, n, path, f.expects) {
			return
		}
		var out [][]string
		for i, x := range n.items {
			out = append(out, d.level(x, index(path, i)))
		}
		*at(s) = out
	}
	f.encode = func(s *S) any {
		out := []any{}
		for _, level := range *at(s) {
			if len(level) == 1 {
				out = append(out, level[0])
			} else {
				out = append(out, words(level))
			}
		}
		return out
	}
	return f
}

// level reads a word, or a list of words.
func (d *decoder) level(n node, path string) []string {
	if n.kind != isList {
		if !d.is(isText, n, path, "a word or a list of words") {
			return nil
		}
		return []string{n.text}
	}
	d.places[path] = n.at
	var out []string
	for i, word := range n.items {
		if d.is(isText, word, index(path, i), "a word") {
			out = append(out, word.text)
		} else {
			d.spoilt = append(d.spoilt, path)
		}
	}
	return out
}

func whole[S any](key string, at func(*S) *int) field[S] {
	f := field[S]{key: key, expects: "a whole number"}
	f.decode = func(d *decoder, s *S, n node, path string) {
		v, err := strconv.Atoi(n.text)
		if n.kind != isNumber || err != nil {
			d.wrong(n, path, f.expects)
			return
		}
		*at(s) = v
	}
	f.encode = func(s *S) any { return *at(s) }
	return f
}

func number[S any](key string, at func(*S) *float64) field[S] {
	f := field[S]{key: key, expects: "a number"}
	f.decode = func(d *decoder, s *S, n node, path string) {
		if v, ok := d.number(n, path, f.expects); ok {
			*at(s) = v
		}
	}
	f.encode = func(s *S) any { return *at(s) }
	return f
}

func limit[S any](key string, at func(*S) *policy.Limit) field[S] {
	return orNone(key, "metres as a number", at, policy.AtMost, func(l policy.Limit) (float64, bool) { return l.Meters, l.Set })
}

func percent[S any](key string, at func(*S) *policy.Tolerance) field[S] {
	return orNone(key, "a percentage", at, policy.Around, func(t policy.Tolerance) (float64, bool) { return t.Percent, t.Set })
}

// orNone is a number that may be left unset, by a word.
func orNone[S, V any](key, expects string, at func(*S) *V, of func(float64) V, value func(V) (v float64, set bool)) field[S] {
	f := field[S]{key: key, expects: expects + ", or " + noLimit}
	f.decode = func(d *decoder, s *S, n node, path string) {
		if n.kind == isText && n.text == noLimit {
			var none V
			*at(s) = none
		} else if v, ok := d.number(n, path, f.expects); ok {
			*at(s) = of(v)
		}
	}
	f.encode = func(s *S) any {
		if v, set := value(*at(s)); set {
			return v
		}
		return noLimit
	}
	return f
}

// number is what a node that must be a finite number says; false, and told, if it is none.
func (d *decoder) number(n node, path, expects string) (float64, bool) {
	v, err := strconv.ParseFloat(n.text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || n.kind != isNumber {
		d.wrong(n, path, expects)
		return 0, false
	}
	return v, true
}

func truth[S any](key string, at func(*S) *bool) field[S] {
	f := field[S]{key: key, expects: "true or false"}
	f.decode = func(d *decoder, s *S, n node, path string) {
		if d.is(isBool, n, path, f.expects) {
			*at(s) = n.text == "true"
		}
	}
	f.encode = func(s *S) any { return *at(s) }
	return f
}

func several[S, E any](key string, at func(*S) *[]E, elements []field[E]) field[S] {
	f := field[S]{key: key, expects: "a list of mappings, [] for none"}
	f.decode = func(d *decoder, s *S, n node, path string) {
		if !d.is(isList, n, path, f.expects) {
			return
		}
		var out []E
		for i, x := range n.items {
			var e E
			decodeAll(d, elements, &e, x, index(path, i))
			out = append(out, e)
		}
		*at(s) = out
	}
	f.encode = func(s *S) any {
		out := []object{}
		for i := range *at(s) {
			out = append(out, encodeAll(elements, &(*at(s))[i]))
		}
		return out
	}
	return f
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func words[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, w := range in {
		out[i] = string(w)
	}
	return out
}

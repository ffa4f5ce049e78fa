package geojson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"unicode/utf8"

	"jinlin/engine"
)

// numberCuts gives the cuts of a plan numbers from 1, in the order in which they are met.
func numberCuts(p engine.Plan) map[*engine.Cut]int {
	numbers := map[*engine.Cut]int{}
	for c := range cutsOf(p) {
		numbers[c] = len(numbers) + 1
	}
	return numbers
}

// cutsOf yields every cut once.
func cutsOf(p engine.Plan) func(yield func(*engine.Cut) bool) {
	return func(yield func(*engine.Cut) bool) {
		seen := map[*engine.Cut]bool{nil: true}
		for u := range p.Unserved() {
			if !seen[u.Cut] && !yield(u.Cut) {
				return
			}
			seen[u.Cut] = true
		}
		for s := range p.Shortfalls() {
			if !seen[s.Cut] && !yield(s.Cut) {
				return
			}
			seen[s.Cut] = true
		}
	}
}

// areaRecord writes what a plan says beside its features.
func (w *buffer) areaRecord(p engine.Plan, cuts map[*engine.Cut]int) {
	if len(w.b) > 0 {
		w.raw(",")
	}
	d := p.Draft()
	w.raw("\n{")
	str(w, "area", d.Area)
	str(w, "input", d.Input)
	str(w, "ground", d.Ground)
	str(w, "metric", d.Metric)
	str(w, "datum", d.Datum)
	count(w, "households", d.Homes)
	count(w, "members", d.Members)
	count(w, "circles", d.Circles)
	count(w, "unserved", d.Unserved)
	objects(w, "slots", d.Slots, slot)
	count(w, "groups", d.Groups)
	objects(w, "group_slots", d.GroupSlots, groupSlot)
	count(w, "centers", d.Centers)
	objects(w, "shortfalls", d.Shortfalls, func(w *buffer, s engine.Shortfall) { shortfall(w, s, cuts) })
	objects(w, "fixes", d.Fixes, fix)
	borders(w, d.Borders)
	if d.Selection != nil {
		selection(w, d.Selection)
	}
	rebalance(w, d.Rebalance)
	w.key("cuts")
	w.open('[')
	for c := range cutsOf(p) {
		cut(w, c, cuts[c])
	}
	w.close(']')
	proof(w, d.Proof)
	objects(w, "prices", d.Members, prices)
	w.raw("}")
}

// count tells how many there are; null tells a list that was never made, so that a plan reads back exactly.
func count[T any](w *buffer, name string, list []T) {
	w.key(name)
	if list == nil {
		w.raw("null")
		return
	}
	w.b = fmt.Append(w.b, len(list))
}

// objects is an array of objects, or null for nil.
func objects[T any](w *buffer, name string, list []T, write func(*buffer, T)) {
	w.key(name)
	if list == nil {
		w.raw("null")
		return
	}
	w.open('[')
	for _, v := range list {
		w.open('{')
		write(w, v)
		w.close('}')
	}
	w.close(']')
}

func slot(w *buffer, s engine.Slot) {
	str(w, "circle", s.Circle)
	str(w, "role", s.Role)
	w.int("number", int64(s.Number))
	str(w, "member", s.Member)
}

func shortfall(w *buffer, s engine.Shortfall, cuts map[*engine.Cut]int) {
	str(w, "kind", s.Kind)
	str(w, "circle", s.Circle)
	str(w, "group", s.Group)
	str(w, "member", s.Member)
	str(w, "role", s.Role)
	w.int("missing", int64(s.Missing))
	cutNumber(w, cuts, s.Cut)
}

func fix(w *buffer, f engine.Fix) {
	str(w, "kind", f.Kind)
	str(w, "household", f.Household)
	w.int("homes", int64(f.Homes))
	w.int("places", int64(f.Places))
	strs(w, "services", f.Services)
	str(w, "association", f.Association)
}

func borders(w *buffer, b engine.Borders) {
	w.key("borders")
	w.open('{')
	w.bool("solved", b.Solved)
	w.int("served", int64(b.Served))
	w.int("open_served", int64(b.OpenServed))
	w.int("both_homes", int64(b.BothHomes))
	w.meters("sum_m", b.SumMM, true)
	w.meters("open_sum_m", b.OpenSumMM, true)
	w.int("load_min", int64(b.LoadMin))
	w.int("load_max", int64(b.LoadMax))
	w.int("open_load_min", int64(b.OpenLoadMin))
	w.int("open_load_max", int64(b.OpenLoadMax))
	w.close('}')
}

// selection tells what came of the two-way choice.
func selection(w *buffer, s *engine.Selection) {
	w.key("selection")
	w.open('{')
	str(w, "kind", s.Kind)
	w.int("pairs", int64(s.Pairs))
	w.int("bound", int64(s.Bound))
	objects(w, "blocking", s.Blocking, func(w *buffer, p engine.Pair) {
		str(w, "household", p.Household)
		str(w, "member", p.Member)
	})
	w.close('}')
}

// rebalance tells how the plan came from the one before; null for a plan made anew.
func rebalance(w *buffer, r *engine.Rebalance) {
	w.key("rebalance")
	if r == nil {
		w.raw("null")
		return
	}
	w.open('{')
	str(w, "mode", r.Mode)
	w.int("max_changes", int64(r.MaxChanges))
	w.bool("resited", r.Resited)
	str(w, "from", r.From)
	w.int("voluntary", int64(r.Voluntary))
	w.int("forced", int64(r.Forced))
	w.int("next_circle", int64(r.NextCircle))
	w.int("next_group", int64(r.NextGroup))
	w.close('}')
}

func cut(w *buffer, c *engine.Cut, number int) {
	w.open('{')
	w.int("number", int64(number))
	strs(w, "homes", c.Homes)
	strs(w, "members", c.Members)
	w.int("room", int64(c.Room))
	w.int("missing", int64(c.Missing))
	w.close('}')
}

func proof(w *buffer, p engine.Proof) {
	w.key("proof")
	w.open('{')
	w.key("held")
	w.open('{')
	str(w, "kind", p.Held.Kind)
	ints(w, "counted", p.Held.Counted[:])
	ints(w, "counted_bound", p.Held.CountedBound[:])
	ints(w, "placed", p.Held.Placed[:])
	ints(w, "placed_bound", p.Held.PlacedBound[:])
	w.close('}')
	bound(w, "shortfall", p.Shortfall)
	w.key("circles")
	w.open('{')
	str(w, "kind", p.Circles.Kind)
	w.int("value", int64(p.Circles.Value))
	w.int("bound", int64(p.Circles.Bound))
	objects(w, "parts", p.Circles.Parts, part)
	w.close('}')
	boundMeters(w, "farthest", p.Farthest)
	boundMeters(w, "distance", p.Distance)
	groupProof(w, p.Groups)
	linkProof(w, "links", p.Links)
	linkProof(w, "open", p.Open)
	linkProof(w, "deputies", p.Deputies)
	centerProof(w, p.Centers)
	w.close('}')
}

func bound(w *buffer, name string, p engine.BoundProof) {
	w.key(name)
	w.open('{')
	str(w, "kind", p.Kind)
	w.int("value", p.Value)
	w.int("bound", p.Bound)
	w.close('}')
}

func boundMeters(w *buffer, name string, p engine.BoundProof) {
	w.key(name)
	w.open('{')
	str(w, "kind", p.Kind)
	w.meters("value_m", p.Value, true)
	w.meters("bound_m", p.Bound, true)
	w.close('}')
}

func part(w *buffer, p engine.PartBound) {
	str(w, "kind", p.Kind)
	w.int("bound", int64(p.Bound))
	strs(w, "homes", p.Homes)
	ints(w, "weights", p.Weights)
	w.int("most", p.Most)
}

func linkProof(w *buffer, name string, p engine.LinkProof) {
	w.key(name)
	w.open('{')
	str(w, "kind", p.Kind)
	strs(w, "tiers", p.Tiers)
	ints(w, "value", p.Value)
	ints(w, "bound", p.Bound)
	w.int("scale", p.Scale)
	ints(w, "change_price", p.ChangePrice)
	w.close('}')
}

func prices(w *buffer, m engine.Server) {
	str(w, "member", m.ID)
	ints(w, "links", m.Price)
	ints(w, "open", m.OpenPrice)
	ints(w, "deputies", m.DeputyPrice)
	if m.MentorPrice != nil {
		ints(w, "mentors", m.MentorPrice)
	}
	if m.CenterPriceMM != 0 {
		w.meters("center_price_m", m.CenterPriceMM, true)
	}
	if m.CenterOutPrice != 0 {
		w.int("center_out_price", m.CenterOutPrice)
	}
}

// check refuses what JSON cannot hold: ids that are not UTF-8, centres that are not numbers.
func check(p engine.Plan) error {
	ok := utf8.ValidString(string(p.Area()))
	for h := range p.Homes() {
		ok = ok && utf8.ValidString(string(h.ID)) && utf8.ValidString(string(h.Member)) && utf8.ValidString(string(h.Circle)) && utf8.ValidString(string(h.Before))
	}
	for g := range p.Groups() {
		ok = ok && utf8.ValidString(string(g.ID)) && utf8.ValidString(g.Name) && utf8.ValidString(string(g.Household))
	}
	for m := range p.Members() {
		ok = ok && utf8.ValidString(string(m.ID)) && utf8.ValidString(string(m.Center))
	}
	if !ok {
		return fmt.Errorf("geojson: an id of area %q is not UTF-8", p.Area())
	}
	for c := range p.Circles() {
		if math.IsNaN(c.Center[0]+c.Center[1]) || math.IsInf(c.Center[0]+c.Center[1], 0) {
			return fmt.Errorf("geojson: the centre %v of circle %q of area %q is no position", c.Center, c.ID, p.Area())
		}
	}
	return nil
}

func compactJSON(value json.RawMessage) ([]byte, error) {
	var b bytes.Buffer
	err := json.Compact(&b, value)
	return b.Bytes(), err
}

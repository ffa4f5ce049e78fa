package manage

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/service"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// readEdits turns edits of an area into those of the store, by the rules of the tables: package exchange reads the cells. The error tells everything that
// cannot be read, with its place; the places tell where the rest stood.
func readEdits(area engine.AreaID, edits []RecordEdit) ([]registry.Edit, *places, error) {
	r := editReader{area: area, places: places{at: map[string]string{}}}
	out := make([]registry.Edit, len(edits))
	for i := range edits {
		out[i] = r.edit(&edits[i], fmt.Sprintf("body.edits[%d]", i))
	}
	return out, &r.places, r.bad.err()
}

type editReader struct {
	area   engine.AreaID
	bad    wrong
	places places
}

func (r *editReader) edit(e *RecordEdit, at string) registry.Edit {
	in := func(list string) string { return at + "." + list }
	out := registry.Edit{
		PutHouseholds:  readAll[HouseholdRecord](r, exchange.Households(), in("put_households"), e.PutHouseholds),
		DropHouseholds: all(e.DropHouseholds, func(id string) engine.HouseholdID { return engine.HouseholdID(id) }),
		PutMembers:     readAll[MemberRecord](r, exchange.Members(), in("put_members"), e.PutMembers),
		DropMembers:    all(e.DropMembers, func(id string) engine.MemberID { return engine.MemberID(id) }),
		PutSites:       readAll[SiteRecord](r, exchange.Sites(), in("put_sites"), e.PutSites),
		DropSites:      all(e.DropSites, func(id string) engine.SiteID { return engine.SiteID(id) }),
		PutLocks:       r.pairs(in("put_locks"), "locks", e.PutLocks),
		DropLocks:      r.pairs(in("drop_locks"), "", e.DropLocks),
		PutForbidden:   r.pairs(in("put_forbidden"), "forbidden", e.PutForbidden),
		DropForbidden:  r.pairs(in("drop_forbidden"), "", e.DropForbidden),
	}
	if e.SetAdjacency != nil {
		list := readAll[NeighbourRecord](r, exchange.Adjacency(), in("set_adjacency"), *e.SetAdjacency)
		out.SetAdjacency = &list
	}
	if e.SetBarriers != nil {
		lines := r.lines(in("set_barriers"), *e.SetBarriers)
		out.SetBarriers = &lines
	}
	out.HouseholdContacts = readContacts[engine.HouseholdID](e.HouseholdContacts)
	out.MemberContacts = readContacts[engine.MemberID](e.MemberContacts)
	return out
}

func readContacts[ID ~string](in map[string]ContactRecord) map[ID]registry.Contact {
	if len(in) == 0 {
		return nil
	}
	out := make(map[ID]registry.Contact, len(in))
	for id, c := range in {
		out[ID(id)] = registry.Contact(c)
	}
	return out
}

// readAll reads the records of a list. What is in no area by itself is in that of the edit, but for members: they may live nowhere.
func readAll[S, T any](r *editReader, kind exchange.Kind[T], at string, records []S) []T {
	if len(records) == 0 {
		return nil
	}
	o := exchange.Options{File: "body", Report: func(i exchange.Issue) {
		if i.Severity == exchange.Rejected {
			r.bad.add(i.Path, i.Value, "%s", i.Expected)
		}
	}}
	if kind.Name != exchange.Members().Name {
		o.DefaultArea = r.area
	}
	reading, fields := exchange.NewReading(kind, o), fieldsOf[S](kind.Columns)
	out := make([]T, 0, len(records))
	seen := make(map[string]int, len(records))
	for i := range records {
		place := exchange.Place{File: "body", Path: fmt.Sprintf("%s[%d]", at, i), Number: i + 1}
		rec, ok := reading.Cells(place, cells(reflect.ValueOf(&records[i]).Elem(), fields), nil, nil)
		if !ok {
			continue
		}
		key := kind.Key(rec.Value)
		if first, twice := seen[key]; twice {
			r.bad.add(place.Path, key, "stands at %s[%d] too; expected every one once", at, first)
		}
		seen[key] = i
		r.places.at[fmt.Sprintf("%s[%q]", kind.Name, key)] = place.Path
		out = append(out, rec.Value)
	}
	return out
}

// pairs reads pairs; list is where the places of violations seek them, "" for those that are dropped.
func (r *editReader) pairs(at, list string, pairs []PairRecord) []engine.Pair {
	type cell struct {
		PairRecord
		Kind string `json:"kind"`
	}
	given := all(pairs, func(p PairRecord) cell { return cell{p, string(exchange.LockKeep)} })
	out := all(readAll[cell](r, exchange.Locks(), at, given), func(l exchange.Lock) engine.Pair { return l.Pair })
	if list != "" && len(out) == len(pairs) {
		for i, p := range out {
			r.places.at[fmt.Sprintf("%s[%q, %q]", list, p.Household, p.Member)] = fmt.Sprintf("%s[%d]", at, i)
		}
	}
	return out
}

// leastLine is the number of positions of a line.
const leastLine = 2

func (r *editReader) lines(at string, lines [][][2]float64) [][]orb.Point {
	out := make([][]orb.Point, len(lines))
	for i, line := range lines {
		if len(line) < leastLine {
			r.bad.add(fmt.Sprintf("%s[%d]", at, i), nil, "%d positions; expected at least %d", len(line), leastLine)
		}
		for k, p := range line {
			if err := geo.CheckLonLat(p); err != nil {
				r.bad.add(fmt.Sprintf("%s[%d][%d]", at, i, k), p, "%v", err)
			}
			out[i] = append(out[i], p)
		}
	}
	return out
}

// places are where records stand in the request, by the names that violations give them: households["H3"].
type places struct{ at map[string]string }

// tell gives an error of workspace.Edit the places of the request.
func (p *places) tell(err error) error {
	if edit, ok := errors.AsType[*workspace.EditError](err); ok && len(edit.Violations) > 0 {
		var bad wrong
		for _, v := range edit.Violations {
			bad.add("body."+v.Path, nil, "%s", v.Message)
		}
		return bad.err()
	}
	return placed(err, p.of, func(edit int) string { return fmt.Sprintf("body.edits[%d]", edit) })
}

// placed gives what a change of records is refused for its places in the request: those of violations, by area and path, and those of edits that the store refused.
func placed(err error, violation func(area, path string) string, refused func(edit int) string) error {
	var bad wrong
	var invalid *service.InvalidError
	var edit *workspace.EditError
	switch {
	case errors.As(err, &invalid):
		for _, area := range invalid.Areas {
			for _, v := range area.Violations {
				bad.add(violation(string(area.Area), v.Path), nil, "%s", v.Message)
			}
		}
	case errors.As(err, &edit):
		bad.add(refused(edit.Index), nil, "%s", refusal(edit.Err))
	default:
		return err
	}
	return bad.err()
}

// of is the place of a violation: where the request put the record, else where the area has it.
func (p *places) of(area, path string) string {
	if end := strings.LastIndex(path, "]"); end >= 0 {
		for ; end >= 0; end = strings.LastIndex(path[:end], "]") { // preferences have a place of their own behind the record's
			if at, ok := p.at[path[:end+1]]; ok {
				return at + path[end+1:]
			}
		}
	}
	return fmt.Sprintf("areas[%q].%s", area, path)
}

// refusal tells why the store refused an edit, without a word of areas that the caller may not see.
func refusal(err error) string {
	var taken *registry.TakenError
	switch {
	case errors.As(err, &taken):
		return fmt.Sprintf("%s %q is in another area; drop it there first, or choose another id", taken.What, taken.ID)
	case errors.Is(err, registry.ErrNotFound):
		return strings.TrimSuffix(err.Error(), ": "+registry.ErrNotFound.Error()) + " is not in this area"
	}
	return strings.TrimSuffix(err.Error(), ": "+registry.ErrInvalid.Error())
}

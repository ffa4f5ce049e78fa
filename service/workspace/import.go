package workspace

import (
	"context"
	"errors"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// Import asks to take over a data set of any number of areas.
type Import struct {
	Data exchange.Dataset
	// Region is where areas are made that are not there yet.
	Region registry.RegionID
	// Replace drops, of the kinds of records that the data set has for an area, those that it does not have; without it nothing is dropped.
	Replace bool
}

// Imported tells what became of a data set. The same data set once more changes nothing.
type Imported struct {
	Areas []ImportedArea `json:"areas"`
	// Issues are rows that are in no area (rejected), and warnings.
	Issues []exchange.Issue `json:"-"`
	// Job is the one that imports, where the data set is large; then Areas are its result.
	Job *registry.Job `json:"-"`
}

// An ImportedArea tells what became of an area.
type ImportedArea struct {
	Area       engine.AreaID `json:"area"`
	Revision   int64         `json:"revision"`
	Made       bool          `json:"made,omitempty"`
	Changed    bool          `json:"changed,omitempty"`
	Households int           `json:"households"`
	Members    int           `json:"members"`
	// Refused says why nothing of the area was taken over; "" if all was.
	Refused string `json:"refused,omitempty"`
}

// incoming is what a data set brings for one area.
type incoming struct {
	ID       engine.AreaID      `json:"id"`
	Village  *exchange.Village  `json:"village,omitempty"`
	Datum    geo.Datum          `json:"datum,omitempty"`
	Homes    []engine.Household `json:"homes,omitempty"`
	Members  []engine.Member    `json:"members,omitempty"`
	Sites    []engine.Site      `json:"sites,omitempty"`
	Locks    []engine.Pair      `json:"locks,omitempty"`
	Vetoes   []engine.Pair      `json:"vetoes,omitempty"`
	Pairs    *[]engine.HomePair `json:"pairs,omitempty"`
	Barriers *[][]orb.Point     `json:"barriers,omitempty"`
}

// areasPerWrite is how many areas one transaction takes over.
const areasPerWrite = 16

// MayImport lets in who may import anything anywhere; what exactly, Import asks again.
func (w *Workspace) MayImport(ctx context.Context, c access.Caller) error {
	return w.read(ctx, func(tx registry.Tx) error { return w.somewhere(ctx, tx, c, access.EditRecords) })
}

// Import takes over a data set, some areas a transaction. What is not valid is refused area by area and told; the error is that of the store, the
// context, a refusal of the caller, or an *service.InputError of locks that name nobody.
func (w *Workspace) Import(ctx context.Context, c access.Caller, in Import) (Imported, error) {
	var out Imported
	data := in.Data
	if err := w.read(ctx, func(tx registry.Tx) (err error) {
		if err := w.somewhere(ctx, tx, c, access.EditRecords); err != nil {
			return err
		}
		data, err = w.completed(ctx, tx, c, in.Data)
		return err
	}); err != nil {
		return out, err
	}
	areas, issues, err := sorted(data, in)
	in.Data, data = exchange.Dataset{}, exchange.Dataset{} // what is used of it is in the areas; a county is large
	out.Issues = issues
	if err != nil {
		return out, err
	}
	homes := 0
	for i := range areas {
		homes += len(areas[i].Homes)
	}
	if homes > w.JobHomes && len(areas) > 0 {
		job, err := w.queueImport(ctx, c, in, areas)
		out.Job = &job
		return out, err
	}
	t := takeover{w: w, caller: c, region: in.Region, replace: in.Replace}
	for chunk := range slices.Chunk(areas, areasPerWrite) {
		done, err := t.chunk(ctx, chunk)
		out.Areas = append(out.Areas, done...)
		if err != nil {
			return out, err
		}
	}
	return out, t.pairs(ctx, areas, out.Areas)
}

// completed adds the homes and members that the data set only names, from the areas that hold them, so that a list of members alone can be read.
func (w *Workspace) completed(ctx context.Context, tx registry.Tx, c access.Caller, d exchange.Dataset) (exchange.Dataset, error) {
	need, err := named(ctx, tx, d)
	if err != nil || len(need) == 0 {
		return d, err
	}
	homes, members := map[engine.HouseholdID]bool{}, map[engine.MemberID]bool{}
	for i := range d.Households {
		homes[d.Households[i].ID] = true
	}
	for i := range d.Members {
		members[d.Members[i].ID] = true
	}
	d.Households, d.Members = slices.Clip(d.Households), slices.Clip(d.Members)
	for _, id := range need {
		a, err := tx.Area(ctx, id)
		if errors.Is(err, registry.ErrNotFound) {
			continue
		}
		if err != nil {
			return d, err
		}
		if l, err := w.Guard.May(ctx, tx, c, access.EditRecords, access.InArea(a)); err != nil || l.Extent != access.All {
			if err != nil {
				return d, err
			}
			continue
		}
		r, err := tx.Records(ctx, id, 0, false)
		if err != nil {
			return d, err
		}
		for _, h := range r.Households {
			if !homes[h.ID] {
				homes[h.ID], d.Households = true, append(d.Households, h)
			}
		}
		for _, m := range r.Members {
			if !members[m.ID] {
				members[m.ID], d.Members = true, append(d.Members, m)
			}
		}
	}
	return d, nil
}

// named are the areas, in order, of records that a data set names and does not have.
func named(ctx context.Context, tx registry.Tx, d exchange.Dataset) ([]engine.AreaID, error) {
	homes, members, areas := map[engine.HouseholdID]bool{"": true}, map[engine.MemberID]bool{}, map[engine.AreaID]bool{"": true}
	for _, h := range d.Households {
		homes[h.ID], areas[h.Area] = true, true
	}
	for _, m := range d.Members {
		members[m.ID] = true
	}
	var need []engine.AreaID
	area := func(id engine.AreaID) {
		if !areas[id] {
			areas[id], need = true, append(need, id)
		}
	}
	var failed error
	home := func(id engine.HouseholdID) {
		if homes[id] || failed != nil {
			return
		}
		homes[id] = true
		at, err := tx.AreaOfHousehold(ctx, id)
		if err == nil {
			area(at)
		} else if !errors.Is(err, registry.ErrNotFound) {
			failed = err
		}
	}
	for _, m := range d.Members {
		home(m.Household)
		for _, id := range append([]engine.AreaID{m.Area}, m.Duty...) {
			area(id)
		}
	}
	for _, s := range d.Sites {
		home(s.Household)
		area(s.Area)
	}
	for _, p := range append(slices.Clone(d.Locks), d.Forbidden...) {
		home(p.Household)
		if members[p.Member] || failed != nil {
			continue
		}
		members[p.Member] = true
		at, err := tx.AreasOfMember(ctx, p.Member)
		for _, id := range at {
			area(id)
		}
		if err != nil && !errors.Is(err, registry.ErrNotFound) {
			failed = err
		}
	}
	for _, p := range d.Adjacency {
		home(p.A)
		home(p.B)
	}
	slices.Sort(need)
	return need, failed
}

// sorted sorts a data set into areas. Of the records that were added to it only their places are used.
func sorted(d exchange.Dataset, in Import) ([]incoming, []exchange.Issue, error) {
	pol := policy.Default()
	pol.Groups.By = policy.GroupsDrawn // so that barriers are kept, whoever may draw groups later
	problems, issues, err := service.Problems(d, pol)
	if err != nil {
		return nil, issues, err
	}
	own := ownOf(in.Data)
	at := map[engine.AreaID]*incoming{}
	of := func(id engine.AreaID) *incoming {
		if at[id] == nil {
			at[id] = &incoming{ID: id, Datum: d.Datum}
		}
		return at[id]
	}
	for i := range d.Villages {
		of(d.Villages[i].ID).Village = &d.Villages[i]
	}
	placed := map[engine.MemberID]bool{}
	for i := range problems {
		own.take(&problems[i], of, placed)
	}
	own.homeless(problems, of, placed)
	out := make([]incoming, 0, len(at))
	for _, x := range at {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b incoming) int { return compare(a.ID, b.ID) })
	return out, issues, nil
}

// owned tells the records that a data set itself has.
type owned struct {
	data    exchange.Dataset
	homes   map[engine.HouseholdID]bool
	members map[engine.MemberID]bool
}

func ownOf(d exchange.Dataset) owned {
	o := owned{d, make(map[engine.HouseholdID]bool, len(d.Households)), make(map[engine.MemberID]bool, len(d.Members))}
	for i := range d.Households {
		o.homes[d.Households[i].ID] = true
	}
	for i := range d.Members {
		o.members[d.Members[i].ID] = true
	}
	return o
}

// take takes what the data set has of one area.
func (o owned) take(p *engine.Problem, of func(engine.AreaID) *incoming, placed map[engine.MemberID]bool) {
	x := incoming{Sites: p.Sites, Locks: p.Locks, Vetoes: p.Forbidden}
	x.Homes = slices.DeleteFunc(p.Households, func(h engine.Household) bool { return !o.homes[h.ID] })
	for _, m := range p.Members {
		if o.members[m.ID] && m.Area == p.Area {
			placed[m.ID] = true
			x.Members = append(x.Members, m)
		}
	}
	if o.data.Adjacency != nil && len(p.Adjacency) > 0 {
		x.Pairs = &p.Adjacency
	}
	if len(p.Barriers) > 0 {
		x.Barriers = &p.Barriers
	}
	if len(x.Homes)+len(x.Members)+len(x.Sites)+len(x.Locks)+len(x.Vetoes) == 0 && x.Pairs == nil && x.Barriers == nil {
		return
	}
	y := of(p.Area)
	y.Homes, y.Members, y.Sites, y.Locks, y.Vetoes, y.Pairs, y.Barriers = x.Homes, x.Members, x.Sites, x.Locks, x.Vetoes, x.Pairs, x.Barriers
}

// homeless gives those who serve and live in no area with records to the first area that they serve.
func (o owned) homeless(problems []engine.Problem, of func(engine.AreaID) *incoming, placed map[engine.MemberID]bool) {
	for i := range problems {
		for _, m := range problems[i].Members {
			if o.members[m.ID] && !placed[m.ID] {
				placed[m.ID] = true
				m.Area, m.Household = "", ""
				x := of(problems[i].Area)
				x.Members = append(x.Members, m)
			}
		}
	}
}

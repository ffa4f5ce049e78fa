package exchange

import (
	"cmp"
	"fmt"

	"jinlin/engine"
)

// ChangeOp tells what a change does with its record.
type ChangeOp string

const (
	// ChangePut: the record arrives, or takes the place of the one of the same id, whole: cells that are empty mean what they
	// mean in the tables.
	ChangePut ChangeOp = "put"
	// ChangeUpdate: the record that is there gets what the row tells; cells that are empty leave it as it was.
	ChangeUpdate ChangeOp = "update"
	// ChangeDrop: the record leaves.
	ChangeDrop ChangeOp = "drop"
)

// RecordKind tells what kind of record a change is about.
type RecordKind string

const (
	RecordHousehold RecordKind = "household"
	RecordMember    RecordKind = "member"
	RecordSite      RecordKind = "site"
	RecordLock      RecordKind = "lock"
	RecordForbidden RecordKind = "forbidden"
)

// A Change is one row of a file of changes: what happened to one record since the lists were made.
type Change struct {
	Op     ChangeOp
	Record RecordKind
	// One of these is the record, by its kind; of a record to be dropped, only what names it is there.
	Household engine.Household
	Member    engine.Member
	Site      engine.Site
	// Pair is that of a lock or of a forbidden pair.
	Pair engine.Pair
	// given are the columns that the row fills.
	given map[string]bool
}

// Key tells records apart, as in "household H1".
func (c *Change) Key() string {
	switch c.Record {
	case RecordHousehold:
		return "household " + string(c.Household.ID)
	case RecordMember:
		return "member " + string(c.Member.ID)
	case RecordSite:
		return "site " + string(c.Site.ID)
	}
	return string(c.Record) + " " + string(c.Pair.Household) + ";" + string(c.Pair.Member)
}

// UpdateHousehold returns a home as the row leaves it.
func (c *Change) UpdateHousehold(h engine.Household) engine.Household {
	n := &c.Household
	update(c, "village", &h.Area, n.Area)
	update(c, "lon", &h.Location, n.Location)
	update(c, "weight", &h.Weight, n.Weight)
	update(c, "priority", &h.Priority, n.Priority)
	update(c, "group", &h.Group, n.Group)
	update(c, "services", &h.Services, n.Services)
	update(c, "association", &h.Association, n.Association)
	update(c, "residents", &h.Residents, n.Residents)
	update(c, "preferences", &h.Preferences, n.Preferences)
	return h
}

// UpdateMember returns a member as the row leaves him.
func (c *Change) UpdateMember(m engine.Member) engine.Member {
	n := &c.Member
	update(c, "village", &m.Area, n.Area)
	update(c, "household", &m.Household, n.Household)
	update(c, "lon", &m.Location, n.Location)
	update(c, "lon", &m.Located, n.Located)
	update(c, "duty", &m.Duty, n.Duty)
	update(c, "status", &m.Status, n.Status)
	update(c, "at_home", &m.Status, n.Status)
	update(c, "capable", &m.Capable, n.Capable)
	update(c, "title", &m.Title, n.Title)
	update(c, "organisation", &m.Organisation, n.Organisation)
	update(c, "skills", &m.Skills, n.Skills)
	update(c, "association", &m.Association, n.Association)
	update(c, "source", &m.Source, n.Source)
	update(c, "nomination", &m.Nomination, n.Nomination)
	update(c, "preferences", &m.Preferences, n.Preferences)
	update(c, "min_load", &m.MinLoad, n.MinLoad)
	update(c, "max_load", &m.MaxLoad, n.MaxLoad)
	return m
}

// UpdateSite returns a site as the row leaves it.
func (c *Change) UpdateSite(s engine.Site) engine.Site {
	n := &c.Site
	update(c, "village", &s.Area, n.Area)
	update(c, "household", &s.Household, n.Household)
	update(c, "lon", &s.Location, n.Location)
	update(c, "public", &s.Public, n.Public)
	update(c, "use", &s.Use, n.Use)
	update(c, "cost", &s.Cost, n.Cost)
	update(c, "capacity", &s.Capacity, n.Capacity)
	return s
}

func update[T any](c *Change, column string, into *T, value T) {
	if c.given[column] {
		*into = value
	}
}

// The columns of a file of changes; the rest follow, by the names that they have in the tables of households, members and sites.
const (
	changeOp = iota
	changeRecord
	changeID
	changeHousehold
	changeMember
)

// Changes is the kind of Change.
func Changes() Kind[Change] {
	r := newChangeReader()
	return Kind[Change]{Name: "changes", Columns: r.columns, Key: func(c Change) string { return c.Key() }, read: r.read,
		once: "one row for each record, which tells what became of it"}
}

var changeOps = []word{
	{string(ChangePut), []string{"add", "arrive", "arrives", "arrived", "new", "迁入", "新增", "增加", "转入", "加入", "新迁入"}},
	{string(ChangeUpdate), []string{"change", "changes", "changed", "move", "moves", "moved", "edit", "变更", "变动", "修改", "更新", "调整", "搬迁", "迁移"}},
	{string(ChangeDrop), []string{"leave", "leaves", "left", "gone", "remove", "delete", "迁出", "转出", "搬出", "删除", "注销", "取消", "离开", "退出"}},
}

var changeRecords = []word{
	{string(RecordHousehold), []string{"home", "户", "住户", "农户", "家庭"}},
	{string(RecordMember), []string{"volunteer", "党员", "成员", "志愿者"}},
	{string(RecordSite), []string{"站点", "场所"}},
	{string(RecordLock), []string{"锁定", "固定"}},
	{string(RecordForbidden), []string{"forbid", "veto", "禁止", "回避", "否决", "拒绝"}},
}

// changeReader reads a row by the rules of the table of its kind of record.
type changeReader struct {
	columns []Column
	// at finds, for every kind of record, the columns of its table among those of the changes.
	at map[RecordKind][]int
}

func newChangeReader() *changeReader {
	r := &changeReader{at: map[RecordKind][]int{}, columns: []Column{
		changeOp:        {Name: "change", Aliases: []string{"变更", "变动", "变化", "变更类型", "操作"}, Required: true},
		changeRecord:    {Name: "record", Aliases: []string{"对象", "记录", "类别", "类型"}, Required: true},
		changeID:        {Name: "id", Aliases: []string{"编号", "站点编号", "场所编号"}},
		changeHousehold: {Name: "household", Aliases: householdAliases},
		changeMember:    {Name: "member", Aliases: Locks().Columns[lockMember].Aliases},
	}}
	// Members before households: their columns name more headings of the village.
	r.table(RecordMember, Members().Columns)
	r.table(RecordHousehold, Households().Columns)
	r.table(RecordSite, Sites().Columns)
	return r
}

// table takes over the columns of a table.
func (r *changeReader) table(k RecordKind, columns []Column) {
	at := make([]int, len(columns))
	for i, c := range columns {
		at[i] = r.find(c.Name)
		if at[i] < 0 {
			at[i] = len(r.columns)
			r.columns = append(r.columns, Column{Name: c.Name, Aliases: c.Aliases})
		}
	}
	r.at[k] = at
}

func (r *changeReader) find(name string) int {
	for i, c := range r.columns {
		if c.Name == name {
			return i
		}
	}
	return -1
}

func (r *changeReader) read(f *fields) Change {
	c := Change{Op: ChangeOp(f.oneOf(changeOp, "", changeOps)), Record: RecordKind(f.oneOf(changeRecord, "", changeRecords))}
	if trim(f.cells[changeOp]) == "" {
		f.reject(changeOp, "is empty; expected one of put, update, drop")
	}
	if trim(f.cells[changeRecord]) == "" {
		f.reject(changeRecord, "is empty; expected one of household, member, site, lock, forbidden")
	}
	if f.rejected {
		return c // what the other cells mean is not known
	}
	switch c.Record {
	case RecordHousehold:
		id := r.identify(f, changeHousehold)
		readRecord(r, f, &c, id, Households(), &c.Household)
		c.Household.ID = engine.HouseholdID(id)
	case RecordMember:
		id := r.identify(f, changeMember)
		readRecord(r, f, &c, id, Members(), &c.Member)
		c.Member.ID = engine.MemberID(id)
	case RecordSite:
		id := f.requiredID(changeID)
		readRecord(r, f, &c, id, Sites(), &c.Site)
		c.Site.ID = engine.SiteID(id)
	default:
		r.pair(f, &c)
	}
	return c
}

// identify returns the id of a home or member: in the column id, or in the one that is named like the record.
func (r *changeReader) identify(f *fields, named int) string {
	id, other := f.id(changeID), f.id(named)
	switch {
	case id == "" && other == "" && !f.rejected:
		f.reject(changeID, "is empty, and so is "+f.names[named]+"; expected an id")
	case id != "" && other != "" && id != other:
		f.reject(named, fmt.Sprintf("names another %s than the column %s, %q; expected the same, or one of the two", f.columns[named].Name, f.names[changeID], id))
	case id == "":
		id = other
	}
	return id
}

// readRecord reads the cells of a row as the table of its kind of record would; of what leaves, only the id.
func readRecord[T any](r *changeReader, f *fields, c *Change, id string, k Kind[T], into *T) {
	if c.Op == ChangeDrop {
		return
	}
	at := r.at[c.Record]
	c.given = r.given(f, c.Record, at)
	row := f.as(k.Columns, at)
	row.cells[0] = cmp.Or(id, "?") // the first column of every table; without an id the rest is looked at all the same
	row.partial = c.Op == ChangeUpdate
	*into = k.read(row)
	f.join(row)
	if row.partial && len(c.given) == 0 && !f.rejected {
		f.reject(changeOp, "tells nothing new: all other cells of the row are empty; expected the cells that change, or drop")
	}
}

// given returns the columns that a row fills, and warns of those that its kind of record does not have.
func (r *changeReader) given(f *fields, kind RecordKind, at []int) map[string]bool {
	own := make([]bool, len(r.columns))
	for _, c := range at {
		own[c] = true
	}
	filled := map[string]bool{}
	for c := changeID + 1; c < len(r.columns); c++ {
		switch {
		case trim(f.cells[c]) == "":
		case own[c]:
			filled[r.columns[c].Name] = true
		case kind == RecordHousehold && c == changeHousehold, kind == RecordMember && c == changeMember:
		default:
			f.add(Warning, c, fmt.Sprintf("is not read: a %s has no such column", kind))
		}
	}
	return filled
}

// pair reads a lock or a forbidden pair.
func (r *changeReader) pair(f *fields, c *Change) {
	c.Pair = engine.Pair{Household: engine.HouseholdID(f.requiredID(changeHousehold)), Member: engine.MemberID(f.requiredID(changeMember))}
	if c.Op == ChangeUpdate {
		f.reject(changeOp, "a pair holds nothing to update; expected put or drop")
	}
	if c.Op != ChangeDrop {
		r.given(f, c.Record, []int{changeHousehold, changeMember})
	}
}

// as returns the row as another table sees it: at[i] is where its column i stands here.
func (f *fields) as(columns []Column, at []int) *fields {
	row := &fields{o: f.o, columns: columns, place: f.place, otherDatum: f.otherDatum, firstOther: f.firstOther,
		cells: make([]string, len(at)), names: make([]string, len(at)), bound: make([]bool, len(at))}
	for i, c := range at {
		row.cells[i], row.names[i], row.bound[i] = f.cells[c], f.names[c], f.bound[c]
	}
	return row
}

// join takes over what was found in a row that as returned.
func (f *fields) join(row *fields) {
	f.issues = append(f.issues, row.issues...)
	f.rejected = f.rejected || row.rejected
	f.otherDatum, f.firstOther = row.otherDatum, row.firstOther
}

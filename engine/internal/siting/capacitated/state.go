package capacitated

// Levels of a value, the first counts most: what must be taken and is not, the aim above distance, distance with what is
// counted like it.
const (
	lost = iota
	aim
	length
	levels
)

// A value is compared level by level; less is better.
type value [levels]int64

func (a value) less(b value) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

func (a value) minus(b value) value {
	for i := range a {
		a[i] -= b[i]
	}
	return a
}

// An objective says what leaving a home out and opening a site add, and to which level.
type objective struct {
	out       []int64
	outLevel  int
	cost      []int64
	costLevel int
	// limit is the farthest distance allowed.
	limit int64
	// free lets the number of open sites change; else it stays what it is.
	free bool
}

// A state is a set of open sites and who goes where. A slot is a place for an open site; slots keep their numbers while
// sites come and go.
type state struct {
	in      *instance
	obj     objective
	site    []int32 // per slot, -1 when it is empty
	slotOf  []int32 // per site, -1 when closed
	of      []int32 // per home its slot, -1 when left out
	at      []int32 // per home its place in members or left
	gone    []int64 // per home with a slot its distance
	members [][]int32
	load    []int64
	sum     []int64 // per slot the distance of its members
	left    []int32 // homes left out
	empty   []int32 // empty slots
	value   value
}

// newState has all sites closed and all homes left out.
func newState(in *instance, obj objective, slots int) *state {
	st := &state{
		in: in, obj: obj, site: make([]int32, slots), slotOf: make([]int32, in.m), of: make([]int32, in.n), at: make([]int32, in.n),
		gone:    make([]int64, in.n),
		members: make([][]int32, slots), load: make([]int64, slots), sum: make([]int64, slots),
	}
	for i := range st.slotOf {
		st.slotOf[i] = -1
	}
	for i := slots - 1; i >= 0; i-- {
		st.site[i] = -1
		st.empty = append(st.empty, int32(i))
	}
	for h := range st.of {
		st.of[h] = -1
		st.at[h] = int32(h)
		st.left = append(st.left, int32(h))
		st.value[obj.outLevel] += obj.out[h]
	}
	return st
}

// open puts a closed site into an empty slot.
func (st *state) open(slot, site int32) {
	st.site[slot] = site
	st.slotOf[site] = slot
	for i := len(st.empty) - 1; i >= 0; i-- {
		if st.empty[i] == slot {
			st.empty[i] = st.empty[len(st.empty)-1]
			st.empty = st.empty[:len(st.empty)-1]
			break
		}
	}
	st.value[st.obj.costLevel] += st.obj.cost[site]
}

// shut closes the site of a slot without members.
func (st *state) shut(slot int32) {
	site := st.site[slot]
	st.site[slot] = -1
	st.slotOf[site] = -1
	st.empty = append(st.empty, slot)
	st.value[st.obj.costLevel] -= st.obj.cost[site]
}

// fits tells that home h may go to the slot now.
func (st *state) fits(h, slot int32) bool {
	s := st.site[slot]
	return st.in.dist[s][h] <= st.reach() && st.load[slot]+st.in.demand[h] <= st.in.capacity[s]
}

// reach is the limit, and never Far.
func (st *state) reach() int64 { return min(st.obj.limit, Far-1) }

// attach gives a home that is left out to a slot.
func (st *state) attach(h, slot int32) {
	d := st.in.dist[st.site[slot]][h]
	last := len(st.left) - 1
	moved := st.left[last]
	st.left[st.at[h]] = moved
	st.at[moved] = st.at[h]
	st.left = st.left[:last]
	st.of[h] = slot
	st.gone[h] = d
	st.at[h] = int32(len(st.members[slot]))
	st.members[slot] = append(st.members[slot], h)
	st.load[slot] += st.in.demand[h]
	st.sum[slot] += d
	st.value[length] += d
	st.value[st.obj.outLevel] -= st.obj.out[h]
}

// detach leaves out a home that has a slot.
func (st *state) detach(h int32) {
	slot := st.of[h]
	d := st.gone[h]
	list := st.members[slot]
	last := len(list) - 1
	moved := list[last]
	list[st.at[h]] = moved
	st.at[moved] = st.at[h]
	st.members[slot] = list[:last]
	st.of[h] = -1
	st.at[h] = int32(len(st.left))
	st.left = append(st.left, h)
	st.load[slot] -= st.in.demand[h]
	st.sum[slot] -= d
	st.value[length] -= d
	st.value[st.obj.outLevel] += st.obj.out[h]
}

// recentre puts another site under the members of a slot; every member must be allowed there. sum is their distance to it.
func (st *state) recentre(slot, site int32, sum int64) {
	old := st.site[slot]
	row := st.in.dist[site]
	for _, h := range st.members[slot] {
		st.gone[h] = row[h]
	}
	st.slotOf[old] = -1
	st.slotOf[site] = slot
	st.site[slot] = site
	st.value[length] += sum - st.sum[slot]
	st.sum[slot] = sum
	st.value[st.obj.costLevel] += st.obj.cost[site] - st.obj.cost[old]
}

// A snapshot is a state at rest.
type snapshot struct {
	site, of []int32
	value    value
}

func (st *state) save(to *snapshot) {
	to.site = append(to.site[:0], st.site...)
	to.of = append(to.of[:0], st.of...)
	to.value = st.value
}

// load makes st what the snapshot says.
func (st *state) restore(from *snapshot) {
	for h := range st.of {
		if st.of[h] >= 0 {
			st.detach(int32(h))
		}
	}
	for slot, site := range st.site {
		if site >= 0 {
			st.shut(int32(slot))
		}
	}
	for slot, site := range from.site {
		if site >= 0 {
			st.open(int32(slot), site)
		}
	}
	for h, slot := range from.of {
		if slot >= 0 {
			st.attach(int32(h), slot)
		}
	}
}

package cover

import "math/bits"

// A table is a problem as it was read: which sites reach a home, as bits where these take little more room than the lists, else as lists.
type table struct {
	*Problem
	reach [][]int32 // ascending, within range and without repeats
	words int       // of a row of bits; 0 if there are lists
	bits  []uint64
	rows  [][]int32
	left  []bool // per home, whether sites reach it and none of them is required
}

// smallTable is how many words of bits are always allowed: 1 MiB.
const smallTable = 1 << 17

// read makes the table. O(entries).
func (p *Problem) read(w *work) *table { return p.readUpTo(smallTable, w) }

// readUpTo makes the table with bits if they take at most so many words, or no more room than the lists.
func (p *Problem) readUpTo(most int, w *work) *table {
	t := &table{Problem: p, reach: p.Reach}
	n, entries := max(p.Homes, 0), 0
	for _, reach := range p.Reach {
		entries += len(reach)
	}
	w.spend(2 * entries)
	if words := (len(p.Reach) + 63) / 64; words*n <= max(most, entries/2) {
		t.words = words
		t.fill(n)
	} else {
		for s, reach := range p.Reach {
			if !clean(reach, n) {
				t.replace(s)
			}
		}
		t.rows = transpose(t.reach, n)
	}
	t.left = make([]bool, n)
	for h := range t.left {
		t.left[h] = len(t.rows) > 0 && len(t.rows[h]) > 0 || t.words > 0 && some(t.row(h))
	}
	return t
}

// fill sets the bits, for 64 sites at a time in one word of every home, since that stays in the nearest cache; then it brings the words of a
// home together.
func (t *table) fill(n int) {
	across := make([]uint64, t.words*n)
	for s, reach := range t.Problem.Reach {
		block := across[s/64*n:][:n]
		bit := uint64(1) << (s % 64)
		last := int32(-1)
		for _, h := range reach {
			if h <= last || int(h) >= len(block) {
				t.replace(s)
				for _, h := range t.reach[s] {
					block[h] |= bit
				}
				break
			}
			block[h] |= bit
			last = h
		}
	}
	t.bits = make([]uint64, t.words*n)
	for k := range t.words {
		for h, x := range across[k*n:][:n] {
			t.bits[h*t.words+k] = x
		}
	}
}

// replace puts a clean list in the place of the problem's.
func (t *table) replace(s int) {
	if &t.reach[0] == &t.Problem.Reach[0] {
		t.reach = append([][]int32(nil), t.reach...)
	}
	t.reach[s] = tidy(t.reach[s], max(t.Homes, 0))
}

func clean(list []int32, n int) bool {
	last := int32(-1)
	for _, x := range list {
		if x <= last || int(x) >= n {
			return false
		}
		last = x
	}
	return true
}

func some(row []uint64) bool {
	for _, x := range row {
		if x != 0 {
			return true
		}
	}
	return false
}

func (t *table) row(h int) []uint64 { return t.bits[h*t.words : (h+1)*t.words] }

// sites appends the sites that reach the home, ascending.
func (t *table) sites(h int, dst []int32) []int32 {
	if t.words == 0 {
		return append(dst, t.rows[h]...)
	}
	for k, x := range t.row(h) {
		for ; x != 0; x &= x - 1 {
			dst = append(dst, int32(k*64+bits.TrailingZeros64(x)))
		}
	}
	return dst
}

// require opens the required sites; the homes that they reach are no longer left.
func (t *table) require(s *Solution) {
	for site, reach := range t.reach {
		if !t.required(site) {
			continue
		}
		s.Open = append(s.Open, int32(site))
		s.Value += t.cost(site)
		s.Bound += t.cost(site)
		for _, h := range reach {
			t.left[h] = false
		}
	}
}

// core makes the core of the homes that are left.
func (t *table) core(w *work) *core {
	c := &core{}
	var flat []int32
	for h, left := range t.left {
		if left {
			c.home = append(c.home, int32(h))
			flat = t.sites(h, flat)
			w.spend(len(flat))
			c.rows = append(c.rows, append([]int32(nil), flat...))
			flat = flat[:0]
		}
	}
	number := make([]int32, len(t.reach))
	for _, row := range c.rows {
		for _, s := range row {
			number[s] = 1
		}
	}
	for s, used := range number {
		if used == 1 {
			number[s] = int32(len(c.site))
			c.site = append(c.site, int32(s))
			c.cost = append(c.cost, t.cost(s))
		}
	}
	for _, row := range c.rows {
		for k, s := range row {
			row[k] = number[s]
		}
	}
	c.cols = transpose(c.rows, len(c.site))
	return c
}

// total is the weight of the homes that are left.
func (t *table) total() int64 {
	var n int64
	for h, left := range t.left {
		if left {
			n += t.weight(h)
		}
	}
	return n
}

// most is the largest sum of u over the homes of one site, at least 1.
func (t *table) most(u []int64) int64 {
	sums := make([]int64, len(t.reach))
	most := int64(1)
	var row []int32
	for h, x := range u {
		if x == 0 {
			continue
		}
		row = t.sites(h, row[:0])
		for _, s := range row {
			sums[s] += x
			most = max(most, sums[s])
		}
	}
	return most
}

// thin drops homes whose sites hold all those of another home, as core.dropRows does, with bits. Every home is filed under its site that
// reaches the fewest; these sites are few.
func (t *table) thin(w *work) {
	if t.words == 0 {
		return
	}
	f := t.file()
	looked := 0
	for b, left := range t.left {
		if !left {
			continue
		}
		row := t.row(b)
		for _, s := range f.sites {
			if row[s>>6]>>(s&63)&1 == 1 {
				looked += len(f.homes[s]) + 1
				if t.holds(row, int32(b), &f, f.homes[s]) {
					t.left[b] = false
					break
				}
			}
		}
	}
	w.spend(looked)
}

// A files is the homes that are left by their site that reaches the fewest.
type files struct {
	sites []int32   // that have any
	homes [][]int32 // per site
	size  []int32   // per home, how many sites reach it
	tell  []int32   // per home, the word that last told it from another
}

func (t *table) file() files {
	f := files{homes: make([][]int32, len(t.reach)), size: make([]int32, len(t.left)), tell: make([]int32, len(t.left))}
	filed := 0
	for h, left := range t.left {
		if !left {
			continue
		}
		filed++
		for _, x := range t.row(h) {
			f.size[h] += int32(bits.OnesCount64(x))
		}
	}
	seen := make([]bool, len(t.left))
	for _, s := range byLength(t.reach) {
		if filed == 0 {
			break
		}
		for _, h := range t.reach[s] {
			if t.left[h] && !seen[h] {
				seen[h] = true
				filed--
				f.homes[s] = append(f.homes[s], h)
				f.tell[h] = s >> 6
			}
		}
		if len(f.homes[s]) > 0 {
			f.sites = append(f.sites, s)
		}
	}
	return f
}

// holds tells whether the sites of one of the homes all are in row, which is home b's; of equal homes the first is the one held.
func (t *table) holds(row []uint64, b int32, f *files, homes []int32) bool {
	for _, a := range homes {
		if a == b || !t.left[a] || f.size[a] > f.size[b] || f.size[a] == f.size[b] && a > b {
			continue
		}
		other := t.row(int(a))
		if k := f.tell[a]; other[k]&^row[k] != 0 {
			continue
		}
		within := true
		for k, x := range other {
			if x&^row[k] != 0 {
				f.tell[a], within = int32(k), false
				break
			}
		}
		if within {
			return true
		}
	}
	return false
}

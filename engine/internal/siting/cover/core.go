package cover

// A core is what is left of a covering problem: rows to cover and columns to choose, both numbered from 0. The lists are ascending.
type core struct {
	rows [][]int32 // per row, the columns that cover it
	cols [][]int32 // per column, the rows that it covers
	cost []int64
	home []int32 // per row, its number in the problem
	site []int32 // per column, its number in the problem
}

// transpose turns lists of numbers below n round. O(entries).
func transpose(lists [][]int32, n int) [][]int32 {
	at := make([]int32, n+1)
	total := 0
	for _, list := range lists {
		total += len(list)
		for _, x := range list {
			at[x+1]++
		}
	}
	for i := range n {
		at[i+1] += at[i]
	}
	flat := make([]int32, total)
	out := make([][]int32, n)
	for i := range out {
		out[i] = flat[at[i]:at[i]:at[i+1]]
	}
	for i, list := range lists {
		for _, x := range list {
			out[x] = append(out[x], int32(i))
		}
	}
	return out
}

// entries counts the pairs of the core.
func (c *core) entries() int {
	n := 0
	for _, row := range c.rows {
		n += len(row)
	}
	return n
}

// keep returns the core of some rows and columns. Columns that cover none of the rows are dropped too. O(entries of the kept rows).
func (c *core) keep(row, col []bool) *core {
	number := make([]int32, len(c.cols))
	used := make([]bool, len(c.cols))
	rows, entries := 0, 0
	for i, list := range c.rows {
		if !row[i] {
			continue
		}
		rows++
		for _, j := range list {
			if col[j] {
				used[j] = true
				entries++
			}
		}
	}
	next := &core{rows: make([][]int32, 0, rows), home: make([]int32, 0, rows)}
	for j, u := range used {
		if u {
			number[j] = int32(len(next.site))
			next.site = append(next.site, c.site[j])
			next.cost = append(next.cost, c.cost[j])
		}
	}
	flat := make([]int32, 0, entries)
	for i, list := range c.rows {
		if !row[i] {
			continue
		}
		start := len(flat)
		for _, j := range list {
			if col[j] {
				flat = append(flat, number[j])
			}
		}
		next.rows = append(next.rows, flat[start:len(flat):len(flat)])
		next.home = append(next.home, c.home[i])
	}
	next.cols = transpose(next.rows, len(next.site))
	return next
}

// shrink is keep in place: the lists of c are overwritten and must be its own. O(entries of the kept rows and columns).
func (c *core) shrink(row, col []bool) *core {
	number := make([]int32, max(len(c.rows), len(c.cols)))
	rows := int32(0)
	for i := range c.rows {
		if row[i] {
			number[i] = rows
			rows++
		}
	}
	n := 0
	for j, list := range c.cols {
		if list = renumbered(list, row, number); !col[j] || len(list) == 0 {
			col[j] = false
			continue
		}
		c.cols[n], c.cost[n], c.site[n] = list, c.cost[j], c.site[j]
		n++
	}
	c.cols, c.cost, c.site = c.cols[:n], c.cost[:n], c.site[:n]
	n = 0
	for j := range col {
		if col[j] {
			number[j] = int32(n)
			n++
		}
	}
	n = 0
	for i, list := range c.rows {
		if row[i] {
			c.rows[n], c.home[n] = renumbered(list, col, number), c.home[i]
			n++
		}
	}
	c.rows, c.home = c.rows[:n], c.home[:n]
	return c
}

// renumbered keeps the numbers of a list that are kept, by their new names, in place.
func renumbered(list []int32, keep []bool, number []int32) []int32 {
	n := 0
	for _, x := range list {
		if keep[x] {
			list[n] = number[x]
			n++
		}
	}
	return list[:n]
}

// all returns n times true.
func all(n int) []bool {
	out := make([]bool, n)
	for i := range out {
		out[i] = true
	}
	return out
}

// split returns the parts of the core that share no column, in the order of their first rows.
func (c *core) split() []*core {
	part := make([]int32, len(c.rows))
	for i := range part {
		part[i] = -1
	}
	seen := make([]bool, len(c.cols))
	parts := int32(0)
	var stack []int32
	for i := range part {
		if part[i] >= 0 {
			continue
		}
		part[i] = parts
		stack = append(stack, int32(i))
		for len(stack) > 0 {
			r := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, j := range c.rows[r] {
				if seen[j] {
					continue
				}
				seen[j] = true
				for _, other := range c.cols[j] {
					if part[other] < 0 {
						part[other] = parts
						stack = append(stack, other)
					}
				}
			}
		}
		parts++
	}
	if parts <= 1 {
		return []*core{c}
	}
	return c.parts(part, int(parts))
}

func (c *core) parts(part []int32, n int) []*core {
	out := make([]*core, n)
	for k := range out {
		out[k] = &core{}
	}
	number := make([]int32, len(c.cols))
	for j, col := range c.cols {
		if len(col) == 0 {
			continue
		}
		p := out[part[col[0]]]
		number[j] = int32(len(p.site))
		p.site = append(p.site, c.site[j])
		p.cost = append(p.cost, c.cost[j])
	}
	for i, row := range c.rows {
		p := out[part[i]]
		list := make([]int32, len(row))
		for k, j := range row {
			list[k] = number[j]
		}
		p.rows = append(p.rows, list)
		p.home = append(p.home, c.home[i])
	}
	for _, p := range out {
		p.cols = transpose(p.rows, len(p.site))
	}
	return out
}

package cover

// A choice is a site that must be open, and a home that only it reaches among those that are left.
type choice struct {
	site, home int32
	cost       int64
}

// reduce drops what a best solution can do without, until nothing more can be dropped (Beasley 1987):
//   - a row whose columns hold those of another row: who covers the other covers it too;
//   - a column whose rows lie in another column that costs no more;
//   - a column that alone covers a row is chosen, and its rows are done.
//
// It returns what is left and adds what was chosen to `chosen`. The lists of c are overwritten.
func (c *core) reduce(w *work, chosen []choice) (*core, []choice) {
	for len(c.rows) > 0 {
		n := len(c.rows) + len(c.cols)
		c = c.dropRows(w)
		c = c.dropColumns(w)
		c, chosen = c.essential(chosen)
		if len(c.rows)+len(c.cols) == n {
			break
		}
	}
	return c, chosen
}

func (c *core) dropRows(w *work) *core {
	f := newFiling(c.rows, c.cols)
	n := f.find(w, func(a, b int32) int32 {
		if a > b && len(c.rows[a]) == len(c.rows[b]) {
			return -1 // of equal ones the first stays
		}
		return b
	})
	if n == 0 {
		return c
	}
	return c.shrink(not(f.dead), all(len(c.cols)))
}

func (c *core) dropColumns(w *work) *core {
	f := newFiling(c.cols, c.rows)
	n := f.find(w, func(a, b int32) int32 {
		if c.cost[a] < c.cost[b] || c.cost[a] == c.cost[b] && a < b && len(c.cols[a]) == len(c.cols[b]) {
			return -1
		}
		return a
	})
	if n == 0 {
		return c
	}
	return c.shrink(all(len(c.rows)), not(f.dead))
}

// essential chooses the columns that alone cover a row.
func (c *core) essential(chosen []choice) (*core, []choice) {
	var row []bool
	for i, list := range c.rows {
		if len(list) != 1 {
			continue
		}
		if row == nil {
			row = all(len(c.rows))
		}
		if !row[i] {
			continue
		}
		j := list[0]
		chosen = append(chosen, choice{c.site[j], c.home[i], c.cost[j]})
		for _, covered := range c.cols[j] {
			row[covered] = false
		}
	}
	if row == nil {
		return c, chosen
	}
	return c.shrink(row, all(len(c.cols))), chosen
}

func not(list []bool) []bool {
	for i, x := range list {
		list[i] = !x
	}
	return list
}

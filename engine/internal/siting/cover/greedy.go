package cover

// greedy covers the rows with columns that gain the most for their price (Chvatal 1979), and drops those that become superfluous, the
// dearest first. It returns the columns, ascending. price is what a column counts, or nil for its cost; columns of no price come first.
func (c *core) greedy(price []int64, w *work) []int32 {
	if price == nil {
		price = c.cost
	}
	gain := make([]int32, len(c.cols))
	for j, col := range c.cols {
		gain[j] = int32(len(col))
	}
	times := make([]int32, len(c.rows))
	left := len(c.rows)
	var open []int32
	for left > 0 {
		best := int32(-1)
		for j, g := range gain {
			if g > 0 && (best < 0 || dearer(price[best], gain[best], price[j], g)) {
				best = int32(j)
			}
		}
		w.spend(len(gain))
		open = append(open, best)
		for _, i := range c.cols[best] {
			times[i]++
			if times[i] > 1 {
				continue
			}
			left--
			w.spend(len(c.rows[i]))
			for _, j := range c.rows[i] {
				gain[j]--
			}
		}
	}
	return c.thin(open, times)
}

// dearer tells that a row costs more by column a than by column b; of equal ones, that a covers fewer.
func dearer(price int64, gain int32, price2 int64, gain2 int32) bool {
	a, b := float64(max(price, 0))*float64(gain2), float64(max(price2, 0))*float64(gain)
	return a > b || a == b && gain < gain2
}

// thin drops columns all of whose rows others cover too, the dearest and latest first. times is how often each row is covered.
func (c *core) thin(open []int32, times []int32) []int32 {
	for {
		worst := -1
		for k := len(open) - 1; k >= 0; k-- {
			if (worst < 0 || c.cost[open[k]] > c.cost[open[worst]]) && c.superfluous(open[k], times) {
				worst = k
			}
		}
		if worst < 0 {
			return open
		}
		for _, i := range c.cols[open[worst]] {
			times[i]--
		}
		open = append(open[:worst], open[worst+1:]...)
	}
}

func (c *core) superfluous(j int32, times []int32) bool {
	for _, i := range c.cols[j] {
		if times[i] <= 1 {
			return false
		}
	}
	return true
}

// price adds up the costs of the columns.
func (c *core) price(open []int32) int64 {
	var sum int64
	for _, j := range open {
		sum += c.cost[j]
	}
	return sum
}

package linking

import "math"

// lanes is what the length of every row is a multiple of, so that the inner loops need no loop for the rest: rows are padded.
const lanes = 8

// padded rounds a number of nodes up to whole lanes.
func padded(n int) int { return (n + lanes - 1) &^ (lanes - 1) }

// An offer is a home in the race for the hand-overs of its node: where its row begins in the slab, and what it costs where it is.
type offer struct{ at, here, home int64 }

// The inner loops of dense rows, in plain Go. Machines that can do several entries at once have their own (kernels_amd64.s) with the
// same results to the last bit, ties included: all numbers are whole. Rows of one call are of the same length, a multiple of lanes, at least one.

// leastSumPlain returns the least x[k] + y[k] and the first k where it is.
func leastSumPlain(x, y []int64) (least int64, at int) {
	y = y[:len(x)]
	least = x[0] + y[0]
	for k, v := range x {
		if v += y[k]; v < least {
			least, at = v, k
		}
	}
	return least, at
}

// competePlain lets a home compete for every hand-over: where row[k] - here is less than best[k], it takes the place.
func competePlain(best, by, row []int64, here, home int64) {
	best, by = best[:len(row)], by[:len(row)]
	for k, v := range row {
		if v -= here; v < best[k] {
			best[k], by[k] = v, home
		}
	}
}

// racePlain finds the hand-overs of a node anew among its homes, the first of equal ones winning; none where no home can go.
func racePlain(best, by, slab []int64, homes []offer) {
	for k := range best {
		best[k], by[k] = none, 0
	}
	for _, o := range homes {
		competePlain(best, by, slab[o.at:o.at+int64(len(best))], o.here, o.home)
	}
}

// relaxPlain offers every node k the distance base + row[k] + pay[k] by way of node, and returns the least distance and the first
// node that has it.
func relaxPlain(key, before, row, pay []int64, base, node int64) (least int64, at int) {
	key, before, pay = key[:len(row)], before[:len(row)], pay[:len(row)]
	least = far
	at = -1
	for k, v := range row {
		x := key[k]
		if v += base + pay[k]; v < x {
			x = v
			key[k], before[k] = v, node
		}
		if x < least {
			least, at = x, k
		}
	}
	return least, at
}

// missing32 stands for absent in rows of 32 bits, which hold costs below it: they take half the memory.
const missing32 = int32(math.MaxInt32)

func widened(x int32) int64 {
	if x == missing32 {
		return absent
	}
	return int64(x)
}

func leastSum32Plain(x []int32, y []int64) (least int64, at int) {
	y = y[:len(x)]
	least = widened(x[0]) + y[0]
	for k, v := range x {
		if w := widened(v) + y[k]; w < least {
			least, at = w, k
		}
	}
	return least, at
}

func compete32Plain(best, by []int64, row []int32, here, home int64) {
	best, by = best[:len(row)], by[:len(row)]
	for k, v := range row {
		if w := widened(v) - here; w < best[k] {
			best[k], by[k] = w, home
		}
	}
}

func race32Plain(best, by []int64, slab []int32, homes []offer) {
	for k := range best {
		best[k], by[k] = none, 0
	}
	for _, o := range homes {
		compete32Plain(best, by, slab[o.at:o.at+int64(len(best))], o.here, o.home)
	}
}

//go:build !amd64

package linking

func leastSum(x, y []int64) (least int64, at int)     { return leastSumPlain(x, y) }
func compete(best, by, row []int64, here, home int64) { competePlain(best, by, row, here, home) }
func race(best, by, slab []int64, homes []offer)      { racePlain(best, by, slab, homes) }
func relax(key, before, row, pay []int64, base, node int64) (least int64, at int) {
	return relaxPlain(key, before, row, pay, base, node)
}

func leastSum32(x []int32, y []int64) (least int64, at int) { return leastSum32Plain(x, y) }
func compete32(best, by []int64, row []int32, here, home int64) {
	compete32Plain(best, by, row, here, home)
}
func race32(best, by []int64, slab []int32, homes []offer) { race32Plain(best, by, slab, homes) }

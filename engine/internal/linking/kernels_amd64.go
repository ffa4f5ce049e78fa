package linking

// vectors tells that the machine and the system can use 256-bit registers of whole numbers (AVX2).
var vectors = hasAVX2()

// hasAVX2 asks the processor (Intel 64 Manual, volume 1, 14.7.1).
func hasAVX2() bool

//go:noescape
func leastSumAVX2(x, y *int64, n int) (least int64, at int)

//go:noescape
func competeAVX2(best, by, row *int64, here, home int64, n int)

//go:noescape
func raceAVX2(best, by, slab *int64, n int, homes *offer, count int)

//go:noescape
func relaxAVX2(key, before, row, pay *int64, base, node int64, n int) (least int64, at int)

func leastSum(x, y []int64) (least int64, at int) {
	if !vectors {
		return leastSumPlain(x, y)
	}
	_ = y[len(x)-1]
	return leastSumAVX2(&x[0], &y[0], len(x))
}

func compete(best, by, row []int64, here, home int64) {
	if !vectors {
		competePlain(best, by, row, here, home)
		return
	}
	_, _ = best[len(row)-1], by[len(row)-1]
	competeAVX2(&best[0], &by[0], &row[0], here, home, len(row))
}

func race(best, by, slab []int64, homes []offer) {
	if !vectors || len(homes) == 0 {
		racePlain(best, by, slab, homes)
		return
	}
	_ = by[len(best)-1]
	raceAVX2(&best[0], &by[0], &slab[0], len(best), &homes[0], len(homes))
}

func relax(key, before, row, pay []int64, base, node int64) (least int64, at int) {
	if !vectors {
		return relaxPlain(key, before, row, pay, base, node)
	}
	n := len(row)
	_, _, _ = key[n-1], before[n-1], pay[n-1]
	return relaxAVX2(&key[0], &before[0], &row[0], &pay[0], base, node, n)
}

package linking

// vectors is how many entries the machine and the system can do at once: 8 (AVX-512), 4 (AVX2) or 1.
var vectors = widest()

func widest() int {
	switch {
	case !hasAVX2():
		return 1
	case !hasAVX512():
		return 4
	}
	return 8
}

// hasAVX2 and, if that is so, hasAVX512 ask the processor (Intel 64 Manual, volume 1, 14.7.1 and 15.2).
func hasAVX2() bool
func hasAVX512() bool

//go:noescape
func leastSumAVX512(x, y *int64, n int) (least int64, at int)

//go:noescape
func competeAVX512(best, by, row *int64, here, home int64, n int)

//go:noescape
func raceAVX512(best, by, slab *int64, n int, homes *offer, count int)

//go:noescape
func relaxAVX512(key, before, row, pay *int64, base, node int64, n int) (least int64, at int)

//go:noescape
func leastSumAVX2(x, y *int64, n int) (least int64, at int)

//go:noescape
func competeAVX2(best, by, row *int64, here, home int64, n int)

//go:noescape
func raceAVX2(best, by, slab *int64, n int, homes *offer, count int)

//go:noescape
func relaxAVX2(key, before, row, pay *int64, base, node int64, n int) (least int64, at int)

//go:noescape
func leastSum32AVX2(x *int32, y *int64, n int) (least int64, at int)

//go:noescape
func compete32AVX2(best, by *int64, row *int32, here, home int64, n int)

//go:noescape
func race32AVX2(best, by *int64, slab *int32, n int, homes *offer, count int)

//go:noescape
func leastSum32AVX512(x *int32, y *int64, n int) (least int64, at int)

//go:noescape
func compete32AVX512(best, by *int64, row *int32, here, home int64, n int)

//go:noescape
func race32AVX512(best, by *int64, slab *int32, n int, homes *offer, count int)

func leastSum(x, y []int64) (least int64, at int) {
	_ = y[len(x)-1]
	switch vectors {
	case 8:
		return leastSumAVX512(&x[0], &y[0], len(x))
	case 4:
		return leastSumAVX2(&x[0], &y[0], len(x))
	}
	return leastSumPlain(x, y)
}

func compete(best, by, row []int64, here, home int64) {
	_, _ = best[len(row)-1], by[len(row)-1]
	switch vectors {
	case 8:
		competeAVX512(&best[0], &by[0], &row[0], here, home, len(row))
	case 4:
		competeAVX2(&best[0], &by[0], &row[0], here, home, len(row))
	default:
		competePlain(best, by, row, here, home)
	}
}

func race(best, by, slab []int64, homes []offer) {
	_ = by[len(best)-1]
	switch {
	case vectors == 1 || len(homes) == 0:
		racePlain(best, by, slab, homes)
	case vectors == 8:
		raceAVX512(&best[0], &by[0], &slab[0], len(best), &homes[0], len(homes))
	default:
		raceAVX2(&best[0], &by[0], &slab[0], len(best), &homes[0], len(homes))
	}
}

func relax(key, before, row, pay []int64, base, node int64) (least int64, at int) {
	n := len(row)
	_, _, _ = key[n-1], before[n-1], pay[n-1]
	switch vectors {
	case 8:
		return relaxAVX512(&key[0], &before[0], &row[0], &pay[0], base, node, n)
	case 4:
		return relaxAVX2(&key[0], &before[0], &row[0], &pay[0], base, node, n)
	}
	return relaxPlain(key, before, row, pay, base, node)
}

func leastSum32(x []int32, y []int64) (least int64, at int) {
	_ = y[len(x)-1]
	switch vectors {
	case 8:
		return leastSum32AVX512(&x[0], &y[0], len(x))
	case 4:
		return leastSum32AVX2(&x[0], &y[0], len(x))
	}
	return leastSum32Plain(x, y)
}

func compete32(best, by []int64, row []int32, here, home int64) {
	_, _ = best[len(row)-1], by[len(row)-1]
	switch vectors {
	case 8:
		compete32AVX512(&best[0], &by[0], &row[0], here, home, len(row))
	case 4:
		compete32AVX2(&best[0], &by[0], &row[0], here, home, len(row))
	default:
		compete32Plain(best, by, row, here, home)
	}
}

func race32(best, by []int64, slab []int32, homes []offer) {
	_ = by[len(best)-1]
	switch {
	case vectors == 1 || len(homes) == 0:
		race32Plain(best, by, slab, homes)
	case vectors == 8:
		race32AVX512(&best[0], &by[0], &slab[0], len(best), &homes[0], len(homes))
	default:
		race32AVX2(&best[0], &by[0], &slab[0], len(best), &homes[0], len(homes))
	}
}

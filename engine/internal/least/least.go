// Package least brings the least elements of a slice to its front.
package least

// First reorders a so that its n least elements stand before the others, in any order; it does nothing where n is not within the slice.
// less must be a strict order: with ties broken the outcome is one set, whatever the order before. O(len(a)) on average (C. A. R. Hoare, Algorithm 65: Find,
// 1961; median of three).
func First[T any](a []T, n int, less func(a, b T) bool) {
	lo, hi := 0, len(a)-1
	for lo < hi && n > lo && n <= hi {
		mid := lo + (hi-lo)/2
		if less(a[mid], a[lo]) {
			a[mid], a[lo] = a[lo], a[mid]
		}
		if less(a[hi], a[lo]) {
			a[hi], a[lo] = a[lo], a[hi]
		}
		if less(a[hi], a[mid]) {
			a[hi], a[mid] = a[mid], a[hi]
		}
		pivot, i, j := a[mid], lo, hi
		for i <= j {
			for less(a[i], pivot) {
				i++
			}
			for less(pivot, a[j]) {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			hi = j
		case n >= i:
			lo = i
		default:
			return
		}
	}
}

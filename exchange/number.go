package exchange

import (
	"math"
	"strconv"
)

// AppendCoordinate appends a coordinate with at most 7 decimals (a centimetre in degrees), rounded half away from zero,
// without trailing zeros. Numbers that are not finite are not coordinates and give "null".
func AppendCoordinate(dst []byte, x float64) []byte {
	const unit = 10_000_000
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return append(dst, "null"...)
	}
	scaled := math.Round(x * unit)
	if math.Abs(scaled) > 1<<53 {
		return strconv.AppendFloat(dst, x, 'f', -1, 64) // so large that the 7th decimal is beyond a float64
	}
	n := int64(scaled)
	if n < 0 {
		dst, n = append(dst, '-'), -n
	}
	return appendFraction(strconv.AppendInt(dst, n/unit, 10), n%unit, unit/10)
}

// appendFraction appends a dot and the digits of n down from the place of value unit, without trailing zeros.
func appendFraction(dst []byte, n, unit int64) []byte {
	if n == 0 {
		return dst
	}
	dst = append(dst, '.')
	for ; n > 0; unit /= 10 {
		dst = append(dst, byte('0'+n/unit))
		n %= unit
	}
	return dst
}

// AppendMM appends millimetres as metres with 3 decimals, exactly.
func AppendMM(dst []byte, mm int64) []byte {
	u := uint64(mm)
	if mm < 0 {
		dst, u = append(dst, '-'), -u
	}
	dst = strconv.AppendUint(dst, u/1000, 10)
	rest := u % 1000
	return append(dst, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
}

package geo

import (
	"errors"
	"strings"
)

var (
	errNoNumber = errors.New("is not a number")
	errNegative = errors.New("is below 0")
	errTooLarge = errors.New("is too large; expected at most 1000000000")
)

// ParseMM reads a decimal number from 0 to 10^9, such as 12.5 or 1.25e1, as thousandths, rounded half up: exactly, never by way of a float64.
func ParseMM(text string) (int64, error) {
	if mm, ok := plainMM(text); ok {
		return mm, nil
	}
	s := strings.TrimPrefix(text, "+")
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	mantissa, exponent, ok := splitExponent(s)
	whole, fraction, dotted := strings.Cut(mantissa, ".")
	if !ok || whole+fraction == "" || dotted && strings.Contains(fraction, ".") || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, errNoNumber
	}
	mm, err := thousandths(whole+fraction, len(whole)+exponent)
	if err == nil && negative && mm > 0 {
		err = errNegative
	}
	return mm, err
}

// plainMM reads what most numbers are: up to nine digits, perhaps with a point and three more.
func plainMM(text string) (int64, bool) {
	mm, point := int64(0), -1
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			mm = mm*10 + int64(c-'0')
		case c == '.' && point < 0:
			point = i
		default:
			return 0, false
		}
	}
	whole, fraction := len(text), 0
	if point >= 0 {
		whole, fraction = point, len(text)-point-1
	}
	if whole > 9 || fraction > 3 || whole+fraction == 0 {
		return 0, false
	}
	for range 3 - fraction {
		mm *= 10
	}
	return mm, true
}

// splitExponent cuts off e+12 or E-3; exponents are cut off at +-1000, where all digits are gone or the number is too large.
func splitExponent(s string) (mantissa string, exponent int, ok bool) {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, 0, true
	}
	digits := s[i+1:]
	sign := 1
	if strings.HasPrefix(digits, "-") {
		sign = -1
	}
	digits = strings.TrimLeft(digits, "+-")
	if digits == "" || len(s)-i-1-len(digits) > 1 || strings.Trim(digits, "0123456789") != "" {
		return s, 0, false
	}
	for _, c := range digits {
		exponent = min(exponent*10+int(c-'0'), 1000)
	}
	return s[:i], sign * exponent, true
}

// thousandths is the value of digits with the point after the first `point` of them.
func thousandths(digits string, point int) (int64, error) {
	mm := int64(0)
	last := point + 3 // digits before this one are kept
	for i := range max(last, 0) {
		mm *= 10
		if i < len(digits) {
			mm += int64(digits[i] - '0')
		}
		if mm > MaxMatrixValue {
			return 0, errTooLarge
		}
		if mm == 0 && i >= len(digits) {
			break
		}
	}
	if last >= 0 && last < len(digits) && digits[last] >= '5' {
		mm++
	}
	if mm > MaxMatrixValue {
		return 0, errTooLarge
	}
	return mm, nil
}

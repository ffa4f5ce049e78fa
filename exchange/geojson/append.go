package geojson

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"jinlin/exchange"
)

// buffer appends JSON. It never looks back except for commas, and nothing it writes allocates once it has grown.
type buffer struct{ b []byte }

func (w *buffer) raw(s string) { w.b = append(w.b, s...) }

// comma separates from what stands before, unless that opens an object or array.
func (w *buffer) comma() {
	if n := len(w.b); n > 0 && w.b[n-1] != '{' && w.b[n-1] != '[' && w.b[n-1] != ':' {
		w.b = append(w.b, ',')
	}
}

// key begins a member of an object; the name needs no escaping.
func (w *buffer) key(name string) {
	w.comma()
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, '"', ':')
}

func (w *buffer) open(c byte) {
	w.comma()
	w.b = append(w.b, c)
}

func (w *buffer) close(c byte) { w.b = append(w.b, c) }

// str is a string, or null for an empty one.
func str[T ~string](w *buffer, name string, s T) {
	w.key(name)
	if s == "" {
		w.raw("null")
		return
	}
	w.b = appendString(w.b, string(s))
}

func (w *buffer) int(name string, n int64) {
	w.key(name)
	w.b = strconv.AppendInt(w.b, n, 10)
}

func (w *buffer) bool(name string, v bool) {
	w.key(name)
	w.b = strconv.AppendBool(w.b, v)
}

// meters is a length of mm millimetres in metres, or null where it does not apply and is 0.
func (w *buffer) meters(name string, mm int64, applies bool) {
	w.key(name)
	if !applies && mm == 0 {
		w.raw("null")
		return
	}
	w.b = exchange.AppendMM(w.b, mm)
}

// exact is a float64 in the fewest digits that read back as the same number.
func (w *buffer) exact(x float64) {
	w.comma()
	if math.IsNaN(x) || math.IsInf(x, 0) {
		w.raw("null")
		return
	}
	w.b = strconv.AppendFloat(w.b, x, 'f', -1, 64)
}

// ints is an array of numbers, or null for nil.
func ints[T ~int | ~int64](w *buffer, name string, list []T) {
	w.key(name)
	if list == nil {
		w.raw("null")
		return
	}
	w.open('[')
	for _, n := range list {
		w.comma()
		w.b = strconv.AppendInt(w.b, int64(n), 10)
	}
	w.close(']')
}

// strs is an array of strings, or null for nil.
func strs[T ~string](w *buffer, name string, list []T) {
	w.key(name)
	if list == nil {
		w.raw("null")
		return
	}
	w.open('[')
	for _, s := range list {
		w.comma()
		w.b = appendString(w.b, string(s))
	}
	w.close(']')
}

func (w *buffer) position(p orb.Point) {
	w.open('[')
	w.b = exchange.AppendCoordinate(w.b, p[0])
	w.b = append(w.b, ',')
	w.b = exchange.AppendCoordinate(w.b, p[1])
	w.close(']')
}

func (w *buffer) positions(points []orb.Point) {
	w.open('[')
	for _, p := range points {
		w.position(p)
	}
	w.close(']')
}

func (w *buffer) polygon(rings orb.Polygon) {
	w.open('[')
	for _, ring := range rings {
		w.positions(ring)
	}
	w.close(']')
}

// appendString appends a JSON string. Bytes that are not UTF-8 become U+FFFD; the plan writer refuses them before.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < ' ' || c == '"' || c == '\\' {
				dst = appendEscape(append(dst, s[from:i]...), c)
				from = i + 1
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			dst = append(append(dst, s[from:i]...), "\uFFFD"...)
			from = i + 1
		}
		i += size
	}
	return append(append(dst, s[from:]...), '"')
}

func appendEscape(dst []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\t':
		return append(dst, '\\', 't')
	case '\r':
		return append(dst, '\\', 'r')
	}
	return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

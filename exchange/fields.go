package exchange

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"jinlin/geo"
)

// fields is one row while it becomes a record: a cell for every column, and what was found wrong.
type fields struct {
	o        *Options
	columns  []Column
	names    []string // by what name the column goes in the file
	place    Place
	cells    []string
	bound    []bool // whether the file has the column
	issues   []Issue
	rejected bool
	// partial tells that the row changes a record: what it leaves empty stays as it was.
	partial bool
	// otherDatum counts the rows whose own datum is not that of the file, firstOther is the line or number of the first.
	otherDatum int
	firstOther Place
}

// longest bounds a text cell, in bytes.
const longest = 200

func (f *fields) reject(c int, expected string) {
	f.rejected = true
	f.add(Rejected, c, expected)
}

func (f *fields) add(s Severity, c int, expected string) {
	i := f.place.Issue(s)
	i.Value, i.Expected = f.cells[c], expected
	if i.Path != "" {
		i.Path += "." + f.names[c]
	} else {
		i.Column = f.names[c]
	}
	f.issues = append(f.issues, i)
}

// text returns a cell as it is, without outer blanks.
func (f *fields) text(c int) string {
	s := trim(f.cells[c])
	switch {
	case strings.ContainsRune(s, utf8.RuneError):
		f.reject(c, "holds bytes that are not text; expected UTF-8 or GB18030")
	case strings.ContainsFunc(s, unicode.IsControl) && strings.ContainsFunc(s, notBreak):
		f.reject(c, "holds control characters; expected plain text")
	case len(s) > longest:
		f.reject(c, fmt.Sprintf("is %d bytes long; expected at most %d", len(s), longest))
	case s == "同上" || s == "〃":
		f.reject(c, "means the row above; expected the value itself, since rows may come in any order")
	default:
		return s
	}
	return ""
}

func notBreak(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }

// id returns a cell that names something; full-width letters and digits are the same as others.
func (f *fields) id(c int) string {
	s := trim(halfWidth(f.text(c)))
	switch {
	case strings.ContainsFunc(s, unicode.IsControl):
		f.reject(c, "holds a line break or tab; expected an id in one line")
	case strings.ContainsAny(s, ";；="):
		f.reject(c, "holds a semicolon or an equals sign, which stand between ids in lists; expected an id without them")
	case scientific(s):
		f.reject(c, "is a number in scientific notation: the spreadsheet has lost its digits; format the column as text and enter it again")
	default:
		return s
	}
	return ""
}

func (f *fields) requiredID(c int) string {
	before := len(f.issues)
	s := f.id(c)
	if s == "" && len(f.issues) == before {
		f.reject(c, "is empty; expected an id")
	}
	return s
}

// scientific tells whether a spreadsheet wrote a long number as 1.30132E+11.
func scientific(s string) bool {
	i := strings.IndexAny(s, "eE")
	if i < 1 || i+2 >= len(s) || s[i+1] != '+' && s[i+1] != '-' {
		return false
	}
	return digits(s[i+2:]) && digits(strings.Replace(s[:i], ".", "", 1))
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// list returns the parts of a cell, separated by semicolons.
func (f *fields) list(c int) []string {
	cell := f.cells[c]
	if trim(cell) == "" {
		return nil
	}
	var parts []string
	for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == ';' || r == '；' || r == '、' }) {
		f.cells[c] = part
		if s := f.text(c); s != "" {
			parts = append(parts, s)
		}
	}
	f.cells[c] = cell
	return parts
}

// ids is a list of ids.
func (f *fields) ids(c int) []string {
	parts := f.list(c)
	for i := range parts {
		parts[i] = trim(halfWidth(parts[i]))
	}
	return parts
}

// number returns a cell that holds a decimal number.
func (f *fields) number(c int, expected string) (float64, bool) {
	s := trim(halfWidth(f.cells[c]))
	switch strings.ToLower(strings.TrimLeft(s, "+-")) {
	case "":
		f.reject(c, "is empty; expected "+expected)
		return 0, false
	case "nan", "inf", "infinity":
		f.reject(c, "is not a finite number; expected "+expected)
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	switch {
	case strings.Trim(s, "0123456789+-.eE") != "" || err != nil && !math.IsInf(x, 0):
		f.reject(c, "is not a number; expected "+expected)
		return 0, false
	case err != nil:
		f.reject(c, "is not a finite number; expected "+expected)
		return 0, false
	}
	return x, true
}

// whole returns a cell that holds a whole number from lo to hi; without one, missing.
func (f *fields) whole(c, lo, hi, missing int) int {
	s := trim(halfWidth(f.cells[c]))
	if s == "" {
		return missing
	}
	if i := strings.IndexByte(s, '.'); i > 0 && strings.Trim(s[i+1:], "0") == "" {
		s = s[:i] // 5.0 is 5
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < lo || n > hi {
		f.reject(c, fmt.Sprintf("expected a whole number from %d to %d", lo, hi))
		return missing
	}
	return n
}

// optional is whole, from 0, for a cell whose being empty means something.
func (f *fields) optional(c, hi int) *int {
	if trim(f.cells[c]) == "" {
		return nil
	}
	n := f.whole(c, 0, hi, 0)
	return &n
}

// A word is a value of a column and the spellings it may have.
type word struct {
	value     string
	spellings []string
}

var yesNo = []word{
	{"yes", []string{"y", "true", "t", "1", "是", "有", "√"}},
	{"no", []string{"n", "false", "f", "0", "否", "无", "×"}},
}

// oneOf returns the value that a cell spells; without one, missing.
func (f *fields) oneOf(c int, missing string, words []word) string {
	s := strings.ToLower(trim(halfWidth(f.cells[c])))
	if s == "" {
		return missing
	}
	known := make([]string, len(words))
	for i, w := range words {
		known[i] = w.value
		if s == w.value {
			return w.value
		}
		for _, other := range w.spellings {
			if s == other {
				return w.value
			}
		}
	}
	f.reject(c, "is not known; expected one of "+strings.Join(known, ", "))
	return missing
}

func (f *fields) yes(c int) bool { return f.oneOf(c, "no", yesNo) == "yes" }

// village returns the area that the row names, or the default one where the file has no such column.
func (f *fields) village(c int) string {
	if !f.bound[c] && f.cells[c] == "" {
		return string(f.o.DefaultArea)
	}
	return f.id(c)
}

// point returns the position in columns lon and lat, in the datum of column datum or of the file; ok is false if both
// cells are empty or something is wrong.
func (f *fields) point(lon, lat, datum int) (p orb.Point, ok bool) {
	d, known := f.datum(datum)
	x, y := trim(f.cells[lon]), trim(f.cells[lat])
	if x == "" && y == "" {
		return p, false
	}
	wantX, wantY := "longitude in decimal degrees, such as 114.5203817", "latitude in decimal degrees, such as 37.7601542"
	if f.o.planar() {
		wantX, wantY = "x in metres", "y in metres"
	}
	var okX, okY bool
	p[0], okX = f.number(lon, wantX)
	p[1], okY = f.number(lat, wantY)
	if !known || !okX || !okY || !f.inRange(lon, lat, p) {
		return orb.Point{}, false
	}
	if f.o.planar() {
		return p, true
	}
	return geo.ToWGS84(p, d, f.o.InChina), true
}

// requiredPoint is point for records that must have one, unless a matrix measures.
func (f *fields) requiredPoint(lon, lat, datum int) orb.Point {
	p, ok := f.point(lon, lat, datum)
	if !ok && !f.partial && !f.o.placeless() && trim(f.cells[lon]) == "" && trim(f.cells[lat]) == "" {
		f.reject(lon, "is empty, and so is "+f.names[lat]+"; expected a position")
	}
	return p
}

func (f *fields) inRange(lon, lat int, p orb.Point) bool {
	var err error
	if f.o.planar() {
		err = geo.CheckPlanar(p)
	} else {
		err = geo.CheckLonLat(p)
	}
	if err == nil {
		return true
	}
	at := lon
	if !f.o.planar() && math.Abs(p[1]) > 90 || f.o.planar() && math.Abs(p[1]) > math.Abs(p[0]) {
		at = lat
	}
	f.reject(at, err.Error())
	return false
}

// datum returns the datum of the row.
func (f *fields) datum(c int) (geo.Datum, bool) {
	s := trim(f.cells[c])
	if s == "" || f.o.planar() {
		return f.o.Datum, true
	}
	d, err := geo.ParseDatum(s)
	if err != nil {
		f.reject(c, err.Error())
	} else if d != f.fileDatum() {
		if f.otherDatum++; f.otherDatum == 1 {
			f.firstOther = f.place
		}
	}
	return d, err == nil
}

func (f *fields) fileDatum() geo.Datum {
	if f.o.Datum == "" {
		return geo.WGS84
	}
	return f.o.Datum
}

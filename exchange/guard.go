package exchange

import (
	"strconv"
	"strings"
)

// Guard puts an apostrophe before a cell that a spreadsheet would take for a formula: one that begins with =, +, -, @, a
// tab or a line break, and is not a number. A cell that begins with an apostrophe gets another.
func Guard(cell string) string {
	if cell == "" || !strings.Contains("=+-@\t\r\n'", cell[:1]) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil && strings.Trim(cell, "0123456789+-.eE") == "" {
		return cell
	}
	return "'" + cell
}

// Unguard takes the apostrophe away again. Other cells that begin with an apostrophe are left alone.
func Unguard(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.Contains("=+-@\t\r\n'", cell[1:2]) {
		return cell[1:]
	}
	return cell
}

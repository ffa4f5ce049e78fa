// Package exchange holds what all file formats share: the records of a data set, and the issues found while reading them.
// The formats themselves are sub-packages, each on io.Reader and io.Writer.
package exchange

import (
	"fmt"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
)

// A Dataset is what was read from files: the records of any number of areas, in WGS-84 or planar coordinates.
type Dataset struct {
	Households []engine.Household
	Members    []engine.Member
	Sites      []engine.Site
	Locks      []engine.Pair
	Forbidden  []engine.Pair
	Villages   []Village
	// Datum is the one the files were delivered in.
	Datum geo.Datum
}

// A Village is the boundary of an area.
type Village struct {
	ID       engine.AreaID
	Name     string
	Boundary orb.MultiPolygon
}

// Severity tells what happened to the row.
type Severity string

const (
	// Rejected: the row is not in the data set.
	Rejected Severity = "rejected"
	// Warning: the row or column was read, with the change or omission that the message tells.
	Warning Severity = "warning"
)

// An Issue is something wrong in a file: where, what was found, what was expected and what to do.
type Issue struct {
	Severity Severity
	File     string
	// Line counts from 1 (0: not tied to a line); for GeoJSON, Path is the JSON path instead.
	Line     int
	Column   string
	Path     string
	Value    string
	Expected string
	// Row is the row as it was read, for the file of rejects. Never logged: it may hold personal data.
	Row []string
}

// String tells the issue in one line. It holds the offending value but no other field of the row.
func (i Issue) String() string {
	place := i.File
	if i.Line > 0 {
		place = fmt.Sprintf("%s:%d", place, i.Line)
	}
	if i.Path != "" {
		place += " " + i.Path
	}
	if i.Column != "" {
		place += " column " + i.Column
	}
	return fmt.Sprintf("%s: %q: %s", place, i.Value, i.Expected)
}

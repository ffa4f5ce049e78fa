// Package exchange holds what all file formats share: the records of a data set, the columns they are read from, and the
// issues found while reading them. The formats themselves are sub-packages, each on io.Reader and io.Writer.
package exchange

import (
	"fmt"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

// A Dataset is what was read from files: the records of any number of areas, in WGS-84 or planar coordinates.
type Dataset struct {
	Households []engine.Household
	Members    []engine.Member
	Sites      []engine.Site
	Locks      []engine.Pair
	Forbidden  []engine.Pair
	Villages   []Village
	// Adjacency are the pairs of homes that are neighbours; nil where nobody has told.
	Adjacency []engine.HomePair
	// Barriers are lines that no neighbours lie on both sides of.
	Barriers [][]orb.Point
	// Matrix holds the distances that were given, under the metric matrix; else nil.
	Matrix *geo.Matrix
	// Datum is the one the files were delivered in.
	Datum geo.Datum
	// Places tells where the records stood, for issues that are found later.
	Places Places
}

// Places runs parallel to the slices of a Dataset; a slice that is shorter tells nothing of the rest.
type Places struct {
	Households, Members, Sites, Locks, Forbidden, Adjacency []Place
}

// A Village is the boundary of an area.
type Village struct {
	ID       engine.AreaID
	Name     string
	Boundary orb.MultiPolygon
}

// A Barrier is a river, a railway or a road, as one or several lines.
type Barrier struct {
	Name  string
	Lines [][]orb.Point
}

// key tells barriers apart by where they run.
func (b Barrier) key() string { return fmt.Sprint(b.Lines) }

// LockKind tells what a lock does with its pair.
type LockKind string

const (
	// LockKeep keeps the pair together.
	LockKeep LockKind = "lock"
	// LockForbid keeps the pair apart, by a planner's decision.
	LockForbid LockKind = "forbid"
	// LockVeto keeps the pair apart, by the word of either side.
	LockVeto LockKind = "veto"
)

// A Lock is a pair that was fixed by hand.
type Lock struct {
	engine.Pair
	Kind LockKind
}

// Options say how the coordinates of a file are meant and who hears of its issues.
type Options struct {
	// File names the file in issues.
	File string
	// Datum is what the coordinates refer to, unless a row has a datum of its own; empty means WGS-84. They are converted
	// to WGS-84.
	Datum geo.Datum
	// InChina says whether the Chinese offset applies; empty means auto.
	InChina geo.InChina
	// Metric planar means that coordinates are x and y in metres, which are not converted; matrix that they may be missing; empty means geodesic.
	Metric policy.Metric
	// DefaultArea is the village of every record of a file without a column for the village.
	DefaultArea engine.AreaID
	// Report hears every issue, serially. Nil: nobody listens.
	Report func(Issue)
}

func (o *Options) report(i Issue) {
	if o.Report != nil {
		o.Report(i)
	}
}

func (o *Options) planar() bool { return o.Metric == policy.MetricPlanar }

// placeless reports whether records need no coordinates.
func (o *Options) placeless() bool { return o.Metric == policy.MetricMatrix }

// A Place is where a record stood.
type Place struct {
	File string
	// Line is the physical line on which the row begins, from 1; 0 for formats without lines.
	Line int
	// Path is the JSON path of the record, "" for tables.
	Path string
	// Number counts the records of the file from 1.
	Number int
	// Row and Header are the record as it was read, for the file of rejects; see Issue. They may be left out.
	Row, Header []string
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
	// Number counts the records of the file from 1 (0: not tied to one). All issues of a record share it.
	Number int
	// Row is the row as it was read, for the file of rejects, and Header the headings of its cells; cells of columns that
	// are never read (identity numbers and the like) are blank. Never logged: it may hold personal data.
	Row, Header []string
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

// A FileError says why a file could not be read any further; what was read before stands.
type FileError struct {
	File string
	// Line counts from 1; 0 for formats without lines.
	Line int
	// Problem says what was found and what was expected.
	Problem string
	// Err is the cause, or nil.
	Err error
}

func (e *FileError) Error() string {
	place := e.File
	if e.Line > 0 {
		place = fmt.Sprintf("%s:%d", place, e.Line)
	}
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", place, e.Problem, e.Err)
	}
	return place + ": " + e.Problem
}

func (e *FileError) Unwrap() error { return e.Err }

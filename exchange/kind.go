package exchange

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
)

// A Kind is a kind of record: its columns, and how a row becomes a record. Formats read every kind the same way.
type Kind[T any] struct {
	// Name is the kind in the plural, as in "households".
	Name    string
	Columns []Column
	// Key tells records of the kind apart.
	Key  func(T) string
	read func(*fields) T
}

// A Column is a field of a record as files know it.
type Column struct {
	// Name is the canonical heading.
	Name string
	// Aliases are other headings of the column; case, blanks, punctuation and width do not matter.
	Aliases []string
	// Required columns must be there, though single cells of some may be empty.
	Required bool
}

// A Record is a record and where it stood.
type Record[T any] struct {
	Value T
	Place
}

// Collect gathers records, ordered by key, and where each stood. Of several records with one key only that with the
// least row (compared cell by cell) is kept and the others are reported: so the order of the rows does not matter.
// It stops at the first error of seq.
func Collect[T any](k Kind[T], seq iter.Seq2[Record[T], error], report func(Issue)) ([]T, []Place, error) {
	var all []Record[T]
	for r, err := range seq {
		if err != nil {
			return nil, nil, err
		}
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Record[T]) int {
		return cmp.Or(cmp.Compare(k.Key(a.Value), k.Key(b.Value)), slices.Compare(a.Row, b.Row),
			cmp.Compare(a.File, b.File), cmp.Compare(a.Number, b.Number))
	})
	values, places := make([]T, 0, len(all)), make([]Place, 0, len(all))
	for i := range all {
		if n := len(values); n > 0 && k.Key(values[n-1]) == k.Key(all[i].Value) {
			if report != nil {
				report(duplicate(k, all[i], places[n-1]))
			}
			continue
		}
		values, places = append(values, all[i].Value), append(places, all[i].Place)
	}
	return values, places, nil
}

func duplicate[T any](k Kind[T], r Record[T], kept Place) Issue {
	column := k.Columns[0].Name
	where := fmt.Sprintf("line %d", kept.Line)
	if kept.Path != "" {
		where = kept.Path
	}
	if kept.File != r.File {
		where += " of " + kept.File
	}
	i := r.Issue(Rejected)
	i.Column, i.Value = column, k.Key(r.Value)
	if r.Path != "" {
		i.Column, i.Path = "", r.Path+".properties."+column
	}
	i.Expected = "used twice: also on " + where + ", which was kept; expected an id of its own, in the whole data set"
	return i
}

// Issue begins an issue of the record that stood here.
func (p Place) Issue(s Severity) Issue {
	return Issue{Severity: s, File: p.File, Line: p.Line, Path: p.Path, Number: p.Number, Row: p.Row, Header: p.Header}
}

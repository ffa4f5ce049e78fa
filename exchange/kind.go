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
	// once is what is expected instead of two records of one key; empty: an id of its own.
	once string
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
	var values []T
	var places []Place
	inOrder := true
	for r, err := range seq {
		if err != nil {
			return nil, nil, err
		}
		inOrder = inOrder && (len(values) == 0 || k.Key(values[len(values)-1]) < k.Key(r.Value))
		values, places = append(values, r.Value), append(places, r.Place)
	}
	if !inOrder {
		values, places = arrange(k, values, places, report)
	}
	return values, places, nil
}

// arrange orders records by key and leaves one of each.
func arrange[T any](k Kind[T], values []T, places []Place, report func(Issue)) ([]T, []Place) {
	order := make([]int32, len(values))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		if c := cmp.Compare(k.Key(values[i]), k.Key(values[j])); c != 0 {
			return c
		}
		a, b := &places[i], &places[j]
		return cmp.Or(slices.Compare(a.Row, b.Row), cmp.Compare(a.File, b.File), cmp.Compare(a.Number, b.Number))
	})
	outValues, outPlaces := make([]T, 0, len(values)), make([]Place, 0, len(places))
	for _, i := range order {
		if n := len(outValues); n > 0 && k.Key(outValues[n-1]) == k.Key(values[i]) {
			if report != nil {
				report(duplicate(k, values[i], places[i], outPlaces[n-1]))
			}
			continue
		}
		outValues, outPlaces = append(outValues, values[i]), append(outPlaces, places[i])
	}
	return outValues, outPlaces
}

func duplicate[T any](k Kind[T], v T, at, kept Place) Issue {
	column := k.Columns[0].Name
	where := fmt.Sprintf("line %d", kept.Line)
	if kept.Path != "" {
		where = kept.Path
	}
	if kept.File != at.File {
		where += " of " + kept.File
	}
	i := at.Issue(Rejected)
	i.Column, i.Value = column, k.Key(v)
	if at.Path != "" {
		i.Column, i.Path = "", at.Path+".properties."+column
	}
	i.Expected = "used twice: also on " + where + ", which was kept; expected " + cmp.Or(k.once, "an id of its own, in the whole data set")
	return i
}

// Issue begins an issue of the record that stood here.
func (p Place) Issue(s Severity) Issue {
	return Issue{Severity: s, File: p.File, Line: p.Line, Path: p.Path, Number: p.Number, Row: p.Row, Header: p.Header}
}

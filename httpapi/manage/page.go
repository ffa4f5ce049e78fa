package manage

import (
	"slices"
	"strings"
)

// Paging asks for a page of a list.
type Paging struct {
	Limit int    `query:"limit" default:"100" minimum:"1" maximum:"1000" doc:"How many at most."`
	After string `query:"after" maxLength:"200" doc:"Go on after this one: next of the page before."`
}

// A List is a page of a list.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"Send it as after for the next page; it is not there at the end."`
}

// pageOf is a page of what was read with one more than the limit, so that the end is known. By names an item for the next page.
func pageOf[T, U any](all []U, limit int, by func(U) string, show func(U) T) List[T] {
	l := List[T]{Items: make([]T, 0, min(len(all), limit))}
	for i, x := range all {
		if i == limit {
			l.Next = by(all[limit-1])
			break
		}
		l.Items = append(l.Items, show(x))
	}
	return l
}

// behind are those of a list in order that come after a page.
func behind[T any](all []T, after string, by func(T) string) []T {
	if after == "" {
		return all
	}
	i, found := slices.BinarySearchFunc(all, after, func(x T, after string) int { return strings.Compare(by(x), after) })
	if found {
		i++
	}
	return all[i:]
}

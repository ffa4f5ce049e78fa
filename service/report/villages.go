package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"jinlin/service"
)

// inOrder are the villages, those first where most homes have nobody (in all plans together), then those where most homes get another member.
func (b *builder) inOrder() []*service.AreaComparison {
	all := make([]*service.AreaComparison, len(b.c.ByArea))
	for i := range b.c.ByArea {
		all[i] = &b.c.ByArea[i]
	}
	slices.SortStableFunc(all, func(x, y *service.AreaComparison) int {
		return cmp.Or(cmp.Compare(unserved(y), unserved(x)), cmp.Compare(changed(y), changed(x)))
	})
	return all
}

func unserved(a *service.AreaComparison) (n int) {
	for i := range a.Plans {
		n += a.Plans[i].Unserved
	}
	return n
}

func changed(a *service.AreaComparison) (n int) {
	for i := range a.Plans {
		n += a.Plans[i].Changes.Moved
	}
	return n
}

// The columns that a village has for each plan.
const (
	colUnserved = iota
	colLoads
	colWay
	colChanged
	colMend
	villageColumns
)

// A villageCell is a text and the number to sort by.
type villageCell struct {
	text  string
	value float64
}

func (b *builder) villageCells(a *service.AreaComparison, i int) (cells [villageColumns]villageCell) {
	f := &a.Plans[i]
	cells[colUnserved] = villageCell{b.number(f.Unserved), float64(f.Unserved)}
	cells[colLoads], cells[colWay] = villageCell{text: "-"}, villageCell{text: "-"}
	if f.Linked > 0 {
		cells[colLoads] = villageCell{fmt.Sprintf("%d-%d", f.Loads.Min, f.Loads.Max), f.Loads.Mean}
	}
	if f.Distances.Links > 0 {
		cells[colWay] = villageCell{b.length(f.Distances.MeanM), f.Distances.MeanM}
	}
	cells[colChanged] = villageCell{b.number(f.Changes.Moved), float64(f.Changes.Moved)}
	cells[colMend] = villageCell{b.villageMend(&f.Lacks), float64(f.Lacks.Homes)}
	return cells
}

// villageMend says in a few words what would help a village.
func (b *builder) villageMend(l *service.LackFigures) string {
	var parts []string
	for _, x := range []struct {
		n    int
		word [2]string
	}{{l.Members, b.w.mendMembers}, {l.Places, b.w.mendPlaces}, {l.Pairs, b.w.mendPairs}} {
		if x.n > 0 {
			parts = append(parts, b.count(x.word, x.n))
		}
	}
	if parts == nil {
		return "-"
	}
	return strings.Join(parts, b.w.comma)
}

package report

import (
	"fmt"
	"math"
	"slices"

	"jinlin/service"
)

// A figure is a row of a table: a name, the text of each plan, and what decides which is the best: the least of value, nothing where value is nil.
type figure struct {
	name  string
	text  func(*service.PlanTotals) string
	value func(*service.PlanTotals) (float64, bool)
	// needless leaves the row out.
	needless bool
}

func (b *builder) table(figures []figure) Table {
	t := Table{}
	for i := range b.c.Plans {
		t.Heads = append(t.Heads, b.plan(i))
	}
	for _, f := range figures {
		if f.needless {
			continue
		}
		row := Row{Name: f.name}
		var at []int
		if f.value != nil {
			at = best(b.c.Total, f.value)
		}
		for i := range b.c.Total {
			row.Cells = append(row.Cells, Cell{f.text(&b.c.Total[i]), slices.Contains(at, i)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// some reports whether any plan has a number other than 0.
func (b *builder) some(n func(*service.PlanTotals) int) bool {
	return slices.ContainsFunc(b.c.Total, func(t service.PlanTotals) bool { return n(&t) != 0 })
}

func least(n func(*service.PlanTotals) int) func(*service.PlanTotals) (float64, bool) {
	return func(t *service.PlanTotals) (float64, bool) { return float64(n(t)), true }
}

// unevenness is what the work is judged by, of plans that link; two digits of it count.
func unevenness(t *service.PlanTotals) (float64, bool) {
	return math.Round(t.Gini * 100), t.Linked > 0
}

func meanWay(t *service.PlanTotals) (float64, bool) {
	return shown(t.Distances.MeanM), t.Distances.Links > 0
}

// short is the table of the first page.
func (b *builder) short() Table {
	if b.c.Areas == 0 {
		return Table{}
	}
	return b.table(slices.Concat(b.served(), b.burden(), b.wishes()))
}

func (b *builder) served() []figure {
	w := b.w
	total := func(n func(*service.PlanTotals) int) func(*service.PlanTotals) string {
		return func(t *service.PlanTotals) string { return b.number(n(t)) }
	}
	unserved := func(t *service.PlanTotals) int { return t.Unserved }
	notAsked := func(t *service.PlanTotals) int { return t.NotAsked }
	moved := func(t *service.PlanTotals) int { return t.Changes.Moved }
	changed := figure{name: fmt.Sprintf(w.rowMoved, letter(0)), text: func(t *service.PlanTotals) string {
		if t == &b.c.Total[0] {
			return "-"
		}
		return b.number(t.Changes.Moved)
	}, needless: !b.some(moved)}
	return []figure{
		{name: w.rowServed, text: func(t *service.PlanTotals) string {
			return b.number(t.Served) + fmt.Sprintf(w.brackets, percent(t.Served, asked(t)))
		}, value: least(func(t *service.PlanTotals) int { return -t.Served })},
		{name: w.rowUnserved, text: total(unserved), value: least(unserved)},
		{name: w.rowNotAsked, text: total(notAsked), needless: !b.some(notAsked)},
		changed,
	}
}

func (b *builder) burden() []figure {
	w := b.w
	way := func(m func(*service.ComparedDistances) float64) func(*service.PlanTotals) string {
		return func(t *service.PlanTotals) string {
			if t.Distances.Links == 0 {
				return "-"
			}
			return b.length(m(&t.Distances))
		}
	}
	by := func(m func(*service.ComparedDistances) float64) func(*service.PlanTotals) (float64, bool) {
		return func(t *service.PlanTotals) (float64, bool) { return shown(m(&t.Distances)), t.Distances.Links > 0 }
	}
	mean := func(d *service.ComparedDistances) float64 { return d.MeanM }
	p90 := func(d *service.ComparedDistances) float64 { return d.P90M }
	most := func(d *service.ComparedDistances) float64 { return d.MaxM }
	links := func(t *service.PlanTotals) int { return t.Linked }
	circles := func(t *service.PlanTotals) int { return t.Circles }
	idle := func(t *service.PlanTotals) int { return t.Idle }
	return []figure{
		{name: w.rowLoads, text: func(t *service.PlanTotals) string {
			if t.Linked == 0 {
				return "-"
			}
			return fmt.Sprintf(w.loads, b.number(t.Loads.Min), b.number(t.Loads.Median), b.number(t.Loads.Max))
		}, value: unevenness, needless: !b.some(links)},
		{name: w.rowIdle, text: func(t *service.PlanTotals) string { return b.number(t.Idle) }, value: func(t *service.PlanTotals) (float64, bool) {
			return float64(t.Idle), t.Linked > 0
		}, needless: !b.some(idle) || !b.some(links)},
		{name: w.rowMean, text: way(mean), value: meanWay, needless: !b.some(links)},
		{name: w.rowP90, text: way(p90), value: by(p90), needless: !b.some(links)},
		{name: w.rowMost, text: way(most), value: by(most), needless: !b.some(links)},
		{name: w.rowCircles, text: func(t *service.PlanTotals) string {
			if t.Circles == 0 {
				return "-"
			}
			return b.number(t.Circles)
		}, needless: !b.some(circles)},
	}
}

// wishes tell what homes asked for and get, where any asked.
func (b *builder) wishes() []figure {
	w := b.w
	row := func(name string, of func(*service.PlanTotals) (met, all int)) figure {
		return figure{name: name, text: func(t *service.PlanTotals) string {
			met, all := of(t)
			if all == 0 {
				return "-"
			}
			return b.number(met) + fmt.Sprintf(w.brackets, percent(met, all))
		}, value: most(of), needless: !b.some(func(t *service.PlanTotals) int { _, all := of(t); return all })}
	}
	return []figure{
		row(w.rowServices, servicesMet),
		row(w.rowAssociations, func(t *service.PlanTotals) (int, int) { return t.Associations.Met, t.Associations.Asked }),
		row(w.rowWishes, firstWishes),
	}
}

// more is the table of all other figures.
func (b *builder) more() Table {
	w := b.w
	number := func(name string, n func(*service.PlanTotals) int) figure {
		return figure{name: name, text: func(t *service.PlanTotals) string { return b.number(n(t)) }, needless: !b.some(n)}
	}
	figures := []figure{
		number(w.rowLinked, func(t *service.PlanTotals) int { return t.Linked }),
		number(w.rowChosen, func(t *service.PlanTotals) int { return t.Chosen }),
		number(w.rowBlocking, func(t *service.PlanTotals) int { return t.Blocking }),
		number(w.rowOwn, func(t *service.PlanTotals) int { return t.Own }),
		number(w.rowGained, func(t *service.PlanTotals) int { return t.Changes.Gained }),
		number(w.rowLost, func(t *service.PlanTotals) int { return t.Changes.Lost }),
		number(w.rowFull, func(t *service.PlanTotals) int { return t.Areas.Full }),
		number(w.rowEligible, func(t *service.PlanTotals) int { return t.Eligible }),
		{name: w.rowMeanLoad, text: func(t *service.PlanTotals) string {
			return fmt.Sprintf("%.1f ± %.1f", t.Loads.Mean, t.Loads.Deviation)
		}, needless: !b.some(func(t *service.PlanTotals) int { return t.Linked })},
		{name: w.rowGini, text: func(t *service.PlanTotals) string { return fmt.Sprintf("%.3f", t.Gini) }, value: unevenness, needless: !b.some(func(t *service.PlanTotals) int { return t.Linked })},
		{name: w.rowMedian, text: func(t *service.PlanTotals) string { return b.length(t.Distances.MedianM) }, needless: !b.some(func(t *service.PlanTotals) int { return t.Distances.Links })},
	}
	for i, m := range b.c.ReachesM {
		figures = append(figures, figure{name: fmt.Sprintf(w.rowWithin, b.length(m)), text: func(t *service.PlanTotals) string {
			if t.Distances.Links == 0 || i >= len(t.Distances.Within) {
				return "-"
			}
			return percent(int(math.Round(t.Distances.Within[i]*1e6)), 1e6)
		}})
	}
	figures = append(figures, b.villageRows()...)
	figures = append(figures, b.circleRows()...)
	return b.table(append(figures, b.proofRows()...))
}

// villageRows tell how alike villages are served; nothing of one village.
func (b *builder) villageRows() []figure {
	w := b.w
	between := func(r func(*service.AreasFigures) *service.AreaRange, write func(float64) string) func(*service.PlanTotals) string {
		return func(t *service.PlanTotals) string {
			x := r(&t.Areas)
			if x.MinAt == "" {
				return "-"
			}
			return fmt.Sprintf(w.fromTo, write(x.Min), write(x.Max))
		}
	}
	alone := b.c.Areas < 2
	return []figure{
		{name: w.rowVillageCoverage, text: between(func(a *service.AreasFigures) *service.AreaRange { return &a.Coverage }, func(x float64) string {
			return percent(int(math.Round(x*1e6)), 1e6)
		}), needless: alone},
		{name: w.rowVillageLoad, text: between(func(a *service.AreasFigures) *service.AreaRange { return &a.MeanLoad }, func(x float64) string {
			return fmt.Sprintf("%.1f", x)
		}), needless: alone},
		{name: w.rowVillageWay, text: between(func(a *service.AreasFigures) *service.AreaRange { return &a.MeanM }, b.length), needless: alone},
	}
}

func (b *builder) circleRows() []figure {
	w := b.w
	circles := func(t *service.PlanTotals) int { return t.Circles }
	groups := func(t *service.PlanTotals) int { return t.Groups }
	centers := func(t *service.PlanTotals) int { return t.Centers }
	spread := func(s func(*service.PlanTotals) service.Spread) func(*service.PlanTotals) string {
		return func(t *service.PlanTotals) string {
			if t.Circles == 0 {
				return "-"
			}
			return fmt.Sprintf(w.loads, b.number(s(t).Min), b.number(s(t).Median), b.number(s(t).Max))
		}
	}
	return []figure{
		{name: w.rowCircleHomes, text: spread(func(t *service.PlanTotals) service.Spread { return t.CircleHomes }), needless: !b.some(circles)},
		{name: w.rowTeams, text: spread(func(t *service.PlanTotals) service.Spread { return t.Teams }), needless: !b.some(circles)},
		{name: w.rowCenter, text: func(t *service.PlanTotals) string {
			if t.Circles == 0 {
				return "-"
			}
			return b.length(t.CenterFarthestM)
		}, needless: !b.some(circles)},
		{name: w.rowCenters, text: func(t *service.PlanTotals) string { return b.number(t.Centers) }, needless: !b.some(centers)},
		{name: w.rowCenterMembers, text: func(t *service.PlanTotals) string {
			if t.Centers == 0 {
				return "-"
			}
			return fmt.Sprintf(w.loads, b.number(t.CenterMembers.Min), b.number(t.CenterMembers.Median), b.number(t.CenterMembers.Max))
		}, needless: !b.some(centers)},
		{name: w.rowGroups, text: func(t *service.PlanTotals) string { return b.number(t.Groups) }, needless: !b.some(groups)},
	}
}

// proofRows tell for each stage in how many villages nothing better exists, by a proof or by a search to the end.
func (b *builder) proofRows() []figure {
	if len(b.c.Total) == 0 {
		return nil
	}
	var rows []figure
	for k, p := range b.c.Total[0].Proofs {
		of := func(t *service.PlanTotals) (best, all int) {
			if k >= len(t.Proofs) {
				return 0, 0
			}
			x := &t.Proofs[k]
			best = x.Certified + x.Searched
			return best, best + x.Bounded + x.Kept + x.Unchecked + x.Narrowed
		}
		rows = append(rows, figure{name: fmt.Sprintf(b.w.rowProof, b.w.code("stage_"+p.Stage)), text: func(t *service.PlanTotals) string {
			n, all := of(t)
			if all == 0 {
				return "-"
			}
			return fmt.Sprintf(b.w.ofAll, b.number(n), b.number(all))
		}, needless: !b.some(func(t *service.PlanTotals) int { _, all := of(t); return all })})
	}
	return rows
}

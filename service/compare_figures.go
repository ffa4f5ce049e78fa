package service

import (
	"math/big"
	"slices"
	"sort"

	"jinlin/engine"
	"jinlin/policy"
)

// comparison makes the figures of all areas. Nothing is rounded before.
func (c *comparing) comparison(all []compared) Comparison {
	n := len(c.contenders)
	out := Comparison{LeftOut: []engine.AreaID{}, Plans: c.plans(all), ReachesM: reaches(c.contenders), BinsM: []float64{}, Total: []PlanTotals{}, ByArea: []AreaComparison{}}
	total := make([]side, n)
	var every []int64
	for i := range all {
		a := &all[i]
		if !a.everywhere {
			out.LeftOut = append(out.LeftOut, a.area)
			continue
		}
		out.Areas++
		out.Homes += a.homes
		for k := range a.sides {
			total[k].join(&a.sides[k])
			every = append(every, a.sides[k].of.distances...)
		}
	}
	r := ruler{binsMM: bins(every), reaches: out.ReachesM}
	for _, mm := range r.binsMM {
		out.BinsM = append(out.BinsM, meters(mm))
	}
	totals := make([]PlanTotals, n)
	for i := range all {
		a := &all[i]
		if !a.everywhere {
			continue
		}
		row := AreaComparison{Area: a.area, Name: c.options.Names[a.area], Homes: a.homes, LeftOut: a.leftOut, Plans: []PlanFigures{}}
		for k := range a.sides {
			f := r.figures(&a.sides[k])
			row.Plans = append(row.Plans, f)
			totals[k].Areas.add(a.area, &f)
		}
		out.ByArea = append(out.ByArea, row)
	}
	for k := range totals {
		totals[k].PlanFigures = r.figures(&total[k])
		totals[k].Areas.Changed = total[k].changes.areas
		out.Total = append(out.Total, totals[k])
	}
	return out
}

// plans says what the contenders are.
func (c *comparing) plans(all []compared) []ComparedPlan {
	out := make([]ComparedPlan, len(c.contenders))
	named := names(c.contenders)
	for k := range c.contenders {
		x := &c.contenders[k]
		load := x.Policy.Links.Load
		p := ComparedPlan{
			Name: named[k], Title: x.Title, TitleZh: x.TitleZh, Scheme: x.Policy.Scheme, Metric: string(x.Policy.Metric),
			Judged: x.Problems != nil, Findings: c.findings[k], Load: LoadFigures{load.Min, load.TargetMin, load.TargetMax, load.Max},
		}
		if x.Policy.Links.Reach.Set {
			p.ReachM = &x.Policy.Links.Reach.Meters
		}
		for i := range all {
			s := &all[i].sides[k]
			p.Homes += s.homesOfPlan
			p.HomesLeftOut += s.homesOfPlan - s.covered.homes
			p.Findings += s.findings
		}
		p.Areas = len(c.entries[k])
		out[k] = p
	}
	return out
}

// reaches are the reaches of the policies, each once.
func reaches(contenders []Contender) []float64 {
	out := []float64{}
	for i := range contenders {
		if l := contenders[i].Policy.Links; l.Reach.Set && l.Within != policy.WithinNone {
			out = append(out, l.Reach.Meters)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mostBins is how many bins cover nearly all distances.
const mostBins = 10

// farthestMM is more than any way on Earth in millimetres: what a plan says beyond is not worth a bin.
const farthestMM = 1 << 40

// bins are the upper ends of at most mostBins bins of one width, 1, 2 or 5 times a power of ten metres, that hold 99 of 100 distances; none without any.
// It sorts the distances.
func bins(mm []int64) []int64 {
	if len(mm) == 0 {
		return nil
	}
	slices.Sort(mm)
	most := min(mm[(99*len(mm)+99)/100-1], farthestMM)
	width := int64(1000)
	for scale, k := int64(1000), 0; width*mostBins < most; k++ {
		if k%3 == 2 {
			scale *= 10
		}
		width = scale * []int64{2, 5, 1}[k%3]
	}
	out := []int64{width}
	for out[len(out)-1] < most {
		out = append(out, out[len(out)-1]+width)
	}
	return out
}

// A ruler has the marks that all plans are measured by.
type ruler struct {
	binsMM  []int64
	reaches []float64
}

func (r *ruler) figures(s *side) PlanFigures {
	f := s.of.figures()
	c := &s.covered
	return PlanFigures{
		Homes: c.homes, Served: c.served(), Linked: c.linked, Own: c.own, Chosen: c.chosen, NotAsked: c.notAsked, Unserved: c.unserved,
		Coverage: shareOf(c.served(), c.served()+c.unserved), UnservedBy: f.UnservedBy, Urgent: s.urgent,
		Services: *s.wishes.services.shared(), Associations: *s.wishes.associations.shared(), Wishes: s.wishes.wishes,
		Members: f.Members, Eligible: f.Eligible, Idle: f.Idle, Loads: f.Loads, LoadCounts: f.LoadCounts, Gini: gini(f.LoadCounts),
		Distances: r.distances(s), Circles: f.Circles, CircleHomes: f.CircleHomes, Teams: f.Teams, CenterFarthestM: f.CenterFarthestM,
		Groups: f.Groups.Groups, Centers: f.Centers.Centers, CenterMembers: f.Centers.Members, Blocking: s.blocking, Shortfalls: f.Shortfalls, Lacks: s.lacks, Proofs: f.Proofs, Changes: s.changes.figures(),
	}
}

// shareOf is a share, 1 of nothing.
func shareOf(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return share(part, whole)
}

// distances also sorts those of the side.
func (r *ruler) distances(s *side) ComparedDistances {
	d := s.of.distances
	slices.Sort(d)
	n := len(d)
	out := ComparedDistances{Links: n, WithinReach: shareOf(s.of.withinReach, n), Within: []float64{}, Counts: make([]int, len(r.binsMM)+1)}
	for _, m := range r.reaches {
		out.Within = append(out.Within, shareOf(upTo(d, policy.AtMost(m).MM()), n))
	}
	before := 0
	for i, end := range r.binsMM {
		now := upTo(d, end)
		out.Counts[i], before = now-before, now
	}
	out.Counts[len(r.binsMM)] = n - before
	if n == 0 {
		return out
	}
	var sum int64
	for _, mm := range d {
		sum += mm
	}
	out.MeanM, out.MedianM, out.P90M, out.MaxM = mean(sum, n), meters(d[(n+1)/2-1]), meters(d[(9*n+9)/10-1]), meters(d[n-1])
	return out
}

// upTo counts the values up to a limit, of sorted ones.
func upTo(sorted []int64, limit int64) int {
	return sort.Search(len(sorted), func(i int) bool { return sorted[i] > limit })
}

// gini is the Gini coefficient of loads: with loads y1 <= ... <= yn it is the sum of (2i - n - 1) yi over n times the sum of yi (Gini 1912; Sen 1973). It is
// 0 without loads. Integers of any size, since a plan that is read may say anything.
func gini(counts []LoadCount) float64 {
	n := int64(0)
	for _, c := range counts {
		n += int64(c.Members)
	}
	above, sum := new(big.Int), new(big.Int)
	before := int64(0)
	for _, c := range counts {
		// The ranks i of these members add up to k (before + (k + 1) / 2), so 2i - n - 1 to k (2 before + k - n).
		k := int64(c.Members)
		y := big.NewInt(int64(c.Load))
		above.Add(above, new(big.Int).Mul(big.NewInt(2*before+k-n), new(big.Int).Mul(big.NewInt(k), y)))
		sum.Add(sum, new(big.Int).Mul(big.NewInt(k), y))
		before += k
	}
	if sum.Sign() <= 0 {
		return 0
	}
	x, _ := new(big.Rat).SetFrac(above, sum.Mul(sum, big.NewInt(n))).Float64()
	return round3(x)
}

func (c *changes) figures() ChangeFigures {
	return ChangeFigures{
		Same: c.same, Moved: c.moved, Gained: c.gained, Lost: c.lost, Neither: c.neither,
		Both: c.both, Nearer: c.nearer, Farther: c.farther, FirstMeanM: mean(c.firstMM, c.both), MeanM: mean(c.mm, c.both),
	}
}

// add lets an area set the least and the most.
func (a *AreasFigures) add(area areaID, f *PlanFigures) {
	if f.Served+f.Unserved > 0 {
		a.Coverage.add(area, f.Coverage)
		if f.Unserved == 0 {
			a.Full++
		}
	}
	if f.Eligible > 0 {
		a.MeanLoad.add(area, f.Loads.Mean)
	}
	if f.Distances.Links > 0 {
		a.MeanM.add(area, f.Distances.MeanM)
	}
}

func (r *AreaRange) add(area areaID, x float64) {
	if r.MinAt == "" || x < r.Min {
		r.Min, r.MinAt = x, area
	}
	if r.MaxAt == "" || x > r.Max {
		r.Max, r.MaxAt = x, area
	}
}

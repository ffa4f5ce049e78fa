package peer

import (
	"errors"
	"math/big"

	"jinlin/engine/internal/linking"
)

// A Village is a linking problem in single integers, as the peer wants it.
type Village struct {
	Scale     Scale
	Start, To []int32
	Cost      []int64 // of each pair
	Skip      []int64 // of leaving each home unserved
	// First, Units and Unit are the loads: server j takes Units[u] homes at Unit[u] each, u from First[j] to First[j+1]-1.
	First, Units []int32
	Unit         []int64
}

// A Scale turns cost vectors into single integers of the same order: each tier is worth more than any exchange can move
// in the tiers below it.
type Scale struct {
	worth linking.Vec
	// base is what the servers' loads cost before any home is linked.
	base linking.Vec
}

// ErrTooLarge is returned for problems whose tiers do not fit into one integer.
var ErrTooLarge = errors.New("peer: the tiers do not fit into 63 bits")

// Integer is what the peer should find where our solver found the value: the value less what is paid anyway.
func (s *Scale) Integer(value linking.Vec) *big.Int {
	sum := new(big.Int)
	for t, v := range value.Minus(s.base) {
		sum.Add(sum, new(big.Int).Mul(big.NewInt(v), big.NewInt(s.worth[t])))
	}
	return sum
}

func (s *Scale) integer(v linking.Vec) int64 {
	var sum int64
	for t := range v {
		sum += v[t] * s.worth[t]
	}
	return sum
}

// Pack writes a problem as integers. Its homes must weigh 1 each.
func Pack(p *linking.Problem) (Village, error) {
	v := Village{Start: p.Start, To: p.To}
	runs, first := allRuns(p)
	v.First = first
	var err error
	if v.Scale.worth, err = worth(p, runs); err != nil {
		return v, err
	}
	for j := range p.Servers {
		v.Scale.base = v.Scale.base.Plus(loadCost(p, j, p.Servers[j].Base))
	}
	v.Cost, v.Skip = make([]int64, len(p.To)), make([]int64, len(p.Skip))
	for h := range p.Skip {
		v.Skip[h] = v.Scale.integer(skipCost(p, h))
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			v.Cost[a] = v.Scale.integer(pairCost(p, h, a))
		}
	}
	for _, r := range runs {
		v.Units = append(v.Units, r.units)
		v.Unit = append(v.Unit, v.Scale.integer(r.cost))
	}
	return v, nil
}

// A run are units of one server's load that cost the same.
type run struct {
	units int32
	cost  linking.Vec
}

// allRuns lists the runs of all servers; those of server j are runs[first[j]:first[j+1]]. Loads that the homes of a server
// cannot add up to are left out.
func allRuns(p *linking.Problem) (runs []run, first []int32) {
	homes := make([]int64, len(p.Servers))
	for _, j := range p.To {
		homes[j]++
	}
	first = []int32{0}
	for j, s := range p.Servers {
		begin := len(runs)
		for y := s.Base + 1; y <= min(s.Max, s.Base+homes[j]); y++ {
			c := loadCost(p, j, y).Minus(loadCost(p, j, y-1))
			if last := len(runs) - 1; last >= begin && runs[last].cost == c {
				runs[last].units++
			} else {
				runs = append(runs, run{1, c})
			}
		}
		first = append(first, int32(len(runs)))
	}
	return runs, first
}

// worth finds what each tier must be worth. Two plans differ by exchanges that pass each server at most once and the unserved
// at most once, and that raise one load and lower another.
func worth(p *linking.Problem, runs []run) (w linking.Vec, err error) {
	pairs, skip := spread(p)
	var unit linking.Vec
	for _, r := range runs {
		for t, c := range r.cost {
			unit[t] = max(unit[t], c, -c)
		}
	}
	total := big.NewInt(1)
	for t := len(w) - 1; t >= 0; t-- {
		w[t] = total.Int64()
		reach := int64(2*len(p.Servers))*pairs[t] + 4*skip[t] + 2*unit[t]
		total = new(big.Int).Mul(total, big.NewInt(2*reach+1))
		if total.BitLen() > 58 {
			return w, ErrTooLarge
		}
	}
	return w, nil
}

// spread is how much the costs of a home's pairs differ at most, tier by tier, and its pairs from being unserved.
func spread(p *linking.Problem) (pairs, skip linking.Vec) {
	for h := range p.Skip {
		if p.Start[h] == p.Start[h+1] {
			continue
		}
		low := pairCost(p, h, p.Start[h])
		high := low
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			for t, c := range pairCost(p, h, a) {
				low[t], high[t] = min(low[t], c), max(high[t], c)
			}
		}
		for t, c := range skipCost(p, h) {
			pairs[t] = max(pairs[t], high[t]-low[t])
			skip[t] = max(skip[t], high[t]-c, c-low[t])
		}
	}
	return pairs, skip
}

// Value is what a plan costs, by the pair that each home uses (-1: none), reckoned apart from the solver.
func Value(p *linking.Problem, arc []int32) linking.Vec {
	var v linking.Vec
	load := make([]int64, len(p.Servers))
	for h, a := range arc {
		if a < 0 {
			v = v.Plus(skipCost(p, h))
			continue
		}
		v = v.Plus(pairCost(p, h, a))
		load[p.To[a]]++
	}
	for j, y := range load {
		v = v.Plus(loadCost(p, j, p.Servers[j].Base+y))
	}
	return v
}

func pairCost(p *linking.Problem, h int, a int32) (v linking.Vec) {
	for _, c := range p.Columns {
		v[c.Tier] = c.Cost[a]
	}
	if p.Standing != nil && p.Standing[h] >= 0 && p.Standing[h] != a {
		v = v.Plus(p.Change)
	}
	return v
}

func skipCost(p *linking.Problem, h int) linking.Vec {
	v := p.SkipCost[p.Skip[h]]
	if p.Standing != nil && p.Standing[h] >= 0 {
		v = v.Plus(p.Change)
	}
	return v
}

func loadCost(p *linking.Problem, j int, y int64) (v linking.Vec) {
	s, scale := p.Servers[j], max(p.LoadScale, 1)
	if p.ShortfallTier > 0 {
		v[p.ShortfallTier] = scale * max(s.Min-y, 0)
	}
	if p.LoadTier > 0 {
		under, over := max(s.Low-y, 0), max(y-s.High, 0)
		v[p.LoadTier] = scale * (under*under + over*over)
	}
	return v
}

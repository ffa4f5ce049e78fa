package median

import "math"

// ascent raises the Lagrangian bound by the volume algorithm (Barahona and Anbil 2000): steps from the best multipliers along a
// moving average of the subgradients. The same average of the chosen sites approaches the solution of the linear relaxation.
type ascent struct {
	v, trial []int64   // the best multipliers, and those tried
	g, mean  []float64 // the subgradient, and the average
	share    []float64 // per undecided site the average of being chosen
	bound    int64
	length   float64 // the step length, a factor
}

// begin evaluates the multipliers of all homes, moved into their ranges.
func (a *ascent) begin(r *relax, all []int64) {
	n := len(r.who)
	a.v = r.gather(a.v, all)
	a.trial, a.g, a.mean, a.share = resized(a.trial, n), resized(a.g, n), resized(a.mean, n), resized(a.share, len(r.local))
	a.length = 0.2
	a.bound = r.value(a.v)
	r.slack(a.v, a.g)
	copy(a.mean, a.g)
	for k, c := range r.chosen {
		a.share[k] = 0
		if c {
			a.share[k] = 1
		}
	}
}

// climb makes at most so many steps and ends early above the limit, or when the steps have become too small to matter. It
// calls seen after every step, when the relaxation holds its solution.
func (a *ascent) climb(r *relax, steps int, limitAt *int64, seen func()) {
	widest, poor, since := 0.1, 0, a.bound
	for k := 0; k < steps && a.bound <= *limitAt && !r.spent(); k++ {
		limit := *limitAt
		target := limit
		if r.ceiling <= limit/r.scale {
			// No plan is known, and what the costliest one might cost is too far away to aim at.
			target = min(limit, max(a.bound, 0)+max(a.bound, 0)/16+r.scale*r.step)
		}
		if !a.step(r, target) {
			return
		}
		r.spend(4 * int64(len(r.who)))
		bound := r.value(a.trial)
		r.slack(a.trial, a.g)
		seen()
		dot := a.blend(r, widest)
		if bound > a.bound {
			a.bound = bound
			a.v, a.trial = a.trial, a.v
			poor = 0
			if dot >= 0 {
				a.length = min(a.length*1.1, 2)
			}
		} else if poor++; poor >= 10 {
			poor = 0
			a.length *= 0.66
		}
		if k%50 == 49 {
			if float64(a.bound-since) < 0.01*float64(limit-since) && widest > 1e-4 {
				widest /= 2
			}
			since = a.bound
		}
		if a.length < 5e-4 {
			return
		}
	}
}

// step sets trial; it returns false if there is nowhere to go.
func (a *ascent) step(r *relax, target int64) bool {
	square := 0.0
	for i, d := range a.mean {
		if d > 0 && a.v[i] >= r.high[i] || d < 0 && a.v[i] <= r.low[i] {
			continue
		}
		square += float64(d * d)
	}
	if square < 1e-12 {
		return false
	}
	gap := float64(target-a.bound) + 1
	s := float64(a.length*gap) / square
	moved := false
	for i, d := range a.mean {
		x := float64(a.v[i]) + float64(s*d)
		t := int64(math.Floor(min(max(x, float64(r.low[i])), float64(r.high[i])) + 0.5))
		a.trial[i] = min(max(t, r.low[i]), r.high[i])
		moved = moved || a.trial[i] != a.v[i]
	}
	return moved
}

// blend moves the averages towards the new subgradient, by the weight that makes the average shortest, and returns the product
// of the new subgradient with the old average.
func (a *ascent) blend(r *relax, widest float64) float64 {
	gm, gg, mm := 0.0, 0.0, 0.0
	for i, g := range a.g {
		m := a.mean[i]
		gm += float64(g * m)
		gg += float64(g * g)
		mm += float64(m * m)
	}
	w := widest
	if q := gg - float64(2*gm) + mm; q > 1e-12 {
		w = min(max((mm-gm)/q, widest/10), widest)
	}
	for i, g := range a.g {
		a.mean[i] = float64((1-w)*a.mean[i]) + float64(w*g)
	}
	for k, c := range r.chosen {
		a.share[k] *= 1 - w
		if c {
			a.share[k] += w
		}
	}
	return gm
}

// likely lists the sites that were chosen not long ago.
func (a *ascent) likely(r *relax) []int32 {
	var sites []int32
	for k, x := range a.share {
		if x > 1e-3 || r.chosen[k] {
			sites = append(sites, r.local[k])
		}
	}
	return sites
}

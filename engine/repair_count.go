package engine

// endSurplus ends circles while there are more than policy.Circles.Count, the one with the fewest homes first, of several the last; those of required sites stay.
func (r *repairer) endSurplus() {
	most := r.policy.Circles.Count
	if most == 0 {
		return
	}
	for {
		n, least := 0, -1
		for c := range r.rings {
			x := &r.rings[c]
			if len(x.homes) == 0 {
				continue
			}
			n++
			if required := x.site != none && r.sites[x.site].required; !required && (least < 0 || len(x.homes) <= len(r.rings[least].homes)) {
				least = c
			}
		}
		if n <= most || least < 0 {
			return
		}
		for x := &r.rings[least]; len(x.homes) > 0; {
			r.out(x.homes[len(x.homes)-1])
		}
		r.moveTo(least, none)
	}
}

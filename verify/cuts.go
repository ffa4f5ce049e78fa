package verify

import (
	"fmt"

	"jinlin/engine"
)

// A cut laid open: its homes and members as sets, and what they add up to.
type openCut struct {
	homes, members map[int]bool
	weight         int64 // of the homes
	minima, room   int64 // of the members
	// Why it is no cut at all, none for full members, none for missed minima.
	broken, notFull, notShort string
}

// cut judges a cut, once however many homes or members share it.
func (j *judge) cut(c *engine.Cut) *openCut {
	if o, ok := j.cuts[c]; ok {
		return o
	}
	key := fmt.Sprintf("%q %q %d %d", c.Homes, c.Members, c.Room, c.Missing)
	o, ok := j.cutsByText[key]
	if !ok {
		o = j.openCut(c)
		if o.notFull, o.notShort = o.broken, o.broken; o.broken == "" {
			o.notFull, o.notShort = j.notFull(o, c), j.notShort(o, c)
		}
		j.cutsByText[key] = o
	}
	j.cuts[c] = o
	return o
}

// openCut reads a cut; it is broken if it names somebody twice or unknown.
func (j *judge) openCut(c *engine.Cut) *openCut {
	o := &openCut{homes: map[int]bool{}, members: map[int]bool{}}
	for _, id := range c.Homes {
		h, ok := j.homeAt[id]
		if !ok || o.homes[h] {
			o.broken = fmt.Sprintf("home %q is unknown or named twice", id)
			return o
		}
		o.homes[h] = true
		o.weight += j.homes[h].weight
	}
	for _, id := range c.Members {
		k, ok := j.memberAt[id]
		if !ok || o.members[k] || !j.members[k].eligible {
			o.broken = fmt.Sprintf("member %q is unknown, not eligible or named twice", id)
			return o
		}
		o.members[k] = true
		o.minima += int64(j.members[k].load.Min)
		o.room += int64(j.members[k].load.Max) - j.members[k].fixedLoad()
	}
	return o
}

// checkFullCut checks that the cut shows why home h has nobody.
func (j *judge) checkFullCut(h int, c *engine.Cut) {
	o := j.cut(c)
	why := o.notFull
	if why == "" && !o.homes[h] {
		why = "the home is not in it"
	}
	if why != "" {
		j.add(Finding{Code: WrongCut, Household: j.homes[h].id}, "the cut of home %q does not show that all are full: %s", j.homes[h].id, why)
	}
}

// notFull checks that the members of the cut have no room for its homes, and
// that nobody else may take them. O(homes * members).
func (j *judge) notFull(o *openCut, c *engine.Cut) string {
	for i := range j.homes {
		if !o.homes[i] {
			continue
		}
		if !j.free(i) {
			return fmt.Sprintf("home %q needs no place", j.homes[i].id)
		}
		for _, k := range j.eligible {
			if !o.members[k] && j.allowed(j.border, i, k) {
				return fmt.Sprintf("home %q may go to %q, who is not in it", j.homes[i].id, j.members[k].id)
			}
		}
	}
	switch {
	case o.weight <= o.room:
		return fmt.Sprintf("its homes weigh %d and its members have room for %d", o.weight, o.room)
	case int64(c.Room) != o.room || int64(c.Missing) != o.weight-o.room:
		return fmt.Sprintf("it says room %d, missing %d; expected %d and %d", c.Room, c.Missing, o.room, o.weight-o.room)
	}
	return ""
}

// notShort checks that the members of the cut cannot reach their minima with
// the homes that they may have. O(homes * members).
func (j *judge) notShort(o *openCut, c *engine.Cut) string {
	for i := range j.members {
		if !o.members[i] {
			continue
		}
		for h := range j.homes {
			mine := j.fixed(h) == i || j.free(h) && j.allowed(j.border, h, i)
			if mine && !o.homes[h] {
				return fmt.Sprintf("member %q may have home %q, which is not in it", j.members[i].id, j.homes[h].id)
			}
		}
	}
	switch {
	case o.weight >= o.minima:
		return fmt.Sprintf("its homes weigh %d and the minima add up to %d", o.weight, o.minima)
	case int64(c.Missing) != o.minima-o.weight:
		return fmt.Sprintf("it says that %d are missing; expected %d", c.Missing, o.minima-o.weight)
	}
	return ""
}

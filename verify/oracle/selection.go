package oracle

import (
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// ChoicesOf are the members whom a plan says that its homes chose.
func ChoicesOf(d *engine.Draft) Link {
	to := Link{}
	for _, r := range d.Homes {
		if r.Choice != "" {
			to[r.ID] = r.Choice
		}
	}
	return to
}

// fixed is the member whom a home has by lock, or by a firm choice in the plan.
func (w World) fixed(d *engine.Draft, h engine.HouseholdID) engine.MemberID {
	if m := w.lock(h); m != "" || w.P.Policy.Selection.Pairs != policy.PairsFirm {
		return m
	}
	if m := ChoicesOf(d)[h]; m != "" && w.takes(d, h, m) {
		return m
	}
	return ""
}

// takes reports whether home and member accept each other.
func (w World) takes(d *engine.Draft, h engine.HouseholdID, m engine.MemberID) bool {
	if w.member(m) == nil || w.own(h) != "" || w.lock(h) != "" || w.spared(h) || !w.allowed(d, h, m) {
		return false
	}
	home, member := w.home(h).Preferences, w.member(m).Preferences
	_, names := home.Of(m)
	_, named := member.Of(h)
	switch {
	case w.P.Policy.Selection.Unlisted == policy.UnlistedLast:
		return true
	case len(home) == 0 && len(member) == 0:
		return false
	}
	return (names || len(home) == 0) && (named || len(member) == 0)
}

// wants is how much the home wants the member: rank, then distance where the list leaves him out; less is more.
func (w World) wants(h engine.HouseholdID, m engine.MemberID) []int64 {
	return wish(w.home(h).Preferences, m, w.linkMM(h, m))
}

// wantedBy is how much the member wants the home.
func (w World) wantedBy(h engine.HouseholdID, m engine.MemberID) []int64 {
	return wish(w.member(m).Preferences, h, w.linkMM(h, m))
}

func wish[ID ~string](list engine.Ranking[ID], id ID, mm int64) []int64 {
	rank, listed := list.Of(id)
	if listed {
		mm = 0
	}
	return []int64{int64(rank), mm}
}

// room is what the maximum of a member leaves beside his locks.
func (w World) room(m engine.MemberID) int {
	room := w.load(m).Max
	for _, h := range w.homes() {
		if w.lock(h) == m {
			room -= w.weight(h)
		}
	}
	return room
}

// Blocking lists the pairs that would rather have each other than what to gives them.
func (w World) Blocking(d *engine.Draft, to Link) []engine.Pair {
	has := Link{}
	for h, m := range to {
		if w.takes(d, h, m) {
			has[h] = m
		}
	}
	var out []engine.Pair
	for _, h := range w.homes() {
		for _, m := range w.eligibles() {
			if has[h] == m || !w.takes(d, h, m) || has[h] != "" && slices.Compare(w.wants(h, m), w.wants(h, has[h])) >= 0 {
				continue
			}
			room := w.room(m)
			for g, k := range has {
				if k == m && slices.Compare(w.wantedBy(g, m), w.wantedBy(h, m)) <= 0 {
					room -= w.weight(g)
				}
			}
			if room >= w.weight(h) {
				out = append(out, engine.Pair{Household: h, Member: m})
			}
		}
	}
	return out
}

// Suitors are the homes that some member takes, and who takes them.
func (w World) Suitors(d *engine.Draft) map[engine.HouseholdID][]engine.MemberID {
	out := map[engine.HouseholdID][]engine.MemberID{}
	for _, h := range w.homes() {
		for _, m := range w.eligibles() {
			if w.takes(d, h, m) {
				out[h] = append(out[h], m)
			}
		}
	}
	return out
}

// EvenSuitors reports whether all homes that somebody takes weigh the same.
func (w World) EvenSuitors(d *engine.Draft) bool {
	seen := map[int]bool{}
	for h := range w.Suitors(d) {
		seen[w.weight(h)] = true
	}
	return len(seen) <= 1
}

// strict reports whether nobody wants two equally.
func (w World) strict(d *engine.Draft) bool {
	type wanting struct {
		who      string
		rank, mm int64
	}
	seen := map[wanting]bool{}
	for h, members := range w.Suitors(d) {
		for _, m := range members {
			a, b := w.wants(h, m), w.wantedBy(h, m)
			x, y := wanting{"home " + string(h), a[0], a[1]}, wanting{"member " + string(m), b[0], b[1]}
			if seen[x] || seen[y] {
				return false
			}
			seen[x], seen[y] = true, true
		}
	}
	return true
}

// MostPairs is the bound of docs/model.md.
func (w World) MostPairs(d *engine.Draft) int {
	suitors := w.Suitors(d)
	if w.strict(d) && w.EvenSuitors(d) {
		return len(ChoicesOf(d))
	}
	places := map[engine.MemberID]int{}
	for _, m := range w.eligibles() {
		var weights []int
		for h, members := range suitors {
			if slices.Contains(members, m) {
				weights = append(weights, w.weight(h))
			}
		}
		slices.Sort(weights)
		room := w.room(m)
		for _, x := range weights {
			if room -= x; room >= 0 {
				places[m]++
			}
		}
	}
	return mostOf(w.homes(), suitors, places)
}

func mostOf(homes []engine.HouseholdID, suitors map[engine.HouseholdID][]engine.MemberID, places map[engine.MemberID]int) int {
	if len(homes) == 0 {
		return 0
	}
	best := mostOf(homes[1:], suitors, places)
	for _, m := range suitors[homes[0]] {
		if places[m] > 0 {
			places[m]--
			best = max(best, 1+mostOf(homes[1:], suitors, places))
			places[m]++
		}
	}
	return best
}

// selection checks what the plan says of the two-way choice.
func (j *judge) selection() {
	choices, s := ChoicesOf(j.d), j.d.Selection
	if j.P.Policy.Selection.By == policy.ProposeNone {
		j.say(s == nil && len(choices) == 0, "a choice unasked")
		return
	}
	if j.say(s != nil, "no choice"); s == nil {
		return
	}
	pairs := 0
	for _, r := range j.d.Homes {
		chosen := r.State == engine.HomeChosen
		if chosen {
			pairs++
		}
		j.say(r.Choice == "" || j.takes(j.d, r.ID, r.Choice), "choice of %s", r.ID)
		j.say(chosen == (r.Choice != "" && r.Choice == r.Member), "state of %s", r.ID)
		j.say(chosen || r.Choice == "" || j.P.Policy.Selection.Pairs == policy.PairsYielding, "broken choice of %s", r.ID)
	}
	blocking := j.Blocking(j.d, LinksOf(j.d))
	j.say(s.Pairs == pairs, "%d pairs, not %d", s.Pairs, pairs)
	j.say(slices.Equal(s.Blocking, blocking), "blocking %v, not %v", s.Blocking, blocking)
	kind, bound := engine.Kept, 0
	if s.Kind != engine.Kept || !j.frozen() {
		kind, bound = engine.Bounded, j.MostPairs(j.d)
		if len(blocking) == 0 && pairs == bound {
			kind = engine.Certified
		}
		j.anew(choices)
	}
	j.say(s.Bound == bound && s.Kind == kind, "%s choice with bound %d, not %s and %d", s.Kind, s.Bound, kind, bound)
}

// anew checks a choice made anew.
func (j *judge) anew(choices Link) {
	for _, m := range j.eligibles() {
		weight := 0
		for h, k := range choices {
			if k == m {
				weight += j.weight(h)
			}
		}
		j.say(weight == 0 || weight <= j.room(m), "%s is chosen by too many", m)
	}
	if j.EvenSuitors(j.d) {
		found := j.Blocking(j.d, choices)
		j.say(len(found) == 0, "unstable: %v", found)
	}
}

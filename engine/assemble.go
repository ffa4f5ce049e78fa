package engine

// draft starts a plan with every home and member in it.
func (s *State) draft() Draft {
	d := Draft{
		Area: s.problem.Area, Input: s.fingerprint(), Ground: s.ground.Fingerprint(), Metric: s.policy.Metric, Datum: s.problem.Datum,
		Homes: make([]Home, len(s.homes)), Members: make([]Server, len(s.members)),
	}
	for i := range s.homes {
		d.Homes[i] = Home{ID: s.homes[i].ID, State: HomeUnserved}
	}
	for i := range s.members {
		m := &s.members[i]
		d.Members[i] = Server{ID: m.ID, Eligible: m.eligible(), Excluded: m.excluded}
		if m.anchor != none {
			d.Members[i].Anchor = s.homes[m.anchor].ID
		}
	}
	return d
}

func (s *State) writeLinks(d *Draft, a *assignment, proof LinkProof) {
	for i := range s.homes {
		h, out := &s.homes[i], &d.Homes[i]
		if h.choice != none {
			out.Choice = s.members[h.choice].ID
		}
		switch m := a.member[i]; {
		case h.lock == none && h.covers != none:
			out.State, out.Member = HomeOwn, s.members[h.covers].ID
		case h.held:
			out.State = HomeHeld
		case m != none:
			out.State, out.Member, out.DistanceMM = HomeLinked, s.members[m].ID, a.mm[i]
			switch {
			case h.lock != none:
				out.State = HomeLocked
			case h.choice == m:
				out.State = HomeChosen
			}
		}
	}
	for i := range s.members {
		d.Members[i].Load, d.Members[i].Price = int(a.load[i]), a.price[i]
	}
	d.Proof.Links = proof
}

func (s *State) writeOpen(d *Draft, a *assignment, proof LinkProof) {
	for i := range s.homes {
		switch m := a.member[i]; {
		case d.Homes[i].State == HomeOwn:
			d.Homes[i].OpenMember = d.Homes[i].Member
		case m != none:
			d.Homes[i].OpenMember, d.Homes[i].OpenMM = s.members[m].ID, a.mm[i]
		}
	}
	for i := range s.members {
		d.Members[i].OpenPrice = a.price[i]
	}
	d.Proof.Open = proof
}

func (s *State) compareBorders(d *Draft, first, open *assignment) {
	b := &d.Borders
	b.Solved = true
	for h := range s.homes {
		in, out := first.member[h] != none, open.member[h] != none
		if in {
			b.Served++
		}
		if out {
			b.OpenServed++
		}
		if in && out {
			b.BothHomes++
			b.SumMM += first.mm[h]
			b.OpenSumMM += open.mm[h]
		}
	}
	b.LoadMin, b.LoadMax = s.loadRange(first)
	b.OpenLoadMin, b.OpenLoadMax = s.loadRange(open)
}

// loadRange is the smallest and the largest load of an eligible member; 0 and 0 without any.
func (s *State) loadRange(a *assignment) (least, most int) {
	found := false
	for i := range s.members {
		if !s.members[i].eligible() {
			continue
		}
		y := int(a.load[i])
		if !found {
			least, most, found = y, y, true
		}
		least, most = min(least, y), max(most, y)
	}
	return least, most
}

func (s *State) writeDeputies(d *Draft, a *assignment, proof LinkProof) {
	for i, m := range a.member {
		if m != none {
			d.Homes[i].Deputy, d.Homes[i].DeputyMM = s.members[m].ID, a.mm[i]
		}
	}
	for i := range s.members {
		d.Members[i].Deputised, d.Members[i].DeputyPrice = int(a.load[i]), a.price[i]
	}
	d.Proof.Deputies = proof
}

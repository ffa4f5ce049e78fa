package verify

// checkDeputies checks the second member of each linked home.
func (j *judge) checkDeputies() {
	j.deputyOf = make([]int, len(j.homes))
	for h := range j.homes {
		r := &j.rows[h]
		j.deputyOf[h] = -1
		want := int64(0)
		if r.Deputy != "" {
			if k := j.checkDeputy(h); k >= 0 {
				want = j.linkMM(h, k)
			}
		}
		if r.DeputyMM != want {
			j.add(j.atDeputy(WrongDeputyDistance, h), "home %q is said to be %s from its deputy %q; expected %s", r.ID, meters(r.DeputyMM), r.Deputy, meters(want))
		}
	}
	for k, y := range j.loads(j.deputyOf) {
		m := &j.members[k]
		if got := int64(j.servers[k].Deputised); got != y {
			j.add(Finding{Code: WrongDeputyLoad, Member: m.id}, "member %q is said to deputise for %d; expected %d", m.id, got, y)
		}
		if most := int64(j.policy.Deputies.Max); y > most {
			j.add(Finding{Code: DeputyOverload, Member: m.id}, "member %q deputises for %d; deputies.max is %d", m.id, y, most)
		}
	}
}

func (j *judge) atDeputy(code string, h int) Finding {
	f := j.at(code, h)
	f.Member = j.rows[h].Deputy
	return f
}

// checkDeputy returns the deputy of a home, -1 if he is not known.
func (j *judge) checkDeputy(h int) int {
	r := &j.rows[h]
	k := j.number(r.Deputy)
	switch {
	case k < 0:
		j.add(j.atDeputy(ForeignMember, h), "home %q has the deputy %q, who is not in the problem", r.ID, r.Deputy)
		return -1
	case j.policy.Deputies.Max == 0 || j.linkedTo[h] < 0:
		j.add(j.atDeputy(DeputyUnasked, h), "home %q has the deputy %q; deputies are asked for %d a member, and only for homes with a link", r.ID, r.Deputy, j.policy.Deputies.Max)
	case k == j.linkedTo[h]:
		j.add(j.atDeputy(DeputySame, h), "home %q has %q as member and as deputy; expected two people", r.ID, r.Deputy)
	case !j.allowed(j.border, h, k):
		j.add(j.atDeputy(DeputyNotAllowed, h), "home %q has the deputy %q, %s away; the pair is not allowed", r.ID, r.Deputy, meters(j.between(h, k)))
	}
	j.deputyOf[h] = k
	j.report.Deputised++
	return k
}

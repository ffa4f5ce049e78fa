// Package centers chooses centres among members and gives every member one of them: a p-median problem whose clusters have a size that they should have
// and one that they must not exceed. Members are given to chosen centres exactly (a transport problem); which centres those are is searched, and bounded
// by a Lagrangian relaxation that knows both sizes.
package centers

// Problem is what Solve is asked. Distances are from 0 to 10^12, and so many members that their sum stays below 2^56.
type Problem struct {
	// Members is how many there are; they are numbered from 0.
	Members int
	// Sites are the members who may be centres, each once; Fixed, per site, those who are centres in any case (nil: none).
	Sites []int32
	Fixed []bool
	// Count is how many centres there shall be, the fixed ones among them; there are no more than sites.
	Count int
	// Start, To and MM are the members within reach of every site and how far they are: those of site s are [Start[s], Start[s+1]), To ascending. The
	// site's own member need not be among them and has no effect.
	Start []int32
	To    []int32
	MM    []int64
	// Min is what a centre should have and Max what it must not exceed, itself counted; 0 means no bound.
	Min, Max int64
}

// Value is what the aims come to, compared one after the other.
type Value struct {
	// Out counts the members without a centre; Missing adds up what centres lack to Min; Distance adds up how far members are from their centres.
	Out, Missing, Distance int64
}

// Less compares the aims one after the other.
func (a Value) Less(b Value) bool {
	switch {
	case a.Out != b.Out:
		return a.Out < b.Out
	case a.Missing != b.Missing:
		return a.Missing < b.Missing
	}
	return a.Distance < b.Distance
}

// None stands for no centre.
const None int32 = -1

// Solution is the best that was found and what is known of the best there is.
type Solution struct {
	// Open are the sites of the centres, ascending; Of is, per member, the index in Open of his centre, None without one. A centre is its own member.
	Open []int32
	Of   []int32
	// Value is what it comes to. Bound holds for every choice; Bound.Missing only for those with as few members without a centre as Value has, and
	// Bound.Distance for those with as few missing too.
	Value, Bound Value
	// Multiplier is per member, at most OutPrice. With what it says (see Problem.Dual), OutPrice times the members without a centre and MissingPrice times what
	// centres lack and the distance add up to at least Dual, whichever centres are chosen.
	Multiplier             []int64
	OutPrice, MissingPrice int64
	Dual                   int64
	// Cover is per member, at most CoverScale, nil where Bound.Out needs none: with all ways 0, Min 0 and prices CoverScale and 0, what it says is at most CoverScale times the
	// members without a centre, rounded up Bound.Out.
	Cover      []int64
	CoverScale int64
	// Searched tells that everything better was ruled out.
	Searched bool
	// Work is how many distances were looked at.
	Work int64
}

// site is the row of pairs of a site.
func (p *Problem) row(s int32) ([]int32, []int64) {
	a, b := p.Start[s], p.Start[s+1]
	return p.To[a:b], p.MM[a:b]
}

func (p *Problem) fixed(s int32) bool { return p.Fixed != nil && p.Fixed[s] }

// atFixed tells of each member whether he is a centre in any case.
func (p *Problem) atFixed() []bool {
	in := make([]bool, p.Members)
	for s, m := range p.Sites {
		if p.fixed(int32(s)) {
			in[m] = true
		}
	}
	return in
}

// most is the largest size of a centre.
func (p *Problem) most() int64 {
	if p.Max == 0 {
		return int64(max(p.Members, 1))
	}
	return p.Max
}

// farthest is the largest distance of a pair.
func (p *Problem) farthest() int64 {
	most := int64(0)
	for _, d := range p.MM {
		most = max(most, d)
	}
	return most
}

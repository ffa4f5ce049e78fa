package siting

import "testing"

// Problems that random draws found, each with what went wrong: what is found is valid, no worse than said here, and nothing false is claimed of it.
func TestFound(t *testing.T) {
	for _, c := range []struct {
		name string
		p    Problem
		// placed is how many homes circles must hold.
		placed int
	}{
		{
			"a site that reaches most homes, but nobody to look after them", Problem{
				TeamMin: 1, HasRadius: true, Homes: homesWith(1, 0, 0, 0, 0),
				Sites:    []Site{{Home: None, Cost: 1}, {Home: None, Cost: 1}, {Home: None, Cost: 1}},
				Distance: [][]int64{{Far, 0, 0, 0, 0}, {0, 0, 0, Far, Far}, {0, Far, Far, 0, 0}},
			}, 3,
		},
		{
			"fewer circles than asked for, for want of members, cost less", Problem{
				Objective: Median, Count: 2, TeamMin: 1, MinHeld: 1, Homes: homesWith(1, 0),
				Sites:    []Site{{Home: None, Cost: 1}, {Home: None, Cost: 1}},
				Distance: [][]int64{{0, 0}, {0, 0}},
			}, 2,
		},
		{
			"sites that are nearest to homes of a part where nobody makes a circle there", Problem{
				TeamMin: 1, Homes: homesWith(1, 0, 1, 0), Near: nearPairs(4, [2]int32{0, 1}, [2]int32{2, 3}),
				Sites:    []Site{{Home: None, Cost: 1}, {Home: None, Cost: 1}},
				Distance: [][]int64{{5, 5, Far, 0}, {Far, 0, 5, 5}},
			}, 4,
		},
		{
			"two sites for one home, and the dearer one is kept", Problem{
				Objective: Median, Count: 2, Homes: homesWith(0),
				Sites:    []Site{{Home: 0, Standing: true, Cost: 1000}, {Home: None, Standing: true}},
				Distance: [][]int64{{0}, {0}},
			}, 1,
		},
		{
			"a site that every home passes by is a circle too, where two are asked for", Problem{
				Objective: Median, Count: 2, Homes: homesWith(0, 0),
				Sites:    []Site{{Home: None}, {Home: None}},
				Distance: [][]int64{{0, 0}, {5, 5}},
			}, 2,
		},
		{
			"two required sites that are as near to a home by itself as to three others", Problem{
				Homes: homesWith(0, 0, 0, 0), Near: nearPairs(4, [2]int32{1, 2}, [2]int32{1, 3}, [2]int32{2, 3}),
				Sites:    []Site{{Home: 2, Required: true}, {Home: 3, Required: true}},
				Distance: [][]int64{{0, 0, 0, 0}, {0, 0, 0, 0}},
			}, 4,
		},
		{
			"a required site that reaches nobody but a home by itself, and another that is nearer to it", Problem{
				TeamMin: 1, Homes: homesWith(1, 1, 0), Near: nearPairs(3, [2]int32{1, 2}),
				Sites:    []Site{{Home: None, Cost: 1, Required: true}, {Home: None, Cost: 1, Required: true}},
				Distance: [][]int64{{0, 5, 5}, {9, Far, Far}},
			}, 3,
		},
		{
			"a site that costs as much as a home is far", Problem{
				Objective: Median, HasRadius: true, Homes: homesWith(0, 0),
				Sites:    []Site{{Home: 0, Cost: 1}, {Home: 1}},
				Distance: [][]int64{{0, Far}, {Far, 0}},
			}, 2,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.p.Work = 1 << 24
			s, ok := Solve(&c.p, func() bool { return false })
			if why := valid(&c.p, s.Open, s.Of); !ok || why != "" {
				t.Fatal(ok, why)
			}
			if s.Value.Placed[2] < c.placed {
				t.Errorf("%d homes are in circles, expected %d", s.Value.Placed[2], c.placed)
			}
			top := best(&c.p)
			if s.Value.Lacking != top.Lacking {
				t.Errorf("%d circles, brute force lacks %d", s.Value.Circles, top.Lacking)
			}
			checkClaims(t, &c.p, &s, top)
		})
	}
}

// homesWith are homes of priority 0 with so many members each, who can bear no load: a home with members is their own.
func homesWith(members ...int) []Home {
	var all []Home
	for _, n := range members {
		all = append(all, Home{Weight: 1, Members: n, Own: n > 0})
	}
	return all
}

// nearPairs is the relation "may share a circle" of n homes: each with itself, and the pairs.
func nearPairs(n int, pairs ...[2]int32) []Bits {
	near := make([]Bits, n)
	for h := range near {
		near[h] = NewBits(n)
		near[h].Add(int32(h))
	}
	for _, p := range pairs {
		near[p[0]].Add(p[1])
		near[p[1]].Add(p[0])
	}
	return near
}

package selection

import "slices"

// Homes of different weights. A stable matching may not exist, and to tell is NP-hard (McDermid and Manlove, Keeping partners together,
// Journal of Combinatorial Optimization 19, 2010). So this is a search: deferred acceptance by sizes, after which homes go over to members with
// whom they block, in a fixed random order, until no pair blocks or the passes are used up. Of the matchings seen after each pass
// the one with the fewest blocking pairs counts, then with the most pairs. No capacity is exceeded at any time.

const (
	// passesMost and looksMost bound the search: so many passes, or so many looks at pairs, whatever is less, but three passes at least.
	passesMost = 200
	looksMost  = 40_000_000
)

type weightedRun struct {
	*Problem
	byHome       []int32
	start, order []int32
	home         []int32
	// place is where a pair stands in the list of its member, from 0; upTo how many of that list are at least as good.
	place, upTo []int32
	arc         []int32
	load        []int64
	// sums are a tree for each member, of the weights that he holds by their place in the list (Fenwick 1994).
	sums []int64
	work int64
	// shed is memory of take.
	shed []int32
}

func solveWeighted(p *Problem, stop func() bool) (Matching, bool) {
	r := &weightedRun{
		Problem: p, byHome: p.byHome(), home: p.homeOf(), place: make([]int32, len(p.To)), upTo: make([]int32, len(p.To)),
		arc: unmatched(p.homes()), load: make([]int64, len(p.Capacity)), sums: make([]int64, len(p.To)),
	}
	r.start, r.order = p.byMember()
	r.places()
	if p.ByMembers {
		r.offer()
	} else {
		r.apply()
	}
	return r.search(stop)
}

// places numbers the lists of the members.
func (r *weightedRun) places() {
	for j := range r.Capacity {
		list := r.order[r.start[j]:r.start[j+1]]
		for i := len(list) - 1; i >= 0; i-- {
			a := list[i]
			r.place[a], r.upTo[a] = int32(i), int32(i+1)
			if i+1 < len(list) && r.Member[list[i+1]] == r.Member[a] {
				r.upTo[a] = r.upTo[list[i+1]]
			}
		}
	}
}

// add puts a weight at a place in the list of a member.
func (r *weightedRun) add(a int32, weight int64) {
	j := r.To[a]
	tree := r.sums[r.start[j]:r.start[j+1]]
	for i := int(r.place[a]) + 1; i <= len(tree); i += i & -i {
		tree[i-1] += weight
	}
	r.load[j] += weight
}

// upToSum adds up the weights of the first n in the list of member j.
func (r *weightedRun) upToSum(j, n int32) int64 {
	tree := r.sums[r.start[j]:r.start[j+1]]
	var sum int64
	for i := int(n); i > 0; i &= i - 1 {
		sum += tree[i-1]
	}
	return sum
}

// last is the pair of the worst home that member j holds; he holds one.
func (r *weightedRun) last(j int32) int32 {
	tree := r.sums[r.start[j]:r.start[j+1]]
	step := 1
	for step*2 <= len(tree) {
		step *= 2
	}
	at, want := 0, r.load[j]
	for ; step > 0; step /= 2 {
		if at+step <= len(tree) && tree[at+step-1] < want {
			at += step
			want -= tree[at-1]
		}
	}
	return r.order[r.start[j]+int32(at)]
}

// fits reports whether the member of a pair has room for its home, or would have without homes that are worse to him.
func (r *weightedRun) fits(h, a int32) bool {
	j := r.To[a]
	r.work++
	need := r.weight(h) - (r.Capacity[j] - r.load[j])
	return need <= 0 || r.load[j]-r.upToSum(j, r.upTo[a]) >= need
}

// take matches a home by a pair that fits: the member sends away his worst homes until there is room, and keeps those of them that fit after all.
// It returns the homes sent away.
func (r *weightedRun) take(h, a int32) []int32 {
	j := r.To[a]
	r.leave(h)
	r.shed = r.shed[:0]
	for r.Capacity[j]-r.load[j] < r.weight(h) {
		g := r.home[r.last(j)]
		r.leave(g)
		r.shed = append(r.shed, g)
	}
	r.arc[h] = a
	r.add(a, r.weight(h))
	for i := len(r.shed) - 1; i >= 0; i-- {
		g := r.shed[i]
		if b := r.pairOf(g, j); r.Capacity[j]-r.load[j] >= r.weight(g) {
			r.arc[g] = b
			r.add(b, r.weight(g))
		}
	}
	return slices.DeleteFunc(r.shed, func(g int32) bool { return r.arc[g] != None })
}

// leave takes a home from its member, if it has one.
func (r *weightedRun) leave(h int32) {
	if a := r.arc[h]; a != None {
		r.add(a, -r.weight(h))
		r.arc[h] = None
	}
}

// pairOf is the pair of a home and a member who accept each other.
func (r *weightedRun) pairOf(h, j int32) int32 {
	i, _ := slices.BinarySearch(r.To[r.Start[h]:r.Start[h+1]], j)
	return r.Start[h] + int32(i)
}

// apply lets homes propose, each to one member after the other.
func (r *weightedRun) apply() {
	next := slices.Clone(r.Start)
	var free []int32
	for h := r.homes() - 1; h >= 0; h-- {
		free = append(free, int32(h))
	}
	for len(free) > 0 {
		h := free[len(free)-1]
		free = free[:len(free)-1]
		for next[h] < r.Start[h+1] {
			a := r.byHome[next[h]]
			next[h]++
			if r.fits(h, a) {
				free = append(free, r.take(h, a)...)
				break
			}
		}
	}
}

// offer lets members propose to the homes that fit into their room, the best first; who lost a home begins again. Homes only
// get better members, so it ends; after looksMost looks it is given up.
func (r *weightedRun) offer() {
	var queue []int32
	for j := len(r.Capacity) - 1; j >= 0; j-- {
		queue = append(queue, int32(j))
	}
	for len(queue) > 0 && r.work < looksMost {
		j := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, a := range r.order[r.start[j]:r.start[j+1]] {
			h := r.home[a]
			r.work++
			if r.Capacity[j]-r.load[j] < r.weight(h) || !r.prefers(h, a, r.arc) {
				continue
			}
			if held := r.arc[h]; held != None {
				queue = append(queue, r.To[held])
			}
			r.take(h, a)
		}
	}
}

// search lets homes go over to the best member with whom they block, pass after pass.
func (r *weightedRun) search(stop func() bool) (Matching, bool) {
	best := Matching{Arc: slices.Clone(r.arc)}
	least, most := len(Blocking(r.Problem, r.arc)), r.pairs()
	turn := make([]int32, r.homes())
	for i := range turn {
		turn[i] = int32(i)
	}
	draw := shuffler(1)
	for pass := 0; least > 0 && pass < passesMost && (pass < 3 || r.work < looksMost); pass++ {
		if stop() {
			return Matching{}, false
		}
		for _, h := range turn {
			r.improve(h)
		}
		r.work += int64(len(r.To))
		if n, pairs := len(Blocking(r.Problem, r.arc)), r.pairs(); n < least || n == least && pairs > most {
			least, most = n, pairs
			copy(best.Arc, r.arc)
		}
		draw.shuffle(turn)
	}
	best.Work = r.work
	return best, true
}

func (r *weightedRun) pairs() int {
	n := 0
	for _, a := range r.arc {
		if a != None {
			n++
		}
	}
	return n
}

func (r *weightedRun) improve(h int32) {
	for _, a := range r.byHome[r.Start[h]:r.Start[h+1]] {
		if !r.prefers(h, a, r.arc) {
			return
		}
		if r.fits(h, a) {
			r.take(h, a)
			return
		}
	}
}

// A shuffler draws numbers that are the same on every machine (SplitMix64, Steele et al. 2014).
type shuffler uint64

func (s *shuffler) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (s *shuffler) shuffle(list []int32) {
	for i := len(list) - 1; i > 0; i-- {
		k := s.next() % uint64(i+1)
		list[i], list[k] = list[k], list[i]
	}
}

package capacitated

// fewSlots is up to how many slots it is cheaper to look at all than to follow the list of near sites.
const fewSlots = 48

// maxRegion bounds the slots that one step may touch, maxRuin the homes that it takes out besides those of closed sites.
const (
	maxRegion = 12
	maxRuin   = 32
)

// A search improves a state by ruin and recreate (Schrimpf et al. 2000; Christiaens, Vanden Berghe 2020): a step takes
// some homes of one neighbourhood out, may exchange a site for another, puts the homes back one by one where they
// cost least, moves sites to the middle of what they hold, and keeps the result by the rule of simulated annealing. A
// step costs as much as its neighbourhood is large, whatever the size of the problem.
type search struct {
	*state
	rnd    random
	best   snapshot
	weight [levels]float64 // what one unit of a level is worth
	work   int64
	stop   func() bool
	halted bool

	// The step under way: what it touched, for taking it back.
	region  []int32
	ruined  []int32
	homeLog []homeMove
	siteLog []siteMove
	stamp   []int64 // per home the last step that touched it
	inRuin  []int64 // per home the last step that ruined it
	step    int64
	matrix  []int64 // distance per ruined home and slot of the region
	order   []ranked
	near    []pair
}

type homeMove struct{ home, slot int32 }

type siteMove struct{ slot, old, new int32 }

type ranked struct {
	key int64
	i   int32
}

func newSearch(st *state, seed uint64, stop func() bool) *search {
	s := &search{state: st, rnd: newRandom(seed), stop: stop, stamp: make([]int64, st.in.n), inRuin: make([]int64, st.in.n)}
	s.save(&s.best)
	return s
}

// anneal makes steps until work is used up, from temperature hot down to hot / 2^halvings, and ends at the best state found.
// It returns early when enough says so of a new best. As long as no state found takes all homes, what is lost weighs more and more.
func (s *search) anneal(work int64, hot float64, halvings int, enough func() bool) {
	end := s.work + work
	temperature, heavier := hot, 0.0
	for turn := 0; s.work < end; turn++ {
		if turn&63 == 0 {
			done := 1 - float64(end-s.work)/float64(work)
			temperature = cooled(hot, halvings, done)
			for ; heavier < done; heavier += 1.0 / 64 {
				if s.best.value[lost] > 0 {
					s.weight[lost] = float64(s.weight[lost] * 1.5)
				}
			}
			if turn&1023 == 0 && s.stop != nil && s.stop() {
				s.halted = true
				break
			}
		}
		before, looked := s.value, s.work
		s.begin()
		s.ruin()
		s.recreate()
		s.centre()
		s.work += s.work - looked + 100 // what is not looking: sorting, moving, taking back
		if s.worth(s.value.minus(before)) > float64(temperature*s.rnd.exponential()) {
			s.takeBack()
			continue
		}
		if s.value.less(s.best.value) {
			s.save(&s.best)
			s.work += int64(s.in.n) / 8
			if enough != nil && enough() {
				break
			}
		}
	}
	s.restore(&s.best)
	s.closeIdle()
}

// closeIdle closes the sites that nobody goes to, where the number of sites is free.
func (s *search) closeIdle() {
	for slot, site := range s.site {
		if s.obj.free && site >= 0 && len(s.members[slot]) == 0 && !s.in.required[site] {
			s.shut(int32(slot))
		}
	}
	s.save(&s.best)
}

// cooled is hot halved as often as done (0 to 1) of halvings says, straight between the halvings.
func cooled(hot float64, halvings int, done float64) float64 {
	x := float64(done * float64(halvings))
	k := int(x)
	for range k {
		hot /= 2
	}
	return float64(hot * (1 - float64(0.5*(x-float64(k)))))
}

// worth is a change of value as one number.
func (s *search) worth(v value) float64 {
	w := 0.0
	for i, x := range v {
		w = float64(s.weight[i]*float64(x)) + w
	}
	return w
}

func (s *search) begin() {
	s.step++
	s.region, s.ruined = s.region[:0], s.ruined[:0]
	s.homeLog, s.siteLog = s.homeLog[:0], s.siteLog[:0]
}

// touch remembers where a home was before the step.
func (s *search) touch(h int32) {
	if s.stamp[h] != s.step {
		s.stamp[h] = s.step
		s.homeLog = append(s.homeLog, homeMove{h, s.of[h]})
	}
}

// takeOut detaches a home, which the step puts back later.
func (s *search) takeOut(h int32) {
	s.touch(h)
	if s.of[h] >= 0 {
		s.detach(h)
	}
	if s.inRuin[h] != s.step {
		s.inRuin[h] = s.step
		s.ruined = append(s.ruined, h)
	}
}

// takeBack undoes the step.
func (s *search) takeBack() {
	for _, move := range s.homeLog {
		if s.of[move.home] >= 0 {
			s.detach(move.home)
		}
	}
	for i := len(s.siteLog) - 1; i >= 0; i-- {
		move := s.siteLog[i]
		switch {
		case move.old < 0:
			s.shut(move.slot)
		case move.new < 0:
			s.open(move.slot, move.old)
		default:
			s.moveBack(move)
		}
	}
	for _, move := range s.homeLog {
		if move.slot >= 0 {
			s.attach(move.home, move.slot)
		}
	}
}

// moveBack undoes a recentring; members that the step never touched are still there.
func (s *search) moveBack(move siteMove) {
	sum := int64(0)
	row := s.in.dist[move.old]
	for _, h := range s.members[move.slot] {
		sum += row[h]
	}
	s.recentre(move.slot, move.old, sum)
}

func (s *search) openSite(slot, site int32) {
	s.open(slot, site)
	s.siteLog = append(s.siteLog, siteMove{slot, -1, site})
}

func (s *search) shutSite(slot int32) {
	s.siteLog = append(s.siteLog, siteMove{slot, s.site[slot], -1})
	s.shut(slot)
}

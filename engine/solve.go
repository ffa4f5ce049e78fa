package engine

import (
	"context"
	"iter"
	"runtime"
	"runtime/debug"

	"jinlin/policy"
)

// Options steer a solve. Workers, Trace and NoProof do not change who is linked to whom.
type Options struct {
	// Workers is how many areas SolveAll solves at once, or, of one large area, how many parts whose links have nothing in common; 0 means one
	// per available core.
	Workers int
	// Trace is told of every area that is solved, serially and in order; it must not block. Nil: nobody listens.
	Trace func(Event)
	// NoProof leaves out the check of the certificate that ends every linking; the claims are Unchecked then.
	NoProof bool
	// MaxChanges is for Apply: the most voluntary changes, from 0; nil asks for the fewest (RebalanceLeast).
	MaxChanges *int
	// Resite is for Apply: circles and teams are made anew.
	Resite bool
	// Trades is for Apply: for how many corners of the trade between changes and quality Delta.Next tells; 0 looks for none, which is
	// fastest. Each corner costs some more solutions of the links.
	Trades int
}

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// An Event is a step of a solve that has ended.
type Event struct {
	Area  AreaID
	Stage string
}

// Solved is a problem and its plan.
type Solved struct {
	Problem Problem
	Plan    Plan
}

// Solve prepares and solves one area.
func Solve(ctx context.Context, p Problem, o Options) (Plan, error) {
	s, err := Prepare(ctx, p)
	if err != nil {
		return Plan{}, err
	}
	return s.Solve(ctx, o)
}

// Solve makes the plan anew: circles, teams, links, the same links without borders, deputies, centres; each optimal given the ones before
// as far as its proof says. The State then stands on it. The error is the context's.
func (s *State) Solve(ctx context.Context, o Options) (Plan, error) {
	d := s.draft()
	l, err := s.circles(ctx, &d, nil)
	if err != nil {
		return Plan{}, err
	}
	s.teams(&d, l.rings)
	if l.groups, err = s.groupsAnew(ctx, &d, nil); err != nil {
		return Plan{}, err
	}
	s.groupTeams(&d, l.groups)
	first, err := s.linkAll(ctx, &d, l, nil, o, s.linksAnew, s.linksAnew)
	if err != nil {
		return Plan{}, err
	}
	if err := s.centers(ctx, &d, o); err != nil {
		return Plan{}, err
	}
	plan, err := s.finish(ctx, &d)
	if err != nil {
		return Plan{}, err
	}
	s.stands = &standing{plan: plan, member: first.member, layout: l, next: len(l.rings) + 1, nextGroup: len(d.Groups) + 1}
	if o.Trace != nil {
		o.Trace(Event{s.problem.Area, "solved"})
	}
	return plan, nil
}

// finish says what is short and what would help, and freezes the draft, which must not be written any more.
func (s *State) finish(ctx context.Context, d *Draft) (Plan, error) {
	s.shortTeams(d)
	s.fixes(ctx, d)
	return Plan{*d}, ctx.Err()
}

// A linker solves the link stage over the allowed pairs.
type linker func(ctx context.Context, pairs arcs, o Options) (*assignment, LinkProof, error)

func (s *State) linksAnew(ctx context.Context, pairs arcs, o Options) (*assignment, LinkProof, error) {
	t := s.linkTask(pairs, o)
	a, err := s.links(ctx, &t)
	if err != nil {
		return nil, LinkProof{}, err
	}
	return a, t.proof(a), nil
}

// linkAll solves the link stages, those with borders by link and those without by open, and writes them down. Before them comes the two-way
// choice; of a standing plan (t is not nil) it keeps what it can.
func (s *State) linkAll(ctx context.Context, d *Draft, l *layout, t *transition, o Options, link, open linker) (*assignment, error) {
	if s.policy.Links.Within == policy.WithinNone {
		return s.hold(d, l), nil
	}
	within := s.border(l.circleOf, l.groups)
	pairs := s.allowed(within)
	x, err := s.selection(ctx, pairs, t)
	if err != nil {
		return nil, err
	}
	first, proof, err := link(ctx, pairs, o)
	if err != nil {
		return nil, err
	}
	s.writeLinks(d, first, proof)
	x.write(d, first)
	s.unserved(d, first, pairs, within, l)
	s.shortLoads(d, first, pairs)
	if err := s.withoutBorders(ctx, d, first, proof, pairs, o, open); err != nil {
		return nil, err
	}
	d.Proof.Deputies.Kind = NotSolved
	if s.policy.Deputies.Max == 0 {
		return first, nil
	}
	second, proof, err := s.deputies(ctx, pairs, first, o)
	if err != nil {
		return nil, err
	}
	s.writeDeputies(d, second, proof)
	return first, nil
}

// withoutBorders solves the links once more within the area, if that differs, and says what the borders cost. Whoever answered before
// counts for nothing here.
func (s *State) withoutBorders(ctx context.Context, d *Draft, first *assignment, proof LinkProof, pairs arcs, o Options, link linker) error {
	d.Proof.Open.Kind = NotSolved
	if s.policy.Links.Within == policy.WithinArea {
		return nil
	}
	open := first
	if all := s.allowed(border{}); len(all.member) != len(pairs.member) || d.Rebalance != nil {
		var err error
		if open, proof, err = link(ctx, all, o); err != nil {
			return err
		}
	}
	s.writeOpen(d, open, proof)
	s.compareBorders(d, first, open)
	return nil
}

// SolveAll solves areas in the order given, several at once, and yields them in that order; the first error ends it. At most a few
// areas a worker are in memory at a time. A panic of one of them is raised again here, as a *Fault.
func SolveAll(ctx context.Context, areas iter.Seq2[Problem, error], o Options) iter.Seq2[Solved, error] {
	return func(yield func(Solved, error) bool) {
		workers := o.workers()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		queue := newQueue(workers, Options{NoProof: o.NoProof, Workers: 1})
		go queue.fill(ctx, areas)
		for r := range queue.results {
			done := <-r
			if done.fault != nil {
				panic(done.fault)
			}
			if done.err == nil && o.Trace != nil {
				o.Trace(Event{done.solved.Problem.Area, "solved"})
			}
			if !yield(done.solved, done.err) || done.err != nil {
				return
			}
		}
		if !queue.complete {
			yield(Solved{}, ctx.Err())
		}
	}
}

// Each yields problems that are in memory already, as SolveAll takes them.
func Each(problems []Problem) iter.Seq2[Problem, error] {
	return func(yield func(Problem, error) bool) {
		for _, p := range problems {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// A Fault is a panic of an area (a programming error), raised again by SolveAll on the goroutine that asked.
type Fault struct {
	// Value is what the area panicked with; it may hold what the problem holds.
	Value any
	// Stack is where.
	Stack []byte
}

type outcome struct {
	solved Solved
	err    error
	fault  *Fault
}

func attempt(ctx context.Context, p Problem, options Options) (o outcome) {
	defer func() {
		if value := recover(); value != nil {
			o.fault = &Fault{value, debug.Stack()}
		}
	}()
	o.solved.Problem = p
	o.solved.Plan, o.err = Solve(ctx, p, options)
	return o
}

// A queue hands over results in the order of the areas, whichever is ready first.
type queue struct {
	results chan chan outcome
	slots   chan struct{}
	// options are those of every area.
	options Options
	// complete tells, once results is closed, that every area was queued.
	complete bool
}

func newQueue(workers int, o Options) *queue {
	return &queue{options: o, results: make(chan chan outcome, 2*workers), slots: make(chan struct{}, workers)}
}

// fill starts a goroutine per area, as many at once as there are slots, until the areas or the context end.
func (q *queue) fill(ctx context.Context, areas iter.Seq2[Problem, error]) {
	defer close(q.results)
	for p, err := range areas {
		r := make(chan outcome, 1)
		select {
		case q.results <- r:
		case <-ctx.Done():
			return
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			r <- outcome{err: err}
			return
		}
		q.slots <- struct{}{}
		go func() {
			r <- attempt(ctx, p, q.options)
			<-q.slots
		}()
	}
	q.complete = true
}

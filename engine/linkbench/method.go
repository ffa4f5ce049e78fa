package main

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"jinlin/engine/linkbench/peer"
)

// A trial is a method of the peer and the least time that it took.
type trial struct {
	method peer.Method
	took   time.Duration
}

// finalists is how many methods are run again.
const finalists = 3

// bestMethod tries every way of the network simplex once, the best ones some more times, and returns the fastest.
func bestMethod(lemon *peer.Peer) (peer.Method, error) {
	trials, err := tryAll(lemon, peer.Simplex())
	if err != nil {
		return peer.Method{}, err
	}
	byTime := func(a, b trial) int { return cmp.Compare(a.took, b.took) }
	slices.SortStableFunc(trials, byTime)
	trials = trials[:min(finalists, len(trials))]
	for round := range 3 {
		for i := range trials {
			a, err := lemon.Solve(trials[i].method)
			if err != nil {
				return peer.Method{}, err
			}
			if round == 0 || a.Total() < trials[i].took {
				trials[i].took = a.Total()
			}
		}
	}
	return slices.MinFunc(trials, byTime).method, nil
}

// usualMethod is the fastest pivot rule on the graph as it is usually written: arcs from homes to servers to the sink.
func usualMethod(lemon *peer.Peer) (peer.Method, error) {
	trials, err := tryAll(lemon, slices.DeleteFunc(peer.Simplex(), func(m peer.Method) bool { return m.Direction != "out" || m.Order != "home" }))
	if err != nil {
		return peer.Method{}, err
	}
	return slices.MinFunc(trials, func(a, b trial) int { return cmp.Compare(a.took, b.took) }).method, nil
}

// tryAll tries every way once. One that takes much longer than the best so far is not waited for.
func tryAll(lemon *peer.Peer, methods []peer.Method) (trials []trial, err error) {
	limit := 5 * time.Minute
	for _, m := range methods {
		a, done, err := lemon.Try(m, limit)
		if err != nil {
			return nil, err
		}
		if done {
			trials = append(trials, trial{m, a.Total()})
			limit = min(limit, a.Total()*6/5+10*time.Millisecond)
		}
	}
	if len(trials) == 0 {
		return nil, errors.New("the peer needs minutes whatever way it takes")
	}
	return trials, nil
}

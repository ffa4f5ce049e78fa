package service

import (
	"context"
	"fmt"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/policy"
)

// A Succession names the records that plans were made from, and what they are now: files of changes, or new lists; neither means that they
// are still the same.
type Succession struct {
	Old Input
	// New names lists that take the place of the old ones; kinds without a file stay as they were, but for pairs of who is gone. A new matrix
	// may stand beside Changes too.
	New Input
	// Changes are files of changes.
	Changes []string
	// OldPolicy is the policy of the plans, Policy the one from now on. Their metrics are the same.
	OldPolicy, Policy policy.Policy
}

// A ContradictionError says what in a request does not go together.
type ContradictionError struct{ Problem string }

func (e *ContradictionError) Error() string { return e.Problem }

// Records are what a Succession comes to.
type Records struct {
	Before, After []engine.Problem
	// Now are the lists as they are now.
	Now exchange.Dataset
}

// Read reads all files. The issues, each told once, are told also where there is an error: one of Input.Read and Problems, a *ContradictionError, or an
// *InvalidError about the areas as they are now.
func (s Succession) Read(ctx context.Context) (Records, []exchange.Issue, error) {
	if s.Policy.Metric != s.OldPolicy.Metric {
		return Records{}, nil, &ContradictionError{fmt.Sprintf("the metric %s is not that of the plan, %s; expected the same, or a plan made anew",
			s.Policy.Metric, s.OldPolicy.Metric)}
	}
	if s.Changes != nil && s.New.Lists() != (Lists{}) {
		return Records{}, nil, &ContradictionError{"files of changes stand beside new lists; expected one of the two"}
	}
	var told issueList
	old, issues, err := s.Old.Read(ctx)
	told.add(issues)
	if err != nil {
		return Records{}, told.all, err
	}
	r := Records{Now: old}
	r.Before, issues, err = Problems(old, s.OldPolicy)
	told.add(issues)
	if err == nil {
		r.Now, err = s.now(ctx, old, &told)
	}
	if err != nil {
		return Records{}, told.all, err
	}
	r.After, issues, err = Problems(r.Now, s.Policy)
	told.add(issues)
	if err == nil {
		err = Validate(r.After)
	}
	return r, told.all, err
}

// now makes the lists of today from the old ones.
func (s *Succession) now(ctx context.Context, old exchange.Dataset, told *issueList) (exchange.Dataset, error) {
	next, issues, err := s.New.Read(ctx)
	told.add(issues)
	if err != nil {
		return old, err
	}
	if next.Matrix == nil {
		next.Matrix = old.Matrix
	}
	if s.Changes == nil {
		now := old
		if s.New.Lists() != (Lists{}) {
			now, issues = Replace(old, next, s.New.Lists())
			now.Datum = next.Datum
			told.add(issues)
		}
		now.Matrix = next.Matrix
		return now, nil
	}
	changes, issues, err := s.Old.ReadChanges(ctx, s.Changes)
	told.add(issues)
	if err != nil {
		return exchange.Dataset{}, err
	}
	now, issues := changes.Apply(old)
	now.Matrix = next.Matrix
	told.add(issues)
	if bad := rejected(issues); s.Old.Strict && bad != nil {
		return exchange.Dataset{}, &InputError{bad}
	}
	return now, nil
}

// issueList holds issues, each once: what is said of the old records is said of those that stay too.
type issueList struct {
	all  []exchange.Issue
	seen map[string]bool
}

func (l *issueList) add(issues []exchange.Issue) {
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	for _, i := range issues {
		if key := string(i.Severity) + i.String(); !l.seen[key] {
			l.seen[key] = true
			l.all = append(l.all, i)
		}
	}
}

package metrics

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"jinlin/service/registry"
)

const (
	// patience is how long the store may take to tell of the queue.
	patience = 2 * time.Second
	// fresh is how long what it told is told again: several may ask.
	fresh = 5 * time.Second
)

// Queue tells how many jobs wait, as the store has it: the same from every process. A job with its batches counts as one.
func (m *Metrics) Queue(s registry.Store, now func() time.Time) {
	m.registry.MustRegister(&queue{store: s, now: now,
		up:   prometheus.NewDesc("jinlin_store_up", "1 where the store answered when it was asked last.", nil, nil),
		open: prometheus.NewDesc("jinlin_jobs_open", "Jobs that have not ended, batches not counted: begun where one of their batches is done.", []string{"state"}, nil),
		age:  prometheus.NewDesc("jinlin_jobs_oldest_waiting_seconds", "How old the oldest job is of which nothing is done; 0 where there is none.", nil, nil),
	})
}

// A queue asks the store when it is asked.
type queue struct {
	store         registry.Store
	now           func() time.Time
	up, open, age *prometheus.Desc

	mu   sync.Mutex
	at   time.Time
	last state
}

// A state of the queue.
type state struct {
	up             bool
	waiting, begun int
	oldest         time.Time
}

// Describe is prometheus.Collector's.
func (q *queue) Describe(to chan<- *prometheus.Desc) {
	to <- q.up
	to <- q.open
	to <- q.age
}

// Collect is prometheus.Collector's.
func (q *queue) Collect(to chan<- prometheus.Metric) {
	s, now := q.look()
	up := 0.0
	if s.up {
		up = 1
	}
	to <- prometheus.MustNewConstMetric(q.up, prometheus.GaugeValue, up)
	if !s.up {
		return // no figure is better than an old one
	}
	to <- prometheus.MustNewConstMetric(q.open, prometheus.GaugeValue, float64(s.waiting), "waiting")
	to <- prometheus.MustNewConstMetric(q.open, prometheus.GaugeValue, float64(s.begun), "begun")
	age := 0.0
	if !s.oldest.IsZero() {
		age = max(0, now.Sub(s.oldest).Seconds())
	}
	to <- prometheus.MustNewConstMetric(q.age, prometheus.GaugeValue, age)
}

// look is the queue as it is, or was a moment ago.
func (q *queue) look() (state, time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	if !q.at.IsZero() && now.Sub(q.at) < fresh {
		return q.last, now
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var s state
	err := q.store.Read(ctx, func(tx registry.Tx) error {
		list, err := tx.Jobs(ctx, registry.JobQuery{States: []registry.JobState{registry.JobQueued, registry.JobRunning}})
		s = counted(list)
		return err
	})
	s.up = err == nil
	q.at, q.last = now, s
	return s, now
}

// counted sorts jobs into those of which something is done or being put together, and the others. Batches are not looked at: what they hold may be large.
func counted(list []registry.Job) (s state) {
	for _, j := range list {
		if j.State == registry.JobRunning || j.Done > 0 {
			s.begun++
			continue
		}
		s.waiting++
		if s.oldest.IsZero() || j.At.Before(s.oldest) {
			s.oldest = j.At
		}
	}
	return s
}

// Package metrics counts what a server or a worker does, for Prometheus. It listens to the hooks of httpapi and workspace and stands around the store;
// these know nothing of it. No label holds an id, a name or a path with values: routes are patterns, kinds and states are fixed words.
package metrics

import (
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"jinlin/httpapi"
	"jinlin/service/workspace"
)

// Upper bounds in seconds: of requests and transactions, and of jobs.
var (
	quick = []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60}
	slow  = []float64{0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200}
)

// Metrics are those of one process, in a registry of their own. They are safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry

	requests *prometheus.HistogramVec
	inFlight prometheus.Gauge
	refused  *prometheus.CounterVec
	sent     prometheus.Counter

	jobs    *prometheus.HistogramVec
	waiting *prometheus.HistogramVec

	transactions *prometheus.HistogramVec
	retries      *prometheus.CounterVec
}

// New makes them; version is that of the program.
func New(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: histogram("jinlin_http_request_duration_seconds", "Requests by route, method and class of status, with how long they took.", quick,
			"route", "method", "status"),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "jinlin_http_requests_in_flight", Help: "Requests being answered now."}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jinlin_http_requests_refused_total",
			Help: "Requests that were not carried out: who is not known (401) or may not (403), bodies too large (413), too many (429), busy or read-only (503).",
		}, []string{"status"}),
		sent: prometheus.NewCounter(prometheus.CounterOpts{Name: "jinlin_http_response_bytes_total", Help: "Bytes of bodies that were sent."}),
		jobs: histogram("jinlin_job_duration_seconds", "Jobs that this process had in hand, by kind, part and how they ended, with how long it had them.", slow,
			"kind", "part", "state"),
		waiting: histogram("jinlin_job_wait_seconds", "How long jobs were queued before their first start.", slow, "kind", "part"),
		transactions: histogram("jinlin_store_transaction_duration_seconds", "Transactions by mode and result, with how long they took, waiting included.", quick,
			"mode", "result"),
		retries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jinlin_store_transaction_retries_total", Help: "How often a transaction was run again, since others came in its way.",
		}, []string{"mode"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "jinlin_build_info", Help: "Always 1; tells the version.", ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.inFlight, m.refused, m.sent, m.jobs, m.waiting, m.transactions, m.retries, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
}

// Handler answers with all of them. It is for an address that only those reach who look after the server.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry, Timeout: patience + time.Second})
}

// Watch counts requests.
func (m *Metrics) Watch() httpapi.Watch {
	return httpapi.Watch{Begun: m.inFlight.Inc, Served: m.served}
}

func (m *Metrics) served(s httpapi.Served) {
	m.inFlight.Dec()
	route := s.Route
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(route, s.Method, strconv.Itoa(s.Status/100)+"xx").Observe(s.Took.Seconds())
	m.sent.Add(float64(s.Bytes))
	switch s.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		m.refused.WithLabelValues(strconv.Itoa(s.Status)).Inc()
	}
}

// Turned counts jobs that were in hand (workspace.Runner.Turned).
func (m *Metrics) Turned(t workspace.Turn) {
	part, state := t.Words()
	state = strings.ReplaceAll(state, " ", "_") // as names in figures are
	kind := kindOf(t.Kind)
	m.jobs.WithLabelValues(kind, part, state).Observe(t.Took.Seconds())
	if t.Attempt == 1 {
		m.waiting.WithLabelValues(kind, part).Observe(t.Waited.Seconds())
	}
}

// kindOf is a kind that this program knows; a store may hold others, of a newer one.
func kindOf(kind string) string {
	switch kind {
	case workspace.JobSolve, workspace.JobRebalance, workspace.JobImport, workspace.JobForget:
		return kind
	}
	return "other"
}

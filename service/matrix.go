package service

import (
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/table"
	"jinlin/geo"
	"jinlin/policy"
)

// readMatrix reads tables of distances as one matrix; nil without any.
func readMatrix(r *inputReader, files []string) *geo.Matrix {
	if r.err != nil || len(files) == 0 {
		return nil
	}
	var m exchange.MatrixReading
	before := len(r.issues)
	for _, name := range files {
		if r.err = r.readMatrixFile(name, &m); r.err != nil {
			return nil
		}
	}
	matrix := m.Build()
	if matrix == nil {
		r.err = &InputError{rejected(r.issues[before:])}
	}
	return matrix
}

func (r *inputReader) readMatrixFile(name string, m *exchange.MatrixReading) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	f, err := r.in.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	o := r.in.Options
	o.File, o.Report = name, r.report
	return table.Matrix(f, o, m)
}

// placeless reports whether a matrix measures, so that positions are for drawing only.
func (s *sorter) placeless() bool { return s.policy.Metric == policy.MetricMatrix }

// nowhere reports whether a position is none.
func (s *sorter) nowhere(p orb.Point) bool { return s.placeless() && p == (orb.Point{}) }

// known reports whether the matrix has ways from a place.
func (s *sorter) known(id string) bool { return s.data.Matrix != nil && s.data.Matrix.HasFrom(id) }

// measure gives an area the matrix, with the fingerprint of its own places: ways of other villages do not concern its plan.
func (s *sorter) measure(p *engine.Problem) {
	if s.data.Matrix == nil || !s.placeless() {
		return
	}
	ids := make([]string, 0, len(p.Households)+2*len(p.Members)+len(p.Sites))
	for i := range p.Households {
		ids = append(ids, string(p.Households[i].ID))
	}
	for i := range p.Members {
		ids = append(ids, string(p.Members[i].ID), string(p.Members[i].Household))
	}
	for i := range p.Sites {
		ids = append(ids, string(p.Sites[i].ID))
	}
	p.Ground = s.data.Matrix.Among(ids)
}

// shownIDs is how many places a warning about a matrix names.
const shownIDs = 5

// compareMatrix warns of homes that no way of the matrix leads to, and of places in it that no record names: ids that were mistyped.
func (s *sorter) compareMatrix() {
	m := s.data.Matrix
	if m == nil || !s.placeless() {
		return
	}
	var lost []string
	for i := range s.data.Households {
		if id := string(s.data.Households[i].ID); !m.HasTo(id) {
			lost = append(lost, id)
		}
	}
	s.warnOf(lost, "households are in no column of the matrix: no way leads to them but from themselves")
	strange := slices.DeleteFunc(m.Places(), s.recorded())
	s.warnOf(strange, "ids of the matrix are those of no household, member or site")
}

// recorded tells which ids the records have.
func (s *sorter) recorded() func(string) bool {
	sites := make(map[string]bool, len(s.data.Sites))
	for i := range s.data.Sites {
		sites[string(s.data.Sites[i].ID)] = true
	}
	return func(id string) bool {
		_, home := s.homes[engine.HouseholdID(id)]
		return home || s.members[engine.MemberID(id)] != nil || sites[id]
	}
}

func (s *sorter) warnOf(ids []string, what string) {
	if len(ids) == 0 {
		return
	}
	shown := strings.Join(ids[:min(shownIDs, len(ids))], ", ")
	if len(ids) > shownIDs {
		shown += ", ..."
	}
	s.issues = append(s.issues, exchange.Issue{Severity: exchange.Warning, File: "matrix", Value: shown, Expected: fmt.Sprintf("%d %s", len(ids), what)})
}

package postgres

import (
	"slices"
	"testing"
)

func TestSecured(t *testing.T) {
	for dsn, want := range map[string][]string{
		"postgres://u@h/d": nil,
		"postgres://u:p@h/d?sslmode=verify-full&sslrootcert=%2Fa%20b.crt&pool_max_conns=4": {"PGSSLMODE=verify-full", "PGSSLROOTCERT=/a b.crt"},
		`host=h password='sslmode=x' sslmode = require sslkey='/a b\'s.key' sslcert=/c\ d`: {"PGSSLMODE=require", "PGSSLCERT=/c d", "PGSSLKEY=/a b's.key"},
		"": nil,
	} {
		if got := secured(dsn); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", dsn, got, want)
		}
	}
}

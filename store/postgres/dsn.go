package postgres

import (
	"net/url"
	"regexp"
	"strings"
)

// secured is what a data source name says about TLS, as libpq's environment variables.
func secured(dsn string) []string {
	settings := words(dsn)
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		settings = map[string]string{}
		if u, err := url.Parse(dsn); err == nil {
			for key, values := range u.Query() {
				settings[key] = values[0]
			}
		}
	}
	var env []string
	for _, key := range []string{"sslmode", "sslrootcert", "sslcert", "sslkey", "sslsni", "passfile"} {
		if v, said := settings[key]; said {
			env = append(env, "PG"+strings.ToUpper(key)+"="+v)
		}
	}
	return env
}

// word is key=value, the value as it is or in quotes, a backslash before what would end it.
var word = regexp.MustCompile(`(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s\\]|\\.)*))`)

var escaped = regexp.MustCompile(`\\(.)`)

// words reads "key=value key='value'" (https://www.postgresql.org/docs/current/libpq-connect.html).
func words(dsn string) map[string]string {
	settings := map[string]string{}
	for _, m := range word.FindAllStringSubmatch(dsn, -1) {
		settings[m[1]] = escaped.ReplaceAllString(m[2]+m[3], "$1")
	}
	return settings
}

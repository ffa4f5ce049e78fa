package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"io"
	"strings"
)

// Lengths of secrets in random bytes: 32 cannot be guessed, 9 keep ids apart. Both are whole in base64.
const (
	secretBytes = 33
	idBytes     = 9
)

// random draws n bytes and writes them in letters that need no escaping in a URL.
func random(from io.Reader, n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(from, b); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// hashOf is what the store keeps of a secret. The secrets are random and long, so that a plain hash will do.
func hashOf(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

// same compares in a time that depends on the lengths alone.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// tokenPrefix lets scanners for leaked secrets find tokens of this program.
const tokenPrefix = "jl_"

// joinToken writes a token: jl_<id>_<secret>. Ids have no underscore.
func joinToken(id, secret string) string { return tokenPrefix + id + "_" + secret }

// ParseToken splits a token into its id and its secret; ok is false for everything that this program did not write.
func ParseToken(text string) (id, secret string, ok bool) {
	rest, ok := strings.CutPrefix(text, tokenPrefix)
	if !ok {
		return "", "", false
	}
	id, secret, ok = strings.Cut(rest, "_")
	if !ok || len(id) != base64.RawURLEncoding.EncodedLen(idBytes) || len(secret) != base64.RawURLEncoding.EncodedLen(secretBytes) ||
		!plain(id, false) || !plain(secret, true) {
		return "", "", false
	}
	return id, secret, true
}

// plain reports whether there are but the letters of base64 for URLs, for ids without the underscore.
func plain(s string, underscore bool) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-'
		if !letter && !(underscore && c == '_') {
			return false
		}
	}
	return true
}

// newID draws an id without underscores.
func newID(from io.Reader) (string, error) {
	id, err := random(from, idBytes)
	return strings.ReplaceAll(id, "_", "-"), err
}

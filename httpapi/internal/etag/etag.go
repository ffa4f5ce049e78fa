// Package etag compares the tags by which clients name what they have.
package etag

import "strings"

// Matches reports whether a header If-None-Match names a tag. It compares weakly (RFC 9110, 13.1.2).
func Matches(header, tag string) bool {
	bare := strings.TrimPrefix(tag, "W/")
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == bare {
			return true
		}
	}
	return false
}

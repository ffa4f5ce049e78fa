// Package codec reads and writes policies: YAML for people, JSON for plan files and requests, and the built-in schemes.
//
// The keys are the paths that policy.Validate names (links.load.max, circles.radius_m), written as nested mappings or
// with dots. Distances are metres, or the word none for no limit; loads count homes. A document starts from
// policy.Default, or from a scheme that it names with extends, and changes what it says:
//
//	extends: yuanshi
//	links:
//	  load: {max: 20}
//	circles.radius_m: 400
//
// A document that is wrong gives an *Error that lists everything wrong with it at once, each with line, column, what
// was expected and the nearest known word. Comments, anchors and tags carry nothing: a policy is plain values.
package codec

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"jinlin/policy"
)

// MaxBytes is the largest document that is read. A policy is a page of text.
const MaxBytes = 64 << 10

// Parse reads a policy in YAML. The name of the file goes into the errors. A document without the key scheme has no
// scheme name: it is not the scheme that it extends.
func Parse(data []byte, file string) (policy.Policy, error) {
	return parse(data, file, readYAML)
}

// Read is Parse on a reader.
func Read(r io.Reader, file string) (policy.Policy, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return policy.Policy{}, fmt.Errorf("reading policy %s: %w", file, err)
	}
	return Parse(data, file)
}

// FromJSON reads what JSON wrote, or any JSON document with the same keys, extends included.
func FromJSON(data []byte) (policy.Policy, error) {
	return parse(data, "policy", readJSON)
}

// JSON writes every key of the policy, in the order of the field table, without spaces: equal policies give equal
// bytes. FromJSON reads them back. The policy must be valid.
func JSON(p policy.Policy) []byte {
	b, err := json.Marshal(encodeAll(table, &p))
	if err != nil {
		panic("codec: " + err.Error()) // the table holds nothing that JSON cannot write
	}
	return b
}

type reader func(data []byte) (node, *Violation)

func parse(data []byte, file string, read reader) (policy.Policy, error) {
	d := decoder{file: file, places: map[string]place{}}
	p, ok := d.document(data, read)
	if ok {
		d.validate(&p)
	}
	if len(d.found) > 0 {
		slices.SortStableFunc(d.found, func(a, b Violation) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
		return policy.Policy{}, &Error{Violations: d.found}
	}
	return p, nil
}

// document decodes one document. The result is false where there was none to decode.
func (d *decoder) document(data []byte, read reader) (policy.Policy, bool) {
	if len(data) > MaxBytes {
		d.add(place{}, "", "is larger than a policy can be; expected at most %d bytes", MaxBytes)
		return policy.Policy{}, false
	}
	if !utf8.Valid(data) {
		d.add(place{}, "", "is not UTF-8 text; expected the file to be saved as UTF-8")
		return policy.Policy{}, false
	}
	root, broken := read(bytes.TrimPrefix(data, []byte("\ufeff"))) // the byte order mark of Windows editors
	if broken != nil {
		broken.File = d.file
		d.found = append(d.found, *broken)
		return policy.Policy{}, false
	}
	p := d.base(root)
	if root.kind != isNull {
		decodeAll(d, table, &p, root, "")
	}
	return p, true
}

// base returns the policy that the document starts from.
func (d *decoder) base(root node) policy.Policy {
	for _, e := range root.pairs { // a wrong kind of value and a second extends are told by decodeMap
		if e.key != extendsKey || e.value.kind != isText {
			continue
		}
		p, err := Scheme(e.value.text)
		if err != nil {
			d.add(e.value.at, extendsKey, "%q is no scheme; expected one of %s%s",
				e.value.text, list(schemeNames()), nearestWord(e.value.text, schemeNames()))
			break
		}
		p.Scheme = ""
		return p
	}
	return policy.Default()
}

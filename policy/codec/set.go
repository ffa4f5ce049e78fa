package codec

import (
	"strings"
	"unicode/utf8"

	"jinlin/policy"
)

// Set changes single settings of a policy: "links.load.max=20", "circles.diameter_m=none", "links.order=load,distance",
// or a YAML value after the equals sign. All assignments are made before the policy is validated, so that a minimum and
// its maximum can move together. If anything is wrong the policy stays as it was and the *Error lists all of it.
func Set(p *policy.Policy, assignments ...string) error {
	next := p.Clone()
	d := decoder{file: "policy", places: map[string]place{}}
	for i, a := range assignments {
		d.assign(&next, a, place{line: i + 1})
	}
	d.validate(&next)
	if len(d.found) == 0 {
		*p = next
		return nil
	}
	for i := range d.found { // an assignment is a line; name it instead
		if v := &d.found[i]; v.Line > 0 {
			v.File, v.Line = assignments[v.Line-1], 0
		}
	}
	return &Error{d.found}
}

func (d *decoder) assign(p *policy.Policy, assignment string, at place) {
	key, value, ok := strings.Cut(assignment, "=")
	key = strings.TrimSpace(key)
	f := find(table, key)
	switch {
	case !ok:
		d.add(at, "", "has no equals sign; expected key=value, such as links.load.max=20")
		return
	case f == nil:
		unknown(d, table, pair{at: at}, "", key)
		return
	case len(value) > MaxBytes:
		d.add(at, key, "is larger than a policy can be; expected at most %d bytes", MaxBytes)
		return
	}
	if !utf8.ValidString(value) {
		d.add(at, key, "is not UTF-8 text; expected %s", f.expects)
		return
	}
	n, broken := readValue(f.form, value)
	if broken != nil {
		d.add(at, key, "%s does not fit; expected %s", quote(value), f.expects)
		return
	}
	d.places[key] = at
	f.decode(d, p, n.placed(at), key)
}

// readValue reads what stands after the equals sign. A word is a word, whatever it means in YAML.
func readValue(f form, value string) (node, *Violation) {
	if f == formWord {
		return node{kind: isText, text: strings.TrimSpace(value)}, nil
	}
	n, broken := readYAML([]byte(value))
	if f == formWords && n.kind != isList {
		return commaList(value), nil
	}
	return n, broken
}

// commaList reads "a, b" as a list of words; nothing is an empty list.
func commaList(value string) node {
	n := node{kind: isList}
	if strings.TrimSpace(value) == "" {
		return n
	}
	for w := range strings.SplitSeq(value, ",") {
		n.items = append(n.items, node{kind: isText, text: strings.TrimSpace(w)})
	}
	return n
}

// placed puts the node and all within it at one place.
func (n node) placed(at place) node {
	n.at = at
	for i := range n.items {
		n.items[i] = n.items[i].placed(at)
	}
	for i := range n.pairs {
		n.pairs[i].at = at
		n.pairs[i].value = n.pairs[i].value.placed(at)
	}
	return n
}

package codec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"jinlin/policy"
)

// decoder walks a document along a field table and collects what is wrong with it.
type decoder struct {
	file  string
	found []Violation
	// places remembers where each path was written.
	places map[string]place
	// spoilt lists the paths whose value could not be read and is still that of the base.
	spoilt []string
}

func (d *decoder) add(at place, key, format string, args ...any) {
	d.found = append(d.found, Violation{d.file, at.line, at.column, key, fmt.Sprintf(format, args...)})
}

// is reports whether n is of the kind, and adds the violation if not.
func (d *decoder) is(k kind, n node, path, expects string) bool {
	if n.kind == k {
		d.places[path] = n.at
		return true
	}
	d.wrong(n, path, expects)
	return false
}

func (d *decoder) wrong(n node, path, expects string) {
	d.spoilt = append(d.spoilt, path)
	what := n.tell() + " does not fit"
	if n.kind == isNull {
		what = "is empty"
	}
	d.add(n.at, path, "%s; expected %s", what, expects)
}

// decodeAll reads the mapping n, found at path, into s. Keys may be nested or joined by dots.
func decodeAll[S any](d *decoder, t []field[S], s *S, n node, path string) {
	decodeMap(d, t, s, n, path, "")
}

// decodeMap reads a mapping; section is its place within S ("links.load"), path that of S within the document.
func decodeMap[S any](d *decoder, t []field[S], s *S, n node, path, section string) {
	if n.kind != isMap {
		d.wrong(n, join(path, section), "a mapping of "+list(below(t, section)))
		return
	}
	for _, e := range n.pairs {
		key := join(section, e.key)
		full := join(path, key)
		if full == extendsKey {
			if e.value.kind != isText {
				d.wrong(e.value, full, "one of "+list(schemeNames()))
			}
			d.once(e, full)
			continue
		}
		if f := find(t, key); f != nil {
			if d.once(e, full) {
				d.places[full] = e.value.at
				f.decode(d, s, e.value, full)
			}
			continue
		}
		if names := below(t, key); len(names) > 0 {
			d.places[full] = e.at
			decodeMap(d, t, s, e.value, path, key)
			continue
		}
		unknown(d, t, e, path, key)
	}
}

// once reports whether a setting is written for the first time.
func (d *decoder) once(e pair, full string) bool {
	if at, twice := d.places[full]; twice {
		d.add(e.at, full, "is set twice, first at line %d; expected it once", at.line)
		return false
	}
	d.places[full] = e.value.at
	return true
}

// unknown tells the keys that the section of the unknown one has, and the nearest known key anywhere.
func unknown[S any](d *decoder, t []field[S], e pair, path, key string) {
	keys := known(t)
	for i, k := range keys {
		keys[i] = join(path, k)
	}
	section, _ := split(key)
	for len(below(t, section)) == 0 {
		section, _ = split(section)
	}
	d.add(e.at, join(path, key), "is no known key; expected one of %s%s", list(below(t, section)), nearestKey(join(path, key), keys))
}

// known lists all keys and their sections.
func known[S any](t []field[S]) []string {
	var keys []string
	for _, f := range t {
		keys = append(keys, f.key)
		for p, _ := split(f.key); p != ""; p, _ = split(p) {
			if !slices.Contains(keys, p) {
				keys = append(keys, p)
			}
		}
	}
	return keys
}

func find[S any](t []field[S], key string) *field[S] {
	for i := range t {
		if t[i].key == key {
			return &t[i]
		}
	}
	return nil
}

// below lists the next segments of the keys of a section; "" is the section of all.
func below[S any](t []field[S], section string) []string {
	var names []string
	for _, f := range t {
		rest := f.key
		if section != "" {
			var ok bool
			if rest, ok = strings.CutPrefix(f.key, section+"."); !ok {
				continue
			}
		}
		name, _, _ := strings.Cut(rest, ".")
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func join(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + "." + b
}

// validate adds what policy.Validate finds, at the place where it was written. What only follows from a value that
// could not be read is left out.
func (d *decoder) validate(p *policy.Policy) {
	for _, v := range p.Validate() {
		if slices.ContainsFunc(d.spoilt, func(path string) bool { return mentions(v, path) }) {
			continue
		}
		d.add(d.locate(v), v.Path, "%s%s", v.Message, nearestAllowed(p, v.Path))
	}
}

func mentions(v policy.Violation, path string) bool {
	return v.Path == path || strings.HasPrefix(v.Path, path+"[") || strings.Contains(v.Message, path)
}

// locate returns the place of the path; else that of a setting that the message names, since the path may be
// inherited; else that of the nearest section around it.
func (d *decoder) locate(v policy.Violation) place {
	if at, ok := d.places[v.Path]; ok {
		return at
	}
	for _, f := range table {
		if at, ok := d.places[f.key]; ok && strings.Contains(v.Message, f.key) {
			return at
		}
	}
	for path := v.Path; path != ""; {
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
		if at, ok := d.places[path]; ok {
			return at
		}
	}
	return place{}
}

// nearestAllowed names the allowed word nearest to the one that stands at path.
func nearestAllowed(p *policy.Policy, path string) string {
	for list, roles := range map[string][]policy.Role{"team.roles[": p.Team.Roles, "groups.roles[": p.Groups.Roles} {
		inner, in := strings.CutPrefix(path, list)
		number, rest, below := strings.Cut(inner, "].")
		if i, err := strconv.Atoi(number); in && below && err == nil && i < len(roles) {
			return nearestOf(roleTable, &roles[i], rest)
		}
	}
	return nearestOf(table, p, path)
}

func nearestOf[S any](t []field[S], s *S, path string) string {
	key, item, _ := strings.Cut(path, "[")
	f := find(t, key)
	if f == nil || f.allowed == nil {
		return ""
	}
	switch v := f.encode(s).(type) {
	case string:
		if slices.Contains(f.allowed, v) {
			return ""
		}
		return nearestWord(v, f.allowed)
	case []string:
		i, err := strconv.Atoi(strings.TrimSuffix(item, "]"))
		if err == nil && i < len(v) && !slices.Contains(f.allowed, v[i]) {
			return nearestWord(v[i], f.allowed)
		}
	}
	return ""
}

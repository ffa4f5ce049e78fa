package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds nesting; a policy needs four levels.
const maxDepth = 64

// readJSON returns the one JSON value of data.
func readJSON(data []byte) (node, *Violation) {
	r := jsonReader{data: data, dec: json.NewDecoder(bytes.NewReader(data))}
	r.dec.UseNumber()
	n, err := r.value(0)
	if err == nil {
		if _, more := r.dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more follows the value")
		}
	}
	if err != nil {
		at := r.here(r.dec.InputOffset())
		return node{}, &Violation{Line: at.line, Column: at.column, Message: "is not JSON: " + err.Error() + "; expected one object"}
	}
	return n, nil
}

type jsonReader struct {
	data []byte
	dec  *json.Decoder
}

// next returns the place of the token that follows, and the token.
func (r *jsonReader) next() (place, json.Token, error) {
	from := r.dec.InputOffset()
	for int(from) < len(r.data) && strings.IndexByte(" \t\r\n,:", r.data[from]) >= 0 {
		from++
	}
	at := r.here(from)
	t, err := r.dec.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return at, t, err
}

func (r *jsonReader) here(offset int64) place {
	before := r.data[:offset]
	lineStart := bytes.LastIndexByte(before, '\n') + 1
	return place{bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[lineStart:]) + 1}
}

func (r *jsonReader) value(depth int) (node, error) {
	at, t, err := r.next()
	if err != nil {
		return node{}, err
	}
	n := node{at: at}
	switch v := t.(type) {
	case json.Delim:
		if depth == maxDepth {
			return n, errors.New("nested too deeply")
		}
		if v == '[' {
			n.kind = isList
			n.items, err = r.items(depth)
		} else {
			n.kind = isMap
			n.pairs, err = r.pairs(depth)
		}
	case string:
		n.kind, n.text = isText, v
	case json.Number:
		n.kind, n.text = isNumber, v.String()
	case bool:
		n.kind, n.text = isBool, map[bool]string{true: "true", false: "false"}[v]
	}
	return n, err
}

func (r *jsonReader) items(depth int) (items []node, err error) {
	for r.dec.More() {
		n, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, n)
	}
	_, _, err = r.next()
	return items, err
}

func (r *jsonReader) pairs(depth int) (pairs []pair, err error) {
	for r.dec.More() {
		at, t, err := r.next()
		if err != nil {
			return nil, err
		}
		key, _ := t.(string)
		n, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, pair{key, at, n})
	}
	_, _, err = r.next()
	return pairs, err
}

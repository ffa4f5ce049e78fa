package codec

import (
	"bytes"
	"encoding/json"
	"strings"
)

// object is a JSON object whose members keep their order.
type object struct {
	keys   []string
	values []any
}

// MarshalJSON writes the members in order. Letters such as & and < stay as they are.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, k := range o.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		for _, part := range []any{k, o.values[i]} {
			if err := enc.Encode(part); err != nil {
				return nil, err
			}
			b.Truncate(b.Len() - 1) // the encoder's newline
			b.WriteByte(':')
		}
		b.Truncate(b.Len() - 1)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func encodeAll[S any](t []field[S], s *S) object {
	root := &object{}
	for _, f := range t {
		parts := strings.Split(f.key, ".")
		o := root
		for _, name := range parts[:len(parts)-1] {
			o = o.section(name)
		}
		o.keys = append(o.keys, parts[len(parts)-1])
		o.values = append(o.values, f.encode(s))
	}
	return *root
}

// section returns the member object of that name, new if there is none.
func (o *object) section(name string) *object {
	for i, k := range o.keys {
		if inner, ok := o.values[i].(*object); ok && k == name {
			return inner
		}
	}
	inner := &object{}
	o.keys, o.values = append(o.keys, name), append(o.values, inner)
	return inner
}

package table

import (
	"errors"
	"io"
	"strings"

	"jinlin/engine"
)

// NewGroupWriter writes which home is in which group, one row per home, area after area. Of households it is for people: UTF-8 with a byte
// order mark, with the village and the name of a given group; of units it is for programs.
func NewGroupWriter(w io.Writer, units bool) *Writer[engine.Plan] {
	o := newWriter(w, !units)
	if units {
		o.header("unit", "group", "number")
	} else {
		o.header("village", "household", "group", "number", "name")
	}
	return &Writer[engine.Plan]{o, func(o *writer, p engine.Plan) { writeGroups(o, p, units) }}
}

func writeGroups(o *writer, p engine.Plan, units bool) {
	groups := map[engine.GroupID]engine.Group{}
	for g := range p.Groups() {
		groups[g.ID] = g
	}
	for h := range p.Homes() {
		g, known := groups[h.Group]
		if !units {
			o.text(string(p.Area()))
		}
		o.text(string(h.ID))
		o.text(string(h.Group))
		if known {
			o.int(int64(g.Number))
		} else {
			o.text("")
		}
		if !units {
			o.text(g.Name)
		}
		o.end()
	}
}

// Planar reports whether a table has columns x and y and none for longitude and latitude: then its coordinates are metres.
func Planar(r io.Reader) (bool, error) {
	text, err := decode(r)
	if err != nil {
		return false, err
	}
	in := newRows(text)
	for range titleRows + 1 {
		row, err := in.next()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		x, y := false, false
		for _, c := range row.cells {
			switch strings.ToLower(strings.TrimSpace(c)) {
			case "x":
				x = true
			case "y":
				y = true
			case "lon", "lat", "lng", "longitude", "latitude", "经度", "纬度":
				return false, nil
			}
		}
		if x && y {
			return true, nil
		}
	}
	return false, nil
}

package manage

import (
	"reflect"
	"strconv"
	"strings"

	"jinlin/exchange"
)

// fieldsOf finds for each column the field of a record that has its name in JSON; nil where it has none.
func fieldsOf[S any](columns []exchange.Column) [][]int {
	out := make([][]int, len(columns))
	for _, f := range reflect.VisibleFields(reflect.TypeFor[S]()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		for i, c := range columns {
			if c.Name == name {
				out[i] = f.Index
			}
		}
	}
	return out
}

// cells writes the fields of a record as a table would hold them.
func cells(record reflect.Value, fields [][]int) []string {
	out := make([]string, len(fields))
	for i, index := range fields {
		if index != nil {
			out[i] = cell(record.FieldByIndex(index))
		}
	}
	return out
}

// cell writes a value; a list has its items between semicolons, which the schema keeps out of them.
func cell(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return cell(v.Elem())
	case reflect.String:
		return v.String()
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	case reflect.Bool:
		return map[bool]string{true: "yes", false: "no"}[v.Bool()]
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = cell(v.Index(i))
		}
		return strings.Join(parts, ";")
	}
	panic("manage: no cell for a " + v.Kind().String()) // record.go has no others
}

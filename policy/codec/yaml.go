package codec

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxOpen bounds the opening brackets of a document: the parser's time grows with the square of the depth.
const maxOpen = 1000

// readYAML returns the one document of data; isNull if there is none. Duplicate keys are left to the decoder, which
// lists them beside everything else.
func readYAML(data []byte) (n node, broken *Violation) {
	if bytes.Count(data, []byte{'['})+bytes.Count(data, []byte{'{'}) > maxOpen {
		return node{}, &Violation{Message: fmt.Sprintf("has more than %d opening brackets; expected a policy", maxOpen)}
	}
	defer func() {
		if r := recover(); r != nil { // a defect of the parser must not end the program
			broken = &Violation{Message: fmt.Sprintf("is not YAML that can be read (%v); expected keys and values", r)}
		}
	}()
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return node{}, syntax(err)
	}
	var docs []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil {
			docs = append(docs, doc.Body)
		}
	}
	switch len(docs) {
	case 0:
		return node{}, nil
	case 1:
		return fromYAML(docs[0]), nil
	}
	at := tokenPlace(docs[1].GetToken())
	return node{}, &Violation{Line: at.line, Column: at.column, Message: "a second document begins here; expected one policy a file"}
}

func syntax(err error) *Violation {
	v := &Violation{Message: "is not YAML: " + firstLine(err.Error()) + "; expected keys and values"}
	var s yaml.Error
	if errors.As(err, &s) {
		at := tokenPlace(s.GetToken())
		v.Line, v.Column = at.line, at.column
		v.Message = "is not YAML: " + firstLine(s.GetMessage()) + "; expected keys and values"
	}
	return v
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

func tokenPlace(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{}
	}
	return place{t.Position.Line, t.Position.Column}
}

func fromYAML(n ast.Node) node {
	if n == nil {
		return node{}
	}
	out := node{at: tokenPlace(n.GetToken())}
	switch v := n.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		out.kind, out.text = isText, v.Value
	case *ast.LiteralNode:
		out.kind, out.text = isText, v.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		out.kind, out.text = isNumber, n.GetToken().Value
	case *ast.BoolNode:
		out.kind, out.text = isBool, n.GetToken().Value
	case *ast.SequenceNode:
		out.kind = isList
		for _, x := range v.Values {
			out.items = append(out.items, fromYAML(x))
		}
	case *ast.MappingNode:
		out.kind = isMap
		for _, x := range v.Values {
			out.pairs = append(out.pairs, fromPair(x))
		}
	case *ast.MappingValueNode:
		out.kind, out.pairs = isMap, []pair{fromPair(v)}
	default:
		out.kind, out.text = isOther, "YAML's "+strings.ToLower(n.Type().String())
	}
	if out.kind == isMap && len(out.pairs) > 0 {
		out.at = out.pairs[0].at
	}
	return out
}

func fromPair(v *ast.MappingValueNode) pair {
	t := v.Key.GetToken()
	return pair{key: t.Value, at: tokenPlace(t), value: fromYAML(v.Value)}
}

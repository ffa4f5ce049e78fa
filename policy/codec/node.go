package codec

// place is where a value stands in its document: line and column in characters, from 1. The zero place is unknown.
type place struct{ line, column int }

type kind int

const (
	isNull kind = iota
	isText
	isNumber
	isBool
	isList
	isMap
	// isOther is YAML that a policy has no use for; text names it.
	isOther
)

func (k kind) String() string {
	return [...]string{"nothing", "text", "a number", "true or false", "a list", "a mapping", "something else"}[k]
}

// node is a value of a document, whatever it was written in. A scalar keeps its text as written.
type node struct {
	kind  kind
	text  string
	items []node
	pairs []pair
	at    place
}

type pair struct {
	key   string
	at    place
	value node
}

// tell names the value in an error message.
func (n node) tell() string {
	switch n.kind {
	case isText:
		return quote(n.text)
	case isNumber, isBool:
		return n.text
	case isOther:
		return n.text
	}
	return n.kind.String()
}

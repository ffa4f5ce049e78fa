package codec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// An Error lists everything that is wrong with a policy.
type Error struct{ Violations []Violation }

func (e *Error) Error() string {
	lines := make([]string, len(e.Violations))
	for i, v := range e.Violations {
		lines[i] = v.String()
	}
	return strings.Join(lines, "\n")
}

// A Violation is one thing that is wrong: where, and what, with what was expected and the nearest known word.
type Violation struct {
	// File is the name given to Parse, "policy" for JSON, and the assignment itself for Set.
	File string
	// Line and Column count characters from 1; 0 where the fault has no place (an inherited value).
	Line, Column int
	// Key is the path of the setting, such as "team.roles[0].min"; "" for the whole document.
	Key     string
	Message string
}

// String returns file:line:col: key: message.
func (v Violation) String() string {
	var b strings.Builder
	b.WriteString(v.File)
	if v.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", v.Line, v.Column)
	}
	if v.Key != "" {
		b.WriteString(": " + v.Key)
	}
	return b.String() + ": " + v.Message
}

func quote(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}

// list writes words as a choice; the empty word as one writes it in a file.
func list(words []string) string {
	shown := slices.Clone(words)
	for i, w := range shown {
		if w == "" {
			shown[i] = `""`
		}
	}
	return strings.Join(shown, ", ")
}

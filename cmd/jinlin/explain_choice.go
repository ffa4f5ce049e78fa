package main

import (
	"fmt"
	"io"

	"jinlin/engine"
)

// explainWishes tells which of a home's wishes came true, and why not those before it.
func explainWishes(w io.Writer, member engine.MemberID, x *engine.Wishes) {
	switch {
	case x == nil:
		return
	case x.Rank > 0:
		fmt.Fprintf(w, "%s is its %s choice.\n", member, ordinal(x.Rank))
	case member != "":
		fmt.Fprintf(w, "%s is not in its list.\n", member)
	}
	for _, m := range x.Missed {
		fmt.Fprintf(w, "%s, its %s choice, %s.\n", m.Member, ordinal(m.Rank), wishText(m.Verdict))
	}
}

func wishText(v engine.WishVerdict) string {
	switch v {
	case engine.WishFull:
		return "chose others, and is full"
	case engine.WishBlocked:
		return "would rather have it too, but coverage, minima or weights stand against it"
	case engine.WishRefused:
		return "has a list without it"
	case engine.WishNotAllowed:
		return "may not be linked to it"
	case engine.WishAbsent:
		return "is not in this area"
	}
	return string(v)
}

// ordinal writes 1st, 2nd, 3rd, 4th.
func ordinal(n int) string {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}

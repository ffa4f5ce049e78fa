package access

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"jinlin/service/registry"
)

// Masked is a contact for eyes below the role that needs it.
func Masked(c registry.Contact) registry.Contact {
	return registry.Contact{Name: MaskName(c.Name), Phone: MaskPhone(c.Phone)}
}

// MaskName keeps the first character of a name: 张*. A name of one character is hidden whole; an empty one stays empty.
func MaskName(name string) string {
	name = strings.TrimSpace(name)
	if name == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(name)
	if first == utf8.RuneError || !unicode.IsLetter(first) || size == len(name) {
		return "*"
	}
	return string(first) + "*"
}

// The digits that a masked phone number shows of a number with at least so many.
const (
	longPhone, longHead, longTail = 11, 3, 4 // a mobile number
	landPhone, landTail           = 7, 2
)

// MaskPhone keeps the first three and the last four of eleven digits or more, the last two of seven or more, and else none: 138****8000. At
// least four digits are always hidden, and nothing but digits is shown. The country code of China is left out.
func MaskPhone(phone string) string {
	if strings.TrimSpace(phone) == "" {
		return ""
	}
	d := digits(phone)
	for _, code := range []string{"0086", "86"} {
		if rest, ok := strings.CutPrefix(d, code); ok && len(rest) == longPhone && rest[0] == '1' {
			d = rest
			break
		}
	}
	switch {
	case len(d) >= longPhone:
		return d[:longHead] + "****" + d[len(d)-longTail:]
	case len(d) >= landPhone:
		return "****" + d[len(d)-landTail:]
	}
	return "****"
}

// digits are those of a text, full-width ones too, as ASCII.
func digits(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		}
	}
	return b.String()
}

package table

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// window is how many bytes, from the first that is not ASCII, decide the encoding.
const window = 64 << 10

// decode returns the text of r in UTF-8: a byte order mark is dropped, and text that is not UTF-8 is read as GB18030.
// What decides are the first 64 KiB from the first byte that is not ASCII, so that files of any length stream.
func decode(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, window)
	head, err := b.Peek(3)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		_, err := b.Discard(3)
		return b, err
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return nil, errors.New("the text is UTF-16; save it as CSV UTF-8")
	}
	return &undecided{in: b}, nil
}

// undecided passes ASCII through and decides at the first other byte.
type undecided struct {
	in  *bufio.Reader
	out io.Reader // once decided
}

func (u *undecided) Read(p []byte) (int, error) {
	if u.out != nil {
		return u.out.Read(p)
	}
	if _, err := u.in.Peek(1); err != nil {
		return 0, err
	}
	ready, _ := u.in.Peek(min(u.in.Buffered(), len(p)))
	n := bytes.IndexFunc(ready, func(r rune) bool { return r >= utf8.RuneSelf })
	switch {
	case n == 0:
		u.decide()
		return u.out.Read(p)
	case n < 0:
		n = len(ready)
	}
	return u.in.Read(p[:n])
}

func (u *undecided) decide() {
	sample, err := u.in.Peek(window)
	if err == nil {
		sample = wholeRunes(sample)
	}
	u.out = u.in
	if !utf8.Valid(sample) {
		u.out = simplifiedchinese.GB18030.NewDecoder().Reader(u.in)
	}
}

// wholeRunes cuts off a rune that the end of the sample splits.
func wholeRunes(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

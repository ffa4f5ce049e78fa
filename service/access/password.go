package access

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
)

// Limits of a password in characters. The least is what NIST SP 800-63B-4 comes near to for a password alone (15) and OWASP asks twice over with a
// second factor (8); there are no rules of composition, as both advise.
const (
	PasswordLeast = 12
	PasswordMost  = 128
)

// HashCost is what a hash costs to make or to try. The zero value takes the default: 64 MiB, 3 passes, 4 lanes, the second recommended option of
// RFC 9106, section 4; OWASP's password storage cheat sheet asks for 19 MiB and 2 passes at least.
type HashCost struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
	// AtOnce is how many hashes are made at once (0: 2), so that log-ins cannot take all memory; a few more wait, the others get ErrBusy.
	AtOnce int
}

// Lengths of the salt and the key in bytes, as RFC 9106 recommends.
const (
	saltBytes = 16
	keyBytes  = 32
	waiting   = 16 // or being made, for each hash made at once: some seconds
)

// ErrBusy: more log-ins wait than would get their turn in time.
var ErrBusy = errors.New("too many log-ins at once; try again in a few seconds")

// errHash: a kept hash that this program did not write.
var errHash = errors.New("a password hash in the store is damaged")

// Passwords makes and tries hashes. It is safe for concurrent use.
type Passwords struct {
	params argon2id.Params
	turns  chan struct{}
	queue  chan struct{}
	nobody string // a hash to try for accounts that have none
}

// NewPasswords makes a hash to start with, for accounts that there are not.
func NewPasswords(cost HashCost) (*Passwords, error) {
	if cost.MemoryKiB == 0 {
		cost.MemoryKiB = 64 << 10
	}
	if cost.Passes == 0 {
		cost.Passes = 3
	}
	if cost.Lanes == 0 {
		cost.Lanes = 4
	}
	if cost.AtOnce <= 0 {
		cost.AtOnce = 2
	}
	p := &Passwords{
		params: argon2id.Params{Memory: cost.MemoryKiB, Iterations: cost.Passes, Parallelism: cost.Lanes, SaltLength: saltBytes, KeyLength: keyBytes},
		turns:  make(chan struct{}, cost.AtOnce),
		queue:  make(chan struct{}, cost.AtOnce*waiting),
	}
	var err error
	p.nobody, err = argon2id.CreateHash("nobody has this password", &p.params)
	return p, err
}

// Hash makes the hash to keep.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return argon2id.CreateHash(password, &p.params)
}

// Try reports whether the password is the one of the hash, and whether the hash should be made anew because the cost was changed since. Without a hash it
// takes as long and says no.
func (p *Passwords) Try(ctx context.Context, password, hash string) (right, stale bool, err error) {
	done, err := p.turn(ctx)
	if err != nil {
		return false, false, err
	}
	defer done()
	return p.try(password, hash)
}

// try is Try for who has his turn.
func (p *Passwords) try(password, hash string) (right, stale bool, err error) {
	none := hash == ""
	if none {
		hash = p.nobody
	}
	with, _, _, err := argon2id.DecodeHash(hash)
	if err != nil || with.Iterations == 0 || with.Parallelism == 0 || with.Memory > 1<<20 || with.Iterations > 64 || with.KeyLength < keyBytes/2 {
		return false, false, errHash
	}
	right, err = argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, false, errHash
	}
	return right && !none, *with != p.params, nil
}

// turn waits for the right to use a hash's worth of memory.
func (p *Passwords) turn(ctx context.Context) (done func(), err error) {
	select {
	case p.queue <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	select {
	case p.turns <- struct{}{}:
		return func() { <-p.turns; <-p.queue }, nil
	case <-ctx.Done():
		<-p.queue
		return nil, ctx.Err()
	}
}

// A PasswordError tells why a new password will not do.
type PasswordError struct{ why string }

func (e *PasswordError) Error() string { return "this password will not do: " + e.why }

// CheckPassword tells what is wrong with a new password; name is the account's.
func CheckPassword(password, name string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return &PasswordError{"it is not text (UTF-8)"}
	case n < PasswordLeast:
		return &PasswordError{"it has " + strconv.Itoa(n) + " characters, and " + strconv.Itoa(PasswordLeast) + " are the least"}
	case n > PasswordMost:
		return &PasswordError{"it has " + strconv.Itoa(n) + " characters, and " + strconv.Itoa(PasswordMost) + " are the most"}
	case common(strings.ToLower(password), strings.ToLower(strings.TrimSpace(name))):
		return &PasswordError{"it is among the first that somebody would try"}
	}
	return nil
}

// often are beginnings of passwords that every list of leaked ones is full of; what follows them is checked like a password of its own.
var often = []string{
	"password", "passw0rd", "p@ssw0rd", "p@ssword", "administrator", "admin", "qwertyuiop", "qwerty", "1qaz2wsx3edc", "1qaz2wsx", "1q2w3e4r5t6y", "1q2w3e4r",
	"asdfghjkl", "zxcvbnm", "iloveyou", "letmein", "welcome", "changeme", "woaini", "5201314", "jinlin", "近邻",
}

// common reports whether a password in small letters is a run (123456789012, abcdef...), a repetition of up to four characters, or made of nothing but
// these, frequent words, the name of the account and up to four other characters.
func common(password, name string) bool {
	rest := password
	for _, w := range often {
		rest = strings.ReplaceAll(rest, w, "")
	}
	if len(name) >= 3 {
		rest = strings.ReplaceAll(rest, name, "")
	}
	r := []rune(rest)
	if len(r) <= 4 {
		return true
	}
	return repeats(r) || runs(r)
}

// repeats reports whether a text goes on as it begins after one to four characters.
func repeats(r []rune) bool {
	for period := 1; period <= 4 && period < len(r); period++ {
		i := period
		for i < len(r) && r[i] == r[i-period] {
			i++
		}
		if i == len(r) {
			return true
		}
	}
	return false
}

// runs reports whether every character follows the one before in one direction; 0 follows 9.
func runs(r []rune) bool {
	for _, step := range []rune{1, -1} {
		i := 1
		for i < len(r) && (r[i] == r[i-1]+step || r[i-1] == '9' && r[i] == '0' && step == 1 || r[i-1] == '0' && r[i] == '9' && step == -1) {
			i++
		}
		if i == len(r) {
			return true
		}
	}
	return false
}

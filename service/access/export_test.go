package access

import (
	"context"
	"strconv"
	"time"
)

// Hold takes the one turn of hashes until release is called.
func (p *Passwords) Hold() (release func()) {
	done, err := p.turn(context.Background())
	if err != nil {
		panic(err)
	}
	return done
}

// FloodAddresses tries from n addresses within a second and tells how many are kept.
func FloodAddresses(n int) int {
	var t throttle
	at := time.Unix(0, 0)
	for i := range n {
		_ = t.try(strconv.Itoa(i), at.Add(time.Duration(i)*20*time.Microsecond))
	}
	return len(t.from)
}

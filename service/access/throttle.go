package access

import (
	"context"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
	"time"

	"jinlin/service/registry"
)

// Limits of failed log-ins. After so many for one name, or from one address, each further one makes the next wait twice as long, to a quarter of an
// hour; what is older than a day (an hour for addresses) no longer counts.
const (
	freeByName    = 5
	freeByAddress = 30
	longestWait   = 15 * time.Minute
	nameMemory    = 24 * time.Hour
	addressMemory = time.Hour
	// addressesKept bounds the memory; who comes from more addresses than that at once meets the limit of hashes.
	addressesKept = 10_000
)

// A ThrottledError tells when to try again.
type ThrottledError struct{ After time.Duration }

func (e *ThrottledError) Error() string {
	return "too many failed log-ins; try again in " + strconv.FormatInt(int64((e.After+time.Second-1)/time.Second), 10) + " s"
}

// waitOf is how long to wait after so many failures in a row, of which so many are free.
func waitOf(failures, free int) time.Duration {
	switch n := failures - free; {
	case n < 0:
		return 0
	case n < 10:
		return min(time.Second<<(n+1), longestWait)
	}
	return longestWait
}

// A tally counts failures from an address.
type tally struct {
	failures int
	last     time.Time
}

// throttle counts by address, in memory: a restart gives an attacker a few more tries at names that the audit trail still counts.
type throttle struct {
	mu   sync.Mutex
	from map[string]tally
}

// try counts a failure in advance, so that many tries at once count as many; forgive takes it back.
func (t *throttle) try(address string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.from[address]
	if now.Sub(x.last) > addressMemory {
		x = tally{}
	}
	if left := waitOf(x.failures, freeByAddress) - now.Sub(x.last); x.failures > 0 && left > 0 {
		return &ThrottledError{left}
	}
	if t.from == nil {
		t.from = map[string]tally{}
	}
	if _, there := t.from[address]; !there && len(t.from) >= addressesKept {
		t.makeRoom(now)
	}
	t.from[address] = tally{x.failures + 1, now}
	return nil
}

func (t *throttle) forgive(address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x, ok := t.from[address]; ok && x.failures > 1 {
		t.from[address] = tally{x.failures - 1, x.last}
	} else {
		delete(t.from, address)
	}
}

// makeRoom drops what no longer counts, or else the half that was quiet for longest.
func (t *throttle) makeRoom(now time.Time) {
	for keep := addressMemory; len(t.from) > addressesKept/2; keep /= 2 {
		for a, x := range t.from {
			if now.Sub(x.last) >= keep {
				delete(t.from, a)
			}
		}
	}
}

// attemptsOf is the name under which the audit trail keeps tries to log in as somebody. It is the same whether or not there is such an account, and no
// account: what is tried as somebody was not done by him.
func attemptsOf(name string) registry.AccountID {
	return registry.AccountID("log-in:" + hex.EncodeToString(hashOf(registry.Fold(strings.TrimSpace(name)))[:16]))
}

// attempt counts a try at a name (that of the account where there is one, so that no other spelling counts apart) in the audit trail, in advance: all servers on one store share the count, and it survives them. It is refused while the
// failures before ask to wait; refused tries are not written down, which bounds what an attacker can write.
func attempt(ctx context.Context, tx registry.Tx, name string, now time.Time) error {
	by := attemptsOf(name)
	entries, err := tx.Entries(ctx, registry.EntryQuery{By: by, Limit: freeByName + 12})
	if err != nil {
		return err
	}
	failures := 0
	for _, e := range entries {
		if e.Action != string(LogInTried) || now.Sub(e.At) > nameMemory {
			break
		}
		failures++
	}
	if failures > 0 {
		if left := waitOf(failures, freeByName) - max(now.Sub(entries[0].At), 0); left > 0 {
			return &ThrottledError{left}
		}
	}
	return tx.AddEntry(ctx, registry.Entry{At: now, By: by, Action: string(LogInTried), Object: "log-in"})
}

// succeeded ends the count.
func succeeded(ctx context.Context, tx registry.Tx, name string, now time.Time) error {
	return tx.AddEntry(ctx, registry.Entry{At: now, By: attemptsOf(name), Action: string(LogIn), Object: "log-in"})
}

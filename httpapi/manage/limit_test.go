package manage_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"jinlin/httpapi/internal/problem"
	"jinlin/httpapi/manage"
	"jinlin/service/access"
	"jinlin/service/registry"
)

var errTooOften = &problem.TooManyError{After: 2500 * time.Millisecond}

// A tally lets nobody ask more often than most.
type tally struct {
	mu    sync.Mutex
	most  int
	taken map[string]int
}

func (c *tally) Take(who string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.taken[who] >= c.most {
		return errTooOften
	}
	c.taken[who]++
	return nil
}

func (c *tally) Spent(who string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.taken[who] >= c.most {
		return errTooOften
	}
	return nil
}

// Whoever is known is counted by his account, nobody by his address, and secrets that nobody has apart.
func TestWhoIsCounted(t *testing.T) {
	c := &tally{most: 3, taken: map[string]int{}}
	h := open(t, func(m *manage.Config) { m.Limit = c })
	a, err := h.keeper.PutAccount(t.Context(), h.admin, registry.Account{Name: "program", Grants: []registry.Grant{{Role: registry.RolePlanner}}})
	h.ok(err)
	token, _, err := h.keeper.IssueToken(t.Context(), h.admin, access.TokenAsk{
		Account: a.ID, Name: "program", Scopes: []access.Scope{access.ScopeRead}, End: h.clock.now().Add(time.Hour),
	})
	h.ok(err)
	get := func(header ...string) int {
		t.Helper()
		q, err := http.NewRequest(http.MethodGet, h.url+"/v1/session", nil)
		h.ok(err)
		for i := 0; i < len(header); i += 2 {
			q.Header.Set(header[i], header[i+1])
		}
		r, err := http.DefaultClient.Do(q)
		h.ok(err)
		r.Body.Close()
		if after := r.Header.Get("Retry-After"); (after == "3") != (r.StatusCode == http.StatusTooManyRequests) {
			t.Errorf("%d: Retry-After: %q", r.StatusCode, after)
		}
		return r.StatusCode
	}
	const tooOften = http.StatusTooManyRequests
	for i, x := range []struct {
		header []string
		want   int
	}{
		{[]string{"Authorization", "Bearer " + token}, 200},
		{nil, 401}, {nil, 401}, {nil, 401}, {nil, tooOften},
		{[]string{"Authorization", "Bearer jl_AAAA_BBBB"}, 401},
		{[]string{"Authorization", "Bearer " + token}, 200}, // the address has no more, the account has
		{[]string{"Cookie", "jinlin=guess"}, 401},
		{[]string{"Authorization", "Bearer jl_AAAA_CCCC"}, 401},
		{[]string{"Authorization", "Bearer jl_AAAA_DDDD"}, tooOften},
		{[]string{"Authorization", "Bearer " + token}, tooOften}, // who guesses at his address keeps him out
	} {
		if got := get(x.header...); got != x.want {
			t.Errorf("%d: %v: %d, want %d", i, x.header, got, x.want)
		}
	}
	if c.taken["account/"+string(a.ID)] != 2 {
		t.Errorf("%v", c.taken)
	}
	for who := range c.taken {
		if strings.Contains(who, "jl_") || strings.Contains(who, "guess") {
			t.Errorf("%v is kept", who)
		}
	}
}

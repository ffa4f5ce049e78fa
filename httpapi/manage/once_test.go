package manage_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jinlin/httpapi/manage"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// TestIdempotency: a request that comes again with its key is not carried out again, and has the first answer.
func TestIdempotency(t *testing.T) {
	h := open(t, nil)
	h.account("Wang", ruler())
	h.account("Li", ruler())
	wang, li := h.logIn("Wang"), h.logIn("Li")
	ask := func(name string) map[string]any { return map[string]any{"name": name, "grants": []any{}} }
	first := wang.do("POST", "/v1/accounts", ask("one"), "Idempotency-Key", "k1").is(201)
	if first.header.Get("Idempotency-Replayed") != "" {
		t.Error("the first answer is called a second one")
	}
	second := wang.do("POST", "/v1/accounts", ask("one"), "Idempotency-Key", "k1").is(201)
	if second.body != first.body || second.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%s\n%s", first.body, second.body)
	}
	for _, name := range []string{"Location", "ETag", "Content-Type", "Cache-Control"} {
		if second.header.Get(name) != first.header.Get(name) || first.header.Get(name) == "" {
			t.Errorf("%s: %q, then %q", name, first.header.Get(name), second.header.Get(name))
		}
	}
	wang.do("POST", "/v1/accounts", ask("two"), "Idempotency-Key", "k1").is(422).has("another request")
	wang.do("POST", "/v1/links", map[string]string{"secret": "jll_x"}, "Idempotency-Key", "k1").is(410) // open to all: keys count for nobody
	li.do("POST", "/v1/accounts", ask("three"), "Idempotency-Key", "k1").is(201)                        // another's key is another key
	wang.do("POST", "/v1/accounts", ask("one"), "Idempotency-Key", "k2").is(409)                        // the name is taken: nothing was done,
	wang.do("POST", "/v1/accounts", ask("four"), "Idempotency-Key", "k2").is(201)                       // so that the key is free
	h.nobody().do("POST", "/v1/accounts", ask("one"), "Idempotency-Key", "k1").is(401)
	wang.do("POST", "/v1/accounts", ask("one"), "Idempotency-Key", "k1", "X-CSRF-Token", "").is(403)
	for _, bad := range []string{"with space", strings.Repeat("k", 201), "ключ"} {
		wang.do("POST", "/v1/accounts", ask("five"), "Idempotency-Key", bad).is(400).has("Idempotency-Key")
	}
	wang.do("POST", "/v1/accounts", strings.Repeat(" ", 2<<20), "Idempotency-Key", "k3").is(413)
}

// TestSecretsAreNotKept: the store has no token and no link that was told, not for who asks again either.
func TestSecretsAreNotKept(t *testing.T) {
	h := open(t, nil)
	h.account("Wang", ruler())
	wang := h.logIn("Wang")
	end := h.clock.now().Add(time.Hour).Format(time.RFC3339)
	ask := map[string]any{"name": "x", "scopes": []string{"read"}, "end": end}
	var made manage.NewToken
	wang.do("POST", "/v1/accounts/me/tokens", ask, "Idempotency-Key", "k").is(201).into(&made)
	wang.do("POST", "/v1/accounts/me/tokens", ask, "Idempotency-Key", "k").is(409).has("carried out")
	var all manage.List[manage.Token]
	wang.do("GET", "/v1/accounts/me/tokens", nil).is(200).into(&all)
	if len(all.Items) != 1 {
		t.Errorf("%+v", all.Items)
	}
	me, err := h.keeper.BySession(t.Context(), access.Visit{Session: strings.TrimPrefix(wang.cookie, "jinlin=")})
	h.ok(err)
	h.ok(h.store.Read(t.Context(), func(tx registry.Tx) error {
		r, err := tx.Reply(t.Context(), me.Account, "answered k")
		if err == nil && len(r.Body) > 0 {
			t.Errorf("kept: %s", r.Body)
		}
		return err
	}))
}

// TestConcurrentKeys: of many that come at once with a key one is carried out; the others have its answer or hear that it is under way.
func TestConcurrentKeys(t *testing.T) {
	h := open(t, nil)
	h.account("Wang", ruler())
	wang := h.logIn("Wang")
	for round := range 10 {
		var all sync.WaitGroup
		var made, again, underWay atomic.Int32
		for range 6 {
			all.Go(func() {
				a := wang.do("POST", "/v1/accounts", map[string]any{"name": fmt.Sprintf("n%d", round), "grants": []any{}}, "Idempotency-Key", fmt.Sprintf("k%d", round))
				switch {
				case a.status == http.StatusCreated && a.header.Get("Idempotency-Replayed") == "":
					made.Add(1)
				case a.status == http.StatusCreated:
					again.Add(1)
				case a.status == http.StatusConflict && strings.Contains(a.body, "being worked on"):
					underWay.Add(1)
				default:
					t.Errorf("%d %s", a.status, a.body)
				}
			})
		}
		all.Wait()
		if made.Load() != 1 || again.Load()+underWay.Load() != 5 {
			t.Fatalf("made %d, again %d, under way %d", made.Load(), again.Load(), underWay.Load())
		}
	}
}

// forgetful loses the answers to keys, as a server does that ends between the work and its answer.
type forgetful struct {
	registry.Store
	on atomic.Bool
}

type forgetfulTx struct{ registry.Tx }

func (f *forgetful) Write(ctx context.Context, do func(registry.Tx) error) error {
	return f.Store.Write(ctx, func(tx registry.Tx) error {
		if f.on.Load() {
			tx = forgetfulTx{tx}
		}
		return do(tx)
	})
}

var errEnded = errors.New("the server ended")

func (t forgetfulTx) AddReply(ctx context.Context, r registry.Reply) error {
	if strings.HasPrefix(r.Key, "answered ") {
		return errEnded
	}
	return t.Tx.AddReply(ctx, r)
}

// TestLostAnswer: who asks again after a crash between the work and its answer is not told that it was not done, and it is not done twice.
func TestLostAnswer(t *testing.T) {
	var lost atomic.Int32
	var f *forgetful
	h := open(t, func(c *manage.Config) {
		f = &forgetful{Store: c.Store}
		c.Store = f
		c.Trouble = func(err error) {
			if !errors.Is(err, errEnded) {
				t.Error(err)
			}
			lost.Add(1)
		}
	})
	h.account("Wang", ruler())
	wang := h.logIn("Wang")
	ask := map[string]any{"name": "one", "grants": []any{}}
	f.on.Store(true)
	wang.do("POST", "/v1/accounts", ask, "Idempotency-Key", "k").is(201)
	f.on.Store(false)
	wang.do("POST", "/v1/accounts", ask, "Idempotency-Key", "k").is(409).has("being worked on")
	h.clock.pass(11 * time.Minute)
	wang.do("POST", "/v1/accounts", ask, "Idempotency-Key", "k").is(409).has("was carried out")
	if lost.Load() != 1 {
		t.Errorf("told %d times", lost.Load())
	}
}

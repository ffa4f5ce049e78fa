package access_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"jinlin/service/access"
)

// cheap hashes keep the tests quick.
func cheap(t testing.TB) *access.Passwords {
	t.Helper()
	p, err := access.NewPasswords(access.HashCost{MemoryKiB: 64, Passes: 1, Lanes: 1})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPasswordsThatWillNotDo(t *testing.T) {
	for _, bad := range []string{
		"", "short", "elevenchars", strings.Repeat("长", 129), "近邻近邻近邻近邻近邻近邻", "aaaaaaaaaaaa", "123412341234", "abcdefghijkl", "123456789012", "210987654321",
		"passwordpassword", "Password1234", "PASSWORD2026"[:11] + "5", "administrator1", "qwertyuiop12", "planner.wang", "Planner.Wang!!!", "\xff\xfe\xfd" + "12chars long",
		"1qaz2wsx3edc", "woaini5201314",
	} {
		if err := access.CheckPassword(bad, "planner.wang"); !errors.As(err, new(*access.PasswordError)) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, good := range []string{"correct horse", "三十六计走为上计不如睡一觉", "k7wq9xz1m4pd", strings.Repeat("ab1c", 3) + "z", strings.Repeat("词组", 64)[:126*3] + "末尾"} {
		if err := access.CheckPassword(good, "planner.wang"); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}

func TestHashes(t *testing.T) {
	ctx, p := t.Context(), cheap(t)
	h, err := p.Hash(ctx, "correct horse")
	if err != nil || !strings.HasPrefix(h, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Fatal(h, err)
	}
	if h2, _ := p.Hash(ctx, "correct horse"); h2 == h {
		t.Error("no salt")
	}
	for _, x := range []struct {
		password, hash string
		right          bool
	}{{"correct horse", h, true}, {"Correct horse", h, false}, {"", h, false}, {"nobody has this password", "", false}, {"", "", false}} {
		if right, stale, err := p.Try(ctx, x.password, x.hash); right != x.right || stale || err != nil {
			t.Errorf("%q %q: %v %v %v", x.password, x.hash, right, stale, err)
		}
	}
	dearer, err := access.NewPasswords(access.HashCost{MemoryKiB: 128, Passes: 1, Lanes: 1})
	if err != nil {
		t.Fatal(err)
	}
	if right, stale, err := dearer.Try(ctx, "correct horse", h); !right || !stale || err != nil {
		t.Errorf("after a change of cost: %v %v %v", right, stale, err)
	}
	parts := strings.Split(h, "$")
	for _, bad := range []string{"x", "$argon2id$v=19$m=64,t=0,p=1$" + parts[4] + "$" + parts[5], "$argon2id$v=19$m=64,t=1,p=0$" + parts[4] + "$" + parts[5],
		"$argon2id$v=19$m=4294967295,t=1,p=1$" + parts[4] + "$" + parts[5], "$argon2id$v=19$m=64,t=1,p=1$" + parts[4] + "$", "$argon2i$v=19$m=64,t=1,p=1$" + parts[4] + "$" + parts[5]} {
		if right, _, err := p.Try(ctx, "correct horse", bad); right || err == nil {
			t.Errorf("%q: %v %v", bad, right, err)
		}
	}
}

// The cost that ships is the recommended one.
func TestDefaultCost(t *testing.T) {
	p, err := access.NewPasswords(access.HashCost{})
	if err != nil {
		t.Fatal(err)
	}
	h, err := p.Hash(t.Context(), "correct horse")
	if err != nil || !strings.HasPrefix(h, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Error(h, err)
	}
}

func TestHashesWaitTheirTurn(t *testing.T) {
	p, err := access.NewPasswords(access.HashCost{MemoryKiB: 64, Passes: 1, Lanes: 1, AtOnce: 1})
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	release := p.Hold()
	if _, _, err := p.Try(gone, "x", ""); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	waits := make(chan error)
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		for range 100 { // more than may wait
			go func() { _, _, err := p.Try(ctx, "x", ""); waits <- err }()
		}
	}()
	busy := 0
	for range 85 { // 100 less 15 that wait beside the one that is held
		if err := <-waits; errors.Is(err, access.ErrBusy) {
			busy++
		}
	}
	stop()
	for range 15 {
		if err := <-waits; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	if busy != 85 {
		t.Errorf("%d were sent away", busy)
	}
	release()
	if _, _, err := p.Try(t.Context(), "x", ""); err != nil {
		t.Error("afterwards:", err)
	}
}

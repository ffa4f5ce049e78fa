package access

import (
	"context"
	"errors"
	"time"

	"jinlin/service/registry"
)

// BySession is who has the session whose secret the browser showed; ErrNobody where it has ended or never was. Account and grants are read each time,
// so that what is taken away is gone at once.
func (k *Keeper) BySession(ctx context.Context, v Visit) (Caller, error) {
	if v.Session == "" {
		return Caller{}, ErrNobody
	}
	now, hash := k.now(), hashOf(v.Session)
	var s registry.Session
	var a registry.Account
	err := k.store.Read(ctx, func(tx registry.Tx) (err error) {
		if s, err = tx.Session(ctx, hash); err != nil {
			return none(err, ErrNobody)
		}
		a, err = tx.Account(ctx, s.Account)
		return none(err, ErrNobody)
	})
	if err != nil {
		return Caller{}, err
	}
	// Both ends count: a change of the times ends sessions sooner, and prolongs none before it is used.
	if !now.Before(s.End) || !now.Before(k.sessionEnd(s.At, s.Seen)) {
		return Caller{}, ErrNobody
	}
	c, err := callerOf(a, BySession, v)
	if err != nil {
		return Caller{}, err
	}
	c.session, c.csrf = hash, s.CSRF
	return c, k.touch(ctx, s, now)
}

// touch notes that a session is in use, once a minute. A store that is open for reading only lets it run out.
func (k *Keeper) touch(ctx context.Context, s registry.Session, now time.Time) error {
	if now.Sub(s.Seen) < min(touchEvery, k.times.Idle/2) {
		return nil
	}
	err := k.store.Write(ctx, func(tx registry.Tx) error {
		return none(tx.TouchSession(ctx, s.Hash, now, k.sessionEnd(s.At, now)), ErrNobody)
	})
	if errors.Is(err, registry.ErrReadOnly) {
		return nil
	}
	return err
}

// Leave ends the session of the caller; for others there is nothing to end.
func (k *Keeper) Leave(ctx context.Context, c Caller) error {
	if c.Way != BySession {
		return nil
	}
	return k.store.Write(ctx, func(tx registry.Tx) error {
		if err := none(tx.DropSession(ctx, c.session), nil); err != nil {
			return err
		}
		return tx.AddEntry(ctx, c.Entry(k.now(), LogOut, "account/"+string(c.Account), "", nil))
	})
}

// LeaveEverywhere ends all sessions of an account: one's own, or one that the caller governs.
func (k *Keeper) LeaveEverywhere(ctx context.Context, c Caller, id registry.AccountID) error {
	return k.store.Write(ctx, func(tx registry.Tx) error {
		if !c.isSelf(id) {
			if _, err := k.governed(ctx, tx, c, EditAccounts, id); err != nil {
				return err
			}
		}
		if err := tx.DropSessionsOf(ctx, id); err != nil {
			return err
		}
		return tx.AddEntry(ctx, c.Entry(k.now(), LogOut, "account/"+string(id), "", []byte(`{"everywhere":true}`)))
	})
}

// Forget removes sessions, tokens and links that ended before.
func (k *Keeper) Forget(ctx context.Context, before time.Time) (n int, err error) {
	err = k.store.Write(ctx, func(tx registry.Tx) (err error) {
		n, err = tx.ForgetSessions(ctx, before)
		return err
	})
	return n, err
}

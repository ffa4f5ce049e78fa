package postgres

import (
	"context"
	"time"

	"jinlin/service/registry"
)

func readEntry(s scanner) (registry.Entry, error) {
	var e registry.Entry
	var at time.Time
	err := s.Scan(&e.ID, &at, &e.By, &e.Action, &e.Object, &e.Area, &e.Detail)
	e.At = at.UTC()
	return e, err
}

func (t *tx) AddEntry(ctx context.Context, e registry.Entry) error {
	if err := t.writes(); err != nil {
		return err
	}
	_, err := t.do(ctx, "INSERT INTO entries (at, author, action, object, area, detail) VALUES ($1, $2, $3, $4, $5, $6)",
		e.At, string(e.By), e.Action, e.Object, string(e.Area), blob(e.Detail))
	return err
}

func (t *tx) Entries(ctx context.Context, q registry.EntryQuery) ([]registry.Entry, error) {
	s := &search{}
	among(s, "area = ANY(?)", q.Areas)
	if q.By != "" {
		s.add("author = ?", string(q.By))
	}
	if q.Before != 0 {
		s.add("id < ?", q.Before)
	}
	query := s.query("SELECT id, at, author, action, object, area, detail FROM entries ", "id DESC", q.Limit)
	return list(ctx, t, readEntry, query, s.args...)
}

func (t *tx) ForgetEntries(ctx context.Context, before time.Time) (int, error) {
	return t.forget(ctx, "DELETE FROM entries WHERE at < $1", before)
}

func readReply(s scanner) (registry.Reply, error) {
	var r registry.Reply
	var at time.Time
	err := s.Scan(&r.Key, &r.By, &r.Request, &r.Status, &r.Header, &r.Body, &at)
	r.At = at.UTC()
	return r, err
}

func (t *tx) AddReply(ctx context.Context, r registry.Reply) error {
	if err := t.writes(); err != nil {
		return err
	}
	added, err := t.do(ctx, `INSERT INTO replies (author, key, request, status, header, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT DO NOTHING`,
		string(r.By), r.Key, blob(r.Request), r.Status, blob(r.Header), blob(r.Body), r.At)
	if err == nil && added == 0 {
		err = registry.ErrExists
	}
	return err
}

func (t *tx) Reply(ctx context.Context, by registry.AccountID, key string) (registry.Reply, error) {
	return first(ctx, t, readReply, "SELECT key, author, request, status, header, body, at FROM replies WHERE author = $1 AND key = $2", string(by), key)
}

func (t *tx) ForgetReplies(ctx context.Context, before time.Time) (int, error) {
	return t.forget(ctx, "DELETE FROM replies WHERE at < $1", before)
}

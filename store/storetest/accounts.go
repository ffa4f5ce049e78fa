package storetest

import (
	"jinlin/engine"
	"jinlin/service/registry"
)

func accounts(c *check) {
	c.write(func(tx registry.Tx) {
		must[int64](c)(tx.PutRegion(c.ctx, registry.Region{ID: "r"}))
		c.area(tx, "a")
		a := registry.Account{ID: "1", Name: "Zhang.San", Password: "$argon2id$x", Subject: "oidc|1", At: start, Grants: []registry.Grant{
			{Role: registry.RolePlanner, Region: "r"}, {Role: registry.RoleMember, Area: "a", Member: "m"}, {Role: registry.RoleAdministrator}}}
		a.Revision = must[int64](c)(tx.PutAccount(c.ctx, a))
		for _, got := range []registry.Account{
			must[registry.Account](c)(tx.Account(c.ctx, "1")),
			must[registry.Account](c)(tx.AccountByName(c.ctx, "zHANG.sAN")),
			must[registry.Account](c)(tx.AccountBySubject(c.ctx, "oidc|1")),
		} {
			c.equal(got, a)
		}
		fails[int64](c, registry.ErrExists)(tx.PutAccount(c.ctx, registry.Account{ID: "1", Name: "x"}))
		fails[int64](c, registry.ErrExists)(tx.PutAccount(c.ctx, registry.Account{ID: "2", Name: "ZHANG.SAN"}))
		fails[int64](c, registry.ErrExists)(tx.PutAccount(c.ctx, registry.Account{ID: "2", Name: "x", Subject: "oidc|1"}))
		fails[int64](c, registry.ErrNotFound)(tx.PutAccount(c.ctx, registry.Account{ID: "2", Name: "x", Grants: []registry.Grant{{Region: "none"}}}))
		fails[int64](c, registry.ErrNotFound)(tx.PutAccount(c.ctx, registry.Account{ID: "2", Name: "x", Grants: []registry.Grant{{Area: "none"}}}))
		fails[registry.Account](c, registry.ErrNotFound)(tx.Account(c.ctx, "2"))
		fails[registry.Account](c, registry.ErrNotFound)(tx.AccountByName(c.ctx, "x"))

		// Two without a subject are not the same one.
		b := registry.Account{ID: "2", Name: "李四", Disabled: true}
		b.At = start
		b.Revision = must[int64](c)(tx.PutAccount(c.ctx, b))
		must[int64](c)(tx.PutAccount(c.ctx, registry.Account{ID: "3", Name: "c"}))
		fails[registry.Account](c, registry.ErrNotFound)(tx.AccountBySubject(c.ctx, ""))
		c.equal(must[registry.Account](c)(tx.Account(c.ctx, "2")), b)

		region := must[registry.Region](c)(tx.Region(c.ctx, "r"))
		c.is(tx.DropRegion(c.ctx, "r", region.Revision), registry.ErrInUse)
		before := a.Revision
		a.Grants, a.Name, a.Subject, a.Disabled = a.Grants[2:], "张三", "", true
		a.Revision = must[int64](c)(tx.PutAccount(c.ctx, a))
		c.equal(must[registry.Account](c)(tx.Account(c.ctx, "1")), a)
		c.ok(tx.DropRegion(c.ctx, "r", region.Revision))
		fails[int64](c, registry.ErrConflict)(tx.PutAccount(c.ctx, registry.Account{ID: "1", Name: "x", Revision: before}))
		fails[registry.Account](c, registry.ErrNotFound)(tx.AccountByName(c.ctx, "zhang.san"))

		list := func(after registry.AccountID, limit int) []registry.AccountID {
			var all []registry.AccountID
			for _, one := range must[[]registry.Account](c)(tx.Accounts(c.ctx, after, limit)) {
				all = append(all, one.ID)
			}
			return all
		}
		c.equal(list("", 0), []registry.AccountID{"1", "2", "3"})
		c.equal(list("1", 1), []registry.AccountID{"2"})
		c.equal(must[[]registry.Account](c)(tx.Accounts(c.ctx, "", 1)), []registry.Account{a})
		c.is(tx.DropAccount(c.ctx, "1", before), registry.ErrConflict)
		c.ok(tx.DropAccount(c.ctx, "1", a.Revision))
		c.is(tx.DropAccount(c.ctx, "1", a.Revision), registry.ErrNotFound)
	})
	c.sound()
}

func sessions(c *check) {
	c.write(func(tx registry.Tx) {
		revision := must[int64](c)(tx.PutAccount(c.ctx, registry.Account{ID: "1", Name: "a"}))
		must[int64](c)(tx.PutAccount(c.ctx, registry.Account{ID: "2", Name: "b"}))
		s := registry.Session{Hash: []byte{0, 1, 255}, Account: "1", CSRF: "x", At: day(0), Seen: day(1), End: day(2)}
		c.ok(tx.AddSession(c.ctx, s))
		c.is(tx.AddSession(c.ctx, s), registry.ErrExists)
		c.is(tx.AddSession(c.ctx, registry.Session{Hash: []byte{9}, Account: "none"}), registry.ErrNotFound)
		c.equal(must[registry.Session](c)(tx.Session(c.ctx, s.Hash)), s)
		fails[registry.Session](c, registry.ErrNotFound)(tx.Session(c.ctx, []byte{9}))
		c.ok(tx.TouchSession(c.ctx, s.Hash, day(3), day(4)))
		s.Seen, s.End = day(3), day(4)
		c.equal(must[registry.Session](c)(tx.Session(c.ctx, s.Hash)), s)
		c.is(tx.TouchSession(c.ctx, []byte{9}, day(3), day(4)), registry.ErrNotFound)
		c.is(tx.DropSession(c.ctx, []byte{9}), registry.ErrNotFound)

		for i, account := range []registry.AccountID{"1", "1", "2"} {
			c.ok(tx.AddSession(c.ctx, registry.Session{Hash: []byte{byte(i)}, Account: account, End: day(i)}))
		}
		c.ok(tx.AddToken(c.ctx, registry.Token{ID: "t", Hash: []byte{1}, Account: "1", End: day(1)}))
		c.equal(must[int](c)(tx.ForgetSessions(c.ctx, day(1))), 1)
		c.equal(must[int](c)(tx.ForgetSessions(c.ctx, day(2))), 2) // a session and the token
		c.ok(tx.DropSessionsOf(c.ctx, "1"))
		c.ok(tx.DropSessionsOf(c.ctx, "1"))
		fails[registry.Session](c, registry.ErrNotFound)(tx.Session(c.ctx, s.Hash))
		must[registry.Session](c)(tx.Session(c.ctx, []byte{2}))
		c.ok(tx.DropSession(c.ctx, []byte{2}))
		fails[registry.Session](c, registry.ErrNotFound)(tx.Session(c.ctx, []byte{2}))
		c.ok(tx.AddSession(c.ctx, s))
		c.ok(tx.DropAccount(c.ctx, "1", revision))
		fails[registry.Session](c, registry.ErrNotFound)(tx.Session(c.ctx, s.Hash))
	})
	c.sound()
}

func tokens(c *check) {
	c.write(func(tx registry.Tx) {
		revision := must[int64](c)(tx.PutAccount(c.ctx, registry.Account{ID: "1", Name: "a"}))
		all := []registry.Token{
			{ID: "t1", Hash: []byte{1}, Account: "1", Name: "地图", Scopes: []string{"read", "a"}, At: day(0), End: day(9)},
			{ID: "t2", Hash: []byte{2}, Account: "1", At: day(0), End: day(9)},
			{ID: "t3", Hash: []byte{3}, Account: "1", Scopes: []string{}, At: day(0), End: day(9)},
		}
		for i := range all {
			c.ok(tx.AddToken(c.ctx, all[len(all)-1-i]))
		}
		c.is(tx.AddToken(c.ctx, all[0]), registry.ErrExists)
		c.is(tx.AddToken(c.ctx, registry.Token{ID: "t4", Hash: []byte{1}, Account: "1"}), registry.ErrExists)
		c.is(tx.AddToken(c.ctx, registry.Token{ID: "t4", Hash: []byte{4}, Account: "none"}), registry.ErrNotFound)
		c.equal(must[[]registry.Token](c)(tx.TokensOf(c.ctx, "1")), all) // scopes that allow nothing are not scopes that were not told
		c.equal(must[registry.Token](c)(tx.Token(c.ctx, []byte{2})), all[1])
		c.ok(tx.DropToken(c.ctx, "t2"))
		c.is(tx.DropToken(c.ctx, "t2"), registry.ErrNotFound)
		fails[registry.Token](c, registry.ErrNotFound)(tx.Token(c.ctx, []byte{2}))
		c.ok(tx.DropAccount(c.ctx, "1", revision))
		c.equal(len(must[[]registry.Token](c)(tx.TokensOf(c.ctx, "1"))), 0)
	})
}

func audit(c *check) {
	c.write(func(tx registry.Tx) {
		first := registry.Entry{ID: 99, At: day(0), By: "x", Action: "edit", Object: "area/a", Area: "a", Detail: []byte(`{"n":1}`)}
		c.ok(tx.AddEntry(c.ctx, first))
		c.ok(tx.AddEntry(c.ctx, registry.Entry{At: day(1), By: "y", Action: "login"}))
		c.ok(tx.AddEntry(c.ctx, registry.Entry{At: day(2), By: "x", Action: "publish", Object: "plan/p", Area: "b"}))
		all := must[[]registry.Entry](c)(tx.Entries(c.ctx, registry.EntryQuery{}))
		c.equal(len(all), 3)
		first.ID = all[2].ID
		c.equal(all[2], first)
		if !(all[0].ID > all[1].ID && all[1].ID > all[2].ID && all[2].ID > 0) {
			c.Fatalf("%v is not the newest first", all)
		}
		for _, q := range []struct {
			registry.EntryQuery
			want []registry.Entry
		}{
			{registry.EntryQuery{Limit: 1}, all[:1]},
			{registry.EntryQuery{Before: all[0].ID}, all[1:]},
			{registry.EntryQuery{By: "x"}, []registry.Entry{all[0], all[2]}},
			{registry.EntryQuery{Areas: []engine.AreaID{"a", "b"}}, []registry.Entry{all[0], all[2]}},
			{registry.EntryQuery{Areas: []engine.AreaID{""}}, all[1:2]},
			{registry.EntryQuery{Areas: []engine.AreaID{}}, nil},
		} {
			c.equal(must[[]registry.Entry](c)(tx.Entries(c.ctx, q.EntryQuery)), q.want)
		}
		c.equal(must[int](c)(tx.ForgetEntries(c.ctx, day(2))), 2)
		c.equal(must[int](c)(tx.ForgetEntries(c.ctx, day(9))), 1)
		c.ok(tx.AddEntry(c.ctx, registry.Entry{At: day(3)}))
		if id := must[[]registry.Entry](c)(tx.Entries(c.ctx, registry.EntryQuery{}))[0].ID; id <= all[0].ID {
			c.Fatalf("id %d came back, after %d", id, all[0].ID)
		}
	})
}

func replies(c *check) {
	c.write(func(tx registry.Tx) {
		r := registry.Reply{Key: "k", By: "x", Request: []byte{1}, Status: 201, Header: []byte("h"), Body: []byte("b"), At: day(0)}
		c.ok(tx.AddReply(c.ctx, r))
		c.is(tx.AddReply(c.ctx, r), registry.ErrExists)
		other := registry.Reply{Key: "k", By: "y", At: day(1)}
		c.ok(tx.AddReply(c.ctx, other))
		c.equal(must[registry.Reply](c)(tx.Reply(c.ctx, "x", "k")), r)
		c.equal(must[registry.Reply](c)(tx.Reply(c.ctx, "y", "k")), other)
		fails[registry.Reply](c, registry.ErrNotFound)(tx.Reply(c.ctx, "x", "l"))
		c.equal(must[int](c)(tx.ForgetReplies(c.ctx, day(1))), 1)
		fails[registry.Reply](c, registry.ErrNotFound)(tx.Reply(c.ctx, "x", "k"))
		c.ok(tx.AddReply(c.ctx, r))
	})
}

package manage

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// An Entry is a line of the audit trail: who did what, when.
type Entry struct {
	ID     int64              `json:"id"`
	At     time.Time          `json:"at"`
	By     registry.AccountID `json:"by,omitempty" doc:"The account; none where nobody was logged in, or the command line beside the store did it."`
	Action string             `json:"action" doc:"What was done: edit, publish, read_contacts, log_in, ..."`
	Object string             `json:"object" doc:"A kind and an id."`
	Area   engine.AreaID      `json:"area,omitempty"`
	Detail json.RawMessage    `json:"detail,omitempty" doc:"More, without personal data but ids."`
}

type (
	entriesAsk struct {
		Paging
		Area string `query:"area" maxLength:"64" doc:"What was done in this area."`
		By   string `query:"by" maxLength:"64" doc:"What this account did, or me."`
	}
	entryList struct{ Body List[Entry] }
)

func (f *frame) auditRoutes() {
	register(f, operation{
		id: "read-audit", method: http.MethodGet, path: "/v1/audit", tag: "accounts", summary: "Read who did what, the newest first",
		text: "Changes, log-ins, and every read of contacts. Of the areas that the caller administers; what belongs to no area is for administrators of everything.",
	}, f.readAudit)
}

func (f *frame) readAudit(ctx context.Context, c access.Caller, in *entriesAsk) (*entryList, error) {
	q := registry.EntryQuery{By: AccountPath{in.By}.id(c), Limit: in.Limit + 1}
	if in.Area != "" {
		q.Areas = []engine.AreaID{engine.AreaID(in.Area)}
	}
	if in.After != "" {
		n, err := strconv.ParseInt(in.After, 10, 64)
		if err != nil || n <= 0 {
			return nil, errNoPage
		}
		q.Before = n
	}
	all, err := f.Workspace.Entries(ctx, c, q)
	if err != nil {
		return nil, err
	}
	return &entryList{pageOf(all, in.Limit, func(e registry.Entry) string { return strconv.FormatInt(e.ID, 10) }, shownEntry)}, nil
}

func shownEntry(e registry.Entry) Entry {
	out := Entry{ID: e.ID, At: e.At.UTC(), By: e.By, Action: e.Action, Object: e.Object, Area: e.Area}
	if json.Valid(e.Detail) {
		out.Detail = e.Detail
	}
	return out
}

package access_test

import (
	"errors"
	"testing"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// TestSetPassword: the house sets a password without the old one; sessions and links end; nobody else may.
func TestSetPassword(t *testing.T) {
	ctx, h := t.Context(), open(t)
	house := access.House("", access.RemoteLoopback)
	a, err := h.PutAccount(ctx, house, registry.Account{Name: "li", Grants: []registry.Grant{{Role: registry.RoleAdministrator}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SetPassword(ctx, house, a.ID, goodPassword); err != nil {
		t.Fatal(err)
	}
	in, err := h.LogIn(ctx, "li", goodPassword, access.Visit{})
	if err != nil {
		t.Fatal(err)
	}
	link, err := h.IssueLink(ctx, house, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SetPassword(ctx, in.Caller, a.ID, otherPassword); !errors.Is(err, access.ErrForbidden) {
		t.Error("by a session:", err)
	}
	if err := h.SetPassword(ctx, access.Caller{}, a.ID, otherPassword); !errors.Is(err, access.ErrForbidden) {
		t.Error("by nobody:", err)
	}
	if err := h.SetPassword(ctx, house, a.ID, "short"); !is[*access.PasswordError](err) {
		t.Error(err)
	}
	if _, err := h.asks(in); err != nil {
		t.Fatal("refusals ended the session:", err)
	}
	if err := h.SetPassword(ctx, house, a.ID, otherPassword); err != nil {
		t.Fatal(err)
	}
	if _, err := h.asks(in); !errors.Is(err, access.ErrNobody) {
		t.Error("the session stands:", err)
	}
	if _, err := h.LinkOf(ctx, link); !errors.Is(err, access.ErrLink) {
		t.Error("the link stands:", err)
	}
	if _, err := h.LogIn(ctx, "li", goodPassword, access.Visit{}); !errors.Is(err, access.ErrCredentials) {
		t.Error("the old password:", err)
	}
	if _, err := h.LogIn(ctx, "li", otherPassword, access.Visit{}); err != nil {
		t.Error(err)
	}
}

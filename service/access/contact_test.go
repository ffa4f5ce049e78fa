package access_test

import (
	"testing"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// Contacts of homes are for the planner and the member who answers, whatever the role of the others; members' are masked below the role that needs them.
func TestContacts(t *testing.T) {
	ctx, w, g := t.Context(), counties(), &access.Guard{}
	whole := registry.Contact{Name: "张三", Phone: "13800138000"}
	masked := registry.Contact{Name: "张*", Phone: "138****8000"}
	for _, role := range access.Roles() {
		c := caller(grant(role, "T1", ""))
		for area, inside := range map[engine.AreaID]bool{"A1": true, "A2": false} {
			for member, own := range map[engine.MemberID]bool{"M1": true, "M2": false, "": false} {
				home, err := g.May(ctx, w, c, access.ReadHomeContacts, access.AtArea(area))
				if err != nil {
					t.Fatal(err)
				}
				want := inside && (role == registry.RolePlanner || role == registry.RoleMember && own)
				if got, ok := home.HomeContact(whole, member); ok != want || want && got != whole || !want && got != (registry.Contact{}) {
					t.Errorf("%s, %s, home of %q: %v %v", role, area, member, got, ok)
				}
				self, err := g.May(ctx, w, c, access.ReadMemberContacts, access.AtArea(area))
				if err != nil {
					t.Fatal(err)
				}
				want = want || inside && role == registry.RoleDispatcher
				if got := self.MemberContact(whole, member); got != whole && want || got != masked && !want {
					t.Errorf("%s, %s, member %q: %v", role, area, member, got)
				}
			}
		}
	}
}

package access

import (
	"context"
	"errors"
	"slices"

	"jinlin/service/registry"
)

// CheckGrant tells what is wrong with a grant by itself.
func CheckGrant(g registry.Grant) error {
	switch {
	case !slices.Contains(Roles(), g.Role):
		return errors.New("no such role: " + string(g.Role))
	case g.Region != "" && g.Area != "":
		return errors.New("a grant is for a region or for an area, not for both")
	case (g.Role == registry.RoleMember) != (g.Member != ""):
		return errors.New("the role member, and no other, says which member it is")
	}
	return nil
}

// targetOf is where a grant holds.
func targetOf(g registry.Grant) Target { return Target{region: g.Region, area: g.Area} }

// Governs reports whether the caller is administrator of everything that the grants give: only then may he give or take them, or touch the account
// that has them. Grants of nothing are governed from everywhere only.
func (g *Guard) Governs(ctx context.Context, t Tree, c Caller, a Action, grants []registry.Grant) (bool, error) {
	if len(grants) == 0 {
		l, err := g.May(ctx, t, c, a, Target{})
		return l.Extent == All, err
	}
	for _, x := range grants {
		l, err := g.May(ctx, t, c, a, targetOf(x))
		if errors.Is(err, registry.ErrNotFound) {
			l, err = g.May(ctx, t, c, a, Target{}) // what it was given for is gone
		}
		if err != nil || l.Extent != All {
			return false, err
		}
	}
	return true, nil
}

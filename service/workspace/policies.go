package workspace

import (
	"context"
	"errors"
	"fmt"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// Policies lists the policies that were written here, by name; the built-in schemes are those of codec.Schemes.
func (w *Workspace) Policies(ctx context.Context, c access.Caller) (out []registry.Policy, err error) {
	err = w.read(ctx, func(tx registry.Tx) (err error) {
		if err := w.somewhere(ctx, tx, c, access.ReadPolicies); err != nil {
			return err
		}
		out, err = tx.Policies(ctx)
		return err
	})
	return out, err
}

// Policy reads one, also a built-in scheme (which has no revision).
func (w *Workspace) Policy(ctx context.Context, c access.Caller, name string) (p registry.Policy, err error) {
	err = w.read(ctx, func(tx registry.Tx) (err error) {
		if err := w.somewhere(ctx, tx, c, access.ReadPolicies); err != nil {
			return err
		}
		if source, err := codec.Source(name); err == nil {
			p = registry.Policy{Name: name, Document: source}
			return nil
		}
		p, err = tx.Policy(ctx, name)
		return orMissing(err, "policy")
	})
	return p, err
}

// somewhere lets in who may do something in any part of the tree.
func (w *Workspace) somewhere(ctx context.Context, tx registry.Tx, c access.Caller, action access.Action) error {
	v, err := w.seen(ctx, tx, c, action, access.All)
	if err == nil && v.None() {
		err = w.Guard.Need(ctx, tx, c, action, access.Target{})
	}
	return err
}

// PutPolicy writes a policy (Revision 0: a new one). The caller needs leave in every region that is planned by it.
func (w *Workspace) PutPolicy(ctx context.Context, c access.Caller, p registry.Policy) (registry.Policy, error) {
	if p.Name == "" {
		return p, &service.ContradictionError{Problem: "the policy has no name"}
	}
	if _, err := codec.Scheme(p.Name); err == nil {
		return p, &service.ContradictionError{Problem: fmt.Sprintf("%q is a built-in scheme; expected another name", p.Name)}
	}
	if _, err := parsed(p); err != nil {
		return p, err
	}
	err := w.Store.Write(ctx, func(tx registry.Tx) error {
		if err := w.mayPutPolicy(ctx, tx, c, p.Name); err != nil {
			return err
		}
		revision, err := tx.PutPolicy(ctx, p)
		if err != nil {
			return err
		}
		p.Revision = revision
		return w.tell(ctx, tx, c, access.EditPolicies, "policy/"+p.Name, "", nil)
	})
	return p, err
}

// mayPutPolicy asks for leave wherever the policy rules.
func (w *Workspace) mayPutPolicy(ctx context.Context, tx registry.Tx, c access.Caller, name string) error {
	if err := w.somewhere(ctx, tx, c, access.EditPolicies); err != nil {
		return err
	}
	regions, err := tx.Regions(ctx)
	if err != nil {
		return err
	}
	v, err := w.seen(ctx, tx, c, access.EditPolicies, access.All)
	if err != nil {
		return err
	}
	for _, r := range regions {
		if r.Policy == name && !v.HasRegion(r.ID) {
			return fmt.Errorf("other regions are planned by this policy: %w", access.ErrForbidden)
		}
	}
	return nil
}

// DropPolicy removes a policy that no region names. Plans made by it keep it.
func (w *Workspace) DropPolicy(ctx context.Context, c access.Caller, name string, revision int64) error {
	return w.Store.Write(ctx, func(tx registry.Tx) error {
		if err := w.mayPutPolicy(ctx, tx, c, name); err != nil {
			return err
		}
		if err := tx.DropPolicy(ctx, name, revision); err != nil {
			return orMissing(err, "policy")
		}
		return w.tell(ctx, tx, c, access.EditPolicies, "policy/"+name, "", facts{"dropped": true})
	})
}

// parsed reads a policy that areas here can be planned by.
func parsed(p registry.Policy) (policy.Policy, error) {
	out, err := codec.Parse(p.Document, p.Name)
	if err != nil {
		return out, err
	}
	out.Scheme = p.Name
	if out.Metric != policy.MetricGeodesic {
		return out, &service.ContradictionError{Problem: fmt.Sprintf("policy %q measures by the metric %s; what is kept here has longitude and latitude: expected %s",
			p.Name, out.Metric, policy.MetricGeodesic)}
	}
	return out, nil
}

// policyNamed is a built-in scheme or a policy that was written here.
func policyNamed(ctx context.Context, tx registry.Tx, name string) (policy.Policy, error) {
	if p, err := codec.Scheme(name); err == nil {
		return p, nil
	}
	p, err := tx.Policy(ctx, name)
	if errors.Is(err, registry.ErrNotFound) {
		return policy.Policy{}, fmt.Errorf("no policy %q: %w", name, err)
	}
	if err != nil {
		return policy.Policy{}, err
	}
	return parsed(p)
}

// policyOf is the one that an area is planned by: that of its region, else of the next region above it that names one.
func (w *Workspace) policyOf(ctx context.Context, tx registry.Tx, a registry.Area) (policy.Policy, error) {
	const deepest = 64 // a damaged tree may be a ring
	name := ""
	for id, n := a.Region, 0; id != "" && name == "" && n < deepest; n++ {
		r, err := tx.Region(ctx, id)
		if err != nil {
			return policy.Policy{}, err
		}
		id, name = r.Parent, r.Policy
	}
	if name == "" {
		name = w.Config.Policy
	}
	return policyNamed(ctx, tx, name)
}

// AppliedPolicy is the policy that an area is planned by.
func (w *Workspace) AppliedPolicy(ctx context.Context, c access.Caller, id engine.AreaID) (p policy.Policy, err error) {
	err = w.read(ctx, func(tx registry.Tx) error {
		now, _, err := w.area(ctx, tx, c, access.ReadPolicies, id)
		if err == nil {
			p, err = w.policyOf(ctx, tx, now)
		}
		return err
	})
	return p, err
}

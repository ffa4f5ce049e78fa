package workspace

import (
	"context"
	"fmt"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// Compare sets plans side by side, in the areas that the caller sees whole; each is judged by the records that it was made from. The first is the one that
// the others are compared with. It takes one judgement an area and plan.
func (w *Workspace) Compare(ctx context.Context, c access.Caller, ids ...registry.PlanID) (service.Comparison, error) {
	if len(ids) < 2 || len(ids) > service.MaxContenders {
		return service.Comparison{}, &service.ContradictionError{Problem: fmt.Sprintf("%d plans are to be compared; expected 2 to %d", len(ids), service.MaxContenders)}
	}
	names := map[engine.AreaID]string{}
	var all []service.Contender
	for _, id := range ids {
		p, whole, err := w.exported(ctx, c, id)
		if err != nil {
			return service.Comparison{}, err
		}
		if len(whole) == 0 {
			return service.Comparison{}, access.ErrForbidden
		}
		k := service.Contender{Name: string(p.ID), Title: p.Note, TitleZh: p.Note}
		for i, x := range whole {
			s, err := w.readSolved(ctx, x)
			if err != nil {
				return service.Comparison{}, err
			}
			if i == 0 {
				k.Policy = s.Problem.Policy
			}
			k.Problems, k.Plans = append(k.Problems, s.Problem), append(k.Plans, s.Plan)
			names[x.Area] = ""
		}
		all = append(all, k)
	}
	if err := w.read(ctx, func(tx registry.Tx) error {
		for id := range names {
			a, err := tx.Area(ctx, id)
			if err != nil {
				return err
			}
			names[id] = a.Name
		}
		return nil
	}); err != nil {
		return service.Comparison{}, err
	}
	return service.Compare(ctx, all, service.CompareOptions{Workers: w.Workers, Names: names})
}

package workspace

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service/registry"
)

// encode writes the plan of an area as it is kept: a plan's document of one area with its policy, gzipped. It has no geometry of homes and members, since
// their records are kept beside it.
func encode(plan engine.Plan, pol policy.Policy) ([]byte, error) {
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	w := geojson.NewPlanWriter(zip, geojson.Header{Metric: plan.Metric(), Datum: plan.Datum(), Policy: codec.JSON(pol)})
	if err := w.Area(engine.Problem{Area: plan.Area(), Policy: pol}, plan); err != nil {
		return nil, err
	}
	if err := errors.Join(w.Close(nil), zip.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// mostContent bounds what one area plan unpacks to.
const mostContent = 1 << 30

// decode reads what encode wrote.
func decode(content []byte) (engine.Plan, policy.Policy, error) {
	zip, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return engine.Plan{}, policy.Policy{}, err
	}
	doc, err := geojson.ReadPlans(io.LimitReader(zip, mostContent), "plan")
	if err != nil {
		return engine.Plan{}, policy.Policy{}, err
	}
	if len(doc.Plans) != 1 {
		return engine.Plan{}, policy.Policy{}, fmt.Errorf("%d areas in the plan of one", len(doc.Plans))
	}
	pol, err := codec.FromJSON(doc.Policy)
	return doc.Plans[0], pol, err
}

// solved reads an area plan with the records that it was made from.
func (w *Workspace) solved(ctx context.Context, tx registry.Tx, a registry.PlanArea) (engine.Solved, error) {
	if a.Records == 0 { // the records of now, which change
		return solvedFrom(ctx, tx, a)
	}
	return remembered(ctx, &w.plans, keyOf(a), func() (engine.Solved, int, error) {
		s, err := solvedFrom(ctx, tx, a)
		return s, len(s.Problem.Households) + 1, err
	})
}

func solvedFrom(ctx context.Context, tx registry.Tx, a registry.PlanArea) (engine.Solved, error) {
	content, err := tx.AreaPlan(ctx, a.Hash)
	if err != nil {
		return engine.Solved{}, err
	}
	plan, pol, err := decode(content)
	if err != nil {
		return engine.Solved{}, fmt.Errorf("area plan %s: %w", a.Hash, err)
	}
	records, err := tx.Records(ctx, a.Area, a.Records, false)
	if err != nil {
		return engine.Solved{}, err
	}
	return engine.Solved{Problem: problemOf(a.Area, plan.Datum(), records, pol), Plan: plan}, nil
}

// planKey names what never changes: an area plan and the records of a revision.
type planKey struct {
	area    engine.AreaID
	hash    registry.Hash
	records int64
}

func keyOf(a registry.PlanArea) planKey { return planKey{a.Area, a.Hash, a.Records} }

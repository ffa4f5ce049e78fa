package workspace

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

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
	key := planKey{a.Area, a.Hash, a.Records}
	if s, ok := w.plans.get(key); ok {
		return s, nil
	}
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
	s := engine.Solved{Problem: problemOf(a.Area, plan.Datum(), records, pol), Plan: plan}
	w.plans.put(key, s)
	return s, nil
}

// planKey names what never changes: an area plan and the records of a revision.
type planKey struct {
	area    engine.AreaID
	hash    registry.Hash
	records int64
}

// A cache keeps the plans that were read last, up to a number of homes.
type cache struct {
	mu    sync.Mutex
	most  int
	homes int
	at    map[planKey]engine.Solved
	order []planKey // the last used at the end
}

func (c *cache) get(k planKey) (engine.Solved, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.at[k]
	if ok {
		i := slices.Index(c.order, k)
		c.order = append(slices.Delete(c.order, i, i+1), k)
	}
	return s, ok
}

// put keeps one; what was not used for longest goes. An area larger than all that may be kept is not kept. The revision 0 is that of now and changes.
func (c *cache) put(k planKey, s engine.Solved) {
	n := len(s.Problem.Households) + 1
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.at[k]; ok || n > c.most || k.records == 0 {
		return
	}
	for c.homes+n > c.most {
		first := c.order[0]
		c.homes -= len(c.at[first].Problem.Households) + 1
		delete(c.at, first)
		c.order = c.order[1:]
	}
	if c.at == nil {
		c.at = map[planKey]engine.Solved{}
	}
	c.at[k], c.order, c.homes = s, append(c.order, k), c.homes+n
}

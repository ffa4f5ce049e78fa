package workspace

import (
	"context"
	"encoding/json"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// Statistics are the figures of a region by the plans in force.
type Statistics struct {
	Region registry.RegionID `json:"region"`
	// Areas are all that the caller sees in it and below, Planned those with a plan in force, Hidden those of too few homes to be shown, which count nowhere.
	Areas   int              `json:"areas"`
	Planned int              `json:"planned"`
	Hidden  int              `json:"hidden"`
	Total   Sums             `json:"total"`
	ByArea  []AreaStatistics `json:"by_area"`
}

// AreaStatistics are those of one area.
type AreaStatistics struct {
	Area engine.AreaID   `json:"area"`
	Name string          `json:"name"`
	Plan registry.PlanID `json:"plan"`
	Sums
}

// Sums can be added up over areas.
type Sums struct {
	Homes    int `json:"homes"`
	Linked   int `json:"linked"`
	Own      int `json:"own"`
	Held     int `json:"held"`
	Unserved int `json:"unserved"`
	Members  int `json:"members"`
	Eligible int `json:"eligible"`
	Idle     int `json:"idle"`
	Circles  int `json:"circles"`
	Groups   int `json:"groups"`
	// Links are those with a distance, MeanM is their mean.
	Links int     `json:"links"`
	MeanM float64 `json:"mean_m"`
	// LoadMin and LoadMax are of the members who take part.
	LoadMin int `json:"load_min"`
	LoadMax int `json:"load_max"`
}

func sumsOf(f *service.Figures) Sums {
	return Sums{
		Homes: f.Homes, Linked: f.Linked + f.Locked + f.Chosen, Own: f.Own, Held: f.Held, Unserved: f.Unserved, Members: f.Members, Eligible: f.Eligible,
		Idle: f.Idle, Circles: f.Circles, Groups: f.Groups.Groups, Links: f.Distances.Links, MeanM: f.Distances.MeanM, LoadMin: f.Loads.Min, LoadMax: f.Loads.Max,
	}
}

func (s *Sums) add(o Sums) {
	if o.Eligible > 0 {
		if s.Eligible == 0 || o.LoadMin < s.LoadMin {
			s.LoadMin = o.LoadMin
		}
		s.LoadMax = max(s.LoadMax, o.LoadMax)
	}
	if n := s.Links + o.Links; n > 0 {
		s.MeanM = (float64(s.MeanM*float64(s.Links)) + float64(o.MeanM*float64(o.Links))) / float64(n)
	}
	s.Homes, s.Linked, s.Own, s.Held, s.Unserved = s.Homes+o.Homes, s.Linked+o.Linked, s.Own+o.Own, s.Held+o.Held, s.Unserved+o.Unserved
	s.Members, s.Eligible, s.Idle = s.Members+o.Members, s.Eligible+o.Eligible, s.Idle+o.Idle
	s.Circles, s.Groups, s.Links = s.Circles+o.Circles, s.Groups+o.Groups, s.Links+o.Links
}

// Statistics adds up the areas of a region and of those below it ("": of everything that the caller sees).
func (w *Workspace) Statistics(ctx context.Context, c access.Caller, region registry.RegionID) (Statistics, error) {
	var out Statistics
	err := w.read(ctx, func(tx registry.Tx) error {
		out = Statistics{Region: region, ByArea: []AreaStatistics{}}
		areas, err := w.counted(ctx, tx, c, region)
		if err != nil {
			return err
		}
		homes, err := w.seen(ctx, tx, c, access.ReadHomes, access.All)
		if err != nil {
			return err
		}
		plans := map[registry.PlanID]map[engine.AreaID][]byte{}
		for _, a := range areas {
			out.Areas++
			if a.Published == "" {
				continue
			}
			out.Planned++
			if plans[a.Published] == nil {
				if plans[a.Published], err = summaries(ctx, tx, a.Published); err != nil {
					return err
				}
			}
			var s AreaSummary
			if raw := plans[a.Published][a.ID]; raw == nil || json.Unmarshal(raw, &s) != nil {
				continue
			}
			if s.Homes < FewHomes && !homes.HasArea(a) {
				out.Hidden++
				continue
			}
			sums := sumsOf(&s.Figures)
			out.ByArea = append(out.ByArea, AreaStatistics{a.ID, a.Name, a.Published, sums})
			out.Total.add(sums)
		}
		return nil
	})
	return out, err
}

// counted are the areas in a region whose figures the caller may see.
func (w *Workspace) counted(ctx context.Context, tx registry.Tx, c access.Caller, region registry.RegionID) ([]registry.Area, error) {
	v, err := w.seen(ctx, tx, c, access.ReadStatistics, access.All)
	if err != nil || v.None() {
		return nil, err
	}
	if region == "" {
		return v.Areas(ctx, tx, registry.AreaQuery{Brief: true})
	}
	if _, err := w.region(ctx, tx, c, access.ReadStatistics, region); err != nil {
		return nil, err
	}
	regions, err := tx.Below(ctx, region)
	if err != nil {
		return nil, err
	}
	return v.Areas(ctx, tx, registry.AreaQuery{Regions: append([]registry.RegionID{}, regions...), Brief: true})
}

// summaries are what a plan tells of its areas.
func summaries(ctx context.Context, tx registry.Tx, id registry.PlanID) (map[engine.AreaID][]byte, error) {
	p, err := tx.Plan(ctx, id)
	out := make(map[engine.AreaID][]byte, len(p.Areas))
	for _, x := range p.Areas {
		out[x.Area] = x.Summary
	}
	return out, err
}

package service

import (
	"context"
	"fmt"
	"math"

	"jinlin/engine"
	"jinlin/policy"
)

// WhatIf asks every area what circles would come to, several areas at once (workers; 0: one per core), and adds them up: each area has so many circles. The rows of
// each area stand by area. The error is an *InvalidError or the context's.
func WhatIf(ctx context.Context, problems []engine.Problem, q engine.WhatIf, workers int) (total []engine.CircleRow, byArea [][]engine.CircleRow, err error) {
	ask := func(ctx context.Context, i int) ([]engine.CircleRow, error) {
		s, err := engine.Prepare(ctx, problems[i])
		if err != nil {
			return nil, told(err)
		}
		rows, err := s.WhatIf(ctx, q)
		return rows, told(err)
	}
	for rows, err := range ordered(ctx, len(problems), workers, ask) {
		if err != nil {
			return nil, nil, err
		}
		byArea = append(byArea, rows)
		if total == nil {
			total = append(total, rows...)
			continue
		}
		for i := range total {
			total[i] = total[i].Plus(rows[i])
		}
	}
	return total, byArea, nil
}

// WhatIfReport is what a question about circles comes to.
type WhatIfReport struct {
	Rows   []WhatIfFigures `json:"rows" doc:"All areas together, each with so many circles, by radius and then number" nullable:"false"`
	ByArea []WhatIfArea    `json:"by_area" nullable:"false"`
}

// WhatIfArea is what it comes to in one area.
type WhatIfArea struct {
	Area string          `json:"area"`
	Rows []WhatIfFigures `json:"rows" nullable:"false"`
}

// WhatIfFigures is one number of circles with one radius.
type WhatIfFigures struct {
	Count      int      `json:"count,omitempty" doc:"Circles asked for; left out: as many as it takes"`
	RadiusM    *float64 `json:"radius_m" doc:"null: no limit"`
	Circles    int      `json:"circles" doc:"Circles there are"`
	Homes      int      `json:"homes"`
	Held       int      `json:"held" doc:"Homes in a circle"`
	Weight     int64    `json:"weight" doc:"Of all homes"`
	HeldWeight int64    `json:"held_weight"`
	Share      float64  `json:"share" doc:"Of the homes, or of the weight where the policy measures that, 0 to 1"`
	TotalM     float64  `json:"total_m" doc:"Sum of the distances from homes to centres, times weights where the policy counts these"`
	MeanM      float64  `json:"mean_m"`
	FarthestM  float64  `json:"farthest_m"`
	Aim        string   `json:"aim" enum:"held,circles,distance,farthest" doc:"What value and bound are about; distances in metres"`
	Value      float64  `json:"value"`
	Bound      float64  `json:"bound" doc:"Nothing better exists: no more held, no fewer circles, no less distance"`
	Proof      string   `json:"proof" enum:"certified,searched,narrowed,bounded,unchecked" doc:"How that is known"`
}

// ReportWhatIf writes rows as figures.
func ReportWhatIf(problems []engine.Problem, total []engine.CircleRow, byArea [][]engine.CircleRow) WhatIfReport {
	r := WhatIfReport{Rows: whatIfFigures(total), ByArea: []WhatIfArea{}}
	for i, rows := range byArea {
		r.ByArea = append(r.ByArea, WhatIfArea{string(problems[i].Area), whatIfFigures(rows)})
	}
	return r
}

func whatIfFigures(rows []engine.CircleRow) []WhatIfFigures {
	out := make([]WhatIfFigures, len(rows))
	for i := range rows {
		x := &rows[i]
		f := WhatIfFigures{
			Count: x.Count, Circles: x.Circles, Homes: x.Homes, Held: x.Held, Weight: x.Weight, HeldWeight: x.Load,
			Share: math.Round(x.Share()*1e6) / 1e6, TotalM: meters(x.TotalMM), MeanM: meters(x.MeanMM()), FarthestM: meters(x.FarthestMM),
			Aim: string(x.Aim), Value: float64(x.Value), Bound: float64(x.Bound), Proof: string(x.Kind),
		}
		if x.Radius.Set {
			f.RadiusM = &x.Radius.Meters
		}
		if x.Aim == engine.AimDistance || x.Aim == engine.AimFarthest {
			f.Value, f.Bound = meters(x.Value), meters(x.Bound)
		}
		out[i] = f
	}
	return out
}

// UsualCounts are the numbers of circles that a question asks for that names neither numbers nor radii.
func UsualCounts() []int { return []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10} }

// WhatIfSentence says what a row is, in words: "3 circles: 96.0 % within 500 m".
func WhatIfSentence(r *engine.CircleRow) string {
	circles := fmt.Sprintf("%d circles", r.Circles)
	if r.Circles == 1 {
		circles = "1 circle"
	}
	text := fmt.Sprintf("%s: %.1f %%", circles, math.Floor(r.Share()*1000)/10) // all is only said of all
	if r.Radius.Set {
		text += " within " + radiusText(r.Radius)
	}
	return text
}

func radiusText(l policy.Limit) string {
	if !l.Set {
		return "any way"
	}
	return fmt.Sprintf("%v m", l.Meters)
}

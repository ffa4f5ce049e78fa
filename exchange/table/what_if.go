package table

import (
	"io"
	"math"
	"strconv"

	"jinlin/engine"
	"jinlin/policy"
)

// NewWhatIfWriter writes what circles would come to, a row for each number with each radius, for people: UTF-8 with a byte order mark.
func NewWhatIfWriter(w io.Writer) *Writer[engine.CircleRow] {
	o := newWriter(w, true)
	o.header("count", "radius_m", "circles", "homes", "held", "weight", "held_weight", "share", "total_m", "mean_m", "farthest_m",
		"aim", "value", "bound", "proof")
	return &Writer[engine.CircleRow]{o, writeWhatIf}
}

func writeWhatIf(o *writer, r engine.CircleRow) {
	o.count(r.Count, r.Count > 0)
	o.limit(r.Radius)
	o.int(int64(r.Circles))
	o.int(int64(r.Homes))
	o.int(int64(r.Held))
	o.int(r.Weight)
	o.int(r.Load)
	o.text(strconv.FormatFloat(math.Round(r.Share()*1e6)/1e6, 'f', -1, 64))
	o.meters(r.TotalMM, true)
	o.meters(r.MeanMM(), true)
	o.meters(r.FarthestMM, true)
	o.text(string(r.Aim))
	for _, n := range []int64{r.Value, r.Bound} {
		if r.Aim == engine.AimDistance || r.Aim == engine.AimFarthest {
			o.meters(n, true)
		} else {
			o.int(n)
		}
	}
	o.text(string(r.Kind))
	o.end()
}

// limit writes metres, or an empty cell for no limit.
func (o *writer) limit(l policy.Limit) {
	if l.Set {
		o.text(strconv.FormatFloat(l.Meters, 'f', -1, 64))
	} else {
		o.text("")
	}
}

package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
)

// A Demo is a set of solved areas to look at on the page. It must be synthetic: it shows every home.
type Demo struct {
	areas    map[engine.AreaID]*engine.Solved
	overview asset
	summary  asset
}

// NewDemo prepares solved areas for the page. The villages give them names and boundaries, where there are any; published
// figures are set beside the county's. The metric must be geodesic and the policy the same for all.
func NewDemo(ctx context.Context, areas []engine.Solved, villages []exchange.Village, published ...service.Reference) (*Demo, error) {
	d := &Demo{areas: make(map[engine.AreaID]*engine.Solved, len(areas))}
	var tally service.Tally
	for i := range areas {
		a := &areas[i]
		if a.Problem.Policy.Metric == policy.MetricPlanar {
			return nil, fmt.Errorf("httpapi: area %q is planar; the page shows longitudes and latitudes only", a.Problem.Area)
		}
		if _, twice := d.areas[a.Problem.Area]; twice {
			return nil, fmt.Errorf("httpapi: area %q is given twice", a.Problem.Area)
		}
		d.areas[a.Problem.Area] = a
		if err := tally.Add(ctx, a.Problem, a.Plan); err != nil {
			return nil, err
		}
	}
	return d, d.render(areas, villages, tally.Summary(published...))
}

func (d *Demo) render(areas []engine.Solved, villages []exchange.Village, s service.Summary) error {
	overview, err := json.Marshal(overviewOf(areas, villages, s.ByArea))
	if err != nil {
		return err
	}
	summary, err := json.Marshal(struct {
		Synthetic bool `json:"synthetic"`
		service.Summary
		ByArea []struct{}      `json:"by_area,omitempty"` // it is in the overview
		Policy json.RawMessage `json:"policy"`
		BBox   orb4            `json:"bbox"`
	}{true, s, nil, policyOf(areas), boxOf(areas...)})
	if err != nil {
		return err
	}
	d.overview, d.summary = newAsset("application/geo+json", overview), newAsset("application/json", summary)
	return nil
}

func policyOf(areas []engine.Solved) json.RawMessage {
	if len(areas) == 0 {
		return nil
	}
	return codec.JSON(areas[0].Problem.Policy)
}

// plan writes the plan of one area as a file of its own.
func (d *Demo) plan(id engine.AreaID) (*asset, error) {
	a := d.areas[id]
	if a == nil {
		return nil, errNoArea
	}
	var b bytes.Buffer
	w := geojson.NewPlanWriter(&b, geojson.Header{Metric: a.Plan.Metric(), Datum: a.Plan.Datum(), Policy: codec.JSON(a.Problem.Policy)})
	if err := w.Area(a.Problem, a.Plan); err != nil {
		return nil, err
	}
	if err := w.Close(nil); err != nil {
		return nil, err
	}
	out := newAsset("application/geo+json", b.Bytes())
	return &out, nil
}

// demoRoutes answer 404 without a demo.
func (s *server) demoRoutes(r *gin.Engine) {
	get := func(path string, find func(*gin.Context) (*asset, error)) {
		r.Match([]string{http.MethodGet, http.MethodHead}, path, func(c *gin.Context) {
			if s.Demo == nil {
				s.refuse(c, errNoDemo)
				return
			}
			a, err := find(c)
			if err != nil {
				s.refuse(c, err)
				return
			}
			a.send(c)
		})
	}
	get("/demo/overview.geojson", func(*gin.Context) (*asset, error) { return &s.Demo.overview, nil })
	get("/demo/summary.json", func(*gin.Context) (*asset, error) { return &s.Demo.summary, nil })
	get("/demo/areas/:file", func(c *gin.Context) (*asset, error) {
		id, ok := strings.CutSuffix(c.Param("file"), ".geojson")
		if !ok {
			return nil, errNoArea
		}
		return s.Demo.plan(engine.AreaID(id))
	})
}

// orb4 is a box as GeoJSON writes it: west, south, east, north.
type orb4 [4]float64

func boxOf(areas ...engine.Solved) orb4 {
	b := orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}
	found := false
	for i := range areas {
		for _, h := range areas[i].Problem.Households {
			b, found = b.Extend(h.Location), true
		}
	}
	if !found {
		return orb4{}
	}
	return orb4{round6(b.Min[0]), round6(b.Min[1]), round6(b.Max[0]), round6(b.Max[1])}
}

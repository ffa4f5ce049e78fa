package geojson_test

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/geo"
	"jinlin/policy"
)

type reading[T any] func(io.Reader, exchange.Options) iter.Seq2[exchange.Record[T], error]

// collect reads a document and lists what was told.
func collect[T any](k exchange.Kind[T], read reading[T], text string, o exchange.Options) ([]T, string) {
	var lines []string
	o.File = "f.geojson"
	o.Report = func(i exchange.Issue) { lines = append(lines, string(i.Severity)+" "+i.String()) }
	values, _, err := exchange.Collect(k, read(iotest.HalfReader(strings.NewReader(text)), o), o.Report)
	if err != nil {
		lines = append(lines, "error "+err.Error())
	}
	return values, strings.Join(lines, "\n")
}

const (
	head = `{"type":"FeatureCollection","name":"homes","features":[`
	tail = `]}`
)

func point(properties string) string {
	return `{"type":"Feature","geometry":{"type":"Point","coordinates":[114.5,37.7]},"properties":{` + properties + `}}`
}

func TestHouseholdFeatures(t *testing.T) {
	one := head + point(`"id":"H1"`)
	for name, c := range map[string]struct{ text, ids, told string }{
		"good":             {head + point(`"id":"H1","services":["a","b"],"weight":2,"group":null`) + tail, "H1", ""},
		"a mark":           {"\uFEFF" + head + point(`"id":"H1"`) + tail, "H1", ""},
		"none":             {head + tail, "", ""},
		"the feature's id": {head + strings.Replace(point(""), `"type"`, `"id":17,"type"`, 1) + tail, "17", ""},
		"Chinese names":    {head + point(`"户编号":"H1","行政村":"V1","户主姓名":"张三"`) + tail, "H1", `warning f.geojson column 户主姓名: "户主姓名": names, addresses and contacts have no part in planning: the column is not read`},
		"lon and lat":      {head + point(`"id":"H1","lon":1,"lat":2`) + tail, "H1", "warning f.geojson column lat: \"lat\": not read: the geometry tells where\nwarning f.geojson column lon: \"lon\": not read: the geometry tells where"},
		"all of a feature": {head + strings.Replace(point(`"weight":-1,"priority":"high"`), "114.5", "514.5", 1) + tail, "", `rejected f.geojson features[0].properties.id: "": is empty; expected an id
rejected f.geojson features[0].geometry.coordinates[0]: "514.5": longitude 514.5 outside [-180, 180]
rejected f.geojson features[0].properties.weight: "-1": expected a whole number from 1 to 100000
rejected f.geojson features[0].properties.priority: "high": expected a whole number from 0 to 2`},
		"swapped":     {head + strings.Replace(point(`"id":"H1"`), "114.5,37.7", "37.7,114.5", 1) + tail, "", `rejected f.geojson features[0].geometry.coordinates[1]: "114.5": latitude 114.5 outside [-90, 90] (lon and lat swapped?)`},
		"no geometry": {head + `{"type":"Feature","geometry":null,"properties":{"id":"H1"}}` + tail, "", `rejected f.geojson features[0].geometry.coordinates[0]: "": is empty, and so is geometry.coordinates[1]; expected a position`},
		"a line":      {head + strings.Replace(point(`"id":"H1"`), "Point", "LineString", 1) + tail, "", `rejected f.geojson features[0].geometry.type: "LineString": expected Point`},
		"an object":   {head + point(`"id":"H1","services":{"a":1}`) + "," + point(`"id":"H2"`) + tail, "H2", `rejected f.geojson features[0].properties.services: "{\"a\":1}": expected text, a number, yes or no, or a list of texts without semicolons`},
		"no feature": {head + `17,{"type":"Point"},{"type":"Feature","geometry":"here"},` + point(`"id":"H1"`) + tail, "H1", `rejected f.geojson features[0]: "17": expected a GeoJSON feature, an object of type "Feature"
rejected f.geojson features[1]: "{\"type\":\"Point\"}": expected a GeoJSON feature, an object of type "Feature"
rejected f.geojson features[2]: "{\"type\":\"Feature\",\"geometry\":\"here\"}": its geometry is a string; expected a GeoJSON feature`},
		"used twice":      {head + point(`"id":"H1","weight":2`) + "," + point(`"id":"H1"`) + tail, "H1", `rejected f.geojson features[0].properties.id: "H1": used twice: also on features[1], which was kept; expected an id of its own, in the whole data set`},
		"cut off":         {head + point(`"id":"H1"`) + `,{"type":"Fea`, "", fmt.Sprintf("error f.geojson: breaks off at byte %d, after 1 features; expected the rest of the document", len(one)+13)},
		"cut off between": {head + point(`"id":"H1"`) + `,`, "", fmt.Sprintf("error f.geojson: breaks off at byte %d, after 1 features; expected the rest of the document", len(one)+1)},
		"no JSON":         {head + point(`"id":"H1"`) + `,{type:1}` + tail, "", fmt.Sprintf("error f.geojson: is no JSON near byte %d, after 1 features: ", len(one)+1) + "invalid character 't' looking for beginning of object key string"},
		"empty":           {"", "", "error f.geojson: is empty; expected a GeoJSON FeatureCollection"},
		"an array":        {"[]", "", "error f.geojson: begins with [; expected a GeoJSON FeatureCollection, an object"},
		"a feature":       {point(`"id":"H1"`), "", `error f.geojson: is of type "Feature"; expected FeatureCollection`},
		"no type":         {"{}", "", `error f.geojson: has no member "type"; expected "FeatureCollection"`},
		"no list":         {`{"type":"FeatureCollection"}`, "", `error f.geojson: has no member "features"; expected an array of features`},
		"two documents":   {head + tail + head + tail, "", "error f.geojson: goes on with { after the end of the document, at byte 58"},
		"another crs": {`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features":[]}`, "",
			`error f.geojson: has coordinates in "urn:ogc:def:crs:EPSG::3857" (member "crs"); expected longitude and latitude: reproject to CRS84 (EPSG:4326)`},
		"a known crs": {`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[` + point(`"id":"H1"`) + tail, "H1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			homes, told := collect(exchange.Households(), geojson.Households, c.text, exchange.Options{})
			var ids []string
			for _, h := range homes {
				ids = append(ids, string(h.ID))
			}
			if got := strings.Join(ids, " "); got != c.ids {
				t.Errorf("read %q; expected %q", got, c.ids)
			}
			if told != c.told {
				t.Errorf("told\n%s\nexpected\n%s", told, c.told)
			}
		})
	}
}

func TestFeaturesMeanWhatRowsMean(t *testing.T) {
	members, told := collect(exchange.Members(), geojson.Members, head+
		`{"type":"Feature","geometry":null,"properties":{"id":"M1","household":"H1","duty":["V1","V2"],"capable":true,"max_load":5.0}},`+
		point(`"id":"M2","at_home":false`)+tail, exchange.Options{Datum: geo.GCJ02})
	if told != "" || len(members) != 2 {
		t.Fatalf("read %+v: %s", members, told)
	}
	if m := members[0]; m.Located || m.Household != "H1" || len(m.Duty) != 2 || !m.Capable || *m.MaxLoad != 5 {
		t.Errorf("read %+v", m)
	}
	if m := members[1]; !m.Located || m.Status != policy.StatusAway || m.Location != geo.ToWGS84(orb.Point{114.5, 37.7}, geo.GCJ02, geo.InChinaAuto) {
		t.Errorf("read %+v", m)
	}
}

func TestVillages(t *testing.T) {
	square := func(kind, coordinates, properties string) string {
		return `{"type":"Feature","geometry":{"type":"` + kind + `","coordinates":` + coordinates + `},"properties":{` + properties + `}}`
	}
	const ring = `[[0,0],[1,0],[1,1],[0,0]]`
	villages, told := collect(exchange.Villages(), geojson.Villages, head+strings.Join([]string{
		square("Polygon", "["+ring+"]", `"id":"V2","name":"南佐村"`),
		square("MultiPolygon", "[["+ring+"],["+ring+"]]", `"code":"V1"`),
		square("Polygon", "["+ring+"]", `"name":"x"`),
		square("Polygon", "[[[0,0],[1,0],[1,1]]]", `"id":"V3"`),
		square("Polygon", "[[[0,0],[1,0],[200,1],[0,0]]]", `"id":"V4"`),
		square("Polygon", "[]", `"id":"V5"`),
		square("Point", "[1,2]", `"id":"V6"`),
		square("Polygon", "[["+ring+"]]", `"id":"V7"`),
		`{"type":"Feature","geometry":null,"properties":{"id":"V8"}}`,
	}, ",")+tail, exchange.Options{})
	if len(villages) != 2 || villages[0].ID != "V1" || len(villages[0].Boundary) != 2 || villages[1].Name != "南佐村" {
		t.Errorf("read %+v", villages)
	}
	want := `rejected f.geojson features[2].properties.id: "": is empty; expected an id
rejected f.geojson features[3].geometry.coordinates: "3 positions": expected a closed ring of at least 4 positions, the last equal to the first
rejected f.geojson features[4].geometry.coordinates: "[200 1]": longitude 200 outside [-180, 180]
rejected f.geojson features[5].geometry.coordinates: "[]": expected rings of positions
rejected f.geojson features[6].geometry.type: "Point": expected Polygon or MultiPolygon
rejected f.geojson features[7].geometry.coordinates: "[[[[0,0],[1,0],[1,1],[0,0]]]]": expected rings of positions
rejected f.geojson features[8].geometry: "null": expected a Polygon or MultiPolygon`
	if told != want {
		t.Errorf("told\n%s\nexpected\n%s", told, want)
	}
}

func TestPlanarFeatures(t *testing.T) {
	homes, told := collect(exchange.Households(), geojson.Households,
		head+strings.Replace(point(`"id":"H1"`), "114.5,37.7", "500000.5,4000000", 1)+tail, exchange.Options{Metric: policy.MetricPlanar})
	if told != "" || homes[0].Location != (orb.Point{500000.5, 4000000}) {
		t.Errorf("read %+v: %s", homes, told)
	}
}

// everyFeature checks that no feature is lost.
func everyFeature[T any](f *testing.F, read reading[T]) {
	f.Add(head + point(`"id":"H1"`) + tail)
	f.Add(head + point(`"id":"H1"`) + `,17,` + point(`"id":"H2","weight":"x"`) + tail)
	f.Add(head + `{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]},"properties":{"id":"V1"}}` + tail)
	f.Add(head + point(`"id":"H1"`) + `,{"type"`)
	f.Fuzz(func(t *testing.T, text string) {
		told := map[int]int{}
		o := exchange.Options{Report: func(i exchange.Issue) {
			if i.Severity == exchange.Rejected {
				told[i.Number]++
			}
		}}
		last := 0
		for r, err := range read(strings.NewReader(text), o) {
			if err != nil {
				return
			}
			if told[r.Number] != 0 {
				t.Errorf("feature %d both read and rejected", r.Number)
			}
			told[r.Number] = 1
			last = max(last, r.Number)
		}
		for n := 1; n <= max(last, len(told)); n++ {
			if told[n] == 0 {
				t.Errorf("feature %d is neither read nor rejected", n)
			}
		}
	})
}

func FuzzHouseholds(f *testing.F) { everyFeature[engine.Household](f, geojson.Households) }
func FuzzMembers(f *testing.F)    { everyFeature[engine.Member](f, geojson.Members) }
func FuzzSites(f *testing.F)      { everyFeature[engine.Site](f, geojson.Sites) }
func FuzzVillages(f *testing.F)   { everyFeature[exchange.Village](f, geojson.Villages) }

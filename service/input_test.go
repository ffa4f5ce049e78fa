package service_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/service"
)

func input(files map[string]string) service.Input {
	dir := fstest.MapFS{}
	for name, text := range files {
		dir[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return service.Input{Open: func(name string) (io.ReadCloser, error) { return dir.Open(name) }}
}

func TestReadFiles(t *testing.T) {
	in := input(map[string]string{
		"homes.csv":        "id,village,lon,lat\nH2,V1,114.5,37.7\nH1,V1,114.5,37.7\n",
		"more.geojson":     `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[114.5,37.7]},"properties":{"id":"H0","village":"V1"}}]}`,
		"members.csv":      "id,household\nM1,H1\n",
		"sites.csv":        "id,household\nS1,H2\n",
		"locks.csv":        "household,member,kind\nH2,M1,lock\nH0,M1,forbid\nH2,M1,veto\n",
		"villages.geojson": `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[114,37],[115,37],[115,38],[114,37]]]},"properties":{"id":"V1"}}]}`,
	})
	in.Households, in.Members, in.Sites = []string{"homes.csv", "more.geojson"}, []string{"members.csv"}, []string{"sites.csv"}
	in.Locks, in.Villages = []string{"locks.csv"}, []string{"villages.geojson"}
	d, issues, err := in.Read(context.Background())
	if err != nil || len(issues) != 0 {
		t.Fatalf("%v, %v", err, issues)
	}
	if len(d.Households) != 3 || d.Households[0].ID != "H0" || d.Datum != geo.WGS84 || len(d.Members) != 1 || len(d.Sites) != 1 ||
		len(d.Locks) != 1 || len(d.Forbidden) != 2 || len(d.Villages) != 1 {
		t.Errorf("read %+v", d)
	}
	if at := d.Places.Households[2]; at.File != "homes.csv" || at.Line != 2 || at.Number != 1 || d.Places.Households[0].Path != "features[0]" {
		t.Errorf("places %+v", d.Places.Households)
	}
}

func TestARecordThatIsRejectedLaterKeepsItsRow(t *testing.T) {
	in := input(map[string]string{"homes.csv": "id,lon,lat,phone\nH1,114.5,37.7,1\n", "members.csv": "id,household\nM1,H2\n"})
	in.Households, in.Members = []string{"homes.csv"}, []string{"members.csv"}
	d, _, err := in.Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	_, issues, err := service.Problems(d, policy.Default())
	if err != nil || len(issues) != 2 || !slices.Equal(issues[0].Row, []string{"H1", "114.5", "37.7", "1"}) || !slices.Equal(issues[1].Row, []string{"M1", "H2"}) {
		t.Errorf("%v, %+v", err, issues)
	}
}

func TestReadErrors(t *testing.T) {
	files := map[string]string{"bad.csv": "id,lon,lat\nH1,114.5,37.7\nH2,x,37.7\n", "headings.csv": "a,b\n", "homes.xlsx": "", "locks.geojson": ""}
	for name, want := range map[string]string{
		"headings.csv": "no column id, lon, lat", "homes.xlsx": `has the extension ".xlsx"; expected .csv, .tsv or .txt, .geojson or .json`,
	} {
		in := input(files)
		in.Households = []string{name}
		_, _, err := in.Read(context.Background())
		var told *exchange.FileError
		if !errors.As(err, &told) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	in := input(files)
	in.Households = []string{"missing.csv"}
	if _, _, err := in.Read(context.Background()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	in.Households = []string{"bad.csv"}
	if d, issues, err := in.Read(context.Background()); err != nil || len(d.Households) != 1 || len(issues) != 1 {
		t.Errorf("not strict: %v, %v, %+v", err, issues, d)
	}
	in.Strict = true
	var bad *service.InputError
	if _, issues, err := in.Read(context.Background()); !errors.As(err, &bad) || len(bad.Issues) != 1 || len(issues) != 1 {
		t.Errorf("strict: %v, %v", err, issues)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := in.Read(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestTheOrderOfRowsDoesNotMatter shuffles rows, also those that are used twice, and splits them over files.
func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	head := "id,village,lon,lat,group\n"
	rows := []string{"H1,V1,114.5,37.7,a\n", "H1,V1,114.5,37.7,b\n", "H2,V1,114.5,37.7,\n", "H2,V1,114.5,37.7,\n", "H3,V1,x,37.7,\n", "H4,V2,114.5,37.8,\n", ",,,,\n"}
	random := rand.New(rand.NewPCG(1, 2))
	var want exchange.Dataset
	for i := range 30 {
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		cut := random.IntN(len(rows) + 1)
		in := input(map[string]string{"a.csv": head + strings.Join(rows[:cut], ""), "b.csv": head + strings.Join(rows[cut:], "")})
		in.Households = []string{"a.csv", "b.csv"}
		d, issues, err := in.Read(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		rejected := 0
		for _, i := range issues {
			if i.Severity == exchange.Rejected {
				rejected++
			}
		}
		if rejected != 3 || len(d.Households) != 3 {
			t.Fatalf("%d rejected, %d read", rejected, len(d.Households))
		}
		d.Places = exchange.Places{}
		if i == 0 {
			want = d
		}
		if !reflect.DeepEqual(d, want) {
			t.Fatalf("read %+v; expected %+v", d, want)
		}
	}
}

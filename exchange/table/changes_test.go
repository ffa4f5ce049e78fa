package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
)

func changes(text string) result[exchange.Change] {
	return collect(exchange.Changes(), Changes, strings.NewReader(text), exchange.Options{})
}

func keys(r *result[exchange.Change]) string {
	return r.ids(func(c exchange.Change) string { return string(c.Op) + " " + c.Key() + "," })
}

func TestChangeRows(t *testing.T) {
	const head = "change,record,id,household,member,village,lon,lat,weight,status,max_load\n"
	for name, c := range map[string]struct{ rows, keys, issues string }{
		"all kinds": {"put,household,H9,,,V,114.5,37.7,2,,\nput,member,M9,H9,,,,,,,\ndrop,member,M1,,,,,,,,\nupdate,household,H1,,,,114.6,37.8,,,\nput,lock,,H1,M9,,,,,,\ndrop,forbidden,,H1,M2,,,,,,\nput,site,S1,H1,,,,,,,\n",
			"drop forbidden H1;M2, update household H1, put household H9, put lock H1;M9, drop member M1, put member M9, put site S1,", ""},
		"words": {"arrives,home,,H9,,V,114.5,37.7,,,\nLeft,volunteer,,,M1,,,,,,\n迁移,户,H1,,,,114.6,37.8,,,\n变更,党员,M2,,,,,,,外出,\n取消,锁定,,H1,M9,,,,,,\n新增,回避,,H1,M2,,,,,,\n",
			"put forbidden H1;M2, update household H1, put household H9, drop lock H1;M9, drop member M1, update member M2,", ""},
		"no word": {",,H1,,,,,,,,\nkill,dog,H1,,,,,,,,\n", "", `rejected f.csv:2 column change: "": is empty; expected one of put, update, drop
rejected f.csv:2 column record: "": is empty; expected one of household, member, site, lock, forbidden
rejected f.csv:3 column change: "kill": is not known; expected one of put, update, drop
rejected f.csv:3 column record: "dog": is not known; expected one of household, member, site, lock, forbidden`},
		"all of a row": {"put,household,,,,V,abc,,0,,\nupdate,member,M1,,,,114.5,,,ill,x\n", "", `rejected f.csv:2 column id: "": is empty, and so is household; expected an id
rejected f.csv:2 column lon: "abc": is not a number; expected longitude in decimal degrees, such as 114.5203817
rejected f.csv:2 column lat: "": is empty; expected latitude in decimal degrees, such as 37.7601542
rejected f.csv:2 column weight: "0": expected a whole number from 1 to 100000
rejected f.csv:3 column status: "ill": is not known; expected one of active, age, away, unable, declined
rejected f.csv:3 column max_load: "x": expected a whole number from 0 to 100000
rejected f.csv:3 column lat: "": is empty; expected latitude in decimal degrees, such as 37.7601542`},
		"no position": {"put,household,H1,,,V,,,,,\n", "", `rejected f.csv:2 column lon: "": is empty, and so is lat; expected a position`},
		"two ids":     {"drop,household,H1,H2,,,,,,,\n", "", `rejected f.csv:2 column household: "H2": names another household than the column id, "H1"; expected the same, or one of the two`},
		"nothing new": {"update,household,H1,,,,,,,,\n", "", `rejected f.csv:2 column change: "update": tells nothing new: all other cells of the row are empty; expected the cells that change, or drop`},
		"a pair":      {"update,lock,,H1,,,,,,,\n", "", "rejected f.csv:2 column member: \"\": is empty; expected an id\nrejected f.csv:2 column change: \"update\": a pair holds nothing to update; expected put or drop"},
		"a cell too many": {"update,household,H1,,,,,,2,away,\nput,lock,,H1,M1,V,,,,,\n", "update household H1, put lock H1;M1,", `warning f.csv:2 column status: "away": is not read: a household has no such column
warning f.csv:3 column village: "V": is not read: a lock has no such column`},
		"twice": {"put,household,H1,,,V,114.5,37.7,,,\ndrop,household,H1,,,,,,,,\n", "drop household H1,",
			`rejected f.csv:2 column change: "household H1": used twice: also on line 3, which was kept; expected one row for each record, which tells what became of it`},
	} {
		r := changes(head + c.rows)
		if r.told() != c.issues || keys(&r) != c.keys {
			t.Errorf("%s: read %s\n%s\nexpected %s\n%s", name, keys(&r), r.told(), c.keys, c.issues)
		}
	}
	if r := changes("change,id\nput,H1\n"); !strings.Contains(r.told(), "no column record for changes") {
		t.Error(r.told())
	}
}

func TestChineseHeadingsOfChanges(t *testing.T) {
	r := changes("变更类型,对象,编号,户编号,党员编号,行政村,经度（度）,纬度,权重,状态\n迁入,住户,,H1,,V,114.5,37.7,3,\n迁出,党员,,,M1,,,,,\n")
	if r.told() != "" || keys(&r) != "put household H1, drop member M1," || r.values[0].Household.Weight != 3 || r.values[0].Household.Area != "V" {
		t.Errorf("%s %+v", r.told(), r.values)
	}
}

// TestUpdatesChangeWhatTheyTell: cells that are empty leave the record as it was.
func TestUpdatesChangeWhatTheyTell(t *testing.T) {
	r := changes("change,record,id,village,lon,lat,weight,priority,group,services,status,at_home,title,household,max_load,use,public\n" +
		"update,household,H1,,114.6,37.8,,,,,,,,,,,\nupdate,household,H2,,,,4,0,,law,,,,,,,\nupdate,member,M1,,,,,,,,,no,,,,,\nupdate,member,M2,V2,,,,,,,,,,H2,7,,\nupdate,site,S1,,,,,,,,,,,,,required,\n")
	if r.told() != "" || len(r.values) != 5 {
		t.Fatalf("%s %+v", r.told(), r.values)
	}
	h := engine.Household{ID: "H", Area: "V", Location: orb.Point{1, 2}, Weight: 2, Priority: 2, Group: "g", Services: []string{"a"}}
	seven := 7
	m := engine.Member{ID: "M", Area: "V", Household: "H1", Status: "active", Title: "t", MaxLoad: &seven}
	for i, want := range []string{"{H V [114.6 37.8] 2 2 g [a]  0 []}", "{H V [1 2] 4 0 g [law]  0 []}"} {
		if got := fmt.Sprint(r.values[i].UpdateHousehold(h)); got != want {
			t.Errorf("got %s; expected %s", got, want)
		}
	}
	if got := r.values[2].UpdateMember(m); got.Status != "away" || got.Title != "t" || got.Household != "H1" || got.MaxLoad != &seven {
		t.Errorf("%+v", got)
	}
	if got := r.values[3].UpdateMember(m); got.Area != "V2" || got.Household != "H2" || got.Status != "active" || *got.MaxLoad != 7 {
		t.Errorf("%+v", got)
	}
	if got := r.values[4].UpdateSite(engine.Site{ID: "S1", Public: true}); got.Use != engine.SiteRequired || !got.Public {
		t.Errorf("%+v", got)
	}
}

func TestMoveRows(t *testing.T) {
	var b strings.Builder
	w := NewMoveWriter(&b)
	for _, m := range []Move{
		{"V1", engine.Move{Household: "H1", Kind: engine.MoveVoluntary, Before: "M1", After: "M2", BeforeMM: 1500, AfterMM: 4500, LoadBefore: 11, LoadAfter: 10,
			Cause: engine.Cause{Code: engine.CauseRoom, Household: "H301"}}, "moved to make room for H301: 3 m farther, load 11 to 10"},
		{"V1", engine.Move{Household: "H2", Kind: engine.MoveGone, Before: "M1", LoadBefore: 11, Cause: engine.Cause{Code: engine.CauseGone}}, "=left"},
	} {
		if err := w.Write(m); err != nil {
			t.Fatal(err)
		}
	}
	want := "\uFEFFvillage,household,kind,before_member,after_member,before_m,after_m,load_before,load_after,cause,reason\n" +
		"V1,H1,voluntary,M1,M2,1.500,4.500,11,10,room,\"moved to make room for H301: 3 m farther, load 11 to 10\"\n" +
		"V1,H2,gone,M1,,0.000,,11,,gone,'=left\n"
	if err := w.Flush(); err != nil || b.String() != want {
		t.Errorf("%v: wrote\n%s\nexpected\n%s", err, b.String(), want)
	}
}

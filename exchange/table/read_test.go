package table

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/simplifiedchinese"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/policy"
)

// result is what came of reading a file.
type result[T any] struct {
	values []T
	issues []exchange.Issue
	err    error
}

type read1[T any] func(io.Reader, exchange.Options) iter.Seq2[exchange.Record[T], error]

func collect[T any](k exchange.Kind[T], read read1[T], r io.Reader, o exchange.Options) result[T] {
	var out result[T]
	o.File = "f.csv"
	o.Report = func(i exchange.Issue) { out.issues = append(out.issues, i) }
	out.values, _, out.err = exchange.Collect(k, read(r, o), o.Report)
	return out
}

func households(text string) result[engine.Household] {
	return collect(exchange.Households(), Households, strings.NewReader(text), exchange.Options{})
}

// told lists the issues in one line each.
func (r *result[T]) told() string {
	var lines []string
	for _, i := range r.issues {
		lines = append(lines, string(i.Severity)+" "+i.String())
	}
	if r.err != nil {
		lines = append(lines, "error "+r.err.Error())
	}
	return strings.Join(lines, "\n")
}

func (r *result[T]) ids(id func(T) string) string {
	var ids []string
	for _, v := range r.values {
		ids = append(ids, id(v))
	}
	return strings.Join(ids, " ")
}

func householdID(h engine.Household) string { return string(h.ID) }

func TestHouseholdRows(t *testing.T) {
	const head = "id,village,lon,lat,weight,priority,preferences\n"
	for name, c := range map[string]struct{ rows, ids, issues string }{
		"good": {"H1,V1,114.5,37.7,,,\n", "H1", ""},
		"all of a row": {"H1,V1,abc,,-3,7,M1;M1\n", "", `rejected f.csv:2 column lon: "abc": is not a number; expected longitude in decimal degrees, such as 114.5203817
rejected f.csv:2 column lat: "": is empty; expected latitude in decimal degrees, such as 37.7601542
rejected f.csv:2 column weight: "-3": expected a whole number from 1 to 100000
rejected f.csv:2 column priority: "7": expected a whole number from 0 to 2
rejected f.csv:2 column preferences: "M1;M1": lists "M1" twice; expected every member once, the most wanted first`},
		"no id": {" ,V1,114.5,37.7,,,\n", "", `rejected f.csv:2 column id: " ": is empty; expected an id`},
		"no position": {"H1,V1,,,,,\n", "",
			`rejected f.csv:2 column lon: "": is empty, and so is lat; expected a position`},
		"swapped": {"H1,V1,37.7,114.5,,,\n", "",
			`rejected f.csv:2 column lat: "114.5": latitude 114.5 outside [-90, 90] (lon and lat swapped?)`},
		"out of range": {"H1,V1,514.5,37.7,,,\n", "",
			`rejected f.csv:2 column lon: "514.5": longitude 514.5 outside [-180, 180]`},
		"not finite": {"H1,V1,NaN,-Inf,,,\nH2,V1,1e999,37.7,,,\n", "", `rejected f.csv:2 column lon: "NaN": is not a finite number; expected longitude in decimal degrees, such as 114.5203817
rejected f.csv:2 column lat: "-Inf": is not a finite number; expected latitude in decimal degrees, such as 37.7601542
rejected f.csv:3 column lon: "1e999": is not a finite number; expected longitude in decimal degrees, such as 114.5203817`},
		"degrees and minutes": {"H1,V1,114°31′,37.7,,,\n", "",
			`rejected f.csv:2 column lon: "114°31′": is not a number; expected longitude in decimal degrees, such as 114.5203817`},
		"too few cells": {"H1,V1,114.5\nH2,V1,114.5,37.7,,,\n", "H2",
			`rejected f.csv:2: "3": cells in the row; expected 7, one for each heading`},
		"too many cells":       {"H1,V1,114.5,37.7,,,,x\n", "", `rejected f.csv:2: "8": cells in the row; expected 7, one for each heading`},
		"empty cells too many": {"H1,V1,114.5,37.7,,,,,\n", "H1", ""},
		"blank rows":           {",,,,,,\nH1,V1,114.5,37.7,,,\n\n,,\n", "H1", `warning f.csv:2: "2": blank rows passed over, the first on this line`},
		"the line counts quoted cells": {"H1,\"V\n1\",114.5,37.7,,,\nH2,V1,,37.7,,,\n", "", `rejected f.csv:2 column village: "V\n1": holds a line break or tab; expected an id in one line
rejected f.csv:4 column lon: "": is empty; expected longitude in decimal degrees, such as 114.5203817`},
		"a quotation mark out of place": {"H1,V\"1,114.5,37.7,,,\nH2,V1,114.5,37.7,,,\n", "H2",
			`rejected f.csv:2: "\"": a quotation mark out of place; expected cells with quotation marks to be quoted, and these marks doubled`},
		"an open quotation mark": {"H1,\"V1,114.5,37.7,,,\nH2,V1,114.5,37.7,,,\n", "",
			`rejected f.csv:2: "\"": a quotation mark out of place; expected cells with quotation marks to be quoted, and these marks doubled; lines 2 to 3 were taken as one row`},
		"used twice": {"H1,V1,114.6,37.7,,,\nH2,V1,114.5,37.7,,,\nH1,V1,114.5,37.7,,,\n", "H1 H2",
			`rejected f.csv:2 column id: "H1": used twice: also on line 4, which was kept; expected an id of its own, in the whole data set`},
		"full width":       {"Ｈ１,Ｖ１,１１４．５,３７．７,２,,\n", "H1", ""},
		"lost digits":      {"1.30132E+11,V1,114.5,37.7,,,\n", "", `rejected f.csv:2 column id: "1.30132E+11": is a number in scientific notation: the spreadsheet has lost its digits; format the column as text and enter it again`},
		"ditto":            {"H1,同上,114.5,37.7,,,\n", "", `rejected f.csv:2 column village: "同上": means the row above; expected the value itself, since rows may come in any order`},
		"a formula undone": {"'+H1,V1,114.5,37.7,5.0,,\n", "+H1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := households(head + c.rows)
			if got := r.ids(householdID); got != c.ids {
				t.Errorf("read %q; expected %q", got, c.ids)
			}
			if got := r.told(); got != c.issues {
				t.Errorf("told\n%s\nexpected\n%s", got, c.issues)
			}
		})
	}
}

func TestHeadings(t *testing.T) {
	const row = "\nH1,114.5,37.7\n"
	for name, c := range map[string]struct{ text, ids, issues string }{
		"empty":         {"", "", "error f.csv: is empty; expected a row of headings"},
		"blank":         {"\n\n", "", "error f.csv: is empty; expected a row of headings"},
		"only a mark":   {"\uFEFF", "", "error f.csv: is empty; expected a row of headings"},
		"only headings": {"id,lon,lat\n", "", ""},
		"any writing":   {"ID , 经度（度）,ＬＡＴ" + row, "H1", ""},
		"x and y":       {"户编号,X,Y" + row, "H1", ""},
		"semicolons":    {"id;lon;lat\nH1;114.5;37.7\n", "H1", ""},
		"tabs":          {"id\tlon\tlat\nH1\t114.5\t37.7\n", "H1", ""},
		"missing": {"id,lon,latt" + row, "", `error f.csv:1: no column lat for households; found "id", "lon", "latt"; ` +
			`expected id, village, lon, lat, datum, weight, priority, group, services, association, residents, preferences; is "latt" the lat?`},
		"titles": {"农户台账,,\n2024,,\nid,lon,lat" + row, "H1", `warning f.csv:1: "农户台账": above the headings, which stand on line 3: passed over`},
		"twice":  {"户编号,id,lon,lat\nX,H1,114.5,37.7\n", "H1", `warning f.csv:1 column 户编号: "户编号": means the same as the column "id", which is read instead`},
		"unknown": {"id,lon,lat,colour\nH1,114.5,37.7,red\n", "H1", `warning f.csv:1 column colour: "colour": not a column of households: not read; ` +
			`expected id, village, lon, lat, datum, weight, priority, group, services, association, residents, preferences`},
		"no heading": {"id,,lon,lat\nH1,x,114.5,37.7\n", "H1", `warning f.csv:1: "": a column without a heading: not read`},
		"contact":    {"id,lon,lat,户主姓名\nH1,114.5,37.7,张三\n", "H1", `warning f.csv:1 column 户主姓名: "户主姓名": names, addresses and contacts have no part in planning: the column is not read`},
		"utf-16":     {"\xff\xfei\x00d\x00", "", "error f.csv: cannot be read: the text is UTF-16; save it as CSV UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			r := households(c.text)
			if got := r.ids(householdID); got != c.ids {
				t.Errorf("read %q; expected %q", got, c.ids)
			}
			if got := r.told(); got != c.issues {
				t.Errorf("told\n%s\nexpected\n%s", got, c.issues)
			}
		})
	}
}

func TestPersonalColumnsAreDropped(t *testing.T) {
	for _, heading := range []string{"身份证号", "证件号码", "ID card", "id_number", "identity no", "家庭年收入", "income", "健康状况", "health", "是否信访户",
		"petitions", "宗教信仰", "Religion", "政治面貌", "political status", "思想动态", "涉警情况", "police record", "信用等级", "creditScore", "人员类别", "低保户", "残疾", "民族"} {
		r := households("id,lon,lat," + heading + "\nH1,x,37.7,secret\nH2,114.5\n")
		if len(r.issues) != 3 || !strings.Contains(r.issues[0].Expected, "dropped") {
			t.Errorf("%s: %s", heading, r.told())
		}
		for _, i := range r.issues {
			if strings.Contains(fmt.Sprint(i.Row, i.Value), "secret") {
				t.Errorf("%s: kept in %+v", heading, i)
			}
		}
	}
	for _, heading := range []string{"备注", "colour", "terrace", "是否常住户", "姓名", "phone"} {
		if r := households("id,lon,lat," + heading + "\nH1,114.5,37.7,x\n"); strings.Contains(r.told(), "dropped") || len(r.issues) != 1 {
			t.Errorf("%s: %s", heading, r.told())
		}
	}
}

func TestEncodings(t *testing.T) {
	text := "户编号,行政村,经度,纬度,村民小组\n" + strings.Repeat("H0,V1,114.5,37.7,\n", 9000) + "H1,南佐村,114.5,37.7,㐀𠮷组\n"
	text = strings.ReplaceAll(text, "H0", "H1")
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	lateGB := strings.Replace(gb, gb[:strings.Index(gb, "\n")], "id,village,lon,lat,group", 1)
	for name, raw := range map[string]string{"utf-8": text, "utf-8 with a mark": "\uFEFF" + text, "gb18030": gb, "gb18030 after 64 KiB of ASCII": lateGB} {
		for _, r := range []io.Reader{strings.NewReader(raw), iotest.OneByteReader(strings.NewReader(raw)), iotest.DataErrReader(strings.NewReader(raw))} {
			var last engine.Household
			for record, err := range Households(r, exchange.Options{}) {
				if err != nil {
					t.Fatal(name, err)
				}
				last = record.Value
			}
			if last.Area != "南佐村" || last.Group != "㐀𠮷组" {
				t.Errorf("%s: read %+v", name, last)
			}
		}
	}
}

func TestBytesThatAreNoTextAreRejected(t *testing.T) {
	r := households("id,village,lon,lat,group\nH1,村,114.5,37.7,x\nH2,V1,114.5,37.7," + strings.Repeat("村", 40_000) + "\nH3,V1,114.5,37.7,\xff\xff\n")
	if got := r.ids(householdID); got != "H1" || len(r.issues) != 2 || !strings.Contains(r.issues[1].Expected, "not text") {
		t.Errorf("read %q: %s", got, r.issues[1])
	}
}

func TestPlanar(t *testing.T) {
	o := exchange.Options{Metric: policy.MetricPlanar, Datum: geo.GCJ02}
	r := collect(exchange.Households(), Households, strings.NewReader("id,x,y\nH1,5000000.125,-3\nH2,1e10,0\n"), o)
	if len(r.values) != 1 || r.values[0].Location != [2]float64{5000000.125, -3} || len(r.issues) != 1 {
		t.Errorf("read %+v: %s", r.values, r.told())
	}
	r = collect(exchange.Households(), Households, strings.NewReader("id,lon,lat\nH1,1,2\n"), o)
	var e *exchange.FileError
	if !errors.As(r.err, &e) || !strings.Contains(e.Problem, "planar") {
		t.Errorf("degrees were taken for metres: %v", r.err)
	}
}

func TestDatum(t *testing.T) {
	text := "id,lon,lat,坐标系\nH1,114.525921,37.760654,\nH2,114.52,37.76,GPS\nH3,114.52,37.76,mars\n"
	r := collect(exchange.Households(), Households, strings.NewReader(text), exchange.Options{Datum: geo.GCJ02})
	if len(r.values) != 2 || geo.DistanceMM(r.values[0].Location, r.values[1].Location) > 500 {
		t.Errorf("read %+v: %s", r.values, r.told())
	}
	want := `rejected f.csv:4 column 坐标系: "mars": unknown datum "mars": want wgs84, gcj02, bd09 or cgcs2000
warning f.csv:3: "1": rows name another datum than the file's, gcj02; each was converted from its own, the first here`
	if r.told() != want {
		t.Errorf("told\n%s\nexpected\n%s", r.told(), want)
	}
}

func TestDefaultArea(t *testing.T) {
	o := exchange.Options{DefaultArea: "V9"}
	r := collect(exchange.Households(), Households, strings.NewReader("id,lon,lat\nH1,114.5,37.7\n"), o)
	if r.values[0].Area != "V9" {
		t.Errorf("without a column: %q", r.values[0].Area)
	}
	r = collect(exchange.Households(), Households, strings.NewReader("id,lon,lat,village\nH1,114.5,37.7,\n"), o)
	if r.values[0].Area != "" {
		t.Errorf("with an empty cell: %q", r.values[0].Area)
	}
}

func TestMemberRows(t *testing.T) {
	text := `党员编号,所在村,户编号,经度,纬度,包联村,状态,是否常住,有能力,职务,单位,特长,可联户数,最少联户数
M1,V1,H1,,,,,,是,支书,,法律;农技,20,5
M2,,,114.5,37.7,V1；V2,外出,,,,县一中,,,
M3,V1,,,,,,否,,,,,,
M4,V1,,,,,正常,否,,,,,,
M5,V1,,114.5,,,退休,,maybe,,,,5,9
`
	r := collect(exchange.Members(), Members, strings.NewReader(text), exchange.Options{})
	if got := r.ids(func(m engine.Member) string {
		return fmt.Sprint(m.ID, ":", m.Status, m.Located, m.Capable, m.Duty, len(m.Skills))
	}); got !=
		"M1:activefalse true [] 2 M2:awaytrue false [V1 V2] 0 M3:awayfalse false [] 0 M4:activefalse false [] 0" {
		t.Errorf("read %s", got)
	}
	if m := r.values[0]; *m.MaxLoad != 20 || *m.MinLoad != 5 || m.Household != "H1" || m.Title != "支书" {
		t.Errorf("read %+v", m)
	}
	want := `rejected f.csv:6 column 状态: "退休": is not known; expected one of active, age, away, unable, declined
rejected f.csv:6 column 有能力: "maybe": is not known; expected one of yes, no
rejected f.csv:6 column 纬度: "": is empty; expected latitude in decimal degrees, such as 37.7601542
rejected f.csv:6 column 最少联户数: "9": is over the maximum load 5; expected at most that`
	if r.told() != want {
		t.Errorf("told\n%s\nexpected\n%s", r.told(), want)
	}
}

func TestSiteAndLockRows(t *testing.T) {
	r := collect(exchange.Sites(), Sites, strings.NewReader("id,household,lon,lat,public,use\nS1,,114.5,37.7,yes,\nS2,H1,,,,必设\nS3,,,,,\nS4,H1,,,,here\n"), exchange.Options{})
	if len(r.values) != 2 || !r.values[0].Public || r.values[0].Use != engine.SiteCandidate || r.values[1].Use != engine.SiteRequired || len(r.issues) != 2 {
		t.Errorf("read %+v: %s", r.values, r.told())
	}
	l := collect(exchange.Locks(), Locks, strings.NewReader("household,member,kind\nH1,M1,lock\nH1,M1,forbid\nH1,M1,veto\nH2,M1,\nH3,,否决\n"), exchange.Options{})
	if got := l.ids(func(l exchange.Lock) string { return fmt.Sprint(l.Household, l.Member, l.Kind) }); got != "H1M1forbid H1M1lock" || len(l.issues) != 3 {
		t.Errorf("read %s: %s", got, l.told())
	}
}

func TestTheReaderStopsWhenTold(t *testing.T) {
	n := 0
	for range Households(strings.NewReader("id,lon,lat\nH1,1,2\nH2,1,2\n"), exchange.Options{}) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("read %d records", n)
	}
}

func TestAReadErrorIsTold(t *testing.T) {
	broken := errors.New("broken")
	r := collect(exchange.Households(), Households, io.MultiReader(strings.NewReader("id,lon,lat\nH1,1,2\n"), iotest.ErrReader(broken)), exchange.Options{})
	if !errors.Is(r.err, broken) {
		t.Errorf("told %v", r.err)
	}
}

func TestRejectsAreWritten(t *testing.T) {
	text := "户编号,经度,纬度,身份证号,备注\nH1,x,,1301,\"=a, b\"\nH2,114.5,37.7,1301,fine\nH3,114.5\nH4,37.7,114.5,1301,-\n"
	r := households(text)
	var b strings.Builder
	n, err := WriteRejects(&b, "f.csv", append(slices.Clone(r.issues), exchange.Issue{Severity: exchange.Rejected, File: "other.csv", Number: 1}))
	want := "\uFEFF" + `户编号,经度,纬度,身份证号,备注,file,line,reason
H1,x,,,"'=a, b",f.csv,2,"经度: ""x"": is not a number; expected longitude in decimal degrees, such as 114.5203817; 纬度: """": is empty; expected latitude in decimal degrees, such as 37.7601542"
,,,,,f.csv,4,"""2"": cells in the row; expected 5, one for each heading"
H4,37.7,114.5,,'-,f.csv,5,"纬度: ""114.5"": latitude 114.5 outside [-90, 90] (lon and lat swapped?)"
`
	if n != 3 || err != nil || b.String() != want {
		t.Errorf("wrote %d rows, %v:\n%s\nexpected\n%s", n, err, b.String(), want)
	}
}

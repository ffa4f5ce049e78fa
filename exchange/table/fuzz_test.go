package table

import (
	"bytes"
	"io"
	"testing"

	"jinlin/exchange"
)

// every checks that no row is lost: each is read, rejected or blank, once.
func every[T any](f *testing.F, head string, read read1[T], seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Add([]byte("H1,V1,\xc4\xcf\n\"a\nb\",,\n,,,\n\"open,1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		data = append([]byte(head+"\n"), data...)
		told := map[int]int{} // by record: 1 read, 2 rejected
		blank := 0
		o := exchange.Options{Report: func(i exchange.Issue) {
			switch {
			case i.Severity == exchange.Rejected:
				if told[i.Number] == 1 || i.Number == 0 || i.Expected == "" {
					t.Errorf("%+v", i)
				}
				told[i.Number] = 2
			case i.Expected == "blank rows passed over, the first on this line":
				for _, c := range i.Value {
					blank = blank*10 + int(c-'0')
				}
			}
		}}
		for r, err := range read(bytes.NewReader(data), o) {
			if err != nil {
				t.Fatal(err)
			}
			if told[r.Number] != 0 {
				t.Errorf("row %d twice", r.Number)
			}
			told[r.Number] = 1
		}
		if n := countRows(t, data); n != len(told)+blank {
			t.Errorf("%d rows, of which %d told and %d blank", n, len(told), blank)
		}
	})
}

// countRows counts the rows below the headings.
func countRows(t *testing.T, data []byte) int {
	text, err := decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	rows := newRows(text)
	for n := -1; ; n++ {
		if _, err := rows.next(); err == io.EOF {
			return n
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzHouseholds(f *testing.F) {
	every(f, "id,village,lon,lat,weight,services,preferences", Households, "H1,V1,114.5,37.7,1,a;b,M1;M2\n")
}

func FuzzMembers(f *testing.F) {
	every(f, "id,village,household,lon,lat,duty,status,min_load,max_load", Members, "M1,V1,H1,,,V1;V2,away,1,2\n")
}

func FuzzSites(f *testing.F) {
	every(f, "id,household,lon,lat,public,use", Sites, "S1,,114.5,37.7,yes,required\n")
}

func FuzzLocks(f *testing.F) {
	every(f, "household,member,kind", Locks, "H1,M1,lock\n")
}

func FuzzChanges(f *testing.F) {
	every(f, "change,record,id,household,member,village,lon,lat,weight,status", Changes, "put,household,H1,,,V1,114.5,37.7,2,\nmove,member,M1,H2,,,,,,\n", "leave,党员,,,M1,,,,,\n",
		"drop,lock,,H1,M1,,,,,\n")
}

// FuzzAnyFile reads files without good headings.
func FuzzAnyFile(f *testing.F) {
	for _, s := range []string{"", "id,lon,lat\nH1,1,2\n", "\uFEFFid;lon;lat\n", "\xff\xfe", "title\nid,lon,lat\n1,2,3", "\"", "户编号,经度,纬度\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for r, err := range Households(bytes.NewReader(data), exchange.Options{Report: func(exchange.Issue) {}}) {
			if err == nil && r.Value.ID == "" {
				t.Errorf("read %+v", r)
			}
		}
	})
}

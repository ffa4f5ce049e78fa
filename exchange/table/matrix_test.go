package table_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"jinlin/exchange"
	"jinlin/exchange/table"
	"jinlin/geo"
)

// readMatrix reads files, named a.csv, b.csv and so on, and returns the matrix, the issues and the error.
func readMatrix(files ...string) (*geo.Matrix, []string, error) {
	var m exchange.MatrixReading
	var issues []string
	report := func(i exchange.Issue) { issues = append(issues, fmt.Sprintf("%s: %s", i.Severity, i)) }
	for i, text := range files {
		o := exchange.Options{File: string(rune('a'+i)) + ".csv", Report: report}
		if err := table.Matrix(strings.NewReader(text), o, &m); err != nil {
			return nil, issues, err
		}
	}
	return m.Build(), issues, nil
}

const wide = "site,h1,h2,h3\ns1,0,5,\ns2,2.0005,-,7.25\n"

// TestMatrixFormats reads one matrix from files of every sort.
func TestMatrixFormats(t *testing.T) {
	want, issues, err := readMatrix(wide)
	if err != nil || len(issues) > 0 {
		t.Fatal(err, issues)
	}
	for _, c := range []struct {
		from, to string
		mm       int64
		ok       bool
	}{{"s1", "h1", 0, true}, {"s1", "h2", 5000, true}, {"s1", "h3", 0, false}, {"s2", "h1", 2001, true}, {"s2", "h2", 0, false}, {"s2", "h3", 7250, true}, {"h3", "h3", 0, true}} {
		if mm, ok := want.BetweenMM(geo.Place{ID: c.from}, geo.Place{ID: c.to}); mm != c.mm || ok != c.ok {
			t.Errorf("from %s to %s: %d %t, want %d %t", c.from, c.to, mm, ok, c.mm, c.ok)
		}
	}
	for name, files := range map[string][]string{
		"long":             {"from,to,value\ns1,h1,0\ns1,h2,5\ns1,h3,\ns2,h1,2.0005\ns2,h2,inf\ns2,h3,7.25\n"},
		"another order":    {"to,minutes,from\nh3,7.25,s2\nh1,0,s1\nh2,无,s2\nh2,5,s1\nh1,2.0005,s2\nh3,N/A,s1\n"},
		"Chinese":          {"站点编号,户编号,时间（分钟）\ns1,h1,0\ns1,h2,５\ns1,ｈ３,\ns2,h1,2.0005\ns2,h2,\ns2,h3,7.25\n"},
		"a title":          {"Walking times\n,,\nfrom,to,value\ns1,h1,0\ns1,h2,5\ns1,h3,\ns2,h1,2.0005\ns2,h2,\ns2,h3,7.25\n"},
		"tabs":             {"site\th1\th2\th3\ns1\t0\t5\t\ns2\t2.0005\t\t7.25\n"},
		"columns turned":   {",h3,h1,h2\n\ns2,7.25,2.0005,\ns1,,0,5\n"},
		"one twice":        {"from,to,value\ns1,h1,0\ns1,h2,5\ns1,h3,\ns2,h1,2.0005\ns2,h2,\ns2,h3,7.25\ns2,h3,7.250\ns1,h2,0.5e1\n"},
		"in two files":     {"site,h1,h2,h3\ns1,0,5,\n", "from,to,value\ns2,h1,2.0005\ns2,h2,\ns2,h3,7.25\n"},
		"trailing nothing": {"site,h1,h2,h3,,\ns1,0,5,,,\ns2,2.0005,-,7.25\n"},
		"spare blanks":     {"site, h1 ,h2,h3\n s1,0, 5 ,\ns2,2.0005,-,7.25\n,,,\n"},
	} {
		got, issues, err := readMatrix(files...)
		if err != nil || len(issues) > 0 || got == nil {
			t.Errorf("%s: %v %v", name, err, issues)
		} else if got.Fingerprint() != want.Fingerprint() {
			t.Errorf("%s: another matrix", name)
		}
	}
}

// TestMatrixFaults tells everything that is wrong, with file, line and column.
func TestMatrixFaults(t *testing.T) {
	m, issues, err := readMatrix("from,to,value\ns1,h1,5\ns1,,6\ns2,h1,near\n,,\ns1,h1,-5\ns1,h2,1,9\ns1,h1,6\n", "site,h1,h2\ns1,6,far\n,1,2\n\"s\"2,1,2\ns3,1\n")
	if m != nil || err != nil {
		t.Errorf("%v, %v; expected no matrix", m, err)
	}
	want := []string{
		`rejected: a.csv:3 column to: "": is empty; expected an id`,
		`rejected: a.csv:4 column value: "near": is not a number; expected a number from 0 to 1000000000, or nothing for no way`,
		`rejected: a.csv:6 column value: "-5": is below 0; expected a number from 0 to 1000000000, or nothing for no way`,
		`rejected: a.csv:7: "4": cells in the row; expected 3, one for each heading`,
		`rejected: b.csv:2 column h2: "far": is not a number; expected a number from 0 to 1000000000, or nothing for no way`,
		`rejected: b.csv:3 column site: "": is empty; expected the id that the row begins with`,
		`rejected: b.csv:4: "\"": a quotation mark out of place; expected cells with quotation marks to be quoted, and these marks doubled`,
		`rejected: b.csv:5: "2": cells in the row; expected 3, one for each heading`,
		`rejected: a.csv:8: "6.000": from "s1" to "h1", and 5.000 on line 2; expected one value for a pair`,
		`rejected: b.csv:2: "6.000": from "s1" to "h1", and 5.000 on line 2 of a.csv; expected one value for a pair`,
	}
	if !slices.Equal(issues, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(issues, "\n"), strings.Join(want, "\n"))
	}
	for text, problem := range map[string]string{
		"":                            "is empty",
		"from,to\na,b\n":              "none for the value",
		"site\ns1\n":                  "the headings are",
		"site,h1,,h2\ns1,1,2,3\n":     "column 3 has no heading",
		"\xff\xfe1\x002\x00":          "UTF-16",
		"\"from\"x,to,value\na,b,1\n": "quotation mark",
	} {
		var file *exchange.FileError
		if _, _, err := readMatrix(text); !errors.As(err, &file) || !strings.Contains(err.Error(), problem) {
			t.Errorf("%q: %v; expected %q", text, err, problem)
		}
	}
}

// TestMatrixFaultsAreCounted lists the first thousand and says how many more there are.
func TestMatrixFaultsAreCounted(t *testing.T) {
	var text strings.Builder
	text.WriteString("from,to,value\n")
	for i := range 1500 {
		fmt.Fprintf(&text, "s,h%d,x\n", i)
	}
	_, issues, err := readMatrix(text.String())
	if err != nil || len(issues) != 1001 || !strings.Contains(issues[1000], `"500": more cells`) {
		t.Errorf("%v, %d issues, the last %q", err, len(issues), issues[len(issues)-1])
	}
}

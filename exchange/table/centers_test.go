package table_test

import (
	"bytes"
	"testing"

	"jinlin/engine"
	"jinlin/exchange/table"
)

func TestCentersComeBeforeTheirMembers(t *testing.T) {
	plan := engine.Draft{Area: "V1", Members: []engine.Server{
		{ID: "M1", Eligible: true, Center: "M2", CenterMM: 1500, Load: 4}, {ID: "M2", Eligible: true, Center: "M2", Load: 5}, {ID: "M3", Eligible: true},
		{ID: "M4", Excluded: "age"},
	}, Centers: []engine.Center{{Number: 1, Member: "M2", Members: 2, Mentor: "M9", MentorMM: 20}}}.Build()
	var b bytes.Buffer
	w := table.NewCenterWriter(&b)
	if err := w.Write(plan); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "\xEF\xBB\xBFvillage,center,number,member,center_m,load,mentor,mentor_m\nV1,M2,1,M2,0.000,5,M9,0.020\nV1,M2,1,M1,1.500,4,M9,0.020\nV1,,,M3,,0,,\n"
	if got := b.String(); got != want {
		t.Errorf("got\n%q\nexpected\n%q", got, want)
	}
}

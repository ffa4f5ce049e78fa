package main_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestVerifyTellsHowStrongTheClaimsAre: where weights differ, the links of a small village are searched to the end and those of a larger one
// bounded; verify counts each kind as the plan claims it.
func TestVerifyTellsHowStrongTheClaimsAre(t *testing.T) {
	dir := t.TempDir()
	var homes, members strings.Builder
	homes.WriteString("id,village,lon,lat,weight\n")
	members.WriteString("id,village,household\n")
	for _, v := range []struct {
		name           string
		homes, members int
	}{{"V", 9, 2}, {"W", 200, 20}} {
		for i := range v.homes {
			fmt.Fprintf(&homes, "%s%d,%s,%.4f,%.4f,%d\n", v.name, i, v.name, 114.5+float64(i*7%40)*1e-4, 37.7+float64(i*11%37)*1e-4, 1+i*i%5)
		}
		for i := range v.members {
			fmt.Fprintf(&members, "%sm%d,%s,%s%d\n", v.name, i, v.name, v.name, i*3)
		}
	}
	write(t, dir, "households.csv", homes.String())
	write(t, dir, "members.csv", members.String())
	files := []string{"--households", "households.csv", "--members", "members.csv"}
	must(t, dir, append([]string{"solve", "--out", "plan.geojson", "--set", "circles.sites=none", "--set", "links.within=area", "--set", "links.load.balance=even"}, files...)...)
	plan := string(read(t, dir, "plan.geojson"))
	claims := func(kind string) int { return strings.Count(plan, `"links":{"kind":"`+kind+`"`) }
	if claims("searched")+claims("bounded") != 2 || claims("searched") == 0 {
		t.Errorf("%d searched, %d bounded; expected both areas, and one at least searched", claims("searched"), claims("bounded"))
	}
	v := must(t, dir, append([]string{"verify", "--plan", "plan.geojson"}, files...)...)
	wants(t, "verify", v.out, "links in 0 of 2 areas",
		fmt.Sprintf("Other links: searched to the end in %d areas (the plan's claim, not confirmed), bounded in %d ", claims("searched"), claims("bounded")))
}

package main_test

import "testing"

// TestExplainHardRules asks why homes have nobody, or need nobody, and what each member lacks.
func TestExplainHardRules(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"households.csv": "id,village,lng,lat,priority,association,services\n" +
			"H1,V,114.5,37.7,1,pear,\nH2,V,114.5001,37.7,1,,law;medical\nH3,V,114.5002,37.7,0,,\nH4,V,114.5003,37.7,2,bees,law\n",
		"members.csv": "id,village,lng,lat,association,skills\nM1,V,114.5,37.7001,bees,law\nM2,V,114.52,37.7,pear,law;medical\n",
	} {
		write(t, dir, name, text)
	}
	files := []string{"--households", "households.csv", "--members", "members.csv"}
	solved := must(t, dir, append([]string{"solve", "--set", "circles.sites=none", "--set", "links.within=area", "--set", "links.load.min=0",
		"--set", "links.require=[services, association]", "--set", "links.priority_min=1"}, files...)...).out
	wants(t, "the summary", solved, "not asked to be linked", "nobody of its association within reach", "nobody within reach offers what it asked for",
		"a member near household H1 of the association pear would serve 1 home", "a member near household H2 who offers law, medical would serve 1 home")
	for home, says := range map[string][]string{
		"H1": {"no member in reach within its borders is of its association; the nearest is M2", "is not of the home's association", "is out of reach"},
		"H2": {"offers all that it asked for (medical); the nearest is M2", "does not offer all that the home asked for"},
		"H3": {"Nobody is asked to answer for household H3.", "is not asked: the home's priority is below the least that links serve"},
		"H4": {"Household H4 is linked to member M1"},
	} {
		wants(t, home, must(t, dir, append([]string{"explain", "--plan", "plan.geojson", "--household", home, "--all"}, files...)...).out, says...)
	}
	wants(t, "verify", must(t, dir, append([]string{"verify", "--plan", "plan.geojson"}, files...)...).out, "No violation in 1 area")
}

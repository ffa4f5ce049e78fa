package manage_test

import "testing"

// TestComputingIsForAccounts: what is planned without being kept costs this machine as much, so a server with accounts does it for those who have one.
func TestComputingIsForAccounts(t *testing.T) {
	h := open(t, nil)
	h.account("Wang", ruler())
	problem := `{"scheme":"yuanshi","households":[{"id":"h1","lon":114.52,"lat":37.76},{"id":"h2","lon":114.5205,"lat":37.76}],"members":[{"id":"m1","household":"h1"}]}`
	h.nobody().do("POST", "/v1/solve", problem).is(401)
	h.nobody().do("POST", "/v1/solve", problem, "Authorization", "Bearer jl_a_b").is(401)
	h.logIn("Wang").do("POST", "/v1/solve", problem).is(200).has("FeatureCollection")
}

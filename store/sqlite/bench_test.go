package sqlite_test

import (
	"testing"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/service/registry"
	"jinlin/store/storetest"
)

// BenchmarkStore has a made-up county of 208 villages and some 120,000 records, half of the homes with a contact.
func BenchmarkStore(b *testing.B) {
	var county []storetest.Load
	for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindCounty, Seed: 7}) {
		l := storetest.Load{Area: registry.Area{ID: v.ID, Name: v.Name, Boundary: v.Boundary}}
		l.Edit = registry.Edit{PutHouseholds: v.Households, PutMembers: v.Members, PutSites: v.Sites, PutForbidden: v.Forbidden,
			HouseholdContacts: map[engine.HouseholdID]registry.Contact{}}
		for _, h := range v.Households[:len(v.Households)/2] {
			l.Edit.HouseholdContacts[h.ID] = registry.Contact{Name: "样例", Phone: "13800000000"}
		}
		county = append(county, l)
	}
	storetest.Bench(b, open, county)
}

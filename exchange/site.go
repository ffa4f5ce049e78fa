package exchange

import (
	"jinlin/engine"
	"jinlin/policy"
)

const (
	siteID = iota
	siteVillage
	siteHousehold
	siteLon
	siteLat
	siteDatum
	sitePublic
	siteUse
	siteCost
	siteCapacity
)

// Sites is the kind of engine.Site.
func Sites() Kind[engine.Site] {
	return Kind[engine.Site]{
		Name: "sites",
		Columns: []Column{
			siteID:        {Name: "id", Aliases: []string{"站点编号", "场所编号", "编号", "site_id"}, Required: true},
			siteVillage:   {Name: "village", Aliases: villageAliases},
			siteHousehold: {Name: "household", Aliases: householdAliases},
			siteLon:       {Name: "lon", Aliases: lonAliases},
			siteLat:       {Name: "lat", Aliases: latAliases},
			siteDatum:     {Name: "datum", Aliases: datumAliases},
			sitePublic:    {Name: "public", Aliases: []string{"公共场所", "是否公开"}},
			siteUse:       {Name: "use", Aliases: []string{"用途"}},
			siteCost:      {Name: "cost", Aliases: []string{"费用", "成本"}},
			siteCapacity:  {Name: "capacity", Aliases: []string{"容量"}},
		},
		Key:  func(s engine.Site) string { return string(s.ID) },
		read: readSite,
	}
}

var uses = []word{
	{string(engine.SiteCandidate), []string{"候选"}},
	{string(engine.SiteRequired), []string{"必设", "指定"}},
	{string(engine.SiteStanding), []string{"现有", "已设"}},
	{string(engine.SiteForbidden), []string{"禁设", "禁止"}},
}

func readSite(f *fields) engine.Site {
	s := engine.Site{
		ID:        engine.SiteID(f.requiredID(siteID)),
		Area:      engine.AreaID(f.village(siteVillage)),
		Household: engine.HouseholdID(f.id(siteHousehold)),
		Public:    f.yes(sitePublic),
		Use:       engine.SiteUse(f.oneOf(siteUse, string(engine.SiteCandidate), uses)),
		Cost:      f.optional(siteCost, policy.MaxCount),
		Capacity:  f.optional(siteCapacity, policy.MaxCapacity),
	}
	if s.Household == "" {
		s.Location = f.requiredPoint(siteLon, siteLat, siteDatum)
	} else {
		s.Location, _ = f.point(siteLon, siteLat, siteDatum)
	}
	return s
}

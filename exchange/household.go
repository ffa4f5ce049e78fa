package exchange

import (
	"fmt"
	"strings"

	"jinlin/engine"
	"jinlin/policy"
)

const (
	householdID = iota
	householdVillage
	householdLon
	householdLat
	householdDatum
	householdWeight
	householdPriority
	householdGroup
	householdServices
	householdAssociation
	householdResidents
	householdPreferences
)

// Aliases that several kinds share.
var (
	householdAliases   = []string{"户编号", "户号", "农户编号", "household_id", "hh_id"}
	villageAliases     = []string{"村", "行政村", "嘎查村", "社区", "村社区", "村名", "village_id", "area"}
	lonAliases         = []string{"经度", "lng", "longitude", "x"}
	latAliases         = []string{"纬度", "latitude", "y"}
	datumAliases       = []string{"坐标系", "坐标系统"}
	associationAliases = []string{"协会", "行业协会"}
)

// Households is the kind of engine.Household.
func Households() Kind[engine.Household] {
	return Kind[engine.Household]{
		Name: "households",
		Columns: []Column{
			householdID:          {Name: "id", Aliases: householdAliases, Required: true},
			householdVillage:     {Name: "village", Aliases: villageAliases},
			householdLon:         {Name: "lon", Aliases: lonAliases, Required: true},
			householdLat:         {Name: "lat", Aliases: latAliases, Required: true},
			householdDatum:       {Name: "datum", Aliases: datumAliases},
			householdWeight:      {Name: "weight", Aliases: []string{"权重"}},
			householdPriority:    {Name: "priority", Aliases: []string{"优先级", "优先"}},
			householdGroup:       {Name: "group", Aliases: []string{"组", "村民小组", "小组", "网格", "屯", "自然村"}},
			householdServices:    {Name: "services", Aliases: []string{"服务", "服务需求", "需求"}},
			householdAssociation: {Name: "association", Aliases: associationAliases},
			householdResidents:   {Name: "residents", Aliases: []string{"人口", "人口数", "家庭人口", "常住人口"}},
			householdPreferences: {Name: "preferences", Aliases: []string{"意向", "意向党员", "选择"}},
		},
		Key:  func(h engine.Household) string { return string(h.ID) },
		read: readHousehold,
	}
}

func readHousehold(f *fields) engine.Household {
	return engine.Household{
		ID:          engine.HouseholdID(f.requiredID(householdID)),
		Area:        engine.AreaID(f.village(householdVillage)),
		Location:    f.requiredPoint(householdLon, householdLat, householdDatum),
		Weight:      f.whole(householdWeight, 1, policy.MaxCount, 1),
		Priority:    f.whole(householdPriority, 0, 2, 0),
		Group:       f.text(householdGroup),
		Services:    f.list(householdServices),
		Association: f.text(householdAssociation),
		Residents:   f.whole(householdResidents, 0, policy.MaxCount, 0),
		Preferences: ranking[engine.MemberID](f, householdPreferences, "member"),
	}
}

// ranking reads a list, the most wanted first; those that an equals sign joins are wanted alike.
func ranking[ID ~string](f *fields, column int, what string) engine.Ranking[ID] {
	var ranked engine.Ranking[ID]
	seen := map[string]bool{}
	rank := 0
	for _, class := range f.ids(column) {
		rank++
		for id := range strings.SplitSeq(class, "=") {
			id = trim(id)
			switch {
			case id == "":
				f.reject(column, fmt.Sprintf("has nothing beside an equals sign; expected ids of %ss, as in A;B=C", what))
			case seen[id]:
				f.reject(column, fmt.Sprintf("lists %q twice; expected every %s once, the most wanted first", id, what))
			}
			seen[id] = true
			ranked = append(ranked, engine.Ranked[ID]{ID: ID(id), Rank: rank})
		}
	}
	return ranked
}

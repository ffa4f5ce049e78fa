package exchange

import (
	"jinlin/engine"
	"jinlin/policy"
)

const (
	unitID = iota
	unitWeight
	unitVillage
	unitLon
	unitLat
	unitDatum
	unitGroup
)

// Units is the kind of districts that are to be grouped: homes without members, whose weight may be a population and whose position may be
// missing.
func Units() Kind[engine.Household] {
	return Kind[engine.Household]{
		Name: "units",
		Columns: []Column{
			unitID:      {Name: "id", Aliases: append([]string{"unit", "单元", "单元编号", "编号", "代码", "geoid", "code"}, householdAliases...), Required: true},
			unitVillage: {Name: "village", Aliases: append([]string{"区域"}, villageAliases...)},
			unitWeight:  {Name: "weight", Aliases: []string{"权重", "population", "pop", "人口", "人口数", "households", "户数"}},
			unitLon:     {Name: "lon", Aliases: lonAliases},
			unitLat:     {Name: "lat", Aliases: latAliases},
			unitDatum:   {Name: "datum", Aliases: datumAliases},
			unitGroup:   {Name: "group", Aliases: []string{"组", "网格", "district"}},
		},
		Key:  func(h engine.Household) string { return string(h.ID) },
		read: readUnit,
	}
}

func readUnit(f *fields) engine.Household {
	at, _ := f.point(unitLon, unitLat, unitDatum)
	return engine.Household{
		ID: engine.HouseholdID(f.requiredID(unitID)), Area: engine.AreaID(f.village(unitVillage)), Location: at,
		Weight: f.whole(unitWeight, 0, policy.MaxUnitWeight, 1), Group: f.text(unitGroup),
	}
}

const (
	adjacencyA = iota
	adjacencyB
	adjacencyLength
)

// Adjacency is the kind of engine.HomePair.
func Adjacency() Kind[engine.HomePair] {
	return Kind[engine.HomePair]{
		Name: "adjacency",
		Columns: []Column{
			adjacencyA:      {Name: "a", Aliases: []string{"unit", "from", "source", "id", "id1", "unit1", "单元", "单元1", "单元编号", "户编号"}, Required: true},
			adjacencyB:      {Name: "b", Aliases: []string{"neighbour", "neighbor", "to", "target", "id2", "unit2", "相邻单元", "邻接单元", "单元2", "相邻户编号"}, Required: true},
			adjacencyLength: {Name: "length", Aliases: []string{"border", "边界长度", "共享边界", "边长"}},
		},
		Key: func(p engine.HomePair) string { return string(p.A) + ";" + string(p.B) },
		read: func(f *fields) engine.HomePair {
			return engine.HomePair{
				A: engine.HouseholdID(f.requiredID(adjacencyA)), B: engine.HouseholdID(f.requiredID(adjacencyB)),
				Length: f.whole(adjacencyLength, 0, engine.MaxBorder, 1),
			}
		},
		once: "every pair once in each direction",
	}
}

const barrierName = 0

// Barriers is the kind of Barrier; the lines are the geometry's.
func Barriers() Kind[Barrier] {
	return Kind[Barrier]{
		Name:    "barriers",
		Columns: []Column{barrierName: {Name: "name", Aliases: []string{"id", "名称", "编号"}}},
		Key:     Barrier.key,
		read:    func(f *fields) Barrier { return Barrier{Name: f.text(barrierName)} },
		once:    "every line once",
	}
}

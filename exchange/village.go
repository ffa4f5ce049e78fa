package exchange

import "jinlin/engine"

const (
	villageID = iota
	villageName
)

// Villages is the kind of Village; the boundary is the geometry's.
func Villages() Kind[Village] {
	return Kind[Village]{
		Name: "villages",
		Columns: []Column{
			villageID:   {Name: "id", Aliases: []string{"code", "区划代码", "代码", "编号"}, Required: true},
			villageName: {Name: "name", Aliases: []string{"名称", "村名", "行政村"}},
		},
		Key: func(v Village) string { return string(v.ID) },
		read: func(f *fields) Village {
			return Village{ID: engine.AreaID(f.requiredID(villageID)), Name: f.text(villageName)}
		},
	}
}

package exchange

import (
	"fmt"

	"jinlin/engine"
	"jinlin/policy"
)

const (
	memberID = iota
	memberVillage
	memberHousehold
	memberLon
	memberLat
	memberDatum
	memberDuty
	memberStatus
	memberAtHome
	memberCapable
	memberTitle
	memberOrganisation
	memberSkills
	memberAssociation
	memberSource
	memberNomination
	memberPreferences
	memberMinLoad
	memberMaxLoad
)

// Members is the kind of engine.Member.
func Members() Kind[engine.Member] {
	return Kind[engine.Member]{
		Name: "members",
		Columns: []Column{
			memberID:           {Name: "id", Aliases: []string{"党员编号", "志愿者编号", "成员编号", "编号", "member_id"}, Required: true},
			memberVillage:      {Name: "village", Aliases: append([]string{"所在村", "居住村"}, villageAliases...)},
			memberHousehold:    {Name: "household", Aliases: householdAliases},
			memberLon:          {Name: "lon", Aliases: lonAliases},
			memberLat:          {Name: "lat", Aliases: latAliases},
			memberDatum:        {Name: "datum", Aliases: datumAliases},
			memberDuty:         {Name: "duty", Aliases: []string{"包联村", "联系村", "服务村", "责任村"}},
			memberStatus:       {Name: "status", Aliases: []string{"状态"}},
			memberAtHome:       {Name: "at_home", Aliases: []string{"是否常住", "常住"}},
			memberCapable:      {Name: "capable", Aliases: []string{"有能力", "是否有能力", "有帮扶能力"}},
			memberTitle:        {Name: "title", Aliases: []string{"职务"}},
			memberOrganisation: {Name: "organisation", Aliases: []string{"organization", "单位", "工作单位", "所属单位"}},
			memberSkills:       {Name: "skills", Aliases: []string{"特长", "技能", "专长"}},
			memberAssociation:  {Name: "association", Aliases: associationAliases},
			memberSource:       {Name: "source", Aliases: []string{"来源", "人员来源", "类别", "身份"}},
			memberNomination:   {Name: "nomination", Aliases: []string{"推选状态", "推荐状态", "产生方式"}},
			memberPreferences:  {Name: "preferences", Aliases: []string{"意向户", "意向", "选择"}},
			memberMinLoad:      {Name: "min_load", Aliases: []string{"最少联户数"}},
			memberMaxLoad:      {Name: "max_load", Aliases: []string{"最多联户数", "可联户数", "包联户数"}},
		},
		Key:  func(m engine.Member) string { return string(m.ID) },
		read: readMember,
	}
}

var statuses = []word{
	{policy.StatusActive, []string{"正常", "在岗"}},
	{policy.StatusAge, []string{"高龄", "年老"}},
	{policy.StatusAway, []string{"外出", "在外"}},
	{policy.StatusUnable, []string{"不便", "无法参与"}},
	{policy.StatusDeclined, []string{"不愿", "婉拒"}},
}

var nominations = []word{
	{policy.NominationNominated, []string{"提名", "推荐", "自荐", "推选"}},
	{policy.NominationReviewed, []string{"审核", "已审核", "审查", "审议"}},
	{policy.NominationPublicised, []string{"公示", "已公示"}},
	{policy.NominationAppointed, []string{"任命", "选派", "聘任", "委派"}},
}

func readMember(f *fields) engine.Member {
	m := engine.Member{
		ID:           engine.MemberID(f.requiredID(memberID)),
		Area:         engine.AreaID(f.village(memberVillage)),
		Household:    engine.HouseholdID(f.id(memberHousehold)),
		Status:       memberStatusOf(f),
		Capable:      f.yes(memberCapable),
		Title:        f.text(memberTitle),
		Organisation: f.text(memberOrganisation),
		Skills:       f.list(memberSkills),
		Association:  f.text(memberAssociation),
		Source:       f.text(memberSource),
		Nomination:   f.oneOf(memberNomination, policy.NominationNone, nominations),
		Preferences:  ranking[engine.HouseholdID](f, memberPreferences, "household"),
		MinLoad:      f.optional(memberMinLoad, policy.MaxCount),
		MaxLoad:      f.optional(memberMaxLoad, policy.MaxCount),
	}
	m.Location, m.Located = f.point(memberLon, memberLat, memberDatum)
	for _, area := range f.ids(memberDuty) {
		m.Duty = append(m.Duty, engine.AreaID(area))
	}
	if m.MinLoad != nil && m.MaxLoad != nil && *m.MinLoad > *m.MaxLoad {
		f.reject(memberMinLoad, fmt.Sprintf("is over the maximum load %d; expected at most that", *m.MaxLoad))
	}
	return m
}

// memberStatusOf takes a member who does not live at home most of the year as away, unless the status says otherwise.
func memberStatusOf(f *fields) string {
	missing := policy.StatusActive
	if f.oneOf(memberAtHome, "yes", yesNo) == "no" {
		missing = policy.StatusAway
	}
	return f.oneOf(memberStatus, missing, statuses)
}

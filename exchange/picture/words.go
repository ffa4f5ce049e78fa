package picture

import (
	"fmt"
	"strconv"
	"strings"

	"jinlin/engine"
)

// words are the labels in one language.
type words struct {
	home, memberWord, link, locked, circleWord, groupWord, unservedWord, north, meter string
	centerWord, areaWord                                                              string
	center                                                                            func(c engine.Center) string
	mentor                                                                            func(id string, centers []string) string
	role                                                                              map[string]string
	reasons                                                                           map[engine.ReasonCode]string
	circle                                                                            func(c engine.Circle) string
	group                                                                             func(g engine.Group) string
	member                                                                            func(m engine.Server) string
	unserved                                                                          func(u engine.Unserved) string
	// summary tells the plan in numbers, served whether all homes are.
	summary, served func(s stats) string
}

var wordsOf = map[Lang]words{English: english(), Chinese: chinese()}

func english() words {
	w := words{
		home: "home", memberWord: "member", link: "link", locked: "link fixed by hand", circleWord: "service circle and its centre",
		groupWord:  "group, by colour",
		centerWord: "centre household and the homes of its members", areaWord: "homes of one member", mentor: mentorEnglish,
		unservedWord: "unserved", north: "N", meter: "m",
		role: map[string]string{"leader": "circle leader", "group_leader": "group leader"},
		reasons: map[engine.ReasonCode]string{
			engine.ReasonNoMembers: "the area has no eligible member", engine.ReasonNoCircle: "no valid circle can hold it",
			engine.ReasonCrowdedOut: "no room in a circle together with the others", engine.ReasonNobodyInReach: "nobody in reach",
			engine.ReasonNoAssociation: "nobody in reach is of its association", engine.ReasonNoService: "nobody in reach offers what it asked for",
			engine.ReasonForbidden: "everybody in reach is forbidden", engine.ReasonFull: "everybody in reach is full",
		},
	}
	w.circle = func(c engine.Circle) string {
		return fmt.Sprintf("%s: %d homes, %d members, radius %s m", c.ID, c.Homes, c.Members, meters(c.RadiusMM))
	}
	w.group = func(g engine.Group) string {
		return strings.TrimSuffix(fmt.Sprintf("%s: %d homes, %d members, %s", g.ID, g.Homes, g.Members, g.Name), ", ")
	}
	w.center = func(c engine.Center) string {
		return fmt.Sprintf("%d %s: %s, %s", c.Number, c.Member, plural(c.Members, "member"), plural(c.Homes, "home"))
	}
	w.member = func(m engine.Server) string { return fmt.Sprintf("%s: load %d", m.ID, m.Load) }
	w.unserved = func(u engine.Unserved) string {
		return fmt.Sprintf("%s: %s", u.Household, w.reason(u)) + nearest(u, "; nearest %s, %s m")
	}
	w.served = func(s stats) string {
		if s.unserved == 0 {
			return "all homes served"
		}
		return fmt.Sprintf("%d unserved", s.unserved)
	}
	w.summary = func(s stats) string {
		parts := []string{plural(s.homes, "home")}
		if s.groups > 0 {
			parts = append(parts, plural(s.groups, "group"))
		}
		if s.centers > 0 {
			parts = append(parts, plural(s.centers, "centre"))
		}
		if s.circles > 0 || s.groups+s.centers == 0 {
			parts = append(parts, plural(s.circles, "circle"))
		}
		if s.members > 0 || s.groups == 0 {
			parts = append(parts, plural(s.members, "member"))
		}
		if s.links > 0 {
			parts = append(parts, fmt.Sprintf("mean distance %.0f m", s.meanM), "loads "+span(s.loadMin, s.loadMax))
		}
		if s.away > 0 {
			parts = append(parts, fmt.Sprintf("%d without a place on the map", s.away))
		}
		return strings.Join(parts, " · ")
	}
	return w
}

func chinese() words {
	w := words{
		home: "住户", memberWord: "党员/志愿者", link: "联户", locked: "人工指定联户", circleWord: "服务圈及圆心", groupWord: "分组（以颜色区分）", centerWord: "党员中心户及其党员所联住户", areaWord: "一名党员所联住户", mentor: mentorChinese, unservedWord: "未覆盖", north: "北", meter: "米",
		role: map[string]string{"leader": "圈长", "group_leader": "组长"},
		reasons: map[engine.ReasonCode]string{
			engine.ReasonNoMembers: "本区域没有可参与的党员", engine.ReasonNoCircle: "没有可容纳该户的服务圈",
			engine.ReasonCrowdedOut: "服务圈容量不足", engine.ReasonNobodyInReach: "范围内无人",
			engine.ReasonNoAssociation: "范围内无同一协会人员", engine.ReasonNoService: "范围内无人能提供所需服务",
			engine.ReasonForbidden: "范围内人员均被禁止配对", engine.ReasonFull: "范围内人员均已满额",
		},
	}
	w.circle = func(c engine.Circle) string {
		return fmt.Sprintf("%s：%d户，%d人，半径%s米", c.ID, c.Homes, c.Members, meters(c.RadiusMM))
	}
	w.group = func(g engine.Group) string {
		return strings.TrimSuffix(fmt.Sprintf("%s：%d户，%d人，%s", g.ID, g.Homes, g.Members, g.Name), "，")
	}
	w.center = func(c engine.Center) string {
		return fmt.Sprintf("%d %s：%d人，%d户", c.Number, c.Member, c.Members, c.Homes)
	}
	w.member = func(m engine.Server) string { return fmt.Sprintf("%s：联%d户", m.ID, m.Load) }
	w.unserved = func(u engine.Unserved) string {
		return fmt.Sprintf("%s：%s", u.Household, w.reason(u)) + nearest(u, "；最近者%s，%s米")
	}
	w.served = func(s stats) string {
		if s.unserved == 0 {
			return "全部覆盖"
		}
		return fmt.Sprintf("%d 户未覆盖", s.unserved)
	}
	w.summary = func(s stats) string {
		parts := []string{fmt.Sprintf("%d 户", s.homes)}
		if s.groups > 0 {
			parts = append(parts, fmt.Sprintf("%d 组", s.groups))
		}
		if s.centers > 0 {
			parts = append(parts, fmt.Sprintf("%d 个中心户", s.centers))
		}
		if s.circles > 0 || s.groups+s.centers == 0 {
			parts = append(parts, fmt.Sprintf("%d 个服务圈", s.circles))
		}
		if s.members > 0 || s.groups == 0 {
			parts = append(parts, fmt.Sprintf("%d 人", s.members))
		}
		if s.links > 0 {
			parts = append(parts, fmt.Sprintf("平均距离 %.0f 米", s.meanM), "每人联 "+span(s.loadMin, s.loadMax)+" 户")
		}
		if s.away > 0 {
			parts = append(parts, fmt.Sprintf("%d 人无位置", s.away))
		}
		return strings.Join(parts, " · ")
	}
	return w
}

func (w words) reason(u engine.Unserved) string {
	if r, ok := w.reasons[u.Reason]; ok {
		return r
	}
	return string(u.Reason)
}

// roleName is the label of a role of the policy; unknown ones keep their name.
func (w words) roleName(role string) string {
	if name, ok := w.role[role]; ok {
		return name
	}
	return role
}

func nearest(u engine.Unserved, format string) string {
	if u.Nearest == "" {
		return ""
	}
	return fmt.Sprintf(format, u.Nearest, meters(u.NearestMM))
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func span(lo, hi int) string {
	if lo == hi {
		return strconv.Itoa(lo)
	}
	return fmt.Sprintf("%d–%d", lo, hi)
}

// meters writes millimetres as whole metres, half up.
func meters(mm int64) string { return strconv.FormatInt((mm+500)/1000, 10) }

package service

import (
	"fmt"
	"strings"

	"jinlin/engine"
)

// wording is the words of a summary in one language.
type wording struct {
	head                                                             string
	excluded                                                         string
	homes, held, aside, linked, locked, own, unserved, deputised     string
	circles, bound, published, teams, circleHomes, center, toCentre  string
	spread, circleless                                               string
	groups, groupHomes, groupWeights, outside, outsideBound          string
	compact, compactBound, groupReason                               string
	centers, centerMembers, centerHomes, centerOut, toCenter         string
	mentored, mentors                                                string
	loads, idle                                                      string
	distances, distance, shares                                      string
	borders, border                                                  string
	beside                                                           string
	shortfalls, shortfall                                            string
	lacks, sum, moreAreas                                            string
	lackHead                                                         [5]string
	fixes, more, addMember, addPlaces, allowPair, oneHome, manyHomes string
	asked, servicesMet, associationsMet, metOf                       string
	priority, level, unlistedTitle                                   string
	whoOffers, ofAssociation, and                                    string
	chosen, choice, pairs, pairsBound, brokenPairs, blocking         string
	homeWishes, memberWishes, wishes                                 string
	proofs, proof, narrowed, kept, unchecked                         string
	codes                                                            map[string]string
}

// code is the word for a code; one without a word stands for itself.
func (w *wording) code(code string) string {
	if s, ok := w.codes[code]; ok {
		return s
	}
	return code
}

func (w *wording) fix(f FixFigures) string {
	homes := w.oneHome
	if f.Homes != 1 {
		homes = fmt.Sprintf(w.manyHomes, f.Homes)
	}
	switch f.Kind {
	case engine.FixAddMember:
		return fmt.Sprintf(w.addMember, f.Household, w.helper(f), homes)
	case engine.FixAddPlaces:
		return fmt.Sprintf(w.addPlaces, f.Places, f.Household, homes)
	case engine.FixAllowPair:
		return fmt.Sprintf(w.allowPair, f.Household, homes)
	}
	return string(f.Kind)
}

// helper tells what a helper must have, "" for nothing.
func (w *wording) helper(f FixFigures) string {
	text := ""
	if f.Association != "" {
		text = fmt.Sprintf(w.ofAssociation, f.Association)
	}
	if len(f.Services) > 0 {
		text += fmt.Sprintf(w.whoOffers, strings.Join(f.Services, w.and))
	}
	return text
}

var english = wording{
	head:        "Scheme %s: areas %d, homes %d, members %d, taking part %d (datum of the input: %s)",
	excluded:    "not taking part:",
	homes:       "Homes",
	held:        "in a circle",
	aside:       "not asked to be linked",
	linked:      "linked to a member",
	locked:      "linked by a lock",
	own:         "a member's own home",
	unserved:    "unserved",
	deputised:   "with a deputy",
	circles:     "Circles",
	bound:       "at least %d are needed",
	published:   "; published: %d",
	beside:      "Published for the scheme, and here",
	teams:       "members a circle",
	circleHomes: "homes a circle",
	center:      "distance to the centres, in all",
	toCentre:    "%.0f m; at least %.0f m with so many circles; farthest %.0f m",
	spread:      "smallest %d, median %d, largest %d",
	circleless:  "members in no circle",

	groups: "Groups", groupHomes: "homes a group", groupWeights: "weight a group", outside: "outside their bounds, in all", outsideBound: "at least %d",
	compact: "cut, or distance to the middles (mm)", compactBound: "at least %d with as many groups", groupReason: "why: %s",
	centers: "Centre households", centerMembers: "members a centre, itself counted", centerHomes: "homes of the members of a centre", centerOut: "members without a centre",
	toCenter: "%.0f m; at least %.0f m with so many centres; farthest %.0f m", mentored: "centres with a mentor", mentors: "%d to %d a mentor",
	loads:      "Homes a member answers for: %d to %d, mean %.1f, standard deviation %.1f",
	idle:       "members who answer for no home: %d",
	distances:  "Distance from member to home",
	distance:   "mean %.1f m, median %.1f m, 95 %% within %.1f m, 99 %% within %.1f m, farthest %.1f m",
	shares:     "%.2f %% within reach; %.1f %% with the nearest member",
	borders:    "What the borders of circles, groups or duties cost",
	border:     "without them %d more homes linked; now %+.1f m mean distance (%.1f m instead of %.1f m), loads %d-%d instead of %d-%d",
	shortfalls: "Minima missed",
	shortfall:  "%s %9d times; lacking in all: %d",
	lacks:      "What is missing, by village",
	lackHead:   [5]string{"village", "unserved", "members", "places", "forbidden"},
	sum:        "all",
	moreAreas:  "and %d more villages in the sum; the plan lists where, home by home",
	fixes:      "What would help most",
	oneHome:    "1 home",
	manyHomes:  "%d homes",
	more:       "and %d more; the plan lists all, by village",
	addMember:  "a member near household %s%s would serve %s",
	chosen:     "linked by two-way choice", choice: "Two-way choice", pairs: "chosen pairs", pairsBound: "of at most %d", brokenPairs: "pairs given up for minima",
	blocking: "pairs who want each other more", homeWishes: "homes with wishes", memberWishes: "members with wishes, by the best met",
	wishes: "first %.1f %%, second %.1f %%, later %.1f %%, none of the list %.1f %%, nobody %.1f %%",
	asked:  "What homes ask for and get", servicesMet: "services that their member offers", associationsMet: "a member of their own association",
	metOf: "of %d %s", priority: "homes of priority %d", level: "with a leader of level %d (%s)", unlistedTitle: "with a member whose title no level lists",
	whoOffers: " who offers %s", ofAssociation: " of the association %s", and: ", ",
	addPlaces: "%d more places among the members near household %s would serve %s",
	allowPair: "allowing a forbidden pair at household %s would serve %s",
	proofs:    "Proof, in how many areas",
	proof:     "certified %d, searched %d, bounded %d",
	narrowed:  ", narrowed by search %d",
	kept:      ", kept as they stood %d",
	unchecked: ", not checked %d",
	codes: map[string]string{
		"no_members": "no member takes part", "no_valid_circle": "no circle can hold the home", "crowded_out": "left out for other homes",
		"nobody_in_reach": "no member within reach", "no_association": "nobody of its association within reach",
		"no_service": "nobody within reach offers what it asked for", "forbidden": "only forbidden members", "full": "all members in reach are full",
		"group": "size of a group", "group_role": "role of a group",
		"light_piece": "a piece too small for a group", "no_count": "a piece that no number of groups fits", "heavy_home": "a home larger than a group",
		"too_few_groups": "more pieces than groups", "too_many_groups": "fewer homes than groups", "sum_light": "too few homes for so many groups",
		"sum_heavy": "too many homes for so many groups",
		"load":      "load of a member", "team": "members of a circle", "role": "role", "homes": "homes of a circle",
		"stage_held": "homes held by circles", "stage_shortfall": "minima of circles", "stage_circles": "number of circles",
		"stage_farthest": "farthest home", "stage_distance": "distance to centres", "stage_groups": "groups", "stage_selection": "two-way choice", "stage_links": "links", "stage_open": "links without borders", "stage_deputies": "deputies",
		"stage_centers": "centre households", "stage_mentors": "mentors", "center_members": "members of a centre", "member_center": "a member without centre",
		"center_mentor": "a centre without mentor", "mentor_centers": "centres of a mentor",
		"not_capable": "not capable",
	},
}

var chinese = wording{
	head:        "方案 %s：%d 个村，%d 户，%d 名党员（志愿者），其中 %d 名参与（来料坐标系：%s）",
	excluded:    "未参与：",
	homes:       "住户",
	held:        "在圈内",
	aside:       "不在联系范围",
	linked:      "已联户",
	locked:      "锁定联户",
	own:         "党员本户",
	unserved:    "未覆盖",
	deputised:   "有副联系人",
	circles:     "服务圈",
	bound:       "至少需要 %d 个",
	published:   "；公布数 %d 个",
	beside:      "公布数与本次结果",
	teams:       "每圈人数",
	circleHomes: "每圈户数",
	center:      "各户到圈心距离之和",
	toCentre:    "%.0f 米；同样圈数至少 %.0f 米；最远 %.0f 米",
	spread:      "最少 %d，中位 %d，最多 %d",
	circleless:  "不在圈内的党员",

	groups: "分组", groupHomes: "每组户数", groupWeights: "每组权重", outside: "超出组界之和", outsideBound: "至少 %d",
	compact: "切边数，或到组心距离之和（毫米）", compactBound: "同样组数至少 %d", groupReason: "原因：%s",
	centers: "党员中心户", centerMembers: "每个中心户的党员（含本户）", centerHomes: "每个中心户的党员联户数", centerOut: "没有中心户的党员",
	toCenter: "%.0f 米；同样个数至少 %.0f 米；最远 %.0f 米", mentored: "有指导人的中心户", mentors: "每名指导人 %d 至 %d 个",
	loads:      "每名党员联户数：%d 至 %d，平均 %.1f，标准差 %.1f",
	idle:       "%d 名党员没有联户",
	distances:  "党员到住户的距离",
	distance:   "平均 %.1f 米，中位 %.1f 米，95 %% 不超过 %.1f 米，99 %% 不超过 %.1f 米，最远 %.1f 米",
	shares:     "%.2f %% 在半径内；%.1f %% 由最近的党员联系",
	borders:    "圈界、组界或包联范围的代价",
	border:     "不设界可多联 %d 户；现平均距离 %+.1f 米（%.1f 米，不设界 %.1f 米），联户数 %d-%d，不设界 %d-%d",
	shortfalls: "未达到的下限",
	shortfall:  "%s %9d 处；共缺 %d",
	lacks:      "各村所缺",
	lackHead:   [5]string{"村", "未覆盖户", "缺党员", "缺名额", "禁止配对"},
	sum:        "合计",
	moreAreas:  "合计中另含 %d 个村；具体位置见规划文件",
	fixes:      "最有效的改进",
	oneHome:    "1 户",
	manyHomes:  "%d 户",
	more:       "另有 %d 条，见规划文件各村明细",
	addMember:  "在 %s 户附近增加一名%s党员，可覆盖 %s",
	chosen:     "双向选择结对", choice: "双向选择", pairs: "互选成功的户", pairsBound: "至多 %d 户", brokenPairs: "为下限而改派的户",
	blocking: "双方都更想与对方结对的户与党员", homeWishes: "填了意向的户", memberWishes: "填了意向的党员（按最佳的一户）",
	wishes: "第一意向 %.1f %%，第二 %.1f %%，其后 %.1f %%，意向之外 %.1f %%，未结对 %.1f %%",
	asked:  "需求与匹配", servicesMet: "联户党员能提供的所需服务", associationsMet: "由同一协会党员联系的户",
	metOf: "共 %d 项 %s", priority: "优先级 %d 的户", level: "由第 %d 级干部（%s）联系", unlistedTitle: "由未列级别的党员联系",
	whoOffers: "能提供%s服务的", ofAssociation: "属于“%s”的", and: "、",
	addPlaces: "增加 %d 个联户名额（%s 户附近的党员），可覆盖 %s",
	allowPair: "解除 %s 户的一个禁止配对，可覆盖 %s",
	proofs:    "证明（村数）",
	proof:     "已证 %d，穷尽搜索 %d，有界 %d",
	narrowed:  "，搜索收窄 %d",
	kept:      "，沿用 %d",
	unchecked: "，未核 %d",
	codes: map[string]string{
		"no_members": "没有可参与的党员", "no_valid_circle": "没有可容纳该户的圈", "crowded_out": "为容纳其他住户未纳入",
		"nobody_in_reach": "半径内没有党员", "no_association": "半径内没有同一协会的党员", "no_service": "半径内没有能提供所需服务的党员", "forbidden": "半径内只有禁止的党员", "full": "半径内党员已满",
		"group": "组的规模", "group_role": "组内岗位",
		"light_piece": "有孤立片区不足一组", "no_count": "有片区无法按组界划分", "heavy_home": "有单户超过一组上限",
		"too_few_groups": "片区数多于组数", "too_many_groups": "户数少于组数", "sum_light": "总数不足以分成这么多组", "sum_heavy": "总数超出这么多组的上限",
		"load": "党员联户数", "team": "服务圈人数", "role": "岗位", "homes": "服务圈户数",
		"stage_held": "圈内户数", "stage_shortfall": "圈的下限", "stage_circles": "圈数",
		"stage_farthest": "最远户", "stage_distance": "到圈心的距离", "stage_groups": "分组", "stage_selection": "双向选择", "stage_links": "联户", "stage_open": "不设界的联户", "stage_deputies": "副联系人",
		"stage_centers": "中心户", "stage_mentors": "指导人", "center_members": "中心户联系的党员", "member_center": "党员没有中心户",
		"center_mentor": "中心户没有指导人", "mentor_centers": "指导人联系的中心户",
		"age": "年高", "away": "外出", "unable": "不便", "declined": "不愿", "not_capable": "能力不足",
	},
}

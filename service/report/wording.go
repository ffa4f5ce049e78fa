package report

// wording is the words of a report in one language. Pairs of words are for one and for several.
type wording struct {
	title, lead, left, leftOf, checked, unknown, untrue, nothing string
	plan, planIs, colon, comma, and, semicolon, stop, brackets   string
	onePlan, manyPlans, pause, pauseAnd                          string
	metres, units                                                string
	homes, villages                                              [2]string
	inVillage, moreVillages                                      string

	better, forWhom, price, lacking, sure string
	bestInAll, butLess                    string

	allServed, sameServed, mostServed, fewerServed, fewerAsked string
	even, evenAll, loadsOf                                     string
	services, wishes, grantedOf                                string
	way, wayAll, wayOf                                         string
	instead, gain, lose, nearer, farther, nobody               string
	farVillages, farVillage                                    string
	costs, moved, noneMoved, longer, shorter                   string
	moreCircles, fewerCircles                                  string
	ofPlan, nothingLacks, because, urgent                      string
	without                                                    [2]string
	notAsked, mend, allowPairs, short                          string
	addMembers, addPlaces, otherShortfall                      [2]string
	shortfalls                                                 map[string][2]string
	sureLinks, sureCircles, sureMeans, sureUnknown             string
	allOf, someOf, inAll                                       string

	rowServed, rowUnserved, rowNotAsked, rowMoved, rowLoads, rowIdle, rowMean, rowP90, rowMost, rowCircles          string
	rowLinked, rowOwn, rowGained, rowLost, rowFull, rowEligible, rowMeanLoad, rowGini, rowMedian, rowWithin         string
	rowServices, rowAssociations, rowWishes                                                                         string
	rowChosen, rowBlocking, rowCenters, rowCenterMembers, rowVillageCoverage, rowVillageLoad, rowVillageWay, fromTo string
	rowCircleHomes, rowTeams, rowCenter, rowGroups, rowProof                                                        string
	loads, ofAll                                                                                                    string

	space, figures, explained                                       string
	bestNote, sortNote, printed                                     string
	chartLoads, chartLoadsBy, chartWays, chartWaysBy, chartUnserved string
	chartMembers, chartHomes, fartherThan                           string
	perVillage, perVillageNote, moreRows                            string
	colVillage, colHomes, colUnserved, colLoads, colWay, colChanged string
	colMend                                                         string
	mendMembers, mendPlaces, mendPairs                              [2]string
	codes                                                           map[string]string
}

// code is the word for a code; one without a word stands for itself.
func (w *wording) code(code string) string {
	if s, ok := w.codes[code]; ok {
		return s
	}
	return code
}

var english = wording{
	title:   "%d plans compared",
	lead:    "%d plans for the same %s with %s.",
	left:    "Homes that only some plans have are not compared (%s); neither are %s that only some plans have.",
	leftOf:  "%s: %s",
	checked: "Checked again from the records, and nothing untrue was found: %s.",
	unknown: "Not checked, since the records were not given: %s.",
	untrue:  "%s does not agree with the records in %s places. Do not use it before that is mended.",
	nothing: "There is no village that every plan has, so nothing can be compared.",
	plan:    "Plan %s", planIs: "Plan %s is %s", colon: ": ", comma: ", ", and: " and ", semicolon: "; ", stop: ". ", brackets: " (%s)",
	onePlan: "plan %s", manyPlans: "plans %s", pause: ", ", pauseAnd: " and ",
	metres: "%s m", units: "%s",
	homes: [2]string{"%s home", "%s homes"}, villages: [2]string{"%s village", "%s villages"},
	inVillage: "%s: %s", moreVillages: " and %s more",

	bestInAll: "In reach, even work and short ways no other plan is better than %s.",
	butLess:   "But fewer homes are reached in %s, and then even work and short ways come easier.",
	better:    "What is better where", forWhom: "For whom", price: "What it costs", lacking: "What is still lacking, and what would mend it", sure: "Could it be done better?",

	allServed:   "Every plan reaches all %s.",
	sameServed:  "All plans reach equally many homes: %s (%s).",
	mostServed:  "The most homes are reached by %s: %s (%s); %s.",
	fewerAsked:  "plan %s reaches %s of the %s that it asks for",
	fewerServed: "plan %s reaches %s, %s fewer",
	even:        "The work is shared most evenly in %s (homes a member looks after: %s).",
	evenAll:     "The work is shared equally evenly (homes a member looks after: %s).",
	loadsOf:     "%s %s to %s",
	services:    "What homes ask for can most often be done by their member in %s (%s).", wishes: "Homes most often have the member they wish for most in %s (%s).", grantedOf: "%s %s",
	way:     "The ways from member to home are shortest in %s (on average %s).",
	wayAll:  "The ways from member to home are equally long (on average %s).",
	wayOf:   "%s %s",
	instead: "Plan %s instead of plan %s: %s.",
	gain:    "%s that nobody looks after would get a member",
	lose:    "%s would lose the member they have",
	nearer:  "%s would get a nearer member", farther: "%s would get a farther one",
	nobody:      "no home is better or worse off",
	farVillages: "The longest ways are in these villages: %s.",
	farVillage:  "in plan %s %s (%s on average; the best village has %s)",
	costs:       "Plan %s instead of plan %s: %s.",
	moved:       "%s would have to get used to another member (%s of all), in %s",
	noneMoved:   "no home would get another member",
	longer:      "where both have a member, ways are %s longer on average", shorter: "where both have a member, ways are %s shorter on average",
	moreCircles: "%s more circles to run", fewerCircles: "%s fewer circles to run",
	ofPlan: "%s: %s.", nothingLacks: "nothing is lacking",
	without: [2]string{"%s home has nobody", "%s homes have nobody"}, because: "%s because %s", urgent: "; %s of them should come first",
	notAsked: "not asked for: %s", mend: "It would help to have %s: %s more could be looked after",
	addMembers: [2]string{"%s more member", "%s more members"}, addPlaces: [2]string{"room for %s more home with the members there are", "room for %s more homes with the members there are"},
	allowPairs: "forbidden pairs allowed for %s",
	short:      "Less than wanted: %s",
	shortfalls: map[string][2]string{
		"load":           {"%[1]s member looks after fewer homes than he should (%[2]s lacking)", "%[1]s members look after fewer homes than they should (%[2]s lacking)"},
		"team":           {"%[1]s circle has too few members (%[2]s lacking)", "%[1]s circles have too few members (%[2]s lacking)"},
		"homes":          {"%[1]s circle has too few homes (%[2]s lacking)", "%[1]s circles have too few homes (%[2]s lacking)"},
		"role":           {"%[1]s circle lacks a %[3]s", "%[1]s circles lack a %[3]s"},
		"group":          {"%[1]s group is not of the size wanted (%[2]s homes lacking)", "%[1]s groups are not of the size wanted (%[2]s homes lacking)"},
		"center_members": {"%[1]s centre household has too few members (%[2]s lacking)", "%[1]s centre households have too few members (%[2]s lacking)"},
		"member_center":  {"%[1]s member belongs to no centre household", "%[1]s members belong to no centre household"},
		"mentor_centers": {"%[1]s mentor has too few centre households (%[2]s lacking)", "%[1]s mentors have too few centre households (%[2]s lacking)"},
		"center_mentor":  {"%[1]s centre household has no mentor", "%[1]s centre households have no mentor"},
		"group_role":     {"%[1]s group lacks a %[3]s", "%[1]s groups lack a %[3]s"},
	},
	otherShortfall: [2]string{"%[3]s: %[2]s lacking at %[1]s place", "%[3]s: %[2]s lacking at %[1]s places"},
	sureLinks:      "by its own rules nobody could choose the members better in %s",
	sureCircles:    "no fewer circles could do it in %s",
	allOf:          "all %s", someOf: "%s of %s", inAll: " (%s in all)",
	sureUnknown: "This is what plans that were not checked say themselves.",
	sureMeans:   "Elsewhere the plan is the best that was found, and how much better it could be at most is written in it.",

	rowServed: "homes with a member", rowUnserved: "homes without", rowNotAsked: "homes not asked for", rowMoved: "homes with another member than in %s",
	rowLoads: "homes a member (least, middle, most)", rowIdle: "members without a home to look after", rowMean: "way from member to home, on average",
	rowP90: "nine of ten homes within", rowMost: "farthest home", rowCircles: "service circles",
	rowLinked: "homes linked to a member", rowOwn: "members' own homes", rowGained: "homes that get a member", rowLost: "homes that lose theirs",
	rowFull: "villages without an unserved home", rowEligible: "members taking part", rowMeanLoad: "homes a member, mean and standard deviation",
	rowGini: "unevenness of loads (Gini, 0 is even)", rowMedian: "way from member to home, median", rowWithin: "homes within %s of their member",
	rowCircleHomes: "homes a circle (least, middle, most)", rowTeams: "members a circle (least, middle, most)", rowCenter: "farthest home from a centre",
	rowServices: "services asked for that the member offers", rowAssociations: "homes with a member of their association", rowWishes: "homes with the member they wish for most",
	rowChosen: "homes linked by choice of both sides", rowBlocking: "pairs who would both rather have each other", rowCenters: "centre households",
	rowCenterMembers: "members a centre household (least, middle, most)", rowVillageCoverage: "homes with a member, by village", rowVillageLoad: "mean homes a member, by village",
	rowVillageWay: "mean way, by village", fromTo: "%s to %s",
	rowGroups: "groups", rowProof: "nothing better exists: %s", loads: "%s / %s / %s", ofAll: "%s of %s villages",

	space: " ", figures: "All figures", explained: "The unevenness is the Gini coefficient: 0 if all members look after equally many homes, towards 1 if a few look after all.",
	bestNote: "Bold: the best plan in this line.", sortNote: "Click a heading to sort.", printed: "Figures of villages only; no home and no person is named.",
	chartLoads: "How the work is shared", chartLoadsBy: "homes a member looks after", chartWays: "How far it is from member to home", chartWaysBy: "metres",
	chartUnserved: "Homes without anybody, by village (the villages with the most)", chartMembers: "members", chartHomes: "homes", fartherThan: "over %s",
	perVillage: "Village by village", perVillageNote: "First the villages where most is lacking, then those where most homes change.", moreRows: "and %s more",
	colVillage: "village", colHomes: "homes", colUnserved: "without %s", colLoads: "homes a member %s", colWay: "mean way %s", colChanged: "other member %s",
	colMend: "would help %s", mendMembers: [2]string{"+%s member", "+%s members"}, mendPlaces: [2]string{"+%s place", "+%s places"}, mendPairs: [2]string{"+%s pair", "+%s pairs"},
	codes: map[string]string{
		"no_members": "nobody in the village takes part", "no_valid_circle": "they are too far from any circle", "crowded_out": "the circles have no room for them",
		"nobody_in_reach": "no member lives near enough", "no_association": "no member of their association is near", "no_service": "no member near offers what they ask for",
		"forbidden": "the members near are ruled out", "full": "the members near have their hands full",
		"grid_head": "grid head", "grid_staff": "grid worker", "leader": "leader", "group_leader": "group leader", "head": "head", "staff": "helper", "household_head": "household head", "unit_head": "unit head",
		"stage_held": "homes in circles", "stage_shortfall": "minima of circles", "stage_circles": "number of circles", "stage_farthest": "farthest home",
		"stage_distance": "ways to the centres", "stage_groups": "groups", "stage_links": "who looks after whom", "stage_open": "the same without borders", "stage_deputies": "deputies",
	},
}

var chinese = wording{
	title:   "%d个方案对比",
	lead:    "%d个方案针对同样的%s、%s。",
	left:    "只有部分方案包含的住户未参与对比（%s），只有部分方案包含的%s也未参与。",
	leftOf:  "%s：%s",
	checked: "已按原始名册逐项复核、所述属实：%s。",
	unknown: "未提供原始名册、没有复核：%s。",
	untrue:  "%s：有%s处与名册不符，改正之前请勿采用。",
	nothing: "没有任何一个村同时出现在所有方案中，无法对比。",
	plan:    "方案%s", planIs: "方案%s：%s", colon: "：", comma: "，", and: "，", semicolon: "；", stop: "。", brackets: "（%s）",
	onePlan: "方案%s", manyPlans: "方案%s", pause: "、", pauseAnd: "、",
	metres: "%s米", units: "%s",
	homes: [2]string{"%s户", "%s户"}, villages: [2]string{"%s个村", "%s个村"},
	inVillage: "%s：%s", moreVillages: "，另有%s",

	bestInAll: "论覆盖、均匀、路程，没有哪个方案比%s更好。",
	butLess:   "但%s覆盖的住户较少，均匀和路短也就容易一些。",
	better:    "各有什么长处", forWhom: "对谁有利", price: "要付出什么代价", lacking: "还缺什么，怎么补", sure: "还能不能更好",

	allServed:   "每个方案都做到了全部%s有人联系。",
	sameServed:  "各方案覆盖户数相同：%s（%s）。",
	mostServed:  "%s覆盖最多：%s（%s）；%s。",
	fewerAsked:  "方案%[1]s只要求联系%[3]s，已覆盖%[2]s",
	fewerServed: "方案%s为%s，少%s户",
	even:        "%s分工最均匀（每名党员联系户数：%s）。",
	evenAll:     "各方案分工同样均匀（每名党员联系户数：%s）。",
	loadsOf:     "%s为%s至%s户",
	services:    "住户所需、联系人正好能办的，%s最多（%s）。", wishes: "联系人正是住户首选的，%s最多（%s）。", grantedOf: "%s为%s",
	way:     "%s从党员家到联系户的路最短（平均%s）。",
	wayAll:  "各方案从党员家到联系户的路程相同（平均%s）。",
	wayOf:   "%s为%s",
	instead: "用方案%s代替方案%s：%s。",
	gain:    "%s从无人联系变为有人联系",
	lose:    "%s从有人联系变为无人联系",
	nearer:  "%s的联系人住得更近", farther: "%s的联系人住得更远",
	nobody:      "没有住户因此变好或变差",
	farVillages: "路最远的村：%s。",
	farVillage:  "方案%s为%s（平均%s，最近的村为%s）",
	costs:       "用方案%s代替方案%s：%s。",
	moved:       "%s要换联系人（占%s），涉及%s",
	noneMoved:   "没有住户要换联系人",
	longer:      "两个方案都有人联系的住户，平均路程长%s", shorter: "两个方案都有人联系的住户，平均路程短%s",
	moreCircles: "多设%s个服务圈", fewerCircles: "少设%s个服务圈",
	ofPlan: "%s：%s。", nothingLacks: "没有欠缺",
	without: [2]string{"%s户无人联系", "%s户无人联系"}, because: "%s户因为%s", urgent: "，其中%s应优先照顾",
	notAsked: "%s不在本方案要求联系之列", mend: "如果%s，可再覆盖%s",
	addMembers: [2]string{"增加%s名党员", "增加%s名党员"}, addPlaces: [2]string{"现有党员再多联系%s户", "现有党员再多联系%s户"},
	allowPairs: "允许%s目前被禁止的结对",
	short:      "未达到要求：%s",
	shortfalls: map[string][2]string{
		"load":           {"%[1]s名党员联系户数不足（共缺%[2]s户）", "%[1]s名党员联系户数不足（共缺%[2]s户）"},
		"team":           {"%[1]s个服务圈人手不足（共缺%[2]s人）", "%[1]s个服务圈人手不足（共缺%[2]s人）"},
		"homes":          {"%[1]s个服务圈户数不足（共缺%[2]s户）", "%[1]s个服务圈户数不足（共缺%[2]s户）"},
		"role":           {"%[1]s个服务圈缺%[3]s", "%[1]s个服务圈缺%[3]s"},
		"group":          {"%[1]s个组规模不合要求（共差%[2]s户）", "%[1]s个组规模不合要求（共差%[2]s户）"},
		"center_members": {"%[1]s个中心户党员不足（共缺%[2]s名）", "%[1]s个中心户党员不足（共缺%[2]s名）"},
		"member_center":  {"%[1]s名党员没有归属的中心户", "%[1]s名党员没有归属的中心户"},
		"mentor_centers": {"%[1]s名指导人所带中心户不足（共缺%[2]s个）", "%[1]s名指导人所带中心户不足（共缺%[2]s个）"},
		"center_mentor":  {"%[1]s个中心户没有指导人", "%[1]s个中心户没有指导人"},
		"group_role":     {"%[1]s个组缺%[3]s", "%[1]s个组缺%[3]s"},
	},
	otherShortfall: [2]string{"%[3]s：%[1]s处共缺%[2]s", "%[3]s：%[1]s处共缺%[2]s"},
	sureLinks:      "%s按本方案的规则已没有更好的联户办法",
	sureCircles:    "%s的服务圈不能再少",
	allOf:          "全部%s", someOf: "%[2]s中的%[1]s个", inAll: "（共%s人）",
	sureUnknown: "没有复核的方案，以上为其自述。",
	sureMeans:   "其余各村是目前找到的最好结果，最多还能好多少已写在规划文件里。",

	rowServed: "有人联系的住户", rowUnserved: "无人联系的住户", rowNotAsked: "不要求联系的住户", rowMoved: "与方案%s相比换了联系人的住户",
	rowLoads: "每名党员联系户数（最少/居中/最多）", rowIdle: "没有联系户的党员", rowMean: "党员家到联系户平均路程",
	rowP90: "九成住户的路程不超过", rowMost: "最远的住户", rowCircles: "服务圈数",
	rowLinked: "结对联系的住户", rowOwn: "党员自己的家", rowGained: "新增有人联系的住户", rowLost: "变为无人联系的住户",
	rowFull: "家家有人联系的村", rowEligible: "参与的党员", rowMeanLoad: "每名党员联系户数（平均±标准差）",
	rowGini: "分工不均程度（基尼系数，0为均等）", rowMedian: "党员家到联系户路程（中位数）", rowWithin: "路程在%s以内的住户",
	rowCircleHomes: "每圈户数（最少/居中/最多）", rowTeams: "每圈党员（最少/居中/最多）", rowCenter: "离圈心最远的住户",
	rowServices: "住户所需、联系人能办的服务", rowAssociations: "由同一协会党员联系的住户", rowWishes: "联系人正是首选的住户",
	rowChosen: "双向选择结成的住户", rowBlocking: "双方都更想与对方结对的户与党员", rowCenters: "中心户数",
	rowCenterMembers: "每个中心户的党员（最少/居中/最多）", rowVillageCoverage: "各村有人联系的住户", rowVillageLoad: "各村每名党员平均户数",
	rowVillageWay: "各村平均路程", fromTo: "%s至%s",
	rowGroups: "组数", rowProof: "已无更好办法：%s", loads: "%s / %s / %s", ofAll: "%s/%s村",

	space: "", figures: "全部数据", explained: "分工不均程度用基尼系数表示：人人联系户数相同为0，越接近1越集中在少数人身上。",
	bestNote: "加粗为该行最好的方案。", sortNote: "点表头可排序。", printed: "只列各村数据，不涉及任何住户和个人。",
	chartLoads: "分工情况", chartLoadsBy: "每名党员联系户数", chartWays: "党员家到联系户的路程", chartWaysBy: "米",
	chartUnserved: "各村无人联系的住户（最多的村）", chartMembers: "党员数", chartHomes: "户数", fartherThan: "%s以上",
	perVillage: "各村情况", perVillageNote: "先列欠缺最多的村，再列变动最多的村。", moreRows: "另有%s",
	colVillage: "村", colHomes: "户数", colUnserved: "无人联系%s", colLoads: "每人户数%s", colWay: "平均路程%s", colChanged: "换人%s",
	colMend: "怎么补%s", mendMembers: [2]string{"党员+%s名", "党员+%s名"}, mendPlaces: [2]string{"名额+%s个", "名额+%s个"}, mendPairs: [2]string{"解禁+%s户", "解禁+%s户"},
	codes: map[string]string{
		"no_members": "村里没有党员参与", "no_valid_circle": "离哪个服务圈都太远", "crowded_out": "服务圈已容纳不下",
		"nobody_in_reach": "附近没有党员", "no_association": "附近没有同一协会的党员", "no_service": "附近没有能提供所需服务的党员", "forbidden": "附近的党员被禁止结对", "full": "附近的党员都已满员",
		"load": "联系户数", "team": "服务圈人手", "homes": "服务圈户数", "role": "岗位", "group": "组的规模", "group_role": "组的岗位",
		"grid_head": "网格长", "grid_staff": "网格员", "leader": "负责人", "group_leader": "小组长", "head": "网格长", "staff": "网格员", "household_head": "联户长", "unit_head": "联户长",
		"stage_held": "圈内户数", "stage_shortfall": "圈的下限", "stage_circles": "圈数", "stage_farthest": "最远的一户",
		"stage_distance": "到圈心的路程", "stage_groups": "分组", "stage_links": "谁联系谁", "stage_open": "不设界时谁联系谁", "stage_deputies": "副联系人",
	},
}

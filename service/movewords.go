package service

import "jinlin/engine"

// rebalanceWording is the words for a rebalance in one language. In causes, {member} is the member whom the cause names, or the one
// before; {household} the home that it names; {reason} why a member does not take part.
type rebalanceWording struct {
	head, least, atMost, resited, newGone, foreign string
	changed, there                                 string
	unserved, circles, centers, distance, loads    string
	next, more, moves, moreMoves                   string
	oneChange, changes, takes, newHere             string
	gains, gainDistance, own                       string
	colon, nobody, now, farther, nearer, asFar     string
	load                                           string
	kinds                                          map[engine.MoveKind]string
	causes                                         map[engine.CauseCode]string
	codes                                          map[string]string
	// summary has the words that summaries use too.
	summary *wording
}

func rebalanceWords(lang Lang) *rebalanceWording {
	if lang == Chinese {
		return &chineseRebalance
	}
	return &englishRebalance
}

// code is the word for a code; one without a word stands for itself.
func (w *rebalanceWording) code(code string) string {
	if s, ok := w.codes[code]; ok {
		return s
	}
	return code
}

var englishRebalance = rebalanceWording{
	head:         "Rebalance (%s): areas %d, of which %d touched, %d untouched",
	least:        "fewest changes",
	atMost:       "at most %d voluntary changes an area",
	resited:      "Circles and teams of the areas touched were made anew.",
	newGone:      "Areas new: %d, gone: %d",
	foreign:      "Areas whose plan was made from other records than those given: %d; who had whom is taken from the plan",
	changed:      "Homes that changed",
	there:        "The areas touched, before and now",
	unserved:     "unserved homes: %d of %d before, %d of %d now",
	circles:      "circles: %d before, %d now",
	centers:      "centre households: %d before, %d now",
	distance:     "distance from member to home: mean %.1f m, farthest %.1f m before; mean %.1f m, farthest %.1f m now",
	loads:        "homes a member answers for: %d to %d, mean %.1f before; %d to %d, mean %.1f now",
	next:         "What more changes would buy",
	more:         "and %d more",
	moves:        "Moves",
	moreMoves:    "and %d more; the file of changes has them all",
	summary:      &english,
	oneChange:    "1 more change",
	changes:      "%d more changes",
	takes:        "%s%s takes %s",
	newHere:      ", new here,",
	gains:        " (%s)",
	gainDistance: "distance %+.1f m",
	colon:        ": ",
	nobody:       "nobody answers for it now",
	own:          "no link is needed",
	now:          "%s answers for it now, %s m away, load %d",
	farther:      "%s m farther",
	nearer:       "%s m nearer",
	asFar:        "as far as before",
	load:         ", load %d to %d",
	kinds: map[engine.MoveKind]string{
		engine.MoveArrived: "arrived", engine.MoveGone: "gone", engine.MoveForced: "forced: pair no longer allowed",
		engine.MoveVoluntary: "voluntary: the plan is better so", engine.MoveServed: "served for the first time",
	},
	causes: map[engine.CauseCode]string{
		engine.CauseArrived: "new here", engine.CauseGone: "left", engine.CauseHomeMoved: "the home moved, or its record changed",
		engine.CauseMemberLeft: "{member} left", engine.CauseMemberExcluded: "{member} no longer takes part ({reason})",
		engine.CauseMemberChanged: "{member} offers other services or is of another association",
		engine.CauseMemberMoved:   "{member} moved", engine.CauseForbidden: "{before} is forbidden for it now",
		engine.CauseLocked: "locked to {member} now", engine.CauseChosen: "{member} and the home chose each other", engine.CauseOwn: "{member} lives here",
		engine.CauseCircle: "no longer in one circle with {before}", engine.CausePolicy: "the policy no longer allows {before}",
		engine.CauseGroup:  "no longer in one group with {before}",
		engine.CauseGround: "by the distances given now, {before} is not in reach",
		engine.CauseRoom:   "moved to make room for {household}", engine.CauseCapacity: "{member} may bear less than before",
		engine.CauseHelp: "{member} has room and helps out", engine.CauseMinimum: "{member} was short of the minimum",
		engine.CauseBetter: "the plan is better so",
	},
	codes: map[string]string{
		"not_capable": "not capable", "unserved_2": "unserved of priority 2", "unserved_1": "unserved of priority 1", "unserved_0": "unserved",
	},
}

var chineseRebalance = rebalanceWording{
	head:         "再平衡（%s）：共 %d 个村，变动 %d 个，未变 %d 个",
	least:        "改动最少",
	atMost:       "每村自愿改动不超过 %d 户",
	resited:      "变动各村的服务圈和小组已重新划定。",
	newGone:      "新增村 %d 个，撤销村 %d 个",
	foreign:      "%d 个村的原规划所依据的名册与所给不同；原联户关系以规划文件为准",
	changed:      "有变动的住户",
	there:        "变动各村前后对比",
	unserved:     "未覆盖：原 %d 户（共 %d 户），现 %d 户（共 %d 户）",
	circles:      "服务圈：原 %d 个，现 %d 个",
	centers:      "中心户：原 %d 个，现 %d 个",
	distance:     "党员到住户的距离：原平均 %.1f 米、最远 %.1f 米；现平均 %.1f 米、最远 %.1f 米",
	loads:        "每名党员联户数：原 %d 至 %d，平均 %.1f；现 %d 至 %d，平均 %.1f",
	next:         "再多一些改动可换来什么",
	more:         "另有 %d 条",
	moves:        "改动明细",
	moreMoves:    "另有 %d 户，见变更表",
	summary:      &chinese,
	oneChange:    "再改 1 户",
	changes:      "再改 %d 户",
	takes:        "%s%s承接 %s",
	newHere:      "（新到）",
	gains:        "（%s）",
	gainDistance: "距离 %+.1f 米",
	colon:        "：",
	nobody:       "现无人联系",
	own:          "无需联户",
	now:          "现由 %s 联系，相距 %s 米，联户数 %d",
	farther:      "远了 %s 米",
	nearer:       "近了 %s 米",
	asFar:        "远近不变",
	load:         "，联户数 %d 变为 %d",
	kinds: map[engine.MoveKind]string{
		engine.MoveArrived: "迁入", engine.MoveGone: "迁出", engine.MoveForced: "必须更换：原配对不再允许",
		engine.MoveVoluntary: "自愿更换：整体更好", engine.MoveServed: "首次覆盖",
	},
	causes: map[engine.CauseCode]string{
		engine.CauseArrived: "新迁入", engine.CauseGone: "已迁出", engine.CauseHomeMoved: "该户搬迁或登记有变",
		engine.CauseMemberLeft: "{member} 已离开", engine.CauseMemberExcluded: "{member} 不再参与（{reason}）",
		engine.CauseMemberChanged: "{member} 的服务特长或所属协会有变",
		engine.CauseMemberMoved:   "{member} 搬了家", engine.CauseForbidden: "现禁止与 {before} 配对",
		engine.CauseLocked: "现锁定给 {member}", engine.CauseChosen: "与 {member} 互选", engine.CauseOwn: "{member} 住在本户",
		engine.CauseCircle: "与 {before} 不再同圈", engine.CausePolicy: "政策不再允许 {before}",
		engine.CauseGroup:  "与 {before} 不再同组",
		engine.CauseGround: "按现在给出的距离，{before} 够不着",
		engine.CauseRoom:   "为 {household} 户腾出名额", engine.CauseCapacity: "{member} 可联户数减少",
		engine.CauseHelp: "{member} 有余力，分担一户", engine.CauseMinimum: "{member} 未达到下限",
		engine.CauseBetter: "整体更好",
	},
	codes: map[string]string{
		"age": "年高", "away": "外出", "unable": "不便", "declined": "不愿", "not_capable": "能力不足",
		"load": "联户数", "distance": "距离", "shortfall": "下限缺额", "leaders": "干部优先", "leaders_2": "干部优先（优先级 2）", "leaders_1": "干部优先（优先级 1）", "association": "同一协会", "fit": "匹配", "preference": "意向", "choice": "互选",
		"unserved_2": "未覆盖（优先级 2）", "unserved_1": "未覆盖（优先级 1）", "unserved_0": "未覆盖",
	},
}

import type { Stage } from "./data";

export type Lang = "zh" | "en";

/** Everything the page says, in one language. n are numbers already written out. */
export interface Texts {
  lang: Lang;
  name: string;
  line: string;
  synthetic: string;
  syntheticLong: string;
  language: string;
  loading: string;
  loadingVillage: (name: string) => string;
  failed: string;
  noDemo: string;
  retry: string;
  noMap: string;
  mapLabel: string;
  zoomIn: string;
  zoomOut: string;
  north: string;
  close: string;
  back: string;
  county: string;
  served: (served: string, all: string, percent: string) => string;
  figures: Record<"circles" | "groups" | "centers" | "chosen" | "held" | "members" | "villages" | "unserved" | "mean" | "median" | "p95" | "max" | "load", string>;
  circlesBound: (n: string) => string;
  ofMembers: (n: string) => string;
  villagesServed: (n: string, all: string) => string;
  teamsTitle: string;
  teamRange: (min: string, median: string, max: string) => string;
  circlesTitle: string;
  groupsTitle: string;
  centersTitle: string;
  drawing: string;
  meanHere: string;
  farthestHere: (m: string) => string;
  tiers: Record<string, string>;
  linksStage: (aims: string) => string;
  legendCircle: string;
  published: (n: string) => string;
  near: string;
  nearNote: string;
  loads: string;
  loadsNote: (min: string, max: string, most: string) => string;
  loadBar: (load: string, members: string) => string;
  loadAxis: string;
  unserved: string;
  unservedNone: string;
  homesN: (n: number, text: string) => string;
  membersN: (n: number, text: string) => string;
  circlesN: (n: number, text: string) => string;
  groupsN: (n: number, text: string) => string;
  centersN: (n: number, text: string) => string;
  reasons: Record<string, string>;
  reasonsLong: Record<string, string>;
  excludedTitle: (n: string) => string;
  excluded: Record<string, string>;
  proof: string;
  stages: Record<Stage, string>;
  proven: (n: string, all: string) => string;
  provenHere: string;
  gap: (n: string) => string;
  gapHere: string;
  searched: (n: string) => string;
  searchedHere: string;
  narrowed: (n: string) => string;
  narrowedHere: string;
  kept: (n: string) => string;
  keptHere: string;
  unchecked: (n: string) => string;
  uncheckedHere: string;
  proofWhat: string;
  proofText: string;
  borders: (mean: string, open: string, loads: string, openLoads: string) => string;
  villages: string;
  search: string;
  nothingFound: string;
  showing: (n: string, all: string) => string;
  status: Record<"proven" | "served" | "unserved", string>;
  /** statusPlain is status where no circles were asked for. */
  statusPlain: Record<"proven" | "served" | "unserved", string>;
  legend: string;
  legendPlan: Record<"home" | "member" | "idle" | "link" | "circle" | "group" | "center" | "unserved", string>;
  openHint: string;
  circle: (n: string) => string;
  group: (n: string) => string;
  center: (n: string) => string;
  circleHint: string;
  teamTitle: string;
  roles: Record<string, string>;
  titles: Record<string, string>;
  circleCard: (homes: string, members: string) => string;
  room: (n: string) => string;
  farthest: (m: string) => string;
  drawn: (m: string) => string;
  home: (id: string) => string;
  member: (id: string) => string;
  linkedTo: (member: string, m: string) => string;
  lockedTo: (member: string, m: string) => string;
  chosenTo: (member: string, m: string) => string;
  heldHome: string;
  inGroup: (n: string) => string;
  ofCenter: (n: string, member: string, m: string) => string;
  isCenter: (n: string) => string;
  mentoredBy: (member: string, m: string) => string;
  ownHome: (member: string) => string;
  noCircle: string;
  inCircle: (n: string, m: string) => string;
  openMember: (member: string, m: string) => string;
  deputy: (member: string, m: string) => string;
  priority: (n: string) => string;
  weight: (n: string) => string;
  nearest: (member: string, m: string) => string;
  lacking: (services: string[]) => string;
  helper: (services: string[], association: string) => string;
  answersFor: (n: string, target: string, most: string) => string;
  distancesOf: (mean: string, max: string) => string;
  notPart: (why: string) => string;
  role: (role: string) => string;
  title: (title: string) => string;
  fixes: string;
  fix: Record<string, (home: string, homes: string, places: string, helper: string) => string>;
  shortfalls: string;
  shortfall: Record<string, (where: string, missing: string, role: string) => string>;
  homesOfMember: string;
  membersOfCircle: string;
  membersOfGroup: string;
  membersOfCenter: string;
}

const en: Texts = {
  lang: "en",
  name: "Jinlin",
  line: "Neighbourhood service: circles around homes, one responsible member for each, as near and as even as the numbers allow",
  synthetic: "Synthetic data",
  syntheticLong: "Every home and member here is made up from a seed number. Nothing describes a real household or person.",
  language: "Language",
  loading: "Loading the overview…",
  loadingVillage: (name) => `Loading ${name}…`,
  failed: "This could not be loaded.",
  noDemo: "The server runs without solved areas. Start it with “jinlin serve --demo” to look at some.",
  retry: "Try again",
  noMap: "The map cannot be drawn here (WebGL is not available). The lists beside it hold the same.",
  mapLabel: "Map of the service circles. Arrow keys move it, plus and minus zoom; the lists beside it hold everything that can be clicked.",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  north: "Turn north up",
  close: "Close",
  back: "All villages",
  county: "All villages together",
  served: (served, all, percent) => `${served} of ${all} homes are served (${percent})`,
  figures: {
    circles: "service circles", groups: "neighbourhood groups", centers: "centre households", chosen: "homes linked by choice of both sides", held: "homes not asked for", members: "members take part", villages: "villages fully served", unserved: "homes unserved",
    mean: "on average", median: "half of the homes within", p95: "95 % of the homes within", max: "farthest", load: "homes per member",
  },
  circlesBound: (n) => `at least ${n} needed`,
  ofMembers: (n) => `of ${n}`,
  villagesServed: (n, all) => `${n} of ${all}`,
  teamsTitle: "Members in a circle",
  teamRange: (min, median, max) => `Between ${min} and ${max}; half of the circles have ${median} or fewer.`,
  circlesTitle: "Service circles",
  groupsTitle: "Neighbourhood groups",
  centersTitle: "Centre households",
  drawing: "Drawing the map…",
  meanHere: "from a home to its member, on average",
  farthestHere: (m) => `farthest: ${m}`,
  tiers: {
    leaders: "leaders for priority homes", leaders_2: "leaders for homes of priority 2", leaders_1: "leaders for homes of priority 1", association: "members of the same association",
    fit: "services that fit", preference: "wishes", load: "even loads", distance: "short ways",
  },
  linksStage: (aims) => `No better links exist: most homes served, then ${aims}`,
  legendCircle: "Service circle",
  published: (n) => `published: ${n}`,
  near: "From a home to its member",
  nearNote: "Straight-line metres on the ground, over the homes that are linked to a member.",
  loads: "Homes per member",
  loadsNote: (min, max, most) => `Shaded: the target of ${min} to ${max} homes. Nobody has more than ${most}. Members’ own homes do not count.`,
  loadBar: (load, members) => `${load} homes: ${members} members`,
  loadAxis: "homes per member",
  unserved: "Homes nobody answers for",
  unservedNone: "None: every home is served.",
  homesN: (n, text) => `${text} ${n === 1 ? "home" : "homes"}`,
  membersN: (n, text) => `${text} ${n === 1 ? "member" : "members"}`,
  circlesN: (n, text) => `${text} ${n === 1 ? "circle" : "circles"}`,
  groupsN: (n, text) => `${text} ${n === 1 ? "group" : "groups"}`,
  centersN: (n, text) => `${text} ${n === 1 ? "centre" : "centres"}`,
  reasons: {
    no_members: "no member takes part in the village", no_valid_circle: "no circle can hold the home", crowded_out: "the circles in reach are full",
    nobody_in_reach: "nobody in reach", no_association: "nobody of its association in reach", no_service: "nobody in reach offers what it asked for", forbidden: "everybody in reach is ruled out", full: "everybody in reach has as many homes as allowed",
  },
  reasonsLong: {
    no_members: "No member of the village takes part.",
    no_valid_circle: "No service circle can hold this home: no member lives near enough for one.",
    crowded_out: "A circle could hold this home, but not together with the homes it already holds.",
    nobody_in_reach: "No member of its circle lives within reach.",
    no_association: "Nobody within reach is of its industry association.",
    no_service: "Nobody within reach offers all that this home asked for.",
    forbidden: "Every member within reach has been ruled out for this home.",
    full: "Every member within reach already answers for as many homes as allowed.",
  },
  excludedTitle: (n) => `${n} members do not take part`,
  excluded: { age: "elderly", away: "away from home", unable: "unable", declined: "declined", not_capable: "not marked as able" },
  proof: "What is proven",
  stages: {
    held: "No circles could hold more homes", shortfall: "Fewest places missing in teams and loads", circles: "No fewer circles would do",
    farthest: "No circles would leave the farthest home nearer", distance: "Circles stand as near to their homes as possible",
    groups: "No better groups exist", selection: "No home and member would both rather have each other", links: "No better links exist",
    open: "The same links without circle borders, for comparison", deputies: "Deputies",
    centers: "No better centre households exist", mentors: "No better mentors for them exist",
  },
  proven: (n, all) => `proven in ${n} of ${all} villages`,
  provenHere: "proven",
  gap: (n) => `in ${n} a better plan is not ruled out; the gap is known`,
  gapHere: "a better one is not ruled out; the gap is known",
  searched: (n) => `in ${n} searched exhaustively, which cannot be re-checked quickly`,
  searchedHere: "searched exhaustively",
  narrowed: (n) => `in ${n} the gap was narrowed down by a search`,
  narrowedHere: "a better one is not ruled out; a search narrowed the gap down",
  kept: (n) => `in ${n} kept from the plan before and repaired where it had to be, with no claim that it is best`,
  keptHere: "kept from the plan before and repaired where it had to be; no claim that it is best",
  unchecked: (n) => `in ${n} not checked yet; the plan holds the numbers to do it`,
  uncheckedHere: "not checked yet; the plan holds the numbers to do it",
  proofWhat: "What does proven mean?",
  proofText: "The plan carries numbers (prices and bounds) from which anyone can check in one pass that no plan is better in this respect, given the steps before. “jinlin verify” does it with code of its own.",
  borders: (mean, open, loads, openLoads) => `A link never leaves its circle. Without that rule homes would be ${open} from their member on average instead of ${mean}, and loads ${openLoads} instead of ${loads}.`,
  villages: "Villages",
  search: "Search by name or code",
  nothingFound: "No village has this name or code.",
  showing: (n, all) => `${n} of ${all}`,
  status: {
    proven: "All homes served; most homes, fewest circles and best links proven", served: "All homes served; fewest circles not proven",
    unserved: "Some homes unserved",
  },
  statusPlain: { proven: "All homes served; best links proven", served: "All homes served; best links not proven", unserved: "Some homes unserved" },
  legend: "Legend",
  legendPlan: {
    home: "Home, in the colour of its circle or group", member: "Member who takes part (stands at the own home)", idle: "Member who does not take part",
    link: "Link from a home to its member", circle: "Service circle and its number", group: "Neighbourhood group and its number",
    center: "Centre household: the homes of its members", unserved: "Home nobody answers for",
  },
  openHint: "Click a village to see its homes.",
  circle: (n) => `Circle ${n}`,
  group: (n) => `Group ${n}`,
  center: (n) => `Centre ${n}`,
  circleHint: "Click a home, a member or a circle to see what is known of it.",
  teamTitle: "Team",
  roles: { leader: "leader", group_leader: "group leader" },
  titles: { secretary: "village secretary", village_cadre: "village cadre", group_leader: "group leader", member: "member" },
  circleCard: (homes, members) => `${homes}, ${members} who take part.`,
  room: (n) => `Its members can answer for up to ${n} homes.`,
  farthest: (m) => `The farthest home is ${m} from the centre.`,
  drawn: (m) => `Drawn with a radius of ${m}.`,
  home: (id) => `Home ${id}`,
  member: (id) => `Member ${id}`,
  linkedTo: (member, m) => `Member ${member} answers for it, ${m} away.`,
  lockedTo: (member, m) => `Fixed by hand: member ${member} answers for it, ${m} away.`,
  chosenTo: (member, m) => `It and member ${member} chose each other, ${m} away.`,
  heldHome: "Nobody is asked to answer for it.",
  inGroup: (n) => `In group ${n}.`,
  ofCenter: (n, member, m) => `Belongs to centre ${n} (member ${member}), ${m} away.`,
  isCenter: (n) => `Centre household ${n}.`,
  mentoredBy: (member, m) => `Mentor: member ${member}, ${m} away.`,
  ownHome: (member) => `Member ${member} lives here and answers for it.`,
  noCircle: "In no circle.",
  inCircle: (n, m) => `In circle ${n}, ${m} from its centre.`,
  openMember: (member, m) => `Without circle borders it would be member ${member}, ${m} away.`,
  deputy: (member, m) => `Deputy: member ${member}, ${m} away.`,
  priority: (n) => `Priority ${n}: served before others.`,
  weight: (n) => `Counts as ${n} homes.`,
  lacking: (services) => `What lacks: ${services.join(", ")}.`,
  helper: (services, association) => [association && `of the association ${association}`, services.length > 0 && `who offers ${services.join(", ")}`].filter(Boolean).join(" "),
  nearest: (member, m) => `The nearest member who takes part is ${member}, ${m} away.`,
  answersFor: (n, target, most) => `Answers for ${n} (target ${target}, at most ${most}).`,
  distancesOf: (mean, max) => `${mean} away on average, the farthest ${max}.`,
  notPart: (why) => `Does not take part: ${why}.`,
  role: (role) => `Role in the team: ${role}.`,
  title: (title) => `Title: ${title}.`,
  fixes: "What would help",
  fix: {
    add_member: (home, homes, _, helper) => `One more willing member near home ${home}${helper && ` ${helper}`} would serve ${homes}.`,
    add_places: (home, homes, places) => `${places} more places among the members near home ${home} would serve ${homes}.`,
    allow_pair: (home, homes) => `Lifting a ban at home ${home} would serve ${homes}.`,
  },
  shortfalls: "Minima not met",
  shortfall: {
    load: (where, missing) => `Member ${where} has ${missing} homes fewer than the minimum.`,
    team: (where, missing) => `${where} lacks ${missing} members.`,
    role: (where, missing, role) => `${where} lacks ${missing} × ${role}.`,
    homes: (where, missing) => `${where} holds ${missing} homes fewer than the minimum.`,
    center_members: (where, missing) => `Centre household ${where} lacks ${missing} members.`,
    member_center: (where) => `Member ${where} belongs to no centre household.`,
    mentor_centers: (where, missing) => `Mentor ${where} has ${missing} centre households fewer than the minimum.`,
    center_mentor: (where) => `Centre household ${where} has no mentor.`,
  },
  homesOfMember: "Homes of this member",
  membersOfCircle: "Members of this circle",
  membersOfGroup: "Members of this group",
  membersOfCenter: "Members of this centre",
};

const zh: Texts = {
  lang: "zh",
  name: "近邻",
  line: "近邻服务：划定服务圈，每户落实一名联户党员，人数允许的范围内尽量就近、均衡",
  synthetic: "合成数据",
  syntheticLong: "图中住户和党员全部由种子数随机生成，与任何真实家庭、个人无关。",
  language: "语言",
  loading: "正在载入概览……",
  loadingVillage: (name) => `正在载入${name}……`,
  failed: "数据未能载入。",
  noDemo: "服务器没有载入规划结果。请用“jinlin serve --demo”启动后查看。",
  retry: "重试",
  noMap: "此处无法绘制地图（不支持 WebGL），旁边的列表包含同样的内容。",
  mapLabel: "服务圈地图。方向键平移，加减键缩放；地图上可点击的内容在旁边列表中都能打开。",
  zoomIn: "放大",
  zoomOut: "缩小",
  north: "正北朝上",
  close: "关闭",
  back: "全部村庄",
  county: "各村合计",
  served: (served, all, percent) => `${all}户中已覆盖${served}户（${percent}）`,
  figures: {
    circles: "服务圈", groups: "联户单元（网格）", centers: "党员中心户", chosen: "户双向选择成功", held: "户不在联系范围", members: "名党员参与", villages: "个村全部覆盖", unserved: "户未覆盖",
    mean: "平均", median: "半数住户不超过", p95: "95%住户不超过", max: "最远", load: "每人联户数",
  },
  circlesBound: (n) => `至少需要${n}个`,
  ofMembers: (n) => `共${n}名`,
  villagesServed: (n, all) => `${n}/${all}`,
  teamsTitle: "每圈党员人数",
  teamRange: (min, median, max) => `${min}至${max}名，半数服务圈不超过${median}名。`,
  circlesTitle: "服务圈",
  groupsTitle: "联户单元（网格）",
  centersTitle: "党员中心户",
  drawing: "正在绘制地图……",
  meanHere: "住户到党员平均距离",
  farthestHere: (m) => `最远${m}`,
  tiers: {
    leaders: "领导联系优先户", leaders_2: "领导联系二级优先户", leaders_1: "领导联系一级优先户", association: "同一行业协会",
    fit: "服务对口", preference: "双方意愿", load: "均衡", distance: "就近",
  },
  linksStage: (aims) => `联户方案已最优：先覆盖最多，再${aims}`,
  legendCircle: "服务圈",
  published: (n) => `公开报道：${n}`,
  near: "住户到联户党员的距离",
  nearNote: "地面直线距离，统计已联系的住户。",
  loads: "每名党员联系户数",
  loadsNote: (min, max, most) => `阴影为目标区间${min}至${max}户；任何人不超过${most}户。党员自家不计入。`,
  loadBar: (load, members) => `联系${load}户的党员：${members}名`,
  loadAxis: "每名党员联系户数",
  unserved: "未覆盖的住户",
  unservedNone: "没有：所有住户均已覆盖。",
  homesN: (_, text) => `${text}户`,
  membersN: (_, text) => `${text}名党员`,
  circlesN: (_, text) => `${text}个服务圈`,
  groupsN: (_, text) => `${text}个单元`,
  centersN: (_, text) => `${text}个中心户`,
  reasons: {
    no_members: "本村没有参与的党员", no_valid_circle: "没有服务圈能够容纳", crowded_out: "附近服务圈已满",
    nobody_in_reach: "范围内没有党员", no_association: "范围内没有同一协会的党员", no_service: "范围内没有能提供所需服务的党员", forbidden: "范围内的党员均已被排除", full: "范围内的党员均已满额",
  },
  reasonsLong: {
    no_members: "本村没有参与的党员。",
    no_valid_circle: "没有服务圈能够容纳此户：附近没有足够近的党员。",
    crowded_out: "本可划入某个服务圈，但与圈内已有住户无法同时容纳。",
    nobody_in_reach: "本圈党员都不在规定距离以内。",
    no_association: "规定距离以内没有同一行业协会的党员。",
    no_service: "规定距离以内没有党员能提供此户所需的全部服务。",
    forbidden: "规定距离以内的党员都已被排除与此户联系。",
    full: "规定距离以内的党员都已达到联户上限。",
  },
  excludedTitle: (n) => `${n}名党员未参与`,
  excluded: { age: "年老", away: "外出", unable: "身体不便", declined: "本人婉拒", not_capable: "未标明有帮扶能力" },
  proof: "证明情况",
  stages: {
    held: "服务圈容纳的住户已最多", shortfall: "队伍与联户数的缺口已最小", circles: "服务圈数量不能再少",
    farthest: "最远住户到圈心的距离已最短", distance: "圈心到住户的总距离已最短",
    groups: "分组方案已最优", selection: "双向选择稳定：没有彼此更愿意结对的住户和党员", links: "联户方案已最优",
    open: "不受圈界限制的联户方案（对照）", deputies: "备份联户",
    centers: "中心户方案已最优", mentors: "指导员安排已最优",
  },
  proven: (n, all) => `${all}个村中${n}个已证明`,
  provenHere: "已证明",
  gap: (n) => `${n}个村尚不能排除更优方案，差距已知`,
  gapHere: "尚不能排除更优方案，差距已知",
  searched: (n) => `${n}个村经穷尽搜索，不便快速复核`,
  searchedHere: "经穷尽搜索",
  narrowed: (n) => `${n}个村经搜索缩小了差距`,
  narrowedHere: "尚不能排除更优方案，差距已由搜索缩小",
  kept: (n) => `${n}个村沿用原规划，仅作必要修补，不声明为最优`,
  keptHere: "沿用原规划，仅作必要修补，不声明为最优",
  unchecked: (n) => `${n}个村尚未核验，规划中附有核验所需的数字`,
  uncheckedHere: "尚未核验，规划中附有核验所需的数字",
  proofWhat: "“已证明”是什么意思？",
  proofText: "规划结果附带价格与下界等数字，任何人一遍计算即可核实：在前面各步给定的条件下，不存在更好的方案。“jinlin verify”用独立的程序完成核实。",
  borders: (mean, open, loads, openLoads) => `联户不跨服务圈。若不受此限制，住户到党员平均${open}（现为${mean}），每人联系${openLoads}户（现为${loads}户）。`,
  villages: "村庄",
  search: "按村名或代码查找",
  nothingFound: "没有这个名称或代码的村庄。",
  showing: (n, all) => `${n}/${all}`,
  status: {
    proven: "全部覆盖；住户最多、圈数最少、联户最优均已证明", served: "全部覆盖；圈数最少尚未证明",
    unserved: "有未覆盖的住户",
  },
  statusPlain: { proven: "全部覆盖；联户最优已证明", served: "全部覆盖；联户最优尚未证明", unserved: "有未覆盖的住户" },
  legend: "图例",
  legendPlan: {
    home: "住户（颜色同所属服务圈或单元）", member: "参与的党员（位于自家）", idle: "未参与的党员",
    link: "住户与联户党员的连线", circle: "服务圈及编号", group: "联户单元及编号", center: "中心户：其党员联系的住户", unserved: "未覆盖的住户",
  },
  openHint: "点击村庄查看住户。",
  circle: (n) => `第${n}服务圈`,
  group: (n) => `单元 ${n}`,
  center: (n) => `中心户 ${n}`,
  circleHint: "点击住户、党员或服务圈查看说明。",
  teamTitle: "服务队",
  roles: { leader: "队长", group_leader: "小组长" },
  titles: { secretary: "村党支部书记", village_cadre: "村干部", group_leader: "党小组长", member: "党员" },
  circleCard: (homes, members) => `${homes}，参与的有${members}。`,
  room: (n) => `圈内党员最多可联系${n}户。`,
  farthest: (m) => `最远的住户距圈心${m}。`,
  drawn: (m) => `图中半径${m}。`,
  home: (id) => `住户 ${id}`,
  member: (id) => `党员 ${id}`,
  linkedTo: (member, m) => `由党员 ${member} 联系，相距${m}。`,
  lockedTo: (member, m) => `人工指定由党员 ${member} 联系，相距${m}。`,
  chosenTo: (member, m) => `与党员 ${member} 双向选择成功，相距${m}。`,
  heldHome: "不在联系范围，无需落实联户党员。",
  inGroup: (n) => `属于单元 ${n}。`,
  ofCenter: (n, member, m) => `属于中心户 ${n}（党员 ${member}），相距${m}。`,
  isCenter: (n) => `中心户 ${n}。`,
  mentoredBy: (member, m) => `由党员 ${member} 指导，相距${m}。`,
  ownHome: (member) => `党员 ${member} 的家，由其本人负责。`,
  noCircle: "不在任何服务圈内。",
  inCircle: (n, m) => `属于第${n}服务圈，距圈心${m}。`,
  openMember: (member, m) => `若不受圈界限制，将由党员 ${member} 联系，相距${m}。`,
  deputy: (member, m) => `备份：党员 ${member}，相距${m}。`,
  priority: (n) => `优先级${n}：优先安排。`,
  weight: (n) => `按${n}户计算。`,
  lacking: (services) => `缺少的服务：${services.join("、")}。`,
  helper: (services, association) => [association && `属于“${association}”`, services.length > 0 && `能提供${services.join("、")}服务`].filter(Boolean).join("、"),
  nearest: (member, m) => `最近的参与党员是 ${member}，相距${m}。`,
  answersFor: (n, target, most) => `联系${n}（目标${target}户，上限${most}户）。`,
  distancesOf: (mean, max) => `平均相距${mean}，最远${max}。`,
  notPart: (why) => `未参与：${why}。`,
  role: (role) => `队内职责：${role}。`,
  title: (title) => `职务：${title}。`,
  fixes: "如何改进",
  fix: {
    add_member: (home, homes, _, helper) => `在住户 ${home} 附近增加一名${helper && `${helper}、`}愿意参与的党员，可再覆盖${homes}。`,
    add_places: (home, homes, places) => `住户 ${home} 附近的党员合计再多联系${places}户，可再覆盖${homes}。`,
    allow_pair: (home, homes) => `解除住户 ${home} 的一项排除，可再覆盖${homes}。`,
  },
  shortfalls: "未达到的最低要求",
  shortfall: {
    load: (where, missing) => `党员 ${where} 比最低联户数少${missing}户。`,
    team: (where, missing) => `${where}缺${missing}名党员。`,
    role: (where, missing, role) => `${where}缺${missing}名${role}。`,
    homes: (where, missing) => `${where}比最低户数少${missing}户。`,
    center_members: (where, missing) => `中心户 ${where} 缺${missing}名党员。`,
    member_center: (where) => `党员 ${where} 没有所属中心户。`,
    mentor_centers: (where, missing) => `指导员 ${where} 比最低数量少${missing}个中心户。`,
    center_mentor: (where) => `中心户 ${where} 没有指导员。`,
  },
  homesOfMember: "该党员联系的住户",
  membersOfCircle: "本圈党员",
  membersOfGroup: "本单元党员",
  membersOfCenter: "该中心户的党员",
};

export const texts: Record<Lang, Texts> = { en, zh };

package codec

import (
	"embed"
	"fmt"
	"slices"
	"sync"

	"jinlin/policy"
)

// Info tells what a scheme is. What was published of the place is for comparison beside a result; nothing is tuned to it.
type Info struct {
	Name           string
	Title, TitleZh string
	// Describe says what the scheme does and what in it is assumed.
	Describe, DescribeZh string
	// Place is where it was described; empty, as are the figures, for a profile of our own.
	Place     string
	Published []Figure
}

// A Figure is a published number.
type Figure struct {
	// Key is the name that summaries count it by ("circles"); "" for what is not a matter of a plan.
	Key          string
	Name, NameZh string
	Value        int
	// Derived marks a number computed from published ones.
	Derived bool
}

var yuanshiFigures = []Figure{
	{"areas", "villages", "行政村", 208, false},
	{"circles", "circles", "服务圈", 452, false},
	{"eligible", "active members", "参与党员", 8325, false},
	{"homes", "households", "农户", 112_000, true},
}

var huozhouFigures = []Figure{
	{"load_min", "households of a capable member, at least", "有能力党员每人联户不少于", 5, false},
	{"load_max", "households of a capable member, at most", "有能力党员每人联户不多于", 10, false},
	{"", "visits a month, at least", "每月走访不少于（次）", 1, false},
}

var schemes = []Info{
	{
		Name: "yuanshi", Title: "Service circles of 500 m around members' homes", TitleZh: "近邻服务圈（以党员户为圆心，半径500米）",
		Describe: "Fewest circles centred on homes of eligible members, no home farther than 500 m from the centre or from its " +
			"member, every member 10 to 16 homes. Assumed: at most 24 members a team.",
		DescribeZh: "以参与党员的家为圆心划定最少的服务圈，住户距圆心、距联户党员均不超过500米，每名党员联系10至16户。假定：每支队伍不超过24人。",
		Place:      "元氏县", Published: yuanshiFigures,
	},
	{
		Name: "yuanshi-zone", Title: "Service zones 500 m across", TitleZh: "近邻服务区（任意两户相距不超过500米）",
		Describe: "The stricter reading of the same sentence: no two homes of a circle are farther apart than 500 m. " +
			"No team maximum.",
		DescribeZh: "同一表述的更严格理解：圈内任意两户相距不超过500米；不限队伍人数。",
		Place:      "元氏县", Published: yuanshiFigures,
	},
	{
		Name: "huozhou-nearby", Title: "The nearest homes within a grid group", TitleZh: "党员联户：网格内就近联户",
		Describe: "Groups of 40 to 80 homes are drawn; within each the capable members link 5 to 10 homes, nearest first. Assumed: the size of groups, " +
			"and that 10 is hard.",
		DescribeZh: "划分40至80户的网格，网格内有能力的党员每人就近联系5至10户。假定：网格大小；10户为上限。",
		Place:      "霍州市", Published: huozhouFigures,
	},
	{
		Name: "huozhou-selection", Title: "Two-way choice of homes and members", TitleZh: "党员联户：双向选择",
		Describe: "Homes and members rank each other; nobody is left who would rather have each other than what they got. Homes without a match go to the " +
			"nearest. Assumed: a list is exhaustive, and chosen pairs are firm.",
		DescribeZh: "住户与党员互相选择，匹配稳定；未配上的住户就近联系。假定：名单之外即不接受；选定的结对不再变动。",
		Place:      "霍州市", Published: huozhouFigures,
	},
	{
		Name: "huozhou-capability", Title: "Members who offer what a home asked for", TitleZh: "党员联户：按能力特长联户",
		Describe: "As many services asked for as can be met, then nearest first; 5 to 10 homes a capable member. Assumed: members are sought in the whole " +
			"village.",
		DescribeZh: "先尽量满足住户提出的服务需求，再就近；有能力的党员每人5至10户。假定：在全村范围内匹配。",
		Place:      "霍州市", Published: huozhouFigures,
	},
	{
		Name: "huozhou-association", Title: "Members of a home's industry association", TitleZh: "党员联户：按产业协会联户",
		Describe:   "Homes of an industry association go to its members, within a wider reach, then nearest first. Assumed: 500 m, and 2,000 m within an association.",
		DescribeZh: "协会会员户由同一协会的党员联系，范围放宽，其余就近。假定：一般500米，协会内2000米。",
		Place:      "霍州市", Published: huozhouFigures,
	},
	{
		Name: "huozhou", Title: "The four modes combined", TitleZh: "党员联户：四种方式结合",
		Describe: "Groups and 5 to 10 homes a capable member as the frame; pairs who chose each other first; then associations and services before even " +
			"loads and distance. Assumed: the order of the modes.",
		DescribeZh: "以网格和每人5至10户为框架，先定双向选择的结对，再依次考虑协会、需求、均衡和距离。假定：各方式的先后。",
		Place:      "霍州市", Published: huozhouFigures,
	},
	{
		Name: "yixiu", Title: "Centre households, 1+10+15", TitleZh: "党员中心户“1+10+15”",
		Describe: "Every member has at least 15 homes beside his own, every centre household at least ten members, every branch secretary three to five " +
			"centres. Assumed: a centre counts among its ten.",
		DescribeZh: "每名党员联系至少15户（自家不计），每个中心户带至少10名党员，每名支部书记联系3至5个中心户。假定：中心户本人计入10名之内。",
		Place:      "宜秀区", Published: []Figure{
			{"centers", "centres, at least", "党员中心户不少于", 200, false}, {"members", "members, at least", "党员不少于", 2000, false},
			{"homes", "households, at least", "农户不少于", 30_000, false},
		},
	},
	{
		Name: "zhalaite-pairs", Title: "One cadre leads two priority homes", TitleZh: "干部“一带二”结对",
		Describe: "Only priority homes, at most two a cadre, in the villages of his duty: hard cases to the highest leaders, then the best fit. Assumed: the levels " +
			"of leaders, and no limit of distance.",
		DescribeZh: "只对重点户结对，每名干部至多两户，限于其包联的嘎查村；难度大的户先由领导结对，再按需求匹配。假定：领导层级；不限距离。",
		Place:      "扎赉特旗音德尔镇", Published: []Figure{{"serving", "cadres", "干部", 650, false}, {"priority_served", "priority households", "重点户", 1230, false}},
	},
	{
		Name: "zhalaite-units", Title: "Existing grids as units with heads", TitleZh: "联户单元与联户长",
		Describe: "The groups of the records are units, each with two or three heads from several source groups, who share its homes evenly. Assumed: which groups, " +
			"and in what order.",
		DescribeZh: "现有网格即联户单元，每单元从多类人选中产生2至3名联户长，均分本单元住户。假定：人选类别及先后。",
		Place:      "扎赉特旗音德尔镇", Published: []Figure{{"groups", "units", "联户单元", 162, false}, {"group_heads", "unit heads", "联户长", 413, false}},
	},
	{
		Name: "street", Title: "Everybody linked, as evenly as can be", TitleZh: "全员联户",
		Describe: "Every home of a community has somebody of it or on duty there: even numbers first, then the line of work, then the nearest. Assumed: no limit of " +
			"distance.",
		DescribeZh: "社区每户都有人联系：先按实有人数均衡，再按业务专长匹配，再就近。假定：不限距离。",
		Place:      "某街道", Published: []Figure{{"", "visits a year, at least", "每年走访不少于（次）", 2, false}},
	},
	{
		Name: "location", Title: "A plain location problem, without members", TitleZh: "纯选址问题（不涉及党员与联户）",
		Describe: "p-median over homes, no limits, no links; set circles.objective, circles.count, circles.radius_m, circles.capacity. For studies and " +
			"published instances.",
		DescribeZh: "在住户点上求p-中位，不设限制，不联户；可设circles.objective、circles.count、circles.radius_m、circles.capacity，用于研究和公开算例。",
	},
	{
		Name: "grouping", Title: "Groups of homes or districts, without members", TitleZh: "纯分组（住户或任意单元，不涉及党员与联户）",
		Describe: "Contiguous groups by weight, no circles, no links; set groups.by=drawn and groups.count, or groups.min and groups.max. For " +
			"districts with a list of neighbours, studies and published instances.",
		DescribeZh: "按权重划分连片的组，不设服务圈，不联户；需设groups.by=drawn及groups.count，或groups.min与groups.max，用于已有邻接表的单元、研究和公开算例。",
	},
}

//go:embed schemes/*.yaml
var schemeFiles embed.FS

// Schemes lists the built-in schemes.
func Schemes() []Info {
	out := slices.Clone(schemes)
	for i := range out {
		out[i].Published = slices.Clone(out[i].Published)
	}
	return out
}

// Source returns the YAML file of a built-in scheme, with its comments.
func Source(name string) ([]byte, error) {
	if !slices.Contains(schemeNames(), name) {
		return nil, unknownScheme(name)
	}
	return schemeFiles.ReadFile("schemes/" + name + ".yaml")
}

// Scheme returns a built-in policy by name.
func Scheme(name string) (policy.Policy, error) {
	i := slices.Index(schemeNames(), name)
	if i < 0 {
		return policy.Policy{}, unknownScheme(name)
	}
	return parsed[i]().Clone(), nil
}

func unknownScheme(name string) error {
	return fmt.Errorf("%s is no scheme; expected one of %s%s", quote(name), list(schemeNames()), nearestWord(name, schemeNames()))
}

func schemeNames() []string {
	names := make([]string, len(schemes))
	for i, s := range schemes {
		names[i] = s.Name
	}
	return names
}

// parsed holds one function a scheme that reads its file once.
var parsed []func() policy.Policy

func init() {
	for _, name := range schemeNames() {
		parsed = append(parsed, sync.OnceValue(func() policy.Policy { return mustParse(name) }))
	}
}

func mustParse(name string) policy.Policy {
	file := "schemes/" + name + ".yaml"
	data, err := schemeFiles.ReadFile(file)
	if err != nil {
		panic(err)
	}
	p, err := Parse(data, file)
	if err != nil {
		panic(err)
	}
	return p
}

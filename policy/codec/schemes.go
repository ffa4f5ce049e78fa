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
	Name, NameZh string
	Value        int
	// Derived marks a number computed from published ones.
	Derived bool
}

var yuanshiFigures = []Figure{
	{"villages", "行政村", 208, false},
	{"circles", "服务圈", 452, false},
	{"active members", "参与党员", 8325, false},
	{"households", "农户", 112_000, true},
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

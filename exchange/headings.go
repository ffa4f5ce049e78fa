package exchange

import (
	"strings"
	"unicode"
)

// usage tells what becomes of a column that is not one of the kind's.
type usage int

const (
	usageUnknown usage = iota
	// usageContact: names and contacts, which have no part in planning.
	usageContact
	// usageNever: what is never stored of people.
	usageNever
)

func (u usage) message(kind string, columns []Column) string {
	switch u {
	case usageContact:
		return "names, addresses and contacts have no part in planning: the column is not read"
	case usageNever:
		return "looks like personal data that is never kept (identity, income, health, petition, religion, politics, police, " +
			"credit, kinds of persons): the column is dropped; leave it out of the file"
	}
	return "not a column of " + kind + ": not read; expected " + names(columns)
}

// never lists parts of headings that betray personal data; the Chinese ones are looked for anywhere, the English ones
// as whole words or, where they run together, as they stand.
var (
	neverParts = []string{
		"身份证", "身份号", "证件", "护照", "社保号", "公民号码",
		"收入", "工资", "年薪", "资产", "存款", "低保", "贫困", "五保", "特困", "建档立卡", "脱贫",
		"健康", "疾病", "病史", "慢病", "患病", "病情", "残疾", "精神障碍", "精神病", "体检", "血型", "怀孕",
		"信访", "上访", "宗教", "信仰", "教派", "民族", "政治", "党派", "思想", "维稳", "稳控", "重点人", "人员类别", "人员类型", "人群",
		"公安", "警", "犯罪", "前科", "刑", "矫正", "吸毒", "涉毒", "邪教", "帮教",
		"信用", "征信", "失信", "婚姻",
		"idcard", "idnumber", "identitynumber", "identitycard", "passport",
	}
	neverWords = []string{
		"identity", "ssn", "idno", "income", "salary", "wage", "wages", "poverty", "health", "disease", "illness", "medical",
		"disability", "disabled", "petition", "petitions", "petitioner", "religion", "religious", "faith", "ethnicity", "ethnic",
		"politics", "political", "ideology", "ideological", "thought", "thoughts", "police", "criminal", "crime", "conviction",
		"drug", "drugs", "credit", "marital",
	}
	neverPairs   = [][2]string{{"id", "card"}, {"id", "no"}, {"id", "number"}, {"national", "id"}, {"person", "category"}, {"person", "type"}}
	contactParts = []string{
		"户主", "姓名", "名字", "名称", "电话", "手机", "联系方式", "住址", "地址", "门牌", "邮箱", "微信", "照片",
	}
	contactWords = []string{"name", "phone", "mobile", "tel", "telephone", "contact", "address", "email", "mail", "wechat", "photo"}
)

// usageOf judges a heading that is not a column of the kind.
func usageOf(heading string) usage {
	key, words := normalHeading(heading), headingWords(heading)
	switch {
	case containsAny(key, neverParts), anyIn(words, neverWords), pairIn(words, neverPairs):
		return usageNever
	case containsAny(key, contactParts), anyIn(words, contactWords):
		return usageContact
	}
	return usageUnknown
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

func anyIn(words, known []string) bool {
	for _, w := range words {
		for _, k := range known {
			if w == k {
				return true
			}
		}
	}
	return false
}

func pairIn(words []string, known [][2]string) bool {
	for i := 1; i < len(words); i++ {
		for _, k := range known {
			if words[i-1] == k[0] && words[i] == k[1] {
				return true
			}
		}
	}
	return false
}

// headingWords splits "ID_number" and "idNumber" alike.
func headingWords(heading string) []string {
	var b strings.Builder
	last := ' '
	for _, r := range halfWidth(heading) {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			b.WriteByte(' ')
		}
		last = r
		if !unicode.IsLetter(r) {
			r = ' '
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.Fields(b.String())
}

// normalHeading drops case, width, blanks and punctuation.
func normalHeading(heading string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, halfWidth(heading))
}

// withoutNote drops what stands in parentheses: 经度（度） is 经度.
func withoutNote(heading string) string {
	s := halfWidth(heading)
	if i := strings.IndexByte(s, '('); i > 0 {
		return s[:i]
	}
	return s
}

// halfWidth turns full-width forms (Ａ, ７, －) and the ideographic blank into their ASCII twins.
func halfWidth(s string) string {
	if !strings.ContainsFunc(s, isFullWidth) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0x3000:
			return ' '
		case isFullWidth(r):
			return r - 0xFEE0
		}
		return r
	}, s)
}

func isFullWidth(r rune) bool { return r >= 0xFF01 && r <= 0xFF5E || r == 0x3000 }

// trim drops blanks on both sides, also those that a spreadsheet hides.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == 0xFEFF || r == 0x200B })
}

func names(columns []Column) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.Name
	}
	return strings.Join(all, ", ")
}

package access_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"jinlin/service/access"
	"jinlin/service/registry"
)

func TestMasks(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "张三": "张*", "张三丰": "张*", " 欧阳修 ": "欧*", "张": "*", "𠮷野家": "𠮷*", "Ann Lee": "A*", "\xff三": "*", "13800138000": "*", "。王": "*",
	} {
		if got := access.MaskName(in); got != want {
			t.Errorf("name %q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"": "", " ": "", "13800138000": "138****8000", "138 0013-8000": "138****8000", "+86 13800138000": "138****8000", "008613800138000": "138****8000",
		"１３８００１３８０００": "138****8000", "0311-84123456": "031****3456", "8412345": "****45", "110": "****", "无": "****",
		"13800138000/13900139000": "138****9000", "86138001380": "861****1380",
	} {
		if got := access.MaskPhone(in); got != want {
			t.Errorf("phone %q: %q, want %q", in, got, want)
		}
	}
	if got := access.Masked(registry.Contact{Name: "李四", Phone: "13800138000"}); got != (registry.Contact{Name: "李*", Phone: "138****8000"}) {
		t.Error(got)
	}
}

// FuzzMasks: at most one letter of a name that has more, never fewer than four digits hidden, nothing else shown.
func FuzzMasks(f *testing.F) {
	for _, s := range []string{"", "张三", "13800138000", "+86 138", "\xff", "a\u0301b", "００８６１３８００１３８０００", "123456789012345678901234567890"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := access.MaskName(s)
		if utf8.RuneCountInString(name) > 2 || !utf8.ValidString(name) || name != "" && !strings.HasSuffix(name, "*") {
			t.Errorf("name %q: %q", s, name)
		}
		if utf8.RuneCountInString(strings.TrimSpace(s)) == 1 && name != "*" {
			t.Errorf("name %q told whole: %q", s, name)
		}
		phone := access.MaskPhone(s)
		digits := 0
		for _, r := range s {
			if r >= '0' && r <= '9' || r >= '０' && r <= '９' {
				digits++
			}
		}
		shown := len(strings.ReplaceAll(phone, "*", ""))
		if shown > 0 && shown > digits-4 || shown > 7 || strings.Trim(phone, "0123456789*") != "" {
			t.Errorf("phone %q: %q", s, phone)
		}
	})
}

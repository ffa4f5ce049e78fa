package service

import (
	"bytes"

	"jinlin/policy"
	"jinlin/policy/codec"
)

// SchemeContender is a contender that goes by the name of a policy, with the title of the built-in scheme of that name, if there is one. A policy that is
// not that scheme to the last setting is said to be changed.
func SchemeContender(pol policy.Policy) Contender {
	c := Contender{Name: pol.Scheme, Policy: pol}
	for _, info := range codec.Schemes() {
		if info.Name != pol.Scheme {
			continue
		}
		c.Title, c.TitleZh = info.Title, info.TitleZh
		if own, err := codec.Scheme(info.Name); err != nil || !bytes.Equal(codec.JSON(own), codec.JSON(pol)) {
			c.Title, c.TitleZh = c.Title+" (settings changed)", c.TitleZh+"（参数有改动）"
		}
	}
	return c
}

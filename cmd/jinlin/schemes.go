package main

import (
	"fmt"
	"strings"

	"jinlin/policy"
	"jinlin/policy/codec"
)

type schemesCmd struct {
	Name string `arg:"" optional:"" help:"Scheme to show as a policy file."`
}

func (s *schemesCmd) Run(c *console) error {
	if s.Name != "" {
		source, err := codec.Source(s.Name)
		if err != nil {
			return badInput(err)
		}
		_, err = c.out.Write(source)
		return err
	}
	for _, info := range codec.Schemes() {
		fmt.Fprintf(c.out, "%-14s %s\n%-14s %s\n", info.Name, info.Title, "", info.TitleZh)
	}
	return nil
}

// policyFlags choose the policy of a command.
type policyFlags struct {
	Scheme string   `help:"Built-in scheme: yuanshi, yuanshi-zone, location, grouping (see jinlin schemes). Default yuanshi." xor:"policy"`
	Policy string   `help:"Policy file in YAML." type:"existingfile" xor:"policy"`
	Set    []string `help:"Change one setting, such as links.load.max=20; may be repeated." placeholder:"KEY=VALUE" sep:"none"`
}

func (f *policyFlags) load(read func(string) ([]byte, error)) (policy.Policy, error) {
	p, err := f.base(read)
	if err == nil && len(f.Set) > 0 {
		err = codec.Set(&p, f.Set...)
	}
	if err != nil {
		return policy.Policy{}, badInput(err)
	}
	return p, nil
}

func (f *policyFlags) base(read func(string) ([]byte, error)) (policy.Policy, error) {
	if f.Policy == "" {
		name := f.Scheme
		if name == "" {
			name = "yuanshi"
		}
		return codec.Scheme(name)
	}
	data, err := read(f.Policy)
	if err != nil {
		return policy.Policy{}, err
	}
	return codec.Parse(data, f.Policy)
}

func violations(what string, list []policy.Violation) error {
	lines := make([]string, len(list))
	for i, v := range list {
		lines[i] = "  " + v.String()
	}
	return fmt.Errorf("%s:\n%s", what, strings.Join(lines, "\n"))
}

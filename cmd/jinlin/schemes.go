package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"jinlin/policy"
	"jinlin/policy/codec"
)

type schemesCmd struct {
	List listSchemesCmd `cmd:"" default:"1" help:"List the built-in schemes: name, title, place."`
	Show showSchemeCmd  `cmd:"" help:"Print the policy file of a scheme, each line with its source."`
}

type listSchemesCmd struct{}

func (listSchemesCmd) Run(c *console) error {
	for _, info := range codec.Schemes() {
		place := ""
		if info.Place != "" {
			place = " (" + info.Place + ")"
		}
		fmt.Fprintf(c.out, "%-20s %s%s\n%-20s %s\n", info.Name, info.Title, place, "", info.TitleZh)
	}
	_, err := fmt.Fprintln(c.out, "\njinlin schemes show NAME prints the policy file of one; a file of your own begins with extends: NAME.")
	return err
}

type showSchemeCmd struct {
	Name string `arg:"" help:"Name of the scheme."`
}

// Help shows examples under `jinlin schemes show --help`.
func (showSchemeCmd) Help() string {
	return `  jinlin schemes show yuanshi
  jinlin schemes show huozhou > my.yaml`
}

func (s *showSchemeCmd) Run(c *console) error {
	source, err := codec.Source(s.Name)
	if err != nil {
		return badInput(err)
	}
	_, err = c.out.Write(source)
	return err
}

// policyFlags choose the policy of a command.
type policyFlags struct {
	Scheme string   `help:"Built-in scheme (jinlin schemes lists them), or a policy file such as my.yaml. Default yuanshi." placeholder:"NAME|FILE" xor:"policy"`
	Policy string   `help:"Policy file in YAML, whatever it is called." type:"existingfile" xor:"policy"`
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
	file := f.Policy
	switch {
	case file != "":
	case f.Scheme == "":
		return codec.Scheme("yuanshi")
	case !isPolicyFile(f.Scheme):
		return codec.Scheme(f.Scheme)
	default:
		file = f.Scheme
	}
	data, err := read(file)
	if err != nil {
		return policy.Policy{}, err
	}
	return codec.Parse(data, file)
}

// isPolicyFile tells a file from the name of a scheme, which has neither a folder nor an ending.
func isPolicyFile(name string) bool {
	return strings.ContainsAny(name, `/\`) || filepath.Ext(name) != ""
}

func violations(what string, list []policy.Violation) error {
	lines := make([]string, len(list))
	for i, v := range list {
		lines[i] = "  " + v.String()
	}
	return fmt.Errorf("%s:\n%s", what, strings.Join(lines, "\n"))
}

package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
)

// configured are the commands whose flags may also stand in the environment (JINLIN_ADDR for --addr) and in the config file: those that run a service. What
// solves and judges files depends on nothing but its command line.
var configured = []string{"serve", "worker", "account", "migrate", "backup", "restore", "doctor", "forget"}

// byRequest are flags that say what is to be done now, and have no place in the environment.
var byRequest = []string{"help", "role", "region", "area", "member", "subject", "dry-run"}

// settings are the two other places of flags. What the command line says counts before the environment, that before the file, that before the default.
func settings(args []string) kong.Option {
	return kong.PostBuild(func(k *kong.Kong) error {
		known := map[string]bool{}
		for _, command := range k.Model.Children {
			if slices.Contains(configured, command.Name) {
				nameInEnvironment(command, known)
			}
		}
		if len(args) == 0 || !slices.Contains(configured, args[0]) {
			return nil
		}
		r, err := readConfig(os.Getenv("JINLIN_CONFIG"), known)
		if err != nil || r == nil {
			return err
		}
		return kong.Resolvers(r).Apply(k)
	})
}

// nameInEnvironment gives the flags of a command and those below it their names in the environment, and gathers the flags.
func nameInEnvironment(n *kong.Node, known map[string]bool) {
	for _, flag := range n.Flags {
		if slices.Contains(byRequest, flag.Name) {
			continue
		}
		known[flag.Name] = true
		if len(flag.Envs) == 0 {
			name := "JINLIN_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
			flag.Envs, flag.Tag.Envs = []string{name}, []string{name}
		}
	}
	for _, child := range n.Children {
		nameInEnvironment(child, known)
	}
}

// A config is the file that JINLIN_CONFIG names: flags without their dashes, with values (YAML).
type config map[string]any

// readConfig reads the file; nil where none is named.
func readConfig(path string, known map[string]bool) (kong.Resolver, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no file is no fault
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, badInput(fmt.Errorf("JINLIN_CONFIG: %w", err))
	}
	var c config
	if err := yaml.Unmarshal(text, &c); err != nil {
		return nil, badInput(fmt.Errorf("%s: %w", path, err))
	}
	for name, value := range c {
		switch value.(type) {
		case string, bool, int64, uint64, float64:
		default:
			return nil, badInput(fmt.Errorf("%s: %s: expected a single value", path, name))
		}
		if !known[name] {
			return nil, badInput(fmt.Errorf("%s: there is no setting %s; a setting is a flag without its dashes, see `jinlin serve --help`", path, name))
		}
	}
	return c, nil
}

// Validate has nothing to do: readConfig did.
func (c config) Validate(*kong.Application) error { return nil }

// Resolve gives the value of a flag that neither the command line nor the environment has.
func (c config) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if slices.Contains(byRequest, flag.Name) || !slices.ContainsFunc(flag.Tag.Envs, func(e string) bool { return strings.HasPrefix(e, "JINLIN_") }) {
		return nil, nil //nolint:nilnil // what kong asks for
	}
	for _, name := range flag.Tag.Envs {
		if _, ok := os.LookupEnv(name); ok {
			return nil, nil //nolint:nilnil // what kong asks for
		}
	}
	v, ok := c[flag.Name]
	if !ok {
		return nil, nil //nolint:nilnil // what kong asks for
	}
	return fmt.Sprint(v), nil
}

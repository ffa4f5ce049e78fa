package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"jinlin/engine"
	"jinlin/exchange/table"
	"jinlin/policy"
)

// forUnits chooses what fits units where the flags do not say: the scheme grouping, and the planar metric for files with x and y.
func (s *solveCmd) forUnits() error {
	if len(s.Units) == 0 {
		return nil
	}
	if s.Scheme == "" && s.Policy == "" {
		s.Scheme = "grouping"
	}
	told := slices.ContainsFunc(s.Set, func(a string) bool { return strings.HasPrefix(strings.TrimSpace(a), "metric") })
	if told || s.Policy != "" {
		return nil
	}
	for _, name := range s.Units {
		if strings.HasSuffix(strings.ToLower(name), "json") {
			return nil
		}
		planar, err := planarFile(name)
		if err != nil || !planar {
			return err
		}
	}
	s.Set = append([]string{"metric=" + string(policy.MetricPlanar)}, s.Set...)
	return nil
}

func planarFile(name string) (bool, error) {
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	return table.Planar(f)
}

// groupsFile is where the groups go, "" for nowhere.
func (s *solveCmd) groupsFile(pol policy.Policy) string {
	if s.Groups == "" && pol.Groups.By != policy.GroupsNone {
		return filepath.Join(filepath.Dir(s.Out), "groups.csv")
	}
	return s.Groups
}

// writeGroups lets write put rows into the file of groups, or into nothing.
func (s *solveCmd) writeGroups(c *console, pol policy.Policy, write func(*table.Writer[engine.Plan]) error) error {
	path := s.groupsFile(pol)
	if path == "" {
		return write(table.NewGroupWriter(io.Discard, false))
	}
	return writeFile(c, path, func(w io.Writer) error { return write(table.NewGroupWriter(w, len(s.Units) > 0)) })
}

package service_test

import (
	"errors"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/service"
)

func TestValidateNamesEveryArea(t *testing.T) {
	area := func(id engine.AreaID, priority int) engine.Problem {
		return engine.Problem{Area: id, Policy: policy.Default(),
			Households: []engine.Household{{ID: "H", Area: id, Location: orb.Point{114.5, 37.7}, Priority: priority}}}
	}
	if err := service.Validate([]engine.Problem{area("A", 0), area("B", 2)}); err != nil {
		t.Errorf("valid areas: %v", err)
	}
	err := service.Validate([]engine.Problem{area("A", 7), area("B", 1), area("C", -1)})
	var invalid *service.InvalidError
	if !errors.As(err, &invalid) || len(invalid.Areas) != 2 || invalid.Areas[0].Area != "A" || invalid.Areas[1].Area != "C" {
		t.Errorf("got %v", err)
	}
}

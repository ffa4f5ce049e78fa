package policy

// Clip returns the load bounds of one member: the policy's, clipped by the member's own minimum and maximum (nil: none).
// The own maximum lowers or raises Max; whatever then exceeds it is lowered to it. The own minimum replaces Min; whatever
// then lies below it is raised to it, but never over Max.
func (l Load) Clip(ownMin, ownMax *int) Load {
	if ownMax != nil {
		l.Max = *ownMax
	}
	if ownMin != nil {
		l.Min = *ownMin
	}
	l.Min = min(l.Min, l.Max)
	l.TargetMin = min(max(l.TargetMin, l.Min), l.Max)
	l.TargetMax = min(max(l.TargetMax, l.TargetMin), l.Max)
	return l
}

// Cost is what the tier load pays for one member with load y.
func (l Load) Cost(y int) int64 {
	v := int64(y)
	switch l.Balance {
	case BalanceEven:
		return v * v
	case BalanceBand:
		below, above := max(int64(l.TargetMin)-v, 0), max(v-int64(l.TargetMax), 0)
		return below*below + above*above
	}
	return 0
}

// Shortfall is how far the load y stays below the minimum.
func (l Load) Shortfall(y int) int64 { return int64(max(l.Min-y, 0)) }

// Band is the range of loads that cost nothing in the tier load: a load y costs (low - y)+^2 + (y - high)+^2. Under
// BalanceEven it is 0 to 0; BalanceNone knows no cost.
func (l Load) Band() (low, high int) {
	if l.Balance == BalanceBand {
		return l.TargetMin, l.TargetMax
	}
	return 0, 0
}

package exchange

import "jinlin/engine"

const (
	lockHousehold = iota
	lockMember
	lockKind
)

// Locks is the kind of Lock.
func Locks() Kind[Lock] {
	return Kind[Lock]{
		Name: "locks",
		Columns: []Column{
			lockHousehold: {Name: "household", Aliases: householdAliases, Required: true},
			lockMember:    {Name: "member", Aliases: []string{"党员编号", "志愿者编号", "成员编号", "member_id"}, Required: true},
			lockKind:      {Name: "kind", Aliases: []string{"类型", "类别"}, Required: true},
		},
		Key:  lockKey,
		read: readLock,
	}
}

// lockKey holds apart what may both be said of a pair; a forbidden pair and a vetoed one are the same.
func lockKey(l Lock) string {
	side := " apart"
	if l.Kind == LockKeep {
		side = " together"
	}
	return string(l.Household) + ";" + string(l.Member) + side
}

var lockKinds = []word{
	{string(LockKeep), []string{"锁定", "固定"}},
	{string(LockForbid), []string{"禁止", "回避"}},
	{string(LockVeto), []string{"否决", "拒绝"}},
}

func readLock(f *fields) Lock {
	l := Lock{Pair: engine.Pair{
		Household: engine.HouseholdID(f.requiredID(lockHousehold)),
		Member:    engine.MemberID(f.requiredID(lockMember)),
	}}
	l.Kind = LockKind(f.oneOf(lockKind, "", lockKinds))
	if l.Kind == "" && !f.rejected {
		f.reject(lockKind, "is empty; expected one of lock, forbid, veto")
	}
	return l
}

package cover

// A filing finds lists that lie within other lists. Every list is filed under its number that the fewest lists have, so that a list b is
// compared only with those that are filed under one of its numbers; and the number that last told a list from another is tried first,
// which nearly always tells it from the next one too.
type filing struct {
	lists [][]int32
	start []int32 // per number, where its lists begin in filed
	filed []int32
	tell  []int32 // per list, the number that last told it from another list
	mark  []int32 // per number, the last list b that has it, plus 1
	dead  []bool
}

// newFiling files the lists; across holds the same pairs the other way round.
func newFiling(lists, across [][]int32) *filing {
	f := &filing{lists: lists, start: make([]int32, len(across)+1), filed: make([]int32, len(lists)),
		tell: make([]int32, len(lists)), mark: make([]int32, len(across)), dead: make([]bool, len(lists))}
	for a, list := range lists {
		if len(list) == 0 {
			continue
		}
		rare := list[0]
		for _, x := range list[1:] {
			if len(across[x]) < len(across[rare]) {
				rare = x
			}
		}
		f.tell[a] = rare
		f.start[rare+1]++
	}
	for x := range across {
		f.start[x+1] += f.start[x]
	}
	at := append([]int32(nil), f.start[:len(across)]...)
	for a, list := range lists {
		if len(list) > 0 {
			x := f.tell[a]
			f.filed[at[x]] = int32(a)
			at[x]++
		}
	}
	return f
}

// find calls drop for every two lists a within b that are both alive; it returns the one to drop, a or b, or -1. Equal lists are told
// both ways round. The lists dropped are true in dead; find counts them.
func (f *filing) find(w *work, drop func(a, b int32) int32) int {
	dropped, looked := 0, 0
	for i := range f.lists {
		b := int32(i)
		if f.dead[b] {
			continue
		}
		list := f.lists[b]
		looked += 2 * len(list)
		for _, x := range list {
			f.mark[x] = b + 1
		}
	next:
		for _, x := range list {
			for _, a := range f.filed[f.start[x]:f.start[x+1]] {
				looked++
				if f.mark[f.tell[a]] != b+1 || f.dead[a] || a == b || len(f.lists[a]) > len(list) || !f.within(a, b) {
					continue
				}
				d := drop(a, b)
				if d < 0 {
					continue
				}
				f.dead[d] = true
				dropped++
				if d == b {
					break next
				}
			}
		}
	}
	w.spend(looked)
	return dropped
}

// within tells whether every number of a is marked as one of b's.
func (f *filing) within(a, b int32) bool {
	for _, x := range f.lists[a] {
		if f.mark[x] != b+1 {
			f.tell[a] = x
			return false
		}
	}
	return true
}

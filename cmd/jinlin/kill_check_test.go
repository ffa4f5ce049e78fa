package main_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/fixtures"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
	"jinlin/verify"
)

// house is who may do everything.
var house = access.House("", access.RemoteLoopback)

func newUseCases(s registry.Store) *workspace.Workspace {
	return workspace.New(workspace.Config{Store: s, Guard: &access.Guard{}, Now: time.Now, Random: rand.Reader, Wait: sleep, CacheHomes: -1, JobHomes: 1 << 30})
}

// manyVillages are made-up villages of so many homes, whose ids begin with a letter and a number.
func manyVillages(letter string, n, homes int) exchange.Dataset {
	return fixtures.Dataset(func(yield func(fixtures.Village) bool) {
		for i := range n {
			for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindVillage, Seed: uint64(i), Homes: homes}) {
				if !yield(named(v, fmt.Sprintf("%s%02d", letter, i))) {
					return
				}
			}
		}
	})
}

// named gives a village and its records ids of their own.
func named(v fixtures.Village, id string) fixtures.Village {
	v.ID = engine.AreaID(id)
	for i := range v.Households {
		v.Households[i].Area, v.Households[i].ID = v.ID, engine.HouseholdID(id)+v.Households[i].ID
	}
	for i := range v.Members {
		m := &v.Members[i]
		m.ID = engine.MemberID(id) + m.ID
		if m.Area != "" {
			m.Area = v.ID
		}
		if m.Household != "" {
			m.Household = engine.HouseholdID(id) + m.Household
		}
	}
	return v
}

// A judge remembers what it has judged, and how jobs ended.
type judge struct {
	judged map[string]bool
	ended  map[registry.JobID]registry.Job
	ends   map[registry.JobState]int
}

// A state is all there is to check, read at one moment.
type state struct {
	homes map[engine.HouseholdID]int
	plans map[registry.PlanID]registry.Plan
	// notes and asks count plans by their note, and jobs by that of what they were asked.
	notes, asks map[string]int
	note        map[registry.JobID]string
	jobs        map[registry.JobID]registry.Job
	batches     map[registry.JobID][]registry.Job
	entries     map[string]int
}

// check judges what is in the store while nobody works on it.
func (k *killing) check() {
	k.Helper()
	if r := run(k.T, k.TempDir(), "doctor", "--store", k.where); r.code != 0 {
		k.Errorf("doctor: %s%s", r.out, r.errout)
	}
	s := k.opened()
	defer k.closed(s)
	st := k.read(s)
	k.checkRecords(st)
	k.checkBulk(st)
	k.checkPlans(newUseCases(s), st)
	k.checkJobs(st)
	k.checkEntries(st)
}

func (k *killing) read(s registry.Store) *state {
	k.Helper()
	st := &state{
		homes: map[engine.HouseholdID]int{}, plans: map[registry.PlanID]registry.Plan{}, notes: map[string]int{}, asks: map[string]int{},
		note: map[registry.JobID]string{}, jobs: map[registry.JobID]registry.Job{}, batches: map[registry.JobID][]registry.Job{}, entries: map[string]int{},
	}
	k.ok(s.Read(k.Context(), func(tx registry.Tx) error { return st.read(k.Context(), tx, k.small) }))
	return st
}

func (st *state) read(ctx context.Context, tx registry.Tx, small []engine.AreaID) error {
	for _, id := range small {
		r, err := tx.Records(ctx, id, 0, false)
		if err != nil {
			return err
		}
		for _, h := range r.Households {
			st.homes[h.ID] = h.Residents
		}
	}
	plans, err := tx.Plans(ctx, registry.PlanQuery{})
	if err != nil {
		return err
	}
	for _, p := range plans {
		if st.plans[p.ID], err = tx.Plan(ctx, p.ID); err != nil {
			return err
		}
		st.notes[p.Note]++
	}
	jobs, err := tx.Jobs(ctx, registry.JobQuery{})
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if j.Kind == workspace.JobForget { // nobody asked for it
			continue
		}
		st.jobs[j.ID] = j
		if j.Kind != workspace.JobImport {
			var ask workspace.Ask
			if err := json.Unmarshal(j.Args, &ask); err != nil {
				return err
			}
			st.note[j.ID] = ask.Note
			st.asks[ask.Note]++
		}
		if st.batches[j.ID], err = tx.Batches(ctx, j.ID); err != nil {
			return err
		}
	}
	entries, err := tx.Entries(ctx, registry.EntryQuery{})
	for _, e := range entries {
		st.entries[e.Action+" "+e.Object]++
		if e.Action == string(access.Publish) {
			st.entries[e.Action+" "+e.Object+" "+string(e.Area)]++
		}
	}
	return err
}

// checkRecords: each home has a number that was acknowledged, or was asked for later.
func (k *killing) checkRecords(st *state) {
	for home, least := range k.least {
		if n, there := st.homes[home]; !there || n < least {
			k.Errorf("home %s has %d, and %d was acknowledged", home, n, least)
		}
	}
	for home, n := range st.homes {
		if most, ours := k.most[home]; ours && n > most {
			k.Errorf("home %s has %d, and only %d was asked for", home, n, most)
		}
	}
}

// checkBulk: the homes of a bulk all have the number of one import, and not that of one before the last that was done.
func (k *killing) checkBulk(st *state) {
	jobs, least := 0, 0
	for id, n := range k.bulk {
		j, there := st.jobs[id]
		if !there {
			k.Errorf("job %s was acknowledged, and is not there", id)
		}
		if j.State == registry.JobDone {
			least = max(least, n)
		}
	}
	for _, j := range st.jobs {
		if j.Kind == workspace.JobImport {
			jobs++
		}
	}
	if jobs > k.bulks || jobs < len(k.bulk) {
		k.Errorf("%d jobs import; %d were asked for, %d acknowledged", jobs, k.bulks, len(k.bulk))
	}
	first := st.homes["B-0"]
	if first < least {
		k.Errorf("the homes of a bulk have %d, and %d was imported", first, least)
	}
	for i := range bulkHomes {
		if n := st.homes[engine.HouseholdID(fmt.Sprintf("B-%d", i))]; n != first {
			k.Errorf("half an import: home B-%d has %d, the first %d", i, n, first)
		}
	}
}

// checkPlans: every plan is whole and true, what was acknowledged is there, and nothing was made twice.
func (k *killing) checkPlans(w *workspace.Workspace, st *state) {
	if k.judge.judged == nil {
		k.judge.judged = map[string]bool{}
	}
	for id, p := range st.plans {
		if len(p.Areas) == 0 || p.Note == "" || !k.solvesAsked[p.Note] {
			k.Errorf("plan %s of %d areas, made for %q", id, len(p.Areas), p.Note)
		}
		for _, a := range p.Areas {
			key := fmt.Sprint(a.Area, a.Hash, a.Records)
			if k.judge.judged[key] {
				continue
			}
			k.judge.judged[key] = true
			s, err := w.AreaPlan(k.Context(), house, id, a.Area)
			k.ok(err)
			report, err := verify.Check(k.Context(), s.Problem, s.Plan)
			k.ok(err)
			if !report.OK() {
				k.Errorf("plan %s, area %s: %v", id, a.Area, report.Findings)
			}
		}
	}
	for id, key := range k.plans {
		if p, there := st.plans[id]; !there || p.Note != key {
			k.Errorf("plan %s was acknowledged, and is %q", id, p.Note)
		}
	}
	for note, n := range st.notes {
		if n != 1 {
			k.Errorf("%q made %d plans", note, n)
		}
	}
	for key := range k.inDoubt {
		if st.notes[key] == 0 && st.asks[key] == 0 {
			k.Errorf("%q was said to be done, and there is neither plan nor job", key)
		}
	}
	for id, n := range k.published {
		if p := st.plans[id]; n.sure > 0 && p.Status == registry.PlanDraft {
			k.Errorf("plan %s was published, and is a draft", id)
		}
	}
}

// checkJobs: what was acknowledged is there, once; what had ended has not changed; what is done has a plan of all its areas, what failed has none.
func (k *killing) checkJobs(st *state) {
	if k.judge.ended == nil {
		k.judge.ended, k.judge.ends = map[registry.JobID]registry.Job{}, map[registry.JobState]int{}
	}
	for id, key := range k.jobs {
		if _, there := st.jobs[id]; !there || st.note[id] != key {
			k.Errorf("job %s was acknowledged, and is for %q", id, st.note[id])
		}
	}
	for note, n := range st.asks {
		if n != 1 {
			k.Errorf("%q made %d jobs", note, n)
		}
	}
	for id, j := range st.jobs {
		before, had := k.judge.ended[id]
		if had && (before.State != j.State || !before.End.Equal(j.End) || string(before.Result) != string(j.Result) || before.Attempt != j.Attempt) {
			k.Errorf("job %s had ended: %+v, now %+v", id, before, j)
		}
		if j.State.Ended() && !had {
			k.judge.ended[id] = j
			k.judge.ends[j.State]++
			k.checkEnd(st, j)
		}
		if !j.State.Ended() && st.notes[st.note[id]] != 0 {
			k.Errorf("job %s is %s, and has a plan already", id, j.State)
		}
	}
}

// checkEnd checks a job that has ended.
func (k *killing) checkEnd(st *state, j registry.Job) {
	for _, b := range st.batches[j.ID] {
		if !b.State.Ended() {
			k.Errorf("job %s has ended, and its batch %s is %s", j.ID, b.ID, b.State)
		}
	}
	note := st.note[j.ID]
	if j.Kind == workspace.JobImport && j.State == registry.JobDone {
		return
	}
	if j.State != registry.JobDone {
		if st.notes[note] != 0 {
			k.Errorf("job %s is %s, and made a plan", j.ID, j.State)
		}
		if j.State == registry.JobFailed && !strings.Contains(string(j.Failure), "starts came to nothing") {
			k.Errorf("job %s: %s", j.ID, j.Failure)
		}
		return
	}
	var made workspace.Made
	k.ok(json.Unmarshal(j.Result, &made))
	p, there := st.plans[made.Plan]
	if !there || p.Note != note || len(p.Areas) != len(j.Areas) {
		k.Errorf("job %s made %q: %d of %d areas, %q", j.ID, made.Plan, len(p.Areas), len(j.Areas), p.Note)
	}
}

// checkEntries: the trail tells of everything as often as it was done.
func (k *killing) checkEntries(st *state) {
	for id := range st.plans {
		if n := st.entries["solve plan/"+string(id)]; n != 1 {
			k.Errorf("plan %s was made %d times", id, n)
		}
	}
	for id, j := range st.jobs {
		action := access.Solve
		if j.Kind == workspace.JobImport {
			action = access.EditRecords
		}
		if n := st.entries[string(action)+" job/"+string(id)]; n != 1 {
			k.Errorf("job %s was asked for %d times", id, n)
		}
	}
	for _, area := range k.small[:2] {
		want, n := spanOf(k.edits, area), st.entries["edit area/"+string(area)]-1 // the first is the import of the beginning
		if n < want.sure || n > want.sure+want.maybe {
			k.Errorf("area %s was edited %d times; %d were acknowledged, %d not answered", area, n, want.sure, want.maybe)
		}
	}
	for id, want := range k.published {
		for _, a := range st.plans[id].Areas {
			n := st.entries["publish plan/"+string(id)+" "+string(a.Area)]
			if n < want.sure || n > want.sure+want.maybe {
				k.Errorf("plan %s was published %d times; %d were acknowledged, %d not answered", id, n, want.sure, want.maybe)
			}
		}
	}
}

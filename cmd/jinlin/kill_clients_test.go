package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"slices"
	"sync"
	"time"

	"jinlin/engine"
	"jinlin/httpapi/manage"
	"jinlin/service/registry"
)

// What clients ask for.
const (
	opEdit    = "edit"
	opImport  = "import"
	opSolve   = "solve"
	opPublish = "publish"
)

// A request can be sent again as it was.
type request struct {
	op, method, path, media, key, match string
	body                                []byte
	// home gets the number n by an edit or an import, in area; plan is what is published.
	area engine.AreaID
	home engine.HouseholdID
	n    int
	plan registry.PlanID
	// bulk imports give the same number to many homes, by a job.
	bulk bool
}

// A said is a request with its answer.
type said struct {
	request
	status int
	body   string
}

// A ledger is what was acknowledged, and what was asked without an answer.
type ledger struct {
	small []engine.AreaID

	mu sync.Mutex
	// least and most are the numbers that homes have at least, since that was acknowledged, and may have at most, since that was asked for.
	least, most map[engine.HouseholdID]int
	where       map[engine.HouseholdID]engine.AreaID
	// plans are acknowledged, by id with their keys; drafts are those to publish, with their revisions.
	plans  map[registry.PlanID]string
	drafts map[registry.PlanID]int64
	jobs   map[registry.JobID]string
	// acked counts acknowledged requests by kind, edits and publications how many of an area and a plan were acknowledged, and asked for without an answer.
	acked       map[string]int
	edits       map[engine.AreaID]*span
	published   map[registry.PlanID]*span
	unanswered  []request
	answered    []said
	inDoubt     map[string]bool // keys of plans that must be there, once, whatever they are
	lost        int
	solvesAsked map[string]bool
	// bulk are the jobs that import, with the number that they give to all homes of a bulk; bulks counts those that were asked for.
	bulk   map[registry.JobID]int
	bulks  int
	serial int
}

// A span is how often something was done at least, and how often it may have been besides.
type span struct{ sure, maybe int }

func newLedger() *ledger {
	return &ledger{
		least: map[engine.HouseholdID]int{}, most: map[engine.HouseholdID]int{}, where: map[engine.HouseholdID]engine.AreaID{}, plans: map[registry.PlanID]string{},
		drafts: map[registry.PlanID]int64{}, jobs: map[registry.JobID]string{}, acked: map[string]int{}, edits: map[engine.AreaID]*span{},
		published: map[registry.PlanID]*span{}, inDoubt: map[string]bool{}, solvesAsked: map[string]bool{}, bulk: map[registry.JobID]int{},
	}
}

func spanOf[K comparable](at map[K]*span, key K) *span {
	if at[key] == nil {
		at[key] = &span{}
	}
	return at[key]
}

// asking notes a request before it is sent.
func (l *ledger) asking(r request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.bulk {
		l.bulks++
		return
	}
	switch r.op {
	case opEdit, opImport:
		l.most[r.home], l.where[r.home] = max(l.most[r.home], r.n), r.area
	case opSolve:
		l.solvesAsked[r.key] = true
	}
}

// unheard notes a request whose answer never came.
func (l *ledger) unheard(r request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost++
	switch r.op {
	case opEdit:
		spanOf(l.edits, r.area).maybe++
	case opPublish:
		spanOf(l.published, r.plan).maybe++
	}
	l.unanswered = append(l.unanswered, r)
}

// heard notes an answer that says that it was done.
func (l *ledger) heard(s said) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acked[s.op]++
	if s.key != "" {
		l.answered = append(l.answered, s)
	}
	switch s.op {
	case opEdit:
		spanOf(l.edits, s.area).sure++
		l.least[s.home] = max(l.least[s.home], s.n)
	case opImport:
		if s.bulk {
			var report manage.ImportReport
			if err := json.Unmarshal([]byte(s.body), &report); err != nil || report.Job == nil {
				return fmt.Errorf("%d: no job: %s %w", s.status, s.body, err)
			}
			l.bulk[report.Job.ID] = s.n
			return nil
		}
		l.least[s.home] = max(l.least[s.home], s.n)
	case opPublish:
		spanOf(l.published, s.plan).sure++
		delete(l.drafts, s.plan)
	case opSolve:
		var asked manage.PlanAsked
		if err := json.Unmarshal([]byte(s.body), &asked); err != nil {
			return err
		}
		switch {
		case s.status == http.StatusCreated && asked.Plan != nil:
			l.plans[asked.Plan.ID], l.drafts[asked.Plan.ID] = s.key, asked.Plan.Revision
		case s.status == http.StatusAccepted && asked.Job != nil:
			l.jobs[asked.Job.ID] = s.key
		default:
			return fmt.Errorf("%d: neither a plan nor a job: %s", s.status, s.body)
		}
	}
	return nil
}

// next is a number that nothing else has.
func (l *ledger) next() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.serial++
	return l.serial
}

// A customer works with the server until that dies.
type customer struct {
	*killing
	url    string
	web    *http.Client
	random *rand.Rand
	name   string
}

// errGone tells that the server does not answer any more.
var errGone = errors.New("the server is gone")

// work lets several customers work at once, until the server is gone.
func (k *killing) work(url string, seed uint64) {
	web := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	defer web.CloseIdleConnections()
	// First what is open, so that nothing old comes after what is new.
	if (&customer{killing: k, url: url, web: web, random: rand.New(rand.NewPCG(seed, 100))}).sendAgain() != nil {
		return
	}
	var all sync.WaitGroup
	for i, days := range []func(*customer) error{(*customer).edit, (*customer).edit, (*customer).imports, (*customer).solve, (*customer).solve, (*customer).publish} {
		c := &customer{killing: k, url: url, web: web, random: rand.New(rand.NewPCG(seed, uint64(i))), name: fmt.Sprint(i)}
		all.Go(func() {
			for days(c) == nil && !k.Failed() {
				time.Sleep(time.Duration(c.random.IntN(20)) * time.Millisecond)
			}
		})
	}
	all.Wait()
}

// send asks, and notes what came of it. The error is errGone.
func (c *customer) send(r request, done ...int) (said, error) {
	c.asking(r)
	s, _, err := c.try(r)
	if err != nil {
		c.unheard(r)
		return s, errGone
	}
	if slices.Contains(done, s.status) {
		if err := c.heard(s); err != nil {
			c.Error(err)
		}
	}
	return s, nil
}

// try sends a request and reads the whole answer.
func (c *customer) try(r request) (said, string, error) {
	q, err := http.NewRequestWithContext(c.Context(), r.method, c.url+r.path, bytes.NewReader(r.body))
	if err != nil {
		return said{}, "", err
	}
	q.Header.Set("Content-Type", r.media)
	if r.key != "" {
		q.Header.Set("Idempotency-Key", r.key)
	}
	if r.match != "" {
		q.Header.Set("If-Match", r.match)
	}
	a, err := c.web.Do(q)
	if err != nil {
		return said{}, "", err
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		return said{}, "", err
	}
	if a.StatusCode >= 500 && a.StatusCode != http.StatusServiceUnavailable {
		c.Errorf("%s %s: %d %s", r.method, r.path, a.StatusCode, text)
	}
	return said{r, a.StatusCode, string(text)}, a.Header.Get("ETag"), nil
}

// other fails the test for an answer that nobody expects here.
func (c *customer) other(s said, known ...int) {
	if !slices.Contains(append(known, http.StatusServiceUnavailable), s.status) {
		c.Errorf("%s %s: %d %s", s.method, s.path, s.status, s.body)
	}
}

const jsonMedia = "application/json"

// edit gives a home of its own a new number. Areas 0 and 1 are only edited.
func (c *customer) edit() error {
	area := c.small[c.random.IntN(2)]
	path := "/v1/areas/" + string(area) + "/records"
	read, tag, err := c.try(request{method: http.MethodGet, path: "/v1/areas/" + string(area), media: jsonMedia})
	if err != nil {
		return errGone
	}
	c.other(read, http.StatusOK)
	r := request{op: opEdit, method: http.MethodPatch, path: path, media: jsonMedia, match: tag, area: area,
		home: engine.HouseholdID(fmt.Sprintf("E-%s-%s-%d", c.name, area, c.random.IntN(5))), n: c.next()}
	home := map[string]any{"id": r.home, "lon": 114.5, "lat": 37.8, "residents": r.n}
	body, err := json.Marshal(map[string]any{"edits": []any{map[string]any{"put_households": []any{home}}}})
	c.ok(err)
	r.body = body
	s, err := c.send(r, http.StatusOK)
	if err == nil {
		c.other(s, http.StatusOK, http.StatusPreconditionFailed)
	}
	return err
}

// bulkHomes are more than are imported within a request.
const bulkHomes = 150

// imports gives homes new numbers by a file. Areas 2 and 3 are only imported into.
func (c *customer) imports() error {
	r := request{op: opImport, method: http.MethodPost, path: "/v1/imports", area: c.small[2+c.random.IntN(2)], n: c.next()}
	r.key = fmt.Sprintf("import-%d", r.n)
	var table bytes.Buffer
	table.WriteString("id,village,lon,lat,residents\n")
	row := func(home engine.HouseholdID) { fmt.Fprintf(&table, "%s,%s,114.5,37.8,%d\n", home, r.area, r.n) }
	if c.random.IntN(4) == 0 && c.openJobs() < 6 {
		r.bulk, r.area = true, c.small[3]
		for i := range bulkHomes {
			row(engine.HouseholdID(fmt.Sprintf("B-%d", i)))
		}
	} else {
		r.home = engine.HouseholdID(fmt.Sprintf("I-%s-%d", r.area, c.random.IntN(5)))
		row(r.home)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	c.ok(form.WriteField("datum", "wgs84"))
	c.ok(form.WriteField("region", "S"))
	file, err := form.CreateFormFile("households", "h.csv")
	c.ok(err)
	_, err = table.WriteTo(file)
	c.ok(err)
	c.ok(form.Close())
	r.media, r.body = form.FormDataContentType(), body.Bytes()
	s, err := c.send(r, http.StatusOK, http.StatusAccepted)
	if err == nil {
		c.other(s, http.StatusOK, http.StatusAccepted)
	}
	return err
}

// solve asks for a plan: of a small area at once, of several or of the large ones as a job. The key is noted in the plan.
func (c *customer) solve() error {
	key := fmt.Sprintf("plan-%d", c.next())
	wish := map[string]any{"note": key}
	switch c.random.IntN(5) {
	case 0:
		wish["regions"] = []string{"L"}
	case 1:
		wish["areas"] = []engine.AreaID{c.small[2], c.small[4], c.small[5]}
		wish["rebalance"] = true
	default:
		wish["areas"] = []engine.AreaID{c.small[c.random.IntN(len(c.small))]}
	}
	if c.openJobs() > 4 {
		wish = map[string]any{"note": key, "areas": []engine.AreaID{c.small[0]}}
	}
	body, err := json.Marshal(wish)
	c.ok(err)
	r := request{op: opSolve, method: http.MethodPost, path: "/v1/plans", media: jsonMedia, key: key, body: body}
	s, err := c.send(r, http.StatusCreated, http.StatusAccepted)
	if err == nil {
		c.other(s, http.StatusCreated, http.StatusAccepted)
	}
	return err
}

// openJobs counts those that have not ended, as far as the server is there to tell.
func (c *customer) openJobs() int {
	s, _, err := c.try(request{method: http.MethodGet, path: "/v1/jobs?state=queued,running", media: jsonMedia})
	var list manage.List[manage.Job]
	if err != nil || json.Unmarshal([]byte(s.body), &list) != nil {
		return 0
	}
	return len(list.Items)
}

// publish puts a draft in force.
func (c *customer) publish() error {
	c.mu.Lock()
	ids := make([]registry.PlanID, 0, len(c.drafts))
	for id := range c.drafts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var id registry.PlanID
	var revision int64
	if len(ids) > 0 {
		id = ids[c.random.IntN(len(ids))]
		revision = c.drafts[id]
	}
	c.mu.Unlock()
	if id == "" {
		_, _, err := c.try(request{method: http.MethodGet, path: "/healthz", media: jsonMedia})
		if err != nil {
			return errGone
		}
		return nil
	}
	r := request{op: opPublish, method: http.MethodPost, path: "/v1/plans/" + string(id) + "/publication", media: jsonMedia, key: fmt.Sprintf("publish-%d", c.next()),
		match: fmt.Sprintf("%q", fmt.Sprint(revision)), plan: id}
	s, err := c.send(r, http.StatusOK)
	if err == nil {
		c.other(s, http.StatusOK, http.StatusPreconditionFailed)
		if s.status == http.StatusPreconditionFailed { // a publication that was not answered had been carried out
			c.mu.Lock()
			delete(c.drafts, id)
			c.mu.Unlock()
		}
	}
	return err
}

// counts are what became of requests that were sent again.
type counts struct{ replayed, done, told, refused int }

// sendAgain sends again all that was never answered, and some of what was. The error is errGone.
func (c *customer) sendAgain() error {
	c.mu.Lock()
	open, known := c.unanswered, slices.Clone(c.answered)
	c.unanswered, c.answered = nil, nil
	c.mu.Unlock()
	for i, r := range open {
		s, _, err := c.try(r)
		if err != nil {
			c.mu.Lock()
			c.unanswered = append(c.unanswered, open[i:]...)
			c.mu.Unlock()
			return errGone
		}
		c.settled(s)
	}
	for _, first := range known {
		if c.random.IntN(max(1, len(known)/5)) > 0 {
			continue
		}
		s, _, err := c.try(first.request)
		if err != nil {
			return errGone
		}
		switch {
		case s.status == first.status && s.body == first.body:
			c.again.replayed++
		case s.status == http.StatusConflict: // killed between the answer and the note of it: not carried out again
			c.again.told++
		default:
			c.Errorf("%s %s sent again: %d %s\nat first: %d %s", s.method, s.path, s.status, s.body, first.status, first.body)
		}
	}
	return nil
}

// settled notes what became of a request that was never answered, and is sent again.
func (c *customer) settled(s said) {
	switch {
	case s.status < 300:
		c.again.done++
		c.mu.Lock()
		switch s.op { // heard counts it as sure; it is one, and not two
		case opEdit:
			c.edits[s.area].maybe--
		case opPublish:
			c.published[s.plan].maybe--
		}
		c.mu.Unlock()
		if err := c.heard(s); err != nil {
			c.Error(err)
		}
	case s.status == http.StatusConflict && s.key != "": // it was carried out, and its answer is lost
		c.again.told++
		c.mu.Lock()
		if s.op == opSolve {
			c.inDoubt[s.key] = true
		}
		if s.op == opImport && !s.bulk {
			c.least[s.home] = max(c.least[s.home], s.n)
		}
		c.mu.Unlock()
	case s.status == http.StatusPreconditionFailed && s.match != "":
		c.again.refused++
	default:
		c.Errorf("%s %s sent again: %d %s", s.method, s.path, s.status, s.body)
	}
}

// awaitJobs waits until no job is left.
func (k *killing) awaitJobs(c *customer) {
	k.Helper()
	for end := time.Now().Add(2 * time.Minute); c.openJobs() > 0; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			s, _, _ := c.try(request{method: http.MethodGet, path: "/v1/jobs?state=queued,running", media: jsonMedia})
			k.Fatal("jobs do not end: ", s.body)
		}
	}
}

-- Everything that is kept, see package service/registry.
--
-- Numbers named revision, since, until and n come from one counter, so that none of them ever comes back. A record of an area is kept in versions:
-- it holds from the change `since` to before the change `until`, and the version of now has the largest integer there is for `until`. A change closes a
-- version and adds one. The key begins with area and until, so that the versions of now lie together, and those of the past beside them.
--
-- Times are microseconds since 1970 (UTC), lists are JSON, shapes well-known binary (WKB), all positions WGS-84 degrees.

-- +goose Up
PRAGMA application_id = 1246645326;

CREATE TABLE counter (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  n   INTEGER NOT NULL
) STRICT;
INSERT INTO counter (one, n) VALUES (1, 0);

CREATE TABLE policies (
  name     TEXT PRIMARY KEY,
  document BLOB,
  revision INTEGER NOT NULL
) STRICT;

CREATE TABLE regions (
  id       TEXT PRIMARY KEY,
  parent   TEXT REFERENCES regions (id),
  name     TEXT NOT NULL,
  policy   TEXT NOT NULL,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX regions_by_parent ON regions (parent);

-- Plans: area plans are kept once, by the hash of their content.
CREATE TABLE area_plans (
  hash    TEXT PRIMARY KEY,
  at      INTEGER NOT NULL,
  content BLOB
) STRICT;

CREATE TABLE plans (
  n        INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  parent   TEXT REFERENCES plans (id) ON DELETE SET NULL,
  status   TEXT NOT NULL CHECK (status IN ('draft', 'published', 'superseded')),
  scheme   TEXT NOT NULL,
  policy   BLOB,
  note     TEXT NOT NULL,
  author   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  revision INTEGER NOT NULL
) STRICT;
CREATE INDEX plans_by_parent ON plans (parent) WHERE parent IS NOT NULL;

CREATE TABLE plan_areas (
  plan    TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
  area    TEXT NOT NULL,
  hash    TEXT NOT NULL REFERENCES area_plans (hash),
  records INTEGER NOT NULL,
  summary BLOB,
  PRIMARY KEY (plan, area)
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_areas_by_area ON plan_areas (area, records);
CREATE INDEX plan_areas_by_hash ON plan_areas (hash);

CREATE TABLE areas (
  id         TEXT PRIMARY KEY,
  region     TEXT REFERENCES regions (id),
  name       TEXT NOT NULL,
  boundary   BLOB,
  datum      TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  records    INTEGER NOT NULL,
  published  TEXT REFERENCES plans (id),
  households INTEGER NOT NULL,
  members    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX areas_by_region ON areas (region, id);
CREATE INDEX areas_by_plan ON areas (published) WHERE published IS NOT NULL;

-- The states of an area's records that can be read back: each from a revision to before another, and from when to when.
CREATE TABLE states (
  area  TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  at    INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  PRIMARY KEY (area, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE households (
  area        TEXT NOT NULL,
  until       INTEGER NOT NULL,
  id          TEXT NOT NULL,
  since       INTEGER NOT NULL,
  lon         REAL NOT NULL,
  lat         REAL NOT NULL,
  weight      INTEGER NOT NULL,
  priority    INTEGER NOT NULL,
  grp         TEXT NOT NULL,
  services    TEXT,
  association TEXT NOT NULL,
  residents   INTEGER NOT NULL,
  preferences TEXT,
  PRIMARY KEY (area, until, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX households_now ON households (id) WHERE until = 9223372036854775807;

CREATE TABLE members (
  id           TEXT NOT NULL,
  until        INTEGER NOT NULL,
  since        INTEGER NOT NULL,
  area         TEXT NOT NULL,
  household    TEXT NOT NULL,
  lon          REAL NOT NULL,
  lat          REAL NOT NULL,
  located      INTEGER NOT NULL,
  duty         TEXT,
  status       TEXT NOT NULL,
  capable      INTEGER NOT NULL,
  title        TEXT NOT NULL,
  organisation TEXT NOT NULL,
  skills       TEXT,
  association  TEXT NOT NULL,
  source       TEXT NOT NULL,
  nomination   TEXT NOT NULL,
  preferences  TEXT,
  min_load     INTEGER,
  max_load     INTEGER,
  PRIMARY KEY (id, until)
) STRICT, WITHOUT ROWID;

-- Where each version of a member counts: where he lives, and where he is on duty.
CREATE TABLE duties (
  area   TEXT NOT NULL,
  until  INTEGER NOT NULL,
  member TEXT NOT NULL,
  since  INTEGER NOT NULL,
  PRIMARY KEY (area, until, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX duties_by_member ON duties (member, until);

CREATE TABLE sites (
  area      TEXT NOT NULL,
  until     INTEGER NOT NULL,
  id        TEXT NOT NULL,
  since     INTEGER NOT NULL,
  household TEXT NOT NULL,
  lon       REAL NOT NULL,
  lat       REAL NOT NULL,
  public    INTEGER NOT NULL,
  use       TEXT NOT NULL,
  cost      INTEGER,
  capacity  INTEGER,
  PRIMARY KEY (area, until, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sites_now ON sites (id) WHERE until = 9223372036854775807;

CREATE TABLE pairs (
  area      TEXT NOT NULL,
  until     INTEGER NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('lock', 'forbidden')),
  household TEXT NOT NULL,
  member    TEXT NOT NULL,
  since     INTEGER NOT NULL,
  PRIMARY KEY (area, until, kind, household, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX pairs_by_member ON pairs (member) WHERE until = 9223372036854775807;

-- What is told of an area as a whole: neighbouring homes (JSON), barriers (WKB).
CREATE TABLE sheets (
  area  TEXT NOT NULL,
  until INTEGER NOT NULL,
  kind  TEXT NOT NULL CHECK (kind IN ('adjacency', 'barriers')),
  since INTEGER NOT NULL,
  body  BLOB NOT NULL,
  PRIMARY KEY (area, until, kind)
) STRICT, WITHOUT ROWID;

-- Names and phones have no past: what is dropped is gone.
CREATE TABLE household_contacts (
  id    TEXT PRIMARY KEY,
  name  TEXT NOT NULL,
  phone TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE member_contacts (
  id    TEXT PRIMARY KEY,
  name  TEXT NOT NULL,
  phone TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  n       INTEGER PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  kind    TEXT NOT NULL,
  parent  TEXT REFERENCES jobs (id) ON DELETE CASCADE,
  args    BLOB,
  result  BLOB,
  failure BLOB,
  state   TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  done    INTEGER NOT NULL,
  steps   INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  lease   INTEGER NOT NULL,
  cancel  INTEGER NOT NULL,
  author  TEXT NOT NULL,
  at      INTEGER NOT NULL,
  started INTEGER NOT NULL,
  ended   INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_open ON jobs (n) WHERE state IN ('queued', 'running');
CREATE INDEX jobs_by_parent ON jobs (parent, id) WHERE parent IS NOT NULL;

CREATE TABLE job_areas (
  job  TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  area TEXT NOT NULL,
  PRIMARY KEY (job, area)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_areas_by_area ON job_areas (area);

-- Which job has an area to itself; for batches it is their parent.
CREATE TABLE held (
  area TEXT PRIMARY KEY,
  job  TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX held_by_job ON held (job);

CREATE TABLE accounts (
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  folded   TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL,
  subject  TEXT UNIQUE,
  disabled INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  at       INTEGER NOT NULL
) STRICT;

CREATE TABLE grants (
  account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  place   INTEGER NOT NULL,
  role    TEXT NOT NULL,
  region  TEXT REFERENCES regions (id),
  area    TEXT REFERENCES areas (id),
  member  TEXT NOT NULL,
  PRIMARY KEY (account, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX grants_by_region ON grants (region) WHERE region IS NOT NULL;
CREATE INDEX grants_by_area ON grants (area) WHERE area IS NOT NULL;

CREATE TABLE sessions (
  hash    BLOB PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  csrf    TEXT NOT NULL,
  at      INTEGER NOT NULL,
  seen    INTEGER NOT NULL,
  ends    INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_end ON sessions (ends);

CREATE TABLE tokens (
  id      TEXT PRIMARY KEY,
  hash    BLOB NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  name    TEXT NOT NULL,
  scopes  TEXT,
  at      INTEGER NOT NULL,
  ends    INTEGER NOT NULL
) STRICT;
CREATE INDEX tokens_by_account ON tokens (account);

-- AUTOINCREMENT, so that the number of an entry that was forgotten is never given again.
CREATE TABLE entries (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  at     INTEGER NOT NULL,
  author TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  area   TEXT NOT NULL,
  detail BLOB
) STRICT;
CREATE INDEX entries_by_area ON entries (area, id);
CREATE INDEX entries_by_author ON entries (author, id);
CREATE INDEX entries_by_time ON entries (at);
-- +goose StatementBegin
CREATE TRIGGER entries_stand BEFORE UPDATE ON entries BEGIN
  SELECT raise(ABORT, 'entries are never changed');
END;
-- +goose StatementEnd

CREATE TABLE replies (
  author  TEXT NOT NULL,
  key     TEXT NOT NULL,
  request BLOB,
  status  INTEGER NOT NULL,
  header  BLOB,
  body    BLOB,
  at      INTEGER NOT NULL,
  PRIMARY KEY (author, key)
) STRICT;
CREATE INDEX replies_by_time ON replies (at);

-- Everything that is kept, see package service/registry. All of it lies in the schema that the connection names first (jinlin).
--
-- Numbers named revision, since, until and n come from one sequence, so that none of them ever comes back; a transaction draws its numbers after it has
-- taken its snapshot, so that of two changes of one record the later one has the larger number. A record of an area is kept in versions:
-- it holds from the change `since` to before the change `until`, and the version of now has the largest integer there is for `until`. A change closes a
-- version and adds one. The key begins with area and until, so that the versions of now lie together, and those of the past beside them.
--
-- Positions are WGS-84 degrees as exact doubles; `place` and `shape` are the same for PostGIS (EPSG:4326). Ids are ordered by their bytes.

-- +goose Up
CREATE SEQUENCE numbers AS bigint;

-- Nothing is in it: writers lock it, all of them together, or one alone who would else be kept waiting by the others for ever.
CREATE TABLE turn ();

CREATE TABLE policies (
  name     text COLLATE "C" PRIMARY KEY,
  document bytea,
  revision bigint NOT NULL
);

CREATE TABLE regions (
  id       text COLLATE "C" PRIMARY KEY,
  parent   text COLLATE "C" REFERENCES regions (id),
  name     text COLLATE "C" NOT NULL,
  policy   text COLLATE "C" NOT NULL,
  revision bigint NOT NULL
);
CREATE INDEX regions_by_parent ON regions (parent);

-- Plans: area plans are kept once, by the hash of their content.
CREATE TABLE area_plans (
  hash    text COLLATE "C" PRIMARY KEY,
  at      timestamptz NOT NULL,
  content bytea
);

CREATE TABLE plans (
  n        bigint PRIMARY KEY,
  id       text COLLATE "C" NOT NULL UNIQUE,
  parent   text COLLATE "C" REFERENCES plans (id) ON DELETE SET NULL,
  status   text COLLATE "C" NOT NULL CHECK (status IN ('draft', 'published', 'superseded')),
  scheme   text COLLATE "C" NOT NULL,
  policy   bytea,
  note     text COLLATE "C" NOT NULL,
  author   text COLLATE "C" NOT NULL,
  at       timestamptz NOT NULL,
  revision bigint NOT NULL
);
CREATE INDEX plans_by_parent ON plans (parent) WHERE parent IS NOT NULL;

CREATE TABLE plan_areas (
  plan    text COLLATE "C" NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
  area    text COLLATE "C" NOT NULL,
  hash    text COLLATE "C" NOT NULL REFERENCES area_plans (hash),
  records bigint NOT NULL,
  summary bytea,
  PRIMARY KEY (plan, area)
);
CREATE INDEX plan_areas_by_area ON plan_areas (area, records);
CREATE INDEX plan_areas_by_hash ON plan_areas (hash);

CREATE TABLE areas (
  id         text COLLATE "C" PRIMARY KEY,
  region     text COLLATE "C" REFERENCES regions (id),
  name       text COLLATE "C" NOT NULL,
  boundary   bytea,
  shape      geometry (MultiPolygon, 4326),
  datum      text COLLATE "C" NOT NULL,
  revision   bigint NOT NULL,
  records    bigint NOT NULL,
  published  text COLLATE "C" REFERENCES plans (id),
  households bigint NOT NULL,
  members    bigint NOT NULL
);
CREATE INDEX areas_by_region ON areas (region, id);
CREATE INDEX areas_by_shape ON areas USING gist (shape);
CREATE INDEX areas_by_plan ON areas (published) WHERE published IS NOT NULL;

-- The states of an area's records that can be read back: each from a revision to before another, and from when to when.
CREATE TABLE states (
  area  text COLLATE "C" NOT NULL,
  since bigint NOT NULL,
  until bigint NOT NULL,
  at    timestamptz NOT NULL,
  ended timestamptz NOT NULL,
  PRIMARY KEY (area, since)
);

CREATE TABLE households (
  area        text COLLATE "C" NOT NULL,
  until       bigint NOT NULL,
  id          text COLLATE "C" NOT NULL,
  since       bigint NOT NULL,
  lon         double precision NOT NULL,
  lat         double precision NOT NULL,
  weight      bigint NOT NULL,
  priority    bigint NOT NULL,
  grp         text COLLATE "C" NOT NULL,
  services    text[],
  association text COLLATE "C" NOT NULL,
  residents   bigint NOT NULL,
  preferences jsonb,
  place       geometry (Point, 4326) GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED,
  PRIMARY KEY (area, until, id)
);
CREATE INDEX households_by_place ON households USING gist (place) WHERE until = 9223372036854775807;
CREATE UNIQUE INDEX households_now ON households (id) WHERE until = 9223372036854775807;

CREATE TABLE members (
  id           text COLLATE "C" NOT NULL,
  until        bigint NOT NULL,
  since        bigint NOT NULL,
  area         text COLLATE "C" NOT NULL,
  household    text COLLATE "C" NOT NULL,
  lon          double precision NOT NULL,
  lat          double precision NOT NULL,
  located      boolean NOT NULL,
  duty         text[],
  status       text COLLATE "C" NOT NULL,
  capable      boolean NOT NULL,
  title        text COLLATE "C" NOT NULL,
  organisation text COLLATE "C" NOT NULL,
  skills       text[],
  association  text COLLATE "C" NOT NULL,
  source       text COLLATE "C" NOT NULL,
  nomination   text COLLATE "C" NOT NULL,
  preferences  jsonb,
  min_load     bigint,
  max_load     bigint,
  place        geometry (Point, 4326) GENERATED ALWAYS AS (CASE WHEN located THEN ST_SetSRID(ST_MakePoint(lon, lat), 4326) END) STORED,
  PRIMARY KEY (id, until)
);

CREATE INDEX members_by_place ON members USING gist (place) WHERE until = 9223372036854775807;

-- Where each version of a member counts: where he lives, and where he is on duty.
CREATE TABLE duties (
  area   text COLLATE "C" NOT NULL,
  until  bigint NOT NULL,
  member text COLLATE "C" NOT NULL,
  since  bigint NOT NULL,
  PRIMARY KEY (area, until, member)
);
CREATE INDEX duties_by_member ON duties (member, until);

CREATE TABLE sites (
  area      text COLLATE "C" NOT NULL,
  until     bigint NOT NULL,
  id        text COLLATE "C" NOT NULL,
  since     bigint NOT NULL,
  household text COLLATE "C" NOT NULL,
  lon       double precision NOT NULL,
  lat       double precision NOT NULL,
  public    boolean NOT NULL,
  use       text COLLATE "C" NOT NULL,
  cost      bigint,
  capacity  bigint,
  place     geometry (Point, 4326) GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED,
  PRIMARY KEY (area, until, id)
);
CREATE INDEX sites_by_place ON sites USING gist (place) WHERE until = 9223372036854775807;
CREATE UNIQUE INDEX sites_now ON sites (id) WHERE until = 9223372036854775807;

CREATE TABLE pairs (
  area      text COLLATE "C" NOT NULL,
  until     bigint NOT NULL,
  kind      text COLLATE "C" NOT NULL CHECK (kind IN ('lock', 'forbidden')),
  household text COLLATE "C" NOT NULL,
  member    text COLLATE "C" NOT NULL,
  since     bigint NOT NULL,
  PRIMARY KEY (area, until, kind, household, member)
);
CREATE INDEX pairs_by_member ON pairs (member) WHERE until = 9223372036854775807;

-- What is told of an area as a whole: neighbouring homes (JSON), barriers (WKB).
CREATE TABLE sheets (
  area  text COLLATE "C" NOT NULL,
  until bigint NOT NULL,
  kind  text COLLATE "C" NOT NULL CHECK (kind IN ('adjacency', 'barriers')),
  since bigint NOT NULL,
  body  bytea NOT NULL,
  PRIMARY KEY (area, until, kind)
);

-- Names and phones have no past: what is dropped is gone.
CREATE TABLE household_contacts (
  id    text COLLATE "C" PRIMARY KEY,
  name  text COLLATE "C" NOT NULL,
  phone text COLLATE "C" NOT NULL
);
CREATE TABLE member_contacts (
  id    text COLLATE "C" PRIMARY KEY,
  name  text COLLATE "C" NOT NULL,
  phone text COLLATE "C" NOT NULL
);

CREATE TABLE jobs (
  n       bigint PRIMARY KEY,
  id      text COLLATE "C" NOT NULL UNIQUE,
  kind    text COLLATE "C" NOT NULL,
  parent  text COLLATE "C" REFERENCES jobs (id) ON DELETE CASCADE,
  args    bytea,
  result  bytea,
  failure bytea,
  state   text COLLATE "C" NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  done    bigint NOT NULL,
  steps   bigint NOT NULL,
  attempt bigint NOT NULL,
  lease   timestamptz NOT NULL,
  cancel  boolean NOT NULL,
  author  text COLLATE "C" NOT NULL,
  at      timestamptz NOT NULL,
  started timestamptz NOT NULL,
  ended   timestamptz NOT NULL
);
CREATE INDEX jobs_open ON jobs (n) WHERE state IN ('queued', 'running');
CREATE INDEX jobs_by_parent ON jobs (parent, id) WHERE parent IS NOT NULL;

CREATE TABLE job_areas (
  job  text COLLATE "C" NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  area text COLLATE "C" NOT NULL,
  PRIMARY KEY (job, area)
);
CREATE INDEX job_areas_by_area ON job_areas (area);

-- Which job has an area to itself; for batches it is their parent.
CREATE TABLE held (
  area text COLLATE "C" PRIMARY KEY,
  job  text COLLATE "C" NOT NULL REFERENCES jobs (id) ON DELETE CASCADE
);
CREATE INDEX held_by_job ON held (job);

CREATE TABLE accounts (
  id       text COLLATE "C" PRIMARY KEY,
  name     text COLLATE "C" NOT NULL,
  folded   text COLLATE "C" NOT NULL UNIQUE,
  password text COLLATE "C" NOT NULL,
  subject  text COLLATE "C" UNIQUE,
  disabled boolean NOT NULL,
  revision bigint NOT NULL,
  at       timestamptz NOT NULL
);

CREATE TABLE grants (
  account text COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  place   bigint NOT NULL,
  role    text COLLATE "C" NOT NULL,
  region  text COLLATE "C" REFERENCES regions (id),
  area    text COLLATE "C" REFERENCES areas (id),
  member  text COLLATE "C" NOT NULL,
  PRIMARY KEY (account, place)
);
CREATE INDEX grants_by_region ON grants (region) WHERE region IS NOT NULL;
CREATE INDEX grants_by_area ON grants (area) WHERE area IS NOT NULL;

CREATE TABLE sessions (
  hash    bytea PRIMARY KEY,
  account text COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  csrf    text COLLATE "C" NOT NULL,
  at      timestamptz NOT NULL,
  seen    timestamptz NOT NULL,
  ends    timestamptz NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_end ON sessions (ends);

CREATE TABLE tokens (
  id      text COLLATE "C" PRIMARY KEY,
  hash    bytea NOT NULL UNIQUE,
  account text COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  name    text COLLATE "C" NOT NULL,
  scopes  text[],
  at      timestamptz NOT NULL,
  ends    timestamptz NOT NULL
);
CREATE INDEX tokens_by_account ON tokens (account);

-- The number of an entry that was forgotten is never given again.
CREATE TABLE entries (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at     timestamptz NOT NULL,
  author text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  object text COLLATE "C" NOT NULL,
  area   text COLLATE "C" NOT NULL,
  detail bytea
);
CREATE INDEX entries_by_area ON entries (area, id);
CREATE INDEX entries_by_author ON entries (author, id);
CREATE INDEX entries_by_time ON entries (at);
-- +goose StatementBegin
CREATE FUNCTION entries_stand () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'entries are never changed';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER entries_stand BEFORE UPDATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION entries_stand ();

CREATE TABLE replies (
  author  text COLLATE "C" NOT NULL,
  key     text COLLATE "C" NOT NULL,
  request bytea,
  status  bigint NOT NULL,
  header  bytea,
  body    bytea,
  at      timestamptz NOT NULL,
  PRIMARY KEY (author, key)
);
CREATE INDEX replies_by_time ON replies (at);

-- Starts of a job that came to nothing are counted apart from those that were given back in good order. Who listens to the channel jinlin hears of every commit
-- that changed a job, and need not ask for it: the notice has no words, so that it tells nothing to others.

-- +goose Up
ALTER TABLE jobs ADD COLUMN failures bigint NOT NULL DEFAULT 0;

-- +goose StatementBegin
CREATE FUNCTION jobs_tell () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('jinlin', '');
  RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER jobs_tell AFTER INSERT OR UPDATE ON jobs FOR EACH STATEMENT EXECUTE FUNCTION jobs_tell ();

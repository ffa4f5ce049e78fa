-- Starts of a job that came to nothing are counted apart from those that were given back in good order.

-- +goose Up
ALTER TABLE jobs ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;

-- What GIS programs may read: the records of now, by names that stay as they are. No contacts, no wishes, nothing of the past. Who shall read them gets
-- USAGE on the schema and SELECT on its views, and nothing else. Circles and links are in the plans, whose contents are no tables: not here yet.

-- +goose Up
CREATE SCHEMA IF NOT EXISTS jinlin_view;
COMMENT ON SCHEMA jinlin_view IS 'Read only: the records of now for GIS programs, without contacts';

CREATE VIEW jinlin_view.areas AS
  SELECT id, region, name, published AS plan, households, members, shape FROM areas;
COMMENT ON VIEW jinlin_view.areas IS 'Areas with their boundary (EPSG:4326; NULL where none is told or it is no polygon) and the plan in force';

CREATE VIEW jinlin_view.homes AS
  SELECT id, area, grp AS neighbourhood, weight, priority, residents, place FROM households WHERE until = 9223372036854775807;
COMMENT ON VIEW jinlin_view.homes IS 'Homes with their place (EPSG:4326), without names and phones';

CREATE VIEW jinlin_view.members AS
  SELECT m.id, m.area, m.duty, m.status, m.capable, m.title, m.organisation, m.skills, m.min_load, m.max_load, coalesce(h.place, m.place) AS place
  FROM members m LEFT JOIN households h ON h.id = m.household AND h.until = 9223372036854775807 AND m.household <> ''
  WHERE m.until = 9223372036854775807;
COMMENT ON VIEW jinlin_view.members IS 'Members where they live or stand (EPSG:4326; NULL where nobody knows), without names and phones';

CREATE VIEW jinlin_view.sites AS
  SELECT id, area, household, public, use, cost, capacity, place FROM sites WHERE until = 9223372036854775807;
COMMENT ON VIEW jinlin_view.sites IS 'Places where a service may stand (EPSG:4326)';

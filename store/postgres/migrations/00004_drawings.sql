-- What GIS programs may read of the plans in force. Circles and links of an area plan stand beside its content, one list for each of their columns, so that
-- keeping them costs a row for an area and not one for a home; the views lay them out. Area plans that were kept before have none.

-- +goose Up
ALTER TABLE area_plans
  ADD COLUMN link_homes       text[],
  ADD COLUMN link_members     text[],
  ADD COLUMN link_circles     text[],
  ADD COLUMN link_mm          bigint[],
  ADD COLUMN link_locked      boolean[],
  ADD COLUMN circle_ids       text[],
  ADD COLUMN circle_numbers   bigint[],
  ADD COLUMN circle_lons      double precision[],
  ADD COLUMN circle_lats      double precision[],
  ADD COLUMN circle_public    boolean[],
  ADD COLUMN circle_mm        bigint[],
  ADD COLUMN circle_homes     bigint[],
  ADD COLUMN circle_members   bigint[],
  ADD COLUMN circle_capacity  bigint[];

CREATE VIEW jinlin_view.circles AS
  SELECT c.id, a.id AS area, a.published AS plan, c.number, c.public, c.homes, c.members, c.capacity, c.mm / 1000::double precision AS radius_m,
    ST_SetSRID(ST_MakePoint(c.lon, c.lat), 4326) AS place,
    CASE WHEN c.lon BETWEEN -180 AND 180 AND c.lat BETWEEN -90 AND 90
      THEN ST_Buffer(ST_SetSRID(ST_MakePoint(c.lon, c.lat), 4326)::geography, greatest(c.mm / 1000::double precision, 1), 16)::geometry (Polygon, 4326) END AS shape
  FROM areas a JOIN plan_areas p ON p.plan = a.published AND p.area = a.id JOIN area_plans x ON x.hash = p.hash
    CROSS JOIN LATERAL unnest(x.circle_ids, x.circle_numbers, x.circle_lons, x.circle_lats, x.circle_public, x.circle_mm, x.circle_homes, x.circle_members, x.circle_capacity)
      AS c (id, number, lon, lat, public, mm, homes, members, capacity);
COMMENT ON VIEW jinlin_view.circles IS 'Circles of the plans in force: the centre, and the circle that holds all its homes (EPSG:4326)';

CREATE VIEW jinlin_view.links AS
  SELECT l.home, l.member, a.id AS area, a.published AS plan, nullif(l.circle, '') AS circle, l.locked, l.mm / 1000::double precision AS distance_m,
    ST_MakeLine(coalesce(f.place, m.place), h.place)::geometry (LineString, 4326) AS line
  FROM areas a JOIN plan_areas p ON p.plan = a.published AND p.area = a.id JOIN area_plans x ON x.hash = p.hash
    CROSS JOIN LATERAL unnest(x.link_homes, x.link_members, x.link_circles, x.link_mm, x.link_locked) AS l (home, member, circle, mm, locked)
    LEFT JOIN households h ON h.id = l.home AND h.area = a.id AND h.until = 9223372036854775807
    LEFT JOIN members m ON m.id = l.member AND m.until = 9223372036854775807
    LEFT JOIN households f ON f.id = m.household AND m.household <> '' AND f.area = a.id AND f.until = 9223372036854775807;
COMMENT ON VIEW jinlin_view.links IS 'Links of the plans in force, from where the member is to where the home is by the records of now (EPSG:4326; NULL where one of them is gone or has no place)';

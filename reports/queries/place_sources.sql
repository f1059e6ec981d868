-- The files that places rest on, with the dates of their data.
SELECT * FROM place_sources ORDER BY file, sha256

-- The capture files, with their hashes.
SELECT * FROM captures ORDER BY first_at, capture, sha256 LIMIT :most

-- What of the captures was not read, and why; damage first.
SELECT capture, sha256, loss, detail, count, bytes, frame, damage, nullif(unit, 'packet') AS unit
FROM losses ORDER BY damage DESC, capture, loss, detail LIMIT :most

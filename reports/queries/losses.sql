-- What of the captures was not read, and why; damage first.
SELECT l.*, (SELECT nullif(min(unit), 'packet') FROM captures c WHERE c.sha256 = l.sha256) AS unit
FROM losses l ORDER BY damage DESC, capture, loss, detail LIMIT :most

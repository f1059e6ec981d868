-- What of the captures was not read, and why; damage first.
SELECT * FROM losses ORDER BY damage DESC, capture, loss, detail LIMIT :most

-- SARIF: the captures that results point into.
SELECT capture AS "location.uri:uri", size AS length, CASE unit WHEN 'entry' THEN 'application/json' ELSE 'application/vnd.tcpdump.pcap' END AS mimeType, sha256 AS "hashes.sha-256",
	format AS "properties.format", packets AS "properties.packets", first_at AS "properties.first", last_at AS "properties.last"
FROM captures
ORDER BY first_at, capture, sha256 LIMIT :most

-- Sessions of TLS and QUIC of the handsets, by how they ended: read with keys to their end, or why not. keys: sessions whose secrets were at hand.
SELECT s."end" AS "end", count(*) AS sessions, count(*) FILTER (WHERE s.bytes_decrypted > 0) AS decrypted,
	sum(count(*)) OVER () AS all_sessions, sum(count(*) FILTER (WHERE s.bytes_decrypted > 0)) OVER () AS all_decrypted,
	(SELECT sum(keys) FROM (SELECT max(keys) AS keys FROM captures GROUP BY coalesce(keylog_sha256, sha256))) AS keys
FROM sessions s
WHERE s.handset IS NOT NULL
GROUP BY s."end"
ORDER BY sessions DESC, s."end"

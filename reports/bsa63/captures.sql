-- The records that the certificate is about: the capture files, their hashes, their times in Indian Standard Time.
SELECT capture, sha256, size, format, links, application, packets, complete, damaged,
	strftime('%d/%m/%Y %H:%M:%S', first_at, '+330 minutes') AS first_ist, strftime('%d/%m/%Y %H:%M:%S', last_at, '+330 minutes') AS last_ist
FROM captures
ORDER BY first_at, capture, sha256 LIMIT :most

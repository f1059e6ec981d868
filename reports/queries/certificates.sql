-- Far ends that showed a certificate for other names than the one that was asked for.
SELECT host, names, subject, issuer, count(*) AS sessions, min(at) AS first, min(frame) AS frame, capture
FROM sessions
WHERE handset IS NOT NULL AND names_other = 1
GROUP BY host, names, subject, issuer
ORDER BY sessions DESC, host LIMIT :most

-- What senders say of consent in the traffic, by sort, handset and host: claims, to be shown beside the timeline and never as a part of it. said is
-- what was decoded; frame, capture and the place in the message are of the first of them. An edition may leave out what was decoded.
SELECT signal, said, handset, app, host, service,
	(SELECT group_concat(title, '|') FROM services s WHERE instr('|' || t.service || '|', '|' || s.service || '|') > 0) AS service_title,
	country, count(*) AS times, min(at) AS first, capture, sha256, frame, path, count(*) OVER () AS rows
FROM (
	SELECT *, CASE WHEN instr(detail, ' (') > 0 THEN substr(detail, 1, instr(detail, ' (') - 1) ELSE detail END AS said,
		CASE WHEN instr(detail, ' (') > 0 THEN rtrim(substr(detail, instr(detail, ' (') + 2), ')') END AS path
	FROM consent_signals
	WHERE handset IS NOT NULL
) t
GROUP BY signal, said, handset, app, host, service
ORDER BY first, signal, said, host, handset LIMIT :most

-- What the tester did and what the user consented to; the list seen of disclosed.sql tells what left in between.
SELECT * FROM (
	SELECT 'step' AS type, at, action AS what, handset, NULL AS services, NULL AS data, NULL AS places FROM steps
	UNION ALL
	SELECT 'consent', at, state, handset, services, data, places FROM consent_events
) ORDER BY at, type LIMIT :most

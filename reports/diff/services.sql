-- What changed by step, service and kind; kind is not there for traffic without a readable datum, of which only what moved or is judged is told. place_*, consent_*: all that occur, a|b;
-- verdict_*: the gravest.
WITH c AS MATERIALIZED (
	SELECT * FROM changes
), places AS MATERIALIZED (
	SELECT DISTINCT step, service, kind, 'before' AS side, place_before AS place FROM c WHERE place_before IS NOT NULL
	UNION
	SELECT DISTINCT step, service, kind, 'after', place_after FROM c WHERE place_after IS NOT NULL
), consents AS MATERIALIZED (
	SELECT DISTINCT step, service, kind, 'before' AS side, consent_before AS consent FROM c WHERE consent_before IS NOT NULL
	UNION
	SELECT DISTINCT step, service, kind, 'after', consent_after FROM c WHERE consent_after IS NOT NULL
), summed AS (
	SELECT step, service, kind, sum(change = 'gone') AS gone, sum(change = 'new') AS new, sum(change = 'moved') AS moved,
		sum(change = 'consent') AS consent, sum(change = 'still') AS still, sum(without_new) AS without_new,
		max(CASE WHEN verdict_before IS NOT NULL THEN gravity_before END) AS gravest_before,
		max(CASE WHEN verdict_after IS NOT NULL THEN gravity_after END) AS gravest_after
	FROM c GROUP BY step, service, kind
)
SELECT s.step AS step, s.service AS service,
	(SELECT group_concat(title, '|') FROM services v WHERE instr('|' || s.service || '|', '|' || v.service || '|') > 0) AS service_title,
	(SELECT group_concat(owner, '|') FROM services v WHERE instr('|' || s.service || '|', '|' || v.service || '|') > 0) AS owner,
	s.kind AS kind, s.gone AS gone, s.new AS new, s.moved AS moved, s.consent AS consent, s.still AS still,
	s.gone + s.new + s.moved + s.consent + s.still AS lines, s.without_new AS without_new,
	(SELECT group_concat(place, '|') FROM places p WHERE p.step = s.step AND p.service IS s.service AND p.kind IS s.kind AND side = 'before') AS place_before,
	(SELECT group_concat(place, '|') FROM places p WHERE p.step = s.step AND p.service IS s.service AND p.kind IS s.kind AND side = 'after') AS place_after,
	(SELECT group_concat(consent, '|') FROM consents p WHERE p.step = s.step AND p.service IS s.service AND p.kind IS s.kind AND side = 'before') AS consent_before,
	(SELECT group_concat(consent, '|') FROM consents p WHERE p.step = s.step AND p.service IS s.service AND p.kind IS s.kind AND side = 'after') AS consent_after,
	CASE s.gravest_before / 1000 WHEN 3 THEN 'breach' WHEN 2 THEN 'review' WHEN 1 THEN 'permitted' WHEN 0 THEN 'not-judged' END AS verdict_before,
	CASE s.gravest_after / 1000 WHEN 3 THEN 'breach' WHEN 2 THEN 'review' WHEN 1 THEN 'permitted' WHEN 0 THEN 'not-judged' END AS verdict_after
FROM summed s
WHERE s.kind IS NOT NULL OR s.moved > 0 OR s.gravest_before >= 2000 OR s.gravest_after >= 2000
ORDER BY s.step, s.service IS NULL, s.service, s.kind IS NULL, s.kind
LIMIT :most

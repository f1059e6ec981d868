-- Five lists of the disclosures as headlines count them: distinct_disclosures is read once for all, because it is costly.
--   answer    one row: the counts of the first sentence
--   sums      counts by kind, service, place, consent and verdict: pages add them up
--   seen      what was first seen between two events of the timeline
--   routes    from the country of the handset's user to the country of the server
--   findings  the worst disclosures (:most of them), each with its evidence
-- without: consent was none, refused, withdrawn, expired or outside its scope. unknown: it is not recorded. local: to an address of the
-- local network, whose onward path was not seen: it is none of the places that are not known.
WITH d AS MATERIALIZED (
	SELECT handset, kind, masked, service, owner, owner_country, country, consent, tier, verdict, severity, rule,
		finding_id, sighting_id, sightings, apps, hosts, first_at, last_at, before_choice, consent NOT IN ('given', 'unknown') AS without,
		country IS NULL AND place_class IS 'local' AS local,
		CASE verdict WHEN 'breach' THEN 3 WHEN 'review' THEN 2 WHEN 'permitted' THEN 0 ELSE 1 END AS verdict_rank,
		CASE severity WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END AS level_rank
	FROM distinct_disclosures
), events AS MATERIALIZED (
	SELECT at FROM steps UNION SELECT at FROM consent_events ORDER BY at LIMIT 200
), counted AS MATERIALIZED (
	SELECT handset, kind, service, owner, owner_country, country, consent, verdict, without, local,
		(SELECT max(at) FROM events WHERE at <= d.first_at) AS since,
		count(*) AS disclosures, sum(sightings) AS sightings, min(first_at) AS first_at, max(first_at) AS latest_at, max(last_at) AS last_at,
		sum(before_choice) AS before
	FROM d
	GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
), rows AS MATERIALIZED (
	SELECT 'answer' AS list, NULL AS rank, NULL AS handset, NULL AS kind, NULL AS masked, NULL AS service, NULL AS owner,
		NULL AS owner_country, NULL AS country, NULL AS consent, NULL AS tier, NULL AS verdict, NULL AS severity,
		NULL AS rule, NULL AS finding_id, NULL AS sighting_id,
		coalesce(sum(disclosures), 0) AS disclosures, coalesce(sum(sightings), 0) AS sightings, min(first_at) AS first, max(last_at) AS last,
		count(DISTINCT country) AS countries, coalesce(sum(disclosures) FILTER (WHERE country IS NULL AND NOT local), 0) AS unplaced,
		coalesce(sum(disclosures * local), 0) AS local,
		coalesce(sum(disclosures * without), 0) AS without, coalesce(sum(disclosures * (consent = 'unknown')), 0) AS unknown,
		sum(before) AS before, coalesce(sum(disclosures * (verdict = 'breach')), 0) AS breach,
		coalesce(sum(disclosures * (verdict = 'review')), 0) AS review, NULL AS subject_country, NULL AS apps, NULL AS hosts
	FROM counted
	UNION ALL
	SELECT 'sums', NULL, NULL, kind, NULL, service, owner, owner_country, country, consent, NULL, verdict, NULL, NULL, NULL, NULL,
		sum(disclosures), sum(sightings), min(first_at), max(last_at), NULL, NULL, sum(disclosures * local), sum(disclosures * without),
		sum(disclosures * (consent = 'unknown')), sum(before), sum(disclosures * (verdict = 'breach')),
		sum(disclosures * (verdict = 'review')), NULL, NULL, NULL
	FROM counted
	GROUP BY kind, service, owner, owner_country, country, local, consent, verdict
	UNION ALL
	SELECT 'seen', NULL, NULL, group_concat(DISTINCT kind), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
		sum(disclosures), sum(sightings), min(first_at), max(latest_at), NULL, NULL, sum(disclosures * local), sum(disclosures * without),
		sum(disclosures * (consent = 'unknown')), sum(before), sum(disclosures * (verdict = 'breach')),
		sum(disclosures * (verdict = 'review')), NULL, NULL, NULL
	FROM (SELECT * FROM counted ORDER BY kind)
	GROUP BY since
	UNION ALL
	SELECT 'routes', NULL, NULL, NULL, NULL, NULL, NULL, NULL, country, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
		sum(disclosures), sum(sightings), min(first_at), max(last_at), NULL, NULL, NULL, sum(disclosures * without),
		sum(disclosures * (consent = 'unknown')), sum(before), sum(disclosures * (verdict = 'breach')),
		sum(disclosures * (verdict = 'review')), h.subject_country, NULL, NULL
	FROM counted
	JOIN (SELECT handset, min(subject_country) AS subject_country FROM handsets WHERE subject_country IS NOT NULL GROUP BY handset) h
		ON h.handset = counted.handset
	WHERE country IS NOT NULL
	GROUP BY h.subject_country, country
	UNION ALL
	SELECT * FROM (
		SELECT 'findings', verdict_rank * 100 + without * 10 + level_rank, handset, kind, masked, service, owner, owner_country,
			country, consent, tier, verdict, severity, rule, finding_id, sighting_id,
			1, sightings, first_at, last_at, NULL, NULL, NULL, without, consent = 'unknown', before_choice, verdict = 'breach',
			verdict = 'review', NULL, apps, nullif(hosts, 1)
		FROM d
		ORDER BY 2 DESC, first_at, kind, service, country, masked, sighting_id
		LIMIT :most
	)
), evidence AS MATERIALIZED (
	SELECT * FROM disclosures WHERE sighting_id IN (SELECT sighting_id FROM rows)
), titles AS MATERIALIZED (
	SELECT r.service, (SELECT group_concat(title, '|') FROM services s WHERE instr('|' || r.service || '|', '|' || s.service || '|') > 0) AS title
	FROM (SELECT DISTINCT service FROM rows WHERE service IS NOT NULL) r
)
SELECT r.*,
	n.title AS service_title,
	x.capture AS capture, x.sha256 AS sha256, x.frame AS frame, x.at AS at, x.offset AS offset, x.length AS length, x.step AS step,
	x.client_ip AS client_ip, x.client_port AS client_port, x.server_ip AS server_ip, x.server_port AS server_port,
	x.transport AS transport, x.protocol AS protocol, x.host AS host, x.host_source AS host_source, x.form AS form, x.path AS path,
	x.place_class AS place_class, x.operator AS operator, x.operator_grade AS operator_grade, x.country_grade AS country_grade,
	x.region AS region, x.region_grade AS region_grade, x.grade AS grade, x.residency AS residency, x.consent_needed AS consent_needed,
	(SELECT nullif(min(unit), 'packet') FROM captures c WHERE c.sha256 = x.sha256) AS unit,
	(SELECT operator_evidence FROM places p WHERE p.flow_id = x.flow_id) AS operator_evidence,
	(SELECT country_evidence FROM places p WHERE p.flow_id = x.flow_id) AS country_evidence,
	(SELECT region_evidence FROM places p WHERE p.flow_id = x.flow_id) AS region_evidence,
	(SELECT title FROM rules_used u WHERE u.rule = r.rule) AS rule_title,
	(SELECT reason FROM findings f WHERE f.finding_id = r.finding_id) AS reason,
	(SELECT consent_reason FROM findings f WHERE f.finding_id = r.finding_id) AS consent_reason,
	(SELECT group_concat(name || ' ' || outcome || ': ' || reason, char(10)) FROM
		(SELECT * FROM clauses c WHERE c.finding_id = r.finding_id ORDER BY position)) AS clauses
FROM rows r
LEFT JOIN titles n ON n.service = r.service
LEFT JOIN evidence x ON x.sighting_id = r.sighting_id

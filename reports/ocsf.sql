-- OCSF 1.3.0, Compliance Finding (class 2003): one line a disclosure that was judged, as headlines count them, and one for the transfers without
-- a readable datum to a service and place that were. compliance.status_id: 1 within the rule, 2 cannot be decided, 3 departs from it. time is when
-- the report was made, start_time and end_time when the data left. The uid is made of what stays when a capture is taken again.
WITH disclosed AS MATERIALIZED (
	SELECT *, row_number() OVER (PARTITION BY rule, kind, service, country, consent ORDER BY first_at, sighting_id) AS nth
	FROM distinct_disclosures
	WHERE rule IS NOT NULL
), facts AS (
	SELECT 'disclosure' AS fact, d.rule AS rule, d.verdict AS verdict, d.severity AS severity, d.handset AS handset, d.kind AS kind, d.tier AS tier,
		d.masked AS masked, d.service AS service, d.owner AS owner, d.country AS country, d.region AS region, d.host AS host, d.consent AS consent,
		d.sightings AS count, d.first_at AS first, d.last_at AS last, d.capture AS capture, d.first_frame AS frame, d.nth AS nth,
		f.residency AS residency, f.grade AS grade, f.reason AS reason, f.consent_reason AS consent_reason, f.flow_id AS flow_id, d.apps AS apps,
		d.place_class AS place_class
	FROM disclosed d
	JOIN findings f ON f.finding_id = d.finding_id
	UNION ALL
	SELECT 'transfer', rule, verdict, severity, handset, NULL, NULL, NULL, service, owner, country, region, host, consent, count(*), min(at), max(until),
		capture, min(first_frame), row_number() OVER (PARTITION BY rule, service, host, country, consent ORDER BY min(at), handset, region), residency, grade,
		(SELECT reason FROM findings f WHERE f.finding_id = t.finding_id), NULL, flow_id, group_concat(DISTINCT app), place_class
	FROM transfers t
	WHERE rule IS NOT NULL AND handset IS NOT NULL
	GROUP BY handset, service, host, country, region, consent, rule, verdict
), told AS (
	SELECT *, coalesce(kind, 'traffic without a readable datum') || ' to ' || coalesce(service, host, 'a far end without a name')
		|| coalesce(' in ' || country, CASE place_class WHEN 'local' THEN ', a local address' END, ', its place unknown') AS sentence,
		CAST(strftime('%s', first) AS INTEGER) * 1000 + CAST(substr(first, 21, 3) AS INTEGER) AS first_ms,
		CAST(strftime('%s', last) AS INTEGER) * 1000 + CAST(substr(last, 21, 3) AS INTEGER) AS last_ms,
		CAST(strftime('%s', :now) AS INTEGER) * 1000 AS now_ms
	FROM facts
)
SELECT 2003 AS class_uid, 'Compliance Finding' AS class_name, 2 AS category_uid, 'Findings' AS category_name, 1 AS activity_id,
	'Create' AS activity_name, 200301 AS type_uid, 'Compliance Finding: Create' AS type_name, now_ms AS time, first_ms AS start_time,
	last_ms AS end_time, count AS count,
	CASE WHEN verdict = 'permitted' THEN 1 WHEN severity = 'critical' THEN 5 WHEN severity = 'high' THEN 4 WHEN severity = 'medium' THEN 3
		WHEN severity = 'low' THEN 2 ELSE 1 END AS severity_id,
	CASE WHEN verdict = 'permitted' THEN 'Informational' WHEN severity = 'critical' THEN 'Critical' WHEN severity = 'high' THEN 'High'
		WHEN severity = 'medium' THEN 'Medium' WHEN severity = 'low' THEN 'Low' ELSE 'Informational' END AS severity,
	1 AS status_id, 'New' AS status,
	sentence || '; consent: ' || consent || '.' || coalesce(' ' || reason, '') AS message,
	'1.3.0' AS "metadata.version", 'phonehome' AS "metadata.product.name", 'phonehome' AS "metadata.product.vendor_name",
	(SELECT substr(tool, 11, instr(tool || ';', ';') - 11) FROM assessment) AS "metadata.product.version",
	fact || '|' || rule || '|' || coalesce(kind, '') || '|' || coalesce(service, '') || '|' || coalesce(country, '') || '|' || consent || '|'
		|| CASE fact WHEN 'transfer' THEN coalesce(host, '') ELSE '' END || '|' || nth AS "finding_info.uid:sha256",
	sentence AS "finding_info.title", reason AS "finding_info.desc", now_ms AS "finding_info.created_time",
	first_ms AS "finding_info.first_seen_time", last_ms AS "finding_info.last_seen_time", fact AS "finding_info.types[]",
	(SELECT title FROM rules_used u WHERE u.rule = told.rule) AS "finding_info.analytic.name", rule AS "finding_info.analytic.uid",
	1 AS "finding_info.analytic.type_id", 'Rule' AS "finding_info.analytic.type",
	(SELECT title FROM rules_used u WHERE u.rule = told.rule) AS "compliance.control",
	rule AS "compliance.requirements[]",
	(SELECT coalesce(tags, title) FROM rules_used u WHERE u.rule = told.rule) AS "compliance.standards[]",
	CASE verdict WHEN 'permitted' THEN 1 WHEN 'breach' THEN 3 ELSE 2 END AS "compliance.status_id",
	CASE verdict WHEN 'permitted' THEN 'Pass' WHEN 'breach' THEN 'Fail' ELSE 'Warning' END AS "compliance.status",
	coalesce(consent_reason, reason) AS "compliance.status_detail",
	handset AS "resources[0].name", 'handset' AS "resources[0].type",
	CASE WHEN host IS NOT NULL THEN 'host' END AS "observables[0].name", CASE WHEN host IS NOT NULL THEN 1 END AS "observables[0].type_id",
	CASE WHEN host IS NOT NULL THEN 'Hostname' END AS "observables[0].type", host AS "observables[0].value",
	kind AS "unmapped.kind", tier AS "unmapped.tier", masked AS "unmapped.masked", service AS "unmapped.service", owner AS "unmapped.owner",
	country AS "unmapped.country", region AS "unmapped.region", grade AS "unmapped.grade", consent AS "unmapped.consent",
	residency AS "unmapped.residency", verdict AS "unmapped.verdict", capture AS "unmapped.capture", frame AS "unmapped.frame", apps AS "unmapped.apps"
FROM told
ORDER BY first, rule, kind, service, country, host, nth

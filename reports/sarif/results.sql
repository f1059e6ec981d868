-- SARIF: one result a disclosure, as headlines count them; then transfers that depart from a rule, then all that could not be read,
-- then rules under which nothing came.
-- kind: fail departs from the rule, pass is within it, open cannot be decided for want of a place or a record of consent, review is for a person to
-- decide (so is all that is opaque), informational is judged by no rule, notApplicable is a rule without a fact.
-- The fingerprint is made of what stays when a capture is taken again: no value, no time, no frame.
WITH disclosed AS MATERIALIZED (
	SELECT *, row_number() OVER (PARTITION BY rule, kind, service, country, consent ORDER BY first_at, sighting_id) AS nth
	FROM distinct_disclosures
), worst AS MATERIALIZED (
	SELECT * FROM disclosed
	ORDER BY CASE verdict WHEN 'breach' THEN 1 WHEN 'review' THEN 2 WHEN 'not-judged' THEN 3 ELSE 4 END, first_at, kind, service, country, sighting_id
	LIMIT :most
), evidence AS MATERIALIZED (
	SELECT * FROM disclosures WHERE sighting_id IN (SELECT sighting_id FROM worst)
), facts AS (
	SELECT 1 AS part, 'disclosure' AS fact, d.rule AS rule, d.verdict AS verdict, d.severity AS severity, d.kind AS kind, d.tier AS tier,
		d.masked AS masked, x.form AS form, x.path AS path, d.handset AS handset, x.host AS host, d.service AS service, d.owner AS owner,
		d.country AS country, x.region AS region, x.grade AS grade, d.consent AS consent, x.residency AS residency, d.sightings AS count,
		d.first_at AS first, d.last_at AS last, x.capture AS capture, x.frame AS frame, x.server_ip AS server_ip, x.transport AS transport,
		d.nth AS nth, (SELECT reason FROM findings f WHERE f.finding_id = d.finding_id) AS reason, d.apps AS apps,
		d.place_class AS place_class
	FROM worst d
	LEFT JOIN evidence x ON x.sighting_id = d.sighting_id
	UNION ALL
	SELECT 2, 'transfer', rule, verdict, severity, NULL, NULL, NULL, NULL, NULL, handset, host, service, owner, country, region, grade, consent,
		residency, count(*), min(at), max(until), capture, min(first_frame), server_ip, transport,
		row_number() OVER (PARTITION BY rule, service, host, country, consent ORDER BY min(at), handset, region, operator),
		(SELECT reason FROM findings f WHERE f.finding_id = t.finding_id), group_concat(DISTINCT app), place_class
	FROM transfers t
	WHERE verdict IN ('breach', 'review') AND handset IS NOT NULL
	GROUP BY handset, service, host, country, region, operator, consent, rule, verdict
	UNION ALL
	SELECT 3, 'opaque', 'phonehome.opaque', NULL, NULL, NULL, NULL, NULL, NULL, NULL, handset, host, service, NULL, country, region, NULL, NULL, NULL,
		flows, first_at, last_at, NULL, NULL, NULL, protocol, row_number() OVER (PARTITION BY service, host, country ORDER BY first_at, handset, protocol),
		bytes_opaque || ' bytes in ' || flows || CASE flows WHEN 1 THEN ' flow.' ELSE ' flows.' END, NULL, place_class
	FROM opaque_flows
	UNION ALL
	SELECT 4, 'rule', rule, NULL, severity, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
		NULL, NULL, NULL, 1, NULL, NULL, NULL
	FROM rules_used
	WHERE findings = 0
)
SELECT coalesce(rule, 'phonehome.not-judged') AS ruleId,
	CASE WHEN fact = 'rule' THEN 'notApplicable' WHEN fact = 'opaque' THEN 'review' WHEN verdict = 'breach' THEN 'fail' WHEN verdict = 'permitted' THEN 'pass'
		WHEN verdict = 'not-judged' THEN 'informational' WHEN fact = 'transfer' THEN 'review'
		WHEN residency = 'unknown' OR consent = 'unknown' THEN 'open' ELSE 'review' END AS kind,
	CASE WHEN verdict IS NOT 'breach' THEN 'none' WHEN severity IN ('critical', 'high') THEN 'error' WHEN severity = 'medium' THEN 'warning'
		ELSE 'note' END AS level,
	CASE fact WHEN 'rule' THEN 'Nothing in these captures came under this rule.' ELSE
		CASE fact WHEN 'opaque' THEN 'Traffic that could not be read' WHEN 'transfer' THEN 'Traffic without a readable datum' ELSE kind || coalesce(' (' || form || ')', '') END
		|| ' went to ' || coalesce(service, host, server_ip, 'a far end without a name') || coalesce(' of ' || owner, '')
		|| coalesce(' in ' || country, CASE place_class WHEN 'local' THEN ', a local address' END, ', its place unknown') || coalesce('; consent: ' || consent, '') || '.' || coalesce(' ' || reason, '') END AS "message.text",
	capture AS "locations[0].physicalLocation.artifactLocation.uri:uri",
	handset AS "locations[0].logicalLocations[0].name", CASE WHEN handset IS NOT NULL THEN 'handset' END AS "locations[0].logicalLocations[0].kind",
	coalesce(service, host) AS "locations[0].logicalLocations[1].name",
	CASE WHEN coalesce(service, host) IS NOT NULL THEN coalesce(service || '/', '') || coalesce(host, '') END
		AS "locations[0].logicalLocations[1].fullyQualifiedName",
	CASE WHEN coalesce(service, host) IS NOT NULL THEN 'service' END AS "locations[0].logicalLocations[1].kind",
	country AS "locations[0].logicalLocations[2].name", CASE WHEN country IS NOT NULL THEN 'country' END AS "locations[0].logicalLocations[2].kind",
	fact || '|' || coalesce(rule, '') || '|' || coalesce(kind, '') || '|' || coalesce(service, '') || '|' || coalesce(country, '') || '|'
		|| coalesce(consent, '') || '|' || CASE WHEN fact IN ('transfer', 'opaque') THEN coalesce(host, '') ELSE '' END || '|' || nth
		AS "partialFingerprints.phonehome/v1:sha256",
	count AS occurrenceCount,
	verdict AS "properties.verdict", severity AS "properties.severity", kind AS "properties.kind", tier AS "properties.tier",
	masked AS "properties.masked", form AS "properties.form", path AS "properties.path", residency AS "properties.residency",
	consent AS "properties.consent", region AS "properties.region", grade AS "properties.grade", frame AS "properties.frame",
	apps AS "properties.apps", first AS "properties.first", last AS "properties.last"
FROM facts
ORDER BY part, CASE verdict WHEN 'breach' THEN 1 WHEN 'review' THEN 2 WHEN 'not-judged' THEN 3 ELSE 4 END, first, kind, service, country, host, nth, rule

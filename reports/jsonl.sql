-- JSON Lines for Elastic, by the field names of the Elastic Common Schema: one line a sighting, one a flow that departs from a rule or is to be
-- reviewed though no datum was read in it, and one a consent signal, which is what its sender claims. What ECS has no name for stands under labels, as phonehome_NAME; labels are text.
WITH facts AS (
	SELECT 'disclosure' AS action, at, sighting_id AS id, flow_id, finding_id, capture, sha256, frame, offset, length, step, handset, app, client_ip, client_port,
		server_ip, server_port, transport, protocol, host, host_source, service, owner, owner_country, kind, form, path, tier, masked, place_class,
		country, region, operator, country_grade, grade, consent, consent_needed, residency, rule, verdict, severity, NULL AS bytes, NULL AS signal, NULL AS says
	FROM disclosures
	WHERE handset IS NOT NULL
	UNION ALL
	SELECT 'transfer', at, flow_id, flow_id, NULL, capture, sha256, first_frame, NULL, NULL, step, handset, app, client_ip, client_port, server_ip,
		server_port, transport, protocol, host, host_source, service, owner, owner_country, NULL, NULL, NULL, NULL, NULL, place_class, country,
		region, operator, country_grade, grade, consent, consent_needed, residency, rule, verdict, severity, bytes_up, NULL, NULL
	FROM transfers
	WHERE handset IS NOT NULL AND verdict IN ('breach', 'review')
	UNION ALL
	SELECT 'consent-signal', s.at, signal_id, s.flow_id, NULL, s.capture, s.sha256, s.frame, NULL, NULL, NULL, s.handset, s.app, t.client_ip, t.client_port,
		t.server_ip, t.server_port, t.transport, t.protocol, s.host, NULL, s.service, NULL, NULL, NULL, NULL, NULL, NULL, NULL, s.place_class,
		s.country, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, signal, detail
	FROM consent_signals s JOIN transfers t ON t.flow_id = s.flow_id
	WHERE s.handset IS NOT NULL AND s.at IS NOT NULL
)
SELECT f.at AS "@timestamp",
	'8.11.0' AS "ecs.version",
	CASE verdict WHEN 'breach' THEN 'alert' ELSE 'event' END AS "event.kind",
	'network' AS "event.category[]", 'info' AS "event.type[]",
	action AS "event.action",
	CASE verdict WHEN 'permitted' THEN 'success' WHEN 'breach' THEN 'failure' ELSE 'unknown' END AS "event.outcome",
	printf('%016x', id) AS "event.id",
	'phonehome' AS "event.module", 'phonehome.' || action AS "event.dataset",
	CASE severity WHEN 'critical' THEN 99 WHEN 'high' THEN 73 WHEN 'medium' THEN 47 WHEN 'low' THEN 21 ELSE 1 END AS "event.severity",
	CASE WHEN signal IS NOT NULL THEN signal || coalesce(': ' || says, '') || ', as the sender says' ELSE coalesce(kind, 'traffic without a readable datum') || ' to ' || coalesce(service, host, server_ip, 'a far end without a name')
		|| coalesce(' in ' || country, CASE place_class WHEN 'local' THEN ', a local address' END, ', its place unknown') || '; consent: ' || consent || '; ' || verdict END AS message,
	rule AS "rule.id", (SELECT title FROM rules_used u WHERE u.rule = f.rule) AS "rule.name",
	CASE WHEN rule IS NOT NULL THEN (SELECT rules_sha256 FROM assessment) END AS "rule.ruleset",
	'phonehome' AS "observer.product", 'scanner' AS "observer.type",
	(SELECT substr(tool, 11, instr(tool || ';', ';') - 11) FROM assessment) AS "observer.version",
	handset AS "host.name",
	client_ip AS "source.ip", client_port AS "source.port",
	server_ip AS "destination.ip", server_port AS "destination.port", host AS "destination.domain", bytes AS "destination.bytes",
	country AS "destination.geo.country_iso_code", region AS "destination.geo.region_name",
	(SELECT as_number FROM places p WHERE p.flow_id = f.flow_id) AS "destination.as.number",
	operator AS "destination.as.organization.name",
	lower(substr(protocol, 1, instr(protocol || '.', '.') - 1)) AS "network.protocol", transport AS "network.transport",
	coalesce(service, lower(nullif(substr(protocol, instr(protocol || '.', '.') + 1), ''))) AS "network.application",
	CASE WHEN client_ip LIKE '%:%' THEN 'ipv6' WHEN client_ip IS NOT NULL THEN 'ipv4' END AS "network.type",
	'outbound' AS "network.direction",
	kind AS "labels.phonehome_kind", masked AS "labels.phonehome_masked", form AS "labels.phonehome_form", path AS "labels.phonehome_path",
	tier AS "labels.phonehome_tier", service AS "labels.phonehome_service", owner AS "labels.phonehome_owner",
	owner_country AS "labels.phonehome_owner_country", host_source AS "labels.phonehome_host_source", place_class AS "labels.phonehome_place_class",
	country_grade AS "labels.phonehome_country_grade", grade AS "labels.phonehome_grade", consent AS "labels.phonehome_consent",
	CASE consent_needed WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END AS "labels.phonehome_consent_needed", residency AS "labels.phonehome_residency",
	verdict AS "labels.phonehome_verdict", severity AS "labels.phonehome_level", step AS "labels.phonehome_step",
	signal AS "labels.phonehome_signal", says AS "labels.phonehome_signal_says",
	app AS "labels.phonehome_app", capture AS "labels.phonehome_capture", sha256 AS "labels.phonehome_capture_sha256", CAST(frame AS TEXT) AS "labels.phonehome_frame",
	CAST(offset AS TEXT) AS "labels.phonehome_offset", CAST(length AS TEXT) AS "labels.phonehome_length"
FROM facts f
ORDER BY f.at, capture, frame, id

-- Safe to publish: counts, hosts, countries, services, kinds, rules. No address of a handset, no frame, no sample of a value, no path inside
-- a message, no name of a file, no word of the tester, who may have named people. Handsets are numbered; captures are called by the beginning of
-- their hash, so that who holds one can tell that it is the one. Which apps a person has is not told. A host that is the handset's own address, or in its own network, is not named.
handset_numbers AS MATERIALIZED (
	SELECT name, 'handset-' || row_number() OVER (ORDER BY name) AS shown
	FROM (SELECT handset AS name FROM main.handsets UNION SELECT handset FROM main.steps UNION SELECT handset FROM main.consent_events)
	WHERE name IS NOT NULL
), handset_addresses AS MATERIALIZED (
	SELECT address FROM main.handsets WHERE address IS NOT NULL
	UNION
	SELECT client_ip FROM main.transfers WHERE handset IS NOT NULL AND client_ip IS NOT NULL
),
disclosures AS NOT MATERIALIZED (
	SELECT sighting_id, flow_id, finding_id, 'capture-' || substr(sha256, 1, 8) AS capture, sha256, NULL AS frame,
		NULL AS offset, NULL AS length, at, NULL AS step,
		(SELECT shown FROM handset_numbers WHERE name = handset) AS handset, NULL AS app, NULL AS client_ip,
		NULL AS client_port, NULL AS server_ip, NULL AS server_port, transport, protocol,
		CASE WHEN place_class IS NOT 'local' AND host NOT IN (SELECT address FROM handset_addresses) THEN host END AS host,
		host_source, service, owner, owner_country, kind, form, NULL AS path, tier, '***' AS masked, place_class, country,
		region, provider, operator, country_grade, region_grade, operator_grade, grade, consent, consent_needed, residency,
		rule, verdict, severity
	FROM main.disclosures
),
distinct_disclosures AS NOT MATERIALIZED (
	SELECT (SELECT shown FROM handset_numbers WHERE name = handset) AS handset, kind, '***' AS masked, service, owner,
		owner_country, country, consent, tier, place_class, region, operator,
		CASE WHEN place_class IS NOT 'local' AND host NOT IN (SELECT address FROM handset_addresses) THEN host END AS host,
		sightings, NULL AS apps, hosts, first_at, last_at, verdict, severity, rule, finding_id, sighting_id, NULL AS capture,
		NULL AS first_frame, before_choice
	FROM main.distinct_disclosures
),
transfers AS NOT MATERIALIZED (
	SELECT flow_id, 'capture-' || substr(sha256, 1, 8) AS capture, sha256, NULL AS first_frame, NULL AS last_frame, at, until,
		NULL AS step, (SELECT shown FROM handset_numbers WHERE name = handset) AS handset, NULL AS app, NULL AS client_ip,
		NULL AS client_port, NULL AS server_ip, NULL AS server_port, transport, protocol,
		CASE WHEN place_class IS NOT 'local' AND host NOT IN (SELECT address FROM handset_addresses) THEN host END AS host,
		host_source, service, owner, owner_country, place_class, country, region, provider, operator, country_grade,
		region_grade, operator_grade, grade, bytes_up, bytes_down, packets, bytes_clear, bytes_decrypted, bytes_opaque,
		visibility, consent, consent_needed, residency, rule, verdict, severity, finding_id
	FROM main.transfers
),
transfer_counts AS NOT MATERIALIZED (
	SELECT of_handset, visibility, place_class, verdict, stale, flows, bytes_up, bytes_opaque FROM main.transfer_counts
),
findings AS NOT MATERIALIZED (
	SELECT finding_id, sighting_id, flow_id, 'capture-' || substr(sha256, 1, 8) AS capture, sha256, NULL AS frame, at,
		(SELECT shown FROM handset_numbers WHERE name = handset) AS handset, kind, service,
		CASE WHEN place_class IS NOT 'local' AND host NOT IN (SELECT address FROM handset_addresses) THEN host END AS host,
		country, region, operator, place_class, rule, rule_title, clause_valid, clause_subject, clause_owner,
		clause_service, clause_data, clause_residency, clause_consent, clause_effect, residency, consent, consent_needed,
		consent_reason, consent_event, grade, reason, verdict, severity, gravest
	FROM main.findings
),
captures AS NOT MATERIALIZED (
	SELECT 'capture-' || substr(sha256, 1, 8) AS capture, sha256, size, NULL AS origin, format, links,
		CASE WHEN application LIKE 'PCAPdroid%' THEN 'PCAPdroid' END AS application,
		complete, damaged, unit, first_at, last_at, packets, bytes, flows, keys, keylog_sha256, sightings
	FROM main.captures
),
handsets AS NOT MATERIALIZED (
	SELECT 'capture-' || substr(sha256, 1, 8) AS capture, sha256,
		(SELECT shown FROM handset_numbers WHERE name = handset) AS handset, NULL AS address, NULL AS mac, reason,
		NULL AS since, NULL AS imsi, NULL AS imei, NULL AS phone_number, model,
		rom_branch, rom_build, rom_region, subject_country
	FROM main.handsets
),
identities AS NOT MATERIALIZED (
	SELECT capture, sha256, handset, kind, masked, source, frame, at FROM main.identities WHERE 0
),
apps AS NOT MATERIALIZED (
	SELECT capture, sha256, app, uid, package, name, flows, bytes_up, sightings FROM main.apps WHERE 0
),
losses AS NOT MATERIALIZED (
	SELECT 'capture-' || substr(sha256, 1, 8) AS capture, sha256, loss, detail, count, bytes, NULL AS frame, damage, unit
	FROM main.losses
),
faults AS NOT MATERIALIZED (
	SELECT 'capture-' || substr(sha256, 1, 8) AS capture, sha256, shard, NULL AS frame, what
	FROM main.faults
),
tunnels AS NOT MATERIALIZED (
	SELECT flow_id, NULL AS capture, NULL AS first_frame, NULL AS client_ip, NULL AS server_ip,
		substr(tunnel, 1, instr(tunnel || ' ', ' ') - 1) AS tunnel
	FROM main.tunnels
),
places AS NOT MATERIALIZED (
	SELECT flow_id, NULL AS server_ip,
		CASE WHEN place_class IS NOT 'local' AND host NOT IN (SELECT address FROM handset_addresses) THEN host END AS host,
		NULL AS candidates, place_class, operator, operator_grade, operator_evidence, country, country_grade,
		country_evidence, subdivision, subdivision_grade, subdivision_evidence, region, region_grade, region_evidence,
		as_number, as_name, data_date, stale
	FROM main.places
),
unknown_places AS NOT MATERIALIZED (
	SELECT NULL AS server_ip,
		CASE WHEN place_class IS NOT 'local' AND host NOT IN (SELECT address FROM handset_addresses) THEN host END AS host,
		service, operator, place_class, flows, bytes_up, first_at, last_at
	FROM main.unknown_places
),
opaque_flows AS NOT MATERIALIZED (
	SELECT (SELECT shown FROM handset_numbers WHERE name = handset) AS handset, service,
		CASE WHEN place_class IS NOT 'local' AND host NOT IN (SELECT address FROM handset_addresses) THEN host END AS host,
		protocol, place_class, country, region, operator, flows, flows_all_opaque, bytes_opaque, first_at, last_at, verdict
	FROM main.opaque_flows
),
assessment AS NOT MATERIALIZED (
	SELECT tool, rules_sha256, CASE WHEN case_name IS NOT NULL THEN 'not named' END AS case_name, NULL AS case_sha256,
		clock_uncertainty, complete_from, complete_to, packs, profiles, NULL AS key_id
	FROM main.assessment
),
rules_used AS NOT MATERIALIZED (
	SELECT rule, title, status, severity, effect, description, author, date, tags, "references", falsepositives, profile,
		valid_from, valid_to, NULL AS file, NULL AS line, text, sha256, findings, breaches, reviews, permitted
	FROM main.rules_used
),
steps AS NOT MATERIALIZED (
	SELECT number, at, 'step ' || number AS action, (SELECT shown FROM handset_numbers WHERE name = handset) AS handset
	FROM main.steps
),
consent_events AS NOT MATERIALIZED (
	SELECT number, at, state, expires, (SELECT shown FROM handset_numbers WHERE name = handset) AS handset, services, data,
		places, NULL AS evidence, NULL AS file, NULL AS line
	FROM main.consent_events
),
consent_signals AS NOT MATERIALIZED (
	SELECT 'capture-' || substr(sha256, 1, 8) AS capture, sha256, flow_id, NULL AS frame, NULL AS at, signal,
		CASE WHEN substr(detail, 1, instr(detail || ' (', ' (') - 1) IN ('yes', 'no', 'all zeros') THEN substr(detail, 1, instr(detail || ' (', ' (') - 1) END AS detail, signal_id,
		(SELECT shown FROM handset_numbers WHERE name = handset) AS handset, NULL AS app,
		CASE WHEN place_class IS NOT 'local' AND host NOT IN (SELECT address FROM handset_addresses) THEN host END AS host,
		service, place_class, country
	FROM main.consent_signals
),
sessions AS NOT MATERIALIZED (
	SELECT session_id, flow_id, 'capture-' || substr(sha256, 1, 8) AS capture, sha256,
		(SELECT shown FROM handset_numbers WHERE name = handset) AS handset, NULL AS frame, at, NULL AS server_ip,
		NULL AS server_port, protocol, cipher,
		CASE WHEN flow_id NOT IN (SELECT flow_id FROM main.transfers WHERE place_class = 'local')
			AND host NOT IN (SELECT address FROM handset_addresses) THEN host END AS host,
		alpn, NULL AS ja4, NULL AS subject, NULL AS issuer, NULL AS names, NULL AS valid_from, NULL AS valid_to, names_other,
		ech, "end", bytes_decrypted
	FROM main.sessions
),
blind_spots AS NOT MATERIALIZED (
	SELECT (SELECT shown FROM handset_numbers WHERE name = handset) AS handset, kind, flows, bytes_up, first_at, last_at
	FROM main.blind_spots
),
custody_chain AS NOT MATERIALIZED (
	SELECT number, at, tool, action, NULL AS subject, NULL AS detail, previous, hash
	FROM main.custody_chain
)

-- For an authority: masked values, frames, filters, rules and places. Of what concerns third parties there are only counts and the
-- place in the capture where an authority that holds it may look; nothing tells under which key values were hashed.
disclosures AS NOT MATERIALIZED (
	SELECT sighting_id, flow_id, finding_id, capture, sha256, frame, offset,
		CASE WHEN kind NOT IN ('contact', 'sms', 'call-log') THEN length END AS length, at, step, handset, app, client_ip,
		client_port, server_ip, server_port, transport, protocol, host, host_source, service, owner, owner_country, kind,
		form, path, tier, CASE WHEN kind IN ('contact', 'sms', 'call-log') THEN '***' ELSE masked END AS masked,
		place_class, country, region, provider, operator, country_grade, region_grade, operator_grade, grade, consent,
		consent_needed, residency, rule, verdict, severity
	FROM main.disclosures
),
distinct_disclosures AS NOT MATERIALIZED (
	SELECT handset, kind, CASE WHEN kind IN ('contact', 'sms', 'call-log') THEN '***' ELSE masked END AS masked, service,
		owner, owner_country, country, consent, tier, place_class, region, operator, host, sightings, apps, hosts, first_at, last_at,
		verdict, severity, rule, finding_id, sighting_id, capture, first_frame, before_choice
	FROM main.distinct_disclosures
),
handsets AS NOT MATERIALIZED (
	SELECT capture, sha256, handset, address, substr('***************', 1, length(mac) - 2) || substr(mac, -2) AS mac, reason,
		since, imsi, imei, phone_number, model, rom_branch, rom_build, rom_region, subject_country
	FROM main.handsets
),
assessment AS NOT MATERIALIZED (
	SELECT tool, rules_sha256, case_name, case_sha256, clock_uncertainty, complete_from, complete_to, packs, profiles, NULL AS key_id
	FROM main.assessment
),
custody_chain AS NOT MATERIALIZED (
	SELECT number, at, tool, action, CASE WHEN action <> 'database made' THEN subject END AS subject, detail, previous, hash
	FROM main.custody_chain
)

-- The rows of the CSV: one row a sighting, in the order of the captures.
SELECT capture, sha256, frame, at, handset, kind, form, masked, tier, path, host, host_source, service, owner, owner_country,
	place_class, country, country_grade, region, region_grade, provider, operator, operator_grade, grade, consent, consent_needed,
	residency, rule, verdict, severity, step, app, client_ip, client_port, server_ip, server_port, transport, protocol,
	offset, length, sighting_id, flow_id, finding_id
FROM disclosures
ORDER BY at, capture, frame, sighting_id

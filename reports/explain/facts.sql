-- The fact, one row: a datum in a message, or a flow in which none was read. The columns are those that sentence.xsl words.
SELECT NULL AS type, sighting_id AS fact, kind, form, masked, tier, handset, service, owner, owner_country, host, host_source, client_ip, client_port,
	server_ip, server_port, transport, protocol, place_class, operator, country, country_grade, region, region_grade, consent,
	1 AS sightings, at AS first, at AS last, NULL AS bytes_up, NULL AS bytes_read, NULL AS bytes_opaque, capture, sha256, frame, offset, length, path, step, app AS apps, (SELECT nullif(min(unit), 'packet') FROM captures c WHERE c.sha256 = d.sha256) AS unit,
	(SELECT group_concat(title, '|') FROM services WHERE instr('|' || d.service || '|', '|' || services.service || '|') > 0) AS service_title,
	(SELECT consent_reason FROM findings f WHERE f.sighting_id = d.sighting_id LIMIT 1) AS consent_reason
FROM disclosures d WHERE sighting_id = CAST(:fact AS INTEGER)
UNION ALL
SELECT 'transfer', flow_id, NULL, NULL, NULL, NULL, handset, service, owner, owner_country, host, host_source, client_ip, client_port,
	server_ip, server_port, transport, protocol, place_class, operator, country, country_grade, region, region_grade, consent,
	1, at, at, bytes_up, bytes_clear + bytes_decrypted, bytes_opaque, capture, sha256, first_frame, NULL, NULL, NULL, step, app, (SELECT nullif(min(unit), 'packet') FROM captures c WHERE c.sha256 = t.sha256),
	(SELECT group_concat(title, '|') FROM services WHERE instr('|' || t.service || '|', '|' || services.service || '|') > 0),
	NULL
FROM transfers t WHERE flow_id = CAST(:fact AS INTEGER)

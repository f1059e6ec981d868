-- Flows without a readable datum that depart from a rule all the same, or are to be reviewed under one: by service, host and place. bytes_read and
-- bytes_opaque: of what they sent.
SELECT 'transfer' AS type,
	CASE verdict WHEN 'breach' THEN 300 ELSE 200 END + CASE severity WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2
		WHEN 'low' THEN 1 ELSE 0 END AS rank,
	handset, service,
	(SELECT group_concat(title, '|') FROM services s WHERE instr('|' || t.service || '|', '|' || s.service || '|') > 0) AS service_title,
	owner, owner_country, host, min(host_source) AS host_source, place_class, country, region, operator, country_grade, region_grade,
	operator_grade, grade, consent, consent_needed, residency, rule, verdict, severity,
	group_concat(DISTINCT app) AS apps, count(*) AS sightings, sum(bytes_up) AS bytes_up, sum(bytes_clear + bytes_decrypted) AS bytes_read,
	sum(bytes_opaque) AS bytes_opaque, min(at) AS first, max(until) AS last,
	capture, sha256, min(first_frame) AS frame, (SELECT nullif(min(unit), 'packet') FROM captures c WHERE c.sha256 = t.sha256) AS unit, client_ip, client_port, server_ip, server_port, transport, protocol,
	(SELECT title FROM rules_used u WHERE u.rule = t.rule) AS rule_title,
	(SELECT reason FROM findings f WHERE f.finding_id = t.finding_id) AS reason,
	(SELECT country_evidence FROM places p WHERE p.flow_id = t.flow_id) AS country_evidence,
	(SELECT operator_evidence FROM places p WHERE p.flow_id = t.flow_id) AS operator_evidence,
	(SELECT region_evidence FROM places p WHERE p.flow_id = t.flow_id) AS region_evidence
FROM transfers t
WHERE verdict IN ('breach', 'review') AND handset IS NOT NULL
	AND flow_id IN (SELECT flow_id FROM findings WHERE sighting_id IS NULL AND verdict IN ('breach', 'review')) -- so that no other flow is looked at
GROUP BY handset, service, host, country, region, operator, consent, rule, verdict
ORDER BY rank DESC, first, host LIMIT :most

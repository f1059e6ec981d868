-- SARIF: what a result may refer to: every rule that was loaded, one for facts that no rule judges, one for what could not be read.
SELECT rule AS id, title AS "shortDescription.text",
	coalesce(nullif(description, ''), title) AS "fullDescription.text",
	coalesce(nullif(description, ''), title)
		|| CASE WHEN falsepositives IS NULL THEN '' ELSE char(10) || 'May be mistaken for it: ' || replace(falsepositives, char(10), '; ') END
		|| CASE WHEN "references" IS NULL THEN '' ELSE char(10) || 'Says so: ' || replace("references", char(10), '; ') END
		|| CASE text WHEN '' THEN '' ELSE char(10) || char(10) || text END AS "help.text",
	CASE severity WHEN 'critical' THEN 'error' WHEN 'high' THEN 'error' WHEN 'medium' THEN 'warning' ELSE 'note' END
		AS "defaultConfiguration.level",
	tags AS "properties.tags[]", severity AS "properties.severity", effect AS "properties.effect", status AS "properties.status",
	valid_from AS "properties.validFrom", valid_to AS "properties.validTo", sha256 AS "properties.sha256"
FROM (SELECT 1 AS part, rule, title, description, falsepositives, "references", text, severity, tags, effect, status, valid_from, valid_to, sha256
	FROM rules_used
	UNION ALL
	SELECT 2, 'phonehome.not-judged', 'Personal data left the handset; no rule says anything about it',
		'A disclosure that none of the rules applies to. It is neither within a rule nor departs from one.',
		NULL, NULL, '', 'informational', NULL, NULL, NULL, NULL, NULL, NULL
	UNION ALL
	SELECT 3, 'phonehome.opaque', 'Traffic that could not be read',
		'Encrypted, or of an unknown kind. Opaque does not mean that it holds no personal data.',
		NULL, NULL, '', 'informational', NULL, NULL, NULL, NULL, NULL, NULL)
ORDER BY part, rule

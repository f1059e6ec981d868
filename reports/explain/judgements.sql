-- The findings on the fact, gravest first: all of them, or the one that was asked for; with the rule's text by file and line.
SELECT f.finding_id AS finding_id, f.rule AS rule, f.rule_title AS rule_title, f.verdict AS verdict, f.severity AS severity, f.grade AS grade,
	f.reason AS reason, f.gravest AS gravest, u.status AS status, u.effect AS effect, u.description AS description, u.file AS file, u.line AS line,
	u.sha256 AS sha256, u."references" AS "references", u.falsepositives AS falsepositives
FROM findings f
JOIN rules_used u ON u.rule = f.rule
WHERE f.finding_id = CAST(:finding AS INTEGER)
	OR (:finding = '' AND (f.sighting_id = CAST(:fact AS INTEGER) OR (f.sighting_id IS NULL AND f.flow_id = CAST(:fact AS INTEGER))))
ORDER BY CASE f.verdict WHEN 'breach' THEN 3 WHEN 'review' THEN 2 ELSE 1 END DESC, f.gravest DESC, f.rule

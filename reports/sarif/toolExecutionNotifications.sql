-- SARIF: what was not read, and what does not stand in the results.
SELECT level, text AS "message.text", artifact AS "locations[0].physicalLocation.artifactLocation.uri:uri" FROM (
	SELECT 1 AS part, 'error' AS level, 'This program failed (' || what || '): what it was reading counts as opaque.' AS text, capture AS artifact
	FROM faults
	UNION ALL
	SELECT 2, CASE damage WHEN 1 THEN 'warning' ELSE 'note' END,
		count || ' × ' || loss || coalesce(' (' || detail || ')', '') || CASE WHEN bytes > 0 THEN ', ' || bytes || ' bytes' ELSE '' END, capture
	FROM losses
	UNION ALL
	SELECT 3, 'note', 'Only ' || :most || ' results of a list are given here; the CSV has all.', NULL
	WHERE (SELECT count(*) FROM (SELECT 1 FROM disclosures LIMIT 1 + :most)) > :most
)
ORDER BY part, level, text

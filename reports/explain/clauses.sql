-- The rules' clauses and how each came out.
SELECT finding_id, position, name, outcome, reason
FROM clauses
WHERE finding_id = CAST(:finding AS INTEGER) OR (:finding = '' AND finding_id IN (SELECT finding_id FROM findings
	WHERE sighting_id = CAST(:fact AS INTEGER) OR (sighting_id IS NULL AND flow_id = CAST(:fact AS INTEGER))))
ORDER BY finding_id, position

-- Where the far end is, level by level, each with its grade and evidence.
WITH p AS (
	SELECT * FROM places WHERE flow_id = coalesce((SELECT flow_id FROM disclosures WHERE sighting_id = CAST(:fact AS INTEGER)),
		CAST(:fact AS INTEGER))
)
SELECT 'operator' AS level, operator AS value, operator_grade AS grade, operator_evidence AS evidence FROM p
UNION ALL SELECT 'country', country, country_grade, country_evidence FROM p
UNION ALL SELECT 'subdivision', subdivision, subdivision_grade, subdivision_evidence FROM p
UNION ALL SELECT 'region', region, region_grade, region_evidence FROM p

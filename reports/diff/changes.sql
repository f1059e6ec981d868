-- Every disclosure, and what became of it. The view is documented in scanner/store/compare.sql.
SELECT step, change, kind, masked, service, place_before, place_after, consent_before, consent_after, verdict_before, verdict_after,
	severity_before, severity_after, without_new
FROM changes
ORDER BY step, without_new DESC, gravity_after DESC, gravity_before DESC, service, kind, place_after, place_before, masked
LIMIT :most

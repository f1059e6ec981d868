-- One row: was all of the input read, and how much of it could not be. Flows are the handsets', each counted once.
SELECT
	(SELECT count(*) FROM captures) AS captures,
	(SELECT count(*) FROM captures WHERE complete = 0) AS incomplete,
	(SELECT count(*) FROM captures WHERE damaged = 1) AS damaged,
	(SELECT count(*) FROM faults) AS faults,
	(SELECT count(*) FROM assessment) AS assessed,
	(SELECT min(first_at) FROM captures) AS first_at,
	(SELECT max(last_at) FROM captures) AS last_at,
	t.*,
	(SELECT count(*) FROM places p JOIN transfers s ON s.flow_id = p.flow_id WHERE p.stale = 1 AND s.handset IS NOT NULL) AS stale_flows
FROM (
	SELECT
		count(*) FILTER (WHERE handset IS NOT NULL) AS flows,
		count(*) FILTER (WHERE handset IS NOT NULL AND visibility = 'opaque') AS opaque_flows,
		coalesce(sum(bytes_up) FILTER (WHERE handset IS NOT NULL), 0) AS bytes_up,
		coalesce(sum(bytes_opaque) FILTER (WHERE handset IS NOT NULL), 0) AS bytes_opaque,
		count(*) FILTER (WHERE handset IS NULL) AS unattributed_flows,
		count(*) FILTER (WHERE handset IS NOT NULL AND place_class = 'local') AS local_flows,
		count(*) FILTER (WHERE handset IS NOT NULL AND verdict = 'breach') AS transfers_breach,
		count(*) FILTER (WHERE handset IS NOT NULL AND verdict = 'review') AS transfers_review
	FROM transfers
) t

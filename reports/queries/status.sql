-- One row: was all of the input read, and how much of it could not be. Flows are the handsets', each counted once.
SELECT
	(SELECT count(*) FROM captures) AS captures,
	(SELECT count(*) FROM captures WHERE complete = 0) AS incomplete,
	(SELECT count(*) FROM captures WHERE damaged = 1) AS damaged,
	(SELECT count(*) FROM faults) AS faults,
	(SELECT count(*) FROM assessment) AS assessed,
	(SELECT min(first_at) FROM captures) AS first_at,
	(SELECT max(last_at) FROM captures) AS last_at,
	t.*
FROM (
	SELECT
		coalesce(sum(flows) FILTER (WHERE of_handset = 1), 0) AS flows,
		coalesce(sum(flows) FILTER (WHERE of_handset = 1 AND visibility = 'opaque'), 0) AS opaque_flows,
		coalesce(sum(flows) FILTER (WHERE of_handset = 1 AND visibility = 'empty'), 0) AS empty_flows,
		coalesce(sum(bytes_up) FILTER (WHERE of_handset = 1), 0) AS bytes_up,
		coalesce(sum(bytes_opaque) FILTER (WHERE of_handset = 1), 0) AS bytes_opaque,
		coalesce(sum(flows) FILTER (WHERE of_handset = 0), 0) AS unattributed_flows,
		coalesce(sum(flows) FILTER (WHERE of_handset = 1 AND place_class = 'local'), 0) AS local_flows,
		coalesce(sum(flows) FILTER (WHERE of_handset = 1 AND verdict = 'breach'), 0) AS transfers_breach,
		coalesce(sum(flows) FILTER (WHERE of_handset = 1 AND verdict = 'review'), 0) AS transfers_review,
		coalesce(sum(flows) FILTER (WHERE of_handset = 1 AND stale = 1), 0) AS stale_flows
	FROM transfer_counts
) t

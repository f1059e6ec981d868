-- One row: by which rules and case the facts were judged, and the head of the custody chain.
SELECT a.*, (SELECT number FROM custody_chain ORDER BY number DESC LIMIT 1) AS custody_number,
	(SELECT hash FROM custody_chain ORDER BY number DESC LIMIT 1) AS custody_head
FROM assessment a

-- From each database to the next: what changed in all, and the counts of both.
SELECT t.*, b.database AS database_before, a.database AS database_after,
	b.disclosures AS disclosures_before, a.disclosures AS disclosures_after, b.without AS without_before, a.without AS without_after,
	b.breach AS breach_before, a.breach AS breach_after, b.transfers_breach AS transfers_breach_before, a.transfers_breach AS transfers_breach_after,
	b.review AS review_before, a.review AS review_after, b.unknown AS unknown_before, a.unknown AS unknown_after,
	b.opaque_flows AS opaque_before, b.flows AS flows_before, a.opaque_flows AS opaque_after, a.flows AS flows_after,
	t.after = (SELECT max(number) FROM sides) AS last
FROM steps t
JOIN sides b ON b.number = t.step
JOIN sides a ON a.number = t.after
ORDER BY t.step

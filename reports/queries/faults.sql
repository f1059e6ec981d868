-- Where this program failed: the flow was set aside and counts as opaque.
SELECT * FROM faults ORDER BY capture, frame LIMIT :most

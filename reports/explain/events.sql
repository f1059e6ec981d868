-- The act of consent that counted, where one did. type and what are what sentence.xsl asks for.
SELECT 'consent' AS type, number, at, state AS what, expires, handset, services, data, places, evidence, file, line
FROM consent_events
WHERE number = (SELECT consent_event FROM findings WHERE sighting_id = CAST(:fact AS INTEGER) LIMIT 1)

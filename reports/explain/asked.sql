-- What :asked names: a number is a finding, a sighting or a flow, or the beginning of exactly one of them; 16 hexadecimal digits
-- are one of them as jsonl.sql writes it; frame:N is all facts of that frame. One row a fact: finding is '' where all findings on the fact are asked for; exact 1: the whole id was written.
WITH ids AS (
	SELECT finding_id AS id, coalesce(sighting_id, flow_id) AS fact, finding_id AS finding FROM findings
	UNION ALL
	SELECT sighting_id, sighting_id, '' FROM disclosures
	UNION ALL
	SELECT flow_id, flow_id, '' FROM transfers
)
SELECT fact, finding, :asked IN (CAST(id AS TEXT), printf('%016x', id)) AS exact FROM ids
WHERE :asked NOT LIKE 'frame:%' AND (substr(CAST(id AS TEXT), 1, length(:asked)) = :asked OR printf('%016x', id) = :asked)
UNION
SELECT sighting_id, '', 1 FROM disclosures WHERE :asked = 'frame:' || frame
UNION
SELECT flow_id, '', 1 FROM findings WHERE sighting_id IS NULL AND :asked = 'frame:' || frame
ORDER BY exact DESC, fact, finding
LIMIT 1000

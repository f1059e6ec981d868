-- What :asked names: a number is a finding, a sighting or a flow, or the beginning of exactly one of them; 16 hexadecimal digits
-- are one of them as jsonl.sql writes it. Where :frame is not '' it is all facts of that frame, of the captures that :capture names, as
-- captures.sql does; '' all. One row a fact: finding is '' where all findings on the fact are asked for; exact 1: the whole id was written.
WITH ids AS (
	SELECT finding_id AS id, coalesce(sighting_id, flow_id) AS fact, finding_id AS finding FROM findings
	UNION ALL
	SELECT sighting_id, sighting_id, '' FROM disclosures
	UNION ALL
	SELECT flow_id, flow_id, '' FROM transfers
), framed AS (
	SELECT sighting_id AS fact, capture, sha256 FROM disclosures WHERE frame = CAST(:frame AS INTEGER)
	UNION
	SELECT flow_id, capture, sha256 FROM findings WHERE sighting_id IS NULL AND frame = CAST(:frame AS INTEGER)
)
SELECT fact, finding, :asked IN (CAST(id AS TEXT), printf('%016x', id)) AS exact, NULL AS capture, NULL AS sha256 FROM ids
WHERE :frame = '' AND (substr(CAST(id AS TEXT), 1, length(:asked)) = :asked OR printf('%016x', id) = :asked)
UNION
SELECT fact, '', 1, capture, sha256 FROM framed
WHERE :frame <> '' AND (:capture IN ('', capture) OR (length(:capture) >= 8 AND substr(sha256, 1, length(:capture)) = :capture))
ORDER BY exact DESC, capture, sha256, fact, finding
LIMIT 1000

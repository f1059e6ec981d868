-- The telephones: make and model as the case says, numbers masked as far as the captures show them. The rest is filled in by hand.
WITH told AS (
	SELECT handset, kind = 'serial-number' AS serial, masked FROM disclosures
	WHERE kind IN ('imei', 'imeisv', 'meid', 'serial-number') AND tier <> 'pattern'
	UNION SELECT handset, 0, masked FROM identities WHERE kind = 'imei'
), numbers AS MATERIALIZED (
	SELECT handset, group_concat(masked) FILTER (WHERE NOT serial) AS imei, group_concat(masked) FILTER (WHERE serial) AS serial
	FROM (SELECT * FROM told ORDER BY handset, serial, masked)
	GROUP BY handset
)
SELECT h.handset AS handset, h.model AS model, h.rom_build AS rom_build, group_concat(DISTINCT h.mac) AS mac, n.imei AS imei, n.serial AS serial
FROM handsets h
LEFT JOIN numbers n ON n.handset = h.handset
GROUP BY h.handset, h.model, h.rom_build
ORDER BY h.handset LIMIT :most

-- The telephones: make and model as the case says, numbers masked as far as the captures show them. The rest is filled in by hand.
SELECT h.handset AS handset, h.model AS model, h.rom_build AS rom_build, group_concat(DISTINCT h.mac) AS mac,
	(SELECT group_concat(DISTINCT masked) FROM (
		SELECT d.masked FROM disclosures d WHERE d.handset = h.handset AND d.kind IN ('imei', 'imeisv', 'meid') AND d.tier <> 'pattern'
		UNION SELECT i.masked FROM identities i WHERE i.handset = h.handset AND i.kind = 'imei'
	)) AS imei,
	(SELECT group_concat(DISTINCT d.masked) FROM disclosures d WHERE d.handset = h.handset AND d.kind = 'serial-number' AND d.tier <> 'pattern') AS serial
FROM handsets h
GROUP BY h.handset, h.model, h.rom_build
ORDER BY h.handset LIMIT :most

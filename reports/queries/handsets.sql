-- Who was taken for a handset under audit, by which addresses, and why; imsi to phone_number are masked, as a network told.
SELECT handset, model, rom_branch, rom_build, rom_region, subject_country, address, mac, imsi, imei, phone_number, reason,
	count(DISTINCT coalesce(sha256, capture)) AS captures
FROM handsets
GROUP BY handset, model, rom_branch, rom_build, rom_region, subject_country, address, mac, imsi, imei, phone_number, reason
ORDER BY handset, address LIMIT :most

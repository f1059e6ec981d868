-- Who was taken for a handset under audit, and why.
SELECT handset, model, rom_branch, rom_build, rom_region, subject_country, address, mac, reason, count(*) AS captures
FROM handsets
GROUP BY handset, model, rom_branch, rom_build, rom_region, subject_country, address, mac, reason
ORDER BY handset, address LIMIT :most

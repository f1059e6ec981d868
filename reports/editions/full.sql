-- All that is known. Values are never shown whole in any edition, and a handset's MAC address is one: it is masked as those of sightings are.
handsets AS NOT MATERIALIZED (
	SELECT capture, sha256, handset, address, substr('***************', 1, length(mac) - 2) || substr(mac, -2) AS mac, reason,
		since, imsi, imei, phone_number, model, rom_branch, rom_build, rom_region, subject_country
	FROM main.handsets
)

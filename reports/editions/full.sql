-- The whole report. It is the machine's own evidence and the auditor's words; even so no value is shown, and a handset's MAC address is
-- one: it is masked as the values of a sighting are.
handsets AS NOT MATERIALIZED (
	SELECT capture, sha256, handset, address, substr('***************', 1, length(mac) - 2) || substr(mac, -2) AS mac, reason,
		model, rom_branch, rom_build, rom_region, subject_country
	FROM main.handsets
)

-- What all levels share: the network, every name that fits the address, and how old the data are.
SELECT server_ip, host, candidates, place_class, as_number, as_name, data_date, stale
FROM places
WHERE flow_id = coalesce((SELECT flow_id FROM disclosures WHERE sighting_id = CAST(:fact AS INTEGER)), CAST(:fact AS INTEGER))

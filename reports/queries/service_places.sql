-- When each service was first and last seen in each place: has it moved?
SELECT service, (SELECT title FROM services s WHERE s.service = p.service) AS service_title, country, region, operator, place_class,
	flows, bytes_up, sightings, first_at AS first, last_at AS last
FROM service_places p
ORDER BY service, first_at, country, region LIMIT :most

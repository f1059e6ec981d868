-- Far ends whose country nothing tells.
SELECT server_ip, host, service, operator, place_class, flows, bytes_up, first_at AS first, last_at AS last, count(*) OVER () AS rows
FROM unknown_places
ORDER BY bytes_up DESC, server_ip LIMIT :most

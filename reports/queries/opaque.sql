-- What could not be read: flows and bytes by service, host and place, the largest first.
SELECT service,
	(SELECT group_concat(title, '|') FROM services s WHERE instr('|' || o.service || '|', '|' || s.service || '|') > 0) AS service_title,
	host, protocol, country, region, operator, place_class, sum(flows) AS flows, sum(flows_all_opaque) AS flows_all_opaque,
	sum(bytes_opaque) AS bytes_opaque, min(first_at) AS first, max(last_at) AS last, count(*) OVER () AS rows
FROM opaque_flows o
GROUP BY service, host, protocol, country, region, operator, place_class
ORDER BY bytes_opaque DESC, host LIMIT :most

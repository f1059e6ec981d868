-- Look-ups and names that were hidden, by kind.
SELECT kind, sum(flows) AS flows, sum(bytes_up) AS bytes_up, min(first_at) AS first, max(last_at) AS last
FROM blind_spots
GROUP BY kind
ORDER BY kind

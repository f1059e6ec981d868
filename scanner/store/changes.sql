-- Run once all databases are copied into compare.sql's tables: each two that follow each other are laid side by side.

INSERT INTO step
SELECT b.number, a.number, a.key_id IS b.key_id FROM side b JOIN side a ON a.number = b.number + 1;

INSERT INTO line (step, later, kind, datum, service, country, consent, regions, gravity, verdict, severity, masked)
SELECT t.number, x.side = t.after, x.kind, CASE t.alike WHEN 1 THEN hex(x.hmac) ELSE x.form END AS datum, x.service, x.country, x.consent,
	coalesce(group_concat(DISTINCT nullif(x.region, '')), ''), max(x.gravity), x.verdict, x.severity, x.masked
FROM step t
JOIN (SELECT * FROM seen ORDER BY region, masked) x ON x.side IN (t.number, t.after)
GROUP BY t.number, x.side, x.kind, datum, x.service, x.country, x.consent;

-- Lines that say the same are paired first, then those that differ in consent alone, then those that differ in place; each line is used once.

INSERT INTO change
SELECT b.step, CASE WHEN b.regions <> a.regions AND b.regions <> '' AND a.regions <> '' THEN 'moved' ELSE 'still' END, b.id, a.id
FROM line b
JOIN line a USING (step, kind, datum, service, country, consent)
WHERE b.later = 0 AND a.later = 1;

UPDATE line SET matched = 1 WHERE id IN (SELECT before FROM change UNION SELECT after FROM change);

INSERT INTO change
WITH rest AS (
	SELECT *, row_number() OVER (PARTITION BY step, later, kind, datum, service, country ORDER BY gravity DESC, consent) AS nth
	FROM line WHERE matched = 0
)
SELECT b.step, 'consent', b.id, a.id
FROM rest b
JOIN rest a USING (step, kind, datum, service, country, nth)
WHERE b.later = 0 AND a.later = 1;

UPDATE line SET matched = 1 WHERE id IN (SELECT before FROM change UNION SELECT after FROM change);

-- Where a place was not known on one side, or was a local address, nothing is said to have moved; nor of traffic to what no catalogue names.
INSERT INTO change
WITH rest AS (
	SELECT *, row_number() OVER (PARTITION BY step, later, kind, datum, service ORDER BY gravity DESC, country, consent) AS nth
	FROM line WHERE matched = 0
)
SELECT b.step, CASE WHEN b.country NOT IN ('', 'local') AND a.country NOT IN ('', 'local') THEN 'moved' WHEN b.consent <> a.consent THEN 'consent' ELSE 'still' END,
	b.id, a.id
FROM rest b
JOIN rest a USING (step, kind, datum, service, nth)
WHERE b.later = 0 AND a.later = 1 AND (kind <> '' OR service <> '');

UPDATE line SET matched = 1 WHERE id IN (SELECT before FROM change UNION SELECT after FROM change);

-- A service that got data of a kind in one place, and now gets such data, of other values, only in another, has moved too.
INSERT INTO change
WITH elsewhere AS (
	SELECT *, row_number() OVER (PARTITION BY step, later, kind, service ORDER BY gravity DESC, country, regions, consent, datum) AS nth
	FROM line l WHERE matched = 0 AND country NOT IN ('', 'local') AND (kind <> '' OR service <> '') AND NOT EXISTS (SELECT 1 FROM line o WHERE o.step = l.step AND o.kind = l.kind
		AND o.service = l.service AND o.later = 1 - l.later AND o.country = l.country
		AND (o.regions = l.regions OR o.regions = '' OR l.regions = ''))
)
SELECT b.step, 'moved', b.id, a.id
FROM elsewhere b
JOIN elsewhere a USING (step, kind, service, nth)
WHERE b.later = 0 AND a.later = 1;

UPDATE line SET matched = 1 WHERE id IN (SELECT before FROM change UNION SELECT after FROM change);

INSERT INTO change
SELECT step, CASE later WHEN 1 THEN 'new' ELSE 'gone' END, CASE later WHEN 0 THEN id END, CASE later WHEN 1 THEN id END
FROM line WHERE matched = 0;

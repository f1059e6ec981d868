-- Databases side by side, in memory: what phonehome diff asks, and reports/diff/ shows. The last two parts are views and may be used by
-- one's own queries.
--
-- A disclosure here is distinct (kind, value, service, country, consent), whatever the handset: builds and years are compared, and
-- handsets are called differently in different cases. Values are told by their HMACs where two databases were made under
-- the same key; under unlike keys nobody can tell, and kind, form, service and place must do (step.alike is 0).

-- ---- copied from the databases ----

CREATE TABLE side (               -- a database, in the order of the command line
	number INTEGER PRIMARY KEY,     -- from 1
	database TEXT NOT NULL,
	sha256 TEXT NOT NULL,           -- of the file
	key_id TEXT,                    -- of the case key
	rules_sha256 TEXT,              -- what it was judged by; NULL: not assessed
	case_name TEXT,
	firmware TEXT,                  -- of its handsets, comma-separated
	captures INTEGER NOT NULL,
	incomplete INTEGER NOT NULL,    -- captures not read to their end, or damaged
	first_at INTEGER,
	last_at INTEGER,
	flows INTEGER NOT NULL,         -- of handsets
	opaque_flows INTEGER NOT NULL
) STRICT;

CREATE TABLE seen (               -- a datum at a service in a place under a consent; kind '': traffic of a service without a readable datum
	side INTEGER NOT NULL REFERENCES side,
	kind TEXT NOT NULL,
	hmac BLOB NOT NULL,
	form TEXT NOT NULL,
	service TEXT NOT NULL,          -- '' none, a|b where several cannot be told apart
	country TEXT NOT NULL,          -- '' unknown, 'local' an address of the local network
	region TEXT NOT NULL,           -- provider/region; '' unknown
	consent TEXT NOT NULL,          -- '' for such traffic
	gravity INTEGER NOT NULL,       -- 1000 times the verdict's rank, and the level's, of its gravest finding
	verdict TEXT NOT NULL,
	severity TEXT,                  -- NULL: no rule applies
	masked TEXT NOT NULL
) STRICT;

CREATE TABLE service (            -- of any of the databases
	id TEXT PRIMARY KEY,
	title TEXT NOT NULL,
	owner TEXT NOT NULL,
	owner_country TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ---- put side by side (changes.sql) ----

CREATE TABLE step (               -- from one database to the next
	number INTEGER PRIMARY KEY,     -- from 1; before is side.number too
	after INTEGER NOT NULL REFERENCES side,
	alike INTEGER NOT NULL          -- 1: both were made under one key
) STRICT;

CREATE TABLE line (               -- a disclosure as one step tells them apart
	id INTEGER PRIMARY KEY,
	step INTEGER NOT NULL REFERENCES step,
	later INTEGER NOT NULL,         -- 1: it is in the step's second database
	kind TEXT NOT NULL,
	datum BLOB NOT NULL,            -- hex of the HMAC; the form under unlike keys
	service TEXT NOT NULL,
	country TEXT NOT NULL,
	consent TEXT NOT NULL,
	regions TEXT NOT NULL,          -- comma-separated
	gravity INTEGER NOT NULL,
	verdict TEXT NOT NULL,
	severity TEXT,
	masked TEXT NOT NULL,
	matched INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX line_told ON line (step, kind, service, datum, country, consent);
CREATE INDEX line_placed ON line (step, later, kind, service, country); -- thousands of contacts may have moved

CREATE TABLE change (             -- what became of a line; a line is in one row, so that the rows add up to what is in the databases
	step INTEGER NOT NULL REFERENCES step,
	change TEXT NOT NULL,           -- still, consent (the same under another), moved (such data of that service, in another place), gone, new
	before INTEGER REFERENCES line,
	after INTEGER REFERENCES line
) STRICT;

-- ---- views: the databases ----

-- One row a database, with the counts that its own report begins with (but for handsets: see above). breach_levels: traffic that departs
-- from a rule counts too, once a service and place. without: consent none, refused, withdrawn, expired or outside its scope.
CREATE VIEW sides AS
WITH disclosed AS (
	SELECT side, kind, max(gravity) AS gravity, consent FROM seen GROUP BY side, kind, hmac, service, country, consent
), counted AS (
	SELECT side,
		coalesce(sum(kind <> ''), 0) AS disclosures,
		coalesce(sum(kind <> '' AND consent NOT IN ('given', 'unknown')), 0) AS without,
		coalesce(sum(kind <> '' AND consent = 'unknown'), 0) AS unknown,
		coalesce(sum(kind <> '' AND gravity >= 3000), 0) AS breach,
		coalesce(sum(kind = '' AND gravity >= 3000), 0) AS transfers_breach,
		coalesce(sum(kind <> '' AND gravity / 1000 = 2), 0) AS review,
		coalesce(sum(gravity >= 3001), 0) AS from_low,
		coalesce(sum(gravity >= 3002), 0) AS from_medium,
		coalesce(sum(gravity >= 3003), 0) AS from_high,
		coalesce(sum(gravity >= 3004), 0) AS from_critical
	FROM disclosed GROUP BY side
)
SELECT s.number AS number, s.database AS database, s.sha256 AS sha256, s.key_id AS key_id, s.rules_sha256 AS rules_sha256,
	s.case_name AS case_name, s.firmware AS firmware, s.captures AS captures, s.incomplete AS incomplete,
	strftime('%Y-%m-%dT%H:%M:%SZ', s.first_at / 1000000000, 'unixepoch') AS first_at,
	strftime('%Y-%m-%dT%H:%M:%SZ', s.last_at / 1000000000, 'unixepoch') AS last_at,
	s.flows AS flows, s.opaque_flows AS opaque_flows,
	coalesce(c.disclosures, 0) AS disclosures, coalesce(c.without, 0) AS without, coalesce(c.unknown, 0) AS unknown,
	coalesce(c.breach, 0) AS breach, coalesce(c.transfers_breach, 0) AS transfers_breach, coalesce(c.review, 0) AS review,
	coalesce(c.from_low, 0) AS from_low, coalesce(c.from_medium, 0) AS from_medium, coalesce(c.from_high, 0) AS from_high,
	coalesce(c.from_critical, 0) AS from_critical
FROM side s
LEFT JOIN counted c ON c.side = s.number;

CREATE VIEW services AS
SELECT id AS service, title, nullif(owner, '') AS owner, nullif(owner_country, '') AS owner_country FROM service;

-- ---- views: what changed ----

-- One row a change. place is country, or country/provider/region where that is known, 'local' a local address, '' not known; NULL before: it is
-- new, NULL after: it is gone. kind NULL: traffic without a readable datum. without_new 1: without consent now, and not before. A new value in
-- the place of one that is gone is not such: a handset that was reset has another Android ID, and each day its location.
CREATE VIEW changes AS
WITH went AS (
	SELECT c.step AS step, l.kind AS kind, l.service AS service, l.country AS country, count(*) AS n
	FROM change c JOIN line l ON l.id = c.before
	WHERE c.change = 'gone' AND l.consent NOT IN ('', 'given', 'unknown')
	GROUP BY 1, 2, 3, 4
), come AS (
	SELECT l.id AS id, row_number() OVER (PARTITION BY c.step, l.kind, l.service, l.country ORDER BY l.gravity, l.id) AS nth
	FROM change c JOIN line l ON l.id = c.after
	WHERE c.change = 'new' AND l.consent NOT IN ('', 'given', 'unknown')
)
SELECT c.step AS step, c.change AS change, nullif(coalesce(a.kind, b.kind), '') AS kind, coalesce(a.masked, b.masked) AS masked,
	nullif(coalesce(a.service, b.service), '') AS service,
	b.country || CASE b.regions WHEN '' THEN '' ELSE '/' || b.regions END AS place_before,
	a.country || CASE a.regions WHEN '' THEN '' ELSE '/' || a.regions END AS place_after,
	nullif(b.consent, '') AS consent_before, nullif(a.consent, '') AS consent_after,
	b.verdict AS verdict_before, a.verdict AS verdict_after, b.severity AS severity_before, a.severity AS severity_after,
	coalesce(b.gravity, 0) AS gravity_before, coalesce(a.gravity, 0) AS gravity_after,
	coalesce(a.consent NOT IN ('', 'given', 'unknown'), 0) AND coalesce(b.consent IN ('given', 'unknown'), 1)
		AND coalesce(m.nth > coalesce(g.n, 0), 1) AS without_new
FROM change c
LEFT JOIN line b ON b.id = c.before
LEFT JOIN line a ON a.id = c.after
LEFT JOIN come m ON m.id = a.id
LEFT JOIN went g ON g.step = c.step AND g.kind = a.kind AND g.service = a.service AND g.country = a.country;

-- One row a step. worse 1: at some level there are more breaches of it or above, or a disclosure without consent of which there was none.
-- better 1: not worse, and less of something. judged 0: in one of both nothing was judged, for no flow was of a handset; nothing is better then.
CREATE VIEW steps AS
WITH counted AS (
	SELECT step,
		sum(kind IS NOT NULL AND change = 'gone') AS gone, sum(kind IS NOT NULL AND change = 'new') AS new,
		sum(kind IS NOT NULL AND change = 'still') AS still, sum(kind IS NOT NULL AND change = 'moved') AS moved,
		sum(kind IS NOT NULL AND change = 'consent') AS consent, sum(kind IS NULL AND change = 'moved') AS transfers_moved,
		sum(verdict_before <> verdict_after) AS verdicts, sum(without_new) AS without_new
	FROM changes GROUP BY step
), judged AS (
	SELECT t.number AS step, t.after AS after, t.alike AS alike, b.rules_sha256 IS NOT a.rules_sha256 AS other_rules,
		coalesce(c.gone, 0) AS gone, coalesce(c.new, 0) AS new, coalesce(c.still, 0) AS still, coalesce(c.moved, 0) AS moved,
		coalesce(c.consent, 0) AS consent, coalesce(c.transfers_moved, 0) AS transfers_moved, coalesce(c.verdicts, 0) AS verdicts,
		coalesce(c.without_new, 0) AS without_new,
		a.breach + a.transfers_breach > b.breach + b.transfers_breach OR a.from_low > b.from_low OR a.from_medium > b.from_medium
			OR a.from_high > b.from_high OR a.from_critical > b.from_critical AS breaches_worse,
		a.breach + a.transfers_breach < b.breach + b.transfers_breach OR a.from_high < b.from_high
			OR a.from_critical < b.from_critical OR a.without < b.without OR a.disclosures < b.disclosures
			OR a.review < b.review AS something_less,
		a.flows + a.disclosures > 0 AND b.flows + b.disclosures > 0 AS judged
	FROM step t
	JOIN sides a ON a.number = t.after
	JOIN sides b ON b.number = t.number
	LEFT JOIN counted c ON c.step = t.number
)
SELECT *, NOT worse AND something_less AND judged AS better FROM (SELECT *, breaches_worse OR without_new > 0 AS worse FROM judged);

-- The public interface of a phonehome database: what every report, and anyone with the sqlite3 shell, reads. Version: PRAGMA
-- user_version; a column's name or meaning changes only with it. Tables (schema.sql) may change sooner.
--
-- Everywhere: NULL is not known or does not apply. Times are ISO 8601 in UTC with microseconds, dates without a time
-- are YYYY-MM-DD; both sort as text. frame counts from 1 in the evidence capture, as Wireshark does; of a HAR file it counts entries. Flags are 0 and 1. Grades run from A
-- (best) to E. No view shows a personal value, nor the keyed hash by which equal values are told.
--
-- iso(...) is no function: store/embed.sh puts the expression for such a time in its place, so that any sqlite3 can read the views.

PRAGMA user_version = 1;

-- ---- disclosures: one row a sighting ----
--
-- sighting_id, flow_id       the facts; finding_id is the gravest finding on the sighting, NULL where no rule applies
-- capture, sha256            the evidence: the capture's file name and hash
-- frame, offset, length      the frame that holds the datum's last byte; where the datum stood in its message before unwrapping, and its length there
-- at, step                   when; what the tester had done last before it
-- handset, app               who sent it; the app as PCAPdroid claims: its package, else its name, else uid NUMBER; NULL where the capture does not say
-- client_ip ... transport    the conversation, as far as a capture tells it; transport is tcp, udp, icmp ... or ip-NUMBER
-- protocol                   nDPI's name
-- host, host_source          the far end's name and how it is known: http, mipush, sni, proxy, dns, dns-uncertain
-- service, owner, owner_country  what the far end is for; a|b where several cannot be told apart
-- kind, form, path, tier     what the datum is, how it was written, how the message was unwrapped, how sure
-- masked                     stars and the value's last two characters
-- place_class                public, local, proxy, tunnel, anycast, cdn
-- country, region, provider  where the far end is: ISO 3166-1 alpha-2; provider and its own name for the region
-- operator                   who runs the address
-- country_grade ... operator_grade  how good the evidence for each is
-- grade                      the grade that the finding rests on
-- consent, consent_needed    what the timeline says; whether the rule takes it
-- residency, rule, verdict, severity  of the gravest finding: rule is its id, severity its level. No rule: verdict is not-judged

CREATE VIEW disclosures AS
SELECT
	s.id AS sighting_id,
	s.flow AS flow_id,
	g.finding AS finding_id,
	coalesce(q.file, c.file) AS capture,
	nullif(coalesce(q.sha256, c.sha256), '') AS sha256,
	s.frame - coalesce(q.first_frame - 1, 0) AS frame,
	s.offset AS offset,
	s.length AS length,
	iso(s.at) AS at,
	(SELECT t.action FROM step t WHERE t.at <= s.at AND (t.handset IS NULL OR t.handset = h.name)
		ORDER BY t.at DESC, t.number DESC LIMIT 1) AS step,
	h.name AS handset,
	f.app AS app,
	nullif(f.client, '') AS client_ip,
	CASE WHEN f.client <> '' THEN f.client_port END AS client_port,
	nullif(f.server, '') AS server_ip,
	f.server_port AS server_port,
	CASE f.transport WHEN 6 THEN 'tcp' WHEN 17 THEN 'udp' WHEN 1 THEN 'icmp' WHEN 58 THEN 'icmpv6' WHEN 132 THEN 'sctp'
		WHEN 47 THEN 'gre' WHEN 50 THEN 'esp' ELSE 'ip-' || f.transport END AS transport,
	nullif(f.protocol, '') AS protocol,
	coalesce(nullif(m.host, ''), nullif(e.host, ''), nullif(f.host, '')) AS host,
	CASE WHEN m.host <> '' THEN m.host_source WHEN e.host <> '' THEN e.host_source
		WHEN f.host <> '' THEN f.host_source END AS host_source,
	nullif(v.services, '') AS service,
	nullif(v.owners, '') AS owner,
	nullif(v.owner_countries, '') AS owner_country,
	s.kind AS kind,
	s.form AS form,
	s.path AS path,
	s.tier AS tier,
	s.masked AS masked,
	p.class AS place_class,
	nullif(p.country, '') AS country,
	nullif(p.region, '') AS region,
	CASE WHEN p.region <> '' THEN nullif(p.operator, '') END AS provider,
	nullif(p.operator, '') AS operator,
	nullif(p.country_grade, '') AS country_grade,
	nullif(p.region_grade, '') AS region_grade,
	nullif(p.operator_grade, '') AS operator_grade,
	nullif(j.grade, '') AS grade,
	coalesce(n.state, 'unknown') AS consent,
	j.consent_needed AS consent_needed,
	coalesce(j.residency, 'not-judged') AS residency,
	j.rule AS rule,
	coalesce(j.verdict, 'not-judged') AS verdict,
	r.level AS severity
FROM sighting s
JOIN capture c ON c.id = s.capture
LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = s.capture AND first_frame <= s.frame
	ORDER BY first_frame DESC, number DESC LIMIT 1)
JOIN flow f ON f.id = s.flow
LEFT JOIN handset h ON h.capture = f.capture AND h.number = f.handset
LEFT JOIN message m ON m.id = s.message
LEFT JOIN message_service k ON k.message = s.message
LEFT JOIN far_end e ON e.flow = s.flow
LEFT JOIN service_set v ON v.id = coalesce(k.service_set, e.service_set)
LEFT JOIN place p ON p.id = e.place
LEFT JOIN judged g ON g.sighting = s.id
LEFT JOIN consent_answer n ON n.id = g.consent_answer
LEFT JOIN judgement j ON j.id = g.judgement
LEFT JOIN rule r ON r.id = j.rule;

-- ---- transfers: one row a flow ----
--
-- Columns of the same name mean the same as in disclosures, for the flow as a whole.
-- first_frame, last_frame, at, until  its first and last packet; last_frame is NULL where that is in a later file of the same run
-- bytes_up, bytes_down, packets       payload of the transport from and to the client, on the wire
-- bytes_clear, bytes_decrypted, bytes_opaque  of what the client sent: read as it stood, read by a key log, not read
-- visibility                          clear; decrypted; opaque: more could not be read than could; empty: the client sent nothing, readable or not
-- consent to severity                 of the transfer itself, whatever was found inside: those are disclosures
-- finding_id                          the gravest finding on the transfer, NULL where no rule applies

CREATE VIEW transfers AS
SELECT
	f.id AS flow_id,
	coalesce(q.file, c.file) AS capture,
	nullif(coalesce(q.sha256, c.sha256), '') AS sha256,
	f.first_frame - coalesce(q.first_frame - 1, 0) AS first_frame,
	CASE WHEN q.id IS NULL OR q.frames = 0 OR f.last_frame < q.first_frame + q.frames
		THEN f.last_frame - coalesce(q.first_frame - 1, 0) END AS last_frame,
	iso(f.at) AS at,
	iso(f.until) AS until,
	(SELECT t.action FROM step t WHERE t.at <= f.at AND (t.handset IS NULL OR t.handset = h.name)
		ORDER BY t.at DESC, t.number DESC LIMIT 1) AS step,
	h.name AS handset,
	f.app AS app,
	nullif(f.client, '') AS client_ip,
	CASE WHEN f.client <> '' THEN f.client_port END AS client_port,
	nullif(f.server, '') AS server_ip,
	f.server_port AS server_port,
	CASE f.transport WHEN 6 THEN 'tcp' WHEN 17 THEN 'udp' WHEN 1 THEN 'icmp' WHEN 58 THEN 'icmpv6' WHEN 132 THEN 'sctp'
		WHEN 47 THEN 'gre' WHEN 50 THEN 'esp' ELSE 'ip-' || f.transport END AS transport,
	nullif(f.protocol, '') AS protocol,
	coalesce(nullif(e.host, ''), nullif(f.host, '')) AS host,
	CASE WHEN e.host <> '' THEN e.host_source WHEN f.host <> '' THEN f.host_source END AS host_source,
	nullif(v.services, '') AS service,
	nullif(v.owners, '') AS owner,
	nullif(v.owner_countries, '') AS owner_country,
	p.class AS place_class,
	nullif(p.country, '') AS country,
	nullif(p.region, '') AS region,
	CASE WHEN p.region <> '' THEN nullif(p.operator, '') END AS provider,
	nullif(p.operator, '') AS operator,
	nullif(p.country_grade, '') AS country_grade,
	nullif(p.region_grade, '') AS region_grade,
	nullif(p.operator_grade, '') AS operator_grade,
	nullif(j.grade, '') AS grade,
	f.bytes_up AS bytes_up,
	f.bytes_down AS bytes_down,
	f.packets AS packets,
	f.bytes_clear AS bytes_clear,
	f.bytes_decrypted AS bytes_decrypted,
	f.bytes_opaque AS bytes_opaque,
	f.visibility AS visibility,
	coalesce(e.consent, 'unknown') AS consent,
	j.consent_needed AS consent_needed,
	coalesce(j.residency, 'not-judged') AS residency,
	j.rule AS rule,
	coalesce(j.verdict, 'not-judged') AS verdict,
	r.level AS severity,
	e.finding AS finding_id
FROM flow f
JOIN capture c ON c.id = f.capture
LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = f.capture AND first_frame <= f.first_frame
	ORDER BY first_frame DESC, number DESC LIMIT 1)
LEFT JOIN handset h ON h.capture = f.capture AND h.number = f.handset
LEFT JOIN far_end e ON e.flow = f.id
LEFT JOIN service_set v ON v.id = e.service_set
LEFT JOIN place p ON p.id = e.place
LEFT JOIN judgement j ON j.id = e.judgement
LEFT JOIN rule r ON r.id = j.rule;

-- ---- findings: one row a judgement ----
--
-- finding_id, sighting_id, flow_id  sighting_id is NULL where the fact is the transfer itself
-- capture to place_class            of the fact, as in disclosures and transfers
-- rule, rule_title                  what it was judged under
-- clause_valid ... clause_effect    each clause's outcome: holds, fails, unknown, allowed, denied ...; NULL: the rule has no such clause
-- residency, consent, consent_needed, grade, verdict, severity  as in disclosures, under this rule
-- consent_reason, consent_event     why consent stands so; number of the event in consent_events that counted
-- reason                            the line of the verdict table that held, in words
-- gravest                           1: the gravest on its fact, which disclosures or transfers show

CREATE VIEW findings AS
SELECT
	j.id AS finding_id,
	j.sighting AS sighting_id,
	j.flow AS flow_id,
	coalesce(q.file, c.file) AS capture,
	nullif(coalesce(q.sha256, c.sha256), '') AS sha256,
	coalesce(s.frame, f.first_frame) - coalesce(q.first_frame - 1, 0) AS frame,
	CASE WHEN s.id IS NULL THEN iso(f.at) ELSE iso(s.at) END AS at,
	h.name AS handset,
	s.kind AS kind,
	nullif(v.services, '') AS service,
	coalesce(nullif(m.host, ''), nullif(e.host, ''), nullif(f.host, '')) AS host,
	nullif(p.country, '') AS country,
	nullif(p.region, '') AS region,
	nullif(p.operator, '') AS operator,
	p.class AS place_class,
	x.rule AS rule,
	r.title AS rule_title,
	(SELECT outcome FROM reasoning WHERE id = x.reasoning AND name = 'valid') AS clause_valid,
	(SELECT outcome FROM reasoning WHERE id = x.reasoning AND name = 'subject') AS clause_subject,
	(SELECT outcome FROM reasoning WHERE id = x.reasoning AND name = 'owner') AS clause_owner,
	(SELECT outcome FROM reasoning WHERE id = x.reasoning AND name = 'service') AS clause_service,
	(SELECT outcome FROM reasoning WHERE id = x.reasoning AND name = 'data') AS clause_data,
	(SELECT outcome FROM reasoning WHERE id = x.reasoning AND name = 'residency') AS clause_residency,
	(SELECT outcome FROM reasoning WHERE id = x.reasoning AND name = 'consent') AS clause_consent,
	(SELECT outcome FROM reasoning WHERE id = x.reasoning AND name = 'effect') AS clause_effect,
	x.residency AS residency,
	x.consent AS consent,
	x.consent_needed AS consent_needed,
	n.reason AS consent_reason,
	n.event AS consent_event,
	nullif(x.grade, '') AS grade,
	x.reason AS reason,
	x.verdict AS verdict,
	r.level AS severity,
	j.id = CASE WHEN j.sighting IS NULL THEN e.finding ELSE g.finding END AS gravest
FROM finding j
JOIN judgement x ON x.id = j.judgement
JOIN flow f ON f.id = j.flow
JOIN capture c ON c.id = f.capture
JOIN rule r ON r.id = x.rule
LEFT JOIN sighting s ON s.id = j.sighting
LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = f.capture AND first_frame <= coalesce(s.frame, f.first_frame)
	ORDER BY first_frame DESC, number DESC LIMIT 1)
LEFT JOIN handset h ON h.capture = f.capture AND h.number = f.handset
LEFT JOIN message m ON m.id = s.message
LEFT JOIN message_service k ON k.message = s.message
LEFT JOIN far_end e ON e.flow = j.flow
LEFT JOIN service_set v ON v.id = coalesce(k.service_set, e.service_set)
LEFT JOIN place p ON p.id = e.place
LEFT JOIN judged g ON g.sighting = j.sighting
LEFT JOIN consent_answer n ON n.id = g.consent_answer;

-- Why, clause by clause: position counts from 1 in the order they were judged; reason is a plain sentence.
CREATE VIEW clauses AS
SELECT j.id AS finding_id, q.position AS position, q.name AS name, q.outcome AS outcome, q.reason AS reason
FROM finding j
JOIN judgement x ON x.id = j.judgement
JOIN reasoning q ON q.id = x.reasoning;

-- ---- distinct_disclosures: what a headline counts ----
--
-- One row for each distinct (handset, kind, value, service, country, consent) of a handset under audit. A flow that two captures
-- saw (the same ends at the same time) counts once.
-- handset to consent         as in disclosures; masked tells values apart only as far as two characters do
-- tier                       the best of its sightings
-- place_class, region, operator, host  of its gravest sighting
-- sightings                  how many
-- apps                       that sent them, comma-separated; NULL where no capture says
-- hosts                      how many names they went to, of which host is one; all that are unnamed are one
-- first_at, last_at          of them
-- verdict, severity, rule, finding_id, sighting_id  of the gravest of them
-- capture, first_frame       of the first of them: where to look
-- before_choice              1: it began before anyone could choose, that is before the handset's first consent event inside the window
--                            in which every act of consent is listed (or there is none at all in it); 0: after one; NULL: no such window, not known

-- Facts that were not assessed have no service, place or consent: they are told apart by the rest.

CREATE VIEW distinct_disclosures AS
SELECT
	d.handset AS handset,
	d.kind AS kind,
	s.masked AS masked,
	nullif(v.services, '') AS service,
	nullif(v.owners, '') AS owner,
	nullif(v.owner_countries, '') AS owner_country,
	nullif(d.country, '') AS country,
	d.consent AS consent,
	d.tier AS tier,
	p.class AS place_class,
	nullif(p.region, '') AS region,
	nullif(p.operator, '') AS operator,
	nullif(d.host, '') AS host,
	d.sightings AS sightings,
	nullif(d.apps, '') AS apps,
	d.hosts AS hosts,
	iso(d.first_at) AS first_at,
	iso(d.last_at) AS last_at,
	coalesce(j.verdict, 'not-judged') AS verdict,
	r.level AS severity,
	j.rule AS rule,
	d.finding AS finding_id,
	d.gravest AS sighting_id,
	coalesce(q.file, c.file) AS capture,
	b.frame - coalesce(q.first_frame - 1, 0) AS first_frame,
	d.before_choice AS before_choice
FROM disclosure d
LEFT JOIN service_set v ON v.id = d.service_set
LEFT JOIN place p ON p.id = d.place
LEFT JOIN judgement j ON j.id = d.judgement
LEFT JOIN rule r ON r.id = j.rule
LEFT JOIN sighting s ON s.id = d.gravest
LEFT JOIN sighting b ON b.id = d.first
LEFT JOIN capture c ON c.id = b.capture
LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = b.capture AND first_frame <= b.frame
	ORDER BY first_frame DESC, number DESC LIMIT 1)
UNION ALL
SELECT handset, kind, masked, NULL, NULL, NULL, NULL, 'unknown', CASE tier_rank WHEN 1 THEN 'known' WHEN 2 THEN 'validated' ELSE 'pattern' END,
	NULL, NULL, NULL, host, sightings, apps, hosts, iso(first_ns), iso(last_ns), 'not-judged', NULL, NULL, NULL, id, capture, frame, NULL
FROM (
	SELECT h.name AS handset, s.kind AS kind, s.masked AS masked, s.id AS id, s.frame - coalesce(q.first_frame - 1, 0) AS frame,
		coalesce(q.file, c.file) AS capture,
		coalesce(nullif(m.host, ''), nullif(f.host, '')) AS host, min(s.at) AS first_ns, max(s.at) AS last_ns, count(*) AS sightings,
		group_concat(DISTINCT f.app) AS apps, count(DISTINCT coalesce(nullif(m.host, ''), f.host)) AS hosts, min(CASE s.tier WHEN 'known' THEN 1 WHEN 'validated' THEN 2 ELSE 3 END) AS tier_rank
	FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM ruleset)) CROSS JOIN sighting s -- in this order, no sighting is asked
	JOIN flow f ON f.id = s.flow
	JOIN capture c ON c.id = s.capture
	LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = s.capture AND first_frame <= s.frame
		ORDER BY first_frame DESC, number DESC LIMIT 1)
	JOIN handset h ON h.capture = f.capture AND h.number = f.handset
	LEFT JOIN message m ON m.id = s.message
	GROUP BY h.name, s.kind, s.hmac
);

-- ---- transfer_counts: what a headline counts of transfers ----
--
-- One row for each distinct (of_handset, visibility, place_class, verdict, stale) of transfers, so that nobody need walk through all of
-- them. A flow that two captures saw counts once; before an assessment nobody has looked for such, and it counts twice.
-- of_handset                 1: it has a handset
-- visibility to verdict      as in transfers
-- stale                      as in places
-- flows, bytes_up, bytes_opaque  how many transfers, and the sums of theirs

CREATE VIEW transfer_counts AS
SELECT of_handset, visibility, place_class, verdict, stale, flows, bytes_up, bytes_opaque
FROM transfer_count
UNION ALL
SELECT t.handset IS NOT NULL, t.visibility, t.place_class, t.verdict, NULL, count(*), sum(t.bytes_up), sum(t.bytes_opaque)
FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM ruleset)) CROSS JOIN transfers t -- in this order, no transfer is asked
GROUP BY 1, 2, 3, 4;

-- ---- the evidence and what is missing from it ----

-- One row a capture file; of a run that was written to several each is one, and flows count where they begin. complete 0: reading it
-- was interrupted; damaged 1: parts could not be understood; unit: what frames are, packet or entry (of a HAR file); first_at and last_at of its packets; bytes on the wire; keys: sessions of TLS
-- and QUIC whose secrets were at hand, in the capture itself or in the key logs whose SHA-256 stands beside it; sightings of all tiers.
CREATE VIEW captures AS
WITH files AS (
	SELECT c.id AS id, coalesce(q.file, c.file) AS file, coalesce(q.sha256, c.sha256) AS sha256, coalesce(q.size, c.size) AS size,
		c.origin AS origin, c.format AS format, c.links AS links, c.application AS application, c.complete AS complete,
		coalesce(q.damaged, c.damaged) AS damaged, c.unit AS unit, CASE WHEN q.id IS NULL THEN c.first_at ELSE q.first_at END AS first_at,
		CASE WHEN q.id IS NULL THEN c.last_at ELSE q.last_at END AS last_at, coalesce(q.packets, c.packets) AS packets,
		coalesce(q.bytes, c.bytes) AS bytes, c.flows AS flows, c.keys AS keys, c.keylog AS keylog, q.id AS part, q.first_frame AS first_frame, q.frames AS frames
	FROM capture c
	LEFT JOIN part q ON q.capture = c.id
), seen AS MATERIALIZED (
	SELECT s.capture AS capture, (SELECT id FROM part WHERE capture = s.capture AND first_frame <= s.frame
		ORDER BY first_frame DESC, number DESC LIMIT 1) AS part, count(*) AS sightings
	FROM sighting s
	GROUP BY 1, 2
)
SELECT x.file AS capture, nullif(x.sha256, '') AS sha256, x.size AS size, x.origin AS origin, x.format AS format, x.links AS links,
	nullif(x.application, '') AS application, x.complete AS complete, x.damaged AS damaged, x.unit AS unit,
	iso(x.first_at) AS first_at,
	iso(x.last_at) AS last_at,
	x.packets AS packets, x.bytes AS bytes,
	CASE WHEN x.part IS NULL THEN x.flows ELSE (SELECT count(*) FROM flow f WHERE f.capture = x.id
		AND f.first_frame >= x.first_frame AND f.first_frame < x.first_frame + x.frames) END AS flows,
	x.keys AS keys, nullif(x.keylog, '') AS keylog_sha256,
	coalesce((SELECT n.sightings FROM seen n WHERE n.capture = x.id AND n.part IS x.part), 0) AS sightings
FROM files x;

-- Who was taken for a handset in each capture, by which addresses and why: one row an address. since: the frame from which it had the
-- address, NULL from the beginning; imsi to phone_number: masked, as a network told (see identities); model to subject_country as the case says.
CREATE VIEW handsets AS
SELECT coalesce(q.file, c.file) AS capture, nullif(coalesce(q.sha256, c.sha256), '') AS sha256, h.name AS handset, nullif(a.address, '') AS address,
	nullif(a.mac, '') AS mac, a.reason AS reason, nullif(a.since, 0) - coalesce(q.first_frame - 1, 0) AS since,
	(SELECT group_concat(DISTINCT i.masked) FROM identity i WHERE i.capture = h.capture AND i.handset = h.number AND i.kind = 'imsi') AS imsi,
	(SELECT group_concat(DISTINCT i.masked) FROM identity i WHERE i.capture = h.capture AND i.handset = h.number AND i.kind = 'imei') AS imei,
	(SELECT group_concat(DISTINCT i.masked) FROM identity i WHERE i.capture = h.capture AND i.handset = h.number AND i.kind = 'phone-number') AS phone_number,
	nullif(b.model, '') AS model,
	nullif(b.rom_branch, '') AS rom_branch, nullif(b.rom_build, '') AS rom_build, nullif(b.rom_region, '') AS rom_region,
	nullif(b.country, '') AS subject_country
FROM handset h
JOIN handset_address a ON a.capture = h.capture AND a.handset = h.number
JOIN capture c ON c.id = h.capture
LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = h.capture AND first_frame <= max(a.since, 1)
	ORDER BY first_frame DESC, number DESC LIMIT 1)
LEFT JOIN subject b ON b.handset = h.name;

-- Numbers that the network itself tells of a handset, as where a session is made: kind and masked as of sightings, frame is the first that told it.
CREATE VIEW identities AS
SELECT coalesce(q.file, c.file) AS capture, nullif(coalesce(q.sha256, c.sha256), '') AS sha256, h.name AS handset, i.kind AS kind, i.masked AS masked, i.source AS source,
	i.frame - coalesce(q.first_frame - 1, 0) AS frame,
	iso(i.at) AS at
FROM identity i
JOIN handset h ON h.capture = i.capture AND h.number = i.handset
JOIN capture c ON c.id = i.capture
LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = i.capture AND first_frame <= i.frame
	ORDER BY first_frame DESC, number DESC LIMIT 1);

-- What was not read, or left away when it was assessed: count is of packets, streams, messages or flows, as the loss says; frame is the first it happened at; damage 1: the input is damaged; unit: what frames are, as of captures.
CREATE VIEW losses AS
SELECT coalesce(q.file, c.file) AS capture, nullif(coalesce(q.sha256, c.sha256), '') AS sha256, x.loss AS loss, nullif(x.detail, '') AS detail, x.count AS count,
	x.bytes AS bytes, nullif(x.frame, 0) - coalesce(q.first_frame - 1, 0) AS frame, x.damage AS damage,
	c.unit AS unit
FROM (SELECT * FROM capture_loss UNION ALL SELECT * FROM assess_loss) x
JOIN capture c ON c.id = x.capture
LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = x.capture AND first_frame <= max(x.frame, 1)
	ORDER BY first_frame DESC, number DESC LIMIT 1);

-- The apps that captures name, by their user ids: what PCAPdroid claims. app as in disclosures.
CREATE VIEW apps AS
SELECT c.file AS capture, nullif(c.sha256, '') AS sha256, f.app AS app, f.app_uid AS uid,
	nullif(f.app_package, '') AS package, nullif(f.app_name, '') AS name, count(*) AS flows, sum(f.bytes_up) AS bytes_up,
	sum((SELECT count(*) FROM sighting s WHERE s.flow = f.id)) AS sightings
FROM flow f
JOIN capture c ON c.id = f.capture
WHERE f.app_uid IS NOT NULL
GROUP BY f.capture, f.app_uid, f.app_package, f.app_name;

-- Where the scanner itself failed: the flow that begins at frame was set aside; NULL: the whole shard was given up.
CREATE VIEW faults AS
SELECT coalesce(q.file, c.file) AS capture, nullif(coalesce(q.sha256, c.sha256), '') AS sha256, x.shard AS shard, nullif(x.frame, 0) - coalesce(q.first_frame - 1, 0) AS frame, x.what AS what
FROM fault x
JOIN capture c ON c.id = x.capture
LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = x.capture AND first_frame <= max(x.frame, 1)
	ORDER BY first_frame DESC, number DESC LIMIT 1);

-- ---- where ----

-- The far end of each flow, each level with its value, grade (A to E) and evidence; candidates: the names that fit the address, of more than 16 how many more;
-- data_date: of the oldest data it rests on; stale 1: graded down for its age.
CREATE VIEW places AS
SELECT e.flow AS flow_id, nullif(f.server, '') AS server_ip, nullif(e.host, '') AS host, nullif(e.candidates, '') AS candidates, p.class AS place_class,
	nullif(p.operator, '') AS operator, nullif(p.operator_grade, '') AS operator_grade,
	nullif(p.operator_evidence, '') AS operator_evidence,
	nullif(p.country, '') AS country, nullif(p.country_grade, '') AS country_grade,
	nullif(p.country_evidence, '') AS country_evidence,
	nullif(p.subdivision, '') AS subdivision, nullif(p.subdivision_grade, '') AS subdivision_grade,
	nullif(p.subdivision_evidence, '') AS subdivision_evidence,
	nullif(p.region, '') AS region, nullif(p.region_grade, '') AS region_grade, nullif(p.region_evidence, '') AS region_evidence,
	nullif(p.as_number, 0) AS as_number, nullif(p.as_name, '') AS as_name,
	date(p.data_date / 1000000000, 'unixepoch') AS data_date, p.stale AS stale
FROM far_end e
JOIN flow f ON f.id = e.flow
JOIN place p ON p.id = e.place;

-- The files that places rest on; date is that of their data.
CREATE VIEW place_sources AS
SELECT file, sha256, type, date(date / 1000000000, 'unixepoch') AS date FROM place_source;

-- Public far ends of handsets whose country nothing tells: one row an address and name.
CREATE VIEW unknown_places AS
SELECT t.server_ip AS server_ip, t.host AS host, t.service AS service, t.operator AS operator, t.place_class AS place_class,
	count(*) AS flows, sum(t.bytes_up) AS bytes_up, min(t.at) AS first_at, max(t.at) AS last_at
FROM transfers t
LEFT JOIN twin w ON w.flow = t.flow_id
WHERE t.handset IS NOT NULL AND t.country IS NULL AND coalesce(t.place_class, 'public') <> 'local'
	AND coalesce(w.first, t.flow_id) = t.flow_id
GROUP BY t.server_ip, t.host, t.service, t.operator, t.place_class;

-- When each service was first and last seen in each place: did it move? One row a service (one by one), country, region and operator.
CREATE VIEW service_places AS
SELECT v.service AS service, t.country AS country, t.region AS region, t.operator AS operator, t.place_class AS place_class,
	count(*) AS flows, sum(t.bytes_up) AS bytes_up,
	sum((SELECT count(*) FROM sighting s WHERE s.flow = t.flow_id)) AS sightings,
	min(t.at) AS first_at, max(t.at) AS last_at
FROM transfers t
JOIN far_end e ON e.flow = t.flow_id
JOIN service_in_set v ON v.service_set = e.service_set
LEFT JOIN twin w ON w.flow = t.flow_id
WHERE t.handset IS NOT NULL AND coalesce(w.first, t.flow_id) = t.flow_id
GROUP BY v.service, t.country, t.region, t.operator, t.place_class;

-- Flows that were inside a tunnel, with the tunnel and the outer addresses of their first packet; client_ip and server_ip are the inner ones.
CREATE VIEW tunnels AS
SELECT f.id AS flow_id, coalesce(q.file, c.file) AS capture, f.first_frame - coalesce(q.first_frame - 1, 0) AS first_frame, f.client AS client_ip, f.server AS server_ip, f.tunnel AS tunnel
FROM flow f JOIN capture c ON c.id = f.capture
LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = f.capture AND first_frame <= f.first_frame
	ORDER BY first_frame DESC, number DESC LIMIT 1)
WHERE f.tunnel <> '';

-- What could not be read: flows of handsets with opaque bytes, per service, host and place. bytes_opaque is of what the handset sent;
-- flows_all_opaque: those of which more could not be read than could; verdict: the gravest on these transfers.
CREATE VIEW opaque_flows AS
SELECT t.handset AS handset, t.service AS service, t.host AS host, t.protocol AS protocol, t.place_class AS place_class,
	t.country AS country, t.region AS region, t.operator AS operator,
	count(*) AS flows, sum(t.visibility = 'opaque') AS flows_all_opaque, sum(t.bytes_opaque) AS bytes_opaque,
	min(t.at) AS first_at, max(t.at) AS last_at,
	CASE max(CASE t.verdict WHEN 'breach' THEN 3 WHEN 'review' THEN 2 WHEN 'permitted' THEN 1 ELSE 0 END)
		WHEN 3 THEN 'breach' WHEN 2 THEN 'review' WHEN 1 THEN 'permitted' ELSE 'not-judged' END AS verdict
FROM transfers t
LEFT JOIN twin w ON w.flow = t.flow_id
WHERE t.handset IS NOT NULL AND t.bytes_opaque > 0 AND coalesce(w.first, t.flow_id) = t.flow_id
GROUP BY t.handset, t.service, t.host, t.protocol, t.place_class, t.country, t.region, t.operator;

-- ---- by what it was judged ----

-- One row: rules and case of the last assessment; none: the facts were not assessed since they were scanned. packs: the only ones whose
-- rules judged, NULL: all; profiles: those asked for. complete_from, complete_to: the window in which every consent act is listed; key_id tells
-- which case key the values were hashed under; clock_uncertainty in seconds.
CREATE VIEW assessment AS
SELECT x.tool AS tool, x.rules_sha256 AS rules_sha256, x.case_name AS case_name, x.case_sha256 AS case_sha256,
	x.clock_uncertainty / 1e9 AS clock_uncertainty,
	iso(x.complete_from) AS complete_from,
	iso(x.complete_to) AS complete_to,
	nullif(x.packs, '') AS packs,
	nullif(x.profiles, '') AS profiles,
	(SELECT value FROM meta WHERE name = 'key_id') AS key_id
FROM ruleset x;

-- Every rule that was loaded. effect: judge or indicate (never more than review); references, tags, falsepositives are lines;
-- valid_from and valid_to are compared with the capture's clock; text is the rule as written, sha256 its hash;
-- findings, breaches, reviews, permitted: of facts judged under it.
CREATE VIEW rules_used AS
SELECT r.id AS rule, r.title AS title, r.status AS status, r.level AS severity, r.effect AS effect, r.description AS description,
	nullif(r.author, '') AS author, date(r.date / 1000000000, 'unixepoch') AS date, nullif(r.tags, '') AS tags, nullif(r."references", '') AS "references",
	nullif(r.falsepositives, '') AS falsepositives, nullif(r.profile, '') AS profile,
	date(r.valid_from / 1000000000, 'unixepoch') AS valid_from, date(r.valid_to / 1000000000, 'unixepoch') AS valid_to,
	r.file AS file, r.line AS line, r.text AS text, r.sha256 AS sha256,
	coalesce(sum(j.findings), 0) AS findings,
	coalesce(sum(j.findings) FILTER (WHERE j.verdict = 'breach'), 0) AS breaches,
	coalesce(sum(j.findings) FILTER (WHERE j.verdict = 'review'), 0) AS reviews,
	coalesce(sum(j.findings) FILTER (WHERE j.verdict = 'permitted'), 0) AS permitted
FROM rule r
LEFT JOIN judgement j ON j.rule = r.id
GROUP BY r.id;

-- The services that rules and disclosures name; source: who says that this is what they are.
CREATE VIEW services AS
SELECT id AS service, title, nullif(owner, '') AS owner, nullif(owner_country, '') AS owner_country, nullif(purpose, '') AS purpose,
	nullif(source, '') AS source, nullif(status, '') AS status
FROM service;

-- What the tester did; handset NULL: all of them.
CREATE VIEW steps AS
SELECT x.number AS number, iso(x.at) AS at, x.action AS action, x.handset AS handset
FROM step x;

-- The consent timeline; handset NULL: all, services NULL: any, places NULL: anywhere, expires NULL: never; evidence is lines.
CREATE VIEW consent_events AS
SELECT x.number AS number, iso(x.at) AS at, x.state AS state,
	iso(x.expires) AS expires,
	x.handset AS handset, nullif(x.services, '') AS services, x.data AS data, nullif(x.places, '') AS places,
	nullif(x.evidence, '') AS evidence, x.file AS file, x.line AS line
FROM consent_event x;

-- What senders say of consent or refusal beside their data: a claim, judged upon by nothing and no part of consent_events. signal is its sort,
-- detail what was decoded of it and, in brackets, where it stood; service of the flow. A flow that two captures saw counts once.
CREATE VIEW consent_signals AS
SELECT coalesce(q.file, c.file) AS capture, nullif(coalesce(q.sha256, c.sha256), '') AS sha256, x.flow AS flow_id,
	x.frame - coalesce(q.first_frame - 1, 0) AS frame, iso(x.at) AS at, x.signal AS signal, nullif(x.detail, '') AS detail,
	x.id AS signal_id, h.name AS handset, f.app AS app, coalesce(nullif(e.host, ''), nullif(f.host, '')) AS host,
	nullif(v.services, '') AS service, p.class AS place_class, nullif(p.country, '') AS country
FROM consent_signal x
JOIN capture c ON c.id = x.capture
LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = x.capture AND first_frame <= x.frame
	ORDER BY first_frame DESC, number DESC LIMIT 1)
LEFT JOIN flow f ON f.id = x.flow
LEFT JOIN handset h ON h.capture = f.capture AND h.number = f.handset
LEFT JOIN far_end e ON e.flow = x.flow
LEFT JOIN service_set v ON v.id = e.service_set
LEFT JOIN place p ON p.id = e.place
LEFT JOIN twin w ON w.flow = x.flow
WHERE coalesce(w.first, x.flow) = x.flow;

-- ---- sessions: TLS and QUIC ----
--
-- frame, at          of the ClientHello; host is the server name that it asked for
-- alpn               the protocol chosen, where that is not known those offered
-- subject to valid_to  of the far end's certificate, where it was seen; names are its DNS names
-- names_other        1: the certificate has names, and none fits the server name
-- ech                1: it offers an encrypted ClientHello, so that its server name may be a cover
-- end                read: opened by a key log, to its end; else why not, or not to its end: no-key, unfinished (no ServerHello),
--                    unknown-cipher, compressed, hole (bytes are missing), wrong-key, bound (too much waited for keys)
-- bytes_decrypted    of what the client sent, as on the wire: also of one that could not be read to its end
CREATE VIEW sessions AS
SELECT x.id AS session_id, x.flow AS flow_id, coalesce(q.file, c.file) AS capture, nullif(coalesce(q.sha256, c.sha256), '') AS sha256,
	h.name AS handset, x.frame - coalesce(q.first_frame - 1, 0) AS frame,
	iso(x.at) AS at,
	f.server AS server_ip, f.server_port AS server_port, x.protocol AS protocol, nullif(x.cipher, '') AS cipher,
	nullif(x.host, '') AS host, nullif(x.alpn, '') AS alpn, nullif(x.ja4, '') AS ja4, nullif(x.subject, '') AS subject,
	nullif(x.issuer, '') AS issuer, nullif(x.names, '') AS names,
	iso(x.valid_from) AS valid_from,
	iso(x.valid_to) AS valid_to,
	x.names_other AS names_other, x.ech AS ech, x."end" AS "end", x.bytes_decrypted AS bytes_decrypted
FROM session x
JOIN capture c ON c.id = x.capture
LEFT JOIN part q ON q.id = (SELECT id FROM part WHERE capture = x.capture AND first_frame <= x.frame
	ORDER BY first_frame DESC, number DESC LIMIT 1)
JOIN flow f ON f.id = x.flow
LEFT JOIN handset h ON h.capture = f.capture AND h.number = f.handset;

-- ---- blind_spots: what hides names ----
--
-- Look-ups and names that no key opened, so that other flows may lack their true name: kind is dns-over-tls (also called Private DNS),
-- dns-over-quic, dns-over-https (of a service whose purpose is dns), or encrypted-client-hello (offered: the server name may be a cover, or
-- the offer mere greasing).
-- flows, bytes_up    how many flows of the handset, and what it sent in them
CREATE VIEW blind_spots AS
WITH hidden AS (
	SELECT f.id AS flow, CASE WHEN f.server_port = 853 THEN iif(f.transport = 17, 'dns-over-quic', 'dns-over-tls') ELSE 'dns-over-https' END AS kind
	FROM flow f
	LEFT JOIN far_end e ON e.flow = f.id
	WHERE f.visibility = 'opaque' AND (f.server_port = 853 OR f.server_port = 443 AND e.service_set IN (
		SELECT i.service_set FROM service_in_set i JOIN service s ON s.id = i.service WHERE s.purpose = 'dns'))
	UNION ALL
	SELECT flow, 'encrypted-client-hello' FROM (SELECT DISTINCT flow FROM session WHERE ech = 1)
), counted AS (
	SELECT h.name AS handset, x.kind AS kind, count(*) AS flows, sum(f.bytes_up) AS bytes_up, min(f.at) AS first, max(f.until) AS last
	FROM hidden x
	JOIN flow f ON f.id = x.flow
	JOIN handset h ON h.capture = f.capture AND h.number = f.handset
	GROUP BY h.name, x.kind
)
SELECT n.handset AS handset, n.kind AS kind, n.flows AS flows, n.bytes_up AS bytes_up, iso(n.first) AS first_at, iso(n.last) AS last_at
FROM counted n;

-- What was done to this database, each row hashing the one before (schema.sql says how).
CREATE VIEW custody_chain AS
SELECT x.number AS number, iso(x.at) AS at, x.tool AS tool, x.action AS action, x.subject AS subject, x.detail AS detail,
	x.previous AS previous, x.hash AS hash
FROM custody x;

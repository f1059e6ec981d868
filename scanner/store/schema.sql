-- The tables of a phonehome database. Facts never change, derived rows are replaced as a whole by every assessment, custody
-- only grows. Read them through the views of views.sql: these tables may change with PRAGMA user_version, the views keep their word.
--
-- Times are nanoseconds since 1970-01-01T00:00:00Z. Ids are 63 bits derived from what a row names, never from arrival:
-- see id.h. Words (kind, tier, verdict ...) are stored as reports print them. Columns that name a row of another table are
-- called after it.

PRAGMA application_id = 1885892461; -- "phom", in the file's header

-- ---- facts ----

CREATE TABLE meta (              -- what the database says about itself
	name TEXT PRIMARY KEY,         -- key_id: first 16 hex digits of SHA-256 of the case key, never the key
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE capture (           -- one capture file, or one live run
	id INTEGER PRIMARY KEY,
	file TEXT NOT NULL,            -- its name, without folders
	sha256 TEXT NOT NULL,          -- of the file; '' while a live one still grows
	size INTEGER NOT NULL,         -- bytes of the file
	origin TEXT NOT NULL,          -- file, standard input, interface eth0
	complete INTEGER NOT NULL,     -- 1: read to its end; 0: interrupted, its facts are part of the whole
	damaged INTEGER NOT NULL,      -- 1: bytes of the file could not be understood
	unit TEXT NOT NULL,            -- what is counted as frames: packet, or entry of a HAR file
	format TEXT NOT NULL,          -- pcapng, little-endian
	links TEXT NOT NULL,           -- link layers of its interfaces
	application TEXT NOT NULL,     -- what wrote it, where the file says so
	first_at INTEGER,              -- time of the first and the last packet; NULL while incomplete, and where there is none
	last_at INTEGER,
	packets INTEGER NOT NULL,
	bytes INTEGER NOT NULL,        -- on the wire
	flows INTEGER NOT NULL,
	keys INTEGER NOT NULL,         -- sessions of TLS and QUIC whose secrets were at hand
	keylog TEXT NOT NULL           -- SHA-256 over the key logs it was read with; '' none was given
) STRICT;

CREATE TABLE part (              -- one file of a run that was written to several: frames count through all of them
	id INTEGER PRIMARY KEY,
	capture INTEGER NOT NULL REFERENCES capture, -- the run; its sha256 is that of the list of its files as sha256sum writes it
	number INTEGER NOT NULL,       -- from 1
	first_frame INTEGER NOT NULL,  -- of the run: frame n of the run is frame n - first_frame + 1 of this file
	frames INTEGER NOT NULL,       -- these three are 0 until it is read to its end
	packets INTEGER NOT NULL,
	bytes INTEGER NOT NULL,        -- on the wire
	first_at INTEGER,              -- time of the first and the last packet
	last_at INTEGER,
	file TEXT NOT NULL,            -- its name, without folders
	sha256 TEXT NOT NULL,          -- '' while it grows
	size INTEGER NOT NULL,
	damaged INTEGER NOT NULL,
	removed INTEGER NOT NULL       -- 1: it was removed to make room for newer ones
) STRICT;
CREATE INDEX part_of_run ON part (capture, first_frame, number);

CREATE TABLE handset (           -- who is under audit in a capture, and why that is believed
	capture INTEGER NOT NULL REFERENCES capture,
	number INTEGER NOT NULL,       -- from 1 in its capture; flow.handset
	name TEXT NOT NULL,            -- id in the case, or handset-1
	PRIMARY KEY (capture, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE handset_address (   -- by which address it was told apart, and why
	capture INTEGER NOT NULL REFERENCES capture,
	handset INTEGER NOT NULL,      -- its number
	address TEXT NOT NULL,         -- '' unknown
	since INTEGER NOT NULL,        -- frame from which it had the address; 0: from the beginning
	mac TEXT NOT NULL,             -- '' unknown
	reason TEXT NOT NULL,          -- named by the case, private address that opened connections
	PRIMARY KEY (capture, handset, address, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE identity (          -- a number that the network itself tells of a handset: of its subscriber, its SIM or the phone
	capture INTEGER NOT NULL REFERENCES capture,
	handset INTEGER NOT NULL,      -- its number
	kind TEXT NOT NULL,            -- imsi, imei, imeisv, phone-number
	hmac BLOB NOT NULL,            -- of the value, as of a sighting. (Behind the others, SQLite 3.40's integrity_check misreads the rows)
	source TEXT NOT NULL,          -- GTP-C session
	frame INTEGER NOT NULL,        -- where it was first told
	at INTEGER NOT NULL,
	masked TEXT NOT NULL,          -- its last two characters
	PRIMARY KEY (capture, handset, kind, hmac)
) STRICT, WITHOUT ROWID;

CREATE TABLE flow (              -- one conversation
	id INTEGER PRIMARY KEY,
	capture INTEGER NOT NULL REFERENCES capture,
	first_frame INTEGER NOT NULL,
	last_frame INTEGER NOT NULL,
	at INTEGER NOT NULL,           -- of the first and the last packet
	until INTEGER NOT NULL,
	client TEXT NOT NULL,          -- the handset's end where one is known, else who spoke first
	client_port INTEGER NOT NULL,  -- 0 where the transport has no ports
	server TEXT NOT NULL,
	server_port INTEGER NOT NULL,
	transport INTEGER NOT NULL,    -- IP protocol number
	handset INTEGER NOT NULL,      -- number of the handset that is the client; 0 none: not judged
	handset_called INTEGER NOT NULL, -- 1: the client sent the first packet
	protocol TEXT NOT NULL,        -- nDPI's Master.App
	category TEXT NOT NULL,        -- nDPI's
	confidence TEXT NOT NULL,      -- nDPI's
	risks TEXT NOT NULL,           -- nDPI's, comma-separated
	host TEXT NOT NULL,            -- the flow's own: TLS SNI, HTTP Host; '' none
	host_source TEXT NOT NULL,     -- none, dns-uncertain, dns, proxy, sni, http, mipush
	packets INTEGER NOT NULL,
	bytes_up INTEGER NOT NULL,     -- payload of the transport, from the client
	bytes_down INTEGER NOT NULL,   -- and to it
	bytes_clear INTEGER NOT NULL,  -- of what the client sent: read as it stood
	bytes_decrypted INTEGER NOT NULL, -- read by a key log
	bytes_opaque INTEGER NOT NULL, -- not read
	bytes_missing INTEGER NOT NULL, -- not captured
	midstream INTEGER NOT NULL,    -- 1: TCP without its beginning
	visibility TEXT NOT NULL,      -- clear, decrypted, opaque, empty
	tunnel TEXT NOT NULL,          -- GTP-U 10.0.0.1 > 10.0.0.2: what its first packet was taken out of; '' none
	app_uid INTEGER,               -- user id of the app that sent it, as PCAPdroid claims; NULL not said
	app_package TEXT NOT NULL,     -- com.example; '' not said
	app_name TEXT NOT NULL,        -- Example; '' not said
	app TEXT AS (CASE WHEN app_uid IS NOT NULL THEN coalesce(nullif(app_package, ''), nullif(app_name, ''), 'uid ' || app_uid) END)
) STRICT;
CREATE INDEX flow_in_capture ON flow (capture, first_frame);

CREATE TABLE message (           -- what a handset sent in a flow; messages alike in host, method, path and keys share a row
	id INTEGER PRIMARY KEY,
	capture INTEGER NOT NULL REFERENCES capture,
	flow INTEGER NOT NULL REFERENCES flow,
	frame INTEGER NOT NULL,        -- of the first of them
	at INTEGER NOT NULL,           -- of the first of them
	carrier TEXT NOT NULL,         -- http1, dns, mipush, raw
	host TEXT NOT NULL,            -- '' where the message names none
	host_source TEXT NOT NULL,
	method TEXT NOT NULL,          -- '' none
	path TEXT NOT NULL,            -- its shape: segments that may be personal are *
	keys TEXT NOT NULL,            -- names of the query's keys, sorted, comma-separated
	bytes INTEGER NOT NULL,        -- of all of them
	messages INTEGER NOT NULL      -- how many they are
) STRICT;

CREATE TABLE sighting (          -- one datum of personal data in one message; its value is not here
	id INTEGER PRIMARY KEY,
	capture INTEGER NOT NULL REFERENCES capture,
	flow INTEGER NOT NULL REFERENCES flow,
	message INTEGER NOT NULL REFERENCES message,
	frame INTEGER NOT NULL,        -- that holds the datum's last byte
	at INTEGER NOT NULL,
	offset INTEGER NOT NULL,       -- in the message, before unwrapping
	length INTEGER NOT NULL,       -- as it stood there
	kind TEXT NOT NULL,
	tier TEXT NOT NULL,            -- known, validated, pattern
	form TEXT NOT NULL,            -- how the value stood there
	forms TEXT NOT NULL,           -- other forms of it in the same message, comma-separated
	path TEXT NOT NULL,            -- how the message was unwrapped to reach it
	identifier TEXT NOT NULL,      -- id of the identifier that found it, or case
	reason TEXT NOT NULL,          -- why it is believed to be one
	masked TEXT NOT NULL,          -- stars and the value's last two characters
	hmac BLOB NOT NULL             -- HMAC-SHA-256 under the case key over kind, a zero byte, value
) STRICT;
CREATE INDEX sighting_of_flow ON sighting (flow, frame, offset);

CREATE TABLE dns_answer (        -- one record of an answer that a client was given
	id INTEGER PRIMARY KEY,
	capture INTEGER NOT NULL REFERENCES capture,
	flow INTEGER NOT NULL REFERENCES flow,
	frame INTEGER NOT NULL,
	at INTEGER NOT NULL,
	client TEXT NOT NULL,          -- who had asked
	query TEXT NOT NULL,           -- for what
	name TEXT NOT NULL,            -- owner name of the record
	type INTEGER NOT NULL,         -- 1 A, 5 CNAME, 28 AAAA
	address TEXT NOT NULL,         -- of A and AAAA, else ''
	target TEXT NOT NULL,          -- of CNAME, else ''
	ttl INTEGER NOT NULL           -- seconds
) STRICT;

CREATE TABLE consent_signal (    -- an act of consent or refusal seen in traffic: a hint for the auditor, never judged upon
	id INTEGER PRIMARY KEY,
	capture INTEGER NOT NULL REFERENCES capture,
	flow INTEGER NOT NULL REFERENCES flow,
	frame INTEGER NOT NULL,
	at INTEGER NOT NULL,
	signal TEXT NOT NULL,          -- what was seen
	detail TEXT NOT NULL           -- where; no payload
) STRICT;

CREATE TABLE session (           -- one session of TLS or QUIC; no secret of it is here
	id INTEGER PRIMARY KEY,
	capture INTEGER NOT NULL REFERENCES capture,
	flow INTEGER NOT NULL REFERENCES flow,
	frame INTEGER NOT NULL,        -- of its ClientHello
	at INTEGER NOT NULL,
	protocol TEXT NOT NULL,        -- TLS 1.2, QUIC v1
	cipher TEXT NOT NULL,          -- the suite's IANA name; '' not chosen
	host TEXT NOT NULL,            -- the server name asked for; '' none
	alpn TEXT NOT NULL,            -- chosen; where that is not known, those offered, comma-separated
	ja4 TEXT NOT NULL,             -- fingerprint of the ClientHello
	subject TEXT NOT NULL,         -- of the far end's certificate; '' not seen
	issuer TEXT NOT NULL,
	names TEXT NOT NULL,           -- DNS names of the certificate, comma-separated
	valid_from INTEGER,            -- of the certificate; NULL unknown
	valid_to INTEGER,
	names_other INTEGER NOT NULL,  -- 1: none of the certificate's names fits the server name
	ech INTEGER NOT NULL,          -- 1: it offers an encrypted ClientHello
	"end" TEXT NOT NULL,           -- read, no-key, unfinished, unknown-cipher, compressed, hole, wrong-key, bound
	bytes_decrypted INTEGER NOT NULL -- of what the client sent, as on the wire
) STRICT;

CREATE TABLE capture_loss (      -- what of a capture was not read, and why
	capture INTEGER NOT NULL REFERENCES capture,
	loss TEXT NOT NULL,            -- what happened
	detail TEXT NOT NULL,          -- link type 195
	count INTEGER NOT NULL,        -- packets, streams or messages: what the loss is about
	bytes INTEGER NOT NULL,
	frame INTEGER NOT NULL,        -- the first it happened at; 0 unknown
	damage INTEGER NOT NULL,       -- 1: the input is damaged
	PRIMARY KEY (capture, loss, detail)
) STRICT, WITHOUT ROWID;

CREATE TABLE fault (             -- a worker died or hung: what it was reading counts as opaque
	capture INTEGER NOT NULL REFERENCES capture,
	shard INTEGER NOT NULL,
	frame INTEGER NOT NULL,        -- first frame of the flow it was reading; 0 the shard was given up
	what TEXT NOT NULL,            -- signal 11, no answer for 30 s
	PRIMARY KEY (capture, shard, frame)
) STRICT, WITHOUT ROWID;

-- ---- derived: replaced by every assessment ----

CREATE TABLE ruleset (           -- one row: what the facts were judged by
	rules_sha256 TEXT NOT NULL,    -- over all files of rules/
	case_name TEXT,                -- NULL: without a case
	case_sha256 TEXT,
	clock_uncertainty INTEGER,     -- nanoseconds
	complete_from INTEGER,         -- the window in which every consent act is listed; NULL: none attested
	complete_to INTEGER,
	packs TEXT NOT NULL,           -- the only ones whose rules judged, comma-separated; '' all
	profiles TEXT NOT NULL,        -- asked for, comma-separated
	tool TEXT NOT NULL             -- what judged, with its version
) STRICT;

CREATE TABLE rule (
	id TEXT PRIMARY KEY,           -- UUID
	title TEXT NOT NULL,
	status TEXT NOT NULL,          -- stable, test, experimental, proposed, deprecated
	level TEXT NOT NULL,           -- informational, low, medium, high, critical
	level_rank INTEGER NOT NULL,   -- 0 informational ... 4 critical
	description TEXT NOT NULL,
	author TEXT NOT NULL,
	date INTEGER,
	tags TEXT NOT NULL,            -- lines
	"references" TEXT NOT NULL,    -- lines
	falsepositives TEXT NOT NULL,  -- lines
	profile TEXT NOT NULL,         -- comma-separated
	valid_from INTEGER,            -- NULL: always; compared with the capture's clock
	valid_to INTEGER,
	effect TEXT NOT NULL,          -- judge, indicate
	text TEXT NOT NULL,            -- as it was written
	sha256 TEXT NOT NULL,          -- of that text
	file TEXT NOT NULL,
	line INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE service (           -- what a far end may be for
	id TEXT PRIMARY KEY,
	title TEXT NOT NULL,
	owner TEXT NOT NULL,
	owner_country TEXT NOT NULL,
	purpose TEXT NOT NULL,
	source TEXT NOT NULL,          -- who says so
	status TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE subject (           -- the case's handsets
	handset TEXT PRIMARY KEY,
	model TEXT NOT NULL,
	rom_branch TEXT NOT NULL,
	rom_build TEXT NOT NULL,
	rom_region TEXT NOT NULL,
	country TEXT NOT NULL          -- of the person whose data it holds; '' unknown
) STRICT, WITHOUT ROWID;

CREATE TABLE step (              -- what the tester did
	number INTEGER PRIMARY KEY,    -- from 1, in the order of the case
	at INTEGER NOT NULL,
	action TEXT NOT NULL,
	handset TEXT                   -- NULL: all
) STRICT;
CREATE INDEX step_at ON step (at);

CREATE TABLE consent_event (     -- an act of consent in the case's timeline
	number INTEGER PRIMARY KEY,    -- from 1, by time
	at INTEGER NOT NULL,
	state TEXT NOT NULL,           -- given, refused, withdrawn, expired
	expires INTEGER,               -- NULL: never
	handset TEXT,                  -- NULL: all
	services TEXT NOT NULL,        -- comma-separated; '' any
	data TEXT NOT NULL,            -- kinds, comma-separated; any
	places TEXT NOT NULL,          -- as written, comma-separated; '' anywhere
	evidence TEXT NOT NULL,        -- lines
	file TEXT NOT NULL,
	line INTEGER NOT NULL
) STRICT;

CREATE TABLE place_source (      -- a file that places rest on
	file TEXT NOT NULL,            -- its name, without folders
	sha256 TEXT NOT NULL,
	type TEXT NOT NULL,
	date INTEGER,                  -- of its data; NULL unknown
	PRIMARY KEY (file, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE place (             -- where a far end is; '' is unknown, with grade ''
	id INTEGER PRIMARY KEY,
	class TEXT NOT NULL,           -- public, local, proxy, tunnel, anycast, cdn
	operator TEXT NOT NULL,        -- aws, else the organisation of the AS
	operator_grade TEXT NOT NULL,  -- A ... E
	operator_evidence TEXT NOT NULL,
	country TEXT NOT NULL,         -- ISO 3166-1 alpha-2
	country_grade TEXT NOT NULL,
	country_evidence TEXT NOT NULL,
	subdivision TEXT NOT NULL,     -- US-OR
	subdivision_grade TEXT NOT NULL,
	subdivision_evidence TEXT NOT NULL,
	region TEXT NOT NULL,          -- the operator's own name: us-west-2
	region_grade TEXT NOT NULL,
	region_evidence TEXT NOT NULL,
	as_number INTEGER NOT NULL,    -- 0 unknown
	as_name TEXT NOT NULL,
	data_date INTEGER,             -- of the oldest data it rests on
	stale INTEGER NOT NULL         -- 1: older than 12 months at the time of the capture, graded down by one
) STRICT;

CREATE TABLE service_set (       -- services that cannot be told apart; most are of one
	id INTEGER PRIMARY KEY,
	services TEXT NOT NULL,        -- mi-account, or mi-account|mi-cloud; '' none
	owners TEXT NOT NULL,          -- theirs, the same way
	owner_countries TEXT NOT NULL
) STRICT;

CREATE TABLE service_in_set (    -- the same, one by one
	service_set INTEGER NOT NULL REFERENCES service_set,
	service TEXT NOT NULL REFERENCES service,
	PRIMARY KEY (service_set, service)
) STRICT, WITHOUT ROWID;

CREATE TABLE far_end (           -- the far end of a flow; and the judgement of the flow itself
	flow INTEGER PRIMARY KEY REFERENCES flow,
	host TEXT NOT NULL,            -- '' unnamed
	host_source TEXT NOT NULL,
	candidates TEXT NOT NULL,      -- the names that fit the address, comma-separated; of more than 16 how many more
	place INTEGER NOT NULL REFERENCES place,
	service_set INTEGER NOT NULL REFERENCES service_set, -- of all its messages
	consent TEXT NOT NULL,         -- for a transfer without a readable datum
	finding INTEGER REFERENCES finding, -- the gravest on the transfer: by verdict, then level, then rule id; NULL none
	judgement INTEGER REFERENCES judgement -- that finding's
) STRICT;

CREATE TABLE message_service (   -- the services of a message
	message INTEGER PRIMARY KEY REFERENCES message,
	service_set INTEGER NOT NULL REFERENCES service_set
) STRICT;

CREATE TABLE consent_answer (    -- what the timeline says; sightings that are alike share one
	id INTEGER PRIMARY KEY,
	state TEXT NOT NULL,           -- given, refused, withdrawn, expired, outside-scope, none, unknown
	event INTEGER,                 -- number of the consent_event that counted
	reason TEXT NOT NULL
) STRICT;

CREATE TABLE judged (            -- what is said of a sighting
	sighting INTEGER PRIMARY KEY REFERENCES sighting,
	consent_answer INTEGER NOT NULL REFERENCES consent_answer,
	finding INTEGER REFERENCES finding, -- the gravest on it, as in far_end
	judgement INTEGER REFERENCES judgement
) STRICT;

CREATE TABLE reasoning (         -- a judgement clause by clause; findings that are alike share one
	id INTEGER NOT NULL,           -- derived from the clauses
	position INTEGER NOT NULL,     -- of the clause, from 1
	name TEXT NOT NULL,            -- valid, subject, owner, service, data, residency, consent, effect
	outcome TEXT NOT NULL,         -- holds, fails, unknown, allowed, denied
	reason TEXT NOT NULL,          -- a sentence
	PRIMARY KEY (id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE judgement (         -- what a rule says of facts that are alike
	id INTEGER PRIMARY KEY,
	rule TEXT NOT NULL REFERENCES rule,
	residency TEXT NOT NULL,       -- allowed, denied, unknown, not-judged
	consent_needed INTEGER NOT NULL,
	consent TEXT NOT NULL,         -- as in consent_answer
	verdict TEXT NOT NULL,         -- permitted, review, breach
	verdict_rank INTEGER NOT NULL, -- 1 permitted, 2 review, 3 breach
	grade TEXT NOT NULL,           -- of the evidence it rests on; '' none
	reason TEXT NOT NULL,          -- the line of the verdict table that held, in words
	reasoning INTEGER NOT NULL,    -- reasoning.id
	findings INTEGER NOT NULL      -- how many
) STRICT;

CREATE TABLE finding (           -- the judgement of one fact under one rule
	id INTEGER PRIMARY KEY,        -- derived from the fact's id and the rule's
	flow INTEGER NOT NULL REFERENCES flow,
	sighting INTEGER REFERENCES sighting, -- NULL: the fact is the transfer, that is the flow itself
	judgement INTEGER NOT NULL REFERENCES judgement
) STRICT;

CREATE TABLE disclosure (        -- what a headline counts: distinct (handset, kind, value, service, country, consent)
	handset TEXT NOT NULL,
	kind TEXT NOT NULL,
	service_set INTEGER NOT NULL REFERENCES service_set,
	country TEXT NOT NULL,         -- '' unknown
	consent TEXT NOT NULL,         -- as in consent_answer
	tier TEXT NOT NULL,            -- the surest of its sightings
	sightings INTEGER NOT NULL,    -- a flow that two captures saw counts once
	apps TEXT NOT NULL,            -- flow.app of all of them, comma-separated; '' not said
	hosts INTEGER NOT NULL,        -- how many names they went to; all that are unnamed are one
	first_at INTEGER NOT NULL,
	last_at INTEGER NOT NULL,
	first INTEGER NOT NULL REFERENCES sighting, -- by time
	gravest INTEGER NOT NULL REFERENCES sighting, -- by verdict, level, rule id, then time; the rest is of this one
	host TEXT NOT NULL,            -- '' unnamed
	place INTEGER NOT NULL REFERENCES place,
	finding INTEGER REFERENCES finding,
	judgement INTEGER REFERENCES judgement,
	before_choice INTEGER          -- see the view distinct_disclosures
) STRICT;

CREATE TABLE transfer_count (    -- what a headline counts of transfers: one row for all flows that are alike in what stands before their number
	of_handset INTEGER NOT NULL,   -- 1: a handset is the client
	visibility TEXT NOT NULL,      -- as in flow
	place_class TEXT NOT NULL,     -- as in place
	verdict TEXT NOT NULL,         -- the gravest on the transfer, or not-judged
	stale INTEGER NOT NULL,        -- as in place
	flows INTEGER NOT NULL,
	bytes_up INTEGER NOT NULL,     -- as in flow
	bytes_opaque INTEGER NOT NULL
) STRICT;

CREATE TABLE assess_loss (       -- what was left away when a capture was assessed, as in capture_loss; count is of flows
	capture INTEGER NOT NULL REFERENCES capture,
	loss TEXT NOT NULL,
	detail TEXT NOT NULL,
	count INTEGER NOT NULL,
	bytes INTEGER NOT NULL,
	frame INTEGER NOT NULL,
	damage INTEGER NOT NULL,
	PRIMARY KEY (capture, loss, detail)
) STRICT, WITHOUT ROWID;

CREATE TABLE twin (              -- a flow that two captures saw: the same ends, the same time
	flow INTEGER PRIMARY KEY REFERENCES flow, -- only flows that were seen twice have a row
	first INTEGER NOT NULL REFERENCES flow    -- the one with the lowest id stands for all of them
) STRICT;

-- ---- custody: append-only ----

CREATE TABLE custody (           -- hash is SHA-256 over the other columns from previous to detail, one a line, each line ended by LF
	previous TEXT NOT NULL,        -- hash of the row before; 64 zeros in the first
	number INTEGER PRIMARY KEY,    -- from 1
	at INTEGER NOT NULL,           -- by the clock of who ran the tool
	tool TEXT NOT NULL,            -- with its version
	action TEXT NOT NULL,          -- database made, capture scanned, assessed, assessment removed
	subject TEXT NOT NULL,         -- the capture's SHA-256, the rules' SHA-256
	detail TEXT NOT NULL,          -- JSON
	hash TEXT NOT NULL
) STRICT;

CREATE TRIGGER custody_grows_at_its_end BEFORE INSERT ON custody
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM custody)
	OR NEW.previous IS NOT coalesce((SELECT hash FROM custody ORDER BY number DESC LIMIT 1),
		'0000000000000000000000000000000000000000000000000000000000000000')
BEGIN
	SELECT RAISE(ABORT, 'custody: a row follows the last one');
END;

CREATE TRIGGER custody_is_not_changed BEFORE UPDATE ON custody
BEGIN
	SELECT RAISE(ABORT, 'custody: rows are not changed');
END;

CREATE TRIGGER custody_is_not_deleted BEFORE DELETE ON custody
BEGIN
	SELECT RAISE(ABORT, 'custody: rows are not deleted');
END;

#include "store/statement.h"

/* Inserts without a column list follow the order of columns in schema.sql. */
static const char *const texts[STATEMENT_COUNT] = {
	[BEGIN_WRITING] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",

	[GET_META] = "SELECT value FROM meta WHERE name = ?",
	[PUT_META] = "INSERT INTO meta VALUES (?, ?)",

	[CUSTODY_HEAD] = "SELECT number, hash FROM custody ORDER BY number DESC LIMIT 1",
	[CUSTODY_ROWS] = "SELECT previous, number, at, tool, action, subject, detail, hash FROM custody ORDER BY number",
	[PUT_CUSTODY] = "INSERT INTO custody VALUES (?, ?, ?, ?, ?, ?, ?, ?)",

	[FIND_CAPTURE] = "SELECT complete, sha256, file, size, keylog FROM capture WHERE id = ?",
	/* A live capture that was cut short has no hash yet: its file, when scanned, takes its place. */
	[FIND_UNFINISHED] = "SELECT id, file, complete FROM capture"
		" WHERE id = ?1 OR (complete = 0 AND ((sha256 = '' AND file = ?2) OR id IN (SELECT capture FROM part WHERE file = ?2))) LIMIT 1",
	[PUT_CAPTURE] = "INSERT INTO capture VALUES (?, ?, ?, ?, ?, 0, 0, 'packet', '', '', '', NULL, NULL, 0, 0, 0, 0, ?)",
	[HASH_CAPTURE] = "UPDATE capture SET file = ?, sha256 = ?, size = ? WHERE id = ?",
	[END_CAPTURE] = "UPDATE capture SET complete = 1, damaged = ?, unit = ?, format = ?, links = ?, application = ?, first_at = ?,"
		" last_at = ?, packets = ?, bytes = ?, flows = ?, keys = ? WHERE id = ?",

	[PUT_PART] = "INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[EACH_PART] = "SELECT file, sha256, size, packets, damaged, (SELECT count(*) FROM flow f WHERE f.capture = p.capture"
		" AND f.first_frame >= p.first_frame AND f.first_frame < p.first_frame + p.frames)"
		" FROM part p WHERE p.capture = ? ORDER BY p.number",

	[PUT_HANDSET] = "INSERT OR REPLACE INTO handset VALUES (?, ?, ?)",
	[PUT_HANDSET_ADDRESS] = "INSERT OR REPLACE INTO handset_address VALUES (?, ?, ?, ?, ?, ?)",
	[PUT_IDENTITY] = "INSERT INTO identity VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
	/* Not OR REPLACE: that has SQLite keep a copy of each page until the statement ends. */
	[PUT_FLOW] = "INSERT INTO flow VALUES"
		" (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (id) DO UPDATE SET (last_frame, at, until, client, client_port, server, server_port, transport, handset,"
		" handset_called, protocol, category, confidence, risks, host, host_source, packets, bytes_up, bytes_down, bytes_clear,"
		" bytes_decrypted, bytes_opaque, bytes_missing, midstream, visibility, tunnel, app_uid, app_package, app_name) ="
		" (excluded.last_frame, excluded.at, excluded.until, excluded.client, excluded.client_port, excluded.server,"
		" excluded.server_port, excluded.transport, excluded.handset, excluded.handset_called, excluded.protocol,"
		" excluded.category, excluded.confidence, excluded.risks, excluded.host, excluded.host_source, excluded.packets,"
		" excluded.bytes_up, excluded.bytes_down, excluded.bytes_clear, excluded.bytes_decrypted, excluded.bytes_opaque,"
		" excluded.bytes_missing, excluded.midstream, excluded.visibility, excluded.tunnel, excluded.app_uid,"
		" excluded.app_package, excluded.app_name)",
	[PUT_MESSAGE] = "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
		" ON CONFLICT (id) DO UPDATE SET bytes = bytes + excluded.bytes, messages = messages + 1,"
		" at = CASE WHEN excluded.frame < frame THEN excluded.at ELSE at END, frame = min(frame, excluded.frame)",
	/* A sighting may come before the message it stood in is counted. */
	[TOUCH_MESSAGE] = "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT (id) DO NOTHING",
	[PUT_SIGHTING] = "INSERT INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (id) DO NOTHING",
	[PUT_DNS] = "INSERT INTO dns_answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
	[PUT_SESSION] = "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), nullif(?, 0), ?, ?, ?, ?)"
		" ON CONFLICT (id) DO NOTHING",
	[PUT_LOSS] = "INSERT INTO capture_loss VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (capture, loss, detail) DO UPDATE SET"
		" count = count + excluded.count, bytes = bytes + excluded.bytes,"
		" frame = CASE WHEN frame = 0 OR (excluded.frame > 0 AND excluded.frame < frame) THEN excluded.frame ELSE frame END",
	[PUT_FAULT] = "INSERT OR REPLACE INTO fault VALUES (?, ?, ?, ?)",
	[PUT_OWNER] = "INSERT OR REPLACE INTO temp.owner VALUES (?, ?, ?)",
	[COUNT_TURNED] = "SELECT count(*), coalesce(sum(bytes_up), 0), coalesce(min(first_frame), 0) FROM flow"
		" WHERE id IN (SELECT flow FROM temp.owned WHERE client = 0 AND server <> 0) AND bytes_up > 0",
	[PUT_CONSENT_SIGNAL] = "INSERT INTO consent_signal VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",

	/* All in the order in which their table is read fastest. */
	[EACH_DNS] = "SELECT capture, flow, frame, at, client, query, name, type, address, target, ttl FROM dns_answer"
		" WHERE type = 5 OR address IN (SELECT server FROM flow) ORDER BY id", /* CNAMEs, and addresses that somebody went to */
	[EACH_HANDSET] = "SELECT capture, number, name FROM handset ORDER BY capture, number",
	[EACH_FLOW] = "SELECT id, capture, first_frame, at, client, server, server_port, handset, protocol, host, host_source, bytes_up,"
		" bytes_opaque, visibility, app FROM flow ORDER BY id",
	[EACH_SESSION] = "SELECT flow, frame, names, ja4, alpn FROM session ORDER BY id",
	[EACH_MESSAGE] = "SELECT id, flow, frame, at, carrier, host, host_source, method, path, keys, bytes FROM message ORDER BY id",
	[EACH_SIGHTING] = "SELECT id, flow, message, frame, at, offset, kind, tier, hmac FROM sighting ORDER BY id",

	[PUT_RULESET] = "INSERT INTO ruleset VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[PUT_RULE] = "INSERT INTO rule VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[PUT_SERVICE] = "INSERT INTO service VALUES (?, ?, ?, ?, ?, ?, ?)",
	[PUT_SUBJECT] = "INSERT INTO subject VALUES (?, ?, ?, ?, ?, ?)",
	[PUT_STEP] = "INSERT INTO step VALUES (?, ?, ?, ?)",
	[PUT_CONSENT_EVENT] = "INSERT INTO consent_event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[PUT_PLACE_SOURCE] = "INSERT OR REPLACE INTO place_source VALUES (?, ?, ?, ?)",
	[EACH_PLACE_SOURCE] = "SELECT file, sha256 FROM place_source ORDER BY file, sha256",
	[PUT_PLACE] = "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (id) DO NOTHING",
	[PUT_SERVICE_SET] = "INSERT INTO service_set VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
	[PUT_SERVICE_IN_SET] = "INSERT OR IGNORE INTO service_in_set VALUES (?, ?)",
	[PUT_FAR_END] = "INSERT INTO far_end VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[PUT_MESSAGE_SERVICE] = "INSERT INTO message_service VALUES (?, ?)",
	[PUT_CONSENT_ANSWER] = "INSERT INTO consent_answer VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
	[PUT_JUDGED] = "INSERT INTO judged VALUES (?, ?, ?, ?)",
	[PUT_REASONING] = "INSERT INTO reasoning VALUES (?, ?, ?, ?, ?) ON CONFLICT (id, position) DO NOTHING",
	[PUT_JUDGEMENT] = "INSERT INTO judgement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO NOTHING",
	[COUNT_JUDGEMENT] = "UPDATE judgement SET findings = ? WHERE id = ?",
	[PUT_FINDING] = "INSERT INTO finding VALUES (?, ?, ?, ?)",
	[PUT_DISCLOSURE] = "INSERT INTO disclosure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[PUT_TRANSFER_COUNT] = "INSERT INTO transfer_count VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[PUT_ASSESS_LOSS] = "INSERT INTO assess_loss VALUES (?, ?, ?, ?, ?, ?, ?)",
	[GET_ENDS] = "SELECT client || ' ' || client_port || ' ' || server || ' ' || server_port || ' ' || transport FROM flow WHERE id = ?",
	[PUT_TWIN] = "INSERT INTO twin VALUES (?, ?)",
	[FIND_RULESET] = "SELECT 1 FROM ruleset LIMIT 1",
	[COUNT_FINDINGS] = "SELECT count(*) FROM finding",
	/* Unnamed tables are those of the assessment that is tried, main's those of the last one. */
	[EACH_CHANGE] = "SELECT coalesce(q.file, c.file), coalesce(s.frame, f.first_frame) - coalesce(q.first_frame - 1, 0), coalesce(s.kind, ''),"
		" coalesce(w.services, y.services, ''), coalesce(p.country, ''), x.rule, coalesce(r.title, o.title, ''), x.before, x.after,"
		" CASE x.before WHEN '' THEN '' ELSE coalesce(o.level, '') END, CASE x.after WHEN '' THEN '' ELSE coalesce(r.level, '') END"
		" FROM (WITH before AS (SELECT b.id, b.flow, b.sighting, j.rule, j.verdict FROM main.finding b"
		" JOIN main.judgement j ON j.id = b.judgement), after AS (SELECT n.id, n.flow, n.sighting, j.rule, j.verdict"
		" FROM temp.finding n JOIN temp.judgement j ON j.id = n.judgement)"
		" SELECT n.flow AS flow, n.sighting AS sighting, n.rule AS rule, coalesce(b.verdict, '') AS before,"
		" n.verdict AS after FROM after n LEFT JOIN before b ON b.id = n.id WHERE b.verdict IS NOT n.verdict"
		" OR (n.verdict IN ('breach', 'review') AND n.rule IN (SELECT y.id FROM temp.rule y JOIN main.rule z ON z.id = y.id"
		" WHERE z.level <> y.level))"
		" UNION ALL SELECT b.flow, b.sighting, b.rule, b.verdict, '' FROM before b"
		" WHERE b.id NOT IN (SELECT id FROM temp.finding)) x"
		" JOIN flow f ON f.id = x.flow JOIN capture c ON c.id = f.capture LEFT JOIN sighting s ON s.id = x.sighting"
		" LEFT JOIN temp.message_service v ON v.message = s.message LEFT JOIN temp.service_set w ON w.id = v.service_set"
		" LEFT JOIN temp.far_end e ON e.flow = x.flow LEFT JOIN temp.service_set y ON y.id = e.service_set"
		" LEFT JOIN temp.place p ON p.id = e.place LEFT JOIN temp.rule r ON r.id = x.rule"
		" LEFT JOIN main.rule o ON o.id = x.rule LEFT JOIN main.part q ON q.id = (SELECT id FROM main.part"
		" WHERE capture = f.capture AND first_frame <= coalesce(s.frame, f.first_frame) ORDER BY first_frame DESC, number DESC LIMIT 1)"
		" ORDER BY c.first_at, c.sha256, coalesce(s.frame, f.first_frame), s.offset, s.kind, x.sighting, x.flow, x.rule",
};

const char *statement_sql(enum statement n)
{
	return texts[n];
}

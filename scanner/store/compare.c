#include "store/compare.h"

#include "base/alloc.h"
#include "store/changes.sql.h"
#include "store/compare.sql.h"
#include "store/row.h"

#include <string.h>

/* A local address has no country, and is not a place that nobody knows. */
#define COUNTRY "CASE WHEN p.class = 'local' AND p.country = '' THEN 'local' ELSE coalesce(p.country, '') END"

/* ---- copying: the columns of what is read, behind the side's number, are the columns of what is written ---- */

static const struct {
	const char *from, *into;
} copies[] = {
	{ "SELECT (SELECT value FROM meta WHERE name = 'key_id'), (SELECT rules_sha256 FROM ruleset), (SELECT case_name FROM ruleset),"
	  " (SELECT group_concat(DISTINCT coalesce(nullif(b.rom_build, ''), b.rom_branch)) FROM subject b JOIN handset h ON h.name = b.handset),"
	  " (SELECT count(*) FROM capture), (SELECT count(*) FROM capture WHERE complete = 0 OR damaged = 1),"
	  " (SELECT min(first_at) FROM capture), (SELECT max(last_at) FROM capture),"
	  " (SELECT count(*) FROM flow WHERE handset > 0), (SELECT count(*) FROM flow WHERE handset > 0 AND visibility = 'opaque')",
	  "INSERT INTO side VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)" },
	{ "SELECT s.kind, s.hmac, s.form, coalesce(v.services, ''), " COUNTRY ","
	  " CASE WHEN p.region <> '' THEN p.operator || '/' || p.region ELSE '' END, coalesce(n.state, 'unknown'),"
	  " max(1000 * coalesce(j.verdict_rank, 0) + coalesce(r.level_rank, 0)), coalesce(j.verdict, 'not-judged'), r.level, s.masked"
	  " FROM sighting s JOIN flow f ON f.id = s.flow JOIN handset h ON h.capture = f.capture AND h.number = f.handset"
	  " LEFT JOIN message_service k ON k.message = s.message LEFT JOIN far_end e ON e.flow = s.flow"
	  " LEFT JOIN service_set v ON v.id = coalesce(k.service_set, e.service_set) LEFT JOIN place p ON p.id = e.place"
	  " LEFT JOIN judged g ON g.sighting = s.id LEFT JOIN consent_answer n ON n.id = g.consent_answer"
	  " LEFT JOIN judgement j ON j.id = g.judgement LEFT JOIN rule r ON r.id = j.rule"
	  " GROUP BY 1, 2, 3, 4, 5, 6, 7",
	  "INSERT INTO seen VALUES (?1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)" },
	/* Of flows without a readable datum those that are judged, and those to services that have a name: they may have moved. */
	{ "SELECT '', x'', '', v.services, p.country, CASE WHEN p.region <> '' THEN p.operator || '/' || p.region ELSE '' END, '',"
	  " max(1000 * coalesce(j.verdict_rank, 0) + coalesce(r.level_rank, 0)), coalesce(j.verdict, 'not-judged'), r.level, ''"
	  " FROM flow f JOIN far_end e ON e.flow = f.id JOIN service_set v ON v.id = e.service_set JOIN place p ON p.id = e.place"
	  " LEFT JOIN judgement j ON j.id = e.judgement LEFT JOIN rule r ON r.id = j.rule"
	  " WHERE f.handset > 0 AND p.class <> 'local' AND (v.services <> '' OR j.verdict_rank >= 2)"
	  " AND NOT EXISTS (SELECT 1 FROM sighting s WHERE s.flow = f.id) GROUP BY 4, 5, 6",
	  "INSERT INTO seen VALUES (?1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)" },
	{ "SELECT id, title, owner, owner_country FROM service", "INSERT OR REPLACE INTO service VALUES (?4, ?5, ?6, ?7)" },
};

/* What is bound before the columns: the side's number, its name, its hash. */
enum { COPIES = sizeof copies / sizeof *copies, COPY_SIDE = 0, BOUND_BEFORE = 3 };

static int copy_rows(struct store *into, sqlite3_stmt *from, sqlite3_stmt *put, struct store *source, struct err *e)
{
	int rc;

	while ((rc = sqlite3_step(from)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(from); i++)
			sqlite3_bind_value(put, BOUND_BEFORE + 1 + i, sqlite3_column_value(from, i));
		if (sqlite3_step(put) != SQLITE_DONE)
			return store_failed(into, e);
		sqlite3_reset(put);
	}
	return rc == SQLITE_DONE ? 0 : store_failed(source, e);
}

static int copy(struct store *into, size_t what, const struct compared *c, int number, struct err *e)
{
	sqlite3_stmt *from = NULL, *put = NULL;
	int rc = -1;

	if (sqlite3_prepare_v2(c->store->db, copies[what].from, -1, &from, NULL) != SQLITE_OK) {
		store_failed(c->store, e);
	} else if (sqlite3_prepare_v2(into->db, copies[what].into, -1, &put, NULL) != SQLITE_OK) {
		store_failed(into, e);
	} else {
		sqlite3_bind_int(put, 1, number);
		if (what == COPY_SIDE) {
			sqlite3_bind_text(put, 2, c->name, -1, SQLITE_STATIC);
			sqlite3_bind_text(put, 3, c->sha256, -1, SQLITE_STATIC);
		}
		rc = copy_rows(into, from, put, c->store, e);
	}
	sqlite3_finalize(from);
	sqlite3_finalize(put);
	return rc;
}

static int assessed(const struct compared *c, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(c->store->db, "SELECT 1 FROM ruleset", -1, &st, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	sqlite3_finalize(st);
	if (rc == SQLITE_ROW)
		return 0;
	return rc == SQLITE_DONE ? err_set(e, "%s: holds facts that were never judged; phonehome assess does that", c->name)
				 : store_failed(c->store, e);
}

static int compare(struct store *s, const struct compared *items, size_t n, struct err *e)
{
	if (sqlite3_open_v2(":memory:", &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return store_failed(s, e);
	if (store_exec(s, "BEGIN", e) < 0 || store_exec(s, compare_sql, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (assessed(&items[i], e) < 0)
			return -1;
		for (size_t what = 0; what < COPIES; what++) {
			if (copy(s, what, &items[i], (int)i + 1, e) < 0)
				return -1;
		}
	}
	return store_exec(s, changes_sql, e) < 0 ? -1 : store_exec(s, "COMMIT", e);
}

struct store *store_compare(const struct compared *items, size_t n, struct err *e)
{
	struct store *s = xcalloc(1, sizeof *s);

	s->path = xstrdup("the comparison");
	s->tool = xstrdup("");
	if (compare(s, items, n, e) == 0)
		return s;
	store_close(s, NULL);
	return NULL;
}

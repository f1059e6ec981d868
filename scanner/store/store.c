#include "store/store.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "store/row.h"
#include "store/schema.sql.h"
#include "store/views.sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	APPLICATION_ID = 1885892461, /* as in schema.sql */
	BUSY_MS = 1000,              /* a checkpoint of another command is over by then; a scan is not */
};

static const struct {
	int code;
	const char *text;
} failures[] = {
	{ SQLITE_BUSY, "in use by another process; try again when that one has ended" },
	{ SQLITE_LOCKED, "in use by this process already" },
	{ SQLITE_NOTADB, "not a phonehome database" },
	{ SQLITE_CORRUPT, "the database is damaged; scan the captures again into a new one" },
	{ SQLITE_FULL, "no space left for the database" },
	{ SQLITE_READONLY, "may not be written" },
	{ SQLITE_PERM, "may not be opened" },
	{ SQLITE_CANTOPEN, "cannot be opened; if a scan was interrupted, open it once where its folder may be written" },
	{ SQLITE_NOMEM, "out of memory" },
};

int store_failed(struct store *s, struct err *e)
{
	int code = sqlite3_errcode(s->db);

	for (size_t i = 0; i < sizeof failures / sizeof *failures; i++)
		if (failures[i].code == (code & 0xff))
			return err_set(e, "%s: %s", s->path, failures[i].text);
	return err_set(e, "%s: %s", s->path, sqlite3_errmsg(s->db));
}

int store_exec(struct store *s, const char *sql, struct err *e)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : store_failed(s, e);
}

int store_sweep(struct store *s, const char *const *texts, size_t n, const int64_t values[3], struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		sqlite3_stmt *st = NULL;
		int rc = sqlite3_prepare_v2(s->db, texts[i], -1, &st, NULL);

		for (int p = 0; p < sqlite3_bind_parameter_count(st); p++)
			sqlite3_bind_int64(st, p + 1, values[p]);
		if (rc == SQLITE_OK)
			rc = sqlite3_step(st);
		if (rc != SQLITE_DONE)
			store_failed(s, e);
		sqlite3_finalize(st);
		if (rc != SQLITE_DONE)
			return -1;
	}
	return 0;
}

static int pragma_int(struct store *s, const char *sql, int64_t *ret, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = -1;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW) {
		*ret = sqlite3_column_int64(st, 0);
		rc = 0;
	}
	if (rc != 0)
		store_failed(s, e);
	sqlite3_finalize(st);
	return rc;
}

static void key_id_of(struct span key, char ret[KEY_ID_LEN + 1])
{
	uint8_t hash[DIGEST_MAX];

	digest(DIGEST_SHA256, key, hash);
	hex_of(hash, KEY_ID_LEN / 2, ret);
}

/* Everything in one transaction: a database is there with all its tables or still empty. */
static int store_make(struct store *s, struct err *e)
{
	struct row r;
	int rc = -1;

	if (s->key_len == 0)
		return err_set(e, "%s: a database needs a case key to be made", s->path);
	key_id_of((struct span){ s->key, s->key_len }, s->key_id);
	/* Twice SQLite's own: trees are less deep, and half as many pages go through the log. */
	if (store_exec(s, "PRAGMA page_size = 8192", e) < 0 || store_exec(s, "BEGIN IMMEDIATE", e) < 0)
		return -1;
	if (store_exec(s, schema_sql, e) < 0 || store_exec(s, views_sql, e) < 0)
		goto out;
	r = row_begin(s, PUT_META);
	row_text(&r, "key_id");
	row_text(&r, s->key_id);
	if (row_put(&r, e) == 0 && store_custody_add(s, "database made", s->key_id, "{}", e) == 0)
		rc = store_exec(s, "COMMIT", e);
out:
	if (rc < 0)
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

static int store_check_key(struct store *s, struct err *e)
{
	struct row r = row_begin(s, GET_META);
	char ours[KEY_ID_LEN + 1];

	row_text(&r, "key_id");
	if (row_next(&r))
		row_read_text(&r, s->key_id, sizeof s->key_id);
	if (row_end(&r, e) < 0)
		return -1;
	if (s->key_len == 0)
		return 0;
	key_id_of((struct span){ s->key, s->key_len }, ours);
	if (strcmp(ours, s->key_id) == 0)
		return 0;
	return err_set(e, "%s: made under the case key %s, not under this one (%s); use that key, or another database", s->path,
		s->key_id, ours);
}

/* What kind of database it is; one without tables is made. */
static int store_check(struct store *s, enum store_mode mode, struct err *e)
{
	int64_t tables, application, version;

	if (pragma_int(s, "SELECT count(*) FROM sqlite_schema", &tables, e) < 0 ||
		pragma_int(s, "PRAGMA application_id", &application, e) < 0 ||
		pragma_int(s, "PRAGMA user_version", &version, e) < 0)
		return -1;
	if (tables == 0 && mode == STORE_CREATE)
		return store_make(s, e);
	if (tables == 0)
		return err_set(e, "%s: holds nothing; phonehome scan fills it", s->path);
	if (application != APPLICATION_ID)
		return err_set(e, "%s: not a phonehome database", s->path);
	if (version != STORE_VERSION)
		return err_set(e, "%s: made by another phonehome (version %lld, this one reads %d); use that one, or scan again",
			s->path, (long long)version, STORE_VERSION);
	return store_check_key(s, e);
}

static int store_connect(struct store *s, enum store_mode mode, struct err *e)
{
	static const int flags[] = {
		[STORE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
		[STORE_WRITE] = SQLITE_OPEN_READWRITE,
		[STORE_READ] = SQLITE_OPEN_READONLY,
	};

	if (mode != STORE_CREATE && access(s->path, F_OK) != 0)
		return err_set(e, "%s: no such database; phonehome scan makes one", s->path);
	if (sqlite3_open_v2(s->path, &s->db, flags[mode] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL) != SQLITE_OK)
		return sqlite3_system_errno(s->db) == 0 ? store_failed(s, e)
			: err_set(e, "%s: %s", s->path, strerror(sqlite3_system_errno(s->db)));
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
	if (s->writes && sqlite3_db_readonly(s->db, "main"))
		return err_set(e, "%s: may not be written", s->path);
	return 0;
}

void store_set_cache(struct store *s, unsigned mib)
{
	char sql[64];

	snprintf(sql, sizeof sql, "PRAGMA cache_size = -%u", mib << 10);
	store_exec(s, sql, NULL);
}

/* After the check: what is no database of ours is not to be changed in any byte. */
static int store_tune(struct store *s, struct err *e)
{
	store_set_cache(s, STORE_CACHE_MIB);
	if (store_exec(s, "PRAGMA temp_store = MEMORY", e) < 0)
		return -1;
	if (!s->writes)
		return 0;
	/* Every batch touches many pages: the longer log saves writing each of them to the file as often. */
	return store_exec(s, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8192", e);
}

struct store *store_open(const char *path, enum store_mode mode, const struct store_use *u, struct err *e)
{
	struct store *s = xcalloc(1, sizeof *s);

	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* it takes a lock at every allocation, for figures that nobody asks for */
	s->path = xstrdup(path);
	s->tool = xstrdup(u != NULL && u->tool != NULL ? u->tool : "");
	if (u != NULL) {
		s->at = u->at;
		s->key_len = u->key.len < KEY_MAX ? u->key.len : KEY_MAX;
		if (s->key_len > 0)
			memcpy(s->key, u->key.data, s->key_len);
	}
	s->writes = mode != STORE_READ;
	if (store_connect(s, mode, e) == 0 && store_check(s, mode, e) == 0 && store_tune(s, e) == 0)
		return s;
	s->writes = false; /* it is left as it is */
	store_close(s, NULL);
	return NULL;
}

void store_set_clock(struct store *s, int64_t at)
{
	s->at = at;
}

const char *store_library(void)
{
	return sqlite3_libversion();
}

int store_version(struct store *s)
{
	int64_t version = 0;

	pragma_int(s, "PRAGMA user_version", &version, NULL);
	return (int)version;
}

const char *store_key_id(struct store *s)
{
	return s->key_id;
}

/* A reader in another process keeps the log in use: then the file stays in WAL mode, whole but in two files. */
static int store_settle(struct store *s, struct err *e)
{
	if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return store_exec(s, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE", e);
}

int store_close(struct store *s, struct err *e)
{
	int rc = 0;

	if (s == NULL)
		return 0;
	for (int i = 0; i < STATEMENT_COUNT; i++)
		sqlite3_finalize(s->statements[i]);
	waiting_forget(&s->waiting);
	if (s->writes)
		rc = store_settle(s, e);
	sqlite3_close(s->db);
	explicit_bzero(s->key, sizeof s->key);
	free(s->path);
	free(s->tool);
	free(s);
	return rc;
}

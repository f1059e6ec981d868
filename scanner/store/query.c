#include "base/alloc.h"
#include "store/row.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What a SELECT may do; everything else (ATTACH, PRAGMA, writing, transactions) is refused before it runs. */
static int query_allows(void *ctx, int action, const char *a, const char *b, const char *database, const char *view)
{
	(void)ctx;
	(void)database;
	(void)view;
	if (action == SQLITE_FUNCTION)
		return b != NULL && sqlite3_stricmp(b, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
	/* PRAGMAs dressed as tables; newer SQLite asks of them only when they are read. */
	if (action == SQLITE_READ && a != NULL && sqlite3_strnicmp(a, "pragma_", 7) == 0)
		return SQLITE_DENY;
	return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE ? SQLITE_OK : SQLITE_DENY;
}

static bool query_is_blank(const char *sql)
{
	while (isspace((unsigned char)*sql) || *sql == ';')
		sql++;
	return *sql == 0;
}

static int query_prepare(struct store *s, const char *sql, sqlite3_stmt **ret, struct err *e)
{
	const char *rest = "";
	int rc;

	sqlite3_set_authorizer(s->db, query_allows, NULL);
	rc = sqlite3_prepare_v2(s->db, sql, -1, ret, &rest);
	sqlite3_set_authorizer(s->db, NULL, NULL);
	if (rc == SQLITE_AUTH)
		return err_set(e, "only SELECT may be run here: %s", sqlite3_errmsg(s->db));
	if (rc != SQLITE_OK)
		return err_set(e, "%s", sqlite3_errmsg(s->db));
	if (*ret == NULL)
		return err_set(e, "an empty query");
	if (!sqlite3_stmt_readonly(*ret))
		return err_set(e, "only SELECT may be run here");
	return query_is_blank(rest) ? 0 : err_set(e, "one query at a time; after it stands '%.40s'", rest);
}

static int query_bind(sqlite3_stmt *st, const char *const *params, struct err *e)
{
	int bound = 0;

	for (; params != NULL && params[0] != NULL; params += 2) {
		int i = sqlite3_bind_parameter_index(st, params[0]);

		if (i > 0 && sqlite3_bind_text(st, i, params[1], -1, SQLITE_STATIC) != SQLITE_OK)
			return err_set(e, "parameter %s: too long", params[0]);
		bound += i > 0;
	}
	if (bound < sqlite3_bind_parameter_count(st))
		return err_set(e, "%d of its %d parameters have no value", sqlite3_bind_parameter_count(st) - bound,
			sqlite3_bind_parameter_count(st));
	return 0;
}

static struct store_cell query_cell(sqlite3_stmt *st, int i)
{
	struct store_cell c = { .type = CELL_NULL };

	switch (sqlite3_column_type(st, i)) {
	case SQLITE_NULL:
		break;
	case SQLITE_INTEGER:
		c.type = CELL_INT;
		c.integer = sqlite3_column_int64(st, i);
		break;
	case SQLITE_FLOAT:
		c.type = CELL_REAL;
		c.real = sqlite3_column_double(st, i);
		break;
	default:
		c.type = CELL_TEXT;
		c.text.data = sqlite3_column_text(st, i);
		c.text.len = (size_t)sqlite3_column_bytes(st, i);
	}
	return c;
}

static int query_rows(struct store *s, sqlite3_stmt *st, int (*fn)(void *ctx, const struct store_row *r), void *ctx, struct err *e)
{
	int n = sqlite3_column_count(st), rc = SQLITE_DONE, answer = 0;
	const char **names = xcalloc((size_t)n, sizeof *names);
	struct store_cell *cells = xcalloc((size_t)n, sizeof *cells);

	for (int i = 0; i < n; i++)
		names[i] = sqlite3_column_name(st, i);
	while (answer == 0 && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		for (int i = 0; i < n; i++)
			cells[i] = query_cell(st, i);
		answer = fn(ctx, &(struct store_row){ (size_t)n, names, cells });
	}
	if (answer == 0 && rc != SQLITE_DONE)
		answer = store_failed(s, e);
	free(names);
	free(cells);
	return answer;
}

int store_query(struct store *s, const char *sql, const char *const *params, int (*fn)(void *ctx, const struct store_row *r),
	void *ctx, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = query_prepare(s, sql, &st, e);

	if (rc == 0)
		rc = query_bind(st, params, e);
	if (rc == 0)
		rc = query_rows(s, st, fn, ctx, e);
	sqlite3_finalize(st);
	return rc;
}

#include "store/row.h"

#include <assert.h>
#include <string.h>

struct row row_begin(struct store *s, enum statement n)
{
	struct row r = { .s = s };
	sqlite3_stmt **shared = &s->statements[n];

	if (*shared == NULL)
		r.failed = sqlite3_prepare_v3(s->db, statement_sql(n), -1, SQLITE_PREPARE_PERSISTENT, shared, NULL) != SQLITE_OK;
	r.st = *shared;
	if (r.st == NULL || !sqlite3_stmt_busy(r.st))
		return r;
	r.own = true;
	r.st = NULL;
	r.failed = sqlite3_prepare_v2(s->db, statement_sql(n), -1, &r.st, NULL) != SQLITE_OK;
	return r;
}

struct row row_begin_fact(struct store *s, enum statement n, int64_t id)
{
	struct row r = { .s = s, .waits = true };

	waiting_begin(&s->waiting, n, id);
	row_int(&r, id);
	return r;
}

bool row_known(struct store *s, int64_t id)
{
	int64_t *slot = &s->known[id % KNOWN_MAX];
	bool known = *slot == id;

	*slot = id;
	return known;
}

int row_values(const struct row *r)
{
	return sqlite3_bind_parameter_count(r->st);
}

static void row_bound(struct row *r, int rc)
{
	if (rc != SQLITE_OK)
		r->failed = true;
}

void row_int(struct row *r, int64_t v)
{
	if (r->waits)
		waiting_int(&r->s->waiting, v);
	else
		row_bound(r, sqlite3_bind_int64(r->st, ++r->at, v));
}

void row_id(struct row *r, int64_t v)
{
	if (v == 0)
		row_null(r);
	else
		row_int(r, v);
}

void row_text(struct row *r, const char *text)
{
	if (text == NULL)
		row_null(r);
	else if (r->waits)
		waiting_text(&r->s->waiting, text);
	else
		row_text_span(r, span_of(text));
}

void row_text_span(struct row *r, struct span text)
{
	row_bound(r, sqlite3_bind_text64(r->st, ++r->at, (const char *)text.data, text.len, SQLITE_STATIC, SQLITE_UTF8));
}

void row_blob(struct row *r, const void *data, size_t len)
{
	if (r->waits)
		waiting_blob(&r->s->waiting, data, len);
	else
		row_bound(r, sqlite3_bind_blob64(r->st, ++r->at, data, len, SQLITE_STATIC));
}

void row_null(struct row *r)
{
	if (r->waits)
		waiting_null(&r->s->waiting);
	else
		row_bound(r, sqlite3_bind_null(r->st, ++r->at));
}

void row_address(struct row *r, const struct address *a)
{
	char text[ADDRESS_TEXT] = "";

	if (a->family != 0)
		address_text(a, text);
	if (r->waits)
		waiting_text(&r->s->waiting, text);
	else
		row_bound(r, sqlite3_bind_text(r->st, ++r->at, text, -1, SQLITE_TRANSIENT));
}

void row_instant(struct row *r, int64_t at)
{
	if (at == INSTANT_MIN || at == INSTANT_MAX)
		row_null(r);
	else
		row_int(r, at);
}

int row_put(struct row *r, struct err *e)
{
	if (r->waits)
		return waiting_full(&r->s->waiting) ? waiting_settle(r->s, e) : 0;
	assert(r->failed || r->at == row_values(r));
	while (row_next(r))
		;
	return row_end(r, e);
}

bool row_next(struct row *r)
{
	int rc;

	if (r->failed)
		return false;
	rc = sqlite3_step(r->st);
	r->failed = rc != SQLITE_ROW && rc != SQLITE_DONE;
	r->at = 0;
	return rc == SQLITE_ROW;
}

int64_t row_read_int(struct row *r)
{
	return sqlite3_column_int64(r->st, r->at++);
}

void row_read_text(struct row *r, char *ret, size_t cap)
{
	const char *text = (const char *)sqlite3_column_text(r->st, r->at);
	size_t len = (size_t)sqlite3_column_bytes(r->st, r->at++);

	if (len >= cap)
		len = cap - 1;
	if (len > 0)
		memcpy(ret, text, len);
	ret[len] = 0;
}

void row_read_blob(struct row *r, void *ret, size_t len)
{
	const void *data = sqlite3_column_blob(r->st, r->at);
	size_t there = (size_t)sqlite3_column_bytes(r->st, r->at++);

	memset(ret, 0, len);
	if (there > 0)
		memcpy(ret, data, there < len ? there : len);
}

void row_read_address(struct row *r, struct address *ret)
{
	const char *text = (const char *)sqlite3_column_text(r->st, r->at++);

	if (text == NULL || !address_parse(text, ret))
		memset(ret, 0, sizeof *ret);
}

int row_end(struct row *r, struct err *e)
{
	int rc = r->failed ? store_failed(r->s, e) : 0;

	if (r->own) {
		sqlite3_finalize(r->st);
		return rc;
	}
	if (r->st == NULL) /* it could not be prepared */
		return rc;
	sqlite3_reset(r->st);
	sqlite3_clear_bindings(r->st);
	return rc;
}

/*
 * An assessment that is only tried: what it derives goes into temporary tables, which hide those of the database by their names.
 * The file is opened for reading alone, and no byte of it changes.
 */
#include "store/derived.h"
#include "store/findings.h"

#include "base/buf.h"

static const char created[] = "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = :name";

static int make_temporary(void *ctx, const struct store_row *r)
{
	static const char create[] = "CREATE TABLE ";
	struct buf *sql = ctx;
	struct span text = r->cells[0].text;

	if (!span_starts(text, create))
		return -1;
	buf_puts(sql, "CREATE TEMP TABLE ");
	buf_add_span(sql, span_sub(text, sizeof create - 1, text.len));
	buf_puts(sql, ";\n");
	return 0;
}

int store_assess_try(struct store *s, const struct assess_run *r, struct err *e)
{
	struct buf sql = { 0 };
	int rc = 0;

	buf_puts(&sql, "PRAGMA temp_store = FILE;"); /* they may be as large as the database's own */
	for (const char *const *name = derived_tables; rc == 0 && *name != NULL; name++)
		rc = store_query(s, created, (const char *const[]){ ":name", *name, NULL }, make_temporary, &sql, e);
	if (rc == 0)
		rc = store_exec(s, buf_text(&sql), e);
	buf_free(&sql);
	return rc == 0 ? store_assess_begin(s, r, e) : -1;
}

int store_each_change(struct store *s, int (*fn)(void *ctx, const struct stored_change *c), void *ctx, struct err *e)
{
	struct row r;
	int answer = 0;

	if (findings_settle(s, e) < 0)
		return -1;
	r = row_begin(s, EACH_CHANGE);

	while (answer == 0 && row_next(&r)) {
		struct stored_change c = { 0 };

		row_read_text(&r, c.capture, sizeof c.capture);
		c.frame = (uint64_t)row_read_int(&r);
		row_read_text(&r, c.kind, sizeof c.kind);
		row_read_text(&r, c.service, sizeof c.service);
		row_read_text(&r, c.country, sizeof c.country);
		row_read_text(&r, c.rule, sizeof c.rule);
		row_read_text(&r, c.rule_title, sizeof c.rule_title);
		row_read_text(&r, c.before, sizeof c.before);
		row_read_text(&r, c.after, sizeof c.after);
		row_read_text(&r, c.level_before, sizeof c.level_before);
		row_read_text(&r, c.level_after, sizeof c.level_after);
		answer = fn(ctx, &c);
	}
	return row_end(&r, answer == 0 ? e : NULL) < 0 && answer == 0 ? -1 : answer;
}

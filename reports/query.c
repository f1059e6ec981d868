#include "generator.h"

#include "base/alloc.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMS_MAX = 16 };

struct params {
	const char *pairs[PARAMS_MAX + 1];
	size_t n;
};

static void params_add(struct params *p, const char *sql, const char *name, const char *value)
{
	if (strstr(sql, name) == NULL || p->n + 2 > PARAMS_MAX)
		return;
	p->pairs[p->n++] = name;
	p->pairs[p->n++] = value;
}

/* Pairs for store_query: only the parameters that the query asks for. */
static struct params query_params(const struct query *q, const char *sql)
{
	struct params p = { .n = 0 };

	params_add(&p, sql, ":most", q->most);
	params_add(&p, sql, ":now", q->now);
	for (const char *const *more = q->more; more != NULL && more[0] != NULL; more += 2)
		params_add(&p, sql, more[0], more[1]);
	return p;
}

/* A query may end in a semicolon, what is put around it may not hold one. */
static void trim_end(struct buf *sql)
{
	while (sql->len > 0 && strchr("; \t\r\n", sql->data[sql->len - 1]) != NULL)
		buf_truncate(sql, sql->len - 1);
}

/* Rows on their way to a page, without what the edition never shows. */
struct passing {
	enum report_edition edition;
	int (*fn)(void *ctx, const struct store_row *r);
	void *ctx;
	struct store_cell *cells;
};

static int pass_row(void *ctx, const struct store_row *r)
{
	struct passing *p = ctx;

	if (p->edition == EDITION_FULL)
		return p->fn(p->ctx, r);
	if (p->cells == NULL)
		p->cells = xcalloc(r->n, sizeof *p->cells);
	for (size_t i = 0; i < r->n; i++)
		p->cells[i] = edition_hides(p->edition, r->names[i]) ? (struct store_cell){ .type = CELL_NULL } : r->cells[i];
	return p->fn(p->ctx, &(struct store_row){ r->n, r->names, p->cells });
}

/* before and after: SQL around that of the file. */
static int run(struct store *s, const struct folders *f, const struct query *q, const char *before, const char *after,
	int (*fn)(void *ctx, const struct store_row *r), void *ctx, struct err *e)
{
	char *file = xasprintf("%s.sql", q->name);
	struct passing passing = { f->edition, fn, ctx, NULL };
	struct params params;
	struct buf text = { 0 }, sql = { 0 };
	struct err why = { "" };
	int rc = folder_read(f, q->sub, file, &text, e);

	if (rc == 0) {
		trim_end(&text);
		buf_puts(&sql, before);
		rc = edition_apply(f, buf_text(&text), &sql, e);
	}
	if (rc == 0) {
		buf_puts(&sql, after);
		params = query_params(q, buf_text(&text));
		rc = store_query(s, buf_text(&sql), params.pairs, pass_row, &passing, &why);
		if (rc < 0 && why.text[0] != 0)
			err_set(e, "%s: %s", file, why.text);
	}
	free(passing.cells);
	free(file);
	buf_free(&text);
	buf_free(&sql);
	return rc < 0 ? -1 : 0;
}

int query_run(struct store *s, const struct folders *f, const struct query *q,
	int (*fn)(void *ctx, const struct store_row *r), void *ctx, struct err *e)
{
	return run(s, f, q, "", "", fn, ctx, e);
}

int query_names(struct store *s, const struct folders *f, const struct query *q,
	int (*fn)(void *ctx, const struct store_row *r), void *ctx, struct err *e)
{
	return run(s, f, q, "SELECT q.* FROM (SELECT 1) LEFT JOIN (SELECT * FROM (", "\n) LIMIT 0) AS q", fn, ctx, e);
}

bool row_has_list(const struct store_row *r)
{
	return r->n > 0 && strcmp(r->names[0], "list") == 0;
}

/* Line by line, because a line's end is the one control character that a rule's text may keep. */
static void clean_lines(struct span text, struct buf *ret)
{
	struct reader r = rd_over_span(span_sub(text, 0, REPORT_CELL_MAX));
	struct span line;

	while (rd_until(&r, '\n', &line)) {
		text_clean(ret, line, line.len);
		buf_putc(ret, '\n');
	}
	line = rd_rest(&r);
	text_clean(ret, line, line.len);
	if (text.len > REPORT_CELL_MAX)
		buf_puts(ret, "...");
}

void cell_text(const struct store_cell *c, struct buf *ret)
{
	switch (c->type) {
	case CELL_NULL:
		break;
	case CELL_INT:
		buf_printf(ret, "%" PRId64, c->integer);
		break;
	case CELL_REAL:
		buf_printf(ret, "%.15g", c->real);
		break;
	case CELL_TEXT:
		clean_lines(c->text, ret);
		break;
	}
}

void cell_json(struct json *j, const struct store_cell *c, struct buf *scratch)
{
	if (c->type == CELL_NULL)
		json_null(j);
	else if (c->type == CELL_INT)
		json_int(j, c->integer);
	else if (c->type == CELL_REAL)
		json_double(j, c->real);
	else {
		buf_reset(scratch);
		cell_text(c, scratch);
		json_string_span(j, buf_span(scratch));
	}
}

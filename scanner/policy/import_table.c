/* A table of consent events: CSV (RFC 4180) whose first line names the columns, which are the keys of a case's events. */
#include "policy/importing.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS_MAX = 32 };

static const char *const columns[] = { "at", "state", "handset", "service", "data", "places", "expires", "evidence" };
static const bool lists[] = { false, false, false, true, true, true, false, true };

enum { COLUMNS = sizeof columns / sizeof *columns };

struct table {
	struct importing *im;
	struct reader left;
	int line;
	int kinds[COLUMNS_MAX];  /* position in columns, -1 unknown */
	size_t n;                /* columns of the first line */
	struct buf cell;
	bool row_ended;
};

/* What stands behind the opening quote; two quotes are one. */
static bool quoted_cell(struct table *t)
{
	while (rd_left(&t->left) > 0) {
		uint8_t c = rd_u8(&t->left);

		t->line += c == '\n';
		if (c != '"') {
			buf_putc(&t->cell, (char)c);
			continue;
		}
		if (rd_left(&t->left) == 0 || *t->left.pos != '"')
			return true;
		rd_u8(&t->left);
		buf_putc(&t->cell, '"');
	}
	return false;
}

/* The next cell of the row, without blanks around it; false where the quotes never end. */
static bool next_cell(struct table *t)
{
	bool whole = true;

	buf_reset(&t->cell);
	t->row_ended = true;
	while (rd_left(&t->left) > 0) {
		uint8_t c = rd_u8(&t->left);

		if (c == ',') {
			t->row_ended = false;
			break;
		}
		if (c == '\n') {
			t->line++;
			break;
		}
		if (c == '"' && t->cell.len == 0)
			whole = quoted_cell(t);
		else if (c != '\r')
			buf_putc(&t->cell, (char)c);
	}
	return whole;
}

/* Text of the cell; one with a NUL in it is a mistake. */
static const char *cell_text(struct table *t, const struct node *at)
{
	struct span s = span_trim(buf_span(&t->cell));

	if (s.len > 0 && memchr(s.data, 0, s.len) != NULL) {
		mistake(t->im->reading, at, "a zero byte");
		return "";
	}
	buf_drop(&t->cell, s.len == 0 ? t->cell.len : (size_t)(s.data - t->cell.data));
	buf_truncate(&t->cell, s.len);
	return buf_text(&t->cell);
}

/* "a;b c": words between semicolons, bars or blanks; evidence between semicolons alone. */
static struct node *cell_list(struct table *t, const struct node *at, const char *text, const char *between)
{
	struct node *list = import_list(t->im, at);
	char word[512];

	for (const char *p = text; *p != 0;) {
		size_t len = strcspn(p, between);
		struct span s = span_trim((struct span){ (const uint8_t *)p, len });

		if (s.len >= sizeof word)
			mistake(t->im->reading, at, "a word of more than %zu bytes", sizeof word - 1);
		else if (s.len > 0) {
			snprintf(word, sizeof word, "%.*s", (int)s.len, (const char *)s.data);
			import_append(list, import_scalar(t->im, at, word));
		}
		p += len + (p[len] != 0);
	}
	return list;
}

static struct node *cell_value(struct table *t, int kind, const struct node *at, const char *text)
{
	bool evidence = strcmp(columns[kind], "evidence") == 0;

	if (text[0] == 0)
		return NULL;
	if (!lists[kind] || strcmp(text, "any") == 0)
		return import_scalar(t->im, at, text);
	return cell_list(t, at, text, evidence ? ";" : ";| ");
}

static void read_header(struct table *t)
{
	size_t n = 0;

	do {
		struct node at = { .line = t->line, .column = (int)n + 1 };
		const struct node *name;
		bool whole = next_cell(t);

		if (n == COLUMNS_MAX || !whole) {
			mistake(t->im->reading, &at, n == COLUMNS_MAX ? "too many columns" : "quotes that do not end");
			return;
		}
		name = import_scalar(t->im, &at, cell_text(t, &at));
		t->kinds[n] = -1;
		for (int k = 0; k < COLUMNS; k++) {
			if (strcmp(columns[k], name->text) == 0)
				t->kinds[n] = k;
		}
		if (t->kinds[n++] < 0)
			mistake_unknown(t->im->reading, name, "column", columns, COLUMNS);
	} while (!t->row_ended);
	t->n = n;
}

/* Column numbers of messages count cells. What the row leaves open is filled in from the command line. */
static void end_row(struct table *t, struct node *event, const struct node *at)
{
	const struct import_source *s = t->im->source;

	if (s->service != NULL && node_get(event, "service") == NULL)
		import_set(t->im, event, "service", cell_list(t, at, s->service, ";| "));
	if (s->handset != NULL && node_get(event, "handset") == NULL)
		import_set(t->im, event, "handset", import_scalar(t->im, at, s->handset));
}

static void read_row(struct table *t)
{
	struct node first = { .line = t->line, .column = 1 };
	struct node *event = NULL;
	size_t n = 0;

	do {
		struct node at = { .line = t->line, .column = (int)n + 1 };
		bool whole = next_cell(t);
		const char *text = cell_text(t, &at);

		if (!whole)
			mistake(t->im->reading, &at, "quotes that do not end");
		if (n == 0 && t->row_ended && text[0] == 0)
			return; /* an empty line */
		if (event == NULL)
			event = import_event(t->im, &first);
		if (n >= t->n)
			mistake(t->im->reading, &at, "more cells than the first line has columns");
		else if (t->kinds[n] >= 0)
			import_set(t->im, event, columns[t->kinds[n]], cell_value(t, t->kinds[n], &at, text));
		n++;
	} while (!t->row_ended && n <= COLUMNS_MAX);
	end_row(t, event, &first);
}

/* False of semicolons between the columns, and of what is no table at all: one mistake says it then, not one a cell. */
static bool names_a_column(struct reader r)
{
	struct span line;

	if (!rd_line(&r, &line))
		return false;
	for (r = rd_over_span(line); rd_left(&r) > 0;) {
		struct span name;

		if (!rd_until(&r, ',', &name))
			name = rd_bytes(&r, rd_left(&r));
		if (name.len >= 2 && name.data[0] == '"')
			name = span_sub(name, 1, name.len - 2);
		for (int k = 0; k < COLUMNS; k++) {
			if (span_is(name, columns[k]))
				return true;
		}
	}
	return false;
}

void import_table(struct importing *im)
{
	const struct node top = { .line = 1, .column = 1 };
	struct table t = { .im = im, .left = rd_over_span(im->source->bytes), .line = 1 };

	if (span_starts(im->source->bytes, "\xEF\xBB\xBF"))
		rd_bytes(&t.left, 3);
	if (!names_a_column(t.left)) {
		mistake(im->reading, &top, "neither JSON nor a table with commas whose first line names columns as at,state,service,data");
		return;
	}
	read_header(&t);
	while (t.n > 0 && rd_left(&t.left) > 0)
		read_row(&t);
	buf_free(&t.cell);
}

#include "generator.h"

#include "base/instant.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>

/* Raised where a reader of the old JSON would misread the new: README.md documents it. */
enum { JSON_SCHEMA = 1 };

/* Lists that have one row by what they say: an object, not an array of one. */
static const char *const singles[] = { "status", "answer", "made" };

struct writing {
	struct json *j;
	const char *query;
	char list[NAME_TEXT]; /* that is open; "" none */
	bool single;
	size_t rows;          /* of the query */
	struct buf text;
};

static void end_list(struct writing *w)
{
	if (w->list[0] != 0 && !w->single)
		json_array_end(w->j);
	w->list[0] = 0;
}

static void begin_list(struct writing *w, const char *name)
{
	if (strcmp(w->list, name) == 0)
		return;
	end_list(w);
	snprintf(w->list, sizeof w->list, "%s", name);
	w->single = false;
	for (size_t i = 0; i < sizeof singles / sizeof *singles; i++)
		w->single = w->single || strcmp(name, singles[i]) == 0;
	json_key(w->j, name);
	if (w->single && w->rows == 0)
		json_null(w->j);
	if (!w->single)
		json_array(w->j);
}

/* An id is text: of its 63 bits JavaScript, jq and others keep 53 as a number, and it would name nothing. */
static bool is_id(const char *name, const struct store_cell *c)
{
	size_t len = strlen(name);

	return c->type == CELL_INT && len > 3 && strcmp(name + len - 3, "_id") == 0;
}

static void put_cell(struct writing *w, const char *name, const struct store_cell *c)
{
	json_key(w->j, name);
	if (!is_id(name, c)) {
		cell_json(w->j, c, &w->text);
		return;
	}
	buf_reset(&w->text);
	cell_text(c, &w->text);
	json_string(w->j, buf_text(&w->text));
}

/* What is not known is not there: a NULL has no key. */
static int put_row(void *ctx, const struct store_row *r)
{
	struct writing *w = ctx;
	size_t first = row_has_list(r) ? 1 : 0;
	char list[NAME_TEXT];

	w->rows++;
	buf_reset(&w->text);
	if (first > 0)
		cell_text(&r->cells[0], &w->text);
	snprintf(list, sizeof list, "%s", first > 0 ? buf_text(&w->text) : w->query);
	if (w->single && strcmp(w->list, list) == 0)
		return 0;
	begin_list(w, list);
	json_object(w->j);
	w->j->compact = true; /* one row one line: diff and grep find it whole */
	for (size_t i = first; i < r->n; i++) {
		if (r->cells[i].type == CELL_NULL)
			continue;
		put_cell(w, r->names[i], &r->cells[i]);
	}
	json_object_end(w->j);
	w->j->compact = false;
	return 0;
}

static int put_query(struct store *s, const struct folders *f, const struct query *q, struct writing *w, struct err *e)
{
	int rc;

	w->query = q->name;
	w->rows = 0;
	rc = query_run(s, f, q, put_row, w, e);
	if (rc == 0 && w->rows == 0)
		begin_list(w, q->name);
	end_list(w);
	return rc;
}

static void put_run(struct json *j, const struct report_options *o, const char *now)
{
	json_key(j, "schema");
	json_int(j, JSON_SCHEMA);
	json_key(j, "tool");
	json_string(j, o->tool);
	json_key(j, "created");
	json_string(j, now);
	json_key(j, "edition");
	json_string(j, report_edition(o->edition));
	json_key(j, "database");
	json_string(j, o->edition == EDITION_PUBLIC ? NULL : o->database);
	json_key(j, "database_sha256");
	json_string(j, o->database_sha256);
}

int json_of(struct store *s, const struct folders *f, const struct report_options *o, const struct query *queries, size_t n,
	struct buf *ret, struct err *e)
{
	struct json j;
	struct writing w = { .j = &j };
	char now[INSTANT_TEXT];
	int rc = 0;

	json_begin(&j, ret, false);
	json_object(&j);
	put_run(&j, o, instant_text(o->now, now));
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = put_query(s, f, &queries[i], &w, e);
	json_object_end(&j);
	buf_putc(ret, '\n');
	buf_free(&w.text);
	return rc;
}

/* What was seen of the whole comes first. */
static void status_first(struct query *q, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		struct query moved = q[i - 1];

		if (strcmp(moved.name, "status") != 0)
			continue;
		memmove(q + 1, q, (i - 1) * sizeof *q);
		q[0] = moved;
		return;
	}
}

int write_json(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e)
{
	struct queries q;
	int rc;

	if (queries_read(f, REPORT_LISTED_MAX, o->now, &q, e) < 0)
		return -1;
	status_first(q.items, q.n);
	rc = json_of(s, f, o, q.items, q.n, ret, e);
	queries_free(&q);
	return rc;
}

/* Why a verdict: the queries of explain/ for one fact at a time, through explain.xsl. */
#include "generator.h"

#include "base/instant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_TEXT = 24 };

/* One fact to tell, and the finding on it where one alone was asked for. */
struct asked {
	char fact[ID_TEXT], finding[ID_TEXT];
};

struct answers {
	struct asked items[REPORT_EXPLAINED_MAX];
	size_t n;      /* may be more than there is room for */
	size_t exact;  /* of them named by their whole id: these come first */
	struct buf text;
};

static void keep_text(struct answers *a, const struct store_cell *c, char ret[ID_TEXT])
{
	buf_reset(&a->text);
	cell_text(c, &a->text);
	snprintf(ret, ID_TEXT, "%s", buf_text(&a->text));
}

/* Columns of asked.sql: fact, finding, exact. */
static int add_answer(void *ctx, const struct store_row *r)
{
	struct answers *a = ctx;

	if (r->n < 3 || (a->exact > 0 && r->cells[2].integer == 0))
		return 1;
	a->exact += r->cells[2].integer != 0;
	if (a->n < REPORT_EXPLAINED_MAX) {
		keep_text(a, &r->cells[0], a->items[a->n].fact);
		keep_text(a, &r->cells[1], a->items[a->n].finding);
	}
	a->n++;
	return 0;
}

static bool is_number(const char *text)
{
	return text[0] != 0 && text[strspn(text, "0123456789")] == 0;
}

/* As JSON Lines write an id: whole. */
static bool is_hex_id(const char *text)
{
	return strspn(text, "0123456789abcdef") == 16 && text[16] == 0;
}

static int find(struct store *s, const struct folders *f, const char *asked, struct answers *ret, struct err *e)
{
	const char *const params[] = { ":asked", asked, NULL };
	const struct query q = { .sub = "explain", .name = "asked", .most = "-1", .now = "", .more = params };
	bool frame = strncmp(asked, "frame:", 6) == 0;

	if (!is_number(frame ? asked + 6 : asked) && !is_hex_id(asked))
		return err_set(e, "no finding is called so: '%.64s'; write an id of the CSV, JSON or JSON Lines report, or frame:N", asked);
	if (query_run(s, f, &q, add_answer, ret, e) < 0)
		return -1;
	if (ret->n == 0)
		return err_set(e, frame ? "nothing was found in that frame: '%.64s'" : "no finding has this id: '%.64s'", asked);
	if (ret->n > 1 && !frame && ret->exact == 0)
		return err_set(e, "more than one id begins so: '%.64s'; write more of it", asked);
	return 0;
}

static int explain_one(struct store *s, const struct folders *f, const struct report_options *o, const struct asked *a,
	struct buf *ret, struct err *e)
{
	static const char *const names[] = { "facts", "judgements", "clauses", "events", "levels", "place" };
	enum { NAMES = sizeof names / sizeof *names };
	const char *const params[] = { ":fact", a->fact, ":finding", a->finding, NULL };
	struct query queries[NAMES + 1];
	xmlDoc *doc;
	char now[INSTANT_TEXT];

	instant_text(o->now, now);
	for (size_t i = 0; i < NAMES; i++)
		queries[i] = (struct query){ .sub = "explain", .name = names[i], .most = "-1", .now = now, .more = params };
	queries[NAMES] = (struct query){ .sub = "queries", .name = "made", .most = "1", .now = now };
	if (document_of(s, f, o, queries, NAMES + 1, &doc, e) < 0)
		return -1;
	return page_lines(f, "explain.xsl", doc, o, ret, e);
}

static int explain_all(struct store *s, const struct folders *f, const struct report_options *o, const struct answers *a,
	struct buf *ret, struct err *e)
{
	size_t told = a->n < REPORT_EXPLAINED_MAX ? a->n : REPORT_EXPLAINED_MAX;

	for (size_t i = 0; i < told; i++) {
		if (i > 0)
			buf_printf(ret, "\n----\n\n");
		if (explain_one(s, f, o, &a->items[i], ret, e) < 0)
			return -1;
	}
	if (told < a->n)
		buf_printf(ret, "\n%zu more facts are not told here.\n", a->n - told);
	return 0;
}

int report_explain(struct store *s, const char *asked, const struct report_options *o, struct buf *ret, struct err *e)
{
	const struct folders f = { .user = o->templates, .own = o->folder, .edition = o->edition };
	struct answers a = { .n = 0 };
	size_t before = ret->len;
	int rc = find(s, &f, asked, &a, e);

	if (rc == 0)
		rc = explain_all(s, &f, o, &a, ret, e);
	if (rc < 0)
		buf_truncate(ret, before);
	buf_free(&a.text);
	return rc;
}

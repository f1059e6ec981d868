/* Why a verdict: the queries of explain/ for one fact at a time, through explain.xsl. */
#include "generator.h"

#include "base/instant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_TEXT = 24, NUMBER_TEXT = 16, CAPTURE_TEXT = 256, CAPTURES_TOLD = 5 };

/* An id, or a frame of all captures or of those with one name. */
struct asked {
	const char *text;           /* as it was written */
	bool framed;
	char frame[NUMBER_TEXT];    /* "" it is an id */
	char capture[CAPTURE_TEXT]; /* without folders; "" of all */
};

/* One fact to tell, and the finding on it where one alone was asked for. */
struct answer {
	char fact[ID_TEXT], finding[ID_TEXT];
	char capture[CAPTURE_TEXT], sha256[65]; /* "" where an id was asked for */
};

struct answers {
	struct answer items[REPORT_EXPLAINED_MAX];
	size_t n;      /* may be more than there is room for */
	size_t exact;  /* of them named by their whole id: these come first */
	struct buf text;
};

static void keep_text(struct answers *a, const struct store_cell *c, char *ret, size_t size)
{
	buf_reset(&a->text);
	cell_text(c, &a->text);
	snprintf(ret, size, "%s", buf_text(&a->text));
}

/* Columns of asked.sql: fact, finding, exact, capture, sha256. */
static int add_answer(void *ctx, const struct store_row *r)
{
	struct answers *a = ctx;

	if (r->n < 5 || (a->exact > 0 && r->cells[2].integer == 0))
		return 1;
	a->exact += r->cells[2].integer != 0;
	if (a->n < REPORT_EXPLAINED_MAX) {
		struct answer *one = &a->items[a->n];

		keep_text(a, &r->cells[0], one->fact, sizeof one->fact);
		keep_text(a, &r->cells[1], one->finding, sizeof one->finding);
		keep_text(a, &r->cells[3], one->capture, sizeof one->capture);
		keep_text(a, &r->cells[4], one->sha256, sizeof one->sha256);
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

/* frame:N, or CAPTURE:N, where the capture may stand with the folders that it was scanned from. False for what is neither, nor an id. */
static bool asked_parse(const char *text, struct asked *ret)
{
	const char *colon = strrchr(text, ':'), *name = text;

	*ret = (struct asked){ .text = text, .framed = colon != NULL };
	if (colon == NULL)
		return is_number(text) || is_hex_id(text);
	for (const char *p = text; p < colon; p++) {
		if (*p == '/')
			name = p + 1;
	}
	if (!is_number(colon + 1) || strlen(colon + 1) >= sizeof ret->frame || name == colon || (size_t)(colon - name) >= sizeof ret->capture)
		return false;
	memcpy(ret->frame, colon + 1, strlen(colon + 1));
	if ((size_t)(colon - text) != sizeof "frame" - 1 || strncmp(text, "frame", sizeof "frame" - 1) != 0)
		memcpy(ret->capture, name, (size_t)(colon - name));
	return true;
}

/* ---- what is not there ---- */

struct captures {
	struct buf names;
	size_t n;
	bool named;
};

/* Columns of captures.sql: capture, named. */
static int add_capture(void *ctx, const struct store_row *r)
{
	struct captures *c = ctx;

	if (r->n < 2)
		return 1;
	c->named = c->named || r->cells[1].integer != 0;
	if (c->n++ < CAPTURES_TOLD) {
		buf_puts(&c->names, c->n > 1 ? ", '" : "'");
		cell_text(&r->cells[0], &c->names);
		buf_puts(&c->names, "'");
	}
	return 0;
}

static int nothing_found(struct store *s, const struct folders *f, const struct asked *a, struct err *e)
{
	const char *const params[] = { ":capture", a->capture, NULL };
	const struct query q = { .sub = "explain", .name = "captures", .most = "-1", .now = "", .more = params };
	struct captures c = { .n = 0 };
	int rc;

	if (!a->framed)
		return err_set(e, "no finding has this id: '%.64s'", a->text);
	rc = query_run(s, f, &q, add_capture, &c, e);
	if (rc == 0 && a->capture[0] != 0 && !c.named && c.n > CAPTURES_TOLD)
		rc = err_set(e, "no capture of the database is called '%.64s'; there are %s and %zu more", a->capture, buf_text(&c.names), c.n - CAPTURES_TOLD);
	else if (rc == 0 && a->capture[0] != 0 && !c.named)
		rc = err_set(e, "no capture of the database is called '%.64s'; there %s %s", a->capture, c.n == 1 ? "is" : "are", buf_text(&c.names));
	else if (rc == 0)
		rc = err_set(e, "nothing was found in that frame: '%.64s'", a->text);
	buf_free(&c.names);
	return rc;
}

static int find(struct store *s, const struct folders *f, const struct asked *a, struct answers *ret, struct err *e)
{
	const char *const params[] = { ":asked", a->text, ":frame", a->frame, ":capture", a->capture, NULL };
	const struct query q = { .sub = "explain", .name = "asked", .most = "-1", .now = "", .more = params };

	if (query_run(s, f, &q, add_answer, ret, e) < 0)
		return -1;
	if (ret->n == 0)
		return nothing_found(s, f, a, e);
	if (ret->n > 1 && !a->framed && ret->exact == 0)
		return err_set(e, "more than one id begins so: '%.64s'; write more of it", a->text);
	return 0;
}

static int explain_one(struct store *s, const struct folders *f, const struct report_options *o, const struct answer *a,
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

/* Whose answer is the first of another capture than the one before it. */
static bool begins_capture(const struct answers *a, size_t i)
{
	return i == 0 || strcmp(a->items[i].sha256, a->items[i - 1].sha256) != 0 || strcmp(a->items[i].capture, a->items[i - 1].capture) != 0;
}

/* Where several captures answer, each is named as it is asked for alone. */
static void name_capture(const struct answers *a, size_t i, const struct asked *asked, struct buf *ret)
{
	bool twice = false;

	for (size_t k = 0; k < a->n && k < REPORT_EXPLAINED_MAX; k++)
		twice = twice || (strcmp(a->items[k].capture, a->items[i].capture) == 0 && strcmp(a->items[k].sha256, a->items[i].sha256) != 0);
	if (twice)
		buf_printf(ret, "%s (%.8s:%s)\n\n", a->items[i].capture, a->items[i].sha256, asked->frame);
	else
		buf_printf(ret, "%s:%s\n\n", a->items[i].capture, asked->frame);
}

static int explain_all(struct store *s, const struct folders *f, const struct report_options *o, const struct asked *asked,
	const struct answers *a, struct buf *ret, struct err *e)
{
	size_t told = a->n < REPORT_EXPLAINED_MAX ? a->n : REPORT_EXPLAINED_MAX, captures = 0;

	for (size_t i = 0; i < told; i++)
		captures += begins_capture(a, i);
	if (captures > 1)
		buf_printf(ret, "Frame %s of %zu captures; CAPTURE:%s tells of one.\n\n", asked->frame, captures, asked->frame);
	for (size_t i = 0; i < told; i++) {
		if (i > 0)
			buf_printf(ret, "\n----\n\n");
		if (captures > 1 && begins_capture(a, i))
			name_capture(a, i, asked, ret);
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
	struct asked what;
	size_t before = ret->len;
	int rc;

	if (!asked_parse(asked, &what))
		return err_set(e, "no finding is called so: '%.64s'; write an id of the CSV, JSON or JSON Lines report, frame:N or CAPTURE:N", asked);
	rc = find(s, &f, &what, &a, e);
	if (rc == 0)
		rc = explain_all(s, &f, o, &what, &a, ret, e);
	if (rc < 0)
		buf_truncate(ret, before);
	buf_free(&a.text);
	return rc;
}

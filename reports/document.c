#include "generator.h"

#include "base/alloc.h"
#include "base/instant.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One query's rows on their way into the tree. */
struct filling {
	const struct query *query;
	xmlNode *root, *into; /* into: the list that the last row went to */
	size_t rows;          /* of into */
	struct buf text;
	struct err *e;
};

static const xmlChar *x(const char *text)
{
	return (const xmlChar *)text;
}

static bool element_name_ok(const char *name)
{
	if (!isalpha((unsigned char)*name) && *name != '_')
		return false;
	for (; *name != 0; name++) {
		if (!isalnum((unsigned char)*name) && *name != '_')
			return false;
	}
	return true;
}

/* The element of a list, made where it is new. */
static void choose_list(struct filling *fill, const char *name)
{
	if (fill->into != NULL && strcmp((const char *)fill->into->name, name) == 0)
		return;
	fill->rows = 0;
	fill->into = fill->root->children;
	while (fill->into != NULL && strcmp((const char *)fill->into->name, name) != 0)
		fill->into = fill->into->next;
	if (fill->into == NULL)
		fill->into = xmlNewChild(fill->root, NULL, x(name), NULL);
}

static int bad_name(struct filling *fill, const char *name)
{
	return err_set(fill->e, "%s.sql: no name for an element: '%.80s'; give the column one with AS", fill->query->name, name);
}

static int add_row(void *ctx, const struct store_row *r)
{
	struct filling *fill = ctx;
	size_t first = row_has_list(r) ? 1 : 0;
	xmlNode *row;

	buf_reset(&fill->text);
	if (first > 0)
		cell_text(&r->cells[0], &fill->text);
	if (first > 0 && !element_name_ok(buf_text(&fill->text)))
		return bad_name(fill, buf_text(&fill->text));
	choose_list(fill, first > 0 ? buf_text(&fill->text) : fill->query->name);
	if (fill->rows++ >= REPORT_ROWS_MAX) {
		if (xmlHasProp(fill->into, x("more")) == NULL)
			xmlNewProp(fill->into, x("more"), x("yes"));
		return first > 0 ? 0 : 1;
	}
	row = xmlNewChild(fill->into, NULL, x("row"), NULL);
	for (size_t i = first; i < r->n; i++) {
		if (!element_name_ok(r->names[i]))
			return bad_name(fill, r->names[i]);
		if (r->cells[i].type == CELL_NULL)
			continue;
		buf_reset(&fill->text);
		cell_text(&r->cells[i], &fill->text);
		xmlNewTextChild(row, NULL, x(r->names[i]), x(buf_text(&fill->text)));
	}
	return 0;
}

static int add_query(struct store *s, const struct folders *f, const struct query *q, xmlNode *root, struct err *e)
{
	struct filling fill = { .query = q, .root = root, .e = e };
	int rc = query_run(s, f, q, add_row, &fill, e);

	buf_free(&fill.text);
	return rc;
}

static void set(xmlNode *root, const char *name, const char *value)
{
	if (value != NULL)
		xmlNewProp(root, x(name), x(value));
}

static xmlNode *new_root(xmlDoc *doc, const struct report_options *o)
{
	xmlNode *root = xmlNewNode(NULL, x("report"));
	char now[INSTANT_TEXT], most[16];

	snprintf(most, sizeof most, "%d", REPORT_SHOWN_MAX);
	xmlDocSetRootElement(doc, root);
	set(root, "tool", o->tool);
	set(root, "now", instant_text(o->now, now));
	set(root, "edition", report_edition(o->edition));
	if (o->edition != EDITION_PUBLIC)
		set(root, "database", o->database);
	set(root, "sha256", o->database_sha256);
	set(root, "csv", o->csv_link);
	set(root, "most", most);
	set(root, "lang", o->language == NULL ? "en" : o->language);
	return root;
}

int document_of(struct store *s, const struct folders *f, const struct report_options *o, const struct query *queries, size_t n,
	xmlDoc **ret, struct err *e)
{
	xmlDoc *doc;
	xmlNode *root;

	if (language_check(f, o->language, e) < 0)
		return -1;
	doc = xmlNewDoc(x("1.0"));
	root = new_root(doc, o);
	for (size_t i = 0; i < n; i++) {
		if (add_query(s, f, &queries[i], root, e) < 0) {
			xmlFreeDoc(doc);
			return -1;
		}
	}
	*ret = doc;
	return 0;
}

int document_new(struct store *s, const struct folders *f, const struct report_options *o, xmlDoc **ret, struct err *e)
{
	struct queries q;
	int rc;

	if (queries_read(f, REPORT_SHOWN_MAX, o->now, &q, e) < 0)
		return -1;
	rc = document_of(s, f, o, q.items, q.n, ret, e);
	queries_free(&q);
	return rc;
}

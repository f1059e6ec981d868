#include "policy/importing.h"

#include "policy/load.h"

#include "base/alloc.h"
#include "base/instant.h"
#include "base/json.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- nodes ---- */

static struct node *node_at(struct importing *im, enum node_type type, const struct node *at)
{
	struct node *n = xcalloc(1, sizeof *n);

	n->type = type;
	n->line = at->line;
	n->column = at->column;
	ARRAY_GROW(im->tree->nodes, im->tree->node_count, im->tree->node_cap);
	im->tree->nodes[im->tree->node_count++] = n;
	return n;
}

struct node *import_scalar(struct importing *im, const struct node *at, const char *text)
{
	struct node *n = node_at(im, NODE_SCALAR, at);

	n->text = xstrdup(text);
	n->len = strlen(text);
	return n;
}

struct node *import_list(struct importing *im, const struct node *at)
{
	return node_at(im, NODE_SEQUENCE, at);
}

void import_append(struct node *list, struct node *item)
{
	ARRAY_GROW(list->items, list->n, list->cap);
	list->items[list->n++] = item;
}

struct node *import_event(struct importing *im, const struct node *at)
{
	struct node *n = node_at(im, NODE_MAPPING, at);

	import_append(im->events, n);
	return n;
}

void import_set(struct importing *im, struct node *event, const char *key, struct node *value)
{
	if (value == NULL || (value->type == NODE_SEQUENCE && value->n == 0))
		return;
	import_append(event, import_scalar(im, value, key));
	import_append(event, value);
}

void import_comment(struct importing *im, const struct node *at, const char *fmt, ...)
{
	char text[512], clean[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	text_clean_to(clean, sizeof clean, span_of(text));
	buf_printf(&im->comments, "# line %d: %s\n", at->line, clean);
}

/* ---- events out ---- */

static void put_text(struct buf *out, const char *text)
{
	struct json j;

	json_begin(&j, out, true);
	json_string(&j, text);
}

static void put_words(struct buf *out, const char *key, const struct words *w)
{
	buf_printf(out, "      %s: ", key);
	for (size_t i = 0; i < w->n; i++) {
		buf_puts(out, i == 0 ? "[" : ", ");
		put_text(out, w->items[i]);
	}
	buf_puts(out, w->n == 0 ? "any\n" : "]\n");
}

static void put_data(struct buf *out, const struct consent_event *e)
{
	const char *between = "[";

	buf_puts(out, "      data: ");
	for (int k = KIND_NONE + 1; k < KIND_COUNT && !e->data_any; k++) {
		if (!e->data[k])
			continue;
		buf_printf(out, "%s%s", between, kind_name((enum kind)k));
		between = ", ";
	}
	buf_puts(out, e->data_any ? "any\n" : "]\n");
}

static void put_event(struct buf *out, const struct consent_event *e)
{
	char at[INSTANT_TEXT];

	buf_printf(out, "    - at: %s # line %d\n", instant_text(e->at, at), e->origin.line);
	buf_printf(out, "      state: %s\n", consent_state_name(e->state));
	if (e->handset != NULL)
		buf_printf(out, "      handset: %s\n", e->handset);
	put_words(out, "service", &e->services);
	put_data(out, e);
	for (size_t i = 0; i < e->places.n; i++)
		buf_printf(out, "%s%s%s", i == 0 ? "      places: [" : ", ", e->places.items[i].text,
			i + 1 == e->places.n ? "]\n" : "");
	if (e->expires != INSTANT_MAX)
		buf_printf(out, "      expires: %s\n", instant_text(e->expires, at));
	if (e->evidence.n > 0)
		put_words(out, "evidence", &e->evidence);
}

static void put_events(struct importing *im, const struct audit_case *c, struct buf *out)
{
	buf_add_span(out, buf_span(&im->comments));
	buf_printf(out, "  events:%s\n", c->event_count == 0 ? " []" : "");
	for (size_t i = 0; i < c->event_count; i++)
		put_event(out, &c->events[i]);
}

/* ---- checking, as of a case ---- */

/* The case that the events are for is not read here: every handset that they name is taken to be in it. */
static void add_handsets(const struct node *events, struct audit_case *c)
{
	for (size_t i = 0; i < events->n; i++) {
		const struct node *h = node_get(events->items[i], "handset");

		if (h == NULL || h->type != NODE_SCALAR || case_handset(c, h->text) != NULL)
			continue;
		c->handsets = array_add(c->handsets, &c->handset_count, sizeof *c->handsets);
		c->handsets[c->handset_count - 1].id = xstrdup(h->text);
	}
}

static void load(struct importing *im, struct audit_case *c)
{
	const struct node top = { .type = NODE_MAPPING, .line = 1, .column = 1 };
	struct node *consent = node_at(im, NODE_MAPPING, &top), *root = node_at(im, NODE_MAPPING, &top);

	import_append(consent, import_scalar(im, &top, "events"));
	import_append(consent, im->events);
	import_append(root, import_scalar(im, &top, "consent"));
	import_append(root, consent);
	add_handsets(im->events, c);
	load_timeline(im->reading, root, c);
}

/* A table is no tree: its nodes need an owner all the same. */
static struct tree *tree_of(const struct import_source *s, struct err *e)
{
	struct tree *t;

	if (s->format == IMPORT_RECORDS)
		return tree_from(s->file, s->bytes, e);
	if (s->bytes.len > YAML_BYTES_MAX) {
		err_set(e, "%s: longer than %d bytes", s->file, YAML_BYTES_MAX);
		return NULL;
	}
	t = xcalloc(1, sizeof *t);
	t->file = xstrdup(s->file);
	return t;
}

int policy_import(const struct import_source *source, const struct rulebook *b, struct policy_mistakes *m, struct buf *ret)
{
	static void (*const readers[])(struct importing *im) = { [IMPORT_RECORDS] = import_records, [IMPORT_TABLE] = import_table };
	const struct node top = { .line = 1, .column = 1 };
	struct reading r = { .file = source->file, .mistakes = m, .book = b };
	struct importing im = { .source = source, .reading = &r };
	struct audit_case *c;
	struct err e = { "" };

	im.tree = tree_of(source, &e);
	if (im.tree == NULL) {
		m->count++;
		m->report(m->ctx, e.text);
		return -1;
	}
	im.events = import_list(&im, &top);
	c = xcalloc(1, sizeof *c);
	readers[source->format](&im);
	if (r.count == 0 && im.events->n == 0)
		mistake(&r, &top, "no record of consent is in it");
	load(&im, c);
	if (r.count == 0)
		put_events(&im, c, ret);
	policy_free_case(c);
	tree_free(im.tree);
	buf_free(&im.comments);
	return r.count == 0 ? 0 : -1;
}
